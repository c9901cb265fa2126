// Package datetime provides the commands over dates and times.
package datetime

import (
	_ "embed"
	"time"

	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/convert"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

//go:embed datetime.md
var doc string

// Family returns the rows of the family.
func Family() command.Family {
	return command.Family{Name: "datetime", Commands: commands(), Constants: constants(), Doc: doc}
}

func commands() []command.Command {
	return []command.Command{
		{Name: "Add to date", Sig: "(date: Date, years: Integer, months: Integer, days: Integer) : Date", Run: addToDate},
		{Name: "Current date", Sig: "(*) : Date", Run: currentDate},
		{Name: "Current time", Sig: "(*) : Time", Run: currentTime},
		{Name: "Date", Sig: "(source: Text|Date) : Date", Run: date},
		{Name: "Day number", Sig: "(date: Date) : Integer", Run: dayNumber},
		{Name: "Day of", Sig: "(date: Date) : Integer", Run: part(func(_, _, d int) int { return d })},
		{Name: "Milliseconds", Sig: "() : Integer", Run: milliseconds},
		{Name: "Month of", Sig: "(date: Date) : Integer", Run: part(func(_, m, _ int) int { return m })},
		{Name: "SET DEFAULT CENTURY", Sig: "(century: Integer, pivot?: Integer)", State: command.Later},
		{Name: "Tickcount", Sig: "() : Integer", Run: tickcount},
		{Name: "Time", Sig: "(source: Text|Time|Integer) : Time", Run: toTime},
		{Name: "Time string", Sig: "(time: Time|Integer) : Text", Run: timeString},
		{Name: "Timestamp", Sig: "() : Text", Run: timestamp},
		{Name: "Year of", Sig: "(date: Date) : Integer", Run: part(func(y, _, _ int) int { return y })},
	}
}

// now is the present moment where the application is.
func now(c *vm.Call) time.Time {
	h := c.Process.Runtime.Host
	return h.Clock.Now().In(h.Location)
}

func currentDate(c *vm.Call) (value.Value, error) { return value.FromDate(value.DayOf(now(c))), nil }

func currentTime(c *vm.Call) (value.Value, error) {
	t := now(c)
	return value.FromTime(int64(t.Hour()*3600 + t.Minute()*60 + t.Second())), nil
}

func timestamp(c *vm.Call) (value.Value, error) {
	return value.FromText(now(c).UTC().Format("2006-01-02T15:04:05.000Z")), nil
}

// milliseconds counts in 31 bits, so that it is never negative.
func milliseconds(c *vm.Call) (value.Value, error) {
	return value.FromInt(now(c).UnixMilli() & 0x7FFFFFFF), nil
}

// tickcount counts sixtieths of a second.
func tickcount(c *vm.Call) (value.Value, error) {
	return value.FromInt(now(c).UnixMilli() * 60 / 1000 & 0x7FFFFFFF), nil
}

func date(c *vm.Call) (value.Value, error) {
	v := c.Arg(0)
	switch v.Kind() {
	case value.Date:
		return v, nil
	case value.Null:
		return value.FromDate(0), nil
	}
	s := c.Text(0)
	if d, _, ok := convert.ParseInstant(s, c.Process.Runtime.Host.Location); ok {
		return value.FromDate(d), nil
	}
	return value.FromDate(convert.ParseDate(s)), nil
}

func toTime(c *vm.Call) (value.Value, error) {
	v := c.Arg(0)
	if v.Kind() == value.Text {
		if _, seconds, ok := convert.ParseInstant(v.AsText(), c.Process.Runtime.Host.Location); ok {
			return value.FromTime(seconds), nil
		}
		return value.FromTime(convert.ParseTime(v.AsText())), nil
	}
	return value.FromTime(c.Seconds(0)), nil
}

func timeString(c *vm.Call) (value.Value, error) {
	return value.FromText(convert.Time(c.Seconds(0))), nil
}

func part(pick func(y, m, d int) int) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) {
		return value.FromInt(int64(pick(c.Date(0).Parts()))), nil
	}
}

// dayNumber counts from Sunday = 1. The null date is a Monday, as in the original.
func dayNumber(c *vm.Call) (value.Value, error) {
	d := c.Date(0)
	if d.IsNull() {
		return value.FromInt(2), nil
	}
	return value.FromInt(int64(d.Weekday() + 1)), nil
}

// addToDate adds years and months first, keeping the day within its month, then
// days. The null date is the year, month and day zero.
func addToDate(c *vm.Call) (value.Value, error) {
	d, years, months, days := c.Date(0), c.Int(1), c.Int(2), c.Int(3)
	const most = 12 * 32768
	if max(years, -years) > most || max(months, -months) > most {
		return value.FromDate(0), nil
	}
	y, m, n := d.Parts()
	if d.IsNull() {
		m, n, days = max(1-months, 0), 1, days-1
	}
	total := (y+years)*12 + m - 1 + months
	if total < 0 {
		return value.FromDate(0), nil
	}
	y, m = total/12, total%12+1
	for n > 28 && value.NewDay(y, m, n).IsNull() {
		n--
	}
	return value.FromDate(value.NewDay(y, m, n).AddDays(days)), nil
}
