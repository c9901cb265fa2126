package studio

import (
	"html"
	"regexp"
	"strings"
)

// markdownHTML turns the Markdown that our own pages are written in into HTML:
// headings, paragraphs, blocks of code, tables; in a line code, emphasis and
// links to pages beside it. Everything else is text.
func markdownHTML(text string) string {
	var b strings.Builder
	for text = strings.Trim(text, "\n"); text != ""; text = strings.TrimLeft(text, "\n") {
		block, rest := text, ""
		if strings.HasPrefix(text, "```") {
			_, code, _ := strings.Cut(text, "\n")
			code, rest, _ = strings.Cut(code, "```")
			b.WriteString(`<pre><code>` + html.EscapeString(strings.TrimSuffix(code, "\n")) + "</code></pre>\n")
			text = rest
			continue
		}
		if i := strings.Index(text, "\n\n"); i >= 0 {
			block, rest = text[:i], text[i:]
		}
		switch {
		case strings.HasPrefix(block, "## "):
			b.WriteString("<h2>" + inlineHTML(block[3:]) + "</h2>\n")
		case strings.HasPrefix(block, "# "):
			b.WriteString("<h1>" + inlineHTML(block[2:]) + "</h1>\n")
		case strings.HasPrefix(block, "|"):
			b.WriteString(tableHTML(block))
		case strings.TrimSpace(block) != "":
			b.WriteString("<p>" + inlineHTML(block) + "</p>\n")
		}
		text = rest
	}
	return b.String()
}

// tableHTML turns rows of cells between bars into a table; the second row is the
// line below the heads.
func tableHTML(block string) string {
	var b strings.Builder
	b.WriteString("<table>\n")
	for i, row := range strings.Split(strings.TrimSpace(block), "\n") {
		if i == 1 {
			b.WriteString("</thead><tbody>\n")
			continue
		}
		cell := "td"
		if i == 0 {
			cell = "th"
			b.WriteString("<thead>")
		}
		b.WriteString("<tr>")
		for _, c := range strings.Split(strings.Trim(row, "| "), " | ") {
			b.WriteString("<" + cell + ">" + inlineHTML(c) + "</" + cell + ">")
		}
		b.WriteString("</tr>\n")
	}
	return b.String() + "</tbody></table>\n"
}

var (
	inlineMark = regexp.MustCompile("`[^`]+`|\\*[^*\\s][^*]*\\*|\\[[^\\]]+\\]\\([^)]+\\)")
	severity   = regexp.MustCompile(`^(error|warning|hint)$`)
)

func inlineHTML(text string) string {
	var b strings.Builder
	for {
		at := inlineMark.FindStringIndex(text)
		if at == nil {
			return b.String() + html.EscapeString(text)
		}
		b.WriteString(html.EscapeString(text[:at[0]]))
		mark := text[at[0]:at[1]]
		text = text[at[1]:]
		inner := html.EscapeString(mark[1 : len(mark)-1])
		switch {
		case mark[0] == '`':
			b.WriteString("<code>" + inner + "</code>")
		case mark[0] == '[':
			b.WriteString(linkHTML(mark))
		case severity.MatchString(inner):
			b.WriteString(`<em class="` + inner + `">` + inner + "</em>")
		default:
			b.WriteString("<em>" + inner + "</em>")
		}
	}
}

// linkHTML turns [name](page.md) into a link to a page beside this one; what leads
// elsewhere is not here, and stays a name.
func linkHTML(mark string) string {
	name, target, _ := strings.Cut(strings.Trim(mark, "[)"), "](")
	page, ours := strings.CutSuffix(target, ".md")
	if !ours || strings.ContainsAny(page, "/:") {
		return html.EscapeString(name)
	}
	return `<a href="` + html.EscapeString(page) + `">` + html.EscapeString(name) + "</a>"
}
