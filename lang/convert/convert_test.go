package convert

import (
	"math"
	"testing"
	"time"

	"quoin.dev/quoin/value"
)

func TestNumber(t *testing.T) {
	for _, tc := range []struct {
		f    float64
		want string
	}{
		{0, "0"}, {math.Copysign(0, -1), "0"}, {1, "1"}, {-12.5, "-12.5"}, {1.0 / 3, "0.3333333333333"}, {0.1 + 0.2, "0.3"},
		{32768, "32768"}, {123456789012345, "123456789012345"}, {1e20, "100000000000000000000"}, {1e21, "1e+21"}, {1.5e-10, "1.5e-10"},
		{0.00001, "0.00001"}, {math.Inf(1), "INF"}, {math.Inf(-1), "-INF"}, {math.NaN(), ""}, {-0.000001, "-0.000001"},
	} {
		if got := Number(tc.f); got != tc.want {
			t.Errorf("Number(%v) = %q, want %q", tc.f, got, tc.want)
		}
	}
}

func TestFormatNumber(t *testing.T) {
	for _, tc := range []struct {
		f            float64
		format, want string
	}{
		{32768, "###,##0 Inhabitants", "32,768 Inhabitants"},
		{1234567, "###,##0.00", "1,234,567.00"},
		{1234567, "###,###,##0", "1,234,567"},
		{1.0 / 3, "##0.00000", "0.33333"},
		{2.3, "##0.0", "2.3"},
		{2.38, "##0.0", "2.3"},
		{5, "##0.##", "5"},
		{5, "000", "005"},
		{-5, "000", "-005"},
		{5, "^^0", "  5"},
		{5, "**0.00", "**5.00"},
		{0, "###", ""},
		{0, "##0", "0"},
		{-5, "##0;(##0)", "(5)"},
		{0, "##0;(##0);none", "none"},
		{0, "##0;(##0);", ""},
		{1, "True;;False", "True"},
		{-1, "$##0", "-$1"},
		{0.5, "##0 %", "0 %"},
		{759.62, "&3", "7.60e+2"},
		{0, "$###,##0.00;($###,##0.00)", "$0.00"},
		{-1, "&x", "0xFFFFFFFF"}, {128, "&x", "0x0080"}, {-1, "&$", "$FFFFFFFF"}, {128, "&$", "$80"},
		{50.3, "&xml", "50.3"},
		{1e300, "###,##0", ""},
		{3, "no place", "no place"},
		{3, "", "3"},
		{math.NaN(), "##0", ""},
	} {
		got := FormatNumber(tc.f, tc.format)
		if tc.want != "" && got != tc.want || tc.want == "" && tc.f != 1e300 && got != "" {
			t.Errorf("FormatNumber(%v, %q) = %q, want %q", tc.f, tc.format, got, tc.want)
		}
	}
}

func TestRadix(t *testing.T) {
	for _, tc := range []struct {
		f    float64
		base int
		want string
	}{
		{10, 2, "1010"}, {-10, 2, "-1010"}, {254, 16, "fe"}, {-16523461, 16, "-fc20c5"}, {0.5, 2, "0.1"}, {35, 36, "z"},
		{0, 2, "0"}, {math.NaN(), 10, "NaN"}, {math.Inf(1), 2, "NaN"}, {12.5, 0, "12.5"}, {math.Ldexp(1, 70), 16, "400000000000000000"},
	} {
		if got := Radix(tc.f, tc.base); got != tc.want {
			t.Errorf("Radix(%v, %d) = %q, want %q", tc.f, tc.base, got, tc.want)
		}
	}
}

func TestParseNumber(t *testing.T) {
	for s, want := range map[string]float64{
		"A1B2C3": 123, "123-456": 123, "-123e2": -12300, "123e-2": 1.23, "12 eggs": 12, "e5": 5, "": 0, "-": 0, "--5": -5,
		"$1,234.50": 1234.5, "1.2.3": 1.23, ".5": 0.5, "Room 101": 101, "1e": 1, "9e999": math.Inf(1),
	} {
		if got := ParseNumber(s, '.'); got != want {
			t.Errorf("ParseNumber(%q) = %v, want %v", s, got, want)
		}
	}
	if got := ParseNumber("33 333,33", ','); got != 33333.33 {
		t.Errorf("with a decimal comma: %v", got)
	}
}

