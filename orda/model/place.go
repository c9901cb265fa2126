package model

import (
	"encoding/xml"
	"strings"

	"quoin.dev/quoin/jsontext"
	"quoin.dev/quoin/source"
)

// Place returns where a model's file, a catalog or a model of the cloud product,
// declares a dataclass, or one of its attributes; the span covers the name.
func Place(file *source.File, class, attribute string) (source.Span, bool) {
	if strings.HasPrefix(strings.TrimSpace(file.Text), "{") {
		return placeInModel(file, class, attribute)
	}
	table, ok := findElement(file.Text, source.Span{End: int32(len(file.Text))}, "table", "name", class)
	if !ok || attribute == "" {
		return table.name, ok
	}
	if field, ok := findElement(file.Text, table.whole, "field", "name", attribute); ok {
		return field.name, true
	}
	return relationPlace(file.Text, class, attribute)
}

// placed is an element of a catalog: all of it, and the value of the attribute
// that names it.
type placed struct{ whole, name source.Span }

// findElement finds the first element of a kind in a part of a catalog that has an
// attribute of a value.
func findElement(text string, within source.Span, kind, attribute, value string) (placed, bool) {
	open, end := "<"+kind+" ", "</"+kind+">"
	for at := int(within.Start); at < int(within.End); {
		i := strings.Index(text[at:within.End], open)
		if i < 0 {
			break
		}
		at += i
		close := strings.IndexByte(text[at:within.End], '>')
		if close < 0 {
			break
		}
		head := source.Span{Start: int32(at), End: int32(at + close)}
		p := placed{whole: source.Span{Start: head.Start, End: within.End}}
		if e := strings.Index(text[at:within.End], end); e >= 0 {
			p.whole.End = int32(at + e)
		}
		var ok bool
		if p.name, ok = attributeValue(text, head, attribute); ok && unescapeXML(text[p.name.Start:p.name.End]) == value {
			return p, true
		}
		at += close
	}
	return placed{}, false
}

// attributeValue finds the value of an attribute in the head of an element.
func attributeValue(text string, head source.Span, name string) (source.Span, bool) {
	i := strings.Index(text[head.Start:head.End], " "+name+`="`)
	if i < 0 {
		return source.Span{}, false
	}
	start := head.Start + int32(i+len(name)+3)
	end := strings.IndexByte(text[start:head.End], '"')
	if end < 0 {
		return source.Span{}, false
	}
	return source.Span{Start: start, End: start + int32(end)}, true
}

func unescapeXML(s string) string {
	if !strings.Contains(s, "&") {
		return s
	}
	var out string
	if xml.Unmarshal([]byte("<a>"+s+"</a>"), &out) != nil {
		return s
	}
	return out
}

// relationPlace finds a relation attribute: of the N side by name_Nto1, of the 1
// side by name_1toN. The first table named in a relation is the N side.
func relationPlace(text, class, attribute string) (source.Span, bool) {
	for side, name := range []string{"name_Nto1", "name_1toN"} {
		for from := int32(0); ; {
			r, ok := findElement(text, source.Span{Start: from, End: int32(len(text))}, "relation", name, attribute)
			if !ok {
				break
			}
			tables := strings.Split(text[r.whole.Start:r.whole.End], "<table_ref ")
			if len(tables) > side+1 {
				head := source.Span{End: int32(len(tables[side+1]))}
				if at, ok := attributeValue(" "+tables[side+1], head, "name"); ok && unescapeXML((" " + tables[side+1])[at.Start:at.End]) == class {
					return r.name, true
				}
			}
			from = r.whole.End
		}
	}
	return source.Span{}, false
}

func placeInModel(file *source.File, class, attribute string) (source.Span, bool) {
	doc, err := jsontext.Parse(file.Path, []byte(file.Text))
	if err != nil {
		return source.Span{}, false
	}
	named := func(list *jsontext.Node, name string) *jsontext.Node {
		if list == nil {
			return nil
		}
		for _, n := range list.Items {
			if n.Get("name").Text() == name {
				return n
			}
		}
		return nil
	}
	n := named(doc.Root.Get("dataClasses"), class)
	if attribute != "" {
		n = named(n.Get("attributes"), attribute)
	}
	if n = n.Get("name"); n == nil {
		return source.Span{}, false
	}
	return source.Span{Start: n.Span.Start + 1, End: n.Span.End - 1}, true
}
