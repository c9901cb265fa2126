package lsp_test

import (
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"quoin.dev/quoin/source"
)

var update = flag.Bool("update", false, "rewrite the golden sections of testdata/markers")

// TestMarkers runs the archives in testdata/markers: a project's files with
// marks in comments, and golden sections "-- @name --" with the answers. A mark
// is about the nearest line above it that is no mark:
//
//	$x:=Length("a")
//	//@hover Length name      at the text "Length"
//	//@complete $x:=Len name  behind the text; a number before the name limits
//	                          what is shown to what a growing library leaves alone
//
// kinds: hover, complete, insert, def, typedef, refs, highlight, signature,
// rename (text, new name), fix (text, title of the action), actions, diag (text,
// code); and for the whole file symbols, folds, tokens, format, select, find.
// Texts with blanks stand between quotes.
func TestMarkers(t *testing.T) {
	files, err := filepath.Glob("testdata/markers/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) { runArchive(t, file) })
	}
}

// marked is an archive that runs.
type marked struct {
	*client
	files   map[string]string
	golden  map[string]string
	results map[string]string
	order   []string
}

var markLine = regexp.MustCompile(`^\s*//@(\w+)\s*(.*)$`)
var markArg = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|\S+`)

func runArchive(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m := &marked{files: map[string]string{}, golden: map[string]string{}, results: map[string]string{}}
	for _, f := range archive.Files {
		if strings.HasPrefix(f.Name, "@") {
			m.golden[f.Name[1:]] = string(f.Data)
		} else {
			m.files[f.Name] = string(f.Data)
		}
	}
	m.client = start(t, write(t, m.files), everything)
	for _, f := range archive.Files {
		if strings.HasSuffix(f.Name, ".4dm") || strings.HasSuffix(f.Name, ".4qs") {
			m.open(f.Name, string(f.Data))
		}
	}
	for _, f := range archive.Files {
		if strings.HasSuffix(f.Name, ".4dm") || strings.HasSuffix(f.Name, ".4qs") {
			m.marks(f.Name)
		}
	}
	if *update {
		rewrite(t, file, archive, m)
		return
	}
	for _, name := range m.order {
		if got, want := m.results[name], m.golden[name]; got != want {
			t.Errorf("@%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
	for name := range m.golden {
		if !slices.Contains(m.order, name) {
			t.Errorf("@%s: no mark asks for it", name)
		}
	}
}

func rewrite(t *testing.T, file string, archive *txtar.Archive, m *marked) {
	archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return strings.HasPrefix(f.Name, "@") })
	for _, name := range m.order {
		archive.Files = append(archive.Files, txtar.File{Name: "@" + name, Data: []byte(m.results[name])})
	}
	if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

// marks runs the marks of a file.
func (m *marked) marks(path string) {
	src := source.NewFile(path, m.files[path])
	code := 1
	for line := 1; line <= src.Lines(); line++ {
		mark := markLine.FindStringSubmatch(src.LineText(line))
		if mark == nil {
			code = line
			continue
		}
		args := markArg.FindAllString(mark[2], -1)
		for i, a := range args {
			if strings.HasPrefix(a, `"`) {
				args[i] = strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(strings.Trim(a, `"`))
				if strings.HasSuffix(a, `\""`) {
					args[i] = strings.ReplaceAll(a[1:len(a)-1], `\"`, `"`)
				}
			}
		}
		m.run(src, code, line, mark[1], args)
	}
}

