package service

import (
	"regexp"
	"strings"

	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/translate"
	"quoin.dev/quoin/source"
)

var (
	fence = regexp.MustCompile("(?s)```(4d|qodly)\n(.*?)\n```")
	// quoted is code within a sentence; between fences there is no other backquote.
	quoted = regexp.MustCompile("`[^`\n]+`")
)

// inDialect writes documentation for those who read a dialect: its examples and
// the names of commands and constants. What the dialect has no form for stays,
// and the page says so.
func (s *Service) inDialect(doc string, d syntax.Dialect) string {
	cat := s.files.Options.Catalogue
	if doc == "" || cat == nil {
		return doc
	}
	var b strings.Builder
	for doc != "" {
		at := fence.FindStringSubmatchIndex(doc)
		if at == nil {
			b.WriteString(namesIn(doc, d, cat))
			break
		}
		b.WriteString(namesIn(doc[:at[0]], d, cat))
		b.WriteString(exampleIn(doc[at[4]:at[5]], dialectNamed(doc[at[2]:at[3]]), d, cat))
		doc = doc[at[1]:]
	}
	return b.String()
}

func dialectNamed(fence string) syntax.Dialect {
	if fence == "qodly" {
		return syntax.Qodly
	}
	return syntax.FourD
}

// exampleIn prints an example in a dialect, marked where it had to stay in its
// own.
func exampleIn(code string, from, to syntax.Dialect, cat *command.Catalogue) string {
	if from == to {
		return strings.TrimSuffix(fenced(code, to), "\n")
	}
	text, problems := translate.File(source.NewFile("example", code+"\n"), from, syntax.Method, to, &translate.Project{Catalogue: cat})
	if len(problems) == 0 {
		return strings.TrimSuffix(fenced(plainTokens(strings.TrimRight(text, "\n")), to), "\n")
	}
	name := "4D"
	if from == syntax.Qodly {
		name = "QodlyScript"
	}
	return "*In " + name + ":*\n\n" + strings.TrimSuffix(fenced(code, from), "\n")
}

var token = regexp.MustCompile(`:(?:C\d+|K\d+:\d+)\b`)

// plainTokens leaves out the numbers of commands, which nobody reads.
func plainTokens(code string) string { return token.ReplaceAllString(code, "") }

// namesIn spells the commands and constants that a text quotes.
func namesIn(text string, d syntax.Dialect, cat *command.Catalogue) string {
	if d != syntax.Qodly {
		return text
	}
	return quoted.ReplaceAllStringFunc(text, func(q string) string {
		name := strings.Trim(q, "`")
		// What is written like a command of 4D and no other word: "Replace string",
		// "sk strict"; a lone "length" may be a property.
		if e := cat.Command(syntax.Normalize(name)); e != nil && e.Name == name && e.Qodly != "" {
			return "`" + e.Qodly + "`"
		}
		if k := cat.Constant(syntax.Normalize(name)); k != nil && k.Name == name && k.Qodly != "" {
			return "`" + k.Qodly + "`"
		}
		return q
	})
}
