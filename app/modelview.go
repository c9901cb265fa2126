package app

import (
	"quoin.dev/quoin/lang/check"
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/orda/model"
)

// modelView is what the checker sees of the model.
type modelView struct{ m *model.Model }

func (v modelView) Dataclasses() []*check.DataclassInfo {
	all := make([]*check.DataclassInfo, 0, len(v.m.Classes))
	for _, d := range v.m.Classes {
		info := &check.DataclassInfo{Symbol: &check.Symbol{Kind: check.Dataclass, Name: d.Name, Owner: "cs.DataStore",
			Type: check.TypeOf(types.Type{Kind: types.Object, Class: "cs." + d.Name}), ReadOnly: true}}
		for _, a := range d.Attributes {
			if a.Internal || a.Kind == model.Calculated || a.Kind == model.Alias {
				continue // the checker reads those of the entity class itself
			}
			info.Attributes = append(info.Attributes, &check.Symbol{Kind: check.Attribute, Name: a.Name, Owner: "cs." + d.Name + "Entity",
				Type: attributeType(a), Doc: attributeDoc(a)})
		}
		all = append(all, info)
	}
	return all
}

func attributeType(a *model.Attribute) *check.Type {
	switch {
	case a.Related != nil && a.Kind == model.RelatedEntity:
		return check.Loose(types.Type{Kind: types.Object, Class: "cs." + a.Related.Name + "Entity"})
	case a.Related != nil && a.Kind == model.RelatedEntities:
		return check.Loose(types.Type{Kind: types.Object, Class: "cs." + a.Related.Name + "Selection"})
	}
	kinds := map[model.Type]types.Kind{model.BoolType: types.Boolean, model.IntType: types.Integer, model.LongType: types.Integer,
		model.RealType: types.Real, model.DateType: types.Date, model.TimeType: types.Time, model.TextType: types.Text,
		model.UUIDType: types.Text, model.PictureType: types.Picture, model.BlobType: types.Blob, model.ObjectType: types.Object}
	return check.Loose(types.Type{Kind: kinds[a.Type], Class: a.ObjectClass})
}

// attributeDoc says what a person wants to know of an attribute besides its type.
func attributeDoc(a *model.Attribute) string {
	switch {
	case a.Kind == model.RelatedEntity:
		return "Relation to one " + a.Related.Name + "."
	case a.Kind == model.RelatedEntities:
		return "Relation to many " + a.Related.Name + "."
	case a.Unique:
		return "Stored, unique."
	case a.Indexed:
		return "Stored, indexed."
	}
	return "Stored."
}
