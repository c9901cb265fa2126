package syntax

import "strings"

// What the printer writes for members of classes, signatures, names and types.

func (p *printer) extends(t *TypeName) {
	p.begin(p.lineOf(t.Span.Start))
	if p.d == Qodly {
		p.put("extends ")
	} else {
		p.put("Class extends ")
	}
	p.typeName(t)
	p.endLine()
}

// lineOf returns the first place on the line of a place that is no blank: where
// a line begins whose head is no node.
func (p *printer) lineOf(place int32) int32 {
	start := p.file.LineStart(p.file.Line(place))
	text := p.file.Text[start:place]
	return start + int32(len(text)-len(strings.TrimLeft(text, " \t")))
}

func (p *printer) member(m Member) {
	switch m := m.(type) {
	case *Property:
		p.begin(m.Span.Start)
		p.put("property ")
		p.declaration(m.Names, m.Type, m.Init)
		p.endLine()
	case *Alias:
		p.begin(m.Span.Start)
		if m.Exposed {
			p.put("exposed ")
		}
		p.put(p.word("Alias") + " ")
		p.ident(m.Name)
		p.put(" " + strings.Join(m.Path, "."))
		p.last = m.Span.End
		p.endLine()
	case *Function:
		p.begin(m.Span.Start)
		p.functionHead(m)
		p.endLine()
		p.functionBody(m.Body)
	}
}

// functionBody prints a function's statements and what stands up to the next
// member: indented, as the original's editor has it, unless a comment there
// begins its line, which belongs to the next member then.
func (p *printer) functionBody(b *Block) {
	p.indent = 1
	p.stmts(b)
	for _, c := range p.comments {
		if c.Span.Start >= b.Span.End {
			break
		}
		if p.file.LineStart(p.file.Line(c.Span.Start)) == c.Span.Start {
			p.indent = 0
			break
		}
	}
	p.commentsBefore(b.Span.End)
	if int(b.Span.End) < len(p.file.Text) {
		p.blankLines(b.Span.End)
	}
	p.indent = 0
}

func (p *printer) functionHead(f *Function) {
	p.modifiers(f.Modifiers)
	switch {
	case f.Kind == Constructor && p.d == Qodly:
		p.put("constructor")
	case f.Kind == Constructor:
		p.put("Class constructor")
	case p.d == Qodly:
		p.put("function ")
	default:
		p.put("Function ")
	}
	accessors := [...]string{Getter: "get ", Setter: "set ", QueryFunction: "query ", OrderByFunction: "orderBy ", EventFunction: "event "}
	if int(f.Kind) < len(accessors) {
		p.put(accessors[f.Kind])
	}
	if f.Kind == EventFunction {
		p.put(eventSpelling(f.Event))
		if f.Name != nil {
			p.put(" ")
		}
	}
	if f.Name != nil {
		p.ident(f.Name)
	}
	p.signature(f.Sig)
}

// eventSpelling returns an event's name with its capitals.
func eventSpelling(event string) string {
	switch event {
	case "validatesave":
		return "validateSave"
	case "aftersave":
		return "afterSave"
	case "validatedrop":
		return "validateDrop"
	case "afterdrop":
		return "afterDrop"
	}
	return event
}

func (p *printer) modifiers(m Modifiers) {
	for _, word := range []struct {
		set  bool
		text string
	}{
		{m.Exposed, "exposed "},
		{m.OnHTTPGet, "onHTTPGet "},
		{m.Local, "local "},
		{m.Session, "session "},
		{m.Shared, "shared "},
		{m.Singleton, "singleton "},
	} {
		if word.set {
			p.put(word.text)
		}
	}
}

// signature prints "($a; $b : Text)->$r : Real"; names that share a type in the
// tree share it in print, and empty parentheses appear where the source has
// them.
func (p *printer) signature(s *Signature) {
	if len(s.Params) > 0 || s.HasVariadic || p.hasParentheses(s) {
		p.parameters(s)
	}
	arrow := "->"
	if p.d == Qodly {
		arrow = " -> "
	}
	if s.ResultName != nil {
		p.put(arrow)
		p.ident(s.ResultName)
	}
	if s.Result != nil {
		p.put(" : ")
		p.typeName(s.Result)
	}
	p.reach(s.Span.End, 1)
}

// hasParentheses reports whether a signature without parameters has "()". One
// that was made rather than parsed has.
func (p *printer) hasParentheses(s *Signature) bool {
	return s.Span.End == 0 || strings.Contains(p.source(s), "(")
}

func (p *printer) parameters(s *Signature) {
	p.bracket("(")
	for i, param := range s.Params {
		p.ident(param.Name)
		last := i == len(s.Params)-1
		if param.Type != nil && (last || s.Params[i+1].Type != param.Type) {
			p.put(" : ")
			p.typeName(param.Type)
		}
		if !last || s.HasVariadic {
			p.put(p.separator())
		}
	}
	if s.HasVariadic {
		p.put("...")
		if s.Variadic != nil {
			p.put(" : ")
			p.typeName(s.Variadic)
		}
	}
	p.closeBefore(s.Span.End)
}

// declaration prints what follows "var" and "property".
func (p *printer) declaration(names []*Ident, typ *TypeName, init Expr) {
	for i, name := range names {
		if i > 0 {
			p.put(p.separator())
		}
		p.ident(name)
	}
	if typ != nil {
		p.put(" : ")
		p.typeName(typ)
	}
	if init != nil {
		p.put(p.assignment(NoOp))
		p.expr(init)
	}
}

func (p *printer) assignment(op Operator) string {
	switch {
	case p.d == Qodly:
		return " " + op.Spelling(p.d) + "= "
	case op != NoOp:
		return op.Spelling(p.d) + "="
	}
	return ":="
}

func (p *printer) ident(id *Ident) {
	p.at(id.Span.Start)
	p.put(withToken(id.Name, id.Token))
	p.last = max(p.last, id.Span.End)
}

func withToken(name, token string) string {
	if token == "" {
		return name
	}
	return name + ":" + token
}

func (p *printer) typeName(t *TypeName) {
	p.at(t.Span.Start)
	name := t.Name
	if t.Store != "" {
		name = t.Store + "." + name
	}
	first, rest, dotted := strings.Cut(name, ".")
	p.put(withToken(first, t.Token))
	if dotted {
		p.put("." + rest)
	}
	p.last = max(p.last, t.Span.End)
}
