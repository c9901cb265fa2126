package compile

import (
	"slices"
	"strconv"

	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/lang/vm"
)

func (c *function) block(b *syntax.Block) {
	if b == nil {
		return
	}
	for _, s := range b.Stmts {
		c.statement(s)
	}
}

// statement compiles one statement. The instructions of a simple one, and the
// conditions and headers of the others, are noted as places to resume after.
func (c *function) statement(s syntax.Stmt) {
	c.pos = s.Pos().Start
	mark := c.top
	c.start()
	switch s := s.(type) {
	case *syntax.Var:
		c.simple(func() { c.varStmt(s) })
	case *syntax.Assign:
		c.simple(func() { c.assign(s) })
	case *syntax.ExprStmt:
		c.simple(func() { c.operand(s.X) })
	case *syntax.Return:
		c.simple(func() { c.returnStmt(s) })
	case *syntax.If:
		c.ifStmt(s)
	case *syntax.Case:
		c.caseStmt(s)
	case *syntax.For:
		c.forStmt(s)
	case *syntax.ForEach:
		c.forEach(s)
	case *syntax.While:
		c.whileStmt(s)
	case *syntax.Repeat:
		c.repeat(s)
	case *syntax.Use:
		c.use(s)
	case *syntax.Try:
		c.try(s)
	case *syntax.Break:
		c.jumpOut(false)
	case *syntax.Continue:
		c.jumpOut(true)
	case *syntax.SQL:
		c.simple(func() { c.raise("sql.unsupported", "Begin SQL is not available here.") })
	default:
		c.simple(func() { c.raise("syntax.statement", "This is no statement.") })
	}
	c.noStart()
	c.top = mark
}

// start notes that a statement begins here, or a part of one that a person
// steps to. Of two at one place the inner one counts.
func (c *function) start() {
	c.noStart()
	c.code.Starts = append(c.code.Starts, vm.Start{PC: c.here(), Pos: c.pos})
}

// noStart forgets a start that nothing was emitted for.
func (c *function) noStart() {
	if n := len(c.code.Starts); n > 0 && c.code.Starts[n-1].PC == c.here() {
		c.code.Starts = c.code.Starts[:n-1]
	}
}

// simple compiles what an error handler resumes after.
func (c *function) simple(compile func()) { c.resumable(compile, -1) }

// resumable compiles a part; the instruction to resume at is target, or the one
// that follows when it is negative. It returns the entry's index for a target
// that is not known yet.
func (c *function) resumable(compile func(), target int32) int {
	start := c.here()
	compile()
	if target < 0 {
		target = c.here()
	}
	if c.here() == start {
		return -1
	}
	c.code.Resume = append(c.code.Resume, vm.Resume{Start: start, End: c.here(), Target: target})
	return len(c.code.Resume) - 1
}

func (c *function) resumeHere(entry int) {
	if entry >= 0 {
		c.code.Resume[entry].Target = c.here()
	}
}

// header compiles a condition: after an error in it, execution goes on as if it
// were false.
func (c *function) header(x syntax.Expr) (jumps []int, entry int) {
	c.pos = x.Pos().Start
	c.start()
	entry = c.resumable(func() { jumps = c.unless(x) }, -1)
	return jumps, entry
}

func (c *function) varStmt(s *syntax.Var) {
	for _, id := range s.Names {
		if c.find(id.Norm) == nil && !isNumbered(id.Norm) && id.Norm[0] != '$' && id.Norm[0] != '<' {
			t := typeOf(s.Type)
			if s.Type == nil && s.Init != nil {
				t = literalType(s.Init)
			}
			c.emit(vm.OpTypeGlobal, c.global(id), c.typ(t))
		}
	}
	if s.Init == nil || len(s.Names) == 0 {
		return
	}
	id := s.Names[0]
	t := &target{kind: globalTarget}
	if l := c.find(id.Norm); l != nil {
		t = &target{kind: localTarget, local: l}
	} else {
		t.a = c.global(id)
	}
	c.assignTo(t, s.Init)
}

func (c *function) assign(s *syntax.Assign) {
	t := c.assignable(s.Target)
	if s.Op == syntax.NoOp {
		c.assignTo(t, s.Value)
		return
	}
	if t.kind == localTarget && c.arithmeticTo(t.local, s.Op, func() int32 { return t.local.reg }, s.Value) {
		return
	}
	if l := t.local; t.kind == localTarget && !l.cell && fitsStatically(l.typ, c.arithmeticType(s.Op, l.typ, c.staticType(s.Value))) {
		c.arithmetic(s.Op, l.reg, s.Value, l.reg)
		return
	}
	r := c.temp()
	c.loadTarget(t, r)
	c.arithmetic(s.Op, r, s.Value, r)
	c.storeTarget(t, r)
}

