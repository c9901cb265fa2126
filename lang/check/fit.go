package check

import (
	"strings"

	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/source"
)

// verdict is the outcome of comparing what is known of a value with what is
// wanted.
type verdict uint8

const (
	fits     verdict = iota
	doubtful         // it does not fit by what is known, which may be not all
	wrong            // it cannot fit
)

// fit decides whether a value of one type can be assigned to another, as the
// machine converts (types.Type.Convert).
func (p *Project) fit(want, got *Type) verdict {
	switch {
	case want == nil || got == nil || want.Kind == types.Variant || want.Kind == types.Array || got.Kind == types.Array:
		return fits
	case got.null:
		switch want.Kind {
		case types.Object, types.Collection, types.Picture, types.Pointer:
			return fits
		}
		return certainly(want.sure && got.sure)
	case got.Kind == types.Variant:
		return fits
	case want.Kind == got.Kind:
		return p.fitClass(want, got)
	case want.isNumeric() && got.isNumeric():
		return fits
	case want.Kind == types.Blob && got.Kind == types.Object:
		if got.Class == "" || got.Class == "4D.Blob" {
			return fits
		}
	case want.Kind == types.Object && got.Kind == types.Blob:
		return fits
	}
	return certainly(want.sure && got.sure)
}

func certainly(sure bool) verdict {
	if sure {
		return wrong
	}
	return doubtful
}

// fitClass compares classes: assignment does not test them, but two that have
// nothing to do with one another are a mistake.
func (p *Project) fitClass(want, got *Type) verdict {
	if want.Kind != types.Object || want.Class == "" || got.Class == "" || got.Static {
		return fits
	}
	if p.class(want.Class) == nil || p.class(got.Class) == nil || p.related(want.Class, got.Class) {
		return fits
	}
	return doubtful
}

// related reports whether a value can be of both classes.
func (p *Project) related(a, b string) bool {
	return strings.EqualFold(a, b) || p.extends(a, b) || p.extends(b, a) || callable(a) && callable(b)
}

func callable(class string) bool { return class == "4D.Function" || class == "4D.Formula" }

// expect compares a value with what a declaration wants and reports what does
// not fit under a code, or as doubtful.
func (b *body) expect(at source.Span, code, subject string, want, got *Type) {
	switch b.project.fit(want, got) {
	case wrong:
		b.report(at, code, "%s: got %s, want %s.", subject, got, want)
	case doubtful:
		b.report(at, "type.doubtful", "%s: got %s, want %s.", subject, got, want)
	}
}

// group is what kinds can be compared within.
type group uint8

const (
	noGroup group = iota
	numberGroup
	textGroup
	booleanGroup
	dateGroup
	objectGroup
	collectionGroup
)

func groupOf(t *Type) group {
	switch {
	case t == nil || t.null || t.Store != "":
		return noGroup
	case t.isNumeric():
		return numberGroup
	}
	switch t.Kind {
	case types.Text:
		return textGroup
	case types.Boolean:
		return booleanGroup
	case types.Date:
		return dateGroup
	case types.Object:
		return objectGroup
	case types.Collection:
		return collectionGroup
	}
	return noGroup
}
