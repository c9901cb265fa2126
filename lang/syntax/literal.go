package syntax

import (
	"fmt"
	"strconv"
	"strings"
)

// literal = number | text | date | time
func (p *parser) literal() Expr {
	t := p.advance()
	text := p.text(t)
	lit := &Lit{node: p.node(t.start)}
	switch t.kind {
	case tokInt:
		lit.Kind, lit.Value = IntLit, intValue(text)
	case tokReal:
		lit.Kind, lit.Value = RealLit, strings.ToLower(strings.TrimSuffix(text, "."))
		if strings.HasPrefix(text, ".") {
			lit.Value = "0" + lit.Value
		}
	case tokText:
		lit.Kind, lit.Value = TextLit, textValue(text)
	case tokDate:
		var ok bool
		lit.Kind = DateLit
		if lit.Value, ok = dateValue(text[1 : len(text)-1]); !ok {
			p.warn(t.span(), CodeDate, "no calendar has the date `%s`; it stands for the null date `!00-00-00!`", text)
		}
	case tokTime:
		lit.Kind, lit.Value = TimeLit, timeValue(text[1:len(text)-1])
	}
	return lit
}

// intValue returns the decimal digits of a whole number; hexadecimal ones are
// read as unsigned.
func intValue(text string) string {
	if len(text) > 2 && text[1]|0x20 == 'x' {
		if n, err := strconv.ParseUint(text[2:], 16, 64); err == nil {
			return strconv.FormatUint(n, 10)
		}
		return strconv.FormatUint(1<<64-1, 10)
	}
	if digits := strings.TrimLeft(text, "0"); digits != "" {
		return digits
	}
	return "0"
}

// textValue returns what a text literal stands for. A backslash before any
// other letter than n, t, r stays, as in "C:\dir".
func textValue(literal string) string {
	text := strings.TrimPrefix(literal, `"`)
	if !strings.Contains(text, `\`) {
		return strings.TrimSuffix(text, `"`)
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '"' {
			break
		}
		if c != '\\' || i+1 == len(text) {
			b.WriteByte(c)
			continue
		}
		i++
		switch text[i] {
		case 'n', 'N':
			b.WriteByte('\n')
		case 't', 'T':
			b.WriteByte('\t')
		case 'r', 'R':
			b.WriteByte('\r')
		case '\\', '"':
			b.WriteByte(text[i])
		default:
			b.WriteByte('\\')
			b.WriteByte(text[i])
		}
	}
	return b.String()
}

// quoteText returns the literal of a text, the reverse of textValue.
func quoteText(text string) string {
	r := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`, "\r", `\r`)
	return `"` + r.Replace(text) + `"`
}

// dateValue returns "yyyy-mm-dd" for the inside of a date literal. The year
// comes first; older files have the month first, or the day where the first
// number can be no month. Years of two digits are of 1930 to 2029.
func dateValue(text string) (value string, ok bool) {
	const null = "0000-00-00"
	parts := strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	var n [3]int
	for i := range n {
		n[i], _ = strconv.Atoi(parts[i])
	}
	y, m, d := n[0], n[1], n[2]
	yearText := parts[0]
	if y == 0 && m == 0 && d == 0 {
		return null, true
	}
	if len(parts[0]) < 3 && (len(parts[2]) > 2 || strings.Contains(text, "/")) {
		y, m, d = n[2], n[0], n[1]
		yearText = parts[2]
		if m > 12 {
			m, d = d, m
		}
	}
	if len(yearText) <= 2 {
		if y >= 30 {
			y += 1900
		} else {
			y += 2000
		}
	}
	if m < 1 || m > 12 || d < 1 || d > daysIn(y, m) || y > 32767 {
		return null, false
	}
	return fmt.Sprintf("%04d-%02d-%02d", y, m, d), true
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

// timeValue returns "hh:mm:ss" for the inside of a time literal. Hours may
// exceed 23.
func timeValue(text string) string {
	parts := strings.Split(text, ":")
	for i, part := range parts {
		n, _ := strconv.Atoi(part)
		parts[i] = fmt.Sprintf("%02d", n)
	}
	return strings.Join(parts, ":")
}

// collection = "[" [ expression (";" expression)* ] "]"
func (p *parser) collection() Expr {
	first := p.advance()
	c := &CollectionLit{}
	for p.join(); p.kind() != tokRBracket; p.join() {
		c.Items = append(c.Items, p.expr())
		if p.join(); !p.got(tokSeparator) {
			break
		}
	}
	p.want(tokRBracket, "]", "after the items of the collection")
	c.node = p.node(first.start)
	return c
}

// object = "{" [ entry (";" entry)* ] "}"
// entry  = (name | text) ":" expression
func (p *parser) object() Expr {
	first := p.advance()
	o := &ObjectLit{}
	for p.join(); p.kind() != tokRBrace; p.join() {
		e := p.entry()
		if e == nil {
			break
		}
		o.Entries = append(o.Entries, e)
		if p.join(); !p.got(tokSeparator) {
			break
		}
	}
	p.want(tokRBrace, "}", "after the properties of the object")
	o.node = p.node(first.start)
	return o
}

func (p *parser) entry() *Entry {
	key := p.tok()
	e := &Entry{}
	switch key.kind {
	case tokText:
		e.Quoted, e.Key = true, textValue(p.text(key))
	case tokWord, tokLocal, tokNumber, tokInt:
		e.Key = p.text(key)
	default:
		p.fail(key.span(), CodeExpected, "the name of a property is missing before `%s`; an object is written {name: value}", p.shown(key))
		return nil
	}
	p.advance()
	if key.suffix > 0 && p.kind() != tokColon { // {a:C1} is no token suffix
		e.Value = p.valueInSuffix(key)
	} else {
		p.want(tokColon, ":", "after the name of a property")
		e.Value = p.expr()
	}
	e.node = p.node(key.start)
	return e
}

// valueInSuffix parses the value of {a:C1…}, where the scanner took the value's
// first word for the key's token suffix.
func (p *parser) valueInSuffix(key token) Expr {
	start := key.suffix + 1
	n := p.node(start)
	x := &Name{node: n, Ident: ident(n, p.src[start:key.end], "")}
	return p.ternary(p.binary(p.postfix(x, start), 1), start)
}
