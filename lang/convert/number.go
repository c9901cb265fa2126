package convert

import (
	"math"
	"strconv"
	"strings"
)

// digits is how many significant digits a number prints with.
const digits = 13

// Number prints a number as String does without a format: up to 13 significant
// digits, no exponent for usual magnitudes, "INF" and "-INF", and nothing for
// not-a-number. Whole numbers below 10^15 print all their digits.
func Number(f float64) string {
	switch {
	case math.IsNaN(f):
		return ""
	case math.IsInf(f, 1):
		return "INF"
	case math.IsInf(f, -1):
		return "-INF"
	case f == 0:
		return "0"
	case f == math.Trunc(f) && math.Abs(f) < 1e15:
		return strconv.FormatInt(int64(f), 10)
	}
	mantissa, exp := significant(f)
	if exp < -7 || exp >= 21 {
		s := strconv.FormatFloat(f, 'e', digits-1, 64)
		m, e, _ := strings.Cut(s, "e")
		n, _ := strconv.Atoi(e)
		return trimZeros(m) + "e" + sign(n)
	}
	s := plain(mantissa, exp)
	if f < 0 {
		s = "-" + s
	}
	return trimZeros(s)
}

func sign(n int) string {
	if n < 0 {
		return strconv.Itoa(n)
	}
	return "+" + strconv.Itoa(n)
}

// significant returns the 13 significant digits of |f| and the power of ten of
// the first one.
func significant(f float64) (mantissa string, exp int) {
	s := strconv.FormatFloat(math.Abs(f), 'e', digits-1, 64)
	m, e, _ := strings.Cut(s, "e")
	exp, _ = strconv.Atoi(e)
	return strings.Replace(m, ".", "", 1), exp
}

// plain writes digits with a decimal point and no exponent.
func plain(mantissa string, exp int) string {
	if exp < 0 {
		return "0." + strings.Repeat("0", -exp-1) + mantissa
	}
	if exp+1 >= len(mantissa) {
		return mantissa + strings.Repeat("0", exp+1-len(mantissa))
	}
	return mantissa[:exp+1] + "." + mantissa[exp+1:]
}

func trimZeros(s string) string {
	if strings.IndexByte(s, '.') < 0 {
		return s
	}
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// Radix prints a number in a base from 2 to 36 with lower-case digits, as
// ECMAScript's toString does; base 0 is 10.
func Radix(f float64, base int) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return "NaN"
	}
	if base == 0 || base == 10 {
		return Number(f)
	}
	whole := math.Trunc(math.Abs(f))
	var s string
	if whole < 1<<63 {
		s = strconv.FormatUint(uint64(whole), base)
	} else {
		s = largeWhole(whole, base)
	}
	if frac := math.Abs(f) - whole; frac > 0 {
		s += "." + fraction(frac, base)
	}
	if f < 0 {
		s = "-" + s
	}
	return s
}

const figures = "0123456789abcdefghijklmnopqrstuvwxyz"

// largeWhole writes a whole number that does not fit 64 bits, digit by digit.
func largeWhole(f float64, base int) string {
	var out []byte
	for b := float64(base); f >= 1; f = math.Trunc(f / b) {
		out = append(out, figures[int(math.Mod(f, b))])
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return string(out)
}

// fraction writes the digits after the point until they tell the number apart.
func fraction(f float64, base int) string {
	var out []byte
	for precision := f * 0x1p-53; f > precision && len(out) < 52; precision *= float64(base) {
		f *= float64(base)
		d := math.Trunc(f)
		out = append(out, figures[int(d)])
		f -= d
	}
	return strings.TrimRight(string(out), "0")
}

// FormatNumber prints a number by a format of the language: "###,##0.00",
// "positive;negative;zero", "&x", "&$", "&3", "&xml".
func FormatNumber(f float64, format string) string {
	if rest, ok := strings.CutPrefix(format, "&"); ok {
		if s, ok := ampersand(f, rest); ok {
			return s
		}
	}
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Number(f)
	}
	if format == "" {
		return Number(f)
	}
	parts := strings.SplitN(format, ";", 3)
	switch {
	case f == 0 && len(parts) == 3:
		return parts[2]
	case f < 0 && len(parts) > 1:
		return fill(parts[1], -f)
	case f < 0:
		return "-" + fill(parts[0], -f)
	}
	return fill(parts[0], f)
}

// ampersand formats by what follows "&".
func ampersand(f float64, kind string) (string, bool) {
	switch kind {
	case "x":
		return "0x" + hex(f, 4), true
	case "$":
		return "$" + hex(f, 1), true
	case "xml":
		return strings.ReplaceAll(Number(f), ",", "."), true
	}
	n, err := strconv.Atoi(kind)
	if err != nil || n < 1 || n > 17 {
		return "", false
	}
	m, e, ok := strings.Cut(strconv.FormatFloat(f, 'e', n-1, 64), "e")
	if !ok { // infinities
		return Number(f), true
	}
	exp, _ := strconv.Atoi(e)
	return m + "e" + sign(exp), true
}

// hex prints the 32 bits of a number with at least some digits.
func hex(f float64, least int) string {
	s := strings.ToUpper(strconv.FormatUint(uint64(uint32(toInt64(f))), 16))
	return strings.Repeat("0", max(0, least-len(s))) + s
}

func toInt64(f float64) int64 {
	if f != f || f >= 1<<63 || f < -1<<63 {
		return 0
	}
	return int64(f)
}

const placeholders = "#0^*"

