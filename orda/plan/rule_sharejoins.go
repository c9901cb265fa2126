package plan

import "quoin.dev/quoin/orda/model"

// shareJoins makes criteria over one relation mean one related record, as the
// original's joins do; an alias number makes them mean different ones.
//
//	rel has x and rel has y     →  rel has (x and y)
//	rel has x or rel has y      →  rel has (x or y)
//	rel has x and rel{2} has y  →  unchanged
func shareJoins(c Cond) Cond {
	switch x := c.(type) {
	case And:
		merged := mergeRelated(x, func(a, b Cond) Cond {
			switch {
			case a == nil:
				return b
			case b == nil:
				return a
			}
			return Simplify(And{a, b})
		})
		return flatten(And(merged))
	case Or:
		merged := mergeRelated(x, func(a, b Cond) Cond {
			if a == nil || b == nil {
				return nil
			}
			return Simplify(Or{a, b})
		})
		return flatten(Or(merged))
	}
	return c
}

// mergeRelated keeps one Related of each relation and alias, at the place of
// the first.
func mergeRelated(terms []Cond, merge func(a, b Cond) Cond) []Cond {
	type join struct {
		relation *model.Attribute
		alias    int
	}
	first := map[join]int{}
	out := make([]Cond, 0, len(terms))
	for _, t := range terms {
		r, ok := t.(*Related)
		if !ok {
			out = append(out, t)
			continue
		}
		key := join{r.Relation, r.Alias}
		if i, seen := first[key]; seen {
			out[i] = &Related{r.Relation, r.Alias, merge(out[i].(*Related).Where, r.Where)}
			continue
		}
		first[key] = len(out)
		out = append(out, r)
	}
	return out
}
