package syntax

import "strings"

// memberKind is what a line of a class file begins.
type memberKind uint8

const (
	memberNone memberKind = iota
	memberFunction
	memberConstructor
	memberExtends
	memberAlias
	memberProperty
)

// maxModifiers is how many words may stand before Function.
const maxModifiers = 8

// memberStart reports which member begins at the token, memberNone if none. In
// a method only functions and constructors count: they are at the wrong place,
// and reading them as statements would not help anybody.
func (p *parser) memberStart() memberKind {
	if p.kind() != tokWord {
		return memberNone
	}
	i := 0
	var word string
	for ; i < maxModifiers; i++ {
		word = p.lowerWord(p.peek(i))
		if !isModifier(word) {
			break
		}
	}
	class := p.file.Kind == Class
	next := p.peek(i + 1)
	switch word {
	case "function":
		if next.kind == tokWord || class && next.kind != tokAssign && next.kind != tokEqual && next.kind != tokDot {
			return memberFunction
		}
	case "class":
		switch p.lowerWord(next) {
		case "constructor":
			return memberConstructor
		case "extends":
			return memberExtends
		}
	case "constructor":
		if class && (next.kind == tokLParen || next.kind == tokNewline || next.kind == tokColon || next.kind == tokArrow) {
			return memberConstructor
		}
	case "extends":
		if class && next.kind == tokWord {
			return memberExtends
		}
	case "alias":
		if class && next.kind == tokWord {
			return memberAlias
		}
	case "property":
		if class && i == 0 && (next.kind == tokWord || next.kind == tokLocal) {
			return memberProperty
		}
	}
	return memberNone
}

func (p *parser) lowerWord(t token) string {
	var buffer [12]byte
	return string(p.lower(t, &buffer))
}

func isModifier(word string) bool {
	switch word {
	case "exposed", "local", "shared", "singleton", "session", "onhttpget":
		return true
	}
	return false
}

// classFile = [ "Class extends" type ] ( property | alias | function | constructor )*
func (p *parser) classFile() { p.members() }

func (p *parser) members() {
	stray := false // several lines at a wrong place are one mistake
	for {
		p.skipNewlines()
		p.bad, p.abandoned = false, false
		kind := p.memberStart()
		switch kind {
		case memberNone:
			if p.kind() == tokEOF {
				return
			}
			if !stray {
				p.fail(p.tok().span(), CodeMember, "a class holds properties and functions; `%s` begins neither, so move it into a function", p.shown(p.tok()))
			}
			p.skipLine()
		case memberExtends:
			p.extends()
		case memberProperty:
			p.property()
		case memberAlias:
			p.alias()
		default:
			p.function(kind)
		}
		stray = kind == memberNone
	}
}

// extends = "Class extends" typeName
func (p *parser) extends() {
	first := p.tok()
	for p.lowerWord(p.tok()) != "extends" {
		p.advance()
	}
	p.advance()
	typ := p.typeName()
	p.endLine("the parent class")
	if p.file.Extends != nil {
		p.fail(first.span(), CodeMember, "a class extends one class, and this one already extends `%s`", p.file.Extends.Name)
		return
	}
	p.file.Extends = typ
}

// property = "property" name (";" name)* [ ":" typeName ] [ ":=" expression ]
func (p *parser) property() {
	first := p.advance()
	m := &Property{}
	for {
		m.Names = append(m.Names, p.memberName("the name of a property"))
		if !p.got(tokSeparator) {
			break
		}
	}
	if p.got(tokColon) {
		m.Type = p.typeName()
	}
	if p.kind() == tokAssign || p.kind() == tokEqual || p.tok().op == Eq {
		m.Init = p.initialiser(len(m.Names))
	}
	p.endLine("the property")
	m.node = p.node(first.start)
	p.file.Members = append(p.file.Members, m)
}

// memberName parses the one word that names a property or function.
func (p *parser) memberName(what string) *Ident {
	t := p.tok()
	if t.kind != tokWord && t.kind != tokLocal {
		return p.missingName(what)
	}
	p.advance()
	return ident(p.node(t.start), p.text(t), p.tokenSuffix(t))
}

// alias = [ "exposed" ] "Alias" name name ("." name)*
func (p *parser) alias() {
	first := p.tok()
	mods := p.modifiers()
	p.advance()
	m := &Alias{Exposed: mods.Exposed, Name: p.memberName("the name of the alias")}
	for {
		part := p.memberName("the path of the alias")
		m.Path = append(m.Path, part.Name)
		if !p.got(tokDot) {
			break
		}
	}
	p.endLine("the path of the alias")
	m.node = p.node(first.start)
	p.file.Members = append(p.file.Members, m)
}

// modifiers parses the words before Function, in any order.
func (p *parser) modifiers() Modifiers {
	var m Modifiers
	for {
		var flag *bool
		switch p.lowerWord(p.tok()) {
		case "exposed":
			flag = &m.Exposed
		case "local":
			flag = &m.Local
		case "shared":
			flag = &m.Shared
		case "singleton":
			flag = &m.Singleton
		case "session":
			flag = &m.Session
		case "onhttpget":
			flag = &m.OnHTTPGet
		default:
			return m
		}
		if *flag {
			p.warn(p.tok().span(), CodeMember, "`%s` stands here twice", p.text(p.tok()))
		}
		*flag = true
		p.advance()
	}
}

// function    = modifier* "Function" [ "get" | "set" | "query" | "orderBy" ] name signature block
//
//	| modifier* "Function" "event" eventName [ name ] signature block
//
// constructor = modifier* [ "Class" ] "constructor" signature block
func (p *parser) function(kind memberKind) {
	first := p.tok()
	f := &Function{Modifiers: p.modifiers()}
	head := p.advance()
	if kind == memberConstructor {
		f.Kind = Constructor
		if p.lowerWord(head) == "class" {
			p.advance()
		}
	} else {
		p.functionName(f)
	}
	f.Sig = p.signature(p.tok().start)
	p.endLine("the head of the function")
	f.Body = p.block()
	f.Span = first.span().Join(f.Sig.Span)
	if n := len(f.Body.Stmts); n > 0 {
		f.Span = f.Span.Join(f.Body.Stmts[n-1].Pos())
	}
	p.file.Members = append(p.file.Members, f)
}

// functionName parses what stands between Function and its parameters.
func (p *parser) functionName(f *Function) {
	if p.peek(1).kind == tokWord && p.kind() == tokWord {
		switch p.lowerWord(p.tok()) {
		case "get":
			f.Kind = Getter
		case "set":
			f.Kind = Setter
		case "query":
			f.Kind = QueryFunction
		case "orderby":
			f.Kind = OrderByFunction
		case "event":
			p.advance()
			p.eventName(f)
			return
		default:
			p.fail(p.peek(1).span(), CodeName, "the name of a function is one word; join the words or put an accessor (`get`, `set`, `query`, `orderBy`, `event`) before it")
		}
		p.advance()
	}
	f.Name = p.memberName("the name of the function")
}

func (p *parser) eventName(f *Function) {
	f.Kind = EventFunction
	f.Event = strings.ToLower(p.text(p.advance()))
	if p.kind() == tokWord {
		f.Name = p.memberName("the name of the attribute")
	}
}
