package rest

import (
	"net/http"
	"strconv"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/query"
	"quoin.dev/quoin/value"
)

// read answers a request for an entity, a selection or an attribute.
func (q *request) read(b []byte, t *target) (answer, error) {
	if err := q.mayRead(t.class.Model()); err != nil {
		return answer{}, err
	}
	if t.step.hasKey {
		e, err := q.entity(t)
		if err != nil {
			return answer{}, err
		}
		if q.lock != nil {
			return q.lockEntity(b, e)
		}
		return q.readEntity(b, e, t.shape, t.words)
	}
	sel, set, err := q.selection(t)
	if err != nil {
		return answer{}, err
	}
	if q.logic != "" {
		return q.combine(b, t, sel)
	}
	return q.readSelection(b, sel, set, t.shape, t.words)
}

// entity finds the entity that the path names by its key or by an attribute.
func (q *request) entity(t *target) (*orda.Entity, error) {
	if t.step.by == "" {
		return q.load(t.class, value.FromText(t.step.key))
	}
	a, err := q.attribute(t.shape, t.step.by)
	if err != nil {
		return nil, err
	}
	var e *orda.Entity
	if v, ok := keyValue(a.Attribute, value.FromText(t.step.key)); ok {
		e, err = t.class.GetBy(q.caller(), a.Name, v)
	}
	if err == nil && e == nil {
		err = noEntity(t.class, t.step.key)
	}
	return e, err
}

// load returns the entity with a key as an address or JSON gives it.
func (q *request) load(d *orda.Dataclass, key value.Value) (*orda.Entity, error) {
	var e *orda.Entity
	var err error
	if v, ok := keyValue(d.Model().Key, key); ok {
		e, err = d.Get(q.caller(), v)
	}
	if err == nil && e == nil {
		err = noEntity(d, keyText(key))
	}
	return e, err
}

func noEntity(d *orda.Dataclass, key string) error {
	return fault.Numbered(fault.NotFound, 1542, "dbmg", "Cannot find entity with %q key in the %q dataclass", clip(key), d.Name())
}

// keyValue turns a key into a value of its attribute's type. The language is
// generous with text for a number; an address that does not exist must not
// lead to some other entity.
func keyValue(a *model.Attribute, key value.Value) (value.Value, bool) {
	if a == nil {
		return key, false
	}
	switch a.Type {
	case model.IntType, model.LongType:
		if key.Kind() == value.Text {
			n, err := strconv.ParseInt(key.AsText(), 10, 54)
			return value.FromInt(n), err == nil
		}
		return key, key.IsNumber()
	case model.RealType:
		if key.Kind() == value.Text {
			f, err := strconv.ParseFloat(key.AsText(), 64)
			return value.FromReal(f), err == nil
		}
		return key, key.IsNumber()
	case model.DateType:
		if key.Kind() == value.Text {
			d, ok := parseDate(key.AsText())
			return value.FromDate(d), ok
		}
	case model.TextType, model.UUIDType:
		return value.FromText(keyText(key)), key.Kind() == value.Text || key.IsNumber()
	}
	return key, key.Kind() == value.Text || key.IsNumber()
}

// readEntity answers with an entity, or with what a path leads to from it.
func (q *request) readEntity(b []byte, e *orda.Entity, s *shape, words []string) (answer, error) {
	list := q.attributes
	for i, w := range words {
		if isList(w) {
			l, err := paths(w)
			if err != nil {
				return answer{}, err
			}
			list = append(l, list...)
			continue
		}
		a, err := q.attribute(s, w)
		if err != nil {
			return answer{}, err
		}
		switch {
		case a.related() != nil:
			return q.readRelated(b, e, a, words[i+1:])
		case q.wantsBytes(a):
			return q.readBytes(b, e, a)
		}
		list = append(list, w)
	}
	v, err := q.view(s, list)
	if err != nil {
		return answer{}, err
	}
	x := &encoder{q: q}
	return answer{body: x.finish(x.appendEntity(b, e, v, true))}, nil
}

// isList reports whether a segment of the path is a list of attributes.
func isList(word string) bool { return strings.ContainsAny(word, ",.*") }

