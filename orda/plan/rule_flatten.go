package plan

// flatten joins nested lists, and unwraps lists of one.
//
//	a and (b and c)  →  a and b and c
//	(a)              →  a
func flatten(c Cond) Cond {
	switch x := c.(type) {
	case And:
		var out And
		for _, t := range x {
			if inner, ok := t.(And); ok {
				out = append(out, inner...)
			} else {
				out = append(out, t)
			}
		}
		if len(out) == 1 {
			return out[0]
		}
		return out
	case Or:
		var out Or
		for _, t := range x {
			if inner, ok := t.(Or); ok {
				out = append(out, inner...)
			} else {
				out = append(out, t)
			}
		}
		if len(out) == 1 {
			return out[0]
		}
		return out
	case *Not:
		if inner, ok := x.X.(*Not); ok {
			return inner.X
		}
	}
	return c
}
