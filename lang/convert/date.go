package convert

import (
	"fmt"
	"strings"
	"time"

	"quoin.dev/quoin/value"
)

// Date formats of String, by their constants.
const (
	SystemShort         = 1
	SystemAbbreviated   = 2
	SystemLong          = 3
	InternalShortSpec   = 4
	InternalLong        = 5
	InternalAbbreviated = 6
	InternalShort       = 7
	ISODate             = 8
	ISODateGMT          = 9
	RFC1123             = 10
	BlankIfNull         = 100 // added to one of the others
)

// FormatDate prints a date by a constant. The formats that have a time part
// take the seconds given; the date and time are then those of loc.
func FormatDate(d value.Day, format int, seconds int64, loc *time.Location) string {
	if format >= BlankIfNull {
		if d.IsNull() {
			return ""
		}
		format -= BlankIfNull
	}
	y, m, n := d.Parts()
	if d.IsNull() {
		switch format {
		case ISODate, ISODateGMT:
			return "0000-00-00T" + clock(seconds)
		}
		return "00/00/00"
	}
	switch format {
	case SystemAbbreviated:
		return fmt.Sprintf("%s, %s %d, %d", dayNames[d.Weekday()][:3], monthNames[m-1][:3], n, y)
	case SystemLong:
		return fmt.Sprintf("%s, %s %d, %d", dayNames[d.Weekday()], monthNames[m-1], n, y)
	case InternalShortSpec:
		if y >= 1930 && y < 2030 {
			return fmt.Sprintf("%02d/%02d/%02d", m, n, y%100)
		}
	case InternalLong:
		return fmt.Sprintf("%s %d, %d", monthNames[m-1], n, y)
	case InternalAbbreviated:
		return fmt.Sprintf("%s %d, %d", monthNames[m-1][:3], n, y)
	case ISODate:
		return fmt.Sprintf("%04d-%02d-%02dT%s", y, m, n, clock(seconds))
	case ISODateGMT:
		return d.At(seconds, loc).UTC().Format("2006-01-02T15:04:05Z")
	case RFC1123:
		return d.At(seconds, loc).UTC().Format("Mon, 02 Jan 2006 15:04:05") + " GMT"
	}
	return fmt.Sprintf("%02d/%02d/%04d", m, n, y)
}

var dayNames = [...]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}

var monthNames = [...]string{"January", "February", "March", "April", "May", "June", "July",
	"August", "September", "October", "November", "December"}

// ParseDate reads a date out of a text as the command Date does: the ISO form
// first, then month, day and year in that order, also within a sentence. What
// is no date gives the null date.
func ParseDate(s string) value.Day {
	s = strings.TrimSpace(s)
	if len(s) >= 10 {
		if d, ok := value.ParseDay(s[:10]); ok && (len(s) == 10 || s[10] == 'T') {
			return d
		}
	}
	groups, lengths := numberGroups(s, 3)
	if len(groups) < 3 {
		return 0
	}
	if lengths[0] > 2 { // year first
		return value.NewDay(groups[0], groups[1], groups[2])
	}
	year := groups[2]
	if lengths[2] <= 2 {
		if year >= 30 {
			year += 1900
		} else {
			year += 2000
		}
	}
	return value.NewDay(year, groups[0], groups[1])
}

// numberGroups returns the first n runs of digits and their lengths.
func numberGroups(s string, n int) (groups, lengths []int) {
	for i := 0; i < len(s) && len(groups) < n; i++ {
		start, v := i, 0
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
			if i-start < 6 {
				v = v*10 + int(s[i]-'0')
			}
			i++
		}
		if i > start {
			groups, lengths = append(groups, v), append(lengths, i-start)
		}
	}
	return groups, lengths
}

// ParseInstant reads an ISO text with a zone ("Z", "+02:00") and returns the
// date and the seconds of the day in loc; ok is false for other texts.
func ParseInstant(s string, loc *time.Location) (d value.Day, seconds int64, ok bool) {
	t, err := time.Parse(time.RFC3339Nano, strings.TrimSpace(s))
	if err != nil {
		return 0, 0, false
	}
	t = t.In(loc)
	return value.DayOf(t), int64(t.Hour()*3600 + t.Minute()*60 + t.Second()), true
}
