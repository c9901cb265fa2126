package command

import (
	"fmt"

	"quoin.dev/quoin/lang/vm"
)

// buildClasses turns the class rows into classes: first all of them, then
// their parents and members, because a parent may stand in a later family. A
// row of a class that the machine provides (4D.Function) adds members to it.
func (c *Catalogue) buildClasses() error {
	root := c.builtins.Class("4D", "Object")
	if root == nil {
		root = &vm.Class{Name: "Object", Store: "4D"}
	}
	c.classes["4D.Object"] = root
	for i := range c.families {
		f := &c.families[i]
		for j := range f.Classes {
			row := &f.Classes[j]
			if row.Store == "" {
				row.Store = "4D"
			}
			key := row.Store + "." + row.Name
			if c.rows[c.classes[key]] != nil {
				return fmt.Errorf("class %s of %s exists already", key, f.Name)
			}
			class := c.builtins.Class(row.Store, row.Name)
			if class == nil {
				class = c.classes[key]
			}
			if class == nil {
				class = &vm.Class{Name: row.Name, Store: row.Store, Parent: root, Singleton: row.Singleton, Shared: row.Singleton}
			}
			if key == "4D.Object" {
				class.Parent = nil
			}
			c.classes[key] = class
			c.rows[class] = row
		}
	}
	for class, row := range c.rows {
		if err := c.fillClass(class, row); err != nil {
			return err
		}
	}
	return nil
}

func (c *Catalogue) fillClass(class *vm.Class, row *Class) error {
	where := class.Store + "." + class.Name
	if row.Parent != "" {
		parent := c.classes["4D."+row.Parent]
		if parent == nil {
			parent = c.classes[row.Store+"."+row.Parent]
		}
		if parent == nil {
			return fmt.Errorf("class %s: its parent %s does not exist", where, row.Parent)
		}
		class.Parent = parent
	}
	if class.Members == nil {
		class.Members = map[string]*vm.Member{}
	}
	if class.Statics == nil {
		class.Statics = map[string]*vm.Native{}
	}
	for i := range row.Functions {
		e, err := newEntry(where, &row.Functions[i])
		if err != nil {
			return err
		}
		if class.Members[e.Name] == nil {
			class.Members[e.Name] = &vm.Member{Name: e.Name, Native: e.Native, Owner: class}
		}
	}
	for i := range row.Statics {
		e, err := newEntry(where, &row.Statics[i])
		if err != nil {
			return err
		}
		class.Statics[e.Name] = e.Native
	}
	for _, p := range row.Properties {
		if m := class.Members[p.Name]; m != nil {
			if m.NativeGet == nil && m.Get == nil {
				return fmt.Errorf("class %s: %s is both a function and a property", where, p.Name)
			}
			continue
		}
		class.Members[p.Name] = &vm.Member{Name: p.Name, NativeGet: p.Get, NativeSet: p.Set, Owner: class}
	}
	if row.New != nil {
		e, err := newEntry(where, row.New)
		if err != nil {
			return err
		}
		class.Native = e.Native
	}
	return nil
}