// run runs one mark.
func (m *marked) run(src *source.File, code, line int, kind string, args []string) {
	where := fmt.Sprintf("%s:%d @%s", src.Path, line, kind)
	document := object{"uri": m.uri(src.Path)}
	if whole, ok := m.wholeFile(kind, document, src, args); ok {
		m.take(args[len(args)-1], whole)
		return
	}
	if len(args) < 2 {
		m.t.Fatalf("%s: want a text and a name", where)
	}
	text := src.LineText(code)
	i := strings.Index(text, args[0])
	if i < 0 {
		m.t.Fatalf("%s: no %q in %q", where, args[0], text)
	}
	place := source.NewFile("", text)
	start, end := place.Place(int32(i)), place.Place(int32(i+len(args[0])))
	at := object{"textDocument": document, "position": position{code - 1, start.Column - 1}}
	behind := object{"textDocument": document, "position": position{code - 1, end.Column - 1}}
	switch kind {
	case "hover":
		var h *struct{ Contents struct{ Value string } }
		m.call("textDocument/hover", at, &h)
		if h != nil {
			m.take(args[1], h.Contents.Value)
		} else {
			m.take(args[1], "")
		}
	case "complete", "insert":
		m.complete(kind, behind, args[1:])
	case "def", "typedef", "refs":
		m.locations(kind, at, args[1])
	case "highlight":
		var found []struct {
			Range span
			Kind  int
		}
		m.call("textDocument/documentHighlight", at, &found)
		out := ""
		for _, h := range found {
			out += fmt.Sprintf("%s %d\n", shown(h.Range), h.Kind)
		}
		m.take(args[1], out)
	case "signature":
		m.signature(behind, args[1])
	case "rename":
		at["newName"] = args[1]
		var edit workspaceEdit
		if err := m.try("textDocument/rename", at, &edit); err != nil {
			m.take(args[2], err.Error()+"\n")
			return
		}
		m.take(args[2], m.applied(edit))
	case "diag":
		m.diag(where, src.Path, span{position{code - 1, start.Column - 1}, position{code - 1, end.Column - 1}}, args[1])
	case "actions", "fix":
		m.actions(kind, where, document, span{position{code - 1, start.Column - 1}, position{code - 1, end.Column - 1}}, args[1:])
	case "select":
		var ranges []*selection
		m.call("textDocument/selectionRange", object{"textDocument": document, "positions": list{at["position"]}}, &ranges)
		out := ""
		for r := ranges[0]; r != nil; r = r.Parent {
			out += shown(r.Range) + "\n"
		}
		m.take(args[1], out)
	default:
		m.t.Fatalf("%s: there is no such mark", where)
	}
}

type selection struct {
	Range  span
	Parent *selection
}

func (m *marked) take(name, result string) {
	if result != "" && !strings.HasSuffix(result, "\n") {
		result += "\n"
	}
	if _, twice := m.results[name]; twice {
		m.t.Fatalf("two marks ask for @%s", name)
	}
	m.results[name] = result
	m.order = append(m.order, name)
}

func shown(r span) string {
	return fmt.Sprintf("%d:%d-%d:%d", r.Start.Line+1, r.Start.Character+1, r.End.Line+1, r.End.Character+1)
}

// maxShown is how many items of a completion a golden section has.
const maxShown = 12

func (m *marked) complete(kind string, at object, args []string) {
	var found struct {
		Items []struct {
			Label, Detail, SortText, FilterText string
			LabelDetails                        struct{ Description string }
			Tags                                []int
			TextEdit                            struct {
				Range   span
				NewText string
			}
		}
	}
	m.call("textDocument/completion", at, &found)
	sort.SliceStable(found.Items, func(i, j int) bool { return found.Items[i].SortText < found.Items[j].SortText })
	var out strings.Builder
	most := maxShown
	if n, err := strconv.Atoi(args[0]); err == nil {
		most = n
	}
	for i, item := range found.Items {
		if kind == "insert" {
			if item.Label == args[0] {
				fmt.Fprintf(&out, "%s %s\n", shown(item.TextEdit.Range), item.TextEdit.NewText)
			}
			continue
		}
		if i == most {
			out.WriteString("…\n")
			break
		}
		out.WriteString(strings.TrimRight(fmt.Sprintf("%-24s %-16s %s", item.Label, item.LabelDetails.Description, item.Detail), " ") + "\n")
	}
	m.take(args[len(args)-1], out.String())
}

