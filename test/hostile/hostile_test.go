// Package hostile sends the built executable what no good client would:
// requests that are none, attacks on the framing of HTTP, paths that lead out
// of folders, parameters and bodies without measure. Each must get a clear
// refusal, and the server must go on.
package hostile

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"quoin.dev/quoin/test/instance"
)

func TestMain(m *testing.M) { instance.Main(m) }

// yard starts the application with one record.
func yard(t *testing.T) (*instance.Server, string) {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/yard.txtar")
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	if err := txtar.Write(archive, root); err != nil {
		t.Fatal(err)
	}
	s := instance.Start(t, "serve", root)
	r, err := http.Post(s.URL+"/rest/Task/add", "application/json", strings.NewReader(`["the one record"]`))
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("adding a record: %v %v", r, err)
	}
	_ = r.Body.Close()
	return s, strings.TrimPrefix(s.URL, "http://")
}

// patience is how long a hostile request may occupy the server.
const patience = 20 * time.Second

// send writes raw bytes and reads the answer; status 0 when the connection
// ended without one.
func send(t *testing.T, address string, request []byte) (status int, answer []byte) {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatalf("the server is gone: %v", err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(patience))
	go func() { _, _ = c.Write(request) }() // the server may refuse to read on
	r, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		if e, ok := err.(net.Error); ok && e.Timeout() {
			t.Errorf("no answer after %v", patience)
		}
		return 0, nil
	}
	defer r.Body.Close()
	answer, _ = io.ReadAll(io.LimitReader(r.Body, 1<<20)) // a refusal may cut the body off
	return r.StatusCode, answer
}

func TestRequests(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/requests.txtar")
	if err != nil {
		t.Fatal(err)
	}
	s, address := yard(t)
	for _, f := range archive.Files {
		want, name, _ := strings.Cut(f.Name, " ")
		t.Run(name, func(t *testing.T) {
			status, answer := send(t, address, wire(t, string(f.Data)))
			got := strconv.Itoa(status)
			switch {
			case status == 0:
				got = "close"
			case bytes.Contains(answer, []byte(`"success":false`)):
				got = "refused"
			}
			if !regexp.MustCompile("^(" + want + ")$").MatchString(got) {
				t.Errorf("got %s %.300s, want %s", got, answer, want)
			}
			if bytes.Contains(answer, []byte("SECRET")) || bytes.Contains(answer, []byte("goroutine ")) {
				t.Errorf("the answer tells too much: %.300s", answer)
			}
			if t.Failed() {
				return
			}
			status, answer = send(t, address, []byte("GET /rest/Task(1) HTTP/1.1\r\nHost: yard\r\nConnection: close\r\n\r\n"))
			if status != http.StatusOK || !bytes.Contains(answer, []byte(`"title":"the one record"`)) {
				t.Fatalf("the server is not what it was: %d %.300s", status, answer)
			}
		})
	}
	s.Stop()
	for line := range strings.Lines(s.Log()) {
		if strings.Contains(line, "panic") || strings.Contains(line, "goroutine ") {
			t.Errorf("the log has: %s", line)
		}
	}
}

var repeated = regexp.MustCompile(`\{([^{}]*)\*(\d+)\}`)

var escaped = regexp.MustCompile(`\\x([0-9a-f]{2})|\\\\`)

// wire turns the text of a request into its bytes.
func wire(t *testing.T, text string) []byte {
	t.Helper()
	head, body, _ := strings.Cut(text, "\n\n")
	body = strings.TrimSuffix(body, "\n")
	head, body = expand(t, head), expand(t, body)
	if strings.Contains(head, "Transfer-Encoding") {
		body = strings.ReplaceAll(body, "\n", "\r\n") + "\r\n\r\n"
	}
	head = strings.Replace(head, "Content-Length: *", fmt.Sprintf("Content-Length: %d", len(body)), 1)
	return []byte(strings.ReplaceAll(strings.TrimSuffix(head, "\n"), "\n", "\r\n") + "\r\n\r\n" + body)
}

