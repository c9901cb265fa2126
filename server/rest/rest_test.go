package rest

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"quoin.dev/quoin/app/session"

	"quoin.dev/quoin/value"
)

// TestHostile sends testdata/hostile.txt, as a guest and as somebody who may
// do everything.
func TestHostile(t *testing.T) {
	data, err := os.ReadFile("testdata/hostile.txt")
	if err != nil {
		t.Fatal(err)
	}
	h := newHarbour(t)
	requests := strings.Split(string(data), "\n")
	for _, deep := range []string{strings.Repeat("[", 5000), strings.Repeat(`{"a":`, 5000)} {
		requests = append(requests, "POST /rest/$catalog/echo "+deep, "POST /rest/Ship?$method=update "+deep)
	}
	requests = append(requests, "POST /rest/$catalog/echo ["+strings.Repeat("1,", 500)+"1]",
		"GET /rest/Ship?$attributes="+strings.Repeat("name,", 600),
		"GET /rest/Ship?$filter="+strings.Repeat("not(", 2000)+"name='x'"+strings.Repeat(")", 2000),
		"GET /rest/"+strings.Repeat("a/", 1000))
	for _, who := range []string{"", "Master"} {
		cookie := h.login(t, who)
		for _, line := range requests {
			if line == "" || line[0] == '#' {
				continue
			}
			words := strings.SplitN(line, " ", 3)
			target, body := words[1], ""
			if len(words) == 3 {
				body = words[2]
				if words[0] == "GET" { // a space in the address
					target, body = words[1]+" "+words[2], ""
				}
			}
			w := h.send(cookie, words[0], target, body)
			if w.Code < 400 || w.Code > 499 {
				t.Errorf("%s: %.80s: got %d %.200s", who, line, w.Code, w.Body)
			}
			if strings.HasPrefix(target, "/rest/") && !json.Valid(w.Body.Bytes()) {
				t.Errorf("%s: %.80s: the answer is no JSON: %.200s", who, line, w.Body)
			}
		}
	}
}

// TestForceLogin walks through spec/orda_rest.md 5.2.
func TestForceLogin(t *testing.T) {
	h := newHarbour(t)
	h.forceLogin = true
	cookie := h.login(t, "")
	refused := []string{"GET /rest/Ship", "GET /rest/Ship(10)", "POST /rest/$catalog/greet", "POST /rest/$singleton/Fees/quote",
		"POST /rest/$upload", "GET /rest/$info", "POST /rest/Ship?$method=update", "POST /rest/$entityset/$release"}
	check := func(when string, want bool) {
		t.Helper()
		for _, r := range refused {
			method, target, _ := strings.Cut(r, " ")
			w := h.send(cookie, method, target, "[]")
			if got := w.Code == 401 && strings.Contains(w.Body.String(), "log in first"); got != want {
				t.Errorf("%s: %s: %d %s", when, r, w.Code, w.Body)
			}
		}
	}
	check("as a guest", true)
	for _, r := range []string{"GET /rest/$catalog", "GET /rest/$catalog/$all", "GET /rest/$catalog/Ship", "GET /rest/$info/privileges"} {
		method, target, _ := strings.Cut(r, " ")
		if w := h.send(cookie, method, target, ""); w.Code != 200 {
			t.Errorf("a descriptive request is refused: %s: %d %s", r, w.Code, w.Body)
		}
	}
	h.send(cookie, "POST", "/rest/$catalog/authentify", `[""]`)
	check("after authentify without setPrivileges", true)
	h.send(cookie, "POST", "/rest/$catalog/authentify", `["ada"]`)
	check("after setPrivileges", false)
	h.send(cookie, "POST", "/rest/$directory/logout", "")
	check("after the logout", true)
}

