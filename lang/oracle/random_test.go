package oracle_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"quoin.dev/quoin/lang"
)

// A kind is what an expression is meant to give; now and then it gives
// something else.
type kind uint8

const (
	integer kind = iota
	real
	text
	boolean
	date
	clock
	object
	collection
	function
	instance
	anything
	kinds
)

// writer writes random programs of 4D: some classes and methods, and a snippet
// that logs what happens and returns it with its variables. What is seldom in
// programs of today is in some of them only: see errors, places and shared.
type writer struct {
	*rand.Rand
	errors bool // handlers of ON ERR CALL
	places bool // pointers and arrays
	shared bool // shared values and singletons
	out    strings.Builder
	indent int
	vars   []variable
	loops  int // names of counters
	depth  int // of nested statements
	in     place
	budget int
}

type variable struct {
	name string
	kind kind
}

// place is what is being written.
type place uint8

const (
	inSnippet place = iota
	inMethod
	inClass
	inFormula
)

func randomProgram(seed uint64) program {
	w := &writer{Rand: rand.New(rand.NewPCG(seed, 7))}
	w.errors, w.places, w.shared = w.chance(35), w.chance(35), w.chance(35)
	p := program{name: fmt.Sprint("seed ", seed)}
	add := func(name string, k lang.Kind, text string) {
		p.sources = append(p.sources, lang.Source{Path: name, Name: name, Kind: k, Text: text})
	}
	add("A", lang.Class, w.class(false))
	add("B", lang.Class, w.class(true))
	for _, name := range []string{"first", "second", "third"} {
		add(name, lang.Method, w.method(name))
	}
	if w.errors {
		add("noted", lang.Method, w.noted())
		add("fails", lang.Method, w.fails())
		add("keeps", lang.Method, w.keeps())
		add("installs", lang.Method, w.installs())
	}
	if w.places {
		add("change", lang.Method, w.change())
		add("fill", lang.Method, w.fill())
	}
	if w.shared {
		add("locks", lang.Method, w.locks())
		add("C", lang.Class, w.sharedClass(""))
		add("S", lang.Class, w.sharedClass("shared singleton "))
		add("P", lang.Class, w.sharedClass(pick(w, "singleton ", "session singleton ")))
	}
	p.snippet = w.snippet()
	return p
}

func pick[T any](w *writer, list ...T) T { return list[w.IntN(len(list))] }

func (w *writer) chance(percent int) bool { return w.IntN(100) < percent }

func (w *writer) line(format string, args ...any) {
	w.out.WriteString(strings.Repeat("\t", w.indent))
	fmt.Fprintf(&w.out, format+"\n", args...)
}

func (w *writer) take() string {
	text := w.out.String()
	w.out.Reset()
	return text
}

// declare writes the declarations of a function's variables.
func (w *writer) declare(extra ...variable) {
	w.vars = extra
	names := [...]string{integer: "Integer", real: "Real", text: "Text", boolean: "Boolean", date: "Date", clock: "Time",
		object: "Object", collection: "Collection", function: "4D.Function", instance: "cs.A", anything: ""}
	letters := "irtbdhocfav"
	for k := kind(0); k < kinds; k++ {
		for n := range 2 {
			v := variable{fmt.Sprintf("$%c%d", letters[k], n+1), k}
			w.vars = append(w.vars, v)
			switch {
			case k == anything || w.chance(15): // untyped
			case w.chance(80):
				w.line("var %s : %s", v.name, names[k])
			default:
				w.line("var %s : %s:=%s", v.name, names[k], w.leaf(k))
			}
		}
	}
	w.declarePlaces()
	w.declareShared()
	for _, v := range w.vars[len(extra):] {
		if v.kind >= object && v.kind < kinds && w.chance(80) || w.chance(20) {
			x := w.leaf(v.kind)
			if v.kind == instance && w.in == inSnippet {
				x = "Try(" + x + ")" // constructors may fail
			}
			w.line("%s:=%s", v.name, x)
		}
	}
}

func (w *writer) snippet() string {
	w.in = inSnippet
	w.line("var $log : Collection:=[]")
	w.line("trail:=[]")
	w.declare()
	for range 6 + w.IntN(12) {
		w.budget = 10
		if w.errors && w.chance(50) {
			w.open()
			continue
		}
		w.guarded()
	}
	names := make([]string, len(w.vars))
	for i, v := range w.vars {
		names[i] = v.name
	}
	w.line("[$log; trail; total; %s]", strings.Join(names, "; "))
	return w.take()
}

