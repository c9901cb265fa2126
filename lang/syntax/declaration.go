package syntax

import (
	"strconv"
	"strings"
)

// varStmt = "var" group*(";")
// group   = name (";" name)* [ ":" type ] [ ":=" expression ]      one name where it has a value
func (p *parser) varStmt(first token) []Stmt {
	var list []Stmt
	start := first.start
	for {
		v := &Var{}
		for {
			v.Names = append(v.Names, p.variable())
			if !p.got(tokSeparator) {
				break
			}
		}
		if p.got(tokColon) {
			v.Type = p.typeName()
		}
		if p.kind() == tokAssign || p.kind() == tokEqual {
			v.Init = p.initialiser(len(v.Names))
		}
		v.node = p.node(start)
		list = append(list, v)
		if !p.got(tokSeparator) {
			break
		}
		start = p.tok().start
	}
	p.endLine("the declaration")
	return list
}

// initialiser parses the value of a declared variable or property. ":=" is
// usual in QodlyScript too.
func (p *parser) initialiser(names int) Expr {
	sign := p.advance()
	if names > 1 {
		p.fail(sign.span(), CodeExpected, "a declaration with a value has one name; declare these %d names on lines of their own", names)
	}
	return p.expr()
}

// variable = "$name" | "$1" | "${" number "}" | "<>name" | name
func (p *parser) variable() *Ident {
	switch p.kind() {
	case tokWord:
		return p.name()
	case tokLocal, tokNumber:
		t := p.advance()
		return ident(p.node(t.start), p.text(t), "")
	case tokInter:
		return p.interProcess()
	case tokDollar:
		x := p.numbered()
		return ident(node{x.Pos()}, p.src[x.Pos().Start:x.Pos().End], "")
	}
	return p.missingName("the name of a variable")
}

func (p *parser) missingName(what string) *Ident {
	if p.atLineEnd() {
		p.fail(p.tok().span(), CodeName, "%s is missing at the end of the line", what)
	} else {
		p.fail(p.tok().span(), CodeName, "%s is missing before `%s`", what, p.shown(p.tok()))
	}
	return ident(p.node(p.tok().start), "", "")
}

// declare = "#DECLARE" signature
func (p *parser) declare(first token) {
	sig := p.signature(first.start)
	p.endLine("the parameters")
	word := kwDeclare.spelling(p.d)
	switch {
	case p.file.Kind == Class:
		p.fail(first.span(), CodeDeclare, "`%s` declares the parameters of a method; a function has its own between `(` and `)`", word)
	case p.file.Declare != nil:
		p.fail(first.span(), CodeDeclare, "the parameters are declared twice; the first `%s` is on line %d", word, p.file.Source.Line(p.file.Declare.Span.Start))
	case p.begun:
		p.fail(first.span(), CodeDeclare, "`%s` comes too late; only comments may stand before it", word)
	default:
		p.file.Declare = sig
	}
}

// signature = [ "(" [ params ] ")" ] [ "->" name [ ":" type ] | ":" type ]
// params    = names [ ":" type ] (";" names [ ":" type ])* [ ";" "..." [ ":" type ] ]
func (p *parser) signature(start int32) *Signature {
	s := &Signature{}
	if p.got(tokLParen) {
		p.params(s)
		p.want(tokRParen, ")", "after the parameters")
	}
	switch {
	case p.got(tokArrow):
		s.ResultName = p.parameter()
		if p.got(tokColon) {
			s.Result = p.typeName()
		}
	case p.got(tokColon):
		s.Result = p.typeName()
	}
	s.node = p.node(start)
	return s
}

func (p *parser) params(s *Signature) {
	group := 0 // where the parameters begin that wait for their common type
	for !p.atLineEnd() && p.kind() != tokRParen {
		if p.got(tokEllipsis) {
			s.HasVariadic = true
			if p.got(tokColon) {
				s.Variadic = p.typeName()
			}
			return
		}
		t := p.tok()
		param := &Param{Name: p.parameter()}
		if param.Name.Name == "" {
			return
		}
		s.Params = append(s.Params, param)
		if p.got(tokColon) {
			typ := p.typeName()
			for _, q := range s.Params[group:] {
				q.Type = typ
			}
			group = len(s.Params)
		}
		param.node = p.node(t.start)
		if !p.got(tokSeparator) {
			return
		}
	}
}

