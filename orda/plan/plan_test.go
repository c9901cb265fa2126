package plan_test

import (
	"os"
	"strings"
	"testing"

	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/plan"
	"quoin.dev/quoin/query"
	"quoin.dev/quoin/text"
	"quoin.dev/quoin/value"
)

func bookshop(t testing.TB) *model.Model {
	data, err := os.ReadFile("../store/storetest/testdata/bookshop.4DCatalog")
	if err != nil {
		t.Fatal(err)
	}
	m, _, err := model.ReadCatalog("catalog", data)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestPlans runs testdata/plans.txt.
func TestPlans(t *testing.T) {
	m := bookshop(t)
	data, err := os.ReadFile("testdata/plans.txt")
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(string(data), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.SplitN(line, " | ", 3)
		q, err := query.Parse(f[1], nil, query.Settings{})
		if err != nil {
			t.Fatal(err)
		}
		s, err := plan.Build(m.Class(f[0]), q, plan.Options{})
		if err != nil {
			t.Errorf("plans.txt:%d: %s: %v", i+1, f[1], err)
			continue
		}
		if got := s.String(); got != f[2] {
			t.Errorf("plans.txt:%d: %s:\ngot  %s\nwant %s", i+1, f[1], got, f[2])
		}
	}
}

func TestDescribe(t *testing.T) {
	m := bookshop(t)
	q, err := query.Parse("year > 2000 and author.lastName = Kane", nil, query.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := plan.Build(m.Class("Book"), q, plan.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got, _ := value.AppendJSON(nil, plan.Describe(s.Class, s.Where), value.JSONOptions{})
	want := `{"And":[{"item":"Book.year > 2000"},{"item":"Join on Table : Author  :  Book.authorID = Author.ID","subquery":[{"item":"Author.lastName = Kane"}]}]}`
	if string(got) != want {
		t.Errorf("got %s", got)
	}
}

// TestObjectLimits shows that many letters over long collections end.
func TestObjectLimits(t *testing.T) {
	list := value.NewList()
	for i := range 3000 {
		o := value.NewObject()
		o.Set("n", value.FromInt(int64(i)))
		list.Push(value.FromObject(o))
	}
	object := value.NewObject()
	object.Set("l", value.FromCollection(list))
	var tests []plan.ObjectTest
	for _, letter := range "abcd" {
		p, err := query.ParsePath("l[" + string(letter) + "].n")
		if err != nil {
			t.Fatal(err)
		}
		tests = append(tests, plan.ObjectTest{Path: p, Op: query.Eq, Value: query.Operand{Value: value.FromInt(-1)}})
	}
	if holds, _ := plan.HoldIn(tests, value.FromObject(object), text.NewCollator("en")); holds {
		t.Error("nothing equals -1")
	}
}
