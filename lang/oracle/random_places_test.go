package oracle_test

import (
	"fmt"
	"strings"
)

// Programs with pointers, classic arrays and numbered parameters.

// Pointers and arrays are no kinds that expressions give by mistake: they have
// names of their own, beside those of the kinds.
var arrays = []string{"$ai", "$at", "$ar", "$ab", "$ad", "$ac", "$ao", "names"}

func (w *writer) declarePlaces() {
	if !w.places {
		return
	}
	if w.chance(50) {
		w.line("var $p1; $p2 : Pointer")
	}
	if w.in == inSnippet {
		w.line("%s", pick(w, "total:=1", "var total : Integer", "var total : Text:=\"t\"", "C_REAL(total)"))
	}
	for i, kind := range []string{"LONGINT", "TEXT", "REAL", "BOOLEAN", "DATE", "TIME", "OBJECT", "TEXT"} {
		w.line("ARRAY %s(%s;%d)", kind, arrays[i], w.IntN(5))
	}
	w.line("ARRAY LONGINT($grid;2;3)")
	w.line("$p1:=%s", pick(w, "->$v1", "->$i1", "->total", "Null", "->"+w.array()))
	w.line("$p2:=Try(%s)", w.pointer())
}

// change is a method that assigns through a pointer.
func (w *writer) change() string {
	w.in, w.budget = inMethod, 8
	w.line("%s", pick(w, "#DECLARE($p : Pointer; $x)", "#DECLARE($p; $x : Integer)", "C_POINTER($1)\nvar $p; $x\n$p:=$1\n$x:=$2"))
	w.line("If (Not(Is nil pointer($p)))")
	w.indent++
	for range 1 + w.IntN(3) {
		w.line("%s", pick(w, "$p->:=$x", "$p->:=$p->+$x", "$p->+=1", "$p->*=2", "$p->:=$p->", "CLEAR VARIABLE($p->)", "$x:=$p->"))
	}
	w.indent--
	w.line("End if")
	w.line("return $x")
	return w.take()
}

// fill is a method that changes an array which a pointer names.
func (w *writer) fill() string {
	w.line("For ($k; 1; Size of array($1->))")
	w.line("\t$1->{$k}:=%s", pick(w, "$k", "$2", "$1->{$k}", "$1->{0}", "$k+0.6"))
	w.line("End for")
	w.line("%s", pick(w, "APPEND TO ARRAY($1->; $2)", "$0:=Size of array($1->)", "SORT ARRAY($1->; <)", "$1->{0}:=$2"))
	return w.take()
}

func (w *writer) pointer() string {
	v := func() string { return w.variable(kind(w.IntN(int(kinds)))) }
	return pick(w, "->"+v(), "->"+v(), "->total", "->"+w.variable(object)+"."+w.property(), "->"+w.variable(collection)+"[ "+pick(w, "0", "1", "4")+"]",
		"->"+w.element(), "->"+w.array(), "Get pointer(\"total\")", "->$p2->", "->"+w.variable(object)+"[\"a\"]", "$p1", "$p2", "Null", "->$p1")
}

func (w *writer) array() string { return pick(w, arrays...) }

func (w *writer) element() string {
	if w.chance(10) {
		return "$grid{" + pick(w, "1", "2", "0", "3") + "}{" + pick(w, "1", "3", "4", w.variable(integer)) + "}"
	}
	return w.array() + "{" + pick(w, "0", "1", "1", "2", "2", "3", "9", w.variable(integer), "1.5", w.variable(anything)) + "}"
}

