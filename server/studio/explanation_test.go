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
		{"# A <b>\n", "<h1>A <!-- raw HTML omitted --></h1>\n"},
		{"one `<c>` *error*", "<p>one <code>&lt;c&gt;</code> <em class=\"error\">error</em></p>\n"},
		{"[x.y](x.y.md) [w](https://e.com/a.md)", "<p><a href=\"x.y\">x.y</a> <a href=\"https://e.com/a.md\">w</a></p>\n"},
		{"a [*b* c](public.txt) d", "<p>a <em>b</em> c d</p>\n"},
		{"[x](javascript:alert)", "<p><a href=\"\">x</a></p>\n"},
	} {
		if got, err := markdownHTML(c.text); err != nil || got != c.want {
			t.Errorf("%q: got\n%s\nwant\n%s (%v)", c.text, got, c.want, err)
		}
	}
}
