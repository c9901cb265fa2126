package sqltext_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/plan"
	"quoin.dev/quoin/orda/store/sqltext"
	"quoin.dev/quoin/orda/store/storetest"
	"quoin.dev/quoin/query"
	"quoin.dev/quoin/text"
)

// plainNames are the names of the model itself. They hold the writer to its
// promise: the table is asked for before its columns.
type plainNames map[*model.Attribute]bool

func (n plainNames) Table(d *model.Dataclass) (string, error) {
	for _, a := range d.Attributes {
		n[a] = true
	}
	return d.Name, nil
}

func (n plainNames) Column(a *model.Attribute) (string, error) {
	if !n[a] {
		return "", fmt.Errorf("the column %s was asked for before its table", a.Name)
	}
	return a.Name, nil
}

// TestSQL runs testdata/sql.txt.
func TestSQL(t *testing.T) {
	m := storetest.Bookshop()
	data, err := os.ReadFile("testdata/sql.txt")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(data), "\n")
	for i := 0; i < len(lines); i++ {
		if lines[i] == "" || lines[i][0] == '#' {
			continue
		}
		class, text0, _ := strings.Cut(lines[i], " | ")
		q, err := query.Parse(text0, nil, query.Settings{})
		if err != nil {
			t.Fatal(err)
		}
		s, err := plan.Build(m.Class(class), q, plan.Options{})
		if err != nil {
			t.Fatal(err)
		}
		i++
		st, err := sqltext.Select(s, plainNames{}, text.NewCollator("en"))
		if err != nil || st.Text != lines[i] {
			t.Errorf("%s:\ngot  %s, %v\nwant %s", text0, st.Text, err, lines[i])
		}
	}
}

// TestHostileNames shows that a name cannot end its quotes.
func TestHostileNames(t *testing.T) {
	if got := sqltext.Quote(`a"; DROP TABLE x; --`); got != `"a""; DROP TABLE x; --"` {
		t.Errorf("got %s", got)
	}
}

// TestUserCodeNeverReachesTheEngine shows that a plan with a formula left in it
// is an error, not SQL.
func TestUserCodeNeverReachesTheEngine(t *testing.T) {
	m := storetest.Bookshop()
	s := &plan.Select{Class: m.Class("Book"), Where: &plan.Sequential{Class: m.Class("Book")}}
	if _, err := sqltext.Select(s, plainNames{}, text.NewCollator("en")); err == nil {
		t.Error("no error")
	}
}
