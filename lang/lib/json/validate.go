package json

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/dlclark/regexp2"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/text"
	"quoin.dev/quoin/value"
)

// Codes of what a schema finds wrong (spec/language.md 3.4).
const (
	codeMultipleOf           = 2
	codeMaximum              = 3
	codeExclusiveMaximum     = 4
	codeMinimum              = 5
	codeExclusiveMinimum     = 6
	codeMaxLength            = 7
	codeMinLength            = 8
	codePattern              = 9
	codeAdditionalItems      = 10
	codeMaxItems             = 11
	codeMinItems             = 12
	codeUniqueItems          = 13
	codeMaxProperties        = 14
	codeMinProperties        = 15
	codeRequired             = 16
	codeAdditionalProperties = 17
	codeDependencies         = 18
	codeEnum                 = 19
	codeType                 = 20
	codeOneOfSeveral         = 21
	codeOneOfNone            = 22
	codeNot                  = 23
	codeFormat               = 24
)

const (
	maxFindings = 1000
	maxNesting  = 256
	maxUnique   = 5000 // elements that are compared pairwise
	maxSteps    = 1_000_000
)

// validate checks a value against a JSON schema of draft 4.
func validate(c *vm.Call) (value.Value, error) {
	schema := c.Object(1)
	v := &validator{c: c, root: schema}
	if schema != nil {
		v.check(c.Arg(0), schema, "", "#", 0)
	}
	if c.Err() != nil {
		return value.Value{}, nil
	}
	o := value.NewObject()
	o.Set("success", value.FromBool(len(v.found) == 0))
	if len(v.found) > 0 {
		o.Set("errors", value.FromCollection(value.NewList(v.found...)))
	}
	return value.FromObject(o), nil
}

// validator collects what is wrong.
type validator struct {
	c     *vm.Call
	root  *value.Obj
	found []value.Value
	quiet int // while alternatives are tried, a failure is counted only
	fails int
	steps int
}

func (v *validator) report(code int, at, schemaAt, format string, args ...any) {
	v.fails++
	if v.quiet > 0 || len(v.found) >= maxFindings {
		return
	}
	if at == "" {
		at = "."
	}
	o := value.NewObject()
	o.Set("code", value.FromInt(int64(code)))
	o.Set("jsonPath", value.FromText(strings.TrimPrefix(at, ".")))
	o.Set("message", value.FromText(fmt.Sprintf(format, args...)))
	o.Set("schemaPaths", value.FromText(schemaAt))
	v.found = append(v.found, value.FromObject(o))
}

// fits tries a schema without reporting.
func (v *validator) fits(x value.Value, schema *value.Obj, depth int) bool {
	before := v.fails
	v.quiet++
	v.check(x, schema, "", "", depth)
	v.quiet--
	ok := v.fails == before
	v.fails = before
	return ok
}

func (v *validator) check(x value.Value, schema *value.Obj, at, schemaAt string, depth int) {
	if err := v.c.Process.Poll(); err != nil {
		v.c.Fail(err)
	}
	if v.steps++; v.steps == maxSteps {
		v.c.Fail(fault.New(fault.Limit, "json.schema", "JSON Validate: the schema takes more than %d steps.", maxSteps))
	}
	if v.c.Err() != nil || depth > maxNesting {
		return
	}
	if ref := schema.Get("$ref"); ref.Kind() == value.Text {
		if target := v.resolve(ref.AsText()); target != nil {
			v.check(x, target, at, ref.AsText(), depth+1)
		}
		return
	}
	v.checkType(x, schema, at, schemaAt)
	v.checkEnum(x, schema, at, schemaAt)
	switch {
	case x.IsNumber():
		v.checkNumber(x.AsReal(), schema, at, schemaAt)
	case x.Kind() == value.Text:
		v.checkText(x.AsText(), schema, at, schemaAt)
	case x.Kind() == value.Collection:
		v.checkItems(x.AsCollection(), schema, at, schemaAt, depth)
	case x.Kind() == value.Object:
		v.checkProperties(x.AsObject(), schema, at, schemaAt, depth)
	}
	v.checkAlternatives(x, schema, at, schemaAt, depth)
}

// resolve follows a pointer within the schema, "#/definitions/name".
func (v *validator) resolve(ref string) *value.Obj {
	path, ok := strings.CutPrefix(ref, "#")
	if !ok {
		return nil
	}
	at := value.FromObject(v.root)
	for _, part := range strings.Split(path, "/")[1:] {
		part = strings.NewReplacer("~1", "/", "~0", "~").Replace(part)
		if l := at.AsCollection(); l != nil {
			i, err := strconv.Atoi(part)
			if err != nil {
				return nil
			}
			at = l.At(i)
			continue
		}
		if at.AsObject() == nil {
			return nil
		}
		at = at.AsObject().Get(part)
	}
	return at.AsObject()
}

