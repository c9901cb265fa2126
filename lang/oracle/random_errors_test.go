package oracle_test

// Programs whose errors are taken by the handlers of ON ERR CALL.

// noted is a handler that writes down what it is told.
func (w *writer) noted() string {
	w.line("trail.push([Error; Error method; Error line; Error formula; Last errors.length])")
	w.line("If (trail.length>%d)", 20+w.IntN(60))
	w.line("\t%s", pick(w, "ABORT", "trail.clear()", "ON ERR CALL(\"\")"))
	w.line("End if")
	return w.take()
}

// fails is a handler that may fail itself.
func (w *writer) fails() string {
	w.in, w.budget = inMethod, 6
	w.declare()
	w.line("trail.push(Error)")
	w.line("If (%s)", w.condition(1))
	w.line("\t%s", pick(w, "throw()", "throw(77; \"of the handler\")", "$i1:=\"a\"", "$v1:=1+\"a\"", "$v1:=Try(1+\"a\")", "return 5"))
	w.line("End if")
	w.stmts(1)
	return w.take()
}

// keeps is a method that leaves several errors behind.
func (w *writer) keeps() string {
	w.line("#DECLARE($n)")
	w.line("throw({errCode: 41; message: \"first\"; deferred: True})")
	w.line("%s", pick(w, "If ($n>1)\nthrow({errCode: 42; message: \"second {n}\"; n: $n; deferred: True})\nEnd if", "$n:=Try(keeps)", "throw()"))
	w.line("%s", pick(w, "throw()", "return $n", "throw({errCode: 43; deferred: True})", "$n:=1+\"a\""))
	w.line("trail.push(\"kept\")")
	return w.take()
}

// installs is a method that installs a handler and gives a number.
func (w *writer) installs() string {
	w.line("ON ERR CALL(%q)", pick(w, "noted", "fails"))
	w.line("return 1")
	return w.take()
}

// open writes statements that no Try stands around, at least at first.
func (w *writer) open() {
	w.line("ON ERR CALL(%q)", pick(w, "noted", "noted", "noted", "fails"))
	w.stmts(3)
	if w.chance(60) {
		w.line("ON ERR CALL(\"\")")
	}
}

func (w *writer) handling() {
	switch w.IntN(11) {
	case 8: // a handler of an expression that is tried
		w.line("$v1:=Try(installs+(%s))", pick(w, "1+\"a\"", w.expr(anything, 1), "[1].map(Formula(1+\"a\"))"))
		w.line("ON ERR CALL(\"\")")
		w.line("%s", pick(w, "throw(51)", "$v2:=1+\"a\"", "trail.push(1)"))
		w.line("trail.push(\"behind\")")
	case 9: // errors of functions that commands call
		w.line("%s", pick(w, "$v1:=[3; 1; 2].map(Formula(1+\"a\"))", "$v1:=[3; 1].filter(Formula(throw(52)))", "$v1:=[1; 2].map(Formula(keeps(3)))", "$c1.sort(Formula($1.value+\"a\"))", "$v1:="+w.variable(collection)+".map("+w.function(2)+")"))
	case 10:
		w.line("%s", pick(w, "keeps(1)", "keeps(2)", "$v1:=keeps(3)+1", "$v1:=Try(keeps(2))"))
	case 0, 1, 2:
		w.line("ON ERR CALL(%q%s)", pick(w, "noted", "noted", "fails", "", "missing"), pick(w, "", "", "", "; ek local", "; ek global"))
	case 3:
		w.line("trail.push([Error; Method called on error; Try(Last errors[0].errCode)])")
	case 4: // a Try whose code installs a handler
		w.line("Try")
		w.line("\tON ERR CALL(%q)", pick(w, "noted", "fails", "noted"))
		w.block(2)
		w.line("Catch")
		w.line("\ttrail.push(Last errors.extract(\"message\"); Error)")
		w.block(1)
		w.line("End try")
	case 5:
		w.line("%s", pick(w, "throw()", "throw("+w.expr(integer, 1)+"; \"open\")", "throw({errCode: 12; message: \"kept\"; deferred: "+w.late()+"})", "ASSERT(False)", "$i1:=first({}; 1; 2)"))
	case 6:
		w.failingHeader()
	default:
		w.line("$v1:=Try(%s)", w.expr(anything, 2))
		w.line("trail.push(Error)")
	}
}

// failingHeader writes a construct whose header or condition fails.
func (w *writer) failingHeader() {
	s := pick(w, [2]string{"If (1+\"a\")", "End if"}, [2]string{"While (1+\"a\")", "End while"}, [2]string{"Repeat", "Until (1+\"a\")"},
		[2]string{"Case of\n: (1+\"a\")", "Else\ntrail.push(\"else\")\nEnd case"}, [2]string{"Use (1+\"a\")", "End use"},
		[2]string{"For ($v1; \"a\"; 3)", "End for"}, [2]string{"For ($i1; 1; 1+\"a\")", "End for"}, [2]string{"For ($v2; 1; 3; \"a\")", "End for"},
		[2]string{"For ($v1; 1; \"b\")", "End for"}, [2]string{"For ($v1; 1; 3)", "$v1:=\"a\"\nEnd for"},
		[2]string{"For each ($v1; 1+\"a\")", "End for each"}, [2]string{"For each ($i1; [\"x\"; 1])", "End for each"},
		[2]string{"For each ($v1; [1; 2]; 1+\"a\")", "End for each"}, [2]string{"For each ($v1; [1; 2]) While (1+\"a\")", "End for each"},
		[2]string{"For each ($v1; [1; 2]) Until (1+\"a\")", "End for each"})
	w.line("%s", s[0])
	w.line("\ttrail.push(\"inside\")")
	w.block(1)
	w.line("%s", s[1])
}

// late lets an error wait for the end of a function, not for that of the snippet.
func (w *writer) late() string {
	if w.in == inSnippet {
		return "False"
	}
	return "True"
}
