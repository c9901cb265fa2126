package oracle_test

// Programs with shared values, shared classes and singletons, and loops over what
// changes meanwhile.

func (w *writer) declareShared() {
	if !w.shared || w.in == inClass {
		return
	}
	w.line("%s$s1:=New shared object(\"a\"; 1; \"b\"; New shared object(\"a\"; 2))", pick(w, "var $s1 : Object\n", ""))
	w.line("$s2:=%s", pick(w, "New shared object", "OB Copy({a: 1; x: [1; 2]}; ck shared)", "Try(cs.C.new(1; 2))"))
	w.line("$sc:=%s", pick(w, "New shared collection(1; 2; 3)", "[{a: 1}; 2].copy(ck shared)", "New shared collection($s2; 5)"))
}

// sharedClass is a shared class, or a singleton.
func (w *writer) sharedClass(modifiers string) string {
	w.in, w.budget = inClass, 12
	if modifiers == "" {
		modifiers = "shared "
	}
	w.line("property count : Integer:=0")
	w.line("property list:=%s", pick(w, "[]", "[1; {a: 2}]", "{a: 1; b: [1]}", "New collection(1)"))
	w.line("%sClass constructor(%s)", modifiers, pick(w, "", "$p; $q : Integer"))
	w.indent++
	w.line("This.a:=%s", w.leaf(pick(w, integer, integer, integer, text, text, object)))
	switch w.IntN(12) {
	case 0:
		w.line("throw(21; \"not made\")")
	case 1:
		w.line("This.me:=cs.S.me")
	case 2:
		w.line("This.list.push(This.count)")
	}
	w.indent--
	w.line("%sFunction f($n : Integer; $x) : Variant", pick(w, "shared ", "shared ", ""))
	w.indent++
	w.line("This.count+=1")
	w.line("This.%s:=%s", w.property(), pick(w, "$x", "$n", "This.count", "New shared object(\"a\"; $n)"))
	w.line("%s", pick(w, "This.list.push($n)", "$x:=This.list.a", "Use (This)\nThis.a:=$n\nEnd use", "If ($n>1)\nreturn This.f($n-1; $x)\nEnd if"))
	w.line("return This.a")
	w.indent--
	w.line("Function g($n : Integer; $x) : Variant")
	w.indent++
	w.line("%s", pick(w, "This.count:=$n", "Use (This)\nThis.count:=This.count+$n\nreturn This.count\nEnd use", "return This.f($n; $x)", "Use (This.list)\nThis.x:=$x\nEnd use"))
	w.line("return This.count")
	w.indent--
	w.line("Function get double() : Variant")
	w.line("\treturn This.count*2")
	return w.take()
}

// locks is a method that leaves a lock in the middle.
func (w *writer) locks() string {
	w.line("#DECLARE($s; $x)")
	w.line("Use ($s)")
	w.line("\t%s", pick(w, "$s.a:=$x", "Use ($s)\n$s.x:=$x\nreturn $s.a\nEnd use", "Try\n$s.x:=$x\nreturn 2\nEnd try"))
	w.line("\t%s", pick(w, "return $s.a", "If ($x=1)\nreturn 1\nEnd if", "For each ($k; [1; 2])\nUse ($s)\nreturn $k\nEnd use\nEnd for each", "throw(61)"))
	w.line("End use")
	w.line("return 0")
	return w.take()
}

func (w *writer) sharedValue() string {
	if w.chance(25) {
		return w.singleton()
	}
	return pick(w, "$s1", "$s1", "$s2", "$s2", "$sc", "Storage", "Storage.kept", "$s1.b", "$s2.list")
}

func (w *writer) singleton() string {
	return pick(w, "cs.S.me", "cs.S.me", "cs.P.me", "cs.P.me", "cs.S.new(1)")
}

// storable is what a shared value is given, which may not take it.
func (w *writer) storable() string {
	if w.chance(60) {
		return w.leaf(pick(w, integer, text, real))
	}
	return pick(w, w.expr(pick(w, integer, text, real), 1), "New shared object(\"a\"; 3)", "New shared collection(1)", "$s1", "$s2", "$sc",
		w.leaf(object), w.leaf(collection), "cs.C.new(1)", "Null", w.function(1), w.expr(anything, 1))
}