// guarded writes a few statements inside a Try, so that an error does not end all.
func (w *writer) guarded() {
	w.line("Try")
	w.indent++
	for range 1 + w.IntN(3) {
		w.stmt(3)
	}
	w.indent--
	w.line("Catch")
	if w.errors {
		w.line("\t$log.push(Last errors.extract(\"errCode\"))")
	}
	w.line("\t$log.push(Last errors[0].errCode; Last errors[0].message)")
	w.line("End try")
}

func (w *writer) method(name string) string {
	w.in, w.budget = inMethod, 25
	w.loops = 0
	switch w.IntN(4) {
	case 3:
		w.numbered()
	case 0:
		w.line("#DECLARE($n : Integer; $x : %s; $y)->$z : %s", pick(w, "Integer", "Real", "Text", "Variant", "Object"), pick(w, "Integer", "Real", "Variant", "Text"))
		w.declare(variable{"$n", integer}, variable{"$x", anything}, variable{"$y", anything}, variable{"$z", anything})
	case 1:
		w.line("#DECLARE($n; $x; $y) : %s", pick(w, "Integer", "Variant", "Real", "Text", "Collection"))
		w.declare(variable{"$n", integer}, variable{"$x", anything}, variable{"$y", anything})
	default:
		w.declare(variable{"$1", integer}, variable{"$2", anything}, variable{"$3", anything})
	}
	n := w.vars[0].name
	if w.errors && w.chance(40) { // kept until the end, once or more
		w.line("If (%s)", w.condition(1))
		w.line("\tthrow({errCode: %s; message: \"kept\"; why: %s; deferred: True})", w.leaf(integer), w.leaf(anything))
		w.line("End if")
	}
	if w.chance(60) { // bounded recursion
		w.line("If (Value type(%s)=1) | (Value type(%s)=9)", n, n)
		w.line("\tIf (%s>0) & (%s<12)", n, n)
		w.line("\t\treturn %s", pick(w,
			fmt.Sprintf("%s(%s-1; %s)", name, n, w.expr(anything, 1)),
			fmt.Sprintf("%s(%s-2)+%s(%s-3)", name, n, name, n),
			fmt.Sprintf("%s+%s(%s-1; %s; %s)", n, name, n, w.expr(integer, 1), w.expr(anything, 1))))
		w.line("\tEnd if")
		w.line("End if")
	}
	w.body(4)
	return w.take()
}

func (w *writer) body(n int) {
	for range 1 + w.IntN(n) {
		w.stmt(2)
	}
	if w.chance(80) {
		w.line("return %s", w.expr(pick(w, integer, real, text, anything), 2))
	}
}

func (w *writer) class(child bool) string {
	w.in, w.budget = inClass, 20
	if child {
		w.line("Class extends A")
	}
	w.line("property count : Integer")
	w.line("property a : Integer:=%s", w.leaf(integer))
	if w.chance(50) {
		w.line("property b; name : Text")
	}
	if w.chance(70) || !child {
		w.line("Class constructor($p; $q : Integer)")
		w.indent++
		if child && w.chance(90) {
			w.line("Super($p; $q)")
		}
		w.line("This.%s:=$p", pick(w, "a", "b", "x", "count"))
		if w.chance(50) {
			w.line("This.%s:=$q", pick(w, "a", "b", "x", "count"))
		}
		w.indent--
	}
	name := pick(w, "f", "g")
	for _, fn := range []string{"f", "g", "h"} {
		if child && w.chance(40) {
			continue
		}
		w.line("Function %s($n : Integer; $x) : %s", fn, pick(w, "Integer", "Variant", "Real", "Variant"))
		w.indent++
		w.declare(variable{"$n", integer}, variable{"$x", anything})
		if child && fn == name && w.chance(60) {
			w.line("$x:=Super.%s($n-1; $x)", fn)
		}
		w.line("If ($n>0) & ($n<8)")
		w.line("\t%s:=This.%s($n-1; $x)", pick(w, "$v1", "$x"), pick(w, "f", "g", "h"))
		w.line("End if")
		w.body(3)
		w.indent--
	}
	w.line("Function get double() : Variant")
	w.line("\treturn This.a*2")
	if w.chance(60) {
		w.line("Function set double($x)")
		w.line("\tThis.a:=$x/2")
	}
	return w.take()
}

func (w *writer) stmts(depth int) {
	w.depth++
	for range 1 + w.IntN(4) {
		w.stmt(depth)
	}
	w.depth--
}

func (w *writer) variable(k kind) string {
	if w.chance(8) {
		k = kind(w.IntN(int(kinds)))
	}
	var fit []string
	for _, v := range w.vars {
		if v.kind == k {
			fit = append(fit, v.name)
		}
	}
	if len(fit) == 0 {
		return "$v1"
	}
	return pick(w, fit...)
}

