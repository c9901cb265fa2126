package service

import (
	"fmt"
	"path"
	"sort"
	"strings"

	"quoin.dev/quoin/lang/check"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// Action is a change that an editor offers.
type Action struct {
	Title     string
	Code      string // of the diagnostic it puts right; "" if none
	Preferred bool
	Rewrite   bool // it puts nothing right: a convenience
	Edits     []Edit
	// Create is the path of a file to make with a text; "" for none.
	Create, Text string
}

// Actions returns the changes that the lines of a span call for.
func (s *Service) Actions(file string, within source.Span) []Action {
	d := s.document(file)
	if d == nil {
		return nil
	}
	a := &actor{s: s, d: d}
	first, last := d.source.Line(within.Start), d.source.Line(within.End)
	for _, found := range d.info.Diagnostics {
		if found.EndLine >= first && found.Line <= last {
			a.fix(found)
		}
	}
	for _, found := range d.info.Diagnostics {
		if found.EndLine >= first && found.Line <= last {
			a.silence(found)
		}
	}
	a.declare(within)
	return a.list
}

type actor struct {
	s    *Service
	d    *document
	list []Action
}

func (a *actor) add(title, code string, preferred bool, edits ...Edit) {
	for _, other := range a.list {
		if other.Title == title {
			return
		}
	}
	a.list = append(a.list, Action{Title: title, Code: code, Preferred: preferred, Edits: edits})
}

// at is an edit of a place of the file.
func (a *actor) at(span source.Span, text string) Edit {
	return Edit{Location{a.d.source, span}, text}
}

// spanOf returns the bytes of a diagnostic.
func (a *actor) spanOf(found check.Diagnostic) source.Span {
	return source.Span{Start: a.d.source.Offset(found.Line, found.Column), End: a.d.source.Offset(found.EndLine, found.EndColumn)}
}

// fix offers what puts a diagnostic right.
func (a *actor) fix(found check.Diagnostic) {
	at := a.spanOf(found)
	text := a.d.source.Text[at.Start:at.End]
	switch found.Code {
	case "name.unknown", "name.unknown-call", "name.unknown-constant":
		a.nearest(at, found.Code)
		if found.Code == "name.unknown-call" {
			a.createMethod(at, text)
		}
		if a.d.file.Dialect == syntax.FourD && found.Code == "name.unknown" && !strings.ContainsAny(text, " $<:") {
			a.add("Make it the local variable $"+text, found.Code, false, a.at(source.Span{Start: at.Start, End: at.Start}, "$"))
		}
	case "name.unknown-class", "type.unknown", "class.unknown-parent":
		a.nearestClass(at, found.Code)
		if name, ok := strings.CutPrefix(a.d.source.Text[max(0, at.Start-3):at.End], "cs."); ok && isIdentifier(name, false, false) {
			a.createFile("Create the class cs."+name, found.Code, "Classes", name, "")
		}
	case syntax.CodeEnd:
		a.missingEnd(found)
	case syntax.CodeContinuation:
		if strings.HasPrefix(a.d.source.Text[at.Start:], `\`) {
			a.add(`Remove the \`, found.Code, true, a.at(source.Span{Start: at.Start, End: at.Start + 1}, ""))
			return
		}
		end := a.d.source.LineStart(found.Line) + int32(len(strings.TrimRight(a.d.source.LineText(found.Line), " \t")))
		a.add(`Go on in the next line with \`, found.Code, true, a.at(source.Span{Start: end, End: end}, ` \`))
	case syntax.CodeDialect:
		a.dialect(at, text, found.Code)
	case syntax.CodeText:
		a.add("Close the text", found.Code, true, a.at(source.Span{Start: at.End, End: at.End}, `"`))
	case syntax.CodeParameter:
		a.add("Write $"+text, found.Code, true, a.at(source.Span{Start: at.Start, End: at.Start}, "$"))
	default:
		if strings.Contains(found.Code, "member") {
			a.member(at, found.Code)
		}
	}
}

// dialect writes the sign of the other dialect as this one does.
func (a *actor) dialect(at source.Span, text, code string) {
	to := ""
	switch {
	case a.d.file.Dialect == syntax.Qodly && text == ":=":
		to = "="
	case a.d.file.Dialect == syntax.Qodly && text == "=":
		to = "=="
	case a.d.file.Dialect == syntax.Qodly && text == ";":
		to = ","
	case a.d.file.Dialect == syntax.Qodly && text == "#":
		to = "!="
	case a.d.file.Dialect == syntax.FourD && text == ",":
		to = ";"
	case a.d.file.Dialect == syntax.FourD && text == "!=":
		to = "#"
	case a.d.file.Dialect == syntax.FourD && text == "==":
		to = "="
	default:
		return
	}
	a.add("Write "+to, code, true, a.at(at, to))
}

// nearest offers the names that are spelled almost like an unknown one.
func (a *actor) nearest(at source.Span, code string) {
	word := a.d.source.Text[at.Start:at.End]
	var names []string
	_, body := bodyAt(a.d.file, at.Start)
	if body != nil {
		syntax.Walk(body, func(n syntax.Node) bool {
			if id, ok := n.(*syntax.Ident); ok {
				if used := a.d.info.Uses[id]; used != nil && (used.Kind == check.Local || used.Kind == check.Parameter) {
					names = append(names, id.Name)
				}
			}
			return true
		})
	}
	for _, g := range a.s.ws.Globals() {
		switch g.Kind {
		case check.Class, check.BuiltinClass:
			continue
		}
		if g.Unavailable == "" {
			names = append(names, spelled(g, a.d.file.Dialect))
		}
	}
	for _, name := range closest(word, names) {
		a.add("Change to "+name, code, false, a.at(at, name))
	}
}

// nearestClass offers classes and types spelled almost like an unknown one.
func (a *actor) nearestClass(at source.Span, code string) {
	text := a.d.source.Text[at.Start:at.End]
	names := basicTypes(a.d.file.Dialect)
	before, word := "", text
	if i := strings.LastIndexByte(text, '.'); i >= 0 {
		before, word = text[:i+1], text[i+1:]
		names = nil
	}
	for _, store := range []string{"cs", "4D"} {
		for _, sym := range a.s.ws.Members(&check.Type{Store: store}) {
			names = append(names, sym.Name)
		}
	}
	for _, name := range closest(word, names) {
		a.add("Change to "+before+name, code, false, a.at(at, before+name))
	}
}

// member offers members spelled almost like an unknown one, and makes a
// function of the project's class.
func (a *actor) member(at source.Span, code string) {
	id, around := identAt(a.d.file, at.End)
	if id == nil || len(around) == 0 {
		return
	}
	m, ok := around[len(around)-1].(*syntax.MemberExpr)
	if !ok {
		return
	}
	t := a.d.info.Types[m.X]
	var names []string
	for _, sym := range a.s.ws.Members(t) {
		names = append(names, sym.Name)
	}
	for _, name := range closest(id.Name, names) {
		a.add("Change to "+name, code, false, a.at(nameSpan(id), name))
	}
	if t == nil || len(around) < 2 {
		return
	}
	call, ok := around[len(around)-2].(*syntax.Call)
	if !ok || call.Fun != syntax.Expr(m) {
		return
	}
	a.create(t, id.Name, call, code)
}

// createMethod offers the method that an unknown name calls.
func (a *actor) createMethod(at source.Span, name string) {
	id, around := identAt(a.d.file, at.Start)
	if id == nil || !isIdentifier(name, true, true) {
		return
	}
	text, call := "", (*syntax.Call)(nil)
	for i := len(around) - 1; i >= 0 && call == nil; i-- {
		call, _ = around[i].(*syntax.Call)
	}
	if call != nil && contains(call.Fun.Pos(), at.Start) && len(call.Args) > 0 {
		word, separator := "#DECLARE", "; "
		if a.d.file.Dialect == syntax.Qodly {
			word, separator = "declare", ", "
		}
		text = word + "(" + strings.Join(a.parameters(call, a.d.file.Dialect), separator) + ")\n"
	}
	a.createFile("Create the method "+name, "name.unknown-call", "Methods", name, text)
}

// createFile offers a file beside the sources of the project.
func (a *actor) createFile(title, code, folder, name, text string) {
	const sources = "Project/Sources/"
	i := strings.Index(a.d.path, sources)
	if i < 0 {
		return
	}
	file := a.d.path[:i+len(sources)] + folder + "/" + name + path.Ext(a.d.path)
	a.list = append(a.list, Action{Title: title, Code: code, Create: file, Text: text})
}

// parameters declares what the arguments of a call are given to.
func (a *actor) parameters(call *syntax.Call, d syntax.Dialect) []string {
	var params []string
	for i, arg := range call.Args {
		p := fmt.Sprintf("value%d", i+1)
		if n, ok := arg.(*syntax.Name); ok {
			if used := a.d.info.Uses[n.Ident]; used != nil && (used.Kind == check.Local || used.Kind == check.Parameter) {
				p = strings.TrimLeft(n.Ident.Name, "$")
			}
		}
		if d == syntax.FourD {
			p = "$" + p
		}
		params = append(params, p+" : "+declarable(a.d.info.Types[arg], d))
	}
	return params
}

// create makes a function that is called and does not exist.
func (a *actor) create(t *check.Type, name string, call *syntax.Call, code string) {
	class := a.s.class(t.Class)
	if class == nil || class.File == nil || t.Static {
		return
	}
	d := a.s.document(class.File.Path)
	if d == nil {
		return
	}
	params := a.parameters(call, d.file.Dialect)
	word, separator := "Function", "; "
	if d.file.Dialect == syntax.Qodly {
		word, separator = "function", ", "
	}
	nl := newline(d.source.Text)
	text := nl + word + " " + name + "(" + strings.Join(params, separator) + ")" + nl + "\t" + nl
	if !strings.HasSuffix(d.source.Text, "\n") && !strings.HasSuffix(d.source.Text, "\r") && d.source.Text != "" {
		text = nl + text
	}
	end := int32(len(d.source.Text))
	a.add("Create the function "+t.Class+"."+name, code, false, Edit{Location{d.source, source.Span{Start: end, End: end}}, text})
}

func newline(text string) string {
	if i := strings.IndexAny(text, "\r\n"); i >= 0 {
		if strings.HasPrefix(text[i:], "\r\n") {
			return "\r\n"
		}
		return text[i : i+1]
	}
	return "\n"
}

// missingEnd closes a block: before the line that was found instead, or at the
// end of the function.
func (a *actor) missingEnd(found check.Diagnostic) {
	parts := strings.Split(found.Message, "`")
	if len(parts) < 4 {
		return
	}
	word, opener := parts[1], parts[3]
	line := 0
	if _, err := fmt.Sscanf(parts[len(parts)-1], " of line %d", &line); err != nil || line < 1 {
		return
	}
	src := a.d.source
	indent := indentOf(src.LineText(line))
	var at int32
	if found.Line != line {
		at = src.LineStart(found.Line)
	} else {
		end := int32(len(src.Text))
		for _, m := range a.d.file.Members {
			if start := m.Pos().Start; start > src.LineStart(line) {
				end = min(end, src.LineStart(src.Line(start)))
			}
		}
		at = int32(len(strings.TrimRight(src.Text[:end], " \t\r\n")))
		nl := newline(src.Text)
		a.add("Add "+word+" for "+opener, found.Code, true, a.at(source.Span{Start: at, End: at}, nl+indent+word))
		return
	}
	a.add("Add "+word+" for "+opener, found.Code, true, a.at(source.Span{Start: at, End: at}, indent+word+newline(src.Text)))
}

func indentOf(line string) string { return line[:len(line)-len(strings.TrimLeft(line, " \t"))] }

// silence offers to say no more about a diagnostic on its line.
func (a *actor) silence(found check.Diagnostic) {
	if found.Severity == check.Error || found.Code == "" {
		return
	}
	line := a.d.source.LineText(found.Line)
	end := a.d.source.LineStart(found.Line) + int32(len(line))
	if i := strings.Index(line, "//quoin:ignore "); i >= 0 {
		a.add("Ignore "+found.Code+" here", found.Code, false, a.at(source.Span{Start: end, End: end}, ", "+found.Code))
		return
	}
	if strings.Contains(line, "//") || strings.HasSuffix(strings.TrimRight(line, " \t"), `\`) {
		at := a.d.source.LineStart(found.Line)
		a.add("Ignore "+found.Code+" here", found.Code, false,
			a.at(source.Span{Start: at, End: at}, indentOf(line)+"//quoin:ignore "+found.Code+newline(a.d.source.Text)))
		return
	}
	a.add("Ignore "+found.Code+" here", found.Code, false, a.at(source.Span{Start: end, End: end}, "  //quoin:ignore "+found.Code))
}

// declare offers a declaration for a local variable that has none.
func (a *actor) declare(within source.Span) {
	id, _ := identAt(a.d.file, within.Start)
	if id == nil {
		return
	}
	sym := a.d.info.Uses[id]
	_, body := bodyAt(a.d.file, within.Start)
	if sym == nil || sym.Kind != check.Local || body == nil || a.declared(body, id.Norm) {
		return
	}
	first := int32(-1)
	for _, st := range body.Stmts {
		if _, declaration := st.(*syntax.Var); !declaration {
			first = st.Pos().Start
			break
		}
	}
	if first < 0 {
		return
	}
	line := a.d.source.Line(first)
	at := a.d.source.LineStart(line)
	text := indentOf(a.d.source.LineText(line)) + "var " + id.Name + " : " + declarable(a.d.localTypes(body)[id.Norm], a.d.file.Dialect) + newline(a.d.source.Text)
	a.list = append(a.list, Action{Title: "Declare " + id.Name, Rewrite: true, Edits: []Edit{a.at(source.Span{Start: at, End: at}, text)}})
}

func (a *actor) declared(body *syntax.Block, norm string) bool {
	found := false
	syntax.Walk(body, func(n syntax.Node) bool {
		if v, ok := n.(*syntax.Var); ok {
			for _, id := range v.Names {
				found = found || id.Norm == norm
			}
		}
		return !found
	})
	return found
}

// declarable spells a type as a declaration takes it.
func declarable(t *check.Type, d syntax.Dialect) string {
	if t == nil || t.Static || t.Store != "" {
		return plainType("Variant", d)
	}
	return plainType(t.Type.String(), d)
}

// --- almost the same

// maxClosest is how many spellings are offered.
const maxClosest = 3

// closest returns the names that differ from a word by few letters, the nearest
// first.
func closest(word string, names []string) []string {
	type near struct {
		name string
		far  int
	}
	most := 1 + len(word)/4
	var list []near
	seen := map[string]bool{}
	lower := []rune(strings.ToLower(word))
	for _, name := range names {
		if seen[name] || name == "" || len(name)-len(word) > most || len(word)-len(name) > most {
			continue
		}
		seen[name] = true
		if far := distance(lower, []rune(strings.ToLower(name)), most); far <= most {
			list = append(list, near{name, far})
		}
	}
	sort.SliceStable(list, func(i, j int) bool {
		if list[i].far != list[j].far {
			return list[i].far < list[j].far
		}
		return list[i].name < list[j].name
	})
	var out []string
	for _, n := range list[:min(len(list), maxClosest)] {
		out = append(out, n.name)
	}
	return out
}

// distance counts the letters to add, remove, change or swap between two words;
// anything above most once it is certain.
func distance(a, b []rune, most int) int {
	rows := [3][]int{make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		row, above, before := rows[i%3], rows[(i+2)%3], rows[(i+1)%3]
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > most {
			return most + 1
		}
	}
	return rows[len(a)%3][len(b)]
}
