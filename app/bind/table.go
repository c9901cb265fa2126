package bind

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/value"
)

// What older code asks about tables and fields. There are no records of a
// table here: a selection of entities stands for the current selection of its
// dataclass.

// tableArg returns the dataclass that argument i names: its number, or its name,
// which is what the compiler makes of [Table].
func tableArg(c *vm.Call, i int) *model.Dataclass {
	s, ok := data(c)
	if !ok {
		return nil
	}
	m := s.World.Datastore.Model()
	if c.Arg(i).Kind() == value.Text {
		for _, d := range m.Classes {
			if vm.Norm(d.Name) == vm.Norm(c.Arg(i).AsText()) {
				return d
			}
		}
	} else {
		n := c.Int(i)
		for _, d := range m.Classes {
			if d.Number == n && n > 0 {
				return d
			}
		}
	}
	return nil
}

func tableName(c *vm.Call) (value.Value, error) {
	if d := tableArg(c, 0); d != nil {
		return value.FromText(d.Name), nil
	}
	return value.FromText(""), nil
}

func fieldName(c *vm.Call) (value.Value, error) {
	if d, n := tableArg(c, 0), c.Int(1); d != nil && n > 0 {
		for _, a := range d.Attributes {
			if a.Number == n {
				return value.FromText(a.Name), nil
			}
		}
	}
	return value.FromText(""), nil
}

func lastTableNumber(c *vm.Call) (value.Value, error) {
	s, ok := data(c)
	if !ok {
		return value.Value{}, nil
	}
	last := 0
	for _, d := range s.World.Datastore.Model().Classes {
		last = max(last, d.Number)
	}
	return value.FromInt(int64(last)), nil
}

func lastFieldNumber(c *vm.Call) (value.Value, error) {
	last := 0
	if d := tableArg(c, 0); d != nil {
		for _, a := range d.Attributes {
			last = max(last, a.Number)
		}
	}
	return value.FromInt(int64(last)), nil
}

func isTableNumber(c *vm.Call) (value.Value, error) {
	return value.FromBool(c.Arg(0).IsNumber() && tableArg(c, 0) != nil), nil
}

func isFieldNumber(c *vm.Call) (value.Value, error) {
	if d, n := tableArg(c, 0), c.Int(1); d != nil && n > 0 {
		for _, a := range d.Attributes {
			if a.Number == n {
				return value.FromBool(true), nil
			}
		}
	}
	return value.FromBool(false), nil
}

// useSelection is USE ENTITY SELECTION: it is remembered for its dataclass until
// the process ends.
func useSelection(c *vm.Call) (value.Value, error) {
	sel := vm.ArgAs[*selection](c, 0, "4D.EntitySelection")
	s, ok := data(c)
	if !ok || sel == nil {
		return value.Value{}, nil
	}
	if s.current == nil {
		s.current = map[string]*orda.Selection{}
	}
	s.current[sel.s.Dataclass().Model().Name] = sel.s
	return value.Value{}, nil
}

// createSelection is Create entity selection: a selection of what USE ENTITY
// SELECTION made current, an empty one when it did not. Like the original's it
// is shareable, unless ds.makeSelectionsAlterable was called, which is not there.
func createSelection(c *vm.Call) (value.Value, error) {
	d := tableArg(c, 0)
	s, ok := data(c)
	if !ok {
		return value.Value{}, nil
	}
	if d == nil {
		return value.Value{}, fault.New(fault.NotFound, "bind.no-table", "%s: there is no table %s.", c.Name, vm.Shown(c.Arg(0)))
	}
	if sel := s.current[d.Name]; sel != nil {
		return s.World.Selection(sel.Copy(true)), nil
	}
	return s.World.Selection(s.World.Datastore.Class(d.Name).NewSelection(false).Copy(true)), nil
}

// triggerEvent is 1, 2 or 3 in the trigger of an entity that is created,
// changed or dropped, 0 elsewhere.
func triggerEvent(c *vm.Call) (value.Value, error) {
	if s := scopeOf(c.Process); s != nil {
		return value.FromInt(int64(s.event)), nil
	}
	return value.FromInt(0), nil
}

// SetSequence counts the entities of a table on behind a number; it makes
// *Scope an environment.Counter.
func (s *Scope) SetSequence(p *vm.Process, table string, last int64) error {
	if s.World == nil || s.World.Datastore == nil {
		return nil
	}
	who, err := caller(p)
	if err != nil {
		return err
	}
	d := s.World.Datastore.Class(table)
	if d == nil {
		return fault.New(fault.NotFound, "bind.no-table", "There is no table %q.", table)
	}
	return d.SetSequence(who, last)
}
