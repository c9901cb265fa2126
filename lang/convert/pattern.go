package convert

import (
	"fmt"
	"strings"

	"quoin.dev/quoin/value"
)

// FormatPattern prints a date and a time by a pattern of Unicode date symbols,
// "EEEE d MMMM y" or "hh:mm aa". Text between single quotes stands for itself;
// zone is what "z" prints. Letters without a meaning print as they are.
func FormatPattern(pattern string, d value.Day, seconds int64, zone string) string {
	var b strings.Builder
	for i := 0; i < len(pattern); {
		ch := pattern[i]
		if ch == '\'' {
			i = quoted(&b, pattern, i)
			continue
		}
		n := 1
		for i+n < len(pattern) && pattern[i+n] == ch {
			n++
		}
		i += n
		if width := min(n, maxWidth); !dateSymbol(&b, ch, width, d) && !timeSymbol(&b, ch, width, seconds, zone) {
			b.WriteString(pattern[i-n : i])
		}
	}
	return b.String()
}

// maxWidth bounds how far a repeated symbol pads.
const maxWidth = 32

// quoted copies what stands between single quotes, where two of them are one,
// and returns where to go on.
func quoted(b *strings.Builder, pattern string, i int) int {
	if strings.HasPrefix(pattern[i:], "''") {
		b.WriteByte('\'')
		return i + 2
	}
	for i++; i < len(pattern); i++ {
		if pattern[i] == '\'' {
			if !strings.HasPrefix(pattern[i:], "''") {
				return i + 1
			}
			i++
		}
		b.WriteByte(pattern[i])
	}
	return i
}

func dateSymbol(b *strings.Builder, ch byte, n int, d value.Day) bool {
	y, m, day := d.Parts()
	switch ch {
	case 'y', 'Y', 'u':
		if n == 2 {
			fmt.Fprintf(b, "%02d", y%100)
		} else {
			fmt.Fprintf(b, "%0*d", n, y)
		}
	case 'M', 'L':
		name := ""
		if m > 0 {
			name = monthNames[m-1]
		}
		named(b, n, m, name)
	case 'd':
		fmt.Fprintf(b, "%0*d", n, day)
	case 'D':
		fmt.Fprintf(b, "%0*d", n, dayOfYear(d))
	case 'E', 'e', 'c':
		if n < 3 && ch == 'E' {
			n = 3
		}
		named(b, n, d.Weekday()+1, dayNames[d.Weekday()])
	case 'Q', 'q':
		if n > 2 {
			fmt.Fprintf(b, "Q%d", (m+2)/3)
		} else {
			fmt.Fprintf(b, "%0*d", n, (m+2)/3)
		}
	case 'G':
		b.WriteString("AD")
	default:
		return false
	}
	return true
}

// named prints a number for one or two symbols, a short name for three, the
// whole name for four, an initial for five.
func named(b *strings.Builder, n, number int, name string) {
	switch {
	case n < 3 || name == "":
		fmt.Fprintf(b, "%0*d", min(n, 2), number)
	case n == 3:
		b.WriteString(name[:3])
	case n == 5:
		b.WriteString(name[:1])
	default:
		b.WriteString(name)
	}
}

func dayOfYear(d value.Day) int {
	y, _, _ := d.Parts()
	if d.IsNull() {
		return 0
	}
	return d.Number() - value.NewDay(y, 1, 1).Number() + 1
}

func timeSymbol(b *strings.Builder, ch byte, n int, seconds int64, zone string) bool {
	h, m, s := seconds/3600, seconds/60%60, seconds%60
	switch ch {
	case 'H':
		fmt.Fprintf(b, "%0*d", n, h)
	case 'h':
		fmt.Fprintf(b, "%0*d", n, twelve(h))
	case 'K':
		fmt.Fprintf(b, "%0*d", n, h%12)
	case 'k':
		fmt.Fprintf(b, "%0*d", n, (h+23)%24+1)
	case 'm':
		fmt.Fprintf(b, "%0*d", n, m)
	case 's':
		fmt.Fprintf(b, "%0*d", n, s)
	case 'S':
		b.WriteString(strings.Repeat("0", n))
	case 'a':
		b.WriteString(half(h))
	case 'z', 'Z', 'x', 'X', 'O', 'v':
		b.WriteString(zone)
	default:
		return false
	}
	return true
}