func (m *marked) locations(kind string, at object, name string) {
	method := map[string]string{"def": "textDocument/definition", "typedef": "textDocument/typeDefinition", "refs": "textDocument/references"}[kind]
	at["context"] = object{"includeDeclaration": true}
	var found []struct {
		URI   string
		Range span
	}
	m.call(method, at, &found)
	var lines []string
	for _, l := range found {
		path := m.path(l.URI)
		src := source.NewFile("", m.files[path])
		lines = append(lines, fmt.Sprintf("%s:%s %s", path, shown(l.Range), strings.TrimSpace(src.LineText(l.Range.Start.Line+1))))
	}
	m.take(name, strings.Join(lines, "\n"))
}

// path is the inverse of uri.
func (m *marked) path(uri string) string {
	u, err := url.Parse(uri)
	if err != nil {
		m.t.Fatal(err)
	}
	rel, err := filepath.Rel(m.root, u.Path)
	if err != nil {
		m.t.Fatal(err)
	}
	return rel
}

func (m *marked) signature(at object, name string) {
	var h *struct {
		Signatures []struct {
			Label      string
			Parameters []struct{ Label [2]int }
		}
		ActiveSignature, ActiveParameter int
	}
	m.call("textDocument/signatureHelp", at, &h)
	out := ""
	if h != nil {
		for i, s := range h.Signatures {
			if i == h.ActiveSignature {
				if h.ActiveParameter < len(s.Parameters) {
					p := s.Parameters[h.ActiveParameter].Label
					s.Label = s.Label[:p[0]] + "«" + s.Label[p[0]:p[1]] + "»" + s.Label[p[1]:]
				}
				out += "* "
			}
			out += s.Label + "\n"
		}
	}
	m.take(name, out)
}

// workspaceEdit is an edit of several files.
type workspaceEdit struct {
	DocumentChanges []struct {
		Kind, URI, OldURI, NewURI string
		TextDocument              struct{ URI string }
		Edits                     []textEdit
	}
}

type textEdit struct {
	Range   span
	NewText string
}

// applied shows the lines that an edit changes.
func (m *marked) applied(edit workspaceEdit) string {
	var out []string
	for _, change := range edit.DocumentChanges {
		if change.Kind == "create" {
			out = append(out, "create "+m.path(change.URI))
			continue
		}
		if change.Kind != "" {
			out = append(out, fmt.Sprintf("%s %s to %s", change.Kind, m.path(change.OldURI), m.path(change.NewURI)))
			continue
		}
		path := m.path(change.TextDocument.URI)
		out = append(out, path)
		out = append(out, changedLines(m.files[path], apply(m.files[path], change.Edits))...)
	}
	return strings.Join(out, "\n")
}

// apply makes edits of one text, the last one first.
func apply(text string, edits []textEdit) string {
	src := source.NewFile("", text)
	offset := func(p position) int32 { return src.Offset(p.Line+1, p.Character+1) }
	sort.SliceStable(edits, func(i, j int) bool { return offset(edits[i].Range.Start) > offset(edits[j].Range.Start) })
	for _, e := range edits {
		text = text[:offset(e.Range.Start)] + e.NewText + text[offset(e.Range.End):]
	}
	return text
}

// changedLines shows the lines between those that two texts begin and end with.
func changedLines(before, after string) []string {
	a, b := strings.SplitAfter(before, "\n"), strings.SplitAfter(after, "\n")
	if len(a) == len(b) {
		var out []string
		for i := range a {
			if a[i] != b[i] {
				out = append(out, fmt.Sprintf("%d- %s", i+1, strings.TrimRight(a[i], "\n")), fmt.Sprintf("%d+ %s", i+1, strings.TrimRight(b[i], "\n")))
			}
		}
		return out
	}
	head := 0
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var out []string
	for i, line := range a[head : len(a)-tail] {
		out = append(out, fmt.Sprintf("%d- %s", head+i+1, strings.TrimRight(line, "\n")))
	}
	for i, line := range b[head : len(b)-tail] {
		out = append(out, fmt.Sprintf("%d+ %s", head+i+1, strings.TrimRight(line, "\n")))
	}
	return out
}

// diag wants a diagnostic at a place.
func (m *marked) diag(where, path string, at span, code string) {
	m.await(where, func() bool {
		return slices.ContainsFunc(m.diagnostics[m.uri(path)], func(d diagnostic) bool { return d.Code == code && d.Range == at })
	})
}

