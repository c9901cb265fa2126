package model

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/source"
)

// element is an XML element with its place. Text between elements is of no
// interest in a catalog. The document type is never fetched.
type element struct {
	name     string
	attrs    map[string]string
	children []*element
	start    int32 // offset of "<"
	tagEnd   int32 // offset behind the ">" of the start tag
}

// maxElements bounds a catalog; real ones hold a few thousand.
const maxElements = 1 << 20

// readXML reads a document to a tree. It stops at the first error and returns
// what it has together with it.
func readXML(file *source.File) (*element, error) {
	d := xml.NewDecoder(strings.NewReader(file.Text))
	d.CharsetReader = func(charset string, r io.Reader) (io.Reader, error) {
		return nil, errors.New("the encoding " + charset + " is not UTF-8")
	}
	root := &element{}
	stack := []*element{root}
	for count := 0; ; {
		start := int32(d.InputOffset())
		token, err := d.Token()
		if err == io.EOF {
			return root, nil
		}
		if err != nil {
			return root, malformed(file, d, err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if count++; count > maxElements {
				return root, fault.New(fault.Limit, "model.size", "The catalog holds more than %d elements.", maxElements)
			}
			e := &element{name: t.Name.Local, start: start, tagEnd: int32(d.InputOffset()), attrs: map[string]string{}}
			for _, a := range t.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			top := stack[len(stack)-1]
			top.children = append(top.children, e)
			stack = append(stack, e)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		}
	}
}

func malformed(file *source.File, d *xml.Decoder, err error) error {
	var syntax *xml.SyntaxError
	message := err.Error()
	if errors.As(err, &syntax) {
		message = syntax.Msg
	}
	return fault.New(fault.Invalid, "model.xml", "Malformed XML: %s.", message).
		At(file.Place(int32(d.InputOffset())))
}

// child returns the first child of a name, an empty element if there is none.
func (e *element) child(name string) *element {
	for _, c := range e.children {
		if c.name == name {
			return c
		}
	}
	return &element{start: e.start, tagEnd: e.tagEnd}
}

// all returns the children of a name.
func (e *element) all(name string) []*element {
	var list []*element
	for _, c := range e.children {
		if c.name == name {
			list = append(list, c)
		}
	}
	return list
}

func (e *element) isTrue(attr string) bool { return e.attrs[attr] == "true" }

// offset returns where an attribute of the element stands in the text; the
// element's own offset when it has none.
func (e *element) offset(file *source.File, attr string) int32 {
	tag := []byte(file.Text[e.start:e.tagEnd])
	for _, space := range []string{" ", "\t", "\n", "\r"} {
		if i := bytes.Index(tag, []byte(space+attr+"=")); i >= 0 {
			return e.start + int32(i) + 1
		}
	}
	return e.start
}