// assignTo compiles target := x; where the type is sure to fit, the value goes
// into the variable's register at once.
func (c *function) assignTo(t *target, x syntax.Expr) {
	x = c.received(t, x)
	if b, ok := syntax.Unparen(x).(*syntax.Binary); ok && t.kind == localTarget && c.arithmeticTo(t.local, b.Op, func() int32 { return c.operand(b.X) }, b.Y) {
		return
	}
	if l := t.local; t.kind == localTarget && !l.cell && writesLast(x) && fitsStatically(l.typ, c.staticType(x)) {
		c.expr(x, l.reg)
		return
	}
	c.storeTarget(t, c.operand(x))
}

// received adds the type of the variable to a JSON Parse that names none: the
// value is converted to it (manual, JSON Parse).
func (c *function) received(t *target, x syntax.Expr) syntax.Expr {
	if t.kind != localTarget {
		return x
	}
	switch t.local.typ.Kind {
	case types.Text, types.Real, types.Integer, types.Boolean, types.Date, types.Time:
	default:
		return x
	}
	call, ok := syntax.Unparen(x).(*syntax.Call)
	if !ok || len(call.Args) != 1 {
		return x
	}
	name, ok := call.Fun.(*syntax.Name)
	if !ok || c.variable(name) != nil {
		return x
	}
	if m := c.unit.resolve(name.Ident); m.command == nil || m.command.Name != "JSON Parse" {
		return x
	}
	typed := *call
	code := &syntax.Lit{Kind: syntax.IntLit, Value: strconv.Itoa(t.local.typ.Code())}
	code.Span = call.Span
	typed.Args = []syntax.Expr{call.Args[0], code}
	return &typed
}

// writesLast reports whether the code of an expression writes its register
// with its last instruction only, so that the register may be a variable that
// the expression reads.
func writesLast(x syntax.Expr) bool {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Binary:
		return x.Op != syntax.AndAlso && x.Op != syntax.OrElse
	case *syntax.Lit, *syntax.Name, *syntax.MemberExpr, *syntax.Index, *syntax.CollectionLit, *syntax.Unary, *syntax.Numbered, *syntax.This:
		return true
	case *syntax.Call:
		return true
	}
	return false
}

func (c *function) returnStmt(s *syntax.Return) {
	if s.X == nil {
		c.returnResult()
		return
	}
	c.emit(vm.OpReturn, c.operand(s.X))
}

func (c *function) ifStmt(s *syntax.If) {
	no, entry := c.header(s.Cond)
	c.block(s.Then)
	if s.Else == nil {
		c.patchHere(no)
		c.resumeHere(entry)
		return
	}
	end := c.emit(vm.OpJump)
	c.patchHere(no)
	c.resumeHere(entry)
	c.block(s.Else)
	c.patchHere([]int{end})
}

func (c *function) caseStmt(s *syntax.Case) {
	var ends []int
	for _, b := range s.Branches {
		no, entry := c.header(b.Cond)
		c.block(b.Body)
		ends = append(ends, c.emit(vm.OpJump))
		c.patchHere(no)
		c.resumeHere(entry)
	}
	c.block(s.Else)
	c.patchHere(ends)
}

func (c *function) open(kind blockKind) *block {
	b := &block{kind: kind}
	c.blocks = append(c.blocks, b)
	return b
}

func (c *function) close() { c.blocks = c.blocks[:len(c.blocks)-1] }

// jumpOut compiles break and continue: locks and tries of the blocks that are
// left are given up.
func (c *function) jumpOut(next bool) {
	if !slices.ContainsFunc(c.blocks, func(b *block) bool { return b.kind == loopBlock }) {
		c.simple(func() { c.raise("loop.outside", "Break and continue stand in a loop.") })
		return
	}
	for i := len(c.blocks) - 1; i >= 0; i-- {
		switch b := c.blocks[i]; b.kind {
		case useBlock:
			c.emit(vm.OpEndUse)
		case tryBlock:
			c.emit(vm.OpLeaveTry)
		case loopBlock:
			j := c.emit(vm.OpJump)
			if next {
				b.continues = append(b.continues, j)
			} else {
				b.breaks = append(b.breaks, j)
			}
			return
		}
	}
}

func (c *function) whileStmt(s *syntax.While) {
	top := c.here()
	no, entry := c.header(s.Cond)
	b := c.open(loopBlock)
	c.block(s.Body)
	c.close()
	c.patch(b.continues, c.here())
	c.emit(vm.OpLoop, top)
	c.patchHere(no)
	c.patchHere(b.breaks)
	c.resumeHere(entry)
}

func (c *function) repeat(s *syntax.Repeat) {
	top := c.here()
	b := c.open(loopBlock)
	c.block(s.Body)
	c.close()
	c.patchHere(b.continues)
	var done []int
	c.pos = s.Cond.Pos().Start
	c.start()
	entry := c.resumable(func() { done = c.when(s.Cond) }, -1)
	c.emit(vm.OpLoop, top)
	c.patchHere(done)
	c.patchHere(b.breaks)
	c.resumeHere(entry) // a condition that fails ends the loop
}

