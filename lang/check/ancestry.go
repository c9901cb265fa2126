package check

import (
	"slices"
	"strings"
)

// What classes have from those they extend.

// parents calls visit for a class and those it descends from, until visit
// returns false.
func (p *Project) parents(c *ClassInfo, visit func(*ClassInfo) bool) {
	for n := 0; c != nil && n < 100; n++ {
		if !visit(c) {
			return
		}
		c = p.parent(c)
	}
}

// parent returns the class that a class extends; nil: none, or unknown.
func (p *Project) parent(c *ClassInfo) *ClassInfo {
	switch {
	case c.Parent == "" && strings.HasPrefix(c.Name, "cs."):
		return p.library.Class("4D.Object")
	case c.Parent == "":
		return nil
	case strings.Contains(c.Parent, "."):
		return p.class(c.Parent)
	}
	if own := p.class("cs." + c.Parent); own != nil {
		return own
	}
	return p.library.Class("4D." + c.Parent)
}

// rooted reports whether all parents of a class are known.
func (p *Project) rooted(c *ClassInfo) bool {
	root := false
	p.parents(c, func(c *ClassInfo) bool {
		root = c.Name == "4D.Object"
		return true
	})
	return root
}

// find looks a member of instances up in a class and its parents.
func (p *Project) find(c *ClassInfo, name string) (s *Symbol) {
	p.parents(c, func(c *ClassInfo) bool {
		s = c.Members[name]
		return s == nil
	})
	return s
}

// extends reports whether a class is another or descends from it.
func (p *Project) extends(class, other string) bool {
	found := false
	p.parents(p.class(class), func(c *ClassInfo) bool {
		found = strings.EqualFold(c.Name, other)
		return !found
	})
	return found
}

// below returns the full names of the classes that extend a class, directly or
// not.
func (p *Project) below(class string) []string {
	p.ask("d:" + class)
	return p.descendants(class)
}

func (p *Project) descendants(class string) []string {
	if p.children == nil {
		p.children = map[string][]string{}
		for _, list := range p.classes {
			if len(list) == 0 || list[0].class.Parent == "" {
				continue
			}
			c := list[0].class
			parent := strings.ToLower(strings.TrimPrefix(c.Parent, "cs."))
			p.children[parent] = append(p.children[parent], c.Name)
		}
	}
	var all []string
	todo := []string{class}
	for n := 0; len(todo) > 0 && n < 1000; n++ {
		next := p.children[strings.ToLower(strings.TrimPrefix(todo[0], "cs."))]
		todo = append(todo[1:], next...)
		all = append(all, next...)
	}
	slices.Sort(all)
	return all
}
