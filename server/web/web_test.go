package web

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
)

// newServer returns a server with a route for each thing a test needs.
func newServer(o Options) *Server {
	return New(o, []Route{
		{Name: "first", Prefix: "/", Handle: func(w http.ResponseWriter, r *http.Request) error {
			if r.URL.Path != "/first" {
				return Next{}
			}
			Send(w, 200, "text/plain", []byte("first"))
			return nil
		}},
		{Name: "home", Prefix: "/", Exact: true, Handle: text("home")},
		{Name: "echo", Prefix: "/echo", Handle: func(w http.ResponseWriter, r *http.Request) error {
			b, err := Body(w, r)
			if err == nil {
				Send(w, 200, "application/json", b)
			}
			return err
		}},
		{Name: "big", Prefix: "/Big", Handle: text(strings.Repeat("compress me ", 1000))},
		{Name: "panic", Prefix: "/panic", Handle: func(http.ResponseWriter, *http.Request) error { panic("secret detail") }},
		{Name: "fault", Prefix: "/fault", Handle: func(w http.ResponseWriter, r *http.Request) error {
			switch r.URL.Query().Get("kind") {
			case "io":
				return fault.New(fault.IO, "x", "disk /secret/path is full")
			case "plain":
				return errors.New("secret")
			case "teapot":
				return WithStatus(http.StatusTeapot, fault.New(fault.Other, "x", "I am <b>short</b>."))
			}
			return fault.New(fault.Permission, "x", "You may not.")
		}},
	})
}

func text(s string) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		Send(w, 200, "text/plain; charset=utf-8", []byte(s))
		return nil
	}
}

func TestRequests(t *testing.T) {
	s := newServer(Options{MaxBody: 100, Embedders: func() []string { return []string{"http://localhost:7080"} }})
	for _, c := range []struct {
		request string // method, target, then headers "name: value", a line each
		body    string
		status  int
		want    string // in the body
	}{
		{"GET /first", "", 200, "first"},
		{"GET /", "", 200, "home"},
		{"GET /big/more", "", 200, "compress me"},
		{"GET /bigger", "", 404, "nothing at this address"},
		{"GET /nowhere\nAccept: text/html", "", 404, "<h1>Not Found</h1>"},
		{"TRACE /", "", 405, "TRACE"},
		{"GET /fault", "", 403, "You may not."},
		{"GET /fault?kind=io", "", 500, "under the reference"},
		{"GET /fault?kind=plain", "", 500, "under the reference"},
		{"GET /fault?kind=teapot\nAccept: text/html", "", 418, "I am &lt;b&gt;short"},
		{"GET /panic", "", 500, "under the reference"},
		{"POST /echo", `{"a":1}`, 200, `{"a":1}`},
		{"POST /echo", strings.Repeat("x", 101), 413, "larger than the limit"},
		{"GET /%00", "", 400, "malformed"},
		{"GET /" + strings.Repeat("a", 33<<10), "", 414, "longer"},

		// The cross-site rule. Without either header it is no browser.
		{"POST /echo\nSec-Fetch-Site: cross-site", "1", 403, "another site"},
		{"POST /echo\nSec-Fetch-Site: same-site\nOrigin: http://localhost:9", "1", 403, "another site"},
		{"POST /echo\nSec-Fetch-Site: same-origin\nOrigin: http://other.example", "1", 200, "1"},
		{"POST /echo\nOrigin: http://evil.example", "1", 403, "another site"},
		{"POST /echo\nOrigin: null", "1", 403, "another site"},
		{"POST /echo\nOrigin: http://example.com", "1", 200, "1"},
		{"POST /echo\nSec-Fetch-Site: same-site\nOrigin: http://localhost:7080", "1", 200, "1"},
		{"GET /first\nSec-Fetch-Site: cross-site\nOrigin: http://evil.example", "", 200, "first"},
		{"OPTIONS /echo\nOrigin: http://evil.example\nAccess-Control-Request-Method: POST", "", 403, "another site"},
	} {
		w := serve(s, c.request, c.body)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("%.60q: got %d %.80q, want %d with %q", c.request, w.Code, w.Body.String(), c.status, c.want)
		}
		if strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%.60q tells the secret: %s", c.request, w.Body)
		}
		if w.Header().Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(w.Header().Get("Content-Security-Policy"), "frame-ancestors 'self' http://localhost:7080") {
			t.Errorf("%.60q: headers %v", c.request, w.Header())
		}
	}
}