// TestSetTimeout checks that a set ends, and that each use lengthens its life.
func TestSetTimeout(t *testing.T) {
	h := newHarbour(t)
	cookie := h.login(t, "")
	var made struct {
		Set string `json:"__ENTITYSET"`
	}
	w := h.send(cookie, "GET", "/rest/Ship?$method=entityset&$timeout=300&$top=0", "")
	if err := json.Unmarshal(w.Body.Bytes(), &made); err != nil || made.Set == "" {
		t.Fatal(err, w.Body)
	}
	for i, step := range []time.Duration{4 * time.Minute, 4 * time.Minute, 6 * time.Minute} {
		h.clock.Advance(step)
		w := h.send(cookie, "GET", made.Set, "")
		if want := []int{200, 200, 404}[i]; w.Code != want {
			t.Errorf("step %d: got %d, want %d", i, w.Code, want)
		}
	}
}

// TestSetLimit checks that a session cannot fill the memory with sets.
func TestSetLimit(t *testing.T) {
	s := &sets{byID: map[string]*set{}, limit: 3}
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	for i := range 5 {
		s.put(&set{id: fmt.Sprint(i), timeout: time.Hour, records: make([]int64, 10)}, now.Add(time.Duration(i)))
	}
	if len(s.byID) != 3 || s.weight != 30 || s.byID["4"] == nil || s.byID["1"] != nil {
		t.Errorf("%d sets, weight %d", len(s.byID), s.weight)
	}
	s.put(&set{id: "big", timeout: time.Hour, records: make([]int64, maxSetRecords-5)}, now.Add(time.Second))
	if len(s.byID) != 1 || s.weight != maxSetRecords-5 {
		t.Errorf("%d sets, weight %d", len(s.byID), s.weight)
	}
}

// TestLockEnds checks that the end of a session releases its locks.
func TestLockEnds(t *testing.T) {
	h := newHarbour(t)
	mine, other := h.login(t, "Master"), h.login(t, "Master")
	if w := h.send(mine, "GET", "/rest/Ship(10)?$lock=true", ""); !strings.Contains(w.Body.String(), `"result":true`) {
		t.Fatal(w.Body)
	}
	if w := h.send(mine, "GET", "/rest/Ship(10)?$lock=true", ""); !strings.Contains(w.Body.String(), `"result":true`) {
		t.Errorf("locking again: %s", w.Body)
	}
	if w := h.send(other, "POST", "/rest/Ship?$method=update", `{"__KEY":"10","name":"Stolen"}`); !strings.Contains(w.Body.String(), `"status":3`) {
		t.Errorf("saving what another session has locked: %s", w.Body)
	}
	for _, s := range h.sessions.List() {
		if n := h.sessions.Find(strings.TrimPrefix(mine, h.sessions.CookieName()+"=")); n != nil && n.Tag() == s.Tag {
			h.sessions.End(s.Tag)
		}
	}
	if w := h.send(other, "GET", "/rest/Ship(10)?$lock=true", ""); !strings.Contains(w.Body.String(), `"result":true`) {
		t.Errorf("after the session's end: %s", w.Body)
	}
}

// TestPictures uploads a picture, stores and reads it.
func TestPictures(t *testing.T) {
	h := newHarbour(t)
	cookie := h.login(t, "Master")
	png := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
	w := h.send(cookie, "POST", "/rest/$upload?$rawPict=true", png, "Content-Type: image/png")
	var up struct{ ID string }
	if err := json.Unmarshal(w.Body.Bytes(), &up); err != nil || up.ID == "" {
		t.Fatal(err, w.Body)
	}
	w = h.send(cookie, "POST", "/rest/Ship?$method=update&$attributes=flag", fmt.Sprintf(`{"__KEY":"12","flag":{"ID":%q}}`, up.ID))
	const uri = "/rest/Ship[12]/flag?$imageformat=best&$version=2&$expand=flag"
	if !strings.Contains(w.Body.String(), uri) || !strings.Contains(w.Body.String(), `"image":true`) {
		t.Errorf("update: %s", w.Body)
	}
	w = h.send(cookie, "GET", uri, "")
	if w.Body.String() != png || w.Header().Get("Content-Type") != "image/png" || !strings.Contains(w.Header().Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("picture: %q %v", w.Body, w.Header())
	}
	if w := h.send(cookie, "GET", strings.Replace(uri, "12", "13", 1), ""); w.Code != 200 || w.Body.Len() != 0 {
		t.Errorf("no picture: %d %q", w.Code, w.Body)
	}
	w = h.send(cookie, "POST", "/rest/Ship?$method=update&$attributes=flag", `{"__KEY":"12","flag":{"__deferred":{"uri":"`+uri+`","image":true}}}`)
	if !strings.Contains(w.Body.String(), uri[:30]) {
		t.Errorf("an echoed address empties the picture: %s", w.Body)
	}
}

