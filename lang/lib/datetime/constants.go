package datetime

import (
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/convert"
)

func constants() []command.Constant {
	all := []command.Constant{
		{Name: "System date short", Value: convert.SystemShort},
		{Name: "System date abbreviated", Value: convert.SystemAbbreviated},
		{Name: "System date long", Value: convert.SystemLong},
		{Name: "Internal date short special", Value: convert.InternalShortSpec},
		{Name: "Internal date long", Value: convert.InternalLong},
		{Name: "Internal date abbreviated", Value: convert.InternalAbbreviated},
		{Name: "Internal date short", Value: convert.InternalShort},
		{Name: "ISO date", Value: convert.ISODate},
		{Name: "ISO date GMT", Value: convert.ISODateGMT},
		{Name: "Date RFC 1123", Value: convert.RFC1123},
		{Name: "Blank if null date", Value: convert.BlankIfNull},
		{Name: "HH MM SS", Value: convert.HHMMSS},
		{Name: "HH MM", Value: convert.HHMM},
		{Name: "Hour min sec", Value: convert.HourMinSec},
		{Name: "Hour min", Value: convert.HourMin},
		{Name: "HH MM AM PM", Value: convert.HHMMAMPM},
		{Name: "MM SS", Value: convert.MMSS},
		{Name: "Min sec", Value: convert.MinSec},
		{Name: "ISO time", Value: convert.ISOTime},
		{Name: "System time short", Value: convert.SystemTime},
		{Name: "System time long abbreviated", Value: convert.SystemTimeAbb},
		{Name: "System time long", Value: convert.SystemTimeLng},
		{Name: "Blank if null time", Value: convert.BlankIfNull},
	}
	days := []string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}
	for i, name := range days {
		all = append(all, command.Constant{Name: name, Value: i + 1})
	}
	months := []string{"January", "February", "March", "April", "May", "June", "July", "August",
		"September", "October", "November", "December"}
	for i, name := range months {
		all = append(all, command.Constant{Name: name, Value: i + 1})
	}
	return all
}