func (w *writer) place(depth int) {
	a, p := w.array(), pick(w, "$p1", "$p2")
	switch w.IntN(14) {
	case 0, 1:
		w.line("%s:=%s", p, w.pointer())
	case 2:
		w.line("%s->%s%s", p, pick(w, ":=", ":=", "+=", "-=", "*="), w.expr(pick(w, integer, text, anything), 2))
	case 3:
		w.line("$v1:=%s", pick(w, "change("+w.pointer()+"; "+w.expr(anything, 1)+")", "change("+p+"; "+w.expr(integer, 1)+")", "fill(->"+a+"; "+w.expr(anything, 1)+")"))
	case 4:
		w.line("%s:=%s", pick(w, "$v1", "$v2", "$i1", "$t1"), pick(w, p+"->", "("+p+"->)->", "Is nil pointer("+p+")", p+"="+pick(w, "$p1", "$p2", "->$i1", "->total"), "total"))
	case 5:
		w.line("RESOLVE POINTER(%s; $t1; $i1; $i2)", p)
	case 6, 7:
		w.line("%s%s%s", w.element(), pick(w, ":=", ":=", ":=", "+="), w.expr(pick(w, integer, real, text, boolean, date, clock, object, anything), 2))
	case 8:
		w.line("%s:=%s", pick(w, "$v1", "$i1", "$t1", "$r1", "total"), pick(w, w.element(), "Size of array("+a+")", "Find in array("+a+"; "+w.expr(anything, 1)+")", "Count in array("+a+"; "+w.expr(anything, 1)+")"))
	case 9, 10:
		w.line("%s", pick(w, "APPEND TO ARRAY("+a+"; "+w.expr(anything, 1)+")", "INSERT IN ARRAY("+a+"; "+pick(w, "1", "2", "9")+")", "DELETE FROM ARRAY("+a+"; "+pick(w, "1", "2", "0")+pick(w, "", "; 2")+")",
			"SORT ARRAY("+a+pick(w, "", "; >", "; <", "; "+w.array())+")", "COPY ARRAY("+a+"; "+w.array()+")", "ARRAY "+pick(w, "TEXT", "LONGINT", "REAL")+"("+a+"; "+pick(w, "0", "2", "4")+")",
			"ARRAY TO COLLECTION($c1; "+a+")", "COLLECTION TO ARRAY($c2; "+a+")", "COPY ARRAY("+a+"; "+p+"->)", "APPEND TO ARRAY("+p+"->; 3)"))
	case 11:
		w.loops++
		w.line("For ($k%d; %s; Size of array(%s))", w.loops, pick(w, "1", "0"), a)
		w.line("\t%s{$k%d}:=%s", a, w.loops, pick(w, fmt.Sprintf("%s{$k%d}", a, w.loops), fmt.Sprintf("$k%d*2", w.loops), w.expr(anything, 1)))
		w.block(depth)
		w.line("End for")
	case 12:
		w.line("trail.push([%s; %s->; Size of array(%s)])", w.element(), p, a)
	default:
		w.line("%s:=%s", p, w.pointer())
		w.line("%s->:=%s", p, w.expr(anything, 1))
		w.line("$v2:=%s->", p)
	}
}

// numbered writes what begins a method whose parameters have numbers.
func (w *writer) numbered() {
	if w.chance(40) {
		w.line("%s", pick(w, "C_LONGINT($1)", "var $1 : Integer", "C_TEXT(${2})", "C_LONGINT($0; $1)\nC_REAL(${3})", "#DECLARE($n : Integer; ... : Integer) : Variant", "#DECLARE($n; ...)"))
	}
	w.declare(variable{"$1", integer}, variable{"$2", anything}, variable{"$3", anything})
	lines := []string{"$v1:=${" + pick(w, "1", "2", "$i1", "Count parameters", "9", "0", w.expr(integer, 1)) + "}", "${2}:=" + w.expr(anything, 1), "$v2:=$4", "$0:=" + w.expr(integer, 1),
		"For ($k; 1; Count parameters)\n$c1.push(${$k})\nEnd for", "${$i2}+=1", "$0:=$0+1"}
	w.line("%s", strings.Join([]string{pick(w, lines...), pick(w, lines...), pick(w, lines...)}, "\n"))
}
