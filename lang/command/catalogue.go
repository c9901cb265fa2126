package command

import (
	_ "embed"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// Entry is a row of the catalogue, ready for use.
type Entry struct {
	*Command
	Family     string
	Signatures []Signature
	Native     *vm.Native
	key        string // the normalized name
}

// ConstantEntry is a constant of the catalogue, with its value.
type ConstantEntry struct {
	*Constant
	Family string
	Val    value.Value
	key    string // the normalized name
}

// Catalogue is every built-in of the language, found by each of its names. It
// is immutable and safe for concurrent use.
type Catalogue struct {
	families  []Family
	commands  map[string]*Entry // by normalized 4D name and by normalized QodlyScript name
	numbers   map[int]*Entry
	constants map[string]*ConstantEntry
	tokens    map[string]*ConstantEntry // by "8:3"
	classes   map[string]*vm.Class      // by "4D.File"
	rows      map[*vm.Class]*Class
	builtins  *vm.Builtins
}

//go:embed tokens.txt
var tokenList string

// NewCatalogue builds the catalogue of some families. A row that is Done
// replaces one of the same name that is not; two rows that are Done, signatures
// that do not parse and parents that do not exist are errors.
func NewCatalogue(families ...Family) (*Catalogue, error) {
	families = copyFamilies(families)
	c := &Catalogue{
		families:  families,
		commands:  map[string]*Entry{},
		numbers:   map[int]*Entry{},
		constants: map[string]*ConstantEntry{},
		tokens:    map[string]*ConstantEntry{},
		classes:   map[string]*vm.Class{},
		rows:      map[*vm.Class]*Class{},
		builtins:  vm.NewBuiltins(),
	}
	for i := range families {
		f := &families[i]
		for j := range f.Commands {
			if err := c.addCommand(f.Name, &f.Commands[j]); err != nil {
				return nil, err
			}
		}
		for j := range f.Constants {
			if err := c.addConstant(f.Name, &f.Constants[j]); err != nil {
				return nil, err
			}
		}
	}
	if err := c.buildClasses(); err != nil {
		return nil, err
	}
	if err := c.readTokens(); err != nil {
		return nil, err
	}
	c.fillBuiltins()
	return c, nil
}

// copyFamilies copies rows before names and numbers are filled in, because the
// same family may be given to several catalogues.
func copyFamilies(families []Family) []Family {
	families = slices.Clone(families)
	for i := range families {
		f := &families[i]
		f.Commands, f.Constants, f.Classes = slices.Clone(f.Commands), slices.Clone(f.Constants), slices.Clone(f.Classes)
		for j := range f.Classes {
			k := &f.Classes[j]
			k.Functions, k.Statics = slices.Clone(k.Functions), slices.Clone(k.Statics)
			if k.New != nil {
				constructor := *k.New
				k.New = &constructor
			}
		}
	}
	return families
}

// fillBuiltins hands the catalogue over to the machine.
func (c *Catalogue) fillBuiltins() {
	for name, e := range c.commands {
		c.builtins.AddCommand(e.Native, 0, name)
	}
	for n, e := range c.numbers {
		c.builtins.AddCommand(e.Native, n)
	}
	for name, e := range c.constants {
		c.builtins.AddConstant(e.Val, "", name)
	}
	for token, e := range c.tokens {
		c.builtins.AddConstant(e.Val, token)
	}
	for _, class := range c.Classes() {
		c.builtins.AddClass(class)
	}
}

// Builtins returns the catalogue as programs are compiled against it.
func (c *Catalogue) Builtins() *vm.Builtins { return c.builtins }

func (c *Catalogue) addCommand(family string, row *Command) error {
	e, err := newEntry(family, row)
	if err != nil {
		return err
	}
	if row.Qodly == "" {
		row.Qodly = QodlyName(row.Name)
	}
	for _, name := range append([]string{row.Name, row.Qodly}, row.Aliases...) {
		key := vm.Norm(name)
		old := c.commands[key]
		switch {
		case old == nil || old.Command == row || old.State != Done && row.State == Done:
			c.commands[key] = e
		case old.State == Done && row.State == Done:
			return fmt.Errorf("command %q of %s is also in %s", name, family, old.Family)
		}
	}
	return nil
}

func newEntry(family string, row *Command) (*Entry, error) {
	sigs, err := ParseSignatures(row.Sig)
	if err != nil {
		return nil, fmt.Errorf("command %q of %s: %w", row.Name, family, err)
	}
	n := &vm.Native{Name: row.Name, Run: row.Run}
	n.Min, n.Max, n.Out = arity(sigs)
	switch row.State {
	case Later:
		n.Unavailable = "is not available yet"
		n.Run = unavailable(row.Name, n.Unavailable)
	case Rejected:
		n.Unavailable = "needs a desktop and is not available on a server"
		if n.Run == nil {
			n.Run = unavailable(row.Name, n.Unavailable)
		}
	default:
		if n.Run == nil {
			return nil, fmt.Errorf("command %q of %s has no body", row.Name, family)
		}
	}
	return &Entry{row, family, sigs, n, vm.Norm(row.Name)}, nil
}

// unavailable is the body of a row that is known to the checker only.
func unavailable(name, why string) vm.Builtin {
	return func(*vm.Call) (value.Value, error) {
		e := fault.New(fault.Unsupported, "command.unavailable", "%s %s.", name, why)
		e.Subject = name
		return value.Value{}, e
	}
}

func (c *Catalogue) addConstant(family string, row *Constant) error {
	e := &ConstantEntry{Constant: row, Family: family, key: vm.Norm(row.Name)}
	switch v := row.Value.(type) {
	case int:
		e.Val = value.FromInt(int64(v))
	case float64:
		e.Val = value.FromReal(v)
	case string:
		e.Val = value.FromText(v)
	default:
		return fmt.Errorf("constant %q of %s has a value of type %T", row.Name, family, v)
	}
	if row.Qodly == "" {
		row.Qodly = QodlyConstant(row.Name)
	}
	if old := c.constants[vm.Norm(row.Name)]; old != nil && old.Val != e.Val {
		return fmt.Errorf("constant %q of %s is also in %s", row.Name, family, old.Family)
	}
	c.constants[vm.Norm(row.Name)] = e
	// Constants of two families may share a QodlyScript spelling (ck shared, dk
	// ascending): the first keeps it, the spelling of 4D always works.
	if _, taken := c.constants[vm.Norm(row.Qodly)]; !taken {
		c.constants[vm.Norm(row.Qodly)] = e
	}
	if row.Token != "" {
		c.tokens[strings.TrimPrefix(row.Token, "K")] = e
	}
	return nil
}

// readTokens joins the rows with the numbers of tokenised sources.
func (c *Catalogue) readTokens() error {
	for _, line := range strings.Split(tokenList, "\n") {
		key, name, ok := strings.Cut(line, " ")
		if !ok || key == "#" {
			continue
		}
		if strings.Contains(key, ":") {
			if err := c.readConstantToken(key, name); err != nil {
				return err
			}
			continue
		}
		n, err := strconv.Atoi(key)
		if err != nil {
			return fmt.Errorf("token list: %q: %w", line, err)
		}
		if e := c.commands[vm.Norm(name)]; e != nil {
			c.numbers[n] = e
			if e.Number == 0 {
				e.Number = n
			}
		}
	}
	return nil
}

// readConstantToken joins a constant with its token. One that no family has is
// for desktop commands only; it is known, and its value is its index.
func (c *Catalogue) readConstantToken(key, name string) error {
	if c.constants[vm.Norm(name)] == nil {
		_, index, _ := strings.Cut(key, ":")
		n, err := strconv.Atoi(index)
		if err != nil {
			return fmt.Errorf("token list: %q: %w", key, err)
		}
		if err := c.addConstant("desktop", &Constant{Name: name, Qodly: name, Value: n}); err != nil {
			return err
		}
	}
	e := c.constants[vm.Norm(name)]
	if c.tokens[key] == nil {
		c.tokens[key] = e
	}
	if e.Token == "" {
		e.Token = "K" + key
	}
	return nil
}

// Command returns the built-in of a name in either spelling; case and the
// number of blanks do not matter. nil: none.
func (c *Catalogue) Command(name string) *Entry { return c.commands[vm.Norm(name)] }

// ByNumber returns the built-in of a token such as ":C10". nil: none.
func (c *Catalogue) ByNumber(n int) *Entry { return c.numbers[n] }

// Constant returns the constant of a name in either spelling. nil: none.
func (c *Catalogue) Constant(name string) *ConstantEntry { return c.constants[vm.Norm(name)] }

// ConstantByToken returns the constant of a token, "8:3" for ":K8:3". nil: none.
func (c *Catalogue) ConstantByToken(token string) *ConstantEntry {
	return c.tokens[strings.TrimPrefix(token, "K")]
}

// Class returns the built-in class of a name, "File" in the store "4D".
func (c *Catalogue) Class(store, name string) *vm.Class { return c.classes[store+"."+name] }

// ClassRow returns the row a class was built from, with its documentation.
func (c *Catalogue) ClassRow(class *vm.Class) *Class { return c.rows[class] }

// Families returns what the catalogue was built from, in order.
func (c *Catalogue) Families() []Family { return c.families }

// Commands returns every entry once, sorted by name.
func (c *Catalogue) Commands() []*Entry {
	var all []*Entry
	for key, e := range c.commands {
		if key == e.key {
			all = append(all, e)
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].key < all[j].key })
	return all
}

// Constants returns every constant once, sorted by name.
func (c *Catalogue) Constants() []*ConstantEntry {
	var all []*ConstantEntry
	for key, e := range c.constants {
		if key == e.key {
			all = append(all, e)
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].key < all[j].key })
	return all
}

// Classes returns every class, sorted by store and name.
func (c *Catalogue) Classes() []*vm.Class {
	keys := make([]string, 0, len(c.classes))
	for key := range c.classes {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	all := make([]*vm.Class, len(keys))
	for i, key := range keys {
		all[i] = c.classes[key]
	}
	return all
}