// readRelated answers with the entity or selection behind a relation.
func (q *request) readRelated(b []byte, e *orda.Entity, a *attr, rest []string) (answer, error) {
	if err := q.mayRead(a.related()); err != nil {
		return answer{}, err
	}
	v, err := e.Get(q.caller(), a.Name)
	if err != nil {
		return answer{}, err
	}
	q.expandTarget(a.Name)
	switch r := q.g.Wrapper().Unwrap(v).(type) {
	case *orda.Entity:
		if r != nil {
			return q.readEntity(b, r, q.h.shapes.of(r.Dataclass().Model()), rest)
		}
	case *orda.Selection:
		if r == nil {
			break
		}
		s := q.h.shapes.of(r.Dataclass().Model())
		if r, err = q.narrow(r, s, q.subOrderBy); err != nil {
			return answer{}, err
		}
		return q.readSelection(b, r, "", s, rest)
	}
	return answer{body: append(b, "null"...)}, nil
}

// expandTarget takes a relation that the path follows off $expand: there it
// only repeats the path.
func (q *request) expandTarget(name string) {
	var left []string
	for _, x := range q.address.expand {
		if x != name {
			left = append(left, x)
		}
	}
	q.address.expand = left
}

// selection returns the entities that a request for a class or an entity set
// is about, and the set's address.
func (q *request) selection(t *target) (sel *orda.Selection, set string, err error) {
	if t.hasSet && t.set != "" {
		if sel, err = q.useSet(t, t.set); err != nil {
			return nil, "", err
		}
		set = setURI(t.shape, t.set)
		if q.hasFilter || q.orderBy != "" {
			sel, err = q.narrow(sel, t.shape, "")
			set = ""
		}
		return sel, set, err
	}
	parsed, settings, err := q.query(t.shape, q.orderBy)
	if err != nil {
		return nil, "", err
	}
	if parsed == nil {
		sel, err = t.class.All(q.caller())
	} else {
		sel, err = t.class.QueryParsed(q.caller(), parsed, settings)
	}
	return sel, "", err
}

// narrow applies $filter and an order to a selection.
func (q *request) narrow(sel *orda.Selection, s *shape, order string) (*orda.Selection, error) {
	if order == "" {
		order = q.orderBy
	}
	parsed, settings, err := q.query(s, order)
	if err != nil || parsed == nil {
		return sel, err
	}
	return sel.QueryParsed(q.caller(), parsed, settings)
}

// query reads $filter and an order; nil when there is neither.
func (q *request) query(s *shape, order string) (*query.Query, query.Settings, error) {
	// A formula is code, and code does not come from outside.
	settings := query.Settings{REST: true, NoFormulas: true, Plan: q.queryPlan, Path: q.queryPath}
	var parsed *query.Query
	if strings.TrimSpace(q.filter) != "" {
		var err error
		if parsed, err = query.Parse(q.filter, q.args, settings); err != nil {
			return nil, settings, err
		}
	}
	if strings.TrimSpace(order) != "" {
		by, err := query.ParseOrder(order)
		if err != nil {
			return nil, settings, fault.Numbered(fault.Invalid, 1810, "rest", "Wrong order-by list: %w", err)
		}
		if parsed == nil {
			parsed = &query.Query{}
		}
		parsed.Order = by
	}
	if parsed == nil {
		return nil, settings, nil
	}
	return parsed, settings, q.checkPaths(s, parsed)
}

// checkPaths refuses conditions and orders over attributes that are hidden or
// that the session may not read: they would tell what they contain.
func (q *request) checkPaths(s *shape, parsed *query.Query) error {
	for _, o := range parsed.Order {
		if err := q.checkPath(s, o.Path); err != nil {
			return err
		}
	}
	return q.checkExpr(s, parsed.Where)
}

func (q *request) checkExpr(s *shape, e query.Expr) error {
	var terms []query.Expr
	switch e := e.(type) {
	case *query.And:
		terms = e.Terms
	case *query.Or:
		terms = e.Terms
	case *query.Not:
		return q.checkExpr(s, e.X)
	case *query.Criterion:
		return q.checkPath(s, e.Path)
	}
	for _, term := range terms {
		if err := q.checkExpr(s, term); err != nil {
			return err
		}
	}
	return nil
}

