package command

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// QodlyName derives the QodlyScript spelling of a 4D command name: the words
// are joined in camelCase and "OB" becomes "object". Acronyms keep their
// capitals after the first word, unless the whole name is in capitals.
//
//	Replace string → replaceString      ON ERR CALL → onErrCall
//	OB Is defined → objectIsDefined     Generate UUID → generateUUID
func QodlyName(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return ""
	}
	shout := name == strings.ToUpper(name)
	if words[0] == "OB" {
		words[0] = "object"
	}
	var b strings.Builder
	for i, w := range words {
		switch {
		case i == 0 && w == strings.ToUpper(w), shout && i == 0:
			b.WriteString(strings.ToLower(w))
		case i == 0:
			b.WriteString(firstTo(unicode.ToLower, w))
		case shout:
			b.WriteString(firstTo(unicode.ToUpper, strings.ToLower(w)))
		default:
			b.WriteString(firstTo(unicode.ToUpper, w))
		}
	}
	if b.String() == "4d" {
		return "4D"
	}
	return b.String()
}

// QodlyConstant derives the QodlyScript spelling of a 4D constant: its family
// prefix of two letters falls, the words are joined in capitals after a "k".
//
//	ck shared → kShared                 HH MM AM PM → kHHMMAMPM
func QodlyConstant(name string) string {
	words := strings.Fields(name)
	if len(words) > 1 && len(words[0]) == 2 && words[0][1] == 'k' && words[0] == strings.ToLower(words[0]) {
		words = words[1:]
	}
	var b strings.Builder
	b.WriteByte('k')
	for _, w := range words {
		b.WriteString(firstTo(unicode.ToUpper, w))
	}
	return b.String()
}

func firstTo(f func(rune) rune, w string) string {
	r, n := utf8.DecodeRuneInString(w)
	return string(f(r)) + w[n:]
}