func serve(s http.Handler, request, body string) *httptest.ResponseRecorder {
	lines := strings.Split(request, "\n")
	method, target, _ := strings.Cut(lines[0], " ")
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for _, l := range lines[1:] {
		name, v, _ := strings.Cut(l, ": ")
		r.Header.Add(name, v)
		if name == "Host" {
			r.Host = v
		}
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// A server that opens everything to this machine is not reached through a name
// that a page of another site made to point here, nor through a proxy.
func TestOwnMachine(t *testing.T) {
	s := newServer(Options{OwnMachine: true, Unproxied: true})
	for host, status := range map[string]int{
		"localhost": 200, "localhost:8080": 200, "LOCALHOST.:8080": 200, "app.localhost": 200, "127.0.0.1:1": 200, "127.8.9.1": 200, "[::1]:8080": 200, "::1": 200,
		"evil.example": 421, "127.0.0.1.evil.example": 421, "localhost.evil.example:8080": 421, "192.168.1.7:8080": 421, "0.0.0.0:8080": 421, "": 421,
	} {
		r := httptest.NewRequest("GET", "/first", nil)
		r.Host = host
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != status {
			t.Errorf("host %q: got %d, want %d", host, w.Code, status)
		}
	}
	for _, header := range []string{"X-Forwarded-For: 9.9.9.9", "Forwarded: for=9.9.9.9", "Via: 1.1 cache", "X-Real-IP: 9.9.9.9"} {
		if w := serve(s, "GET /first\nHost: localhost\n"+header, ""); w.Code != 421 || !strings.Contains(w.Body.String(), "proxy") {
			t.Errorf("%s: got %d", header, w.Code)
		}
	}
	if w := serve(newServer(Options{}), "GET /first\nX-Forwarded-For: 9.9.9.9", ""); w.Code != 200 {
		t.Errorf("a server behind a proxy: got %d", w.Code)
	}
}

func TestCORS(t *testing.T) {
	s := newServer(Options{CORS: []Origin{{Host: "https://*.example.org"}, {Host: "localhost:5173", Methods: []string{"GET"}}, {Host: "friend.example"}}})
	for _, c := range []struct {
		request string
		status  int
		allowed string
	}{
		{"POST /echo\nOrigin: https://shop.example.org", 200, "https://shop.example.org"},
		{"POST /echo\nOrigin: http://shop.example.org", 403, ""},
		{"GET /first\nOrigin: http://localhost:5173", 200, "http://localhost:5173"},
		{"POST /echo\nOrigin: http://localhost:5173", 403, ""},
		{"GET /first\nOrigin: https://evil.example", 403, ""},
		{"GET /first\nOrigin: https://friend.example:8443", 200, "https://friend.example:8443"},
		{"GET /first\nOrigin: https://notfriend.example", 403, ""},
		{"OPTIONS /echo\nOrigin: https://a.example.org\nAccess-Control-Request-Method: PUT\nAccess-Control-Request-Headers: x-y", 204, "https://a.example.org"},
		{"OPTIONS /echo\nOrigin: http://localhost:5173\nAccess-Control-Request-Method: PUT", 403, ""},
		{"POST /echo", 200, ""},
	} {
		w := serve(s, c.request, "")
		if w.Code != c.status || w.Header().Get("Access-Control-Allow-Origin") != c.allowed {
			t.Errorf("%q: got %d, allowed %q", c.request, w.Code, w.Header().Get("Access-Control-Allow-Origin"))
		}
	}
}

func TestCompression(t *testing.T) {
	s := newServer(Options{})
	for accept, want := range map[string]string{
		"gzip": "gzip", "br, gzip;q=0.5": "gzip", "gzip;q=0": "", "": "", "identity": "", "*": "gzip",
	} {
		w := serve(s, "GET /big\nAccept-Encoding: "+accept, "")
		if got := w.Header().Get("Content-Encoding"); got != want {
			t.Errorf("Accept-Encoding %q: got %q, want %q", accept, got, want)
		}
		body := io.Reader(w.Body)
		if want == "gzip" {
			if w.Body.Len() > 1000 {
				t.Errorf("%d bytes are not compressed", w.Body.Len())
			}
			z, err := gzip.NewReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			body = z
		}
		b, _ := io.ReadAll(body)
		if len(b) != 12000 {
			t.Errorf("Accept-Encoding %q: %d bytes", accept, len(b))
		}
		if w.Header().Get("Vary") != "Accept-Encoding" && want == "gzip" {
			t.Error("Vary is missing")
		}
	}
	if w := serve(s, "GET /first\nAccept-Encoding: gzip", ""); w.Header().Get("Content-Encoding") != "" {
		t.Error("a small body is compressed")
	}
}

func TestObserve(t *testing.T) {
	var got []Finished
	var log bytes.Buffer
	s := newServer(Options{Observe: func(f Finished) { got = append(got, f) }, Log: slog.New(slog.NewTextHandler(&log, nil))})
	serve(s, "GET /big", "")
	serve(s, "GET /panic", "")
	if len(got) != 2 || got[0].Route != "big" || got[0].Status != 200 || got[0].Bytes != 12000 || got[1].Status != 500 {
		t.Errorf("observed %+v", got)
	}
	if l := log.String(); !strings.Contains(l, "secret detail") || strings.Contains(l, "route=big") || !strings.Contains(l, "route=panic") {
		t.Errorf("log %s", l)
	}
}

func TestConcurrentLimit(t *testing.T) {
	enter, leave := make(chan struct{}), make(chan struct{})
	s := New(Options{MaxConcurrent: 1}, []Route{{Prefix: "/", Handle: func(w http.ResponseWriter, r *http.Request) error {
		enter <- struct{}{}
		<-leave
		return nil
	}}})
	var wg sync.WaitGroup
	wg.Add(1)
	go func() { defer wg.Done(); serve(s, "GET /", "") }()
	<-enter
	if w := serve(s, "GET /", ""); w.Code != 503 || w.Header().Get("Retry-After") == "" {
		t.Errorf("got %d", w.Code)
	}
	close(leave)
	wg.Wait()
}

func TestFolder(t *testing.T) {
	dir := t.TempDir()
	root := filepath.Join(dir, "web")
	for name, body := range map[string]string{"web/index.html": "<p>home", "web/Img/Logo.PNG": "png", "web/a b.txt": "hello world", "secret.txt": "secret", "web/.env": "secret"} {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("../secret.txt", filepath.Join(root, "link.txt")); err != nil {
		t.Fatal(err)
	}
	f := Folder{Files: host.Real().FS, Root: root, Index: "index.html", FoldCase: true}
	s := New(Options{}, []Route{{Name: "static", Prefix: "/", Handle: func(w http.ResponseWriter, r *http.Request) error { return f.Serve(w, r, r.URL.Path) }}})
	for _, c := range []struct {
		request string
		status  int
		kind    string
		body    string
	}{
		{"GET /", 200, "text/html; charset=utf-8", "<p>home"},
		{"GET /index.html", 200, "text/html; charset=utf-8", "<p>home"},
		{"GET /img/logo.png", 200, "image/png", "png"},
		{"GET /a%20b.txt\nRange: bytes=6-", 206, "text/plain; charset=utf-8", "world"},
		{"HEAD /a%20b.txt", 200, "text/plain; charset=utf-8", ""},
		{"POST /a%20b.txt", 405, "text/plain; charset=utf-8", "only be read"},
		{"GET /img", 404, "", ""},
		{"GET /../secret.txt", 404, "", ""},
		{"GET /..%2fsecret.txt", 404, "", ""},
		{"GET /link.txt", 404, "", ""},
		{"GET /%2e%2e/secret.txt", 404, "", ""},
		{"GET /..%5csecret.txt", 404, "", ""},
		{"GET /.env", 404, "", ""},
		{"GET /index.html/x", 404, "", ""},
	} {
		w := serve(s, c.request, "")
		if w.Code != c.status || c.kind != "" && w.Header().Get("Content-Type") != c.kind || !strings.Contains(w.Body.String(), c.body) || strings.Contains(w.Body.String(), "secret\n") {
			t.Errorf("%q: got %d %s %q", c.request, w.Code, w.Header().Get("Content-Type"), w.Body)
		}
	}
	tag := serve(s, "GET /a%20b.txt", "").Header().Get("ETag")
	if w := serve(s, "GET /a%20b.txt\nIf-None-Match: "+tag, ""); tag == "" || w.Code != 304 {
		t.Errorf("ETag %q: %d", tag, w.Code)
	}
}

func TestBundle(t *testing.T) {
	b := NewBundle(fstest.MapFS{"app-1.js": {Data: bytes.Repeat([]byte("let a = 1;\n"), 500)}, "x.png": {Data: []byte("png")}})
	s := New(Options{}, []Route{{Prefix: "/", Handle: func(w http.ResponseWriter, r *http.Request) error { return b.Serve(w, r, r.URL.Path) }}})
	w := serve(s, "GET /app-1.js\nAccept-Encoding: gzip", "")
	if w.Code != 200 || w.Header().Get("Content-Encoding") != "gzip" || w.Body.Len() > 500 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("%d %v %d", w.Code, w.Header(), w.Body.Len())
	}
	if w := serve(s, "GET /app-1.js", ""); w.Body.Len() != 5500 {
		t.Errorf("%d bytes", w.Body.Len())
	}
	if w := serve(s, "GET /app-1.js\nIf-None-Match: "+w.Header().Get("ETag"), ""); w.Code != 304 {
		t.Errorf("got %d", w.Code)
	}
	for _, bad := range []string{"GET /", "GET /nothing.js", "GET /../web.go"} {
		if w := serve(s, bad, ""); w.Code != 404 {
			t.Errorf("%s: %d", bad, w.Code)
		}
	}
}

// TestListen checks that a server starts, answers, and lets a running request
// finish when it is told to stop.
func TestListen(t *testing.T) {
	enter := make(chan struct{})
	s := New(Options{}, []Route{{Prefix: "/slow", Handle: func(w http.ResponseWriter, r *http.Request) error {
		close(enter)
		select {
		case <-time.After(100 * time.Millisecond):
		case <-r.Context().Done():
			return errors.New("cut off")
		}
		Send(w, 200, "text/plain", []byte("done"))
		return nil
	}}})
	ctx, stop := context.WithCancel(context.Background())
	addr := make(chan net.Addr, 1)
	ended := make(chan error, 1)
	go func() {
		ended <- s.Listen(ctx, Addresses{HTTP: "127.0.0.1:0"}, func(plain, _ net.Addr) { addr <- plain })
	}()
	got := make(chan string, 1)
	a := (<-addr).String()
	go func() {
		r, err := http.Get("http://" + a + "/slow")
		if err != nil {
			got <- err.Error()
			return
		}
		defer r.Body.Close()
		b, _ := io.ReadAll(r.Body)
		got <- string(b)
	}()
	<-enter
	stop()
	if g := <-got; g != "done" {
		t.Errorf("the running request got %q", g)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := s.Listen(context.Background(), Addresses{HTTP: "127.0.0.1:-1"}, nil); fault.KindOf(err) != fault.IO {
		t.Errorf("a bad address: %v", err)
	}
	if err := s.Listen(context.Background(), Addresses{HTTPS: ":0", CertFile: "none.pem"}, nil); fault.KindOf(err) != fault.IO {
		t.Errorf("no certificate: %v", err)
	}
}

// TestTLS checks a server with a certificate of its own.
func TestTLS(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	a := Addresses{HTTPS: "127.0.0.1:0", CertFile: filepath.Join(dir, "cert.pem"), KeyFile: filepath.Join(dir, "key.pem")}
	for name, block := range map[string]*pem.Block{a.CertFile: {Type: "CERTIFICATE", Bytes: cert}, a.KeyFile: {Type: "PRIVATE KEY", Bytes: der}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	addr, ended := make(chan net.Addr, 1), make(chan error, 1)
	s := newServer(Options{HSTS: time.Hour})
	go func() { ended <- s.Listen(ctx, a, func(_, secure net.Addr) { addr <- secure }) }()
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	r, err := client.Get("https://" + (<-addr).String() + "/first")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != 200 || r.Header.Get("Strict-Transport-Security") != "max-age=3600" {
		t.Errorf("%d %v", r.StatusCode, r.Header)
	}
	client.CloseIdleConnections()
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestHostileBytes sends what no HTTP client would.
func TestHostileBytes(t *testing.T) {
	ts := httptest.NewUnstartedServer(nil)
	ts.Config = newHTTPServer(newServer(Options{MaxBody: 1000}), slog.New(slog.DiscardHandler))
	ts.Start()
	defer ts.Close()
	for _, raw := range []string{
		"GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\x00\x01\x02\r\n\r\n",
		"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
		"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
		"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + strings.Repeat("400\r\n"+strings.Repeat("x", 1024)+"\r\n", 3) + "0\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("y", 80<<10) + "\r\n\r\n",
	} {
		conn, err := net.Dial("tcp", ts.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
		go func() { _, _ = fmt.Fprint(conn, raw) }()
		status, _ := bufio.NewReader(conn).ReadString('\n')
		if !strings.HasPrefix(status, "HTTP/1.1 4") && !strings.HasPrefix(status, "HTTP/1.1 505") {
			t.Errorf("%.40q: %q", raw, status)
		}
		conn.Close()
	}
}

// BenchmarkOverhead measures what the plumbing adds to a handler that does
// nothing but send.
func BenchmarkOverhead(b *testing.B) {
	body := []byte(strings.Repeat("x", 500))
	bare := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { Send(w, 200, "application/json", body) })
	for name, h := range map[string]http.Handler{
		"bare": bare,
		"web":  New(Options{Observe: func(Finished) {}}, []Route{{Name: "x", Prefix: "/x", Handle: func(w http.ResponseWriter, r *http.Request) error { bare(w, r); return nil }}}),
	} {
		b.Run(name, func(b *testing.B) {
			ts := httptest.NewServer(h)
			defer ts.Close()
			b.ReportAllocs()
			for b.Loop() {
				r, err := http.Get(ts.URL + "/x")
				if err != nil {
					b.Fatal(err)
				}
				_, _ = io.Copy(io.Discard, r.Body)
				r.Body.Close()
			}
		})
	}
}
