package oracle

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// Shared values (spec/language.md 2.12): anybody reads them, who holds the lock of
// their group writes them.

// use is "Use (x) … End use".
func (o *Oracle) use(f *frame, s *syntax.Use) (v value.Value, out outcome, err error) {
	x, err := o.eval(f, s.X)
	if err != nil {
		return v, out, err
	}
	if vm.GroupOf(x) == nil {
		return v, out, fail("use.not-shared", "Use: got %s, want a shared object or collection.", o.p.Describe(x))
	}
	if o.Reached["Use"]++; vm.GroupOf(x).HeldBy(o.p) {
		o.Reached["Use, nested"]++
	}
	v, err = o.locked(true, x, func() (v value.Value, err error) {
		v, out, err = o.block(f, s.Body)
		return v, err
	})
	if out != normal || err != nil {
		o.Reached["Use, left early"]++
	}
	return v, out, err
}

// locked runs something while the lock of a value's group is held, if it is
// wanted; however that ends, the lock is given up.
func (o *Oracle) locked(wanted bool, x value.Value, run func() (value.Value, error)) (value.Value, error) {
	if wanted {
		g := vm.GroupOf(x)
		g.Lock(o.p, nil)
		defer g.Unlock(o.p)
	}
	return run()
}

// admit checks that a shared container may be changed and may hold a value, which
// joins its group unless both are groups already. A storage holds shared values only, in groups of their own.
func (o *Oracle) admit(g *value.Group, storage bool, v value.Value) error {
	if !g.HeldBy(o.p) {
		o.Reached["write outside Use"]++
		return fail("shared.use", "A shared object or collection can be changed between Use and End use only.")
	}
	other := value.GroupOf(v)
	switch {
	case storage && other == nil && !v.IsAbsent(), !shareable(v):
		o.Reached["not shareable"]++
		return failed(-10721, "shared.value", "%s cannot be stored in a shared object or collection.", o.p.Describe(v))
	case !storage && other != nil && g.Merge(other, o.p) == value.Grouped:
		o.Reached["groups kept apart"]++
		return fault.New(fault.Conflict, "shared.group", "The shared value belongs to another group already; a copy may be made for the group (OB Copy with ck shared).")
	case !storage && other != nil:
		o.Reached["groups joined"]++
	}
	return nil
}

// shareable reports whether a shared value may hold v: a scalar, a shared value,
// a class, a function that captured only such.
func shareable(v value.Value) bool {
	switch v.Kind() {
	case value.Pointer, value.Array:
		return false
	case value.Object, value.Collection:
		return value.GroupOf(v) != nil || vm.CanShare(v)
	}
	return true
}
