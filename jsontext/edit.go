package jsontext

import (
	"strconv"
	"strings"

	"quoin.dev/quoin/fault"
)

// Op is what an edit does.
type Op string

const (
	// Set gives a value another one; a member that is not there is added last.
	Set Op = "set"
	// Insert puts a value into a list at a position ("-" for the end), or a new
	// member into an object before the member named Before (last when empty).
	Insert Op = "insert"
	// Remove takes a value out of its list or object.
	Remove Op = "remove"
	// Rename gives a member another name, the text in Value.
	Rename Op = "rename"
)

// Edit changes one value of a JSON text. Everything else stays byte for byte:
// indentation, order, line ends, even a missing last newline.
type Edit struct {
	Op     Op      `json:"op"`
	At     Pointer `json:"at"`
	Value  string  `json:"value,omitempty"` // JSON text
	Before string  `json:"before,omitempty"`
	// Exact is set by inverses: the text, separators included, that restores
	// what was there.
	Exact *string `json:"exact,omitempty"`
}

// Apply makes edits one after the other. inverse undoes them, in its order, to
// the byte. On an error nothing is changed.
func Apply(path string, data []byte, edits ...Edit) (result []byte, inverse []Edit, err error) {
	inverse = make([]Edit, len(edits))
	for i, e := range edits {
		doc, err := Parse(path, data)
		if err != nil {
			return nil, nil, err
		}
		var undo Edit
		if data, undo, err = doc.apply(e); err != nil {
			return nil, nil, err
		}
		inverse[len(edits)-1-i] = undo
	}
	if _, err := Parse(path, data); err != nil {
		return nil, nil, fault.New(fault.Internal, "json.edit", "An edit would have damaged %s: %w", path, err)
	}
	return data, inverse, nil
}

func (d *Doc) apply(e Edit) ([]byte, Edit, error) {
	if e.Op == Set || e.Op == Insert {
		if _, err := Parse("value", []byte(e.Value)); err != nil {
			return nil, Edit{}, err
		}
	}
	switch e.Op {
	case Set:
		if n := d.Find(e.At); n != nil {
			return d.set(e, n)
		}
		return d.insert(e)
	case Insert:
		return d.insert(e)
	case Remove:
		return d.remove(e)
	case Rename:
		return d.rename(e)
	}
	return nil, Edit{}, fault.New(fault.Invalid, "json.edit", "There is no edit %q.", e.Op)
}

func missing(p Pointer) error {
	return fault.New(fault.NotFound, "json.pointer", "There is nothing at %q to edit.", p)
}

func (d *Doc) set(e Edit, n *Node) ([]byte, Edit, error) {
	old := d.Raw(n)
	text := ""
	switch {
	case e.Exact != nil:
		text = *e.Exact
	case (len(n.Members) > 0 || len(n.Items) > 0) && !strings.Contains(old, "\n"):
		text = d.style().compact(e.Value)
	default:
		text = d.style().format(e.Value, d.lineIndent(n.Span.Start))
	}
	return d.splice(n.Span.Start, n.Span.End, text), Edit{Op: Set, At: e.At, Value: old, Exact: &old}, nil
}

// container is a list or object with the spans of its children.
type container struct {
	node  *Node
	spans []span
}

type span struct{ start, end int32 }

// containerOf finds the list or object that holds a pointer's last step, and
// the step's index in it: -1 when it is not there.
func (d *Doc) containerOf(p Pointer) (container, string, int) {
	parent, last := p.split()
	c := container{node: d.Find(parent)}
	index := -1
	if p == "" || p[0] != '/' || c.node == nil {
		return container{}, "", -1
	}
	for i, m := range c.node.Members {
		c.spans = append(c.spans, span{m.NameSpan.Start, m.Value.Span.End})
		if m.Name == last {
			index = i
		}
	}
	for _, item := range c.node.Items {
		c.spans = append(c.spans, span{item.Span.Start, item.Span.End})
	}
	if c.node.Kind == Array {
		if n, err := strconv.Atoi(last); err == nil && n >= 0 && n < len(c.spans) {
			index = n
		}
	}
	return c, last, index
}

// inner is the span between the brackets.
func (c container) inner() span { return span{c.node.Span.Start + 1, c.node.Span.End - 1} }

// position returns the index at which an edit inserts.
func (d *Doc) position(c container, e Edit, last string) (int, error) {
	if c.node.Kind == Object {
		for i, m := range c.node.Members {
			if e.Before != "" && m.Name == e.Before {
				return i, nil
			}
		}
		return len(c.spans), nil
	}
	if last == "-" {
		return len(c.spans), nil
	}
	n, err := strconv.Atoi(last)
	if err != nil || n < 0 || n > len(c.spans) {
		return 0, missing(e.At)
	}
	return n, nil
}

