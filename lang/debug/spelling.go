package debug

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/source"
)

// The code keeps names in lower case; people see them as the sources write them.

// spelled returns the names of a function's variables as its source writes them.
func spelled(fn *vm.Function) []string {
	names := slices.Clone(fn.Code.Locals)
	for i := range names {
		if i < len(fn.Params) && !isNumber(fn.Params[i].Name) {
			names[i] = fn.Params[i].Name
			if !fn.Qodly {
				names[i] = "$" + names[i]
			}
			continue
		}
		names[i] = asWritten(fn, names[i])
	}
	return names
}

func isNumber(s string) bool {
	_, err := strconv.Atoi(s)
	return err == nil
}

// writtenIn returns the names of process variables as the program's sources write
// them first, by their names in lower case.
func writtenIn(prog *vm.Program, variables []vm.Variable) map[string]string {
	names, missing := map[string]string{}, 0
	for _, x := range variables {
		names[x.Name] = ""
		missing++
	}
	seen := map[*source.File]bool{}
	for fn := range prog.Functions() {
		if missing == 0 {
			break
		}
		if fn.Source == nil || seen[fn.Source] {
			continue
		}
		seen[fn.Source] = true
		for word := range words(fn.Source.Text) {
			low := strings.ToLower(word)
			if as, wanted := names[low]; wanted && as == "" {
				names[low] = word
				missing--
			}
		}
	}
	for low, as := range names {
		if as == "" {
			names[low] = low
		}
	}
	return names
}

// words yields the names and numbers of a text, in order.
func words(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for at := 0; at < len(text); at++ {
			start := at
			for at < len(text) && inName(text[at]) && text[at] != '$' {
				at++
			}
			if at > start && !yield(text[start:at]) {
				return
			}
		}
	}
}

// asWritten finds the first place in the function's text where a name in lower
// case stands, and returns it as it is written there.
func asWritten(fn *vm.Function, name string) string {
	if fn.Source == nil {
		return name
	}
	text := fn.Source.Text
	if fn.Kind != vm.FormulaKind && int(fn.Span.End) <= len(text) && fn.Span.Start < fn.Span.End {
		text = text[fn.Span.Start:fn.Span.End]
	}
	for at := 0; at+len(name) <= len(text); at++ {
		if !strings.EqualFold(text[at:at+len(name)], name) {
			continue
		}
		before, after := byte(' '), byte(' ')
		if at > 0 {
			before = text[at-1]
		}
		if at+len(name) < len(text) {
			after = text[at+len(name)]
		}
		if !inName(before) && before != '.' && !inName(after) {
			return text[at : at+len(name)]
		}
	}
	return name
}

func inName(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
