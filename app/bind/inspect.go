package bind

import (
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/orda/model"
)

// What the debugger shows of ORDA things (debug.Summarizer, debug.Shy).

// Summary tells an entity from others: by its key.
func (n *entity) Summary(*vm.Process) string {
	if n.e.IsNew() {
		return "(new)"
	}
	return "(" + n.e.KeyText() + ")"
}

// Shy reports whether reading an attribute runs code or a query.
func (n *entity) Shy(name string) bool {
	a := n.e.Dataclass().Model().Attribute(name)
	return a != nil && a.Kind != model.Storage
}

// Shy is true for every attribute of a selection: it reads a whole column.
func (n *selection) Shy(string) bool { return true }
