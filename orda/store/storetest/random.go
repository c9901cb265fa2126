package storetest

import (
	"fmt"

	"pgregory.net/rapid"

	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/plan"
	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/query"
	"quoin.dev/quoin/value"
)

// words are texts that differ in what collation ignores and in what it does not.
var words = []string{"", "a", "A", "á", "ab", "aB", "abc", "b", "æ", "ae", "Peña", "pena", "PENA PARK", "sea side", "sea-side", "@", "a@b", "ß", "ss",
	"Straße 12", "œuvre", "zz", "z z", "naïve", "100", "1", "2", "été", "日本", "🙂"}

func randomText(t *rapid.T) string { return rapid.SampledFrom(words).Draw(t, "text") }

// randomValue is a value that fits a column; now and then null.
func randomValue(t *rapid.T, a *model.Attribute) value.Value {
	if rapid.IntRange(0, 4).Draw(t, "null") == 0 {
		return value.NullValue()
	}
	return randomPresent(t, a)
}

func randomPresent(t *rapid.T, a *model.Attribute) value.Value {
	small := rapid.Int64Range(-3, 6)
	switch a.Type {
	case model.BoolType:
		return value.FromBool(rapid.Bool().Draw(t, "bool"))
	case model.IntType, model.LongType:
		return value.FromInt(small.Draw(t, "int"))
	case model.RealType:
		return value.FromReal(float64(small.Draw(t, "real")) / 2)
	case model.DateType:
		return value.FromDate(value.NewDay(2020, 1, 1).AddDays(int(small.Draw(t, "day"))))
	case model.TimeType:
		return value.FromTime(small.Draw(t, "time") * 60)
	case model.TextType:
		return value.FromText(randomText(t))
	case model.UUIDType:
		return value.FromText(uuid(small.Draw(t, "uuid")))
	case model.ObjectType:
		return value.FromText(randomObject(t))
	case model.BlobType:
		return value.FromBlob([]byte(randomText(t)))
	}
	return value.FromPicture(&value.Image{MIME: "image/png", Data: []byte(randomText(t))})
}

func uuid(n int64) string { return fmt.Sprintf("%032X", n+10) }

func randomObject(t *rapid.T) string {
	n := rapid.Int64Range(0, 3)
	return rapid.SampledFrom([]string{
		`{}`, `{"k":"sea"}`, `{"k":null}`, `{"k":"SEA","n":` + fmt.Sprint(n.Draw(t, "n")) + `}`, `{"n":"2"}`, `{"when":"!!2020-01-02!!"}`,
		`{"tags":[]}`, `{"tags":[{"k":"sea","w":1},{"k":"trade","w":2}]}`, `{"tags":[{"k":"trade","w":1},{"w":3}]}`, `{"in":{"k":"á"}}`, `{"n":2.5,"b":true}`,
	}).Draw(t, "object")
}

// randomOps fills tables: keys are unique, the rest is anything.
func randomOps(t *rapid.T, m *model.Model, next func(*model.Dataclass) int64) []store.Op {
	var ops []store.Op
	for _, d := range m.Classes {
		for i := range rapid.IntRange(0, 8).Draw(t, d.Name) {
			op := store.Op{Kind: store.Insert, Class: d, Record: next(d)}
			for _, a := range d.Attributes {
				if a.Kind != model.Storage {
					continue
				}
				v := randomValue(t, a)
				switch {
				case a == d.Key && a.Type == model.UUIDType:
					v = value.FromText(uuid(int64(i)))
				case a == d.Key:
					v = value.FromInt(int64(i))
				case a.Unique:
					v = value.FromText(fmt.Sprint(words[i%len(words)], i))
				}
				op.Columns, op.Values = append(op.Columns, a), append(op.Values, v)
			}
			ops = append(ops, op)
		}
	}
	return ops
}

// randomChanges updates and deletes some of the records that are there.
func randomChanges(t *rapid.T, inserts []store.Op) []store.Op {
	var ops []store.Op
	for _, op := range inserts {
		switch rapid.IntRange(0, 4).Draw(t, "change") {
		case 0:
			ops = append(ops, store.Op{Kind: store.Delete, Class: op.Class, Record: op.Record, Stamp: store.AnyStamp})
		case 1:
			change := store.Op{Kind: store.Update, Class: op.Class, Record: op.Record, Stamp: store.AnyStamp}
			for _, a := range op.Columns {
				if a == op.Class.Key || a.Unique || rapid.Bool().Draw(t, "skip") {
					continue
				}
				change.Columns, change.Values = append(change.Columns, a), append(change.Values, randomValue(t, a))
			}
			ops = append(ops, change)
		}
	}
	return ops
}

