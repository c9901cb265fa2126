package server

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"go.uber.org/goleak"
)

// started is a server on a scratch project, and what ends it.
type started struct {
	public, admin string
	stop          func() error
	root          string      // of the project
	lines         chan string // that were printed after the first
}

// start runs the server on the project of a txtar file.
func start(t *testing.T, o Options) started {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/shed.txtar")
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	if err := txtar.Write(archive, root); err != nil {
		t.Fatal(err)
	}
	lines, ended := make(chan string, 20), make(chan error, 1)
	ctx, cancel := context.WithCancel(context.Background())
	o.Project, o.HTTP, o.Admin, o.Log = root, "127.0.0.1:0", "127.0.0.1:0", slog.DiscardHandler
	o.Ready = func(line string) { lines <- line }
	go func() { ended <- Run(ctx, o) }()
	select {
	case line := <-lines:
		words := strings.Fields(line)
		if len(words) != 4 || words[0] != "ready" {
			t.Fatalf("got %q", line)
		}
		return started{words[1], words[3], func() error { cancel(); return <-ended }, root, lines}
	case err := <-ended:
		t.Fatal(err)
	case <-time.After(30 * time.Second):
		t.Fatal("the server does not get ready")
	}
	return started{}
}

// ask sends a request and returns its status and body.
func ask(t *testing.T, c *http.Client, method, url, body string, headers ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range headers {
		name, v, _ := strings.Cut(h, ": ")
		if name == "Host" {
			r.Host = v
		}
		r.Header.Set(name, v)
	}
	answer, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

// A server that is told to stop ends everything it began, endless code of
// clients that are gone among it.
func TestStopEndsEverything(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	s := start(t, Options{Dev: true, Studio: true})
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	c := &http.Client{Transport: transport}
	if status, text := ask(t, c, "POST", s.public+"/rest/$catalog/hello", "[]"); status != 200 || text != `{"result":"hello"}` {
		t.Errorf("got %d %s", status, text)
	}
	impatient := &http.Client{Transport: transport, Timeout: 200 * time.Millisecond}
	if _, err := impatient.Post(s.public+"/rest/$catalog/forever", "application/json", strings.NewReader("[]")); err == nil {
		t.Error("endless code has answered")
	}
	began := time.Now()
	if err := s.stop(); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > time.Minute {
		t.Errorf("stopping took %v", took)
	}
}

// The administration server, and an application that opens everything, cannot be
// reached by a page whose name was made to point at this machine.
func TestNamesOfThisMachine(t *testing.T) {
	s := start(t, Options{Studio: true, IgnoreRoles: true})
	defer s.stop()
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	c := &http.Client{Transport: transport}
	for _, url := range []string{s.admin + "/api/login", s.public + "/rest/Tool"} {
		if status, text := ask(t, c, "GET", url, ""); status != 200 {
			t.Errorf("%s: %d %s", url, status, text)
		}
		if status, _ := ask(t, c, "GET", url, "", "Host: evil.example:8080"); status != http.StatusMisdirectedRequest {
			t.Errorf("%s by another name: %d", url, status)
		}
	}
	if status, _ := ask(t, c, "GET", s.public+"/rest/Tool", "", "X-Forwarded-For: 192.0.2.7"); status != http.StatusMisdirectedRequest {
		t.Errorf("through a proxy: %d", status)
	}
	for _, headers := range [][]string{
		{"Sec-Fetch-Site: cross-site"}, {"Sec-Fetch-Site: same-site", "Origin: http://127.0.0.1:9"}, {"Origin: http://evil.example"}, {"Origin: null"},
	} {
		for _, url := range []string{s.admin + "/api/login", s.public + "/rest/Tool?$method=update"} {
			if status, _ := ask(t, c, "POST", url, "{}", append(headers, "Content-Type: text/plain")...); status != http.StatusForbidden {
				t.Errorf("%s with %q: %d", url, headers, status)
			}
		}
	}
	for _, path := range []string{"/studio/api/project", "/studio/api/file?path=Project/Sources/roles.json", "/console/api/sessions", "/console/api/log", "/rest/Tool", "/$lib/renderer/?w=x", "/$shared/x.txt", "/studio/api/live", "/console/api/log/live"} {
		if status, text := ask(t, c, "GET", s.admin+path, "", "Cookie: quoin_admin=guessed"); status != http.StatusUnauthorized {
			t.Errorf("%s without the key: %d %s", path, status, text)
		}
	}
}

func TestIgnoreRolesIsForThisMachine(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":8099", "192.0.2.1:80", "evil.example:80"} {
		err := Run(t.Context(), Options{Project: t.TempDir(), HTTP: address, IgnoreRoles: true, Log: slog.DiscardHandler})
		if err == nil || !strings.Contains(err.Error(), "loopback") {
			t.Errorf("%s: %v", address, err)
		}
	}
}
