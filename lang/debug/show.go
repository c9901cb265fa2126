package debug

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// What is shown of a value on one line: runes of a text, properties and
// elements of a container.
const (
	shortText = 200
	longText  = 64 << 10
	previews  = 5
)

// Summarizer is what the Native of an object may offer to be told from others on
// one line: the key of an entity.
type Summarizer interface{ Summary(p *vm.Process) string }

// Show writes a value on one line, as the dialect spells it; long ones are cut.
func Show(p *vm.Process, v value.Value, qodly bool) string {
	w := shower{p: p, qodly: qodly, text: shortText}
	w.show(v, 0)
	return w.String()
}

// ShowAll is Show with long texts as a whole, to be copied.
func ShowAll(p *vm.Process, v value.Value, qodly bool) string {
	w := shower{p: p, qodly: qodly, text: longText}
	w.show(v, 0)
	return w.String()
}

type shower struct {
	strings.Builder
	p     *vm.Process
	qodly bool
	text  int
}

// word writes a literal that the dialects spell differently.
func (w *shower) word(qodly, fourD string) {
	if w.qodly {
		w.WriteString(qodly)
	} else {
		w.WriteString(fourD)
	}
}

func (w *shower) show(v value.Value, depth int) {
	switch v.Kind() {
	case value.Undefined:
		w.word("undefined", "Undefined")
	case value.Null:
		w.word("null", "Null")
	case value.Bool:
		if v.AsBool() {
			w.word("true", "True")
		} else {
			w.word("false", "False")
		}
	case value.Text:
		w.WriteString(quote(clip(v.AsText(), w.text)))
	case value.Date:
		w.WriteString("!" + v.AsDate().String() + "!")
	case value.Time:
		w.WriteString("?" + clock(v.AsInt()) + "?")
	case value.Blob:
		w.WriteString("Blob (" + count(len(v.AsBlob()), "byte") + ")")
	case value.Picture:
		w.picture(v.AsPicture())
	case value.Pointer:
		w.WriteString("-> " + v.AsPointer().Name)
	case value.Collection:
		w.list(v.AsCollection(), depth)
	case value.Array:
		w.WriteString("Array of " + v.AsArray().Element.String() + " (" + strconv.Itoa(max(len(v.AsArray().Items)-1, 0)) + ")")
	case value.Object:
		w.object(v, depth)
	default:
		b, err := value.AppendJSON(nil, v, value.JSONOptions{})
		if err != nil {
			w.WriteString(v.Kind().String())
			return
		}
		w.Write(b)
	}
}

func (w *shower) picture(m *value.Image) {
	if m == nil || len(m.Data) == 0 {
		w.WriteString("Picture (empty)")
		return
	}
	w.WriteString("Picture (" + m.MIME + ", " + count(len(m.Data), "byte") + ")")
}

func (w *shower) list(l *value.List, depth int) {
	n := l.Len()
	if depth > 0 {
		w.WriteString("[" + ellipsis(n) + "]")
		return
	}
	w.WriteString("[")
	for i := range min(n, previews) {
		if i > 0 {
			w.WriteString(", ")
		}
		w.nested(l.At(i), depth)
	}
	if n > previews {
		w.WriteString(", …")
	}
	w.WriteString("] (" + strconv.Itoa(n) + ")")
}

// nested shows a part of a container, in short.
func (w *shower) nested(v value.Value, depth int) {
	whole := w.text
	w.text = 40
	w.show(v, depth+1)
	w.text = whole
}

func (w *shower) object(v value.Value, depth int) {
	o := v.AsObject()
	name := w.p.Describe(v)
	switch n := o.Native.(type) {
	case nil:
	case *vm.FuncValue:
		w.function(n)
		return
	case *vm.Class:
		w.WriteString("class " + n.Store + "." + n.Name)
		return
	case *value.Bytes:
		w.WriteString(name + " (" + count(len(n.Data), "byte") + ")")
		return
	case Summarizer:
		w.WriteString(name + " " + n.Summary(w.p))
		return
	case vm.Sequence:
		w.WriteString(name)
		if size, err := n.Len(w.p); err == nil {
			w.WriteString(" (" + strconv.Itoa(size) + ")")
		}
		return
	default:
		w.WriteString(name)
		return
	}
	if o.Class != nil {
		w.WriteString(name + " ")
	}
	names := o.Names()
	if depth > 0 {
		w.WriteString("{" + ellipsis(len(names)) + "}")
		return
	}
	w.WriteString("{")
	for i, name := range names {
		if i == previews {
			w.WriteString(", …")
			break
		}
		if i > 0 {
			w.WriteString(", ")
		}
		w.WriteString(clip(name, 40) + ": ")
		w.nested(o.Get(name), depth)
	}
	w.WriteString("}")
}

func (w *shower) function(f *vm.FuncValue) {
	switch {
	case f.Source != "":
		w.WriteString("Formula(" + clip(f.Source, w.text) + ")")
	case f.Function != nil:
		w.WriteString("Function " + f.Function.Name)
	case f.Native != nil:
		w.WriteString("Function " + f.Native.Name)
	default:
		w.WriteString("Function")
	}
}

func ellipsis(n int) string {
	if n == 0 {
		return ""
	}
	return "…"
}

func count(n int, unit string) string {
	if n != 1 {
		unit += "s"
	}
	return strconv.Itoa(n) + " " + unit
}

func clock(s int64) string {
	sign := ""
	if s < 0 {
		sign, s = "-", -s
	}
	two := func(n int64) string {
		if n < 10 {
			return "0" + strconv.FormatInt(n, 10)
		}
		return strconv.FormatInt(n, 10)
	}
	return sign + two(s/3600) + ":" + two(s/60%60) + ":" + two(s%60)
}

// quote writes a text as a literal of the language.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		switch r {
		case '"', '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '\n':
			b.WriteString(`\n`)
		case '\r':
			b.WriteString(`\r`)
		case '\t':
			b.WriteString(`\t`)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// clip cuts a text after n bytes, at a rune.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