func (w *writer) property() string { return pick(w, "a", "b", "x", "count", "name", "n", "double") }

func (w *writer) stmt(depth int) {
	if w.budget--; w.budget >= -10 && w.seldom(max(depth, 0)) {
		return
	}
	if depth <= 0 || w.budget < 0 {
		w.simple()
		return
	}
	switch w.IntN(17) {
	case 14, 15:
		w.shapes()
	case 16:
		w.hot()
	case 0, 1:
		w.line("If (%s)", w.condition(2))
		w.block(depth)
		if w.chance(50) {
			w.line("Else")
			w.block(depth)
		}
		w.line("End if")
	case 2:
		w.line("Case of")
		for range 1 + w.IntN(3) {
			w.line("\t: (%s)", w.condition(2))
			w.block(depth)
		}
		if w.chance(50) {
			w.line("Else")
			w.block(depth)
		}
		w.line("End case")
	case 3, 4, 5:
		w.count(depth)
	case 6:
		w.line("For each (%s; %s)", pick(w, w.variable(anything), w.variable(integer), w.variable(text)), pick(w, w.expr(collection, 2), w.expr(object, 1)))
		w.block(depth)
		w.line("End for each")
	case 7:
		w.loops++
		name := fmt.Sprintf("$w%d", w.loops)
		w.line("%s:=0", name)
		w.line("While (%s<%d) && (%s)", name, 1+w.IntN(20), w.condition(1))
		w.line("\t%s+=1", name)
		w.block(depth)
		w.line("End while")
	case 8:
		w.loops++
		name := fmt.Sprintf("$w%d", w.loops)
		w.line("%s:=0", name)
		w.line("Repeat")
		w.line("\t%s:=%s+1", name, name)
		w.block(depth)
		w.line("Until (%s>%d) || (%s)", name, w.IntN(12), w.condition(1))
	case 9:
		w.line("Try")
		w.block(depth)
		w.line("Catch")
		w.indent++
		w.simple()
		w.indent--
		w.line("End try")
	default:
		w.simple()
	}
}

// seldom writes a statement of those that only some programs have.
func (w *writer) seldom(depth int) bool {
	switch f := w.IntN(100); {
	case w.errors && f < 15:
		w.handling()
	case w.places && f >= 20 && f < 55:
		w.place(depth)
	case w.shared && f >= 60 && f < 90:
		w.sharing(depth)
	case f >= 97 && depth > 0:
		w.changing(depth)
	default:
		return false
	}
	return true
}

// count writes a counted loop, with a counter of its own that is declared or
// not, or with a variable that the body may change.
func (w *writer) count(depth int) {
	w.loops++
	name := fmt.Sprintf("$k%d", w.loops)
	switch w.IntN(4) {
	case 0:
		w.line("var %s : %s", name, pick(w, "Integer", "Real"))
	case 1:
		name = w.variable(pick(w, integer, real, anything))
	}
	step := ""
	if w.chance(30) {
		step = "; " + pick(w, "2", "-1", "0.5", "3", w.variable(integer))
	}
	to := pick(w, "5", "20", "60", w.variable(integer)+"%40")
	if w.indent > 2 { // the turns of nested loops multiply
		to = pick(w, "3", "5", w.variable(integer)+"%9")
	}
	w.line("For (%s; %s; %s%s)", name, pick(w, "1", "0", "-3", w.expr(integer, 1)+"%20"), to, step)
	w.block(depth)
	w.line("End for")
}

// shapes writes a loop whose places see objects of several shapes and classes.
func (w *writer) shapes() {
	var list []string
	for range 2 + w.IntN(6) {
		list = append(list, pick(w, w.expr(object, 1), w.expr(instance, 1), w.leaf(object), "{}", "{b: 1; a: 2.5}", "{f: Formula($1)}", "Null", w.variable(object)))
	}
	w.line("For each ($v1; [%s])", strings.Join(list, "; "))
	w.indent++
	w.line("Try")
	w.indent++
	for range 2 + w.IntN(5) {
		name := w.property()
		w.line("%s", pick(w,
			"$v1."+name+":="+w.expr(pick(w, integer, real, text), 1),
			"$v1."+name+"+="+w.operand(pick(w, integer, real), 0),
			"$v2:=$v1."+name,
			"$r1:=$r1+$v1."+pick(w, "a", "b", "x"),
			"$v2:=[$v1.a; $v1.b; $v1.x; $v1.count]",
			"OB REMOVE($v1; \""+name+"\")",
			"$v1["+pick(w, "\"a\"", "\"new\"+String($i1%3)")+"]:=$v1.a",
			"$v2:=$v1."+pick(w, "f", "g", "h")+"(2; 1)",
			"$o1:=OB Copy($v1)",
			"$v1.f:="+w.function(1),
			w.variable(object)+":=$v1"))
	}
	w.indent--
	w.line("Catch")
	w.line("\t$v2:=Last errors[0].message")
	w.line("End try")
	if w.in == inSnippet {
		w.line("$log.push($v2; $v1)")
	}
	w.indent--
	w.line("End for each")
}

