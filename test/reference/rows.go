package main

import (
	_ "embed"
	"fmt"
	"strings"

	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
)

//go:embed rows.txt
var rowList string

// row is what the original has under one name.
type row struct {
	section string // the heading in rows.txt
	name    string // "Replace string", "4D.File", "4D.File.exists"
	qodly   string // the documented QodlyScript name of a command
	// priority is must, should, later or reject.
	priority string
	// proof names the test that shows a row which no catalogue can know.
	proof string
}

// readRows reads rows.txt.
func readRows(list string) ([]row, error) {
	var rows []row
	section := ""
	for n, line := range strings.Split(list, "\n") {
		line = strings.TrimSpace(line)
		if title, ok := strings.CutPrefix(line, "## "); ok {
			section = title
			continue
		}
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "|")
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		r := row{section: section, name: f[0]}
		switch {
		case section == "Classes" && len(f) >= 2:
			r.priority = f[1]
			if len(f) == 3 {
				r.proof = f[2]
			}
		case section != "Classes" && len(f) == 3:
			r.qodly, r.priority = f[1], f[2]
		default:
			return nil, fmt.Errorf("rows.txt:%d: %q is no row", n+1, line)
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// The states of a row. Missing is no state that may last.
const (
	done     = "done"
	later    = "later"
	rejected = "rejected"
	missing  = "missing"
)

func stateName(s command.State) string {
	return [...]string{command.Done: done, command.Later: later, command.Rejected: rejected}[s]
}

// state looks a row up in the catalogue.
func (r row) state(c *command.Catalogue) string {
	if r.proof != "" {
		return done
	}
	if r.section != "Classes" {
		e := c.Command(r.name)
		if e == nil || r.qodly != "" && c.Command(r.qodly) != e {
			return missing
		}
		if e.Run != nil {
			return done // a dialog that is logged is what a server has of it
		}
		return stateName(e.State)
	}
	store, rest, isClass := cutStore(r.name)
	if !isClass {
		store, rest = "", r.name
	}
	name, member, hasMember := cutMember(store, rest)
	class := c.Class(store, name)
	switch {
	case class == nil:
		return missing
	case !hasMember:
		return classState(class)
	case strings.HasPrefix(member, "<"):
		return classState(class)
	}
	return memberState(c, class, member)
}

// cutStore splits "4D.File.exists" into "4D" and "File.exists".
func cutStore(name string) (store, rest string, ok bool) {
	store, rest, ok = strings.Cut(name, ".")
	return store, rest, ok && (store == "4D" || store == "cs")
}

// cutMember splits "File.exists"; a class of a namespace has a point in its
// name: "Qodly.Users.me".
func cutMember(store, rest string) (class, member string, ok bool) {
	if store == "cs" {
		if ns, after, more := strings.Cut(rest, "."); more && ns == "Qodly" {
			class, member, ok = strings.Cut(after, ".")
			return ns + "." + class, member, ok
		}
	}
	return strings.Cut(rest, ".")
}

// classState is later for a class whose only member is a constructor that is
// not there yet.
func classState(c *vm.Class) string {
	if c.Native != nil && c.Native.Unavailable != "" && len(c.Members) == 0 {
		return later
	}
	return done
}

// memberState looks a member up in a class and its parents.
func memberState(c *command.Catalogue, class *vm.Class, name string) string {
	if name == "new" && class.Native != nil {
		return nativeState(class.Native)
	}
	for k := class; k != nil; k = k.Parent {
		if m := k.Members[name]; m != nil {
			return nativeState(m.Native)
		}
		if n := k.Statics[name]; n != nil {
			return nativeState(n)
		}
	}
	if name == "me" && class.Singleton {
		return done
	}
	if classState(class) == later {
		return later
	}
	return missing
}

// nativeState is done for a property, which has no function.
func nativeState(n *vm.Native) string {
	if n != nil && n.Unavailable != "" {
		return later
	}
	return done
}
