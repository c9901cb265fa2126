package compile

import (
	"strconv"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/source"
	"quoin.dev/quoin/value"
)

// function compiles one function. Registers are handed out as a stack: first
// the variables, then temporaries, each expression leaving the stack as it
// found it.
type function struct {
	unit    *unit
	fn      *vm.Function
	code    *vm.Code
	file    *source.File
	dialect syntax.Dialect

	locals  map[string]*local
	result  *local // the result variable; nil if none
	params  int
	top     int32 // next free register
	caches  int   // of members
	pos     int32 // source offset of what is compiled
	blocks  []*block
	derived bool // a constructor that has to call Super
	// closed says that variables are forbidden: a formula from text.
	closed bool
	err    error

	consts  map[value.Value]int32
	names   map[string]int32
	kinds   map[types.Type]int32
	natives map[*vm.Native]int32
	called  map[*vm.Function]int32
}

// local is a variable of the function.
type local struct {
	name string
	reg  int32
	typ  types.Type
	cell bool // its address is taken: the register holds a cell
	// variant says that it was declared as one, not merely left untyped.
	variant bool
}

// block is an open construct that a jump may leave.
type block struct {
	kind      blockKind
	breaks    []int // jumps to patch
	continues []int
}

type blockKind uint8

const (
	loopBlock blockKind = iota
	useBlock
	tryBlock
)

func (u *unit) newFunction(fn *vm.Function, file *source.File, d syntax.Dialect) *function {
	if u.prog.Namespace != "" {
		fn.Program = u.prog
	}
	return &function{
		unit: u, fn: fn, code: &vm.Code{}, file: file, dialect: d,
		locals: map[string]*local{}, consts: map[value.Value]int32{}, names: map[string]int32{},
		kinds: map[types.Type]int32{}, natives: map[*vm.Native]int32{}, called: map[*vm.Function]int32{},
	}
}

// --- emission

func (c *function) emit(op vm.Op, operands ...int32) int {
	in := vm.Instr{Op: op}
	for i, v := range operands {
		switch i {
		case 0:
			in.A = v
		case 1:
			in.B = v
		default:
			in.C = v
		}
	}
	c.code.Instrs = append(c.code.Instrs, in)
	c.code.Pos = append(c.code.Pos, c.pos)
	return len(c.code.Instrs) - 1
}

// emitMember emits an instruction that remembers the objects it meets.
func (c *function) emitMember(op vm.Op, operands ...int32) {
	in := &c.code.Instrs[c.emit(op, operands...)]
	if c.caches < 1<<16-1 {
		c.caches++
		in.D = uint16(c.caches)
	}
}

// emitNamed emits an instruction that tells the name of what it works on, if it
// has one.
func (c *function) emitNamed(op vm.Op, name string, operands ...int32) {
	in := &c.code.Instrs[c.emit(op, operands...)]
	if name == "" {
		return
	}
	if n := c.name(name); n < 1<<16-1 {
		in.D = uint16(n) + 1
	}
}

func (c *function) here() int32 { return int32(len(c.code.Instrs)) }

// patch makes jumps go to a target.
func (c *function) patch(jumps []int, target int32) {
	for _, i := range jumps {
		in := &c.code.Instrs[i]
		switch in.Op {
		case vm.OpJump, vm.OpLoop, vm.OpTry, vm.OpAssert:
			in.A = target
		case vm.OpIf, vm.OpIfNot, vm.OpTruthy, vm.OpFalsy:
			in.B = target
		default:
			in.C = target
		}
	}
}

func (c *function) patchHere(jumps []int) { c.patch(jumps, c.here()) }

// temp takes the next free register.
func (c *function) temp() int32 {
	r := c.top
	c.top++
	c.code.Registers = max(c.code.Registers, int(c.top))
	return r
}

