package oracle_test

func (w *writer) condition(depth int) string {
	if depth > 0 && w.chance(30) {
		return "(" + w.condition(depth-1) + ")" + pick(w, " & ", " | ", " && ", " || ") + "(" + w.condition(depth-1) + ")"
	}
	if w.chance(75) {
		k := pick(w, integer, integer, real, text, date, clock, anything)
		return w.expr(k, depth) + pick(w, "<", ">", "<=", ">=", "=", "#") + w.operand(k, depth)
	}
	return w.expr(pick(w, boolean, boolean, boolean, anything), depth)
}

// leaf is an expression without operators.
func (w *writer) leaf(k kind) string {
	switch k {
	case integer:
		return pick(w, "0", "1", "2", "3", "7", "10", "100", "255", "65536", "1000000", "2147483647", "4294967296", "9007199254740993", "36028797018963967", "(-1)", "(-5)", "(-2147483648)")
	case real:
		return pick(w, "0.5", "1.5", "2.5", "0.1", "3.14159", "1e10", "1e300", "0.0000001", "(-0.5)", "(-2.25)", "2.0")
	case text:
		return pick(w, `""`, `"a"`, `"B"`, `"été"`, `"Ete"`, `"ab c"`, `"a@"`, `"12"`, `"x\ty"`, `"0123456789012345678901234567890123456789012345678901234567890123"`)
	case boolean:
		return pick(w, "True", "False")
	case date:
		return pick(w, "!2024-02-29!", "!1999-12-31!", "!00-00-00!")
	case clock:
		return pick(w, "?12:30:00?", "?00:00:05?", "?30:00:00?")
	case object:
		return pick(w, "{}", "{a: 1}", "{a: 1; b: 2}", "{b: 2; a: 1}", `{name: "n"; x: 1.5}`, "{a: {a: 1}}", "{n: Null}", "New object(\"a\"; 5)")
	case collection:
		return pick(w, "[]", "[1; 2; 3]", `["b"; "a"; 1; Null]`, "[{a: 2}; {a: 1}]", "[[1]; [2]]", "[1.5; 2; True]", "New collection(3; 1; 2)")
	case function:
		return pick(w, "Formula($1+1)", "Formula($1)", "Formula(This.a)", "Formula($1.value*2)", "Formula(first($1))", "Formula($1+$i1)", "Formula(first)")
	case instance:
		return pick(w, "cs.A.new(1; 2)", "cs.B.new(3; 4)", `cs.A.new("x")`, "cs.B.new()")
	}
	return pick(w, "Null", "$v1", "$undefined", w.leaf(kind(w.IntN(int(anything)))))
}

