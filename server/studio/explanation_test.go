package studio

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"quoin.dev/quoin/doc/diagnostics"
)

func TestExplain(t *testing.T) {
	get := func(code string) (*httptest.ResponseRecorder, error) {
		w := httptest.NewRecorder()
		err := (&Handler{}).explain(w, httptest.NewRequest(http.MethodGet, explanations+code, nil))
		return w, err
	}
	for _, e := range diagnostics.Entries() {
		w, err := get(e.Code)
		body := w.Body.String()
		if err != nil || !strings.Contains(body, "<h1>"+e.Code+"</h1>") || !strings.Contains(body, `<em class="`+e.Severity+`">`) {
			t.Errorf("%s: %v\n%s", e.Code, err, body)
		}
		if strings.Contains(body, "```") || strings.Contains(body, "ZgotmplZ") {
			t.Errorf("%s is not rendered:\n%s", e.Code, body)
		}
	}
	w, err := get("")
	if err != nil || !strings.Contains(w.Body.String(), `<a href="page.unknown-page">page.unknown-page</a>`) {
		t.Errorf("the list: %v\n%s", err, w.Body.String())
	}
	for _, code := range []string{"none.such", "../secret", "name.unknown/x", "<script>"} {
		if _, err := get(code); err == nil {
			t.Errorf("%q has a page", code)
		}
	}
}

func TestMarkdownHTML(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"# A <b>\n", "<h1>A &lt;b&gt;</h1>\n"},
		{"one *two* `<c>`\nthree", "<p>one <em>two</em> <code>&lt;c&gt;</code>\nthree</p>\n"},
		{"```4d\na<b\n\n\tc\n```\n\nend", "<pre><code>a&lt;b\n\n\tc</code></pre>\n<p>end</p>\n"},
		{"```4d\nnever closed", "<pre><code>never closed</code></pre>\n"},
		{"[x.y](x.y.md) [z](public.txt) [w](https://e.com/a.md)", "<p><a href=\"x.y\">x.y</a> z w</p>\n"},
		{"| a | b |\n|---|---|\n| *hint* | 2 |", "<table>\n<thead><tr><th>a</th><th>b</th></tr>\n</thead><tbody>\n" +
			"<tr><td><em class=\"hint\">hint</em></td><td>2</td></tr>\n</tbody></table>\n"},
		{"", ""},
	} {
		if got := markdownHTML(c.text); got != c.want {
			t.Errorf("%q: got\n%s\nwant\n%s", c.text, got, c.want)
		}
	}
}