func (q *request) checkPath(s *shape, p query.Path) error {
	for _, segment := range p {
		a, err := q.attribute(s, segment.Name)
		if err != nil {
			return err
		}
		next := a.related()
		if next == nil {
			return nil // what follows is inside an object
		}
		if err := q.mayRead(next); err != nil {
			return err
		}
		s = q.h.shapes.of(next)
	}
	return nil
}

// readSelection answers with a selection, or with what a path leads to from it.
func (q *request) readSelection(b []byte, sel *orda.Selection, set string, s *shape, words []string) (answer, error) {
	if q.compute != "" || q.distinct {
		if len(words) != 1 {
			return answer{}, malformed("$compute and $distinct need one attribute in the path")
		}
		return q.aggregate(b, sel, s, words[0])
	}
	list := q.attributes
	for i, w := range words {
		if !isList(w) {
			a, err := q.attribute(s, w)
			if err != nil {
				return answer{}, err
			}
			if a.related() != nil && (i+1 < len(words) || a.toMany()) {
				return q.project(b, sel, a, words[i+1:])
			}
		}
		l, err := paths(w)
		if err != nil {
			return answer{}, err
		}
		list = append(l, list...)
	}
	v, err := q.view(s, list)
	if err != nil {
		return answer{}, err
	}
	if q.method == "entityset" || q.method == "subentityset" {
		if q.clean {
			if sel, err = sel.Clean(q.caller()); err != nil {
				return answer{}, err
			}
		}
		if set, err = q.createSet(sel, s); err != nil {
			return answer{}, err
		}
	}
	return q.sendSelection(b, sel, v, set), nil
}

// sendSelection appends the page of a selection that the request asks for.
func (q *request) sendSelection(b []byte, sel *orda.Selection, v *view, set string) answer {
	x := &encoder{q: q}
	p := q.page(set)
	if q.asArray {
		return answer{body: x.appendAsArray(b, sel, v, p)}
	}
	b = x.appendSelection(b, sel, v, p)
	if q.queryPlan {
		b = append(x.appendValue(member(b, "__queryPlan"), sel.QueryPlan()), '}')
	}
	if q.queryPath {
		b = append(x.appendValue(member(b, "__queryPath"), sel.QueryPath()), '}')
	}
	return answer{body: x.finish(b)}
}

func (q *request) page(set string) page {
	p := page{set: set, skip: max(q.skip, 0), top: q.top}
	if p.top < 0 {
		p.top = pageSize
	}
	p.top = min(p.top, maxPage)
	return p
}

// project answers with all entities that a relation leads to from a selection.
func (q *request) project(b []byte, sel *orda.Selection, a *attr, rest []string) (answer, error) {
	if err := q.mayRead(a.related()); err != nil {
		return answer{}, err
	}
	v, err := sel.Attribute(q.caller(), a.Name)
	if err != nil {
		return answer{}, err
	}
	q.expandTarget(a.Name)
	related, ok := q.g.Wrapper().Unwrap(v).(*orda.Selection)
	if !ok || related == nil {
		return answer{body: append(b, "null"...)}, nil
	}
	return q.readSelection(b, related, "", q.h.shapes.of(related.Dataclass().Model()), rest)
}

// aggregate answers $compute and $distinct over one attribute.
func (q *request) aggregate(b []byte, sel *orda.Selection, s *shape, path string) (answer, error) {
	parsed, err := query.ParsePath(path)
	if err != nil {
		return answer{}, err
	}
	if err := q.checkPath(s, parsed); err != nil {
		return answer{}, err
	}
	x := &encoder{q: q}
	if q.distinct {
		list, err := sel.Distinct(q.caller(), path, orda.DistinctOptions{})
		if err != nil {
			return answer{}, err
		}
		return answer{body: x.appendValues(b, list, q.page(""))}, nil
	}
	return q.computeOver(b, x, sel, s, path, parsed)
}