// randomSelect is a plan over any class of the model.
func randomSelect(t *rapid.T, m *model.Model) *plan.Select {
	d := rapid.SampledFrom(m.Classes).Draw(t, "class")
	s := &plan.Select{Class: d}
	if rapid.IntRange(0, 9).Draw(t, "where") > 0 {
		s.Where = randomCond(t, d, 3)
	}
	for range rapid.IntRange(0, 2).Draw(t, "keys") {
		s.Order = append(s.Order, randomOrder(t, d))
	}
	if rapid.IntRange(0, 4).Draw(t, "only") == 0 {
		s.Only = true
		s.Records = rapid.SliceOfNDistinct(rapid.Int64Range(1, 12), 0, 8, rapid.ID).Draw(t, "records")
	}
	if rapid.IntRange(0, 4).Draw(t, "limited") == 0 && !s.Only {
		s.Limit = rapid.IntRange(1, 4).Draw(t, "limit")
	}
	return s
}

func randomOrder(t *rapid.T, d *model.Dataclass) plan.Order {
	o := plan.Order{Descending: rapid.Bool().Draw(t, "descending")}
	for depth := 0; ; depth++ {
		a := rapid.SampledFrom(d.Attributes).Draw(t, "key")
		switch {
		case a.Kind == model.RelatedEntity && depth < 2:
			o.Hops = append(o.Hops, a)
			d = a.Related
		case a.Kind == model.Storage && a.Type == model.ObjectType:
			o.Column, o.Object = a, []string{rapid.SampledFrom([]string{"k", "n", "tags"}).Draw(t, "property")}
			return o
		case a.Kind == model.Storage && a.Type != model.PictureType && a.Type != model.BlobType:
			o.Column = a
			return o
		}
	}
}

func randomCond(t *rapid.T, d *model.Dataclass, depth int) plan.Cond {
	kind := rapid.IntRange(0, 9).Draw(t, "kind")
	if depth > 0 {
		switch kind {
		case 0, 1:
			return plan.And{randomCond(t, d, depth-1), randomCond(t, d, depth-1)}
		case 2, 3:
			return plan.Or{randomCond(t, d, depth-1), randomCond(t, d, depth-1)}
		case 4:
			return &plan.Not{X: randomCond(t, d, depth-1)}
		}
	}
	if kind == 5 {
		return &plan.Among{Records: rapid.SliceOfDistinct(rapid.Int64Range(1, 9), rapid.ID).Draw(t, "among")}
	}
	return randomLeaf(t, rapid.SampledFrom(d.Attributes).Draw(t, "attribute"), depth)
}

func randomLeaf(t *rapid.T, a *model.Attribute, depth int) plan.Cond {
	switch {
	case a.Kind == model.RelatedEntity || a.Kind == model.RelatedEntities:
		if depth == 0 || rapid.IntRange(0, 3).Draw(t, "exists") == 0 {
			return &plan.Related{Relation: a}
		}
		return &plan.Related{Relation: a, Where: randomCond(t, a.Related, depth-1)}
	case a.Type == model.ObjectType:
		return &plan.InObject{Column: a, Tests: randomTests(t)}
	case a.Type == model.PictureType || a.Type == model.BlobType || rapid.IntRange(0, 5).Draw(t, "isnull") == 0:
		return &plan.Null{Column: a}
	case a.Type == model.TextType && rapid.Bool().Draw(t, "pattern"):
		pattern := randomText(t)
		switch rapid.IntRange(0, 4).Draw(t, "wild") {
		case 0:
			pattern += "@"
		case 1:
			pattern = "@" + pattern
		case 2:
			pattern = "@" + pattern + "@"
		case 3:
			return &plan.Word{Column: a, Pattern: pattern}
		}
		return &plan.Match{Column: a, Pattern: pattern}
	case rapid.IntRange(0, 3).Draw(t, "oneof") == 0:
		one := &plan.OneOf{Column: a}
		for range rapid.IntRange(0, 3).Draw(t, "values") {
			one.Values = append(one.Values, randomPresent(t, a))
		}
		return one
	}
	return &plan.Compare{Column: a, Op: plan.Comparison(rapid.IntRange(0, 5).Draw(t, "op")), Value: randomPresent(t, a)}
}

func randomTests(t *rapid.T) []plan.ObjectTest {
	var tests []plan.ObjectTest
	for range rapid.IntRange(1, 2).Draw(t, "tests") {
		path := rapid.SampledFrom([]string{"k", "n", "when", "in.k", "tags[].k", "tags[a].k", "tags[a].w", "tags[0].w", "tags.length", "tags[b].k", "b"}).Draw(t, "path")
		parsed, err := query.ParsePath(path)
		if err != nil {
			t.Fatal(err)
		}
		tests = append(tests, plan.ObjectTest{Path: parsed, Op: query.Op(rapid.IntRange(int(query.Eq), int(query.Ge)).Draw(t, "op")),
			Value: query.Operand{Value: rapid.SampledFrom([]value.Value{value.FromText("sea"), value.FromText("tr@"), value.FromText("a"),
				value.FromInt(1), value.FromInt(2), value.NullValue(), value.FromBool(true), value.FromDate(value.NewDay(2020, 1, 2)), value.FromText("2")}).Draw(t, "operand")}})
	}
	return tests
}
