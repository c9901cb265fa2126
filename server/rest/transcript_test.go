package rest

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"
)

// The transcripts of doc/rest.md are blocks that begin with ```http and who
// asks. In a block, lines that begin with ">" are requests and lines that begin
// with "<" are what must come back:
//
//	> POST /rest/Ship?$method=update
//	> Content-Type: application/json
//	>
//	> {"name":"Low Tide"}
//	< 200
//	< {"__KEY":"15", "…":"…"}
//
// JSON is compared by content. Where the answer may differ from run to run, or
// where the rest does not matter, the text stands for it: "…" is any value; as
// a member, {"…":"…"}, any further members; as the last element of an array,
// any further elements. "{name}" is any text, remembered: later requests and
// answers may use it.
type exchange struct {
	line    int
	who     string
	method  string
	target  string
	headers []string
	body    string
	status  int
	answer  string
}

// TestTranscripts runs doc/rest.md against a real server, in its order.
func TestTranscripts(t *testing.T) {
	doc, err := os.ReadFile("../../doc/rest.md")
	if err != nil {
		t.Fatal(err)
	}
	exchanges := readTranscripts(t, string(doc))
	if len(exchanges) < 40 {
		t.Fatalf("only %d exchanges were found", len(exchanges))
	}
	h := newHarbour(t)
	cookies := map[string]string{"nobody": "", "guest": h.login(t, ""), "master": h.login(t, "Master"), "mate": h.login(t, "Master")}
	names := map[string]string{}
	for _, x := range exchanges {
		cookie, ok := cookies[x.who]
		if !ok {
			t.Fatalf("doc/rest.md:%d: who is %q?", x.line, x.who)
		}
		w := h.send(cookie, x.method, substitute(x.target, names), substitute(x.body, names), x.headers...)
		if problem := compare(x, w, names); problem != "" {
			t.Errorf("doc/rest.md:%d: %s %s: %s\ngot %d %s", x.line, x.method, x.target, problem, w.Code, w.Body)
		}
	}
}

func readTranscripts(t *testing.T, doc string) []exchange {
	var out []exchange
	who := ""
	for i, line := range strings.Split(doc, "\n") {
		kind := ""
		switch {
		case strings.HasPrefix(line, "```http"):
			who = strings.TrimSpace(strings.TrimPrefix(line, "```http"))
			continue
		case strings.HasPrefix(line, "```"):
			who = ""
		case who != "" && line != "":
			kind = line[:1]
		}
		if kind == "" {
			continue
		}
		text := strings.TrimPrefix(line[1:], " ")
		last := len(out) - 1
		switch {
		case kind == ">" && (last < 0 || out[last].status != 0 || out[last].who == ""):
			method, target, _ := strings.Cut(text, " ")
			out = append(out, exchange{line: i + 1, who: who, method: method, target: target})
		case kind == ">" && text != "" && out[last].body == "" && isHeader(text):
			out[last].headers = append(out[last].headers, text)
		case kind == ">":
			out[last].body += text
		case kind == "<" && out[last].status == 0:
			n, err := strconv.Atoi(text)
			if err != nil {
				t.Fatalf("doc/rest.md:%d: a status is missing", i+1)
			}
			out[last].status = n
		case kind == "<":
			out[last].answer += text
		default:
			t.Fatalf("doc/rest.md:%d: the line begins with neither > nor <", i+1)
		}
	}
	return out
}

func isHeader(s string) bool {
	name, _, ok := strings.Cut(s, ": ")
	return ok && !strings.ContainsAny(name, `{["' `)
}

func substitute(s string, names map[string]string) string {
	for name, v := range names {
		s = strings.ReplaceAll(s, "{"+name+"}", v)
	}
	return s
}

func compare(x exchange, w *httptest.ResponseRecorder, names map[string]string) string {
	if w.Code != x.status {
		return fmt.Sprintf("status %d, want %d", w.Code, x.status)
	}
	var got, want any
	if err := json.Unmarshal([]byte(x.answer), &want); err != nil {
		if w.Body.String() != x.answer {
			return "want " + x.answer
		}
		return ""
	}
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		return "the answer is no JSON"
	}
	return differ("", got, want, names)
}

// differ compares what came with what should; it returns the first difference.
func differ(path string, got, want any, names map[string]string) string {
	if s, ok := want.(string); ok {
		return differText(path, got, s, names)
	}
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			return fmt.Sprintf("%s: want an object, got %v", path, got)
		}
		_, more := w["…"]
		for k, v := range w {
			if k == "…" {
				continue
			}
			if _, ok := g[k]; !ok {
				return path + "." + k + " is missing"
			}
			if d := differ(path+"."+k, g[k], v, names); d != "" {
				return d
			}
		}
		for k := range g {
			if _, ok := w[k]; !ok && !more {
				return path + "." + k + " is not expected"
			}
		}
		return ""
	case []any:
		g, ok := got.([]any)
		if !ok {
			return fmt.Sprintf("%s: want an array, got %v", path, got)
		}
		if n := len(w); n > 0 && w[n-1] == "…" {
			w, g = w[:n-1], g[:min(n-1, len(g))]
		}
		if len(g) != len(w) {
			return fmt.Sprintf("%s: %d elements, want %d", path, len(g), len(w))
		}
		for i := range w {
			if d := differ(fmt.Sprintf("%s[%d]", path, i), g[i], w[i], names); d != "" {
				return d
			}
		}
		return ""
	}
	if got != want {
		return fmt.Sprintf("%s: got %v, want %v", path, got, want)
	}
	return ""
}

func differText(path string, got any, want string, names map[string]string) string {
	if want == "…" {
		return ""
	}
	text, ok := got.(string)
	if !ok {
		return fmt.Sprintf("%s: got %v, want %q", path, got, want)
	}
	want = substitute(want, names)
	before, rest, found := strings.Cut(want, "{")
	name, after, closed := strings.Cut(rest, "}")
	if found && closed && strings.HasPrefix(text, before) && strings.HasSuffix(text, after) && len(text) > len(before)+len(after) {
		names[name] = text[len(before) : len(text)-len(after)]
		return ""
	}
	if text != want {
		return fmt.Sprintf("%s: got %q, want %q", path, text, want)
	}
	return ""
}