// hot writes a loop of arithmetic that runs often enough for what the machine
// remembers of its places.
func (w *writer) hot() {
	w.loops++
	name := fmt.Sprintf("$k%d", w.loops)
	if w.chance(50) {
		w.line("var %s : Integer", name)
	}
	w.line("For (%s; %s)", name, pick(w, "1; 40", "-10; 70", "2147483600; 2147483660"))
	w.indent++
	for range 1 + w.IntN(4) {
		to := pick(w, w.variable(integer), w.variable(real), w.variable(anything), w.variable(object)+"."+w.property())
		from := pick(w, to, name, w.variable(integer), w.variable(real), w.leaf(integer), w.leaf(real))
		w.line("%s", pick(w,
			to+":="+from+pick(w, "+", "-", "*", "/", "%", `\`)+pick(w, name, from, w.leaf(integer), w.leaf(real)),
			to+pick(w, "+=", "-=", "*=", "/=")+from,
			"If ("+from+pick(w, "<", ">", "<=", ">=", "=", "#")+pick(w, name, w.leaf(integer), w.leaf(real), to)+")\n"+to+":="+from+"\nEnd if",
			w.variable(collection)+"[ "+name+"%5]:="+from,
			to+":="+w.variable(collection)+"[ Abs("+name+")%4]",
			to+":=("+from+" & "+name+")+("+name+" >> 3)",
			w.variable(text)+":=Substring("+w.variable(text)+"+String("+name+"); 1; 70)"))
	}
	w.indent--
	w.line("End for")
}

func (w *writer) block(depth int) {
	w.indent++
	w.stmts(depth - 1)
	if w.chance(10) {
		w.line("%s", pick(w, "break", "continue"))
	} else if w.in != inSnippet && w.chance(5) {
		w.line("return %s", w.expr(anything, 1))
	}
	w.indent--
}

func (w *writer) simple() {
	switch w.IntN(18) {
	case 0, 1:
		w.line("%s%s%s", w.variable(integer), pick(w, "+=", "-=", "*=", ":="), w.expr(integer, 3))
	case 2:
		w.line("%s%s%s", w.variable(real), pick(w, "+=", "-=", "*=", "/=", ":="), w.expr(real, 3))
	case 3, 4:
		v := w.variable(text)
		w.line("%s:=%s+%s", v, v, w.expr(text, 2))
	case 5:
		w.line("%s+=%s", w.variable(text), w.expr(text, 2))
	case 6:
		w.line("%s.%s%s%s", pick(w, w.variable(object), w.variable(instance), w.this()), w.property(), pick(w, ":=", "+="), w.expr(pick(w, integer, text, anything), 2))
	case 7:
		w.line("%s[ %s]:=%s", w.variable(collection), pick(w, "0", "1", "3", w.expr(integer, 1)), w.expr(anything, 2))
	case 8:
		w.line("%s.%s", w.variable(collection), pick(w, "push("+w.expr(anything, 2)+")", "unshift("+w.expr(integer, 1)+")", "pop()", "shift()",
			"insert(0; "+w.expr(anything, 1)+")", "remove(0)", "clear()", "resize(3)", "sort()", "fill("+w.expr(integer, 1)+")",
			"sort(Formula($1.value>$1.value2))", "sort(Formula($1.result:=$1.value<$1.value2))"))
	case 9:
		w.line("%s[%q]:=%s", w.variable(object), pick(w, "a", "b", "key"), w.expr(anything, 2))
	case 10:
		w.line("%s[[%s]]:=%s", w.variable(text), pick(w, "1", "2", w.variable(integer)), w.expr(text, 1))
	case 11:
		w.line("throw(%s)", pick(w, "7; \"seven\"", w.expr(integer, 1), "{errCode: 3; message: \"three\"}", "{errCode: 4; message: \"late\"; deferred: "+pick(w, "False", w.late())+"}"))
	case 12:
		w.line("OB REMOVE(%s; %q)", w.variable(object), w.property())
	default:
		k := kind(w.IntN(int(kinds)))
		w.line("%s:=%s", w.variable(k), w.expr(k, 3))
	}
	if w.in == inSnippet && w.chance(15) {
		w.line("$log.push(%s)", w.expr(anything, 2))
	}
}

func (w *writer) this() string {
	if w.in == inClass {
		return "This"
	}
	return w.variable(object)
}
