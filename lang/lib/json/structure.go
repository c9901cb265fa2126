package json

import (
	"fmt"

	"quoin.dev/quoin/value"
)

// checkItems checks a collection and its elements.
func (v *validator) checkItems(l *value.List, schema *value.Obj, at, schemaAt string, depth int) {
	n := l.Len()
	if m := schema.Get("maxItems"); m.IsNumber() && n > int(m.AsInt()) {
		v.report(codeMaxItems, at, schemaAt+"/maxItems", "there are %d elements, more than %d", n, m.AsInt())
	}
	if m := schema.Get("minItems"); m.IsNumber() && n < int(m.AsInt()) {
		v.report(codeMinItems, at, schemaAt+"/minItems", "there are %d elements, fewer than %d", n, m.AsInt())
	}
	if schema.Get("uniqueItems").AsBool() && !v.unique(l) {
		v.report(codeUniqueItems, at, schemaAt+"/uniqueItems", "two elements are the same")
	}
	items := schema.Get("items")
	if one := items.AsObject(); one != nil {
		for i, x := range l.Items() {
			v.check(x, one, fmt.Sprintf("%s[%d]", at, i), schemaAt+"/items", depth+1)
		}
		return
	}
	each := items.AsCollection()
	if each == nil {
		return
	}
	for i, x := range l.Items() {
		place := fmt.Sprintf("%s[%d]", at, i)
		if s := each.At(i).AsObject(); s != nil {
			v.check(x, s, place, fmt.Sprintf("%s/items/%d", schemaAt, i), depth+1)
			continue
		}
		switch more := schema.Get("additionalItems"); {
		case more.AsObject() != nil:
			v.check(x, more.AsObject(), place, schemaAt+"/additionalItems", depth+1)
		case more.Kind() == value.Bool && !more.AsBool():
			v.report(codeAdditionalItems, place, schemaAt+"/additionalItems", "the element is not expected")
		}
	}
}

func (v *validator) unique(l *value.List) bool {
	items := l.Items()
	for i := range items[:min(len(items), maxUnique)] {
		if err := v.c.Process.Poll(); err != nil {
			v.c.Fail(err)
			return true
		}
		for j := range i {
			if sameJSON(items[i], items[j]) {
				return false
			}
		}
	}
	return true
}

// checkProperties checks an object and its properties.
func (v *validator) checkProperties(o *value.Obj, schema *value.Obj, at, schemaAt string, depth int) {
	n := o.Len()
	if m := schema.Get("maxProperties"); m.IsNumber() && n > int(m.AsInt()) {
		v.report(codeMaxProperties, at, schemaAt+"/maxProperties", "there are %d properties, more than %d", n, m.AsInt())
	}
	if m := schema.Get("minProperties"); m.IsNumber() && n < int(m.AsInt()) {
		v.report(codeMinProperties, at, schemaAt+"/minProperties", "there are %d properties, fewer than %d", n, m.AsInt())
	}
	if list := schema.Get("required").AsCollection(); list != nil {
		for _, name := range list.Items() {
			if _, ok := o.Lookup(name.AsText()); !ok {
				v.report(codeRequired, at, schemaAt+"/required", "the property %q is missing", name.AsText())
			}
		}
	}
	known := schema.Get("properties").AsObject()
	patterns := schema.Get("patternProperties").AsObject()
	for name, x := range o.All() {
		place, matched := at+"."+name, false
		if known != nil {
			if s := known.Get(name).AsObject(); s != nil {
				matched = true
				v.check(x, s, place, schemaAt+"/properties/"+name, depth+1)
			}
		}
		if patterns != nil {
			for p, s := range patterns.All() {
				if s.AsObject() != nil && v.matches(p, name) {
					matched = true
					v.check(x, s.AsObject(), place, schemaAt+"/patternProperties/"+p, depth+1)
				}
			}
		}
		if matched {
			continue
		}
		switch more := schema.Get("additionalProperties"); {
		case more.AsObject() != nil:
			v.check(x, more.AsObject(), place, schemaAt+"/additionalProperties", depth+1)
		case more.Kind() == value.Bool && !more.AsBool():
			v.report(codeAdditionalProperties, place, schemaAt+"/additionalProperties", "the property %q is not expected", name)
		}
	}
	v.checkDependencies(o, schema, at, schemaAt, depth)
}

func (v *validator) checkDependencies(o *value.Obj, schema *value.Obj, at, schemaAt string, depth int) {
	dependencies := schema.Get("dependencies").AsObject()
	if dependencies == nil {
		return
	}
	for name, needs := range dependencies.All() {
		if _, ok := o.Lookup(name); !ok {
			continue
		}
		if s := needs.AsObject(); s != nil {
			v.check(value.FromObject(o), s, at, schemaAt+"/dependencies/"+name, depth+1)
		}
		if list := needs.AsCollection(); list != nil {
			for _, other := range list.Items() {
				if _, ok := o.Lookup(other.AsText()); !ok {
					v.report(codeDependencies, at, schemaAt+"/dependencies/"+name, "with %q the property %q is needed", name, other.AsText())
				}
			}
		}
	}
}

// checkAlternatives checks allOf, anyOf, oneOf and not.
func (v *validator) checkAlternatives(x value.Value, schema *value.Obj, at, schemaAt string, depth int) {
	if all := schema.Get("allOf").AsCollection(); all != nil {
		for i, s := range all.Items() {
			if s.AsObject() != nil {
				v.check(x, s.AsObject(), at, fmt.Sprintf("%s/allOf/%d", schemaAt, i), depth+1)
			}
		}
	}
	if l := schema.Get("anyOf").AsCollection(); l != nil && v.fitting(x, l, depth) == 0 {
		v.report(codeOneOfNone, at, schemaAt+"/anyOf", "no alternative fits")
	}
	if l := schema.Get("oneOf").AsCollection(); l != nil {
		switch n := v.fitting(x, l, depth); {
		case n == 0:
			v.report(codeOneOfNone, at, schemaAt+"/oneOf", "no alternative fits")
		case n > 1:
			v.report(codeOneOfSeveral, at, schemaAt+"/oneOf", "%d alternatives fit, want one", n)
		}
	}
	if s := schema.Get("not").AsObject(); s != nil && v.fits(x, s, depth+1) {
		v.report(codeNot, at, schemaAt+"/not", "the value fits what it must not")
	}
}

func (v *validator) fitting(x value.Value, alternatives *value.List, depth int) int {
	n := 0
	for _, s := range alternatives.Items() {
		if s.AsObject() != nil && v.fits(x, s.AsObject(), depth+1) {
			n++
		}
	}
	return n
}
