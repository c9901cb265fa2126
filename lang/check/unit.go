package check

import (
	"fmt"
	"hash/fnv"
	"slices"
	"sort"
	"strconv"
	"strings"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
)

// unit is a source file as the rest of the project sees it: its summary.
type unit struct {
	path string
	name string // of the method or class
	kind UnitKind
	tree *syntax.File

	class  *ClassInfo // of a class file
	method *Symbol    // of a method
	// variables are the process variables that the file gives a value, by name.
	variables map[string]*Symbol
	// properties are the names that the file assigns on any value.
	properties map[string]bool
	// given are the values that functions of a class assign to properties of This.
	given map[string][]givenProperty
	print uint64 // of what others see
	text  uint64 // of the whole text
}

// givenProperty is "This.name := value" in a function.
type givenProperty struct {
	in    *syntax.Function
	value syntax.Expr
}

// UnitKind says what a source file is.
type UnitKind uint8

// The kinds of source files.
const (
	MethodUnit UnitKind = iota
	ClassUnit
	DatabaseUnit // a database method or trigger: nothing calls it by name
)

func newUnit(path, name string, kind UnitKind, tree *syntax.File) *unit {
	u := &unit{path: path, name: name, kind: kind, tree: tree,
		variables: map[string]*Symbol{}, properties: map[string]bool{}, given: map[string][]givenProperty{}}
	if kind == ClassUnit {
		u.readClass()
	} else {
		sig, result := u.signature(tree.Declare, tree.Body)
		u.method = &Symbol{Kind: Method, Name: name, Type: result, File: tree.Source, Signatures: []Signature{sig},
			Doc: u.leading(), unit: u}
	}
	u.readVariables()
	u.print, u.text = u.fingerprint(), hash(tree.Source.Text)
	return u
}

// signature reads what a method or function takes and gives: the declared
// parameters, and in older code $1 to $n.
func (u *unit) signature(sig *syntax.Signature, body *syntax.Block) (Signature, *Type) {
	s, legacy := Signature{}, legacyOf(body)
	if sig != nil {
		for i, p := range sig.Params {
			s.Params = append(s.Params, Param{Name: p.Name.Name, Types: oneType(paramType(sig, i)), Optional: true})
		}
	}
	for n := len(s.Params) + 1; n <= legacy.highest; n++ {
		s.Params = append(s.Params, Param{Name: "$" + strconv.Itoa(n), Types: oneType(legacy.types[n]), Optional: true})
	}
	if sig != nil && sig.HasVariadic || legacy.open {
		s.Params = append(s.Params, Param{Name: "...", Optional: true, Variadic: true})
	}
	switch {
	case sig != nil && (sig.Result != nil || sig.ResultName != nil):
		s.Result, s.HasResult = typeOf(sig.Result), true
	case legacy.result:
		s.Result, s.HasResult = legacy.types[0], true
	}
	return s, s.Result
}

func oneType(t *Type) []*Type {
	if t == nil {
		return nil
	}
	return []*Type{t}
}

// paramType returns the type of a parameter; in "$a; $b : Text" the type is
// that of $b alone.
func paramType(sig *syntax.Signature, i int) *Type {
	p := sig.Params[i]
	if i+1 < len(sig.Params) && sig.Params[i+1].Type == p.Type {
		return nil
	}
	return typeOf(p.Type)
}

func typeOf(t *syntax.TypeName) *Type {
	if t == nil {
		return nil
	}
	d, _ := types.Lookup(t.Store, t.Name)
	return declared(d)
}

// legacy is the use of numbered parameters in a body.
type legacy struct {
	highest int
	result  bool // $0
	open    bool // ${n}, Count parameters, Copy parameters: any number may come
	types   map[int]*Type
}

func legacyOf(body *syntax.Block) legacy {
	l := legacy{types: map[int]*Type{}}
	if body == nil {
		return l
	}
	syntax.Walk(body, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Formula:
			return false
		case *syntax.Numbered:
			switch {
			case n.Index != nil:
				l.open = true
			case n.N == 0:
				l.result = true
			default:
				l.highest = max(l.highest, min(n.N, 255))
			}
		case *syntax.Name:
			switch n.Ident.Norm {
			case "count parameters", "copy parameters", "countparameters", "copyparameters":
				l.open = true
			}
		case *syntax.Var:
			for _, id := range n.Names {
				l.declare(id.Norm, typeOf(n.Type))
			}
		}
		return true
	})
	return l
}

