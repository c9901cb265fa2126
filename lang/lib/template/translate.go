package template

import (
	"path"
	"strconv"
	"strings"

	"quoin.dev/quoin/fault"
)

// root is the folder of included files.
const root = "/PACKAGE/WebFolder"

// Bounds of a template.
const (
	maxIncludes = 100
	maxDepth    = 16
	maxSource   = 16 << 20 // bytes, with what it includes
)

// translator turns a template into the text of a method in 4D.
type translator struct {
	include func(path string) (string, error)

	code     strings.Builder
	lines    []int // of the template, by line of the code
	open     []string
	loops    int
	base     string // folder of included files, below root
	includes int
	size     int
	plain    bool // there are no tags
}

// The names that the method uses itself.
const (
	outName    = "$_4dOut"
	escapeName = "$_4dEscape"
	loopName   = "$_4dLoop"
)

// method returns the code of a template.
func (t *translator) method(source string) (string, error) {
	t.plain = true
	t.base = "/"
	t.put(1, "var "+outName+" : Text")
	t.put(1, escapeName+`:=Formula(Replace string(Replace string(Replace string(Replace string(String($1); "&"; "&amp;"; *); "<"; "&lt;"; *); ">"; "&gt;"; *); "\""; "&quot;"; *))`)
	if err := t.translate(source, 0); err != nil {
		return "", err
	}
	if len(t.open) > 0 {
		return "", t.fail(0, "4D%s is not ended", t.open[len(t.open)-1])
	}
	t.put(0, "return "+outName)
	return t.code.String(), nil
}

// put adds lines of code that come from a line of the template.
func (t *translator) put(line int, code string) {
	for part := range strings.SplitSeq(code, "\n") {
		t.code.WriteString(part + "\n")
		t.lines = append(t.lines, line)
		line++
	}
}

func (t *translator) fail(line int, format string, args ...any) error {
	e := fault.New(fault.Invalid, "template.tag", format+".", args...)
	e.Place.Path, e.Place.Line = routine, line
	return e
}

func (t *translator) translate(source string, depth int) error {
	if t.size += len(source); t.size > maxSource {
		return fault.New(fault.Limit, "template.size", "The template has more than %d bytes with what it includes.", maxSource)
	}
	for _, p := range scan(source) {
		if p.tag == "" {
			t.put(p.line, outName+"+="+quote(p.text))
			continue
		}
		t.plain = false
		if err := t.tag(p, depth); err != nil {
			return err
		}
	}
	return nil
}

func (t *translator) tag(p piece, depth int) error {
	arg := oneLine(p.arg)
	switch p.tag {
	case "TEXT", "VAR":
		t.put(p.line, outName+"+="+escapeName+".call(Null; "+arg+")")
	case "HTML", "HTMLVAR":
		t.put(p.line, outName+"+=String("+arg+")")
	case "EVAL":
		t.eval(p.line, arg)
	case "CODE":
		t.put(p.line, strings.ReplaceAll(strings.ReplaceAll(p.arg, "\r\n", "\n"), "\r", "\n"))
	case "INCLUDE", "BASE":
		return t.file(p, depth)
	case "SCRIPT":
		return t.script(p)
	default:
		return t.block(p, arg)
	}
	return nil
}

// eval shows the value of an expression, or runs a statement.
func (t *translator) eval(line int, code string) {
	if isStatement(code) {
		t.put(line, code)
		return
	}
	t.put(line, outName+"+=String("+code+")")
}

// isStatement tells an assignment, or a command or method in capitals that
// gives nothing, from an expression.
func isStatement(code string) bool {
	depth, quoted := 0, false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '(' || c == '[' || c == '{':
			depth++
		case c == ')' || c == ']' || c == '}':
			depth--
		case c == '=' && depth == 0 && i > 0 && strings.IndexByte(":+-*/", code[i-1]) >= 0:
			return true
		}
	}
	name, _, _ := strings.Cut(code, "(")
	word, _, _ := strings.Cut(strings.TrimSpace(name), " ")
	switch strings.ToLower(word) {
	case "var", "throw":
		return true
	}
	name = strings.TrimSpace(name)
	return len(name) > 1 && strings.ContainsAny(name, " _") && name == strings.ToUpper(name) && !strings.ContainsAny(name, "$<.+-\"")
}

