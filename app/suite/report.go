package suite

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"quoin.dev/quoin/source"
)

// Summary counts results.
type Summary struct {
	Tests, Passed, Failed, Errors, Skipped, Assertions int
	Duration                                           time.Duration
}

// Summarize counts results.
func Summarize(all []Result) Summary {
	s := Summary{Tests: len(all)}
	for _, r := range all {
		s.Duration += r.Duration
		s.Assertions += r.Assertions
		switch r.Status {
		case Passed:
			s.Passed++
		case Failed:
			s.Failed++
		case Broken:
			s.Errors++
		case Skipped:
			s.Skipped++
		}
	}
	return s
}

// OK reports whether nothing failed.
func (s Summary) OK() bool { return s.Failed+s.Errors == 0 }

// String is the last line of a text report.
func (s Summary) String() string {
	parts := []string{fmt.Sprintf("%d passed", s.Passed)}
	for _, p := range [...]struct {
		n    int
		word string
	}{{s.Failed, "failed"}, {s.Errors, "with errors"}, {s.Skipped, "skipped"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.word))
		}
	}
	return strings.Join(parts, ", ") + " in " + short(s.Duration)
}

func short(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}

// WriteText prints one result for people.
func WriteText(w io.Writer, r Result) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", [...]string{"✓", "✗", "✗", "-"}[r.Status], r.Test.Name())
	if r.Status == Skipped {
		fmt.Fprintf(&b, " skipped: %s\n", r.Reason)
	} else {
		fmt.Fprintf(&b, " (%s)\n", short(r.Duration))
	}
	b.WriteString(details(r))
	if r.Status != Passed && r.Output != "" {
		b.WriteString("    output:\n")
		for line := range strings.Lines(r.Output) {
			fmt.Fprintf(&b, "      | %s\n", strings.TrimRight(line, "\r\n"))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// details says what is wrong, indented.
func details(r Result) string {
	var b strings.Builder
	for _, f := range r.Failures {
		fmt.Fprintf(&b, "    %s%s\n", at(f.Place), f.Message)
		if f.Test != "" {
			fmt.Fprintf(&b, "      in       %s\n", f.Test)
		}
		if f.Compared {
			fmt.Fprintf(&b, "      expected %s\n      got      %s\n", f.Expected, f.Actual)
		}
	}
	if r.Status == Broken {
		fmt.Fprintf(&b, "    %s%s\n", at(r.Place), r.Error)
		for _, c := range r.Chain {
			fmt.Fprintf(&b, "      in %s (%s)\n", c.Function, c.Place)
		}
	}
	return b.String()
}

func at(p source.Place) string {
	if p.Path == "" {
		return ""
	}
	return p.String() + ": "
}

// WriteJSON prints all results as one object.
func WriteJSON(w io.Writer, all []Result) error {
	type failure struct {
		Message  string `json:"message"`
		Part     string `json:"part,omitempty"`
		Expected string `json:"expected,omitempty"`
		Actual   string `json:"actual,omitempty"`
		Path     string `json:"path,omitempty"`
		Line     int    `json:"line,omitempty"`
	}
	type call struct {
		Function string `json:"function"`
		Path     string `json:"path"`
		Line     int    `json:"line"`
	}
	type test struct {
		Name       string    `json:"name"`
		Class      string    `json:"class,omitempty"`
		Status     string    `json:"status"`
		Seconds    float64   `json:"seconds"`
		Assertions int       `json:"assertions"`
		Reason     string    `json:"reason,omitempty"`
		Error      string    `json:"error,omitempty"`
		Path       string    `json:"path,omitempty"`
		Line       int       `json:"line,omitempty"`
		Chain      []call    `json:"chain,omitempty"`
		Failures   []failure `json:"failures,omitempty"`
		Output     string    `json:"output,omitempty"`
	}
	s := Summarize(all)
	report := struct {
		Tests      int     `json:"tests"`
		Passed     int     `json:"passed"`
		Failed     int     `json:"failed"`
		Errors     int     `json:"errors"`
		Skipped    int     `json:"skipped"`
		Assertions int     `json:"assertions"`
		Seconds    float64 `json:"seconds"`
		Results    []test  `json:"results"`
	}{s.Tests, s.Passed, s.Failed, s.Errors, s.Skipped, s.Assertions, s.Duration.Seconds(), []test{}}
	for _, r := range all {
		t := test{Name: r.Test.Name(), Class: r.Test.Suite, Status: r.Status.String(), Seconds: r.Duration.Seconds(), Assertions: r.Assertions,
			Reason: r.Reason, Error: r.Error, Path: r.Place.Path, Line: r.Place.Line, Output: r.Output}
		for _, c := range r.Chain {
			t.Chain = append(t.Chain, call{c.Function, c.Place.Path, c.Place.Line})
		}
		for _, f := range r.Failures {
			t.Failures = append(t.Failures, failure{f.Message, f.Test, f.Expected, f.Actual, f.Place.Path, f.Place.Line})
		}
		report.Results = append(report.Results, t)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(report)
}

// WriteJUnit prints all results in the XML that build servers read.
func WriteJUnit(w io.Writer, project string, all []Result) error {
	type text struct {
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
	type testcase struct {
		Name    string  `xml:"name,attr"`
		Class   string  `xml:"classname,attr"`
		File    string  `xml:"file,attr,omitempty"`
		Time    string  `xml:"time,attr"`
		Failure *text   `xml:"failure,omitempty"`
		Error   *text   `xml:"error,omitempty"`
		Skipped *text   `xml:"skipped,omitempty"`
		Output  *string `xml:"system-out,omitempty"`
	}
	type testsuite struct {
		Name     string     `xml:"name,attr"`
		Tests    int        `xml:"tests,attr"`
		Failures int        `xml:"failures,attr"`
		Errors   int        `xml:"errors,attr"`
		Skipped  int        `xml:"skipped,attr"`
		Time     string     `xml:"time,attr"`
		Cases    []testcase `xml:"testcase"`
	}
	seconds := func(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
	total := Summarize(all)
	root := struct {
		XMLName  xml.Name    `xml:"testsuites"`
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Time     string      `xml:"time,attr"`
		Suites   []testsuite `xml:"testsuite"`
	}{Name: project, Tests: total.Tests, Failures: total.Failed, Errors: total.Errors, Skipped: total.Skipped, Time: seconds(total.Duration)}
	for _, group := range bySuite(all) {
		s := Summarize(group)
		suite := testsuite{Name: suiteName(group[0]), Tests: s.Tests, Failures: s.Failed, Errors: s.Errors, Skipped: s.Skipped, Time: seconds(s.Duration)}
		for _, r := range group {
			c := testcase{Name: r.Test.Function.Bare(), Class: suite.Name, File: r.Test.Function.Place().Path, Time: seconds(r.Duration)}
			switch r.Status {
			case Failed:
				c.Failure = &text{plain(r.Failures[0].String()), plain(details(r))}
			case Broken:
				c.Error = &text{plain(r.Error), plain(details(r))}
			case Skipped:
				c.Skipped = &text{Message: plain(r.Reason)}
			}
			if r.Output != "" {
				out := plain(r.Output)
				c.Output = &out
			}
			suite.Cases = append(suite.Cases, c)
		}
		root.Suites = append(root.Suites, suite)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(root); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func suiteName(r Result) string {
	if r.Test.Suite == "" {
		return "methods"
	}
	return r.Test.Suite
}

// bySuite splits results, which stand suite by suite.
func bySuite(all []Result) [][]Result {
	var groups [][]Result
	for i, r := range all {
		if i == 0 || suiteName(all[i-1]) != suiteName(r) {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], r)
	}
	return groups
}

// plain replaces what XML cannot hold.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return '·'
		}
		return r
	}, s)
}