func (l *legacy) declare(name string, t *Type) {
	if strings.HasPrefix(name, "${") {
		l.open = true
		return
	}
	if n, ok := numbered(name); ok {
		l.types[n] = t
		l.result = l.result || n == 0
		l.highest = max(l.highest, n)
	}
}

// numbered reads "$12".
func numbered(name string) (int, bool) {
	if len(name) < 2 || len(name) > 4 || name[0] != '$' {
		return 0, false
	}
	n, err := strconv.Atoi(name[1:])
	return n, err == nil && n >= 0
}

// --- classes

func (u *unit) readClass() {
	name := "cs." + u.name
	c := &ClassInfo{Name: name, Members: map[string]*Symbol{}, Statics: map[string]*Symbol{}, unit: u}
	c.Symbol = &Symbol{Kind: Class, Name: u.name, Owner: "cs", File: u.tree.Source, Type: &Type{Type: types.Type{Kind: types.Object, Class: name}, Static: true},
		Doc: u.leading(), unit: u}
	if u.tree.Extends != nil {
		c.Parent = className(u.tree.Extends)
	}
	for _, m := range u.tree.Members {
		switch m := m.(type) {
		case *syntax.Property:
			u.readProperty(c, m)
		case *syntax.Alias:
			c.add(&Symbol{Kind: Attribute, Name: m.Name.Name, Owner: name, File: u.tree.Source, Span: m.Name.Span,
				Doc: u.above(m.Span.Start), Modifiers: syntax.Modifiers{Exposed: m.Exposed}, unit: u, member: alias})
		case *syntax.Function:
			u.readFunction(c, m)
		}
	}
	u.readAssigned(c)
	u.class = c
}

// className returns the full name of the class that a file extends, "cs.A" or
// "4D.File"; a bare one is looked for in both.
func className(t *syntax.TypeName) string {
	if t.Store == "" {
		return t.Name
	}
	return t.Store + "." + t.Name
}

// add keeps the first member of a name.
func (c *ClassInfo) add(s *Symbol) {
	if c.Members[s.Name] == nil {
		c.Members[s.Name] = s
	}
}

func (u *unit) readProperty(c *ClassInfo, m *syntax.Property) {
	t := typeOf(m.Type)
	for _, id := range m.Names {
		c.add(&Symbol{Kind: Property, Name: id.Name, Owner: c.Name, Type: t.unsure(), File: u.tree.Source, Span: id.Span,
			Doc: u.above(m.Span.Start), unit: u})
		if m.Init != nil && m.Type == nil {
			u.given[id.Name] = append(u.given[id.Name], givenProperty{nil, m.Init})
		}
	}
}

func (u *unit) readFunction(c *ClassInfo, m *syntax.Function) {
	sig, result := u.signature(m.Sig, m.Body)
	s := &Symbol{Kind: Function, Owner: c.Name, Type: result, File: u.tree.Source, Span: m.Span, Signatures: []Signature{sig},
		Doc: u.above(m.Span.Start), Modifiers: m.Modifiers, node: m, unit: u}
	if m.Name != nil {
		s.Name, s.Span = m.Name.Name, m.Name.Span
	}
	switch m.Kind {
	case syntax.Constructor:
		s.Name = "constructor"
		s.Signatures[0].Result, s.Signatures[0].HasResult = instance(c.Name), true
		if c.Constructor == nil {
			c.Constructor = s
			c.Shared = m.Modifiers.Shared || m.Modifiers.Session
			c.Singleton, c.Session = m.Modifiers.Singleton, m.Modifiers.Session
		}
	case syntax.Plain:
		c.add(s)
	case syntax.Getter:
		s.Kind, s.member = Attribute, accessor
		if old := c.Members[s.Name]; old != nil && old.member == accessor && old.node.Kind == syntax.Setter {
			delete(c.Members, s.Name)
		} else {
			s.ReadOnly = true
		}
		c.add(s)
	case syntax.Setter:
		s.Kind, s.member, s.Type = Attribute, accessor, nil
		if old := c.Members[s.Name]; old != nil && old.member == accessor {
			both := *old
			both.ReadOnly = false
			c.Members[s.Name] = &both
			return
		}
		c.add(s)
	}
}