// TestFailingAttribute checks that a computed attribute that fails leaves the
// rest of the answer whole.
func TestFailingAttribute(t *testing.T) {
	h := newHarbour(t)
	cookie := h.login(t, "Master")
	h.send(cookie, "POST", "/rest/Ship?$method=update", `{"__KEY":"14","name":"Cursed"}`)
	w := h.send(cookie, "GET", "/rest/Ship?$filter=ID>12&$attributes=name,label", "")
	want := `"name":"Cursed","label":null}],"__SENT":2,"__ERROR":[{"message":"Do not speak of it","componentSignature":"host","errCode":7}]}`
	if w.Code != 200 || !strings.Contains(w.Body.String(), want) || !strings.Contains(w.Body.String(), "Cormorant's Rest (2020)") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

// TestAnswer checks the requests that the server makes itself.
func TestAnswer(t *testing.T) {
	h := newHarbour(t)
	s, err := h.sessions.Start("")
	if err != nil {
		t.Fatal(err)
	}
	body, ok := h.rest.Answer(context.Background(), s, "/rest/Ship(10)/name")
	if !ok || !strings.Contains(string(body), `"name":"Grey Heron"`) {
		t.Errorf("%v %s", ok, body)
	}
	for _, bad := range []string{"/rest/Ship(99)", "/rest/Ship(10)/insurance", "nonsense", "/other", "/rest/Ship(", "/rest/Ship(10)/flag?$expand=flag"} {
		if _, ok := h.rest.Answer(context.Background(), s, bad); ok {
			t.Errorf("%s is answered", bad)
		}
	}
}

// TestCookie checks that a request without a session gets one.
func TestCookie(t *testing.T) {
	h := newHarbour(t)
	w := h.send("", "GET", "/rest/$catalog", "")
	if c := w.Header().Get("Set-Cookie"); !strings.HasPrefix(c, "4DSID_harbour=") || !strings.Contains(c, "SameSite=Strict") || !strings.Contains(c, "HttpOnly") {
		t.Errorf("cookie %q", c)
	}
	if w := h.send(h.login(t, ""), "GET", "/rest/$catalog", "", "Sec-Fetch-Site: cross-site"); w.Code != 200 {
		t.Errorf("reading from elsewhere: %d", w.Code)
	}
	if w := h.send(h.login(t, ""), "POST", "/rest/$catalog/greet", "", "Sec-Fetch-Site: cross-site"); w.Code != http.StatusForbidden {
		t.Errorf("calling from elsewhere: %d", w.Code)
	}
}

func TestDates(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"2026-11-20T00:00:00.000Z", "2026-11-20"},
		{"2026-11-20T23:59:59+02:00", "2026-11-20"},
		{"2026-11-20", "2026-11-20"},
		{"20!11!2026", "2026-11-20"},
		{"0!0!0", "0000-00-00"},
		{"2026-02-30", "no date"},
		{"20/11/2026", "no date"},
		{"2026-11-20x", "no date"},
	} {
		got := "no date"
		if d, ok := parseDate(c.in); ok {
			got = d.String()
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.in, got, c.want)
		}
	}
	for d, want := range map[value.Day]string{value.NewDay(2026, 1, 9): `"2026-01-09T00:00:00.000Z"`, value.NewDay(7, 12, 31): `"0007-12-31T00:00:00.000Z"`, 0: "null"} {
		if got := string(appendDate(nil, d)); got != want {
			t.Errorf("%v: got %s, want %s", d, got, want)
		}
	}
}

