package orda

import (
	"quoin.dev/quoin/access"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda/model"
)

// signature names the component in the original's error stacks.
const signature = "dbmg"

// The original's error numbers (spec/orda_rest.md 4.1). Those of create, read
// and drop are our choice within its block.
const (
	numberSave          = 1046
	numberStamp         = 1263
	numberAttribute     = 1500
	numberEntitySave    = 1517
	numberNewSave       = 1534
	numberNotFound      = 1542
	numberMayCreate     = 1555
	numberMayRead       = 1556
	numberMayDrop       = 1557
	numberMayUpdate     = 1558
	numberTooLong       = 1569
	numberInvalidEntity = 1570
	numberOtherClass    = 1587
	numberShareable     = 1637
	numberDuplicate     = -9998
	numberRelated       = -9987
)

// may reports whether the caller may do something to the dataclass or, with a
// member, to an attribute of it.
func (d *Dataclass) may(c *Caller, a access.Action, member string) bool {
	if d.ds.policy == nil {
		return true
	}
	r := access.Resource{Kind: access.Dataclass, Class: d.model.Name}
	if member != "" {
		r.Kind, r.Member = access.Attribute, member
	}
	return d.ds.policy.Allowed(c.subject(), a, r)
}

var actionWords = map[access.Action]struct {
	word   string
	number int
}{
	access.Read: {"read", numberMayRead}, access.Create: {"create", numberMayCreate},
	access.Update: {"update", numberMayUpdate}, access.Drop: {"drop", numberMayDrop},
}

// check is may as an error.
func (d *Dataclass) check(c *Caller, a access.Action, member string) *fault.Error {
	if d.may(c, a, member) {
		return nil
	}
	w := actionWords[a]
	if member == "" {
		return fault.Numbered(fault.Permission, w.number, signature, "No permission to %s for the %s dataclass", w.word, d.model.Name)
	}
	return fault.Numbered(fault.Permission, w.number, signature, "No permission to %s for %q attribute in the %s dataclass", w.word, member, d.model.Name)
}

// checkRead is check for reading, as a plain error.
func (d *Dataclass) checkRead(c *Caller, member string) error {
	if err := d.check(c, access.Read, member); err != nil {
		return err
	}
	return nil
}

// MayRead reports whether the caller may read an attribute, or the dataclass
// with "".
func (d *Dataclass) MayRead(c *Caller, member string) bool { return d.may(c, access.Read, member) }

func (d *Dataclass) unknown(name string) error {
	return fault.Numbered(fault.NotFound, numberAttribute, signature, "Attribute %q cannot be found in dataclass %q", name, d.model.Name)
}

// readable is the check of every attribute a query names.
func (ds *Datastore) readable(c *Caller) func(*model.Dataclass, *model.Attribute) error {
	if ds.policy == nil {
		return nil
	}
	return func(m *model.Dataclass, a *model.Attribute) error {
		if d := ds.of(m); d != nil {
			return d.checkRead(c, a.Name)
		}
		return nil
	}
}
