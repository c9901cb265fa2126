package lang

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
	"sync"

	"quoin.dev/quoin/lang/check"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/lang/vm"
)

// library tells the checker of the built-ins: names and numbers of arguments
// from what programs are compiled against, signatures and documentation from
// the catalogue, where there is one. Symbols are made when they are asked for.
type library struct {
	builtins  *vm.Builtins
	catalogue *command.Catalogue // may be nil

	mu       sync.Mutex // guards the following
	commands map[*vm.Native]*check.Symbol
	values   map[string]*check.Symbol
	classes  map[string]*check.ClassInfo // by lower-case full name
	sections map[string]map[string]string
	all      []*check.Symbol
}

func newLibrary(b *vm.Builtins, c *command.Catalogue) *library {
	if b == nil {
		b = vm.NewBuiltins()
	}
	return &library{builtins: b, catalogue: c, commands: map[*vm.Native]*check.Symbol{}, values: map[string]*check.Symbol{},
		classes: map[string]*check.ClassInfo{}, sections: map[string]map[string]string{}}
}

// Command finds a command by its token, where it has one, or by its name.
func (l *library) Command(norm, token string) *check.Symbol {
	var n *vm.Native
	if number, ok := strings.CutPrefix(token, "C"); ok {
		if i, err := strconv.Atoi(number); err == nil {
			n = l.builtins.CommandByNumber(i)
		}
	}
	if n == nil {
		n = l.builtins.Command(norm)
	}
	if n == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.command(n)
}

func (l *library) command(n *vm.Native) *check.Symbol {
	s := l.commands[n]
	if s == nil {
		s = &check.Symbol{Kind: check.Command, Name: n.Name, Unavailable: n.Unavailable, Signatures: bare(n)}
		if l.catalogue != nil {
			if e := l.catalogue.Command(n.Name); e != nil && e.Native == n {
				s.Signatures, s.Qodly, s.Doc = signatures(e.Signatures), e.Qodly, l.section(e.Family, e.Name)
				if e.Number > 0 {
					s.Token = "C" + strconv.Itoa(e.Number)
				}
			}
		}
		l.commands[n] = s
	}
	return s
}

// bare makes a signature of the number of arguments, where nothing else is known.
func bare(n *vm.Native) []check.Signature {
	sig := check.Signature{HasResult: true}
	for i := 0; i < n.Max || i < n.Min; i++ {
		sig.Params = append(sig.Params, check.Param{Name: "value" + strconv.Itoa(i+1), Optional: i >= n.Min, Out: n.Out>>min(i, 63)&1 == 1})
	}
	if n.Max < 0 {
		sig.Params = append(sig.Params, check.Param{Name: "values", Optional: true, Variadic: true, Out: n.Out>>63 == 1})
	}
	return []check.Signature{sig}
}

func signatures(all []command.Signature) []check.Signature {
	list := make([]check.Signature, len(all))
	for i, s := range all {
		list[i] = check.Signature{Result: typeNamed(s.Result), HasResult: s.Result != ""}
		for _, p := range s.Params {
			q := check.Param{Name: p.Name, Optional: p.Optional, Out: p.Out, Variadic: p.Variadic, Star: p.Star}
			for _, name := range p.Types {
				if t := typeNamed(name); t != nil {
					q.Types = append(q.Types, t)
				}
			}
			if len(q.Types) < len(p.Types) {
				q.Types = nil // one of them takes anything
			}
			list[i].Params = append(list[i].Params, q)
		}
	}
	return list
}

// typeNamed is the type that a row of the catalogue names; nil for any, and for
// a choice.
func typeNamed(name string) *check.Type {
	store, class, dotted := strings.Cut(name, ".")
	switch {
	case name == "" || strings.Contains(name, "|"):
		return nil
	case dotted:
		return check.TypeOf(types.Type{Kind: types.Object, Class: store + "." + class})
	case name == "Array":
		return check.TypeOf(types.Type{Kind: types.Array})
	}
	t, _ := types.Lookup("", name)
	return check.TypeOf(t)
}

