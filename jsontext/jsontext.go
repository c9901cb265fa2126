// Package jsontext provides JSON files as people wrote them: a tree whose
// values know their place, for messages with line and column, and edits that
// change one value and leave every other byte alone.
//
//	doc, err := jsontext.Parse("roles.json", data)
//	allowed := doc.Root.Get("permissions").Get("allowed")
//	place := doc.Place(allowed)
package jsontext

import (
	"strconv"
	"strings"

	"quoin.dev/quoin/source"
	"quoin.dev/quoin/value"
)

// Kind is the type of a JSON value.
type Kind uint8

const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
)

var kindNames = [...]string{"null", "a boolean", "a number", "a text", "a list", "an object"}

// String returns the kind with its article, for messages: "got a number".
func (k Kind) String() string { return kindNames[k] }

// Doc is a parsed JSON text. It is immutable.
type Doc struct {
	File *source.File
	Root *Node
}

// Node is a value of the text. All methods accept a nil Node, which stands for
// a value that is not there.
type Node struct {
	Kind    Kind
	Span    source.Span
	Members []Member // of an object, in order; names may repeat
	Items   []*Node  // of a list

	raw  string // of a scalar: as written
	text string // of a String: what it stands for
}

// Member is one name and value of an object.
type Member struct {
	Name     string
	NameSpan source.Span
	Value    *Node
}

// Get returns the value of a name, the last one if the name repeats; nil when
// there is none or the node is no object.
func (n *Node) Get(name string) *Node {
	if n == nil {
		return nil
	}
	for i := len(n.Members) - 1; i >= 0; i-- {
		if n.Members[i].Name == name {
			return n.Members[i].Value
		}
	}
	return nil
}

// At returns the element of a list, nil outside.
func (n *Node) At(i int) *Node {
	if n == nil || i < 0 || i >= len(n.Items) {
		return nil
	}
	return n.Items[i]
}

// Is reports whether the node exists and is of a kind.
func (n *Node) Is(k Kind) bool { return n != nil && n.Kind == k }

// Text returns the content of a text, "" for anything else.
func (n *Node) Text() string {
	if !n.Is(String) {
		return ""
	}
	return n.text
}

// Bool reports whether the node is true.
func (n *Node) Bool() bool { return n.Is(Bool) && n.raw == "true" }

// Int returns a number without its fraction, 0 for anything else.
func (n *Node) Int() int {
	if !n.Is(Number) {
		return 0
	}
	f, err := strconv.ParseFloat(n.raw, 64)
	if err != nil || f > 1<<53 || f < -1<<53 {
		return 0
	}
	return int(f)
}

// Texts returns the texts of a list; what is no text is left out.
func (n *Node) Texts() []string {
	if n == nil {
		return nil
	}
	var texts []string
	for _, item := range n.Items {
		if item.Is(String) {
			texts = append(texts, item.text)
		}
	}
	return texts
}

// Raw returns the text of a value as it is written in the document.
func (d *Doc) Raw(n *Node) string {
	if n == nil {
		return ""
	}
	return d.File.Text[n.Span.Start:n.Span.End]
}

// Place returns where a value begins; the whole file for nil.
func (d *Doc) Place(n *Node) source.Place {
	if n == nil {
		return source.Place{Path: d.File.Path}
	}
	return d.File.Place(n.Span.Start)
}

// Value returns a node as a value of the language.
func (d *Doc) Value(n *Node) value.Value {
	if n == nil {
		return value.Value{}
	}
	v, err := value.ParseJSON(d.Raw(n), value.ParseOptions{Depth: maxDepth + 1})
	if err != nil {
		return value.Value{} // what this package read, that one reads too
	}
	return v
}

// Pointer names a value in a document by the steps that lead to it
// (RFC 6901): "/components/a1/props/datasource". "" is the whole document.
type Pointer string

// Join returns the pointer of a member below p.
func (p Pointer) Join(name string) Pointer {
	return p + "/" + Pointer(strings.NewReplacer("~", "~0", "/", "~1").Replace(name))
}

// Index returns the pointer of an element below p.
func (p Pointer) Index(i int) Pointer { return p + "/" + Pointer(strconv.Itoa(i)) }

// split returns the pointer of the container and the last step.
func (p Pointer) split() (parent Pointer, last string) {
	i := strings.LastIndexByte(string(p), '/')
	if i < 0 {
		return "", ""
	}
	return p[:i], unescape(string(p[i+1:]))
}

func unescape(step string) string {
	return strings.NewReplacer("~1", "/", "~0", "~").Replace(step)
}

// Find returns the value a pointer leads to, nil if there is none.
func (d *Doc) Find(p Pointer) *Node {
	n := d.Root
	if p == "" {
		return n
	}
	if p[0] != '/' {
		return nil
	}
	for _, step := range strings.Split(string(p[1:]), "/") {
		step = unescape(step)
		if n.Is(Array) {
			i, err := strconv.Atoi(step)
			if err != nil {
				return nil
			}
			n = n.At(i)
		} else {
			n = n.Get(step)
		}
	}
	return n
}
