package lib_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/convert"
	"quoin.dev/quoin/lang/lib"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// languageCase is one case of test/language/cases.json: an expression or a
// snippet, and the value it gives.
type languageCase struct {
	ID, Topic, Dialect, Code string
	Expect                   any
	Setup                    struct{ Methods, Classes map[string]string }
}

const (
	casesFile   = "../../test/language/cases.json"
	passingFile = "../../test/language/passing.txt"
)

// mandatory are the topics in which every case passes.
var mandatory = []string{"operators", "truthiness", "control", "null", "class", "method"}

// TestLanguageCases runs every case of the specification and prints the count.
// A case that is listed as passing must pass; one that newly passes should be
// added to the list, which QUOIN_UPDATE=1 does.
func TestLanguageCases(t *testing.T) {
	raw, err := os.ReadFile(casesFile)
	if err != nil {
		t.Fatal(err)
	}
	var cases []languageCase
	if err := json.Unmarshal(raw, &cases); err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadFile(passingFile)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	expected := strings.Fields(string(list))
	var passing []string
	passed, total := map[string]int{}, map[string]int{}
	for _, c := range cases {
		total[c.Topic]++
		err := run(t, c)
		if err == nil {
			passed[c.Topic]++
			passing = append(passing, c.ID)
			continue
		}
		switch {
		case slices.Contains(mandatory, c.Topic), slices.Contains(expected, c.ID):
			t.Errorf("%s: %s: %v", c.ID, c.Code, err)
		default:
			t.Logf("not yet: %s: %s: %v", c.ID, c.Code, err)
		}
	}
	report(t, passed, total)
	if os.Getenv("QUOIN_UPDATE") != "" {
		if err := os.WriteFile(passingFile, []byte(strings.Join(passing, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if len(passing) > len(expected) {
		t.Logf("%d cases pass that %s does not list", len(passing)-len(expected), passingFile)
	}
}

func report(t *testing.T, passed, total map[string]int) {
	topics := make([]string, 0, len(total))
	sum, all := 0, 0
	for topic, n := range total {
		topics = append(topics, topic)
		sum, all = sum+passed[topic], all+n
	}
	sort.Strings(topics)
	for i, topic := range topics {
		topics[i] = fmt.Sprintf("%s %d/%d", topic, passed[topic], total[topic])
	}
	t.Logf("%d of %d cases pass: %s", sum, all, strings.Join(topics, ", "))
}

// run evaluates a case and compares; nil means it passes.
func run(t *testing.T, c languageCase) error {
	dialect, ext := syntax.FourD, ".4dm"
	if c.Dialect == "qodly" {
		dialect, ext = syntax.Qodly, ".4qs"
	}
	var sources []lang.Source
	for name, text := range c.Setup.Methods {
		sources = append(sources, lang.Source{Path: name + ext, Name: name, Dialect: dialect, Text: text})
	}
	for name, text := range c.Setup.Classes {
		sources = append(sources, lang.Source{Path: name + ext, Name: name, Kind: lang.Class, Dialect: dialect, Text: text})
	}
	got, err := evaluate(t, c.Code, dialect, sources...)
	if want, isError := c.Expect.(map[string]any); isError {
		if code, ok := want["$error"]; ok {
			return compareError(err, code)
		}
	}
	if err != nil {
		return err
	}
	return compare(got, c.Expect)
}

// patience is how long a snippet may run: what takes longer hangs.
const patience = time.Minute

// evaluate runs a snippet against the whole library, with files in a folder of
// the test's own.
func evaluate(t testing.TB, code string, dialect syntax.Dialect, sources ...lang.Source) (value.Value, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cat, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	unit := lang.Compile(ctx, sources, lang.Options{Builtins: cat.Builtins()})
	folder := t.TempDir()
	h, office := testHost(), newPostOffice()
	h.Dial = office.dial
	defer office.close()
	rt := vm.NewRuntime(unit.Program, vm.RuntimeOptions{
		Host: h, Programs: true,
		Paths: map[string]string{"/PACKAGE/": folder, "/PROJECT/": folder + "/Project", "/RESOURCES/": folder + "/Resources",
			"/DATA/": folder + "/Data", "/LOGS/": folder + "/Logs", "/TEMP/": folder + "/Temp"},
	})
	defer rt.Close()
	v, err := lang.Eval(ctx, rt, code, dialect, vm.ProcessOptions{Name: "test", Limits: vm.Limits{Memory: 256 << 20}})
	if ctx.Err() != nil {
		t.Errorf("%s\nwas still running after %v", code, patience)
	}
	if err == nil {
		mustBeFine(t, code, dialect, sources)
	}
	return v, err
}

// catalogue is made once: it does not change.
var catalogue = sync.OnceValues(func() (*command.Catalogue, error) { return lib.Catalogue() })

// testHost is the machine, with a clock that stands still.
func testHost() *host.Host {
	h := host.Real()
	h.Clock = fixedClock{time.Date(2026, 11, 20, 13, 5, 7, 42e6, time.UTC), h.Clock}
	h.Location = time.UTC
	return h
}

type fixedClock struct {
	now time.Time
	host.Clock
}

func (c fixedClock) Now() time.Time { return c.now }

func compareError(err error, code any) error {
	if err == nil {
		return fmt.Errorf("no error")
	}
	if fault.KindOf(err) == fault.Internal || fault.KindOf(err) == fault.Unsupported {
		return err
	}
	if n, ok := code.(float64); ok && fault.As(err).Number != int(n) {
		return fmt.Errorf("error %d, want %d (%w)", fault.As(err).Number, int(n), err)
	}
	return nil
}

// compare returns how a value differs from the JSON that a case expects.
func compare(got value.Value, want any) error {
	g, w := plain(got), want
	if !same(g, w) {
		gs, _ := json.Marshal(g)
		ws, _ := json.Marshal(w)
		return fmt.Errorf("got %s, want %s", gs, ws)
	}
	return nil
}

// plain turns a value into what encoding/json makes of the cases.
func plain(v value.Value) any {
	switch v.Kind() {
	case value.Undefined:
		return map[string]any{"$undefined": true}
	case value.Bool:
		return v.AsBool()
	case value.Int, value.Real:
		return v.AsReal()
	case value.Text:
		return v.AsText()
	case value.Date:
		return map[string]any{"$date": v.AsDate().String()}
	case value.Time:
		return map[string]any{"$time": convert.Time(v.AsInt())}
	case value.Object:
		out := map[string]any{}
		for name, x := range v.AsObject().All() {
			out[name] = plain(x)
		}
		return out
	case value.Collection:
		out := []any{}
		for _, x := range v.AsCollection().Items() {
			out = append(out, plain(x))
		}
		return out
	}
	return nil
}

func same(a, b any) bool {
	switch a := a.(type) {
	case float64:
		b, ok := b.(float64)
		return ok && (a == b || math.Abs(a-b) <= 1e-12*math.Abs(a))
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, same)
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for name, x := range a {
			if y, ok := b[name]; !ok || !same(x, y) {
				return false
			}
		}
		return true
	}
	return a == b
}
