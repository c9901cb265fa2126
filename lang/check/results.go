package check

import (
	"strings"

	"quoin.dev/quoin/lang/types"
)

// shapes are results of built-ins that the signature only calls an object or a
// collection: "{name: Type; …}" and "[Type]". They are open: other properties
// may be there.
func shapes() map[string]string {
	const (
		failures = "[{errCode: Integer; message: Text; componentSignature: Text}]"
		status   = "{success: Boolean; status: Integer; statusText: Text; autoMerged: Boolean; lockKindText: Text; lockInfo: Object; errors: " + failures + "}"
		event    = "{attributeName: Text; dataClassName: Text; kind: Text; "
	)
	return map[string]string{
		"Split string":    "[Text]",
		"OB Keys":         "[Text]",
		"OB Entries":      "[{key: Text; value: Variant}]",
		"Last errors":     failures,
		"Call chain":      "[{database: Text; line: Integer; name: Text; type: Text}]",
		"Copy parameters": "[Variant]",
		"Web Event":       "{caller: Text; eventType: Text; data: Object}",
		"Process info":    "{name: Text; number: Integer; sessionID: Text; type: Integer; state: Integer}",

		"4D.Entity.save":   status,
		"4D.Entity.drop":   status,
		"4D.Entity.lock":   status,
		"4D.Entity.unlock": status,
		"4D.Entity.reload": status,
		"4D.Entity.diff":   "[{attributeName: Text; value: Variant; otherValue: Variant}]",

		"4D.EntitySelection.toCollection": "[Object]",
		"4D.EntitySelection.selected":     "{ranges: [{start: Integer; end: Integer}]}",
		"4D.DataClass.getInfo":            "{name: Text; primaryKey: Text; tableNumber: Integer; exposed: Boolean}",

		"4D.Folder.files":          "[4D.File]",
		"4D.Folder.folders":        "[4D.Folder]",
		"4D.Session.getPrivileges": "[Text]",

		"event get":      event + "result: Variant}",
		"event set":      event + "value: Variant}",
		"event query":    event + "operator: Text; value: Variant; result: Variant}",
		"event orderBy":  event + "operator: Text; descending: Boolean; result: Variant}",
		"event restrict": event + "result: Variant}",
		"event":          event + "savedAttributes: [Text]; droppedAttributes: [Text]; saveStatus: Text; dropStatus: Text; status: {errors: " + failures + "}}",
	}
}

// shaped returns the type of a known shape; nil where there is none.
func (p *Project) shaped(name string) *Type {
	if t, ok := p.shapes[name]; ok {
		return t
	}
	return nil
}

// readShapes reads the table. The types are not certain.
func readShapes() map[string]*Type {
	all := map[string]*Type{}
	for name, text := range shapes() {
		r := shapeReader{text}
		all[name] = r.read()
	}
	return all
}

type shapeReader struct{ rest string }

func (r *shapeReader) read() *Type {
	r.rest = strings.TrimLeft(r.rest, " ")
	switch {
	case r.take("["):
		elem := r.read()
		r.take("]")
		return collectionOf(elem).unsure()
	case r.take("{"):
		t := &Type{Type: types.Type{Kind: types.Object}, Props: map[string]*Type{}}
		for !r.take("}") && r.rest != "" {
			name, rest, _ := strings.Cut(r.rest, ":")
			r.rest = rest
			t.Props[strings.TrimSpace(name)] = r.read()
			r.take(";")
		}
		return t.bound()
	}
	end := strings.IndexAny(r.rest, ";]}")
	if end < 0 {
		end = len(r.rest)
	}
	store, name, dotted := strings.Cut(strings.TrimSpace(r.rest[:end]), ".")
	r.rest = r.rest[end:]
	if !dotted {
		store, name = "", store
	}
	t, _ := types.Lookup(store, name)
	return Loose(t)
}

func (r *shapeReader) take(sign string) bool {
	r.rest = strings.TrimLeft(r.rest, " ")
	if rest, ok := strings.CutPrefix(r.rest, sign); ok {
		r.rest = rest
		return true
	}
	return false
}
