package plan

import (
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/query"
)

// linkElements joins the tests of an object column that name elements by
// letter, so that one letter means one element.
//
//	extra.tags[a].k = sea and extra.tags[a].w = 3
//	  →  extra (tags[a].k = sea, tags[a].w = 3)
func linkElements(c Cond) Cond {
	and, ok := c.(And)
	if !ok {
		return c
	}
	first := map[*model.Attribute]int{}
	out := make(And, 0, len(and))
	for _, t := range and {
		o, ok := t.(*InObject)
		if !ok || !linked(o.Tests) {
			out = append(out, t)
			continue
		}
		if i, seen := first[o.Column]; seen {
			tests := append([]ObjectTest(nil), out[i].(*InObject).Tests...)
			out[i] = &InObject{o.Column, append(tests, o.Tests...)}
			continue
		}
		first[o.Column] = len(out)
		out = append(out, o)
	}
	return flatten(out)
}

func linked(tests []ObjectTest) bool {
	for _, t := range tests {
		for _, s := range t.Path {
			if s.Elements == query.Linked {
				return true
			}
		}
	}
	return false
}