// block translates what begins or ends a part of the template.
func (t *translator) block(p piece, arg string) error {
	inside := ""
	if n := len(t.open); n > 0 {
		inside = t.open[n-1]
	}
	ends := map[string]string{"ENDIF": "IF", "ENDLOOP": "LOOP", "ENDEACH": "EACH", "ELSE": "IF", "ELSEIF": "IF"}
	if want := ends[p.tag]; want != "" && inside != want {
		return t.fail(p.line, "4D%s stands outside 4D%s", p.tag, want)
	}
	switch p.tag {
	case "IF":
		t.put(p.line, "Case of\n: ("+arg+")")
	case "ELSEIF":
		t.put(p.line, ": ("+arg+")")
	case "ELSE":
		t.put(p.line, "Else")
	case "ENDIF":
		t.put(p.line, "End case")
	case "EACH":
		item, list, ok := cutFold(arg, " in ")
		if !ok {
			return t.fail(p.line, "4DEACH needs a variable, «in» and what to walk through")
		}
		t.put(p.line, "For each ("+item+"; "+list+")")
	case "ENDEACH":
		t.put(p.line, "End for each")
	case "LOOP":
		if err := t.loop(p, arg); err != nil {
			return err
		}
	case "ENDLOOP":
		t.put(p.line, "End while")
	}
	if p.tag == "IF" || p.tag == "LOOP" || p.tag == "EACH" {
		if t.open = append(t.open, p.tag); len(t.open) > 200 {
			return fault.New(fault.Limit, "template.depth", "The tags of the template are nested too deeply.")
		}
	} else if strings.HasPrefix(p.tag, "END") {
		t.open = t.open[:len(t.open)-1]
	}
	return nil
}

// loop runs while an expression is true; a method is called with 0, to get
// ready, and then with 1, 2 and so on.
func (t *translator) loop(p piece, arg string) error {
	if strings.HasPrefix(arg, "[") {
		return fault.New(fault.Unsupported, "template.table", "4DLOOP cannot walk through the records of a table: use 4DEACH over a selection.")
	}
	if !isName(arg) {
		t.put(p.line, "While ("+arg+")")
		return nil
	}
	t.loops++
	count := loopName + strconv.Itoa(t.loops)
	t.put(p.line, count+":=0")
	t.put(p.line, "EXECUTE METHOD("+quote(arg)+"; *; 0)")
	t.put(p.line, "While (Formula from string("+quote(arg)+").call(Null; "+count+"+1))")
	t.put(p.line, count+"+=1")
	return nil
}

// isName reports whether an expression is the name of a method alone.
func isName(s string) bool {
	for i, r := range s {
		if !(r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 0x7F || i > 0 && (r >= '0' && r <= '9' || r == ' ')) {
			return false
		}
	}
	return s != ""
}

// file includes another template, or says where they are.
func (t *translator) file(p piece, depth int) error {
	name := strings.Trim(p.arg, "\" ")
	if p.tag == "BASE" {
		if strings.EqualFold(name, "WEBFOLDER") {
			name = "/"
		}
		t.base = t.resolve(name)
		return nil
	}
	if t.includes++; t.includes > maxIncludes || depth >= maxDepth {
		return fault.New(fault.Limit, "template.includes", "The template includes too much, or itself.")
	}
	full := t.resolve(name)
	source, err := t.include(full)
	if err != nil {
		return t.fail(p.line, "4DINCLUDE: %s is not in the folder WebFolder", full)
	}
	outer := t.base
	t.base = path.Dir(full)
	err = t.translate(body(source), depth+1)
	t.base = outer
	return err
}

// resolve finds a path from the base; it cannot lead above the root.
func (t *translator) resolve(name string) string {
	if !strings.HasPrefix(name, "/") {
		name = t.base + "/" + name
	}
	return path.Clean("/" + name)
}

// body returns what stands in the body of an HTML document; any other text is
// taken whole.
func body(source string) string {
	lower := strings.ToLower(source)
	start := strings.Index(lower, "<body")
	if start < 0 {
		return source
	}
	if n := strings.IndexByte(source[start:], '>'); n >= 0 {
		start += n + 1
	}
	end := strings.LastIndex(lower, "</body")
	if end < start {
		end = len(source)
	}
	return source[start:end]
}

// script calls a method with what follows its name: 4DSCRIPT/method/parameter.
func (t *translator) script(p piece) error {
	name, param, more := strings.Cut(strings.TrimPrefix(p.arg, "/"), "/")
	if !isName(name) {
		return t.fail(p.line, "4DSCRIPT needs the name of a method")
	}
	arg := ""
	if more {
		arg = "; " + quote("/"+param)
	}
	t.put(p.line, outName+"+=String(Formula from string("+quote(name)+").call(Null"+arg+"))")
	return nil
}

// quote writes a text as a literal of 4D.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(s) + `"`
}

func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' }), " ")
}

// cutFold cuts around the first separator, in any case.
func cutFold(s, sep string) (before, after string, ok bool) {
	i := strings.Index(strings.ToLower(s), sep)
	if i < 0 {
		return s, "", false
	}
	return strings.TrimSpace(s[:i]), strings.TrimSpace(s[i+len(sep):]), true
}
