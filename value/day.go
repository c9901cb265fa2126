package value

import (
	"fmt"
	"time"
)

// Day is a civil date, packed as year*512 + month*32 + day so that the order of
// numbers is the order of dates. Zero is the null date !00-00-00!.
type Day int32

// NewDay returns a date, or the null date where there is no such day.
func NewDay(year, month, day int) Day {
	if year < 0 || year > 32767 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return 0
	}
	return Day(year<<9 | month<<5 | day)
}

// Parts returns year, month and day; zeros for the null date.
func (d Day) Parts() (year, month, day int) { return int(d >> 9), int(d>>5) & 15, int(d) & 31 }

// IsNull reports whether d is the null date.
func (d Day) IsNull() bool { return d == 0 }

// String returns yyyy-mm-dd; "0000-00-00" for the null date.
func (d Day) String() string {
	y, m, n := d.Parts()
	return fmt.Sprintf("%04d-%02d-%02d", y, m, n)
}

// Number returns the days since 1 January of the year 0 (proleptic Gregorian).
// The null date counts as the day before, so that adding calendar parts to it
// works as the original does.
func (d Day) Number() int {
	if d == 0 {
		return -1
	}
	y, m, n := d.Parts()
	y0 := y
	if m <= 2 {
		y0--
	}
	era := floorDiv(y0, 400)
	yoe := y0 - era*400
	doy := (153*((m+9)%12)+2)/5 + n - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return era*146097 + doe + 60 // 0000-03-01 is day 60 of the leap year 0
}

// DayFromNumber is the inverse of Number; the null date outside years 0 to 32767.
func DayFromNumber(n int) Day {
	n -= 60
	era := floorDiv(n, 146097)
	doe := n - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	day := doy - (153*mp+2)/5 + 1
	month := mp%12 + 3
	if month > 12 {
		month -= 12
	}
	year := era*400 + yoe
	if month <= 2 {
		year++
	}
	return NewDay(year, month, day)
}

// AddDays returns the date n days later. The null date stays null.
func (d Day) AddDays(n int) Day {
	if d == 0 {
		return 0
	}
	return DayFromNumber(d.Number() + n)
}

// Weekday returns the day of the week, Sunday = 0.
func (d Day) Weekday() int { return ((d.Number()+6)%7 + 7) % 7 }

// DayOf returns the civil date of an instant in its own location.
func DayOf(t time.Time) Day { return NewDay(t.Year(), int(t.Month()), t.Day()) }

// At returns the instant of the date and a number of seconds in a location.
func (d Day) At(seconds int64, loc *time.Location) time.Time {
	y, m, n := d.Parts()
	return time.Date(y, time.Month(m), n, 0, 0, int(seconds), 0, loc)
}

// ParseDay reads yyyy-mm-dd exactly.
func ParseDay(s string) (Day, bool) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return 0, false
	}
	y, ok1 := digits(s[:4])
	m, ok2 := digits(s[5:7])
	n, ok3 := digits(s[8:])
	if !ok1 || !ok2 || !ok3 {
		return 0, false
	}
	d := NewDay(y, m, n)
	return d, d != 0
}

func digits(s string) (int, bool) {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