func (c *function) constant(v value.Value) int32 {
	if v.Kind() == value.Text {
		// Texts are equal by content, not by the address that a Value holds.
		for i, k := range c.code.Consts {
			if i < 64 && k.Kind() == value.Text && k.AsText() == v.AsText() {
				return int32(i)
			}
		}
	} else if i, ok := c.consts[v]; ok {
		return i
	}
	i := int32(len(c.code.Consts))
	c.code.Consts = append(c.code.Consts, v)
	c.consts[v] = i
	return i
}

func (c *function) name(s string) int32       { return intern(&c.code.Names, c.names, s) }
func (c *function) typ(t types.Type) int32    { return intern(&c.code.Types, c.kinds, t) }
func (c *function) native(n *vm.Native) int32 { return intern(&c.code.Natives, c.natives, n) }
func (c *function) callee(f *vm.Function) int32 {
	return intern(&c.code.Functions, c.called, f)
}

// intern returns the place of an item in a table of the code, where each
// stands once.
func intern[T comparable](table *[]T, places map[T]int32, item T) int32 {
	i, ok := places[item]
	if !ok {
		i = int32(len(*table))
		*table = append(*table, item)
		places[item] = i
	}
	return i
}

// load puts a constant value into a register.
func (c *function) load(v value.Value, dst int32) {
	switch {
	case v.IsUndefined():
		c.emit(vm.OpUndefined, dst)
	case v.IsInt() && v.RawInt() == int64(int32(v.RawInt())):
		c.emit(vm.OpInt, dst, int32(v.RawInt()))
	default:
		c.emit(vm.OpConst, dst, c.constant(v))
	}
}

// raise makes the code fail with a message when it gets here.
func (c *function) raise(code, message string) {
	c.emit(vm.OpRaise, c.name(message), c.name(code))
}

// --- variables

// declareParams allots the registers of parameters, then of the result and of
// all other variables of a body.
func (c *function) variables(sig *syntax.Signature, body *syntax.Block) {
	if sig != nil {
		for i, p := range sig.Params {
			t := typeOf(p.Type)
			if i+1 < len(sig.Params) && sig.Params[i+1].Type == p.Type {
				t = types.Type{} // "$a; $b : Text" types $b alone: $a is a variant
			}
			c.declare(p.Name.Norm, t)
			c.fn.Params = append(c.fn.Params, vm.Param{Name: bare(p.Name.Name), Type: t})
		}
		c.fn.Variadic, c.fn.VariadicType = sig.HasVariadic, typeOf(sig.Variadic)
	}
	s := &survey{function: c, declared: len(c.fn.Params)}
	s.scan(body)
	for n := len(c.fn.Params) + 1; n <= s.highest; n++ {
		t := types.Type{}
		if n >= s.rest {
			t = c.fn.VariadicType
		}
		c.fn.Params = append(c.fn.Params, vm.Param{Name: strconv.Itoa(n), Type: t})
		c.declare("$"+strconv.Itoa(n), t)
	}
	c.params = len(c.fn.Params)
	for n, t := range s.numbered {
		if n > 0 && n <= c.params && c.fn.Params[n-1].Type.Kind == types.Variant {
			c.fn.Params[n-1].Type = t
			c.paramLocal(n).typ = t
		}
	}
	c.declareResult(sig, s)
	for _, d := range s.order {
		if c.closed && c.find(d.name) == nil && !isNumbered(d.name) {
			c.forbidden(d.name)
		}
		c.declare(d.name, d.typ)
	}
	for name := range s.cells {
		l := c.find(name)
		if n, err := strconv.Atoi(name[1:]); err == nil && l == nil {
			l = c.paramLocal(n) // $1 is a parameter with a name
		}
		if l != nil {
			l.cell = true
		}
	}
	for name := range s.variants {
		if l := c.find(name); l != nil {
			l.variant = l.typ.Kind == types.Variant
		}
	}
}

