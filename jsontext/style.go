package jsontext

import (
	"strings"

	"quoin.dev/quoin/source"
	"quoin.dev/quoin/value"
)

// style is how a document is laid out.
type style struct {
	unit  string // one level of indentation; "" when all is on one line
	eol   string
	colon string // between a name and its value
	gap   string // behind a comma on one line
}

// style finds the layout of a document from its first member.
func (d *Doc) style() style {
	s := style{unit: "\t", eol: "\n", colon: ": "}
	text := d.File.Text
	if i := strings.IndexByte(text, '\n'); i > 0 && text[i-1] == '\r' {
		s.eol = "\r\n"
	}
	var first source.Span
	switch {
	case len(d.Root.Members) > 0:
		m := d.Root.Members[0]
		first = m.NameSpan
		s.colon = text[m.NameSpan.End:m.Value.Span.Start]
	case len(d.Root.Items) > 0:
		first = d.Root.Items[0].Span
	default:
		return s
	}
	lead := text[d.Root.Span.Start+1 : first.Start]
	if i := strings.LastIndexByte(lead, '\n'); i >= 0 {
		if s.unit = lead[i+1:]; s.unit == "" {
			s.unit = "\t" // lines without indentation
		}
	} else {
		s.unit = ""
	}
	if strings.HasSuffix(s.colon, " ") {
		s.gap = " "
	}
	return s
}

// format lays a JSON text out in the style, for a line with an indentation.
func (s style) format(json, indent string) string {
	if s.unit == "" {
		return s.compact(json)
	}
	doc, err := Parse("", []byte(json))
	if err != nil {
		return json // Apply has refused it already
	}
	var b strings.Builder
	s.write(&b, doc, doc.Root, s.eol+indent)
	return b.String()
}

// compact lays a JSON text out on one line.
func (s style) compact(json string) string {
	doc, err := Parse("", []byte(json))
	if err != nil {
		return json
	}
	var b strings.Builder
	s.write(&b, doc, doc.Root, "")
	return b.String()
}

// write prints a value; line is the line end and indentation of its own line,
// "" to stay on one line. Scalars are printed as they were written.
func (s style) write(b *strings.Builder, d *Doc, n *Node, line string) {
	open, closing := "{", "}"
	count := len(n.Members)
	switch n.Kind {
	case Array:
		open, closing, count = "[", "]", len(n.Items)
	case Object:
	default:
		b.WriteString(d.Raw(n))
		return
	}
	b.WriteString(open)
	inner := line
	if line != "" {
		inner += s.unit
	}
	for i := range count {
		if i > 0 {
			b.WriteByte(',')
			if line == "" {
				b.WriteString(s.gap)
			}
		}
		b.WriteString(inner)
		if n.Kind == Array {
			s.write(b, d, n.Items[i], inner)
			continue
		}
		m := n.Members[i]
		b.WriteString(d.File.Text[m.NameSpan.Start:m.NameSpan.End])
		b.WriteString(s.colon)
		s.write(b, d, m.Value, inner)
	}
	if count > 0 {
		b.WriteString(line)
	}
	b.WriteString(closing)
}

// quote returns a text as JSON, plainly: without the escapes that only script
// elements need.
func quote(text string) string {
	return strings.ReplaceAll(string(value.AppendQuoted(nil, text)), `\u003c`, "<")
}