// Constant finds a constant by its token or its name.
func (l *library) Constant(norm, token string) *check.Symbol {
	v, ok := l.builtins.ConstantByToken(token)
	if !ok || token == "" {
		if v, ok = l.builtins.Constant(norm); !ok {
			return nil
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.values[norm]
	if s == nil {
		s = &check.Symbol{Kind: check.Constant, Name: norm}
		if l.catalogue != nil {
			e := l.catalogue.ConstantByToken(token)
			if e == nil || token == "" {
				e = l.catalogue.Constant(norm)
			}
			if e != nil {
				s = constant(e)
			}
		}
		if s.Type == nil {
			k := types.Text
			if v.IsNumber() {
				k = types.Real
			}
			s.Type = check.TypeOf(types.Type{Kind: k})
		}
		l.values[norm] = s
	}
	return s
}

func constant(e *command.ConstantEntry) *check.Symbol {
	k := types.Text
	switch {
	case e.Val.IsInt():
		k = types.Integer
	case e.Val.IsNumber():
		k = types.Real
	}
	return &check.Symbol{Kind: check.Constant, Name: e.Name, Qodly: e.Qodly, Token: e.Token,
		Type: check.TypeOf(types.Type{Kind: k}), Doc: shown(e.Constant.Value)}
}

func shown(v any) string {
	if s, ok := v.(string); ok {
		return strconv.Quote(s)
	}
	return fmt.Sprint(v)
}

// Class finds a built-in class by its full name, without case.
func (l *library) Class(name string) *check.ClassInfo {
	low := strings.ToLower(name)
	l.mu.Lock()
	c, ok := l.classes[low]
	l.mu.Unlock()
	if ok {
		return c
	}
	store, short, _ := strings.Cut(name, ".")
	made := l.class(l.builtins.Class(store, short))
	l.mu.Lock()
	defer l.mu.Unlock()
	l.classes[low] = made
	return made
}

func (l *library) class(c *vm.Class) *check.ClassInfo {
	if c == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	full := c.Store + "." + c.Name
	info := &check.ClassInfo{Name: full, Members: map[string]*check.Symbol{}, Statics: map[string]*check.Symbol{},
		Symbol: &check.Symbol{Kind: check.BuiltinClass, Name: c.Name, Owner: c.Store,
			Type: &check.Type{Type: types.Type{Kind: types.Object, Class: full}, Static: true}}}
	if c.Parent != nil {
		info.Parent = c.Parent.Store + "." + c.Parent.Name
	}
	for name, m := range c.Members {
		s := &check.Symbol{Kind: check.BuiltinMember, Name: name, Owner: full}
		if m.Native != nil {
			s.Signatures, s.Unavailable = bare(m.Native), m.Native.Unavailable
		} else {
			s.ReadOnly = m.NativeSet == nil && m.Set == nil
		}
		info.Members[name] = s
	}
	for name, n := range c.Statics {
		info.Statics[name] = &check.Symbol{Kind: check.BuiltinMember, Name: name, Owner: full, Signatures: bare(n), Unavailable: n.Unavailable}
	}
	if c.Native != nil {
		info.Constructor = &check.Symbol{Kind: check.BuiltinMember, Name: "new", Owner: full, Signatures: bare(c.Native), Unavailable: c.Native.Unavailable}
	}
	l.describe(info, c)
	return info
}

// describe adds what the row of a class says.
func (l *library) describe(info *check.ClassInfo, c *vm.Class) {
	if l.catalogue == nil {
		return
	}
	row := l.catalogue.ClassRow(c)
	if row == nil {
		return
	}
	info.Symbol.Doc = row.Doc
	family := l.familyOf(row)
	doc := func(member string) string { return l.section(family, row.Name+"."+member) }
	for i := range row.Functions {
		if s := info.Members[row.Functions[i].Name]; s != nil {
			s.Signatures, s.Doc = parsed(row.Functions[i].Sig), doc(s.Name)
		}
	}
	for i := range row.Statics {
		if s := info.Statics[row.Statics[i].Name]; s != nil {
			s.Signatures, s.Doc = parsed(row.Statics[i].Sig), doc(s.Name)
		}
	}
	for i := range row.Properties {
		if s := info.Members[row.Properties[i].Name]; s != nil {
			s.Type, s.Doc = typeNamed(row.Properties[i].Type), doc(s.Name)
		}
	}
	if row.New != nil && info.Constructor != nil {
		info.Constructor.Signatures, info.Constructor.Doc = parsed(row.New.Sig), doc("new")
	}
}

func parsed(sig string) []check.Signature {
	all, err := command.ParseSignatures(sig)
	if err != nil {
		return nil // the catalogue could not have been built
	}
	return signatures(all)
}

func (l *library) familyOf(row *command.Class) string {
	for _, f := range l.catalogue.Families() {
		for i := range f.Classes {
			if &f.Classes[i] == row {
				return f.Name
			}
		}
	}
	return ""
}

// section returns the part of a family's documentation under a heading.
func (l *library) section(family, heading string) string {
	parts := l.sections[family]
	if parts == nil {
		parts = map[string]string{}
		for _, f := range l.catalogue.Families() {
			if f.Name != family {
				continue
			}
			for _, part := range strings.Split("\n"+f.Doc, "\n## ")[1:] {
				title, text, _ := strings.Cut(part, "\n")
				parts[strings.TrimSpace(title)] = strings.TrimSpace(text)
			}
		}
		l.sections[family] = parts
	}
	return parts[heading]
}

// All returns every command, constant and class, sorted by name.
func (l *library) All() []*check.Symbol {
	l.mu.Lock()
	done := l.all
	l.mu.Unlock()
	if done != nil || l.catalogue == nil {
		return done
	}
	var all []*check.Symbol
	for _, e := range l.catalogue.Commands() {
		l.mu.Lock()
		all = append(all, l.command(e.Native))
		l.mu.Unlock()
	}
	for _, e := range l.catalogue.Constants() {
		all = append(all, constant(e))
	}
	for _, c := range l.catalogue.Classes() {
		if info := l.Class(c.Store + "." + c.Name); info != nil {
			all = append(all, info.Symbol)
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].Name < all[j].Name })
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = all
	return all
}