func TestDates(t *testing.T) {
	for s, want := range map[string]string{
		"2013-06-05T20:00:00": "2013-06-05", "2013-06-05": "2013-06-05", "12/25/96": "1996-12-25", "1/2/29": "2029-01-02",
		"1/2/30": "1930-01-02", "2018/01/21": "2018-01-21", "It was the 6/30, we were in 2016": "2016-06-30",
		"30/01/2010": "0000-00-00", "2/30/2020": "0000-00-00", "nothing": "0000-00-00", "": "0000-00-00", "1/2": "0000-00-00",
	} {
		if got := ParseDate(s).String(); got != want {
			t.Errorf("ParseDate(%q) = %s, want %s", s, got, want)
		}
	}
	d := value.NewDay(2020, 3, 25)
	for format, want := range map[int]string{
		SystemShort: "03/25/2020", SystemAbbreviated: "Wed, Mar 25, 2020", SystemLong: "Wednesday, March 25, 2020",
		InternalShortSpec: "03/25/20", InternalLong: "March 25, 2020", InternalAbbreviated: "Mar 25, 2020",
		InternalShort: "03/25/2020", ISODate: "2020-03-25T13:05:00", ISODateGMT: "2020-03-25T12:05:00Z",
		RFC1123: "Wed, 25 Mar 2020 12:05:00 GMT", 99: "03/25/2020", BlankIfNull + ISODate: "2020-03-25T13:05:00",
	} {
		if got := FormatDate(d, format, 13*3600+5*60, time.FixedZone("CET", 3600)); got != want {
			t.Errorf("FormatDate(%d) = %q, want %q", format, got, want)
		}
	}
	if FormatDate(0, SystemShort, 0, time.UTC) != "00/00/00" || FormatDate(0, SystemShort+BlankIfNull, 0, time.UTC) != "" {
		t.Error("the null date prints wrongly")
	}
}

func TestTimes(t *testing.T) {
	const at = 17*3600 + 30*60 + 45
	for format, want := range map[int]string{
		HHMMSS: "17:30:45", HHMM: "17:30", HourMinSec: "17 hours 30 minutes 45 seconds", HourMin: "17 hours 30 minutes",
		HHMMAMPM: "5:30 PM", MMSS: "1050:45", MinSec: "1050 minutes 45 seconds", ISOTime: "0000-00-00T17:30:45", 0: "17:30:45",
	} {
		if got := FormatTime(at, format); got != want {
			t.Errorf("FormatTime(%d) = %q, want %q", format, got, want)
		}
	}
	for s, want := range map[string]int64{
		"13:15": 47700, "1:05 PM": 47100, "12:00 am": 0, "25:00:00": 90000, "17 hours 30 minutes": 63000,
		"2023-01-01T10:00:00": 36000, "": 0, "x": 0, "1:99": 0, "-01:00:00": -3600,
	} {
		if got := ParseTime(s); got != want {
			t.Errorf("ParseTime(%q) = %d, want %d", s, got, want)
		}
	}
	if got := Time(-3661); got != "-01:01:01" {
		t.Errorf("a negative time prints %q", got)
	}
}

func TestFormatPattern(t *testing.T) {
	d := value.NewDay(2023, 1, 2)
	for pattern, want := range map[string]string{
		"EEEE d MMMM y": "Monday 2 January 2023", "dd/MM/yyyy": "02/01/2023", "yy-M": "23-1", "EEE, MMM dd": "Mon, Jan 02",
		"hh:mm aa": "01:05 PM", "H 'o''clock'": "13 o'clock", "'at' HH:mm:ss": "at 13:05:07", "d' день'": "2 день", "дд": "дд",
		"D": "2", "''": "'", "'open": "open", "z": "UTC",
	} {
		if got := FormatPattern(pattern, d, 13*3600+5*60+7, "UTC"); got != want {
			t.Errorf("FormatPattern(%q) = %q, want %q", pattern, got, want)
		}
	}
}

// FuzzFormats checks that no format makes printing fail or grow without bounds,
// and that numbers read back.
func FuzzFormats(f *testing.F) {
	f.Add(1234.5, "###,##0.00;(0);zero", "1e5")
	f.Add(-0.5, "&x", "yyyyyyyyyyyy 'x")
	f.Add(1e300, "0.0.0^*#", "-12-3")
	f.Fuzz(func(t *testing.T, n float64, format, s string) {
		if got := FormatNumber(n, format); len(got) > 2*len(format)+700 {
			t.Errorf("FormatNumber(%v, %q) has %d bytes", n, format, len(got))
		}
		if got := FormatPattern(s, value.NewDay(2024, 2, 29), 86399, "UTC"); len(got) > 40*len(s)+40 {
			t.Errorf("FormatPattern(%q) has %d bytes", s, len(got))
		}
		if !math.IsNaN(n) && !math.IsInf(n, 0) {
			if back := ParseNumber(Number(n), '.'); math.Abs(back-n) > 1e-12*math.Abs(n) {
				t.Errorf("%v prints as %q, which reads as %v", n, Number(n), back)
			}
		}
		for base := 2; base <= 36; base += 17 {
			Radix(n, base)
		}
		ParseNumber(s, ',')
		ParseDate(s)
		ParseTime(s)
	})
}
