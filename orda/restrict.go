package orda

import (
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/plan"
)

// Visible returns the selection without what the restrict function of its class
// hides from the caller. It is for selections that were made for somebody else,
// or long ago: what they hold is fixed, who may see it is not.
func (s *Selection) Visible(c *Caller) (*Selection, error) {
	visible, restricted, err := s.class.visible(c)
	if err != nil || !restricted {
		return s, err
	}
	out := s.like(nil)
	for _, r := range s.records {
		if has(visible, r) {
			out.records = append(out.records, r)
		}
	}
	return out, nil
}

// hideRelated limits conditions on related entities to those that the relation
// shows the caller: a query must not tell what reading hides. Relations to one
// show whatever they lead to (spec/orda_rest.md 1.16).
func (ds *Datastore) hideRelated(c *Caller, cond plan.Cond) (plan.Cond, error) {
	if ds.hooks == nil {
		return cond, nil
	}
	switch x := cond.(type) {
	case plan.And:
		out, err := ds.hideInAll(c, x)
		return plan.And(out), err
	case plan.Or:
		out, err := ds.hideInAll(c, x)
		return plan.Or(out), err
	case *plan.Not:
		inner, err := ds.hideRelated(c, x.X)
		return &plan.Not{X: inner}, err
	case *plan.Related:
		inner, err := ds.hideRelated(c, x.Where)
		if err == nil && x.Relation.Kind == model.RelatedEntities {
			visible, restricted, e := ds.of(x.Relation.Related).visible(c)
			inner, err = restrictTo(inner, visible, restricted), e
		}
		return &plan.Related{Relation: x.Relation, Alias: x.Alias, Where: inner}, err
	}
	return cond, nil
}

func (ds *Datastore) hideInAll(c *Caller, terms []plan.Cond) ([]plan.Cond, error) {
	out := make([]plan.Cond, len(terms))
	for i, t := range terms {
		var err error
		if out[i], err = ds.hideRelated(c, t); err != nil {
			return nil, err
		}
	}
	return out, nil
}
