// Package text provides the commands over text: searching, cutting, comparing,
// regular expressions.
package text

import (
	_ "embed"
	"strings"
	"unicode"

	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/convert"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/text"
	"quoin.dev/quoin/value"
)

//go:embed text.md
var doc string

// Family returns the rows of the family.
func Family() command.Family {
	return command.Family{Name: "text", Commands: commands(), Constants: constants(), Doc: doc}
}

func commands() []command.Command {
	return []command.Command{
		{Name: "Change string", Sig: "(source: Text, new: Text, where: Integer) : Text", Run: changeString},
		{Name: "Char", Sig: "(code: Integer) : Text", Run: char},
		{Name: "Character code", Sig: "(source: Text) : Integer", Run: characterCode},
		{Name: "Compare strings", Sig: "(first: Text, second: Text, options?: Integer) : Integer", Run: compareStrings},
		{Name: "Delete string", Sig: "(source: Text, where: Integer, count: Integer) : Text", Run: deleteString},
		{Name: "Insert string", Sig: "(source: Text, what: Text, where: Integer) : Text", Run: insertString},
		{Name: "Length", Sig: "(source: Text) : Integer", Run: length},
		{Name: "Lowercase", Sig: "(source: Text, *) : Text", Run: lowercase},
		{Name: "Match regex", Sig: "(pattern: Text, source: Text, start?: Integer, &position: Integer|Array, &length: Integer|Array, *) : Boolean", Run: matchRegex},
		{Name: "Num", Sig: "(source: Text|Real|Boolean, separator?: Text|Integer) : Real", Run: num},
		{Name: "Position", Sig: "(find: Text, source: Text, start?: Integer, &length: Integer, options?: Integer, *) : Integer", Run: position},
		{Name: "Replace string", Sig: "(source: Text, old: Text, new: Text, count?: Integer, *) : Text", Run: replaceString},
		{Name: "Split string", Sig: "(source: Text, separator: Text, options?: Integer) : Collection", Run: splitString},
		{Name: "String", Sig: "(source: Any, format?: Text|Integer, time?: Time) : Text", Run: toText},
		{Name: "Substring", Sig: "(source: Text, first: Integer, count?: Integer) : Text", Run: substring},
		{Name: "GET TEXT KEYWORDS", Sig: "(source: Text, &words: Array, *)", State: command.Later},
		{Name: "Trim", Sig: "(source: Text) : Text", Run: trim},
		{Name: "Trim end", Sig: "(source: Text) : Text", Run: trimEnd},
		{Name: "Trim start", Sig: "(source: Text) : Text", Run: trimStart},
		{Name: "Uppercase", Sig: "(source: Text, *) : Text", Run: uppercase},
	}
}

func changeString(c *vm.Call) (value.Value, error) {
	source, with, where := c.Text(0), c.Text(1), c.Int(2)
	n := text.Units(source)
	if with == "" || where < 1 || where > n {
		return value.FromText(source), nil
	}
	with = text.Slice(with, 0, n-where+1)
	head, tail := text.Slice(source, 0, where-1), text.Slice(source, where-1+text.Units(with), n)
	return value.FromText(text.Join(text.Join(head, with), tail)), nil
}

func char(c *vm.Call) (value.Value, error) {
	code := c.Int(0)
	if code < 0 || code > 0xFFFF {
		return c.Failf(0, "got %d, want a character code from 0 to 65535", code)
	}
	return value.FromText(text.FromUnit(code)), nil
}

func characterCode(c *vm.Call) (value.Value, error) {
	return value.FromInt(int64(max(text.CharCode(c.Text(0), 0), 0))), nil
}

func deleteString(c *vm.Call) (value.Value, error) {
	source, where, count := c.Text(0), max(c.Int(1), 1), c.Int(2)
	n := text.Units(source)
	if count <= 0 || where > n {
		return value.FromText(source), nil
	}
	count = min(count, n)
	return value.FromText(text.Join(text.Slice(source, 0, where-1), text.Slice(source, where-1+count, n))), nil
}

func insertString(c *vm.Call) (value.Value, error) {
	source, what, where := c.Text(0), c.Text(1), c.Int(2)
	n := text.Units(source)
	where = min(max(where, 1), n+1)
	if !c.Reserve(len(source) + len(what)) {
		return value.Value{}, nil
	}
	head := text.Join(text.Slice(source, 0, where-1), what)
	return value.FromText(text.Join(head, text.Slice(source, where-1, n))), nil
}

func length(c *vm.Call) (value.Value, error) {
	return value.FromInt(int64(text.Units(c.Text(0)))), nil
}

func uppercase(c *vm.Call) (value.Value, error) { return changeCase(c, text.Upper) }

