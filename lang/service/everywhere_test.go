package service_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quoin.dev/quoin/app"
	"quoin.dev/quoin/lang/service"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// projects returns the folders of the examples, and of the public applications
// below those that QUOIN_APPS names ("dir:dir").
func projects(t *testing.T) []string {
	found, err := filepath.Glob("../../examples/*")
	if err != nil || len(found) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	for _, dir := range filepath.SplitList(os.Getenv("QUOIN_APPS")) {
		more, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, more...)
	}
	return found
}

// TestEverywhere asks every question at every token of every file: none panics,
// and every place that is answered lies in its file.
func TestEverywhere(t *testing.T) {
	cat, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	began, files, places := time.Now(), 0, 0
	most := 400
	if os.Getenv("QUOIN_APPS") != "" {
		most = 25
	}
	for _, dir := range projects(t) {
		p, err := app.Edit(dir, "4d", cat)
		if err != nil {
			t.Logf("%s: %v", dir, err)
			continue
		}
		f, err := p.Load(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		s := service.New(f)
		for _, path := range s.Workspace().Paths() {
			files++
			places += askEverywhere(t, s, path, most)
			places += typeAll(t, s, path, most/10)
		}
	}
	t.Logf("%d files, %d places in %v", files, places, time.Since(began).Round(time.Millisecond))
}

// askEverywhere asks about some places of a file, most at most.
func askEverywhere(t *testing.T, s *service.Service, path string, most int) int {
	src := s.Source(path)
	offset := int32(0)
	defer func() {
		if x := recover(); x != nil {
			t.Errorf("%s: panic: %v", src.Place(offset), x)
			panic(x)
		}
	}()
	inside := func(what string, span source.Span) {
		if span.Start < 0 || span.Start > span.End || int(span.End) > len(src.Text) {
			t.Errorf("%s: %s answers %v of %d bytes", src.Place(offset), what, span, len(src.Text))
		}
	}
	for _, x := range s.Folds(path) {
		inside("folding", x.Span)
	}
	last := int32(0)
	for _, c := range s.Colours(path, source.Span{End: int32(len(src.Text))}) {
		inside("colours", c.Span)
		if c.Span.Start < last {
			t.Errorf("%s: colours overlap", src.Place(c.Span.Start))
		}
		last = c.Span.End
	}
	for _, x := range s.Symbols(path) {
		inside("symbols", x.Span)
		for _, y := range x.Children {
			inside("symbols", y.Span)
			inside("symbols", y.NameSpan)
		}
	}
	s.Hints(path, source.Span{End: int32(len(src.Text))})
	if _, err := s.Format(path, source.Span{End: int32(len(src.Text))}); err != nil && !strings.Contains(err.Error(), "has errors") {
		t.Errorf("%s: %v", path, err)
	}
	offsets := offsetsOf(src, syntax.FourD, most)
	for _, offset = range offsets {
		items, _ := s.Complete(path, offset, service.CompleteOptions{Snippets: true})
		for _, i := range items {
			inside("completion", i.Replace)
			if i.Replace.Start > offset || i.Replace.End < offset {
				t.Errorf("%s: %s replaces %v", src.Place(offset), i.Label, i.Replace)
			}
		}
		if h := s.Hover(path, offset); h != nil {
			inside("hover", h.Span)
		}
		s.Signature(path, offset)
		s.Definition(path, offset)
		s.TypeDefinition(path, offset)
		for _, r := range s.Highlights(path, offset) {
			inside("highlights", r.Span)
		}
		for _, span := range s.Selections(path, offset) {
			inside("selections", span)
		}
		if span, name, err := s.Renameable(path, offset); err == nil {
			inside("rename", span)
			if got := src.Text[span.Start:span.End]; !strings.EqualFold(strings.Join(strings.Fields(got), " "), name) {
				t.Errorf("%s: renames %q, which is %q", src.Place(offset), got, name)
			}
		}
		for _, a := range s.Actions(path, source.Span{Start: offset, End: offset}) {
			for _, e := range a.Edits {
				if int(e.Span.End) > len(e.File.Text) || e.Span.Start > e.Span.End {
					t.Errorf("%s: %s edits %v", src.Place(offset), a.Title, e.Span)
				}
			}
		}
	}
	return len(offsets)
}

// typeAll asks what may follow in a file that ends at a place, as while it is
// typed.
func typeAll(t *testing.T, s *service.Service, path string, most int) int {
	src := s.Source(path)
	defer s.Close(path)
	offsets := offsetsOf(src, syntax.FourD, most)
	for _, offset := range offsets {
		s.Open(service.SourceOf(path, src.Text[:offset]))
		s.Complete(path, offset, service.CompleteOptions{})
		s.Signature(path, offset)
		s.Hover(path, offset)
		s.Actions(path, source.Span{Start: offset, End: offset})
		s.Folds(path)
	}
	return len(offsets)
}

// offsetsOf returns where tokens begin and end and their middles, evenly thinned
// out in a long file.
func offsetsOf(src *source.File, d syntax.Dialect, most int) []int32 {
	var all []int32
	for _, t := range syntax.Tokens(src, d) {
		all = append(all, t.Span.Start, (t.Span.Start+t.Span.End)/2, t.Span.End)
	}
	step := len(all)/most + 1
	var some []int32
	for i := 0; i < len(all); i += step {
		some = append(some, all[i])
	}
	return some
}

// FuzzEverywhere asks about texts that nobody would write.
func FuzzEverywhere(f *testing.F) {
	for _, seed := range []string{
		"", "$x.", "If (", "For each ($a; $b.", "Case of\n:(", "\"", "/*", "// MARK: x", "$a:=Replace string(\"", "ds.A.query(\"a.b",
		"Function get x() : cs.\nproperty a; b : Te", "Class extends ", "exposed Alias x a.b.", "CALL WORKER(\"a\"; \"b\")", "\x00\xff$é.\r\n\r\\",
		"Function event \n\tThis.x:=", "var $a : 4D.", "#DECLARE($a : cs.A; ", "[1; {a: $b.", "Begin SQL\nx", "$a:=Formula($1.value.", "${", "<>a.b", "a{1}.",
	} {
		f.Add(seed, uint8(0), uint16(len(seed)))
		f.Add(seed, uint8(7), uint16(len(seed)/2))
	}
	cat, err := catalogue()
	if err != nil {
		f.Fatal(err)
	}
	loose, err := app.NewLoose(cat).Load(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	s := service.New(loose)
	f.Fuzz(func(t *testing.T, text string, kind uint8, at uint16) {
		path := "Classes/A"
		if kind&1 == 0 {
			path = "Methods/a"
		}
		if kind&2 == 0 {
			path += ".4dm"
		} else {
			path += ".4qs"
		}
		if len(text) > 2000 {
			return
		}
		s.Open(service.SourceOf(path, text))
		defer s.Close(path)
		offset := min(int32(at), int32(len(text)))
		s.Complete(path, offset, service.CompleteOptions{Snippets: kind&4 == 0})
		s.Rename(t.Context(), path, offset, "other")
		s.References(t.Context(), path, offset, true)
		askEverywhere(t, s, path, 12)
	})
}