// appendValues appends a page of a list of attribute values.
func (x *encoder) appendValues(b []byte, list *value.List, p page) []byte {
	items := list.Items()
	items = items[min(p.skip, len(items)):]
	if x.q.top >= 0 {
		items = items[:min(p.top, len(items))]
	}
	b = append(b, '[')
	for i, v := range items {
		if i > 0 {
			b = append(b, ',')
		}
		b = x.appendValue(b, v)
	}
	return append(b, ']')
}

// computeOver answers $compute: one aggregate as a bare value, or all.
func (q *request) computeOver(b []byte, x *encoder, sel *orda.Selection, s *shape, path string, parsed query.Path) (answer, error) {
	numeric := true
	if a := s.byName[parsed[0].Name]; len(parsed) == 1 {
		numeric = a.Type != model.TextType && a.Type != model.UUIDType
	}
	all := q.compute == "$all"
	if all {
		b = append(value.AppendQuoted(append(b, '{'), path), ":{"...)
	}
	done := 0
	for _, c := range []struct {
		name    string
		numbers bool // for numbers only
		of      func(*orda.Caller, string) (value.Value, error)
	}{{"count", false, sel.CountOf}, {"sum", true, sel.Sum}, {"average", true, sel.Average}, {"min", false, sel.Min}, {"max", false, sel.Max}} {
		if !all && q.compute != c.name || all && c.numbers && !numeric {
			continue
		}
		if c.numbers && !numeric {
			return answer{}, fault.Numbered(fault.Invalid, 1817, "rest", "%s cannot be computed of a text", c.name)
		}
		v, err := c.of(q.caller(), path)
		if err != nil {
			return answer{}, err
		}
		if all {
			if done > 0 {
				b = append(b, ',')
			}
			b = append(value.AppendQuoted(b, c.name), ':')
		}
		b = x.appendValue(b, v)
		done++
	}
	if done == 0 {
		return answer{}, fault.Numbered(fault.Invalid, 1817, "rest", "Unknown $compute action %q", clip(q.compute))
	}
	if all {
		b = append(b, "}}"...)
	}
	return answer{body: b}, nil
}

// wantsBytes reports whether the request asks for the content of a picture or
// blob rather than for the entity with its address.
func (q *request) wantsBytes(a *attr) bool {
	if a.Type != model.PictureType && a.Type != model.BlobType {
		return false
	}
	return q.imageFormat != "" || q.binary || q.version || len(q.expand) > 0
}

// readBytes answers with the content of a picture or blob; an empty body when
// there is none or when it cannot be converted.
func (q *request) readBytes(b []byte, e *orda.Entity, a *attr) (answer, error) {
	v, err := e.Get(q.caller(), a.Name)
	if err != nil {
		return answer{}, err
	}
	out := answer{body: b, contentType: "application/octet-stream", header: [][2]string{
		// What users stored must not run as a page of this server.
		{"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"},
		{"Cache-Control", "private, no-cache"},
	}}
	if q.version {
		out.header[1][1] = "private, max-age=86400" // the address changes with the entity
	}
	switch v.Kind() {
	case value.Blob:
		out.body = v.AsBlob()
		out.header = append(out.header, [2]string{"Content-Disposition", "attachment"})
	case value.Picture:
		img := v.AsPicture()
		if mime := imageType(q.imageFormat); mime != "" && mime != img.MIME {
			ok := false
			if q.h.o.Pictures != nil {
				img, ok = q.h.o.Pictures.Convert(img, mime)
			}
			if !ok {
				img = &value.Image{MIME: mime}
			}
		}
		out.body = img.Data
		if strings.HasPrefix(img.MIME, "image/") {
			out.contentType = img.MIME
		}
	}
	if len(out.body) == 0 {
		out.status = http.StatusOK
	}
	return out, nil
}

// imageType is the media type of an $imageformat; "" keeps the stored one.
func imageType(format string) string {
	switch format {
	case "gif", "png", "jpeg", "tiff":
		return "image/" + format
	case "jpg":
		return "image/jpeg"
	}
	return ""
}