func lowercase(c *vm.Call) (value.Value, error) { return changeCase(c, text.Lower) }

// changeCase drops accents too, unless there is a star.
func changeCase(c *vm.Call, to func(string) string) (value.Value, error) {
	s := c.Text(0)
	if !c.HasMark(vm.Star) {
		s = text.StripAccents(s)
	}
	return value.FromText(to(s)), nil
}

func substring(c *vm.Call) (value.Value, error) {
	source, first := c.Text(0), max(c.Int(1), 1)
	if !c.Has(2) {
		return value.FromText(text.Slice(source, first-1, len(source))), nil
	}
	count := min(max(c.Int(2), 0), len(source))
	if first > len(source) {
		return value.FromText(""), nil
	}
	return value.FromText(text.Slice(source, first-1, first-1+count)), nil
}

func splitString(c *vm.Call) (value.Value, error) {
	source, separator, options := c.Text(0), c.Text(1), c.Int(2)
	var parts []string // of an empty text there are none
	switch {
	case source == "":
	case separator == "":
		parts = units(source)
	default:
		parts = strings.Split(source, separator)
	}
	if !c.Reserve(32 * len(parts)) {
		return value.Value{}, nil
	}
	out := make([]value.Value, 0, len(parts))
	for _, p := range parts {
		if options&trimSpaces != 0 {
			p = strings.TrimFunc(p, unicode.IsSpace)
		}
		if p != "" || options&ignoreEmpty == 0 {
			out = append(out, value.FromText(p))
		}
	}
	return value.FromCollection(value.NewList(out...)), nil
}

// units cuts a text into its UTF-16 units.
func units(s string) []string {
	out := make([]string, 0, len(s))
	for _, r := range text.Runes(s) {
		if text.RuneUnits(r) == 1 {
			out = append(out, string(text.AppendRune(nil, r)))
			continue
		}
		r -= 0x10000
		out = append(out, text.FromUnit(int(0xD800+r>>10)), text.FromUnit(int(0xDC00+r&0x3FF)))
	}
	return out
}

func trim(c *vm.Call) (value.Value, error) {
	return value.FromText(strings.TrimFunc(c.Text(0), unicode.IsSpace)), nil
}

func trimStart(c *vm.Call) (value.Value, error) {
	return value.FromText(strings.TrimLeftFunc(c.Text(0), unicode.IsSpace)), nil
}

func trimEnd(c *vm.Call) (value.Value, error) {
	return value.FromText(strings.TrimRightFunc(c.Text(0), unicode.IsSpace)), nil
}

func num(c *vm.Call) (value.Value, error) {
	v := c.Arg(0)
	if v.Kind() != value.Text || !c.Has(1) {
		return convert.Whole(convert.Num(v)), nil
	}
	if c.Arg(1).IsNumber() {
		base := c.Int(1)
		if base != 0 && (base < 2 || base > 36) {
			return c.Failf(0, "got the base %d, want 0 or 2 to 36", base)
		}
		if base == 0 {
			base = 10
		}
		return convert.Whole(convert.ParseRadix(v.AsText(), base)), nil
	}
	separator := byte('.')
	if s := c.Text(1); s != "" {
		separator = s[0]
	}
	return convert.Whole(convert.ParseNumber(v.AsText(), separator)), nil
}

func toText(c *vm.Call) (value.Value, error) {
	v := c.Arg(0)
	if !c.Has(1) {
		return value.FromText(convert.Text(v)), nil
	}
	byName := c.Arg(1).Kind() == value.Text
	switch v.Kind() {
	case value.Int, value.Real:
		if byName {
			return value.FromText(convert.FormatNumber(v.AsReal(), c.Text(1))), nil
		}
		base := c.Int(1)
		if base != 0 && (base < 2 || base > 36) {
			return c.Failf(0, "got the base %d, want 0 or 2 to 36", base)
		}
		return value.FromText(convert.Radix(v.AsReal(), base)), nil
	case value.Date:
		if byName {
			return pattern(c, v.AsDate(), c.Seconds(2))
		}
		return value.FromText(convert.FormatDate(v.AsDate(), c.Int(1), c.Seconds(2), c.Process.Runtime.Host.Location)), nil
	case value.Time:
		if byName {
			return pattern(c, 0, v.AsInt())
		}
		return value.FromText(convert.FormatTime(v.AsInt(), c.Int(1))), nil
	}
	return value.FromText(convert.Text(v)), nil
}

func pattern(c *vm.Call, d value.Day, seconds int64) (value.Value, error) {
	zone, _ := d.At(seconds, c.Process.Runtime.Host.Location).Zone()
	return value.FromText(convert.FormatPattern(c.Text(1), d, seconds, zone)), nil
}
