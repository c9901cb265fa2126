package convert

import (
	"fmt"
	"strings"
)

// Time formats of String, by their constants.
const (
	HHMMSS        = 1
	HHMM          = 2
	HourMinSec    = 3
	HourMin       = 4
	HHMMAMPM      = 5
	MMSS          = 6
	MinSec        = 7
	ISOTime       = 8
	SystemTime    = 9
	SystemTimeAbb = 10
	SystemTimeLng = 11
)

// Time prints seconds as HH:MM:SS; hours may exceed 24.
func Time(seconds int64) string { return clock(seconds) }

func clock(seconds int64) string {
	sign := ""
	if seconds < 0 {
		sign, seconds = "-", -seconds
	}
	return fmt.Sprintf("%s%02d:%02d:%02d", sign, seconds/3600, seconds/60%60, seconds%60)
}

// FormatTime prints a time by a constant.
func FormatTime(seconds int64, format int) string {
	if format >= BlankIfNull {
		if seconds == 0 {
			return ""
		}
		format -= BlankIfNull
	}
	h, m, s := seconds/3600, seconds/60%60, seconds%60
	switch format {
	case HHMM:
		return fmt.Sprintf("%02d:%02d", h, m)
	case HourMinSec:
		return plural(h, "hour") + " " + plural(m, "minute") + " " + plural(s, "second")
	case HourMin:
		return plural(h, "hour") + " " + plural(m, "minute")
	case HHMMAMPM:
		return fmt.Sprintf("%d:%02d %s", twelve(h), m, half(h))
	case MMSS:
		return fmt.Sprintf("%02d:%02d", seconds/60, s)
	case MinSec:
		return plural(seconds/60, "minute") + " " + plural(s, "second")
	case ISOTime:
		return "0000-00-00T" + clock(seconds)
	case SystemTime:
		return fmt.Sprintf("%d:%02d %s", twelve(h), m, half(h))
	case SystemTimeAbb, SystemTimeLng:
		return fmt.Sprintf("%d:%02d:%02d %s", twelve(h), m, s, half(h))
	}
	return clock(seconds)
}

func plural(n int64, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

func twelve(h int64) int64 {
	if h %= 12; h == 0 {
		return 12
	}
	return h
}

func half(h int64) string {
	if h%24 < 12 {
		return "AM"
	}
	return "PM"
}

// ParseTime reads a time out of a text as the command Time does: "13:05",
// "1:05:30 PM", the time of an ISO date and time, "17 hours 30 minutes". What is
// no time gives 0.
func ParseTime(s string) int64 {
	s = strings.TrimSpace(s)
	if _, after, ok := strings.Cut(s, "T"); ok && len(s)-len(after) == 11 {
		s = after
	}
	s, _, _ = strings.Cut(s, ".")
	groups, _ := numberGroups(s, 3)
	var parts [3]int64
	for i, g := range groups {
		parts[i] = int64(g)
	}
	lower := strings.ToLower(s)
	switch {
	case strings.Contains(lower, "pm") && parts[0] < 12:
		parts[0] += 12
	case strings.Contains(lower, "am") && parts[0] == 12:
		parts[0] = 0
	}
	if parts[1] > 59 || parts[2] > 59 {
		return 0
	}
	n := parts[0]*3600 + parts[1]*60 + parts[2]
	if strings.HasPrefix(s, "-") {
		return -n
	}
	return n
}