// TestUploads checks life and limit of what waits for an update.
func TestUploads(t *testing.T) {
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	mine, other := new(session.Session), new(session.Session)
	u := &uploads{byID: map[string]uploaded{}, owned: map[*session.Session]int64{}, limit: 10, total: 15}
	put := func(id string, owner *session.Session, bytes int, at time.Duration) bool {
		x := uploaded{owner: owner, data: make([]byte, bytes), expires: now.Add(at + time.Minute)}
		return u.put(id, x, now.Add(at)) == nil
	}
	if !put("a", mine, 8, 0) || put("b", mine, 8, 0) || !put("c", mine, 2, 0) {
		t.Error("a session may keep 10 bytes")
	}
	if put("d", other, 6, 0) || !put("d", other, 5, 0) {
		t.Error("all sessions together may keep 15 bytes")
	}
	if _, ok := u.take("a", other, now); ok {
		t.Error("an upload of somebody else was used")
	}
	if !put("e", mine, 8, 2*time.Minute) {
		t.Error("what is over must make room")
	}
	if _, ok := u.take("e", mine, now.Add(2*time.Minute)); !ok {
		t.Error("an upload can be used")
	}
	if _, ok := u.take("e", mine, now); ok || u.bytes != 0 || len(u.owned) != 0 {
		t.Error("once")
	}
}

func BenchmarkRest(b *testing.B) {
	h := newHarbour(b)
	cookie := h.login(b, "Master")
	var ships []string
	for i := range 1000 {
		ships = append(ships, fmt.Sprintf(`{"name":"Ship %d","built":%d,"homeID":%d,"papers":{"class":"sail","n":%d}}`, i, 1900+i%100, 1+i%3, i))
	}
	h.send(cookie, "POST", "/rest/Ship?$method=update", "["+strings.Join(ships, ",")+"]")
	for _, c := range []struct{ name, target string }{
		{"Entity", "/rest/Ship(10)"},
		{"EntityStored", "/rest/Ship(10)/name,built,tonnage,papers"},
		{"List100", "/rest/Ship?$top=100"},
		{"List100Stored", "/rest/Ship?$top=100&$attributes=name,built,tonnage,papers"},
		{"Catalog", "/rest/$catalog/$all"},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if w := h.send(cookie, "GET", c.target, ""); w.Code != 200 {
					b.Fatal(w.Body)
				}
			}
		})
	}
}

// BenchmarkHTTP compares a warm read of an entity over HTTP with a bare handler
// that sends the same bytes.
func BenchmarkHTTP(b *testing.B) {
	h := newHarbour(b)
	cookie := h.login(b, "Master")
	const target = "/rest/Ship(10)/name,built,tonnage,papers"
	same := h.send(cookie, "GET", target, "").Body.Bytes()
	bare := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = w.Write(same)
	})
	for _, c := range []struct {
		name string
		h    http.Handler
	}{{"Bare", bare}, {"Rest", h.server}} {
		b.Run(c.name, func(b *testing.B) {
			ts := httptest.NewServer(c.h)
			defer ts.Close()
			for b.Loop() {
				r, err := http.NewRequest("GET", ts.URL+target, nil)
				if err != nil {
					b.Fatal(err)
				}
				r.Header.Set("Cookie", cookie)
				resp, err := ts.Client().Do(r)
				if err != nil || resp.StatusCode != 200 {
					b.Fatal(err, resp)
				}
				_, _ = io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
			}
		})
	}
}