func (v *validator) checkType(x value.Value, schema *value.Obj, at, schemaAt string) {
	var wanted []string
	switch t := schema.Get("type"); t.Kind() {
	case value.Text:
		wanted = []string{t.AsText()}
	case value.Collection:
		for _, one := range t.AsCollection().Items() {
			wanted = append(wanted, one.AsText())
		}
	default:
		return
	}
	for _, name := range wanted {
		if hasType(x, name) {
			return
		}
	}
	v.report(codeType, at, schemaAt+"/type", "got %s, want %s", typeName(x), strings.Join(wanted, " or "))
}

func hasType(x value.Value, name string) bool {
	if name == "integer" {
		return x.IsNumber() && x.AsReal() == math.Trunc(x.AsReal())
	}
	return typeName(x) == name
}

func typeName(x value.Value) string {
	switch x.Kind() {
	case value.Bool:
		return "boolean"
	case value.Int, value.Real, value.Time:
		return "number"
	case value.Text, value.Date:
		return "string"
	case value.Object:
		return "object"
	case value.Collection:
		return "array"
	}
	return "null"
}

// sameJSON compares as JSON does: texts exactly, null with null only.
func sameJSON(a, b value.Value) bool {
	x, err := value.AppendJSON(nil, a, value.JSONOptions{Size: 1 << 20})
	if err != nil {
		return false
	}
	y, err := value.AppendJSON(nil, b, value.JSONOptions{Size: 1 << 20})
	return err == nil && string(x) == string(y)
}

func (v *validator) checkEnum(x value.Value, schema *value.Obj, at, schemaAt string) {
	list := schema.Get("enum").AsCollection()
	if list == nil {
		return
	}
	for _, allowed := range list.Items() {
		if sameJSON(x, allowed) {
			return
		}
	}
	v.report(codeEnum, at, schemaAt+"/enum", "the value is not one of those allowed")
}

func (v *validator) checkNumber(f float64, schema *value.Obj, at, schemaAt string) {
	if m := schema.Get("multipleOf"); m.IsNumber() && m.AsReal() > 0 {
		if q := f / m.AsReal(); math.Abs(q-math.Round(q)) > 1e-9 {
			v.report(codeMultipleOf, at, schemaAt+"/multipleOf", "%v is not a multiple of %v", f, m.AsReal())
		}
	}
	if m := schema.Get("maximum"); m.IsNumber() {
		if schema.Get("exclusiveMaximum").AsBool() && f >= m.AsReal() {
			v.report(codeExclusiveMaximum, at, schemaAt+"/exclusiveMaximum", "%v is not below %v", f, m.AsReal())
		} else if f > m.AsReal() {
			v.report(codeMaximum, at, schemaAt+"/maximum", "%v is above %v", f, m.AsReal())
		}
	}
	if m := schema.Get("minimum"); m.IsNumber() {
		if schema.Get("exclusiveMinimum").AsBool() && f <= m.AsReal() {
			v.report(codeExclusiveMinimum, at, schemaAt+"/exclusiveMinimum", "%v is not above %v", f, m.AsReal())
		} else if f < m.AsReal() {
			v.report(codeMinimum, at, schemaAt+"/minimum", "%v is below %v", f, m.AsReal())
		}
	}
}

func (v *validator) checkText(s string, schema *value.Obj, at, schemaAt string) {
	n := len(text.Runes(s))
	if m := schema.Get("maxLength"); m.IsNumber() && n > int(m.AsInt()) {
		v.report(codeMaxLength, at, schemaAt+"/maxLength", "the text has %d characters, more than %d", n, m.AsInt())
	}
	if m := schema.Get("minLength"); m.IsNumber() && n < int(m.AsInt()) {
		v.report(codeMinLength, at, schemaAt+"/minLength", "the text has %d characters, fewer than %d", n, m.AsInt())
	}
	if p := schema.Get("pattern"); p.Kind() == value.Text && !v.matches(p.AsText(), s) {
		v.report(codePattern, at, schemaAt+"/pattern", "the text does not match %q", p.AsText())
	}
	if f := schema.Get("format"); f.Kind() == value.Text && !hasFormat(s, f.AsText()) {
		v.report(codeFormat, at, schemaAt+"/format", "the text is not a %s", f.AsText())
	}
}

func (v *validator) matches(pattern, s string) bool {
	re, err := regexp2.Compile(pattern, regexp2.ECMAScript)
	if err != nil {
		_, err := v.c.Failf(304, "%q is not a regular expression: %v", pattern, err)
		v.c.Fail(err)
		return true
	}
	re.MatchTimeout = time.Second
	ok, err := re.MatchString(s)
	return ok && err == nil
}

func hasFormat(s, format string) bool {
	switch format {
	case "date-time":
		_, err := time.Parse(time.RFC3339, s)
		return err == nil
	case "date":
		_, ok := value.ParseDay(s)
		return ok
	case "email":
		name, domain, ok := strings.Cut(s, "@")
		return ok && name != "" && strings.Contains(domain, ".") && !strings.ContainsAny(s, " \t\r\n")
	case "uri":
		scheme, rest, ok := strings.Cut(s, ":")
		return ok && scheme != "" && rest != "" && !strings.ContainsAny(s, " \t\r\n")
	}
	return true // formats that are not known are not checked
}