// fill prints a number that is not negative by one part of a format. Digits
// that the format has no place for after the point are cut off, not rounded.
func fill(format string, f float64) string {
	first := strings.IndexAny(format, placeholders)
	if first < 0 {
		return format
	}
	last := strings.LastIndexAny(format, placeholders)
	head, body, tail := format[:first], format[first:last+1], format[last+1:]
	point := strings.IndexByte(body, '.')
	if point < 0 && strings.HasSuffix(head, ".") { // ".00": no place before the point
		head, body, point = strings.TrimSuffix(head, "."), "."+body, 0
	}
	wholePart, fracPart := body, ""
	if point >= 0 {
		wholePart, fracPart = body[:point], body[point+1:]
	}
	whole, frac := split(f)
	out := head + fillWhole(wholePart, whole)
	if point >= 0 {
		if fracText := fillFraction(fracPart, frac); fracText != "" {
			out += "." + fracText
		}
	}
	return out + tail
}

// split returns the digits before and after the point, without leading and
// trailing zeros.
func split(f float64) (whole, frac string) {
	if f == 0 {
		return "", ""
	}
	if f == math.Trunc(f) && f < 1e15 {
		return strconv.FormatInt(int64(f), 10), ""
	}
	whole, frac, _ = strings.Cut(plain(significant(f)), ".")
	return strings.TrimLeft(whole, "0"), strings.TrimRight(frac, "0")
}

func fillWhole(format, whole string) string {
	places := 0
	for i := 0; i < len(format); i++ {
		if strings.IndexByte(placeholders, format[i]) >= 0 {
			places++
		}
	}
	if places == 0 {
		return format + whole
	}
	var b strings.Builder
	left := len(whole) - places // digits beyond the places stand before the first
	shown := false
	for i := 0; i < len(format); i++ {
		ch := format[i]
		if strings.IndexByte(placeholders, ch) < 0 {
			if shown {
				b.WriteByte(ch)
			}
			continue
		}
		switch {
		case left > 0:
			b.WriteString(whole[:left+1])
			whole, left, shown = whole[left+1:], 0, true
			continue
		case left == 0 && whole != "":
			b.WriteByte(whole[0])
			whole, shown = whole[1:], true
			continue
		}
		left = min(left+1, 0)
		switch ch {
		case '0':
			b.WriteByte('0')
			shown = true
		case '^':
			b.WriteByte(' ')
			shown = true
		case '*':
			b.WriteByte('*')
			shown = true
		}
	}
	return grouped(b.String(), format)
}

// grouped gives digits that stood before the first place of a grouping format
// their separators too: "###,##0" prints 1234567 as "1,234,567".
func grouped(s, format string) string {
	comma := strings.LastIndexByte(format, ',')
	if comma < 0 || strings.Count(format[comma:], "#")+strings.Count(format[comma:], "0") != 3 {
		return s
	}
	head, _, found := strings.Cut(s, ",")
	if !found || len(head) <= 3 {
		return s
	}
	var b strings.Builder
	for i, ch := range head {
		if i > 0 && (len(head)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(ch)
	}
	return b.String() + s[len(head):]
}

func fillFraction(format, frac string) string {
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		switch ch := format[i]; {
		case strings.IndexByte(placeholders, ch) < 0:
			b.WriteByte(ch)
		case frac != "":
			b.WriteByte(frac[0])
			frac = frac[1:]
		case ch == '0':
			b.WriteByte('0')
		case ch == '^':
			b.WriteByte(' ')
		case ch == '*':
			b.WriteByte('*')
		}
	}
	return b.String()
}

// ParseNumber reads a number out of a text as Num does. Everything that is not
// a digit, the decimal separator, a leading "-" or an exponent between digits is
// skipped; a "-" after digits ends the number. It never fails.
func ParseNumber(s string, separator byte) float64 {
	var b strings.Builder
	seenDigit, seenPoint, seenExp := false, false, false
loop:
	for i := 0; i < len(s); i++ {
		switch ch := s[i]; {
		case ch >= '0' && ch <= '9':
			b.WriteByte(ch)
			seenDigit = true
		case ch == separator && !seenPoint && !seenExp:
			if !seenDigit {
				b.WriteByte('0')
				seenDigit = true
			}
			b.WriteByte('.')
			seenPoint = true
		case ch == '-':
			if seenDigit {
				break loop
			}
			if b.Len() == 0 {
				b.WriteByte('-')
			}
		case (ch == 'e' || ch == 'E') && seenDigit && !seenExp && exponentAt(s[i+1:]):
			b.WriteByte('e')
			seenExp = true
			if s[i+1] == '-' || s[i+1] == '+' {
				b.WriteByte(s[i+1])
				i++
			}
		}
	}
	if !seenDigit {
		return 0
	}
	f, _ := strconv.ParseFloat(b.String(), 64) // out of range gives an infinity
	return f
}

func exponentAt(s string) bool {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	return s != "" && s[0] >= '0' && s[0] <= '9'
}

// ParseRadix reads a whole number in a base from 2 to 36; 0 when the text
// does not begin with one.
func ParseRadix(s string, base int) float64 {
	s = strings.TrimSpace(s)
	neg := false
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		s, neg = rest, true
	}
	if base == 16 {
		s = strings.TrimPrefix(strings.TrimPrefix(s, "0x"), "0X")
	}
	f := 0.0
	for _, ch := range strings.ToLower(s) {
		d := strings.IndexRune(figures, ch)
		if d < 0 || d >= base {
			break
		}
		f = f*float64(base) + float64(d)
	}
	if neg {
		f = -f
	}
	return f
}
