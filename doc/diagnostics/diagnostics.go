// Package diagnostics holds the pages that explain the codes of diagnostics, for
// the command line and the Studio. The pages are made by the tests of package app
// from its tables and examples.
//
//	text, ok := diagnostics.Page("name.unknown")
package diagnostics

import (
	"embed"
	"slices"
	"strings"
)

//go:embed *.md
var files embed.FS

const index = "README.md"

// Page returns the page of a code as Markdown; ok is false for a code that does
// not exist.
func Page(code string) (text string, ok bool) {
	if strings.ContainsAny(code, `/\`) || code+".md" == index {
		return "", false
	}
	b, err := files.ReadFile(code + ".md")
	return string(b), err == nil
}

// Index returns the page about all codes: how they are silenced, and the list.
func Index() string {
	b, err := files.ReadFile(index)
	if err != nil {
		panic(err) // it is embedded
	}
	return string(b)
}

// Entry is a code with what its page says first.
type Entry struct {
	Code, Severity, Meaning string
}

// Entries returns the codes in their order.
func Entries() []Entry {
	var all []Entry
	list, err := files.ReadDir(".")
	if err != nil {
		panic(err) // it is embedded
	}
	for _, f := range list {
		code := strings.TrimSuffix(f.Name(), ".md")
		text, ok := Page(code)
		if !ok {
			continue
		}
		severity, meaning, _ := strings.Cut(strings.Split(text, "\n")[2], " · ")
		all = append(all, Entry{code, strings.Trim(severity, "*"), meaning})
	}
	return all
}

// Nearest returns the codes that a wrong one may have meant, the likeliest first:
// those of the same name in another family, those that hold it, those that are
// written almost so.
func Nearest(code string) []string {
	type candidate struct {
		code     string
		distance int
	}
	const most = 5
	var found []candidate
	code = strings.ToLower(strings.TrimSpace(code))
	if len(code) < 2 || len(code) > 100 {
		return nil
	}
	for _, e := range Entries() {
		distance := edits(code, e.Code)
		if _, name, _ := strings.Cut(e.Code, "."); strings.Contains(e.Code, code) || name == code {
			distance = min(distance, 2)
		}
		if distance <= max(2, len(code)/3) {
			found = append(found, candidate{e.Code, distance})
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return a.distance - b.distance })
	var codes []string
	for _, c := range found[:min(len(found), most)] {
		codes = append(codes, c.code)
	}
	return codes
}

// edits is how many letters have to be changed, added or left out to make one
// text the other.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := last
			if a[i] != b[j] {
				cost++
			}
			last = row[j+1]
			row[j+1] = min(cost, row[j]+1, last+1)
		}
	}
	return row[len(b)]
}
