package plan

// constants removes terms that decide nothing, and conditions that a term
// decides.
//
//	a and true   →  a        a and false  →  false
//	a or false   →  a        a or true    →  true
//	not true     →  false    r has false  →  false
func constants(c Cond) Cond {
	switch x := c.(type) {
	case And:
		var out And
		for _, t := range x {
			if k, ok := t.(Const); ok {
				if !k {
					return Const(false)
				}
				continue
			}
			out = append(out, t)
		}
		if len(out) == 0 {
			return Const(true)
		}
		return flatten(out)
	case Or:
		var out Or
		for _, t := range x {
			if k, ok := t.(Const); ok {
				if k {
					return Const(true)
				}
				continue
			}
			out = append(out, t)
		}
		if len(out) == 0 {
			return Const(false)
		}
		return flatten(out)
	case *Not:
		if k, ok := x.X.(Const); ok {
			return !k
		}
	case *Related:
		if k, ok := x.Where.(Const); ok {
			if !k {
				return Const(false)
			}
			return &Related{x.Relation, x.Alias, nil}
		}
	}
	return c
}