// readAssigned takes note of the properties that functions assign to This: they
// are properties of the class although no line declares them.
func (u *unit) readAssigned(c *ClassInfo) {
	for _, m := range u.tree.Members {
		fn, ok := m.(*syntax.Function)
		if !ok || fn.Body == nil {
			continue
		}
		syntax.Walk(fn.Body, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.Formula:
				return false
			case *syntax.Assign:
				switch t := n.Target.(type) {
				case *syntax.MemberExpr:
					if isThis(t.X) {
						u.assignedProperty(c, fn, t, n)
					}
				case *syntax.Index:
					c.Open = c.Open || isThis(t.X)
				}
			case *syntax.Call:
				// OB SET(This; …), This passed on to be filled.
				if name, ok := n.Fun.(*syntax.Name); ok && len(n.Args) > 0 && isThis(n.Args[0]) && name.Ident.Norm == "ob set" {
					c.Open = true
				}
			}
			return true
		})
	}
}

func (u *unit) assignedProperty(c *ClassInfo, fn *syntax.Function, t *syntax.MemberExpr, a *syntax.Assign) {
	name := t.Name.Name
	old := c.Members[name]
	if old == nil {
		c.add(&Symbol{Kind: Property, Name: name, Owner: c.Name, File: u.tree.Source, Span: t.Name.Span,
			Doc: u.above(a.Span.Start), unit: u, member: assigned})
	} else if old.Kind != Property || old.Type != nil {
		return
	}
	if a.Op == syntax.NoOp {
		u.given[name] = append(u.given[name], givenProperty{fn, a.Value})
	} else {
		u.given[name] = append(u.given[name], givenProperty{fn, nil})
	}
}

func isThis(x syntax.Expr) bool {
	_, ok := syntax.Unparen(x).(*syntax.This)
	return ok
}

// --- variables

// readVariables lists what the file gives a value: process variables, and the
// names of properties.
func (u *unit) readVariables() {
	add := func(x syntax.Expr) {
		switch n := x.(type) {
		case *syntax.Name:
			if !n.Local && u.global(n.InterProcess) {
				u.variable(n.Ident, n.InterProcess, nil)
			}
		case *syntax.MemberExpr:
			u.properties[n.Name.Name] = true
		case *syntax.Index:
			if lit, ok := n.I.(*syntax.Lit); ok && lit.Kind == syntax.TextLit {
				u.properties[lit.Value] = true
			}
		}
	}
	syntax.Walk(u.tree, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Var:
			for _, id := range n.Names {
				if !strings.HasPrefix(id.Name, "$") && u.global(strings.HasPrefix(id.Name, "<>")) {
					u.variable(id, strings.HasPrefix(id.Name, "<>"), typeOf(n.Type).unsure())
				}
			}
		case *syntax.Assign:
			add(n.Target)
		case *syntax.For:
			add(n.Counter)
		case *syntax.ForEach:
			add(n.Item)
		case *syntax.Unary:
			add(n.X)
		case *syntax.Call:
			for _, a := range n.Args {
				add(a)
			}
		}
		return true
	})
}

// global reports whether a bare name may be a process variable: QodlyScript has
// none.
func (u *unit) global(interProcess bool) bool {
	return interProcess || u.tree.Dialect == syntax.FourD
}

func (u *unit) variable(id *syntax.Ident, interProcess bool, t *Type) {
	old := u.variables[id.Norm]
	if old != nil && (old.Type != nil || t == nil) {
		return
	}
	k := ProcessVariable
	if interProcess {
		k = InterProcess
	}
	u.variables[id.Norm] = &Symbol{Kind: k, Name: id.Name, Type: t, File: u.tree.Source, Span: id.Span, unit: u}
}

// --- comments