// parameter = "$name" in 4D, name in QodlyScript
func (p *parser) parameter() *Ident {
	t := p.tok()
	switch {
	case t.kind == tokLocal || t.kind == tokNumber:
		p.advance()
	case t.kind == tokWord:
		p.advance()
		if p.d == FourD {
			p.warn(t.span(), CodeParameter, "the parameter `%s` has no `$`; in 4D `%s` is another variable, of the process", p.shown(t), p.shown(t))
		}
	default:
		return p.missingName("the name of a parameter")
	}
	return ident(p.node(t.start), p.text(t), "")
}

// typeName = [ ("cs" | "4D") "." ] name ("." name)*
func (p *parser) typeName() *TypeName {
	t := p.tok()
	if t.kind != tokWord {
		if p.atLineEnd() {
			p.fail(t.span(), CodeType, "a type is missing after `:`, as in `: Text`")
		} else {
			p.fail(t.span(), CodeType, "`%s` is no type; one is a word such as `Text` or a class such as `cs.Name`", p.shown(t))
		}
		return &TypeName{node: p.node(t.start)}
	}
	p.advance()
	n := &TypeName{Name: p.text(t), Token: p.tokenSuffix(t)}
	for p.kind() == tokDot {
		p.advance()
		part := p.tok()
		if part.kind != tokWord {
			p.fail(part.span(), CodeType, "the name of a class is missing after `.`")
			break
		}
		p.advance()
		n.Name += "." + p.text(part)
		if len(n.Name) > 1000 {
			p.fail(part.span(), CodeDepth, "this name of a type is too long")
			p.skipLine()
		}
	}
	if first, rest, dotted := strings.Cut(n.Name, "."); dotted {
		switch strings.ToLower(first) {
		case "cs":
			n.Store, n.Name = "cs", rest
		case "4d":
			n.Store, n.Name = "4D", rest
		}
	}
	n.node = p.node(t.start)
	return n
}

// legacyVar turns the call of a command such as C_TEXT into the declaration it
// is, where all its arguments are plain variables.
func legacyVar(s Stmt) Stmt {
	stmt, ok := s.(*ExprStmt)
	if !ok {
		return s
	}
	call, ok := stmt.X.(*Call)
	if !ok || len(call.Args) == 0 {
		return s
	}
	command, ok := call.Fun.(*Name)
	if !ok || command.Local {
		return s
	}
	typ := legacyType(command.Ident.Norm)
	if typ == "" {
		return s
	}
	v := &Var{node: stmt.node, Legacy: true, Command: command.Ident}
	v.Type = &TypeName{node: command.node, Name: typ}
	for _, arg := range call.Args {
		id := declared(arg)
		if id == nil {
			return s
		}
		v.Names = append(v.Names, id)
	}
	if first, ok := call.Args[0].(*Name); ok && !first.Local && !first.InterProcess && hasNumbered(call.Args) {
		return s // C_TEXT(method;$1;$2) declares for another method
	}
	return v
}

// declared returns the variable an argument of C_TEXT declares, nil if the
// argument is something else.
func declared(arg Expr) *Ident {
	switch arg := arg.(type) {
	case *Name:
		return arg.Ident
	case *Numbered:
		if arg.Index == nil {
			return ident(arg.node, "$"+strconv.Itoa(arg.N), "")
		}
		if n, ok := arg.Index.(*Lit); ok && n.Kind == IntLit {
			return ident(arg.node, "${"+n.Value+"}", "")
		}
	}
	return nil
}

func hasNumbered(args []Expr) bool {
	for _, arg := range args {
		if _, ok := arg.(*Numbered); ok {
			return true
		}
	}
	return false
}

// IsTypingCommand reports whether a name is that of an old typing command such
// as C_TEXT, given in lower case.
func IsTypingCommand(norm string) bool { return legacyType(norm) != "" }

// legacyType returns the type an old typing command declares, "" for other
// names. The prefix "_o_" marks the ones that 4D has retired.
func legacyType(norm string) string {
	switch strings.TrimPrefix(norm, "_o_") {
	case "c_text":
		return "Text"
	case "c_longint", "c_integer":
		return "Integer"
	case "c_real":
		return "Real"
	case "c_boolean":
		return "Boolean"
	case "c_date":
		return "Date"
	case "c_time":
		return "Time"
	case "c_object":
		return "Object"
	case "c_collection":
		return "Collection"
	case "c_variant":
		return "Variant"
	case "c_pointer":
		return "Pointer"
	case "c_picture":
		return "Picture"
	case "c_blob":
		return "Blob"
	}
	return ""
}
