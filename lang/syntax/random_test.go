package syntax_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// TestRandomPrograms writes correct programs at random, with blanks, comments
// and line breaks at all places that allow them: they parse without an error
// and survive printing.
func TestRandomPrograms(t *testing.T) {
	for seed := range uint64(2000) {
		for _, d := range []syntax.Dialect{syntax.FourD, syntax.Qodly} {
			checkProgram(t, seed, d)
			if t.Failed() {
				t.Fatalf("seed %d", seed)
			}
		}
	}
}

// FuzzPrograms does the same for as long as it is let.
func FuzzPrograms(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) {
		checkProgram(t, seed, syntax.FourD)
		checkProgram(t, seed, syntax.Qodly)
	})
}

func checkProgram(t *testing.T, seed uint64, d syntax.Dialect) {
	t.Helper()
	w := &writer{Rand: rand.New(rand.NewPCG(seed, 1)), d: d}
	kind := syntax.Method
	if w.IntN(3) == 0 {
		kind = syntax.Class
		w.class()
	} else {
		w.stmts(4)
	}
	f := syntax.ParseFile(source.NewFile("random", w.out.String()), d, kind)
	for _, e := range f.Errors {
		place := f.Source.Place(e.Span.Start)
		t.Errorf("%s: %s\n%s\nin\n%s", place, e.Message, f.Source.Caret(place), f.Source.Text)
	}
	checkSpans(t, f)
	checkRoundTrip(t, f)
}

// A writer writes random code.
type writer struct {
	*rand.Rand
	d   syntax.Dialect
	out strings.Builder
}

func pick[T any](w *writer, list ...T) T { return list[w.IntN(len(list))] }

// put writes pieces of a line with something between them.
func (w *writer) put(pieces ...string) {
	for _, piece := range pieces {
		w.out.WriteString(piece)
		switch w.IntN(24) {
		case 0:
			w.out.WriteString("  ")
		case 1:
			w.out.WriteString(" /* in */ ")
		case 2:
			w.out.WriteString(" \\\n\t")
		case 3:
			w.out.WriteString(" \\ // why\n  ")
		case 4:
			w.out.WriteString(" /* two\nlines */ ")
		default:
			w.out.WriteString(" ")
		}
	}
}

// line ends a line.
func (w *writer) line() {
	w.out.WriteString(pick(w, "\n", "\n", "\n", "\n", " // end\n", "\n\n\n", "\n\t// own\n", " /* e */ \n", " // on \\\ngoes\n"))
}

// word picks the spelling of a dialect.
func (w *writer) word(fourD, qodly string) string {
	if w.d == syntax.Qodly {
		return qodly
	}
	return fourD
}

func (w *writer) sep() string { return w.word(";", ",") }

func (w *writer) local() string {
	name := pick(w, "a", "b", "item", "Été", "x_1")
	return w.word("$", "") + name
}

func (w *writer) class() {
	if w.IntN(2) == 0 {
		w.put(w.word("Class extends", "extends"), w.typ())
		w.line()
	}
	for range w.IntN(4) {
		switch w.IntN(5) {
		case 0:
			w.put("property", "a", w.sep(), "b", ":", w.typ())
			w.line()
		case 1:
			w.put("property", "c", ":", w.typ(), w.word(":=", "="))
			w.expr(2)
			w.line()
		case 2:
			w.put(pick(w, "shared", "singleton", "session singleton", "shared singleton", "exposed"), w.word("Class constructor", "constructor"))
			w.params()
			w.line()
			w.stmts(2)
		default:
			w.put(pick(w, "exposed function", "Function", "local exposed function", "shared Function", "exposed onHttpGet function"))
			w.put(pick(w, "get x", "set x", "query x", "orderBy x", "event touched x", "event restrict", "f", "end"))
			w.params()
			w.line()
			w.stmts(2)
		}
	}
}

func (w *writer) params() {
	if w.IntN(4) == 0 {
		return
	}
	w.put("(")
	n := w.IntN(4)
	for i := range n {
		if i > 0 {
			w.put(w.sep())
		}
		w.put(w.local())
		if w.IntN(2) == 0 {
			w.put(":", w.typ())
		}
	}
	if n > 0 && w.IntN(5) == 0 {
		w.put(w.sep(), "...")
	}
	w.put(")")
	switch w.IntN(3) {
	case 0:
		w.put("->", w.local(), ":", w.typ())
	case 1:
		w.put(":", w.typ())
	}
}

func (w *writer) typ() string {
	if w.d == syntax.FourD && w.IntN(3) == 0 {
		return pick(w, "cs:C1710.Foo", "Date:C102", "4D:C1709.File")
	}
	return pick(w, "Text", "object", "cs.Foo", "cs.My.Foo", "4D.File")
}

func (w *writer) stmts(depth int) {
	for range w.IntN(4) {
		w.stmt(depth)
	}
}

