package vm

import (
	"strings"

	"quoin.dev/quoin/value"
)

// Builtins are the commands, constants and classes that a program is compiled
// against. The catalogue of the library fills one; it does not change once a
// program was compiled against it.
type Builtins struct {
	commands  map[string]*Native
	numbers   map[int]*Native
	constants map[string]value.Value
	tokens    map[string]value.Value
	classes   map[string]*Class // by "4D.File"
}

// NewBuiltins returns the built-ins of the machine itself: the classes Object,
// Class, Function and Formula.
func NewBuiltins() *Builtins {
	b := &Builtins{
		commands:  map[string]*Native{},
		numbers:   map[int]*Native{},
		constants: map[string]value.Value{},
		tokens:    map[string]value.Value{},
		classes:   map[string]*Class{},
	}
	for _, c := range machineClasses() {
		b.AddClass(c)
	}
	return b
}

// Norm returns the form in which names of commands, constants, methods and
// variables are compared: lower case, one blank between words.
func Norm(name string) string {
	for i := 0; i < len(name); i++ {
		if c := name[i]; c >= 'A' && c <= 'Z' || c >= 0x80 || c == ' ' || c == '\t' {
			return strings.ToLower(strings.Join(strings.Fields(name), " "))
		}
	}
	return name
}

// AddCommand makes a command known by some names and by its token's number (0:
// none). The first command of a name keeps it.
func (b *Builtins) AddCommand(n *Native, number int, names ...string) {
	for _, name := range names {
		if key := Norm(name); b.commands[key] == nil {
			b.commands[key] = n
		}
	}
	if number != 0 && b.numbers[number] == nil {
		b.numbers[number] = n
	}
}

// AddConstant makes a constant known by some names and by its token, "8:3" or
// "K8:3" ("": none). The first constant of a name keeps it.
func (b *Builtins) AddConstant(v value.Value, token string, names ...string) {
	for _, name := range names {
		if _, taken := b.constants[Norm(name)]; !taken {
			b.constants[Norm(name)] = v
		}
	}
	if token != "" {
		b.tokens[strings.TrimPrefix(token, "K")] = v
	}
}

// AddClass makes a class known. Members of a class that the machine provides
// (Object, Class, Function) are added to it; its own stay.
func (b *Builtins) AddClass(c *Class) {
	key := c.Store + "." + c.Name
	old := b.classes[key]
	if old == nil {
		b.classes[key] = c
		return
	}
	for name, m := range c.Members {
		if old.Members[name] == nil {
			old.Members[name] = m
		}
	}
}

// Command returns the command of a name in either spelling; nil: none.
func (b *Builtins) Command(name string) *Native { return b.commands[Norm(name)] }

// CommandByNumber returns the command of a token such as ":C10"; nil: none.
func (b *Builtins) CommandByNumber(n int) *Native { return b.numbers[n] }

// Constant returns the constant of a name in either spelling.
func (b *Builtins) Constant(name string) (value.Value, bool) {
	v, ok := b.constants[Norm(name)]
	return v, ok
}

// ConstantByToken returns the constant of a token, "8:3" or "K8:3".
func (b *Builtins) ConstantByToken(token string) (value.Value, bool) {
	v, ok := b.tokens[strings.TrimPrefix(token, "K")]
	return v, ok
}

// Class returns the built-in class of a store ("4D" or "cs") and a name,
// without case where the exact spelling is not there; nil: none.
func (b *Builtins) Class(store, name string) *Class {
	if c := b.classes[store+"."+name]; c != nil {
		return c
	}
	for key, c := range b.classes {
		if strings.EqualFold(key, store+"."+name) {
			return c
		}
	}
	return nil
}

// hasNamespace reports whether there are classes such as "cs.Qodly.Users".
func (b *Builtins) hasNamespace(name string) bool {
	for key := range b.classes {
		if strings.HasPrefix(key, "cs."+name+".") {
			return true
		}
	}
	return false
}