func (w *writer) sharing(depth int) {
	switch w.IntN(11) {
	case 10:
		w.line("$v1:=locks(%s; %s)", pick(w, "$s1", "$s2", w.sharedValue()), pick(w, "1", w.storable()))
		w.write("$s1")
	case 0, 1, 2:
		x := w.sharedValue()
		w.line("Use (%s)", x)
		w.indent++
		for range 1 + w.IntN(3) {
			w.write(pick(w, x, x, x, w.sharedValue()))
		}
		if w.chance(30) {
			w.line("Use (%s)", pick(w, x, x, "$s1", "$s2"))
			w.write(x)
			w.line("End use")
			w.write(x)
		}
		w.indent--
		w.block(depth)
		if w.chance(20) && w.in != inSnippet {
			w.line("\treturn %s", w.sharedValue())
		}
		w.line("End use")
	case 3: // a loop that is left in the middle of a lock
		w.line("For each ($v1; [1; 2; 3])")
		w.line("\tUse (%s)", pick(w, "$s1", "$s2", "$sc"))
		w.indent++
		w.block(depth)
		w.line("\tIf (%s)", w.condition(1))
		w.line("\t\t%s", pick(w, "break", "continue", "throw(31)"))
		w.line("\tEnd if")
		w.indent--
		w.line("\tEnd use")
		w.line("End for each")
		w.write("$s1")
	case 4:
		w.write(w.sharedValue()) // without a lock, or in one that is open
	case 5:
		w.line("$v1:=%s", pick(w, w.singleton()+"."+pick(w, "f", "g")+"(3; "+w.storable()+")", w.singleton()+"."+w.property(), "$s2."+pick(w, "f", "g")+"(2; 1)", w.singleton()+"="+w.singleton()))
	case 6:
		w.line("$s%d:=%s", 1+w.IntN(2), pick(w, "cs.C.new(1; 2)", "New shared object(\"a\"; $s2)", "New shared object(\"x\"; $sc)", "OB Copy($s1; ck shared)", "OB Copy("+w.variable(object)+"; ck shared)"))
	case 7:
		w.line("Use (Storage)")
		w.line("\tStorage.kept:=%s", pick(w, "New shared object(\"n\"; 1)", "$s1", "$sc", "5", "cs.C.new(2)"))
		w.line("End use")
	case 8:
		w.line("trail.push([OB Is shared(%s); %s])", w.sharedValue(), pick(w, "cs.S.isShared", "cs.P.isSingleton", "$s1.a", "$sc.length", "$s2.count", "cs.S.me.count"))
	default:
		w.line("$v2:=Try(%s)", pick(w, "$s1.b.a", "$sc[0]", "cs.S.me.list", "$sc.map("+w.function(1)+")", w.singleton()+".double"))
	}
}

// write writes a change of a shared value.
func (w *writer) write(x string) {
	if x == "$sc" || w.chance(15) {
		w.line("%s%s", x, pick(w, "[1]:="+w.storable(), ".push("+w.storable()+")", ".remove(0)", ".insert(0; "+w.storable()+")", "[4]:=1", ".sort()", ".clear()"))
		return
	}
	w.line("%s%s", x, pick(w, "."+w.property()+":="+w.storable(), "."+w.property()+":="+w.storable(), ".count+=1", "[\"a\"]:="+w.storable(), ".b.a:="+w.storable(), ".list.push("+w.storable()+")"))
}

// changing writes a loop over a collection or an object that the body changes.
func (w *writer) changing(depth int) {
	c := w.variable(collection)
	w.line("For each ($v1; %s%s)", c, pick(w, "", "", "; 1", "; 0; 2", "; -2"))
	w.indent++
	w.line("%s", pick(w, c+".push($v1)", c+".remove(0)", c+".unshift(1)", c+".clear()", c+":=[$v1]", c+"[0]:=$v1", c+".pop()", c+".insert(1; 7)"))
	w.line("If (%s.length>40)", c)
	w.line("\tbreak")
	w.line("End if")
	w.indent--
	w.block(depth)
	w.line("End for each")
	o := w.variable(object)
	w.line("For each ($t1; %s)", o)
	w.line("\t%s", pick(w, "OB REMOVE("+o+"; $t1)", o+"[\"new\"]:=1", "OB REMOVE("+o+"; \"b\")", o+"[$t1]:="+w.expr(anything, 1)))
	w.line("End for each")
}