func (c *function) declareResult(sig *syntax.Signature, s *survey) {
	switch {
	case sig != nil && sig.ResultName != nil:
		c.result = c.declare(sig.ResultName.Norm, typeOf(sig.Result))
		c.locals["$0"] = c.result
	case s.usesResult:
		t := s.numbered[0]
		if sig != nil && sig.Result != nil {
			t = typeOf(sig.Result)
		}
		c.result = c.declare("$0", t)
	}
	if sig != nil && (sig.Result != nil || sig.ResultName != nil) {
		c.fn.HasResult, c.fn.Result = true, typeOf(sig.Result)
	} else if c.result != nil {
		c.fn.HasResult, c.fn.Result = true, c.result.typ
	}
}

// declare makes a variable known; a name declared before keeps its type.
func (c *function) declare(name string, t types.Type) *local {
	if l := c.locals[name]; l != nil {
		if l.typ.Kind == types.Variant {
			l.typ = t
		}
		return l
	}
	l := &local{name: name, reg: c.temp(), typ: t}
	c.locals[name] = l
	c.code.Locals = append(c.code.Locals, name)
	return l
}

// find returns a variable by normalized name; nil if there is none.
func (c *function) find(name string) *local { return c.locals[name] }

// paramLocal returns the variable of parameter n, from 1.
func (c *function) paramLocal(n int) *local {
	for _, l := range c.locals {
		if int(l.reg) == n-1 {
			return l
		}
	}
	return nil
}

// prologue sets the first values and moves variables whose address is taken
// into cells.
func (c *function) prologue() {
	c.code.Params = c.params
	byRegister := make([]*local, len(c.code.Locals))
	for _, l := range c.locals {
		byRegister[l.reg] = l
	}
	c.code.Init = make([]value.Value, len(byRegister))
	c.code.LocalTypes = make([]types.Type, len(byRegister))
	for reg, l := range byRegister {
		c.code.Init[reg], c.code.LocalTypes[reg] = l.typ.Default(), l.typ
		if reg < c.params && l.typ.Kind != types.Variant {
			c.code.Checked = true
		}
		if l.cell {
			if c.code.Cells == nil {
				c.code.Cells = make([]bool, len(byRegister))
			}
			c.code.Cells[reg] = true
			c.emit(vm.OpMakeCell, l.reg, c.typ(l.typ))
		}
	}
}

// finish ends the code with the implicit return.
func (c *function) finish() {
	c.pos = c.fn.Span.End
	c.code.End = c.here()
	if c.simple(c.returnResult); c.result != nil {
		c.emit(vm.OpReturnUn) // after an error of its result
	}
	c.code.Registers = max(c.code.Registers, len(c.code.Init), 1)
	if c.code.ResultMask = c.fn.Result.Mask(); c.code.Checked {
		for _, p := range c.fn.Params {
			c.code.ParamMasks = append(c.code.ParamMasks, p.Type.Mask())
		}
	}
	c.code.Caches = make([]vm.Cache, c.caches+1)
	c.fn.Source, c.fn.Qodly = c.file, c.dialect == syntax.Qodly
	if err := c.code.Verify(); err != nil {
		c.fn.Broken = err
		return
	}
	c.code.SetLends()
	c.fn.Code = c.code
}

func (c *function) returnResult() {
	if c.result == nil {
		c.emit(vm.OpReturnUn)
		return
	}
	mark := c.top
	c.emit(vm.OpReturn, c.read(c.result))
	c.top = mark
}

// read returns a register that holds the variable's value.
func (c *function) read(l *local) int32 {
	if !l.cell {
		return l.reg
	}
	t := c.temp()
	c.emit(vm.OpCell, t, l.reg)
	return t
}

func typeOf(t *syntax.TypeName) types.Type {
	if t == nil {
		return types.Type{}
	}
	r, _ := types.Lookup(t.Store, t.Name)
	return r
}

// bare is a parameter's name without the "$" of 4D.
func bare(name string) string {
	if len(name) > 1 && name[0] == '$' {
		return name[1:]
	}
	return name
}
