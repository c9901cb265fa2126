package compile

import (
	"math"
	"strconv"
	"strings"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// operand compiles an expression and returns a register that holds its value:
// that of a variable, or a temporary.
func (c *function) operand(x syntax.Expr) int32 {
	x = syntax.Unparen(x)
	switch n := x.(type) {
	case *syntax.Name:
		if l := c.variable(n); l != nil && !l.cell {
			return l.reg
		}
	case *syntax.Numbered:
		if n.Index == nil {
			if l := c.numbered(n); l != nil && !l.cell {
				return l.reg
			}
		}
	}
	r := c.temp()
	c.expr(x, r)
	return r
}

// numbered returns the variable of $n; nil when n is beyond the parameters.
func (c *function) numbered(n *syntax.Numbered) *local {
	switch {
	case n.Index != nil:
		return nil
	case n.N == 0:
		return c.result
	case n.N <= c.params:
		return c.paramLocal(n.N)
	}
	return nil
}

// variable returns the local variable that a name stands for; nil if none.
func (c *function) variable(n *syntax.Name) *local {
	if n.InterProcess || n.Ident.Token != "" {
		return nil
	}
	return c.find(n.Ident.Norm)
}

// expr compiles an expression into a register. Temporaries taken on the way are
// free again afterwards.
func (c *function) expr(x syntax.Expr, dst int32) {
	mark, pos := c.top, c.pos
	if x != nil {
		c.pos = x.Pos().Start
	}
	c.exprTo(x, dst)
	c.top, c.pos = mark, pos
}

func (c *function) exprTo(x syntax.Expr, dst int32) {
	switch x := x.(type) {
	case *syntax.Paren:
		c.exprTo(x.X, dst)
	case *syntax.Lit:
		c.load(literal(x), dst)
	case *syntax.Name:
		c.nameExpr(x, dst)
	case *syntax.Numbered:
		c.numberedExpr(x, dst)
	case *syntax.This:
		if c.derived {
			c.emit(vm.OpCheckSup)
		}
		c.emit(vm.OpThis, dst)
	case *syntax.Super:
		c.emit(vm.OpThis, dst)
	case *syntax.Field:
		c.field(x, dst)
	case *syntax.MemberExpr:
		c.member(x, dst)
	case *syntax.Index:
		a, i := c.operand(x.X), c.operand(x.I)
		c.emit(vm.OpIndex, dst, a, i)
	case *syntax.CharAt:
		a, i := c.operand(x.X), c.operand(x.I)
		c.emit(vm.OpCharAt, dst, a, i)
	case *syntax.Element:
		a, i := c.operand(x.X), c.operand(x.I)
		c.emit(vm.OpElement, dst, a, i)
	case *syntax.Deref:
		c.emit(vm.OpDeref, dst, c.operand(x.X))
	case *syntax.Call:
		c.call(x, dst)
	case *syntax.Unary:
		c.unary(x, dst)
	case *syntax.Binary:
		c.binary(x, dst)
	case *syntax.Ternary:
		c.ternary(x, dst)
	case *syntax.CollectionLit:
		c.collection(x.Items, dst)
	case *syntax.ObjectLit:
		c.object(x, dst)
	case *syntax.Formula:
		c.formula(x, dst)
	case *syntax.TryExpr:
		c.tryExpr(x, dst)
	case *syntax.Mark:
		c.load(markValue(x.Text), dst)
	case nil, *syntax.Missing:
		c.emit(vm.OpUndefined, dst)
	default:
		c.raise("syntax.expression", "This is no expression.")
	}
}

func markValue(text string) value.Value {
	switch text {
	case "*":
		return vm.Star
	case ">":
		return vm.Greater
	case "<":
		return vm.Less
	}
	return value.FromText(text)
}

func literal(x *syntax.Lit) value.Value {
	switch x.Kind {
	case syntax.IntLit:
		if n, err := strconv.ParseInt(x.Value, 10, 64); err == nil {
			return value.FromInt(n)
		}
		fallthrough
	case syntax.RealLit:
		f, err := strconv.ParseFloat(x.Value, 64)
		if err != nil && !math.IsInf(f, 0) {
			return value.FromInt(0)
		}
		return value.FromReal(f)
	case syntax.DateLit:
		d, _ := value.ParseDay(x.Value)
		return value.FromDate(d)
	case syntax.TimeLit:
		seconds := int64(0)
		for part := range strings.SplitSeq(x.Value, ":") {
			n, _ := strconv.ParseInt(part, 10, 32)
			seconds = seconds*60 + n
		}
		return value.FromTime(seconds)
	}
	return value.FromText(x.Value)
}

// nameExpr compiles a bare name: a variable, a literal, a constant, a command
// or a method without arguments.
func (c *function) nameExpr(x *syntax.Name, dst int32) {
	if l := c.variable(x); l != nil {
		if l.cell {
			c.emit(vm.OpCell, dst, l.reg)
		} else if l.reg != dst {
			c.emit(vm.OpMove, dst, l.reg)
		}
		return
	}
	if x.InterProcess {
		c.forbid(x)
		c.emit(vm.OpShared, dst, c.name(x.Ident.Norm))
		return
	}
	m := meaning{}
	if !x.Local {
		m = c.unit.resolve(x.Ident)
	}
	switch m.kind {
	case constantName:
		c.load(m.constant, dst)
	case commandName:
		c.callNative(m.command, nil, dst)
	case methodName:
		c.callMethod(m.method, nil, dst)
	default:
		c.forbid(x)
		c.emit(vm.OpGlobal, dst, c.global(x.Ident))
	}
}

// global returns the number of a process variable; 0 where variables are
// forbidden, as the code will never run.
func (c *function) global(id *syntax.Ident) int32 {
	if c.closed {
		return 0
	}
	return int32(c.unit.prog.ProcessVariable(id.Name))
}

// forbid notes a variable where none is allowed.
func (c *function) forbid(x *syntax.Name) {
	if c.closed {
		c.forbidden(x.Ident.Name)
	}
}

func (c *function) numberedExpr(x *syntax.Numbered, dst int32) {
	if l := c.numbered(x); l != nil {
		op := vm.OpMove
		if l.cell {
			op = vm.OpCell
		}
		c.emit(op, dst, l.reg)
		return
	}
	if x.Index != nil {
		c.emit(vm.OpArg, dst, c.operand(x.Index))
		return
	}
	if x.N == 0 {
		c.emit(vm.OpUndefined, dst)
		return
	}
	i := c.temp()
	c.emit(vm.OpInt, i, int32(x.N))
	c.emit(vm.OpArg, dst, i)
}

// field compiles "[x]": a collection of one item, as there are no classic
// tables here. "[Table:1]" is the name of the table, for the commands that take
// one; "[Table]Field" cannot be read.
func (c *function) field(x *syntax.Field, dst int32) {
	if x.Field == nil && x.Table.Token != "" {
		c.load(value.FromText(x.Table.Name), dst)
		return
	}
	if x.Field != nil {
		c.raise("table.unsupported", "Classic tables and fields are not available here.")
		return
	}
	item := &syntax.Name{Ident: x.Table}
	item.Span = x.Table.Span
	c.collection([]syntax.Expr{item}, dst)
}

func (c *function) member(x *syntax.MemberExpr, dst int32) {
	if _, ok := syntax.Unparen(x.X).(*syntax.Super); ok {
		c.emit(vm.OpSuperGet, dst, c.name(x.Name.Name))
		return
	}
	if class := c.classOf(x); class != nil {
		c.load(vm.ClassValue(class), dst)
		return
	}
	op := vm.OpGet
	if c.declaredObject(x.X) {
		op = vm.OpGetLoose
	}
	if _, ok := syntax.Unparen(x.X).(*syntax.This); ok && !c.derived {
		c.emitMember(vm.OpGetThis, dst, 0, c.name(x.Name.Name))
		return
	}
	a := c.operand(x.X)
	c.emitMember(op, dst, a, c.name(x.Name.Name))
}

// classOf returns the class that "cs.Name" or "4D.Name" stands for.
func (c *function) classOf(x *syntax.MemberExpr) *vm.Class {
	n, ok := x.X.(*syntax.Name)
	if !ok || c.variable(n) != nil {
		return nil
	}
	switch n.Ident.Norm {
	case "cs":
		return c.unit.prog.Class(x.Name.Name)
	case "4d":
		return c.unit.prog.Builtins.Class("4D", x.Name.Name)
	}
	return nil
}

// declaredObject reports whether x is a variable whose null is "nothing
// assigned yet": its properties are undefined, not an error.
func (c *function) declaredObject(x syntax.Expr) bool {
	switch n := syntax.Unparen(x).(type) {
	case *syntax.Name:
		l := c.variable(n)
		return l == nil || l.typ.Kind != types.Variant
	case *syntax.Numbered:
		l := c.numbered(n)
		return l != nil && l.typ.Kind != types.Variant
	}
	return false
}

func (c *function) unary(x *syntax.Unary, dst int32) {
	switch x.Op {
	case syntax.Neg:
		if lit, ok := syntax.Unparen(x.X).(*syntax.Lit); ok && lit.Kind <= syntax.RealLit {
			v := literal(lit)
			if v.IsInt() {
				c.load(value.FromInt(-v.RawInt()), dst)
			} else {
				c.load(value.FromReal(-v.AsReal()), dst)
			}
			return
		}
		c.emit(vm.OpNeg, dst, c.operand(x.X))
	case syntax.AddrOf:
		if !c.reference(c.assignable(x.X), dst, false) {
			c.raise("pointer.target", "This has no address.")
		}
	default:
		c.emit(vm.OpNumber, dst, c.operand(x.X))
	}
}

func (c *function) binary(x *syntax.Binary, dst int32) {
	if x.Op == syntax.AndAlso || x.Op == syntax.OrElse {
		op := vm.OpFalsy
		if x.Op == syntax.OrElse {
			op = vm.OpTruthy
		}
		r := c.temp() // dst may be a variable that y reads
		c.expr(x.X, r)
		end := c.emit(op, r)
		c.expr(x.Y, r)
		c.patchHere([]int{end})
		c.emit(vm.OpMove, dst, r)
		return
	}
	c.arithmetic(x.Op, c.operand(x.X), x.Y, dst)
}

var operators = map[syntax.Operator]vm.Op{
	syntax.Add: vm.OpAdd, syntax.Sub: vm.OpSub, syntax.Mul: vm.OpMul, syntax.Div: vm.OpDiv,
	syntax.IntDiv: vm.OpIntDiv, syntax.Mod: vm.OpMod, syntax.Pow: vm.OpPow,
	syntax.Eq: vm.OpEq, syntax.Ne: vm.OpNe, syntax.Lt: vm.OpLt, syntax.Le: vm.OpLe,
	syntax.Gt: vm.OpGt, syntax.Ge: vm.OpGe, syntax.And: vm.OpAnd, syntax.Or: vm.OpOr,
	syntax.Xor: vm.OpXor, syntax.ShiftL: vm.OpShiftL, syntax.ShiftR: vm.OpShiftR,
	syntax.BitSet: vm.OpBitSet, syntax.BitClear: vm.OpBitClear, syntax.BitTest: vm.OpBitTest,
	syntax.MulPlus: vm.OpPicture, syntax.MulBar: vm.OpPicture,
}

// operatorsWithInt are those that take a whole number above 0 as an operand of the
// instruction.
var operatorsWithInt = map[syntax.Operator]vm.Op{syntax.Add: vm.OpAddInt, syntax.Sub: vm.OpSubInt, syntax.Mul: vm.OpMulInt,
	syntax.IntDiv: vm.OpIntDivInt, syntax.Mod: vm.OpModInt}

// operatorsTo are those that convert their result for an integer variable.
var operatorsTo = map[syntax.Operator]struct{ plain, withInt vm.Op }{
	syntax.Add: {vm.OpAddTo, vm.OpAddIntTo}, syntax.Sub: {vm.OpSubTo, vm.OpSubIntTo}, syntax.Mul: {vm.OpMulTo, vm.OpMulIntTo},
	syntax.IntDiv: {vm.OpIntDivTo, vm.OpIntDivIntTo}, syntax.Mod: {vm.OpModTo, vm.OpModIntTo}}

// arithmeticTo compiles l = a op y for a variable that is declared as an integer;
// false for other variables and operators.
func (c *function) arithmeticTo(l *local, op syntax.Operator, x func() int32, y syntax.Expr) bool {
	code, ok := operatorsTo[op]
	if !ok || l.cell || l.typ.Kind != types.Integer {
		return false
	}
	mark := c.top
	a := x()
	if n, ok := c.small(y); ok && n > 0 {
		c.emit(code.withInt, l.reg, a, n)
	} else {
		c.emit(code.plain, l.reg, a, c.operand(y))
	}
	c.top = mark
	return true
}

// arithmetic compiles dst = a op y.
func (c *function) arithmetic(op syntax.Operator, a int32, y syntax.Expr, dst int32) {
	if n, ok := c.small(y); ok && n > 0 {
		if code, ok := operatorsWithInt[op]; ok {
			c.emit(code, dst, a, n)
			return
		}
	}
	b := c.operand(y)
	code, ok := operators[op]
	if !ok {
		c.raise("syntax.operator", "This operator cannot stand here.")
		return
	}
	c.emit(code, dst, a, b)
}

func (c *function) ternary(x *syntax.Ternary, dst int32) {
	r := c.temp()
	var no []int
	if c.staticType(x.Cond).Kind == types.Boolean {
		no = c.unless(x.Cond)
	} else {
		no = []int{c.emit(vm.OpFalsy, c.operand(x.Cond))}
	}
	c.expr(x.Then, r)
	end := c.emit(vm.OpJump)
	c.patchHere(no)
	c.expr(x.Else, r)
	c.patchHere([]int{end})
	c.emit(vm.OpMove, dst, r)
}

func (c *function) collection(items []syntax.Expr, dst int32) {
	first := c.top
	for _, x := range items {
		c.expr(x, c.temp())
	}
	c.emit(vm.OpNewList, dst, first, int32(len(items)))
}

func (c *function) object(x *syntax.ObjectLit, dst int32) {
	if s := c.shape(x); s != nil {
		first := c.top
		for _, e := range x.Entries {
			c.expr(e.Value, c.temp())
		}
		c.code.Shapes = append(c.code.Shapes, s)
		c.emit(vm.OpLiteral, dst, int32(len(c.code.Shapes)-1), first)
		return
	}
	o := c.temp() // dst may be a variable that an entry reads
	c.emit(vm.OpNewObject, o, int32(len(x.Entries)))
	for _, e := range x.Entries {
		mark := c.top
		v := c.operand(e.Value)
		c.emit(vm.OpField, o, c.name(e.Key), v)
		c.top = mark
	}
	c.emit(vm.OpMove, dst, o)
}

// shape returns that of the objects a literal makes; nil when a name stands twice
// or there are too many.
func (c *function) shape(x *syntax.ObjectLit) *value.Shape {
	s := c.unit.prog.Shapes
	for _, e := range x.Entries {
		if s.Find(e.Key) >= 0 {
			return nil
		}
		if s = s.With(e.Key); s == nil {
			return nil
		}
	}
	return s
}

func (c *function) tryExpr(x *syntax.TryExpr, dst int32) {
	r := c.temp()
	start := c.emit(vm.OpTry, 0, 1, r)
	c.optional(x.X, r)
	c.emit(vm.OpEndTry)
	c.patchHere([]int{start})
	c.emit(vm.OpMove, dst, r)
}

// --- conditions

var jumpsIf = map[syntax.Operator]vm.Op{syntax.Lt: vm.OpIfLt, syntax.Le: vm.OpIfLe, syntax.Gt: vm.OpIfGt,
	syntax.Ge: vm.OpIfGe, syntax.Eq: vm.OpIfEq, syntax.Ne: vm.OpIfNe}

var jumpsUnless = map[syntax.Operator]vm.Op{syntax.Lt: vm.OpIfNotLt, syntax.Le: vm.OpIfNotLe, syntax.Gt: vm.OpIfNotGt,
	syntax.Ge: vm.OpIfNotGe, syntax.Eq: vm.OpIfNe, syntax.Ne: vm.OpIfEq}

// jumpsWithInt are the jumps that compare with a whole number.
var jumpsWithInt = map[vm.Op]vm.Op{vm.OpIfLt: vm.OpIfLtInt, vm.OpIfLe: vm.OpIfLeInt, vm.OpIfGt: vm.OpIfGtInt, vm.OpIfGe: vm.OpIfGeInt,
	vm.OpIfEq: vm.OpIfEqInt, vm.OpIfNe: vm.OpIfNeInt, vm.OpIfNotLt: vm.OpIfNotLtInt, vm.OpIfNotLe: vm.OpIfNotLeInt,
	vm.OpIfNotGt: vm.OpIfNotGtInt, vm.OpIfNotGe: vm.OpIfNotGeInt}

// small returns a literal whole number that fits an instruction.
func (c *function) small(x syntax.Expr) (n int32, ok bool) {
	sign := int64(1)
	x = syntax.Unparen(x)
	if u, ok := x.(*syntax.Unary); ok && u.Op == syntax.Neg {
		sign, x = -1, syntax.Unparen(u.X)
	}
	lit, ok := x.(*syntax.Lit)
	if !ok || lit.Kind != syntax.IntLit {
		return 0, false
	}
	v := literal(lit)
	if !v.IsInt() || v.RawInt() >= 1<<30 {
		return 0, false
	}
	return int32(sign * v.RawInt()), true
}

// unless compiles a condition and returns the jumps taken when it does not
// hold; otherwise execution falls through.
func (c *function) unless(x syntax.Expr) []int { return c.condition(x, false) }

// when returns the jumps taken when the condition holds.
func (c *function) when(x syntax.Expr) []int { return c.condition(x, true) }

func (c *function) condition(x syntax.Expr, holds bool) []int {
	mark := c.top
	defer func() { c.top = mark }()
	x = syntax.Unparen(x)
	if b, ok := x.(*syntax.Binary); ok {
		table := jumpsUnless
		if holds {
			table = jumpsIf
		}
		if op, ok := table[b.Op]; ok {
			a := c.operand(b.X)
			if n, ok := c.small(b.Y); ok {
				return []int{c.emit(jumpsWithInt[op], a, n)}
			}
			return []int{c.emit(op, a, c.operand(b.Y))}
		}
		if b.Op == syntax.AndAlso || b.Op == syntax.OrElse {
			return c.shortCircuit(b, holds)
		}
	}
	op := vm.OpIfNot
	if holds {
		op = vm.OpIf
	}
	return []int{c.emit(op, c.operand(x))}
}

// shortCircuit compiles "a && b" and "a || b" as conditions: the truth of a
// decides, then b is a condition of its own.
func (c *function) shortCircuit(b *syntax.Binary, holds bool) []int {
	decided := b.Op == syntax.OrElse // the outcome when a alone decides
	first := c.truth(b.X, decided)
	second := c.condition(b.Y, holds)
	if decided == holds {
		return append(first, second...)
	}
	c.patchHere(first)
	return second
}

// truth returns the jumps taken when the truth of x is as given.
func (c *function) truth(x syntax.Expr, holds bool) []int {
	if c.staticType(x).Kind == types.Boolean {
		return c.condition(x, holds)
	}
	op := vm.OpFalsy
	if holds {
		op = vm.OpTruthy
	}
	mark := c.top
	defer func() { c.top = mark }()
	return []int{c.emit(op, c.operand(x))}
}

// --- static types, as far as they spare conversions

func (c *function) staticType(x syntax.Expr) types.Type {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Lit:
		return types.Type{Kind: [...]types.Kind{syntax.IntLit: types.Integer, syntax.RealLit: types.Real,
			syntax.TextLit: types.Text, syntax.DateLit: types.Date, syntax.TimeLit: types.Time}[x.Kind]}
	case *syntax.Name:
		if l := c.variable(x); l != nil {
			return l.typ
		}
		if x.Ident.Norm == "true" || x.Ident.Norm == "false" {
			return types.Type{Kind: types.Boolean}
		}
	case *syntax.Numbered:
		if l := c.numbered(x); l != nil {
			return l.typ
		}
	case *syntax.Unary:
		if t := c.staticType(x.X); x.Op == syntax.Neg && (t.Kind == types.Integer || t.Kind == types.Real) {
			return t
		}
	case *syntax.Binary:
		return c.arithmeticType(x.Op, c.staticType(x.X), c.staticType(x.Y))
	}
	return types.Type{}
}

func (c *function) arithmeticType(op syntax.Operator, a, b types.Type) types.Type {
	number := func(t types.Type) bool { return t.Kind == types.Integer || t.Kind == types.Real }
	switch op {
	case syntax.Eq, syntax.Ne, syntax.Lt, syntax.Le, syntax.Gt, syntax.Ge, syntax.BitTest:
		return types.Type{Kind: types.Boolean}
	case syntax.Add, syntax.Sub, syntax.Mul:
		switch {
		case a.Kind == types.Integer && b.Kind == types.Integer && op != syntax.Mul:
			return a
		case number(a) && number(b):
			return types.Type{Kind: types.Real}
		case a.Kind == types.Text && b.Kind == types.Text && op == syntax.Add:
			return a
		}
	case syntax.Div, syntax.Pow:
		if number(a) && number(b) {
			return types.Type{Kind: types.Real}
		}
	case syntax.And, syntax.Or:
		if a.Kind == types.Boolean && b.Kind == types.Boolean {
			return a
		}
	}
	return types.Type{}
}
