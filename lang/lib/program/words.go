package program

import (
	"strings"

	"quoin.dev/quoin/fault"
)

// words splits a command line at blanks. Quotes of both kinds hold words
// together; a backslash keeps the character behind it, inside single quotes it
// is one of them. Nothing else has a meaning: there is no shell.
func words(line string) ([]string, error) {
	var all []string
	var word strings.Builder
	begun, quote := false, rune(0)
	escaped := false
	for _, r := range line {
		switch {
		case escaped:
			if quote == '"' && r != '"' && r != '\\' {
				word.WriteRune('\\')
			}
			word.WriteRune(r)
			escaped = false
		case r == '\\' && quote != '\'':
			escaped, begun = true, true
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '"' || r == '\'':
			quote, begun = r, true
		case r == ' ' || r == '\t' || r == '\n' || r == '\r':
			if begun {
				all = append(all, word.String())
				word.Reset()
				begun = false
			}
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	if quote != 0 {
		return nil, fault.New(fault.Invalid, "program.line", "The command line %q has a quote that nothing closes.", line)
	}
	if escaped {
		word.WriteRune('\\')
	}
	if begun {
		all = append(all, word.String())
	}
	if len(all) == 0 || all[0] == "" {
		return nil, fault.New(fault.Invalid, "program.line", "The command line names no program.")
	}
	for _, w := range all {
		if strings.IndexByte(w, 0) >= 0 {
			return nil, fault.New(fault.Invalid, "program.line", "The command line %q holds a null character.", line)
		}
	}
	return all, nil
}