// forStmt compiles the counted loop. A counter that is not a plain variable is
// counted in a register and assigned at each turn.
func (c *function) forStmt(s *syntax.For) {
	var t *target
	var counter, limits int32
	direct := false
	entry := c.resumable(func() {
		t = c.assignable(s.Counter)
		direct = t.kind == localTarget && !t.local.cell && c.countsAs(t.local.typ, s.Step)
		if counter = c.top; direct {
			counter = t.local.reg
		} else {
			c.temp()
		}
		c.assignTo(t, s.From)
		limits = c.temp()
		by := c.temp()
		c.expr(s.To, limits)
		if s.Step != nil {
			c.expr(s.Step, by)
		} else {
			c.emit(vm.OpInt, by, 1)
		}
	}, -1)
	top := c.here()
	var exit []int
	test := c.resumable(func() {
		if !direct {
			c.loadTarget(t, counter)
		}
		exit = []int{c.emit(vm.OpForTest, counter, limits)}
	}, -1)
	body := c.here()
	b := c.open(loopBlock)
	c.block(s.Body)
	c.close()
	c.patchHere(b.continues)
	c.pos = s.Pos().Start
	c.start()
	next := c.resumable(func() {
		if !direct {
			c.loadTarget(t, counter)
		}
		next := c.emit(vm.OpForNext, counter, limits, body)
		if n, ok := step(s.Step); ok {
			c.code.Instrs[next].Op, c.code.Instrs[next].D = vm.OpForUp, n
		}
		if !direct { // inside or not: the variable takes the value, and is tested at the top
			c.patchHere([]int{next})
			c.storeTarget(t, counter)
		}
	}, -1)
	if !direct {
		c.emit(vm.OpJump, top)
	}
	c.patchHere(exit)
	c.patchHere(b.breaks)
	for _, e := range []int{entry, test, next} {
		c.resumeHere(e)
	}
}

// step returns the step of a loop if it is written as a whole number above 0 that
// fits an instruction; 1 where it is left out.
func step(x syntax.Expr) (n uint16, ok bool) {
	if x == nil {
		return 1, true
	}
	lit, ok := syntax.Unparen(x).(*syntax.Lit)
	if !ok || lit.Kind != syntax.IntLit {
		return 0, false
	}
	v := literal(lit)
	return uint16(v.AsInt()), v.IsInt() && v.RawInt() > 0 && v.RawInt() < 1<<16
}

// countsAs reports whether a counter stays of its type with a step: an integer
// does with integers only, and has to be converted at each turn otherwise.
func (c *function) countsAs(t types.Type, step syntax.Expr) bool {
	return t.Kind != types.Integer || step == nil || c.staticType(step).Kind == types.Integer
}

func (c *function) forEach(s *syntax.ForEach) {
	it, begin, end, item := c.temp(), c.temp(), c.temp(), c.temp()
	entry := c.resumable(func() {
		c.expr(s.Over, it)
		c.optional(s.Begin, begin)
		c.optional(s.End, end)
		c.emit(vm.OpForEach, it)
	}, -1)
	top := c.here()
	var exit []int
	guard := -1
	if s.Guard != nil && !s.Until {
		exit, guard = c.header(s.Guard)
	}
	c.pos = s.Pos().Start
	next := c.resumable(func() { exit = append(exit, c.emit(vm.OpNextItem, it, item)) }, -1)
	c.simple(func() { c.storeTarget(c.assignable(s.Item), item) })
	b := c.open(loopBlock)
	c.block(s.Body)
	c.close()
	c.patchHere(b.continues)
	if s.Guard != nil && s.Until {
		c.pos = s.Guard.Pos().Start
		guard = c.resumable(func() { exit = append(exit, c.when(s.Guard)...) }, -1)
	}
	c.pos = s.Pos().Start
	c.start()
	c.emit(vm.OpJump, top)
	c.patchHere(exit)
	c.patchHere(b.breaks)
	for _, e := range []int{entry, guard, next} {
		c.resumeHere(e)
	}
}

func (c *function) optional(x syntax.Expr, dst int32) {
	if x == nil {
		c.emit(vm.OpUndefined, dst)
		return
	}
	c.expr(x, dst)
}

func (c *function) use(s *syntax.Use) {
	entry := c.resumable(func() { c.emit(vm.OpUse, c.operand(s.X)) }, -1)
	c.open(useBlock)
	c.block(s.Body)
	c.close()
	c.emit(vm.OpEndUse)
	c.resumeHere(entry)
}

func (c *function) try(s *syntax.Try) {
	c.noStart()
	start := c.emit(vm.OpTry)
	c.open(tryBlock)
	c.block(s.Body)
	c.close()
	c.emit(vm.OpEndTry)
	end := c.emit(vm.OpJump)
	c.patchHere([]int{start})
	c.block(s.Catch)
	c.patchHere([]int{end})
}

// fitsStatically reports whether a value of type have can be stored in a
// variable of type want as it is.
func fitsStatically(want, have types.Type) bool {
	switch {
	case want.Kind == types.Variant:
		return true
	case want.Kind == types.Real:
		return have.Kind == types.Real || have.Kind == types.Integer
	case want.Kind == have.Kind:
		switch want.Kind {
		case types.Text, types.Integer, types.Boolean, types.Date, types.Time:
			return true
		}
	}
	return false
}