// leading returns the first comment of the file, where it stands before
// everything else.
func (u *unit) leading() string {
	for _, c := range u.tree.Comments {
		if c == u.tree.Attributes {
			continue
		}
		if strings.TrimSpace(uncommented(u.tree.Source.Text[:c.Span.Start], u.tree.Attributes)) != "" {
			return ""
		}
		return u.block(c)
	}
	return ""
}

// uncommented cuts the header off the text before the first comment.
func uncommented(text string, header *syntax.Comment) string {
	if header == nil || int(header.Span.End) > len(text) {
		return text
	}
	return text[header.Span.End:]
}

// block returns a comment with those that follow it line by line.
func (u *unit) block(c *syntax.Comment) string {
	i := slices.Index(u.tree.Comments, c)
	text, line := commentText(c.Text), u.tree.Source.Line(max(c.Span.End-1, 0))
	for _, next := range u.tree.Comments[i+1:] {
		if u.tree.Source.Line(next.Span.Start) != line+1 {
			break
		}
		text, line = text+"\n"+commentText(next.Text), u.tree.Source.Line(max(next.Span.End-1, 0))
	}
	return strings.TrimSpace(text)
}

// above returns the comments on the lines before an offset.
func (u *unit) above(at int32) string {
	all := u.tree.Comments
	i := sort.Search(len(all), func(i int) bool { return all[i].Span.Start >= at })
	line, text := u.tree.Source.Line(at), ""
	for i--; i >= 0; i-- {
		c := all[i]
		if c == u.tree.Attributes || u.tree.Source.Line(max(c.Span.End-1, 0)) != line-1 || !u.alone(c) {
			break
		}
		text, line = commentText(c.Text)+"\n"+text, u.tree.Source.Line(c.Span.Start)
	}
	return strings.TrimSpace(text)
}

// alone reports whether nothing stands before a comment on its line.
func (u *unit) alone(c *syntax.Comment) bool {
	start := u.tree.Source.LineStart(u.tree.Source.Line(c.Span.Start))
	return strings.TrimSpace(u.tree.Source.Text[start:c.Span.Start]) == ""
}

func commentText(text string) string {
	switch {
	case strings.HasPrefix(text, "//"):
		text = text[2:]
	case strings.HasPrefix(text, "/*"):
		text = strings.TrimSuffix(text[2:], "*/")
	case strings.HasPrefix(text, "`"):
		text = text[1:]
	}
	return strings.TrimSpace(text)
}

// --- fingerprints

// fingerprint is a number that changes when what others see of the file changes.
func (u *unit) fingerprint() uint64 {
	var b strings.Builder
	if u.class != nil {
		u.class.print = classPrint(u.class)
		fmt.Fprintf(&b, "%x", u.class.print)
	} else {
		b.WriteString(symbolPrint(u.method))
	}
	for _, name := range sortedKeys(u.variables) {
		b.WriteString(symbolPrint(u.variables[name]))
	}
	for _, name := range sortedKeys(u.properties) {
		b.WriteString(name + ";")
	}
	return hash(b.String())
}

func classPrint(c *ClassInfo) uint64 {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %t %t %t %t\n", c.Name, c.Parent, c.Shared, c.Singleton, c.Session, c.Open)
	if c.Constructor != nil {
		b.WriteString(symbolPrint(c.Constructor))
	}
	for _, name := range sortedKeys(c.Members) {
		b.WriteString(symbolPrint(c.Members[name]))
	}
	return hash(b.String())
}

func symbolPrint(s *Symbol) string {
	if s == nil {
		return "none"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s %t %+v\n", s.key(), s.Type.print(), s.Unavailable, s.ReadOnly, s.Modifiers)
	for _, sig := range s.Signatures {
		for _, p := range sig.Params {
			b.WriteString(p.Name)
			for _, t := range p.Types {
				b.WriteString(":" + t.print())
			}
			fmt.Fprintf(&b, "%t%t%t%t;", p.Optional, p.Out, p.Variadic, p.Star)
		}
		fmt.Fprintf(&b, ")%s%t", sig.Result.print(), sig.HasResult)
	}
	return b.String()
}

func hash(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return h.Sum64()
}

func sortedKeys[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// norm is how names of methods and variables are compared.
