package compile

import (
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/lang/vm"
)

// target is a place that can be assigned. What leads to it (objects, indices)
// is evaluated once, when the target is made; its registers stay taken until
// the caller gives them up.
type target struct {
	kind  targetKind
	local *local
	a, b  int32   // registers or numbers, by kind
	name  string  // of a member or a variable that is not local
	base  *target // of a character or an element: where the text or array is
}

type targetKind uint8

const (
	noTarget     targetKind = iota
	localTarget             // local
	globalTarget            // process variable a
	sharedTarget            // inter-process variable name
	memberTarget            // R[a].name
	thisTarget              // This.name
	superTarget             // Super.name
	indexTarget             // R[a][R[b]]
	charTarget              // base[[R[b]]]
	elemTarget              // base{R[b]}, the array in R[a]
	derefTarget             // R[a]->
	argTarget               // ${R[b]}
)

// assignable evaluates what leads to a target; kind is noTarget when the
// expression cannot be assigned.
func (c *function) assignable(x syntax.Expr) *target {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Name:
		return c.nameTarget(x)
	case *syntax.Numbered:
		return c.numberedTarget(x)
	case *syntax.MemberExpr:
		if _, ok := syntax.Unparen(x.X).(*syntax.Super); ok {
			return &target{kind: superTarget, name: x.Name.Name}
		}
		if _, ok := syntax.Unparen(x.X).(*syntax.This); ok && !c.derived {
			return &target{kind: thisTarget, name: x.Name.Name}
		}
		return &target{kind: memberTarget, a: c.operand(x.X), name: x.Name.Name}
	case *syntax.Index:
		return &target{kind: indexTarget, a: c.operand(x.X), b: c.operand(x.I)}
	case *syntax.CharAt:
		base := c.assignable(x.X)
		if base.kind == noTarget {
			return base
		}
		return &target{kind: charTarget, base: base, b: c.operand(x.I)}
	case *syntax.Element:
		return c.elementTarget(x)
	case *syntax.Deref:
		return &target{kind: derefTarget, a: c.operand(x.X)}
	}
	return &target{}
}

func (c *function) nameTarget(x *syntax.Name) *target {
	if x.InterProcess {
		return &target{kind: sharedTarget, name: x.Ident.Norm}
	}
	if l := c.variable(x); l != nil {
		return &target{kind: localTarget, local: l}
	}
	c.forbid(x)
	return &target{kind: globalTarget, a: c.global(x.Ident), name: x.Ident.Name}
}

func (c *function) numberedTarget(x *syntax.Numbered) *target {
	if x.Index != nil {
		return &target{kind: argTarget, b: c.operand(x.Index)}
	}
	if x.N == 0 && c.result != nil {
		return &target{kind: localTarget, local: c.result}
	}
	if x.N > 0 && x.N <= c.params {
		return &target{kind: localTarget, local: c.paramLocal(x.N)}
	}
	r := c.temp()
	c.emit(vm.OpInt, r, int32(x.N))
	return &target{kind: argTarget, b: r}
}

// elementTarget is a{i}: the array is changed in place; a blob is a value and
// goes back to where it came from.
func (c *function) elementTarget(x *syntax.Element) *target {
	base := c.assignable(x.X)
	t := &target{kind: elemTarget, base: base}
	switch base.kind {
	case localTarget:
		if t.a = base.local.reg; base.local.cell {
			t.a = c.temp()
			c.loadTarget(base, t.a)
		}
	case noTarget:
		t.a = c.operand(x.X)
	default:
		t.a = c.temp()
		c.loadTarget(base, t.a)
	}
	t.b = c.operand(x.I)
	return t
}