func (m *marked) actions(kind, where string, document object, at span, args []string) {
	var found []struct {
		Title, Kind string
		Edit        workspaceEdit
	}
	m.call("textDocument/codeAction", object{"textDocument": document, "range": at, "context": object{"diagnostics": list{}}}, &found)
	var titles []string
	for _, a := range found {
		if kind == "fix" && a.Title == args[0] {
			m.take(args[1], m.applied(a.Edit))
			return
		}
		titles = append(titles, a.Title)
	}
	if kind == "fix" {
		m.t.Fatalf("%s: no action %q among %q", where, args[0], titles)
	}
	m.take(args[0], strings.Join(titles, "\n"))
}

// wholeFile runs a mark that is about a file.
func (m *marked) wholeFile(kind string, document object, src *source.File, args []string) (string, bool) {
	p := object{"textDocument": document}
	switch kind {
	case "symbols":
		var tree []symbol
		m.call("textDocument/documentSymbol", p, &tree)
		return strings.Join(outline(tree, ""), "\n"), true
	case "folds":
		var folds []struct {
			StartLine, EndLine int
			Kind               string
		}
		m.call("textDocument/foldingRange", p, &folds)
		out := ""
		for _, f := range folds {
			out += strings.TrimRight(fmt.Sprintf("%d-%d %s", f.StartLine+1, f.EndLine+1, f.Kind), " ") + "\n"
		}
		return out, true
	case "tokens":
		return m.tokens(p, src), true
	case "hints":
		var hints []struct {
			Position position
			Label    string
		}
		p["range"] = span{position{0, 0}, position{src.Lines(), 0}}
		m.call("textDocument/inlayHint", p, &hints)
		out := ""
		for _, h := range hints {
			out += fmt.Sprintf("%d:%d %s\n", h.Position.Line+1, h.Position.Character+1, h.Label)
		}
		return out, true
	case "format":
		var edits []textEdit
		p["options"] = object{}
		if err := m.try("textDocument/formatting", p, &edits); err != nil {
			return err.Error(), true
		}
		return strings.Join(changedLines(src.Text, apply(src.Text, edits)), "\n"), true
	case "find":
		var found []struct {
			Name, ContainerName string
			Location            struct {
				URI   string
				Range span
			}
		}
		m.call("workspace/symbol", object{"query": args[0]}, &found)
		out := ""
		for _, f := range found {
			out += fmt.Sprintf("%s (%s) %s:%s\n", f.Name, f.ContainerName, m.path(f.Location.URI), shown(f.Location.Range))
		}
		return out, true
	}
	return "", false
}

type symbol struct {
	Name, Detail          string
	Kind                  int
	Range, SelectionRange span
	Children              []symbol
}

func outline(tree []symbol, indent string) []string {
	var lines []string
	for _, s := range tree {
		lines = append(lines, fmt.Sprintf("%s%d %s %s [%s]", indent, s.Kind, s.Name, s.Detail, shown(s.Range)))
		lines = append(lines, outline(s.Children, indent+"  ")...)
	}
	return lines
}

// tokens shows each line with the types of its tokens.
func (m *marked) tokens(p object, src *source.File) string {
	var found struct{ Data []int }
	m.call("textDocument/semanticTokens/full", p, &found)
	types := []string{"class", "type", "parameter", "variable", "property", "function", "method", "keyword", "comment",
		"string", "number", "operator", "enumMember"}
	var out strings.Builder
	line, character := 0, 0
	for i := 0; i+4 < len(found.Data); i += 5 {
		d := found.Data[i : i+5]
		if d[0] > 0 {
			line, character = line+d[0], 0
		}
		character += d[1]
		start, end := src.Offset(line+1, character+1), src.Offset(line+1, character+d[2]+1)
		fmt.Fprintf(&out, "%d:%d %s %s", line+1, character+1, types[d[3]], src.Text[start:end])
		if d[4] != 0 {
			fmt.Fprintf(&out, " +%d", d[4])
		}
		out.WriteString("\n")
	}
	return out.String()
}
