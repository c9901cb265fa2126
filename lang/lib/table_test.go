package lib_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/lib"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/value"
)

// undocumented are the families whose documentation is not written yet, and
// those that are lists of names.
var undocumented = []string{"planned", "desktop"}

// section is a part of a family's Markdown under one heading.
type section struct {
	name, text string
	examples   []example
}

// example is a fenced block; its last line is a comment with the result.
type example struct {
	dialect    syntax.Dialect
	code, want string
}

var fence = regexp.MustCompile("(?s)```(4d|qodly)\n(.*?)\n// ([^\n]*)\n```")

func sections(doc string) map[string]section {
	all := map[string]section{}
	for _, part := range strings.Split("\n"+doc, "\n## ")[1:] {
		name, text, _ := strings.Cut(part, "\n")
		s := section{name: name, text: text}
		for _, m := range fence.FindAllStringSubmatch(text, -1) {
			e := example{code: m[2], want: m[3]}
			if m[1] == "qodly" {
				e.dialect = syntax.Qodly
			}
			s.examples = append(s.examples, e)
		}
		all[name] = s
	}
	return all
}

// documented lists what a family must document: its rows that are done, and
// those of its classes as "Class.member".
func documented(f command.Family) map[string]string {
	rows := map[string]string{}
	add := func(prefix string, list []command.Command) {
		for _, c := range list {
			if c.State == command.Done || c.Run != nil {
				rows[prefix+c.Name] = c.Sig
			}
		}
	}
	add("", f.Commands)
	for _, c := range f.Classes {
		add(c.Name+".", c.Functions)
		add(c.Name+".", c.Statics)
		for _, p := range c.Properties {
			rows[c.Name+"."+p.Name] = ""
		}
		if c.New != nil && c.New.State == command.Done {
			rows[c.Name+".new"] = c.New.Sig
		}
	}
	return rows
}

func TestEveryRowIsDocumented(t *testing.T) {
	for _, f := range lib.Families() {
		if slices.Contains(undocumented, f.Name) {
			if f.Doc != "" {
				t.Errorf("%s is documented: take it off the list", f.Name)
			}
			continue
		}
		rows, docs := documented(f), sections(f.Doc)
		for name := range docs {
			if _, ok := rows[name]; !ok {
				t.Errorf("%s.md: %q has no row", f.Name, name)
			}
		}
		for name, sig := range rows {
			s, ok := docs[name]
			if !ok {
				t.Errorf("%s.md: %q has no section", f.Name, name)
				continue
			}
			if len(s.examples) == 0 {
				t.Errorf("%s.md: %q has no example", f.Name, name)
			}
			for _, p := range parameters(t, sig) {
				if !strings.Contains(s.text, "*"+p+"*") && !(p == "*" && strings.Contains(s.text, "`*`")) {
					t.Errorf("%s.md: %q does not explain %s", f.Name, name, p)
				}
			}
		}
	}
}

func parameters(t *testing.T, sig string) []string {
	all, err := command.ParseSignatures(sig)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range all {
		for _, p := range s.Params {
			if !slices.Contains(names, p.Name) {
				names = append(names, p.Name)
			}
		}
	}
	return names
}

// TestExamples runs every example of the documentation and compares what it
// gives with what is printed behind it.
func TestExamples(t *testing.T) {
	n := 0
	for _, f := range lib.Families() {
		docs := sections(f.Doc)
		if found := strings.Count(f.Doc, "```") / 2; found != count(docs) {
			t.Errorf("%s.md: %d blocks, but %d examples with a result", f.Name, found, count(docs))
		}
		for _, s := range docs {
			for _, e := range s.examples {
				n++
				v, err := evaluate(t, e.code, e.dialect)
				if got := shown(v, err); got != e.want && !(err != nil && strings.HasPrefix(got, e.want) && strings.HasPrefix(e.want, "error")) {
					t.Errorf("%s.md: %s: %s\ngot  %s (%v)\nwant %s", f.Name, s.name, e.code, got, err, e.want)
				}
			}
		}
	}
	t.Logf("%d examples", n)
}

func count(docs map[string]section) int {
	n := 0
	for _, s := range docs {
		n += len(s.examples)
	}
	return n
}

// shown prints a value as "quoin eval" does.
func shown(v value.Value, err error) string {
	if err != nil {
		return fmt.Sprintf("error %d", fault.As(err).Number)
	}
	switch v.Kind() {
	case value.Undefined:
		return "undefined"
	case value.Time:
		return fmt.Sprintf("%q", fmt.Sprintf("%02d:%02d:%02d", v.AsInt()/3600, v.AsInt()/60%60, v.AsInt()%60))
	}
	out, err := value.AppendJSON(nil, v, value.JSONOptions{Plain: true})
	if err != nil {
		return err.Error()
	}
	return string(out)
}

func TestTable(t *testing.T) {
	c, err := lib.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	states := map[command.State]int{}
	for _, e := range c.Commands() {
		states[e.State]++
		if e.Native == nil || e.Native.Run == nil {
			t.Errorf("%s has no body", e.Name)
		}
	}
	members := 0
	for _, class := range c.Classes() {
		members += len(class.Members)
	}
	t.Logf("%d commands done, %d later, %d rejected; %d constants; %d classes with %d members",
		states[command.Done], states[command.Later], states[command.Rejected], len(c.Constants()), len(c.Classes()), members)
	for name, qodly := range map[string]string{"Replace string": "replaceString", "ON ERR CALL": "onErrCall", "OB Is defined": "objectIsDefined",
		"Generate UUID": "generateUUID", "CONVERT FROM TEXT": "convertFromString", "JSON Parse": "jsonParse", "OB Class": "objectClass",
		"OB Instance of": "instanceOf", "Call chain": "callChain", "Square root": "squareRoot", "4D": "4D", "Is macOS": "isMacOS",
		"Get call chain": "", "Count tasks": "highestProcessNumber", "LOG EVENT": "logEvent"} {
		e := c.Command(name)
		if e == nil {
			t.Errorf("%s is not known", name)
		} else if qodly != "" && (e.Qodly != qodly || c.Command(qodly) != e) {
			t.Errorf("%s is %s in QodlyScript, want %s", name, e.Qodly, qodly)
		}
	}
	for n, name := range map[int]string{10: "String", 1470: "This", 1554: "Split string", 1662: "Call chain", 188: "Screen height"} {
		if e := c.ByNumber(n); e == nil || e.Name != name {
			t.Errorf("token C%d is not %s", n, name)
		}
	}
	for name, want := range map[string]float64{"kString": 2, "Is text": 2, "kShared": 2, "ck shared": 2, "kHHMMAMPM": 5, "Pi": 3.141592653589793} {
		if e := c.Constant(name); e == nil || e.Val.AsReal() != want {
			t.Errorf("the constant %s is not %v", name, want)
		}
	}
}