func (w *writer) expr(k kind, depth int) string {
	if w.chance(4) {
		k = kind(w.IntN(int(kinds)))
	}
	if depth <= 0 || w.chance(20) {
		return w.operand(k, 0)
	}
	d := depth - 1
	bin := func(k kind, ops ...string) string { return w.operand(k, d) + pick(w, ops...) + w.operand(k, d) }
	switch k {
	case integer:
		return pick(w, bin(integer, "+", "-", "*"), bin(integer, "+", "-", "%", `\`, "*"), bin(integer, " & ", " | ", " ^| ", " << ", " >> ", " ?+ ", " ?- "),
			"-"+w.operand(integer, d), w.variable(collection)+".length", "Length("+w.expr(text, d)+")", "Abs("+w.expr(integer, d)+")", "Int("+w.expr(real, d)+")",
			"Num("+w.expr(text, d)+")", "Position("+w.expr(text, d)+"; "+w.expr(text, d)+")", w.operand(date, d)+"-"+w.operand(date, d), w.ternary(k, d), w.call(d))
	case real:
		return pick(w, bin(real, "+", "-", "*", "/"), bin(pick(w, real, integer), "*", "/", "^"), bin(integer, "/"), w.operand(real, d)+pick(w, "+", "-", "*", "/")+w.operand(integer, d),
			"-"+w.operand(real, d), "Round("+w.expr(real, d)+"; 2)", w.operand(clock, d)+"+"+w.operand(integer, d), w.ternary(k, d), w.call(d))
	case text:
		return pick(w, bin(text, "+"), bin(text, "+"), "String("+w.expr(pick(w, integer, real, anything), d)+")", "Uppercase("+w.expr(text, d)+")", "Substring("+w.expr(text, d)+"; 2; 3)",
			w.operand(text, 0)+"*"+pick(w, "2", "3", w.variable(integer)+"%9"), "Replace string("+w.expr(text, d)+"; \"a\"; \"bb\")", w.variable(text)+"[["+pick(w, "1", "2")+"]]",
			w.expr(collection, d)+".join(\",\")", "JSON Stringify("+w.expr(pick(w, object, collection, integer), d)+")", w.ternary(k, d))
	case boolean:
		return pick(w, w.operand(integer, d)+pick(w, "<", ">", "=", "#", "<=", ">=")+w.operand(integer, d), w.operand(real, d)+pick(w, "<", ">", "=", "#")+w.operand(real, d),
			w.operand(text, d)+pick(w, "<", ">", "=", "#", "%")+w.operand(text, d), "Not("+w.expr(boolean, d)+")", bin(boolean, " & ", " | ", " && ", " || "),
			w.operand(anything, d)+pick(w, "=", "#")+w.operand(anything, d), w.operand(integer, d)+" ?? "+pick(w, "0", "1", "31", w.variable(integer)), "OB Is defined("+w.variable(object)+"; \"a\")", "Bool("+w.expr(anything, d)+")")
	case date:
		return pick(w, w.operand(date, d)+pick(w, "+", "-")+w.operand(integer, d), "Add to date("+w.operand(date, 0)+"; 0; 1; 0)", w.ternary(k, d))
	case clock:
		return pick(w, bin(clock, "+", "-", "%"), w.ternary(k, d))
	case object:
		return pick(w, "{a: "+w.expr(anything, d)+"; b: "+w.expr(integer, d)+"}", "{"+w.property()+": "+w.expr(text, d)+"}", "OB Copy("+w.variable(object)+")", w.ternary(k, d), w.variable(instance),
			w.variable(object)+" || "+w.operand(object, d), w.variable(collection)+"[0]")
	case collection:
		return pick(w, "["+w.expr(anything, d)+"; "+w.expr(integer, d)+"]", w.variable(collection)+".copy()", w.variable(collection)+".map("+w.function(d)+")", w.variable(collection)+".filter("+w.function(d)+")",
			w.variable(collection)+".slice(1)", w.variable(collection)+".concat("+w.expr(anything, d)+")", w.variable(collection)+".orderBy()", w.variable(collection)+".distinct()", w.variable(collection)+".reverse()",
			"OB Keys("+w.variable(object)+")", "Split string("+w.expr(text, d)+"; \" \")", w.ternary(k, d))
	case function:
		return w.function(d)
	case instance:
		return pick(w, "cs.A.new("+w.expr(anything, d)+"; "+w.expr(integer, d)+")", "cs.B.new("+w.expr(integer, d)+"; 3)", w.leaf(k))
	}
	return pick(w, w.expr(kind(w.IntN(int(anything))), depth), w.member(), w.member(), w.call(d), w.variable(collection)+"[ "+pick(w, "0", "1", w.variable(integer))+"]",
		w.variable(object)+`["a"]`, w.operand(anything, d)+pick(w, " && ", " || ")+w.operand(anything, d), "Try("+w.expr(anything, d)+")", bin(anything, "+", "-", "*", "/", "%", "<", ">="),
		w.variable(function)+".call("+w.variable(object)+"; "+w.expr(integer, d)+")", w.variable(function)+"("+w.expr(integer, d)+")", w.ternary(k, d))
}

func (w *writer) ternary(k kind, d int) string {
	return "((" + w.condition(d) + ") ? " + w.operand(k, d) + " : " + w.operand(k, d) + ")"
}

func (w *writer) member() string {
	if w.in == inClass && w.chance(40) {
		return "This." + w.property()
	}
	return pick(w, w.variable(object), w.variable(instance), w.variable(anything)) + "." + w.property()
}

func (w *writer) call(d int) string {
	if w.budget--; w.budget < 0 || w.in == inFormula {
		return w.leaf(integer)
	}
	name := pick(w, "first", "second", "third")
	switch w.in { // no endless recursion: methods call later ones only, classes none
	case inMethod:
		return w.variable(instance) + "." + w.property()
	case inClass:
		return w.leaf(integer)
	}
	args := pick(w, "3", "5", w.expr(integer, 0)+"%10") + pick(w, "", "; "+w.expr(anything, d), "; "+w.expr(integer, d)+"; "+w.expr(text, d), "; 1; 2; 3; 4")
	return pick(w, name+"("+args+")", name+"("+args+")", w.variable(instance)+"."+pick(w, "f", "g", "h")+"("+args+")")
}

func (w *writer) function(d int) string {
	if w.in == inFormula || d <= 0 {
		return w.leaf(function)
	}
	old := w.in
	w.in = inFormula
	defer func() { w.in = old }()
	return pick(w, "Formula("+w.expr(anything, d)+")", "Formula($1.value"+pick(w, "+", "*", ">", "<")+w.expr(integer, d)+")", "Formula($1.result:="+w.expr(anything, d)+")",
		"Formula($1.value>$1.value2)", w.leaf(function), w.variable(function))
}

// operand is an expression that can stand beside an operator.
func (w *writer) operand(k kind, depth int) string {
	if depth > 0 && w.chance(50) {
		return "(" + w.expr(k, depth) + ")"
	}
	if w.chance(60) {
		return w.variable(k)
	}
	return w.leaf(k)
}
