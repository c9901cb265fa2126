package studio

import (
	"bytes"
	"html/template"
	"net/http"
	"strings"

	"quoin.dev/quoin/doc/diagnostics"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/server/web"
	"quoin.dev/quoin/ui"
)

// explanations is where the pages about diagnostics are; a code follows. They say
// nothing about the project, so that nobody has to sign in.
const explanations = "/studio/doc/diagnostics/"

// explain answers with the page of a code, without one with the list of all.
func (h *Handler) explain(w http.ResponseWriter, r *http.Request) error {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return web.Next{}
	}
	code := strings.TrimPrefix(r.URL.Path, explanations)
	title, text := code, ""
	if code == "" {
		title, text = "Diagnostics", diagnostics.Index()
	} else {
		page, ok := diagnostics.Page(code)
		if !ok {
			return fault.New(fault.NotFound, "studio.explanation", "There is no diagnostic %q.", code)
		}
		text = page
	}
	body, err := markdownHTML(text)
	if err != nil {
		return fault.New(fault.Internal, "studio.explanation", "The page of %s cannot be made: %w", code, err)
	}
	var b bytes.Buffer
	err = explanationPage.Execute(&b, map[string]any{
		"Title": title, "Style": template.CSS(string(ui.Tokens()) + explanationStyle), "Body": template.HTML(body), "All": code != ""})
	if err != nil {
		return fault.New(fault.Internal, "studio.explanation", "The page of %s cannot be made: %w", code, err)
	}
	w.Header().Add("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'")
	web.Send(w, http.StatusOK, "text/html; charset=utf-8", b.Bytes())
	return nil
}

var explanationPage = template.Must(template.New("explanation").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{{.Title}} – Quoin</title>
<style>{{.Style}}</style>
<main>
{{.Body}}
{{if .All}}<nav><a href="./">All diagnostics</a></nav>{{end}}
</main>
`))

// explanationStyle is for reading: one column, the colours of the Studio.
const explanationStyle = `
:root { color-scheme: light dark; }
body { margin: 0; background: var(--q-stone-1); color: var(--q-text); font: var(--q-size-4)/1.6 var(--q-font); }
main { box-sizing: border-box; max-width: 46rem; margin: 0 auto; padding: var(--q-space-10) var(--q-space-5); }
h1 { margin: 0 0 var(--q-space-3); font-size: var(--q-size-6); font-weight: var(--q-semibold); line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: var(--q-space-8) 0 var(--q-space-2); font-size: var(--q-size-5); font-weight: var(--q-semibold); }
p { margin: 0 0 var(--q-space-3); }
code, pre { font-family: var(--q-font-code); font-size: var(--q-size-3); }
p code, td code { padding: 0 0.25em; border-radius: var(--q-radius-small); background: var(--q-stone-3); }
pre { margin: 0 0 var(--q-space-4); padding: var(--q-space-3) var(--q-space-4); border: 1px solid var(--q-hairline); border-radius: var(--q-radius);
	background: var(--q-surface); line-height: 1.6; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; }
a { color: var(--q-accent-11); text-underline-offset: 0.15em; }
a:focus-visible { outline: 2px solid var(--q-focus); outline-offset: 2px; }
table { width: 100%; border-collapse: collapse; font-size: var(--q-size-3); }
th { text-align: left; font-weight: var(--q-semibold); }
th, td { padding: var(--q-space-2) var(--q-space-3) var(--q-space-2) 0; border-bottom: 1px solid var(--q-hairline); vertical-align: top; }
td:first-child { font-family: var(--q-font-code); white-space: nowrap; }
nav { margin-top: var(--q-space-10); padding-top: var(--q-space-4); border-top: 1px solid var(--q-hairline); }
.error { color: var(--q-red-11); } .warning { color: var(--q-amber-11); } .hint { color: var(--q-text-quiet); }
.error, .warning, .hint { font-style: normal; font-weight: var(--q-medium); }
@media (max-width: 40rem) {
	main { padding: var(--q-space-6) var(--q-space-4); }
	table, tbody, tr, td { display: block; }
	thead { display: none; }
	td { padding: 0; border: 0; }
	td:first-child { white-space: normal; }
	tr { padding: var(--q-space-3) 0; border-bottom: 1px solid var(--q-hairline); }
}
`
