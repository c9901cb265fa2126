package plan

// A rule turns a condition, whose parts are already simplified, into an
// equivalent one that an engine answers faster, or that says what the query
// means. Each stands in a file of its own.
type rule struct {
	id    string
	apply func(Cond) Cond
}

// rules in the order they are applied to each condition, from the leaves up.
func rules() []rule {
	return []rule{
		{"flatten", flatten},
		{"constants", constants},
		{"share-joins", shareJoins},
		{"link-elements", linkElements},
	}
}

// Simplify applies the rules.
func Simplify(c Cond) Cond {
	all := rules()
	return rewrite(c, func(c Cond) Cond {
		for _, r := range all {
			c = r.apply(c)
		}
		return c
	})
}

// rewrite replaces every part of a condition, the inner ones first.
func rewrite(c Cond, f func(Cond) Cond) Cond {
	switch x := c.(type) {
	case And:
		out := make(And, len(x))
		for i, t := range x {
			out[i] = rewrite(t, f)
		}
		return f(out)
	case Or:
		out := make(Or, len(x))
		for i, t := range x {
			out[i] = rewrite(t, f)
		}
		return f(out)
	case *Not:
		return f(&Not{rewrite(x.X, f)})
	case *Related:
		if x.Where == nil {
			return f(x)
		}
		return f(&Related{x.Relation, x.Alias, rewrite(x.Where, f)})
	}
	return f(c)
}