// loadTarget reads a target.
func (c *function) loadTarget(t *target, dst int32) {
	switch t.kind {
	case localTarget:
		op := vm.OpMove
		if t.local.cell {
			op = vm.OpCell
		}
		c.emit(op, dst, t.local.reg)
	case globalTarget:
		c.emit(vm.OpGlobal, dst, t.a)
	case sharedTarget:
		c.emit(vm.OpShared, dst, c.name(t.name))
	case memberTarget:
		c.emitMember(vm.OpGetLoose, dst, t.a, c.name(t.name))
	case thisTarget:
		c.emitMember(vm.OpGetThis, dst, 0, c.name(t.name))
	case superTarget:
		c.emit(vm.OpSuperGet, dst, c.name(t.name))
	case indexTarget:
		c.emit(vm.OpIndex, dst, t.a, t.b)
	case charTarget:
		c.loadTarget(t.base, dst)
		c.emit(vm.OpCharAt, dst, dst, t.b)
	case elemTarget:
		c.emit(vm.OpElement, dst, t.a, t.b)
	case derefTarget:
		c.emit(vm.OpDeref, dst, t.a)
	case argTarget:
		c.emit(vm.OpArg, dst, t.b)
	}
}

// storeTarget assigns register src to a target.
func (c *function) storeTarget(t *target, src int32) {
	mark := c.top
	switch t.kind {
	case noTarget:
		c.raise("assign.target", "This cannot be assigned.")
	case localTarget:
		c.storeLocal(t.local, src)
	case globalTarget:
		c.emit(vm.OpSetGlobal, t.a, src)
	case sharedTarget:
		c.emit(vm.OpSetShared, c.name(t.name), src)
	case memberTarget:
		c.emitMember(vm.OpSet, t.a, c.name(t.name), src)
	case thisTarget:
		c.emitMember(vm.OpSetThis, 0, c.name(t.name), src)
	case superTarget:
		c.emit(vm.OpSuperSet, src, c.name(t.name))
	case indexTarget:
		c.emit(vm.OpSetIndex, t.a, t.b, src)
	case charTarget:
		r := c.temp()
		c.loadTarget(t.base, r)
		c.emit(vm.OpSetChar, r, t.b, src)
		c.storeTarget(t.base, r)
	case elemTarget:
		c.emit(vm.OpSetElem, t.a, t.b, src)
		if t.base.kind != noTarget && (t.base.kind != localTarget || t.base.local.cell) {
			c.storeTarget(t.base, t.a)
		}
	case derefTarget:
		c.emit(vm.OpSetDeref, t.a, src)
	case argTarget:
		c.emit(vm.OpSetArg, t.b, src)
	}
	c.top = mark
}

// variable returns the name of the variable that a target is, "" for others.
func (t *target) variable() string {
	switch t.kind {
	case localTarget:
		return t.local.name
	case globalTarget, sharedTarget:
		return t.name
	}
	return ""
}

func (c *function) storeLocal(l *local, src int32) {
	switch {
	case l.cell:
		c.emit(vm.OpSetCell, l.reg, src)
	case l.typ.Kind == types.Variant:
		c.emit(vm.OpMove, l.reg, src)
	default:
		c.emit(vm.OpConvert, l.reg, src, c.typ(l.typ))
	}
}

// reference makes a pointer to a target in a register; ok is false when the
// target has no address. scratch says that the pointer lives no longer than a
// call: a local variable then needs no cell.
func (c *function) reference(t *target, dst int32, scratch bool) (ok bool) {
	switch t.kind {
	case localTarget:
		switch {
		case t.local.cell:
			c.emit(vm.OpMove, dst, t.local.reg)
		case scratch:
			c.emit(vm.OpRefLocal, dst, t.local.reg, c.typ(t.local.typ))
		default:
			return false
		}
	case globalTarget:
		c.emit(vm.OpRefGlobal, dst, t.a)
	case sharedTarget:
		c.emit(vm.OpRefShared, dst, c.name(t.name))
	case memberTarget:
		c.emit(vm.OpRefGet, dst, t.a, c.name(t.name))
	case thisTarget:
		this := c.temp()
		c.emit(vm.OpThis, this)
		c.emit(vm.OpRefGet, dst, this, c.name(t.name))
	case indexTarget:
		c.emit(vm.OpRefIndex, dst, t.a, t.b)
	case elemTarget:
		c.emitNamed(vm.OpRefElem, t.base.variable(), dst, t.a, t.b)
	case derefTarget:
		c.emit(vm.OpDeref, c.temp(), t.a) // fails where there is no pointer
		c.emit(vm.OpMove, dst, t.a)
	case argTarget:
		c.emit(vm.OpRefArg, dst, t.b)
	default:
		return false
	}
	return true
}