func expand(t *testing.T, s string) string {
	t.Helper()
	s = repeated.ReplaceAllStringFunc(s, func(m string) string {
		parts := repeated.FindStringSubmatch(m)
		n, err := strconv.Atoi(parts[2])
		if err != nil {
			t.Fatal(err)
		}
		return strings.Repeat(parts[1], n)
	})
	return escaped.ReplaceAllStringFunc(s, func(m string) string {
		if m == `\\` {
			return `\`
		}
		n, err := strconv.ParseUint(m[2:], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		return string([]byte{byte(n)})
	})
}

// A client that sends its header a byte now and then is cut off after ten
// seconds, and meanwhile keeps nobody else waiting: not even three hundred of
// them.
func TestSlowClients(t *testing.T) {
	if testing.Short() {
		t.Skip("it waits for the server's ten seconds")
	}
	s, address := yard(t)
	var slow []net.Conn
	for range 300 {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if _, err := c.Write([]byte("GET /rest/Task HTTP/1.1\r\nHost: yard\r\nX-A: ")); err != nil {
			t.Fatal(err)
		}
		slow = append(slow, c)
	}
	quit := make(chan struct{})
	defer close(quit)
	go func() {
		for {
			select {
			case <-quit:
				return
			case <-time.After(time.Second):
				_, _ = slow[0].Write([]byte("a")) // it may be closed already
			}
		}
	}()
	began := time.Now()
	if status, _ := send(t, address, []byte("GET /rest/Task HTTP/1.1\r\nHost: yard\r\nConnection: close\r\n\r\n")); status != http.StatusOK {
		t.Errorf("beside slow clients: got %d", status)
	}
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("beside slow clients an answer took %v", took)
	}
	for _, c := range slow {
		_ = c.SetReadDeadline(began.Add(patience))
		_, err := io.ReadAll(c)
		if e, ok := err.(net.Error); ok && e.Timeout() {
			t.Fatalf("a slow client is still connected after %v", patience)
		}
	}
	if took := time.Since(began); took < 5*time.Second {
		t.Errorf("slow clients were cut off after %v already", took)
	}
	s.Stop()
}

// Guessing the access key is slowed down; nothing of the administration server
// answers without it.
func TestAdministrationWithoutKey(t *testing.T) {
	s, _ := yard(t)
	for _, path := range []string{"/console/api/overview", "/console/api/log", "/console/api/backups", "/console/api/sessions",
		"/studio/api/files", "/studio/api/file?path=Project/Sources/roles.json", "/rest/Task", "/$lib/renderer/?w=Home"} {
		r, err := http.Get(s.Admin + path)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(r.Body)
		_ = r.Body.Close()
		if r.StatusCode < 400 || r.StatusCode > 499 || bytes.Contains(body, []byte("SECRET")) {
			t.Errorf("%s: got %d %.200s", path, r.StatusCode, body)
		}
	}
	last := 0
	for range 30 {
		r, err := http.Post(s.Admin+"/api/login", "application/json", strings.NewReader(`{"accessKey":"guess"}`))
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Body.Close()
		if last = r.StatusCode; last == http.StatusTooManyRequests {
			break
		}
		if last != http.StatusUnauthorized {
			t.Fatalf("a wrong key: got %d", last)
		}
	}
	if last != http.StatusTooManyRequests {
		t.Error("thirty guesses were all looked at")
	}
	for name, request := range map[string]string{
		"no JSON":        "POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1\r\nConnection: close\r\n\r\n{",
		"no form":        "POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data\r\nContent-Length: 1\r\nConnection: close\r\n\r\n-",
		"another site":   "POST /api/login HTTP/1.1\r\nHost: x\r\nOrigin: http://evil.example\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
		"another site's": "POST /console/api/backup HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: cross-site\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
	} {
		if status, answer := send(t, strings.TrimPrefix(s.Admin, "http://"), []byte(request)); status < 400 || status > 499 {
			t.Errorf("%s: got %d %.200s", name, status, answer)
		}
	}
	s.Stop()
}