func (w *writer) stmt(depth int) {
	if depth > 0 && w.IntN(2) == 0 {
		w.block(depth)
		return
	}
	switch w.IntN(8) {
	case 0:
		w.put("var", w.local(), w.sep(), w.local(), ":", w.typ())
	case 1:
		w.put("var", w.local(), ":", w.typ(), w.word(":=", "="))
		w.expr(2)
	case 2:
		w.put("return")
		w.expr(3)
	case 3:
		w.put(pick(w, "break", "continue", "return"))
	case 4:
		w.put(pick(w, "doIt", "log Event", "super", "this.run"), "(")
		w.args(2)
		w.put(")")
	default:
		w.put(pick(w, w.local(), w.local()+".x", w.local()+"[1]", "this.name", w.local()+"[[2]]"))
		w.put(w.word(pick(w, ":=", "+=", "-=", "*=", "/="), pick(w, "=", "+=", "-=", "*=", "/=")))
		w.expr(3)
	}
	w.line()
}

func (w *writer) block(depth int) {
	body := func() { w.line(); w.stmts(depth - 1) }
	condition := func(word string) { w.put(word, "("); w.expr(3); w.put(")") }
	switch w.IntN(7) {
	case 0:
		condition("If")
		body()
		if w.IntN(2) == 0 {
			w.put("Else")
			body()
		}
		w.put(w.word("End if", "end"))
	case 1:
		w.put(w.word("Case of", "switch"))
		w.line()
		for range w.IntN(3) {
			condition(":")
			body()
		}
		if w.IntN(2) == 0 {
			w.put("Else")
			body()
		}
		w.put(w.word("End case", "end"))
	case 2:
		w.put("For", "(", w.local(), w.sep())
		w.expr(1)
		w.put(w.sep())
		w.expr(1)
		w.put(")")
		body()
		w.put(w.word("End for", "end for"))
	case 3:
		w.put(w.word("For each", "forEach"), "(", w.local(), w.sep())
		w.expr(2)
		w.put(")")
		if w.IntN(3) == 0 {
			condition(pick(w, "While", "until"))
		}
		body()
		w.put(w.word("End for each", "end"))
	case 4:
		w.put("Repeat")
		body()
		condition("Until")
	case 5:
		w.put("Try")
		body()
		w.put("Catch")
		body()
		w.put(w.word("End try", "end"))
	default:
		kw := pick(w, "While", "Use")
		condition(kw)
		body()
		w.put(w.word("End "+kw, "end"))
	}
	w.line()
}

func (w *writer) args(depth int) {
	for i := range w.IntN(4) {
		if i > 0 {
			w.put(w.sep())
		}
		switch w.IntN(8) {
		case 0:
			w.put(pick(w, "*", ">", "<"))
		case 1:
			if i > 0 {
				continue
			}
			w.expr(0)
		default:
			w.expr(depth)
		}
	}
}

// expr writes an expression with a blank after it.
func (w *writer) expr(depth int) {
	w.operand(depth)
	for depth > 0 && w.IntN(3) == 0 {
		w.put(pick(w, "+", "-", "*", "/", "%", "^", "<", ">", "<=", ">=", "&", "|", "&&", "||", "^|", "<<", ">>", "??", "?+", "?-", `\`, w.word("=", "=="), w.word("#", "!=")))
		w.operand(depth - 1)
	}
	if depth > 1 && w.IntN(8) == 0 {
		w.put("?")
		w.expr(depth - 1)
		w.put(":")
		w.expr(depth - 1)
	}
}

func (w *writer) operand(depth int) {
	if depth == 0 {
		w.put(w.leaf())
		return
	}
	switch w.IntN(14) {
	case 0:
		w.put("(")
		w.expr(depth - 1)
		w.put(")")
	case 1:
		w.put("[")
		w.expr(depth - 1)
		w.put(w.sep())
		w.expr(depth - 1)
		w.put("]")
	case 2:
		w.put("{", pick(w, "a", `"b c"`, "end"), ":")
		w.expr(depth - 1)
		w.put("}")
	case 3:
		w.put(pick(w, "f", "Web Form.set", w.local()+".call", "cs.X.new"), "(")
		w.args(depth - 1)
		w.put(")")
	case 4:
		w.put(w.local(), "[")
		w.expr(depth - 1)
		w.put("]", pick(w, ".x", ".end", "[0]"))
	case 5:
		w.put(w.local(), "[[")
		w.expr(depth - 1)
		w.put("]", "]")
	case 6:
		w.put(pick(w, "-", "+"))
		w.operand(depth - 1)
	case 7:
		w.put("formula", "(", pick(w, "", "return", "this.a "+w.word(":=", "=")))
		w.expr(depth - 1)
		w.put(")")
	case 8:
		w.put("Try", "(")
		w.expr(depth - 1)
		w.put(")")
	default:
		w.put(w.leaf())
	}
}

func (w *writer) leaf() string {
	if w.d == syntax.FourD && w.IntN(3) == 0 {
		return pick(w, "<>ip", "$1", "${2}", "[People]Name", "[T:1]F:2", "[People]", "->$x", "$p->", "arr{1}",
			"Current date:C33", "Is text:K8:3", "This:C1470.a", "00_Start", "64 bit version")
	}
	return pick(w, "1", "2.5", "0xFF", "1e5", `"te\"xt\n"`, `""`, "!2024-02-29!", "?12:30:00?", "this", "null", "True",
		"Storage", "web Form", w.local(), w.local()+".b.c", "ds.People.all()", "[]", "{}", "4D.File")
}