func (d *Doc) insert(e Edit) ([]byte, Edit, error) {
	c, last, index := d.containerOf(e.At)
	if !c.node.Is(Object) && !c.node.Is(Array) {
		return nil, Edit{}, missing(e.At)
	}
	if c.node.Kind == Object && index >= 0 {
		return nil, Edit{}, fault.New(fault.Conflict, "json.edit", "There is already a value at %q.", e.At)
	}
	at, err := d.position(c, e, last)
	if err != nil {
		return nil, Edit{}, err
	}
	undo := Edit{Op: Remove, At: e.At}
	if last == "-" && c.node.Kind == Array {
		parent, _ := e.At.split()
		undo.At = parent.Index(at)
	}
	name := ""
	if c.node.Kind == Object {
		name = quote(last)
	}
	chunk := d.chunk(c, at, name, e)
	switch {
	case len(c.spans) == 0:
		inner := d.File.Text[c.inner().start:c.inner().end]
		undo.Exact = &inner
		return d.splice(c.inner().start, c.inner().end, chunk), undo, nil
	case at > 0:
		end := c.spans[at-1].end
		return d.splice(end, end, chunk), undo, nil
	}
	start := c.spans[0].start
	return d.splice(start, start, chunk), undo, nil
}

// chunk returns the text to insert at an index, with its comma and spaces laid
// out as its neighbours are.
func (d *Doc) chunk(c container, at int, name string, e Edit) string {
	if e.Exact != nil {
		t := strings.TrimSpace(*e.Exact)
		leading, trailing := strings.HasPrefix(t, ","), strings.HasSuffix(t, ",")
		if leading == (at > 0) && trailing == (at == 0 && len(c.spans) > 0) {
			return *e.Exact
		}
	}
	st := d.style()
	if name != "" {
		name += st.colon
	}
	if len(c.spans) == 0 {
		if st.unit == "" {
			return name + st.compact(e.Value)
		}
		outer := d.lineIndent(c.node.Span.Start)
		return st.eol + outer + st.unit + name + st.format(e.Value, outer+st.unit) + st.eol + outer
	}
	lead := d.File.Text[c.inner().start:c.spans[0].start]
	item := ""
	if i := strings.LastIndexByte(lead, '\n'); i >= 0 {
		lead = st.eol + lead[i+1:]
		item = name + st.format(e.Value, lead[len(st.eol):])
	} else {
		lead = st.gap
		if len(c.spans) > 1 {
			_, lead, _ = strings.Cut(d.File.Text[c.spans[0].end:c.spans[1].start], ",")
		}
		item = name + st.compact(e.Value)
	}
	if at > 0 {
		return "," + lead + item
	}
	return item + "," + lead
}

func (d *Doc) remove(e Edit) ([]byte, Edit, error) {
	c, _, index := d.containerOf(e.At)
	if index < 0 {
		return nil, Edit{}, missing(e.At)
	}
	undo := Edit{Op: Insert, At: e.At, Value: d.Raw(d.Find(e.At))}
	if c.node.Kind == Object && index+1 < len(c.spans) {
		undo.Before = c.node.Members[index+1].Name
	}
	var cut span
	rest := ""
	switch {
	case len(c.spans) == 1:
		cut = c.inner()
		if e.Exact != nil && strings.TrimSpace(*e.Exact) == "" {
			rest = *e.Exact
		}
	case index > 0:
		cut = span{c.spans[index-1].end, c.spans[index].end}
	default:
		cut = span{c.spans[0].start, c.spans[1].start}
	}
	exact := d.File.Text[cut.start:cut.end]
	undo.Exact = &exact
	return d.splice(cut.start, cut.end, rest), undo, nil
}

func (d *Doc) rename(e Edit) ([]byte, Edit, error) {
	c, last, index := d.containerOf(e.At)
	if index < 0 || c.node.Kind != Object {
		return nil, Edit{}, missing(e.At)
	}
	doc, err := Parse("name", []byte(e.Value))
	if err != nil || !doc.Root.Is(String) {
		return nil, Edit{}, fault.New(fault.Invalid, "json.edit", "The new name of %q is not a text.", e.At)
	}
	name := doc.Root.Text()
	if name != last && c.node.Get(name) != nil {
		return nil, Edit{}, fault.New(fault.Conflict, "json.edit", "There is already a value called %q.", name)
	}
	at := c.node.Members[index].NameSpan
	parent, _ := e.At.split()
	undo := Edit{Op: Rename, At: parent.Join(name), Value: d.File.Text[at.Start:at.End]}
	return d.splice(at.Start, at.End, strings.TrimSpace(e.Value)), undo, nil
}

func (d *Doc) splice(start, end int32, text string) []byte {
	old := d.File.Text
	out := make([]byte, 0, len(old)+len(text))
	out = append(out, old[:start]...)
	out = append(out, text...)
	return append(out, old[end:]...)
}

// lineIndent returns the white space at the start of the line of an offset.
func (d *Doc) lineIndent(offset int32) string {
	line := d.File.LineText(d.File.Line(offset))
	line = strings.TrimPrefix(line, bom)
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}
