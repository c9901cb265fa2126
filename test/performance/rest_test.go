// Package performance measures the promises of doc/performance.md: how soon a
// server is ready, and what answering costs beside a bare net/http handler
// that sends the same bytes.
//
//	go test ./test/performance -run '^$' -bench . -benchtime 2s -count 5
//	go test ./test/performance -run TestStart -starts 30 -v
package performance

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"quoin.dev/quoin/server"
)

// sample copies the sample application into a temporary folder.
func sample(tb testing.TB) string {
	tb.Helper()
	root := filepath.Join(tb.TempDir(), "stoneyard")
	if err := os.CopyFS(root, os.DirFS("../../examples/stoneyard")); err != nil {
		tb.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(root, "Data")); err != nil {
		tb.Fatal(err)
	}
	return root
}

// serve runs the sample application in this process, on a real port, and
// returns its address and a client that is signed in.
func serve(b *testing.B, login string) (string, *http.Client) {
	b.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ready := make(chan string, 8)
	ended := make(chan error, 1)
	go func() {
		ended <- server.Run(ctx, server.Options{Project: sample(b), HTTP: "127.0.0.1:0", Admin: "127.0.0.1:0",
			Log:   slog.NewTextHandler(io.Discard, &slog.HandlerOptions{Level: slog.LevelWarn}),
			Ready: func(line string) { ready <- line }})
	}()
	b.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			b.Error(err)
		}
	})
	select {
	case line := <-ready:
		url := strings.Fields(line)[1]
		client := newClient()
		answer := fetch(b, client, http.MethodPost, url+"/rest/$catalog/authentify", `["`+login+`@stoneyard.example","stoneyard"]`)
		if !bytes.Contains(answer, []byte(`"role"`)) {
			b.Fatalf("signing in: %s", answer)
		}
		return url, client
	case err := <-ended:
		ended <- nil
		b.Fatal(err)
	case <-time.After(time.Minute):
		b.Fatal("the server is not ready")
	}
	return "", nil
}

func newClient() *http.Client {
	jar, _ := cookiejar.New(nil) // it cannot fail
	return &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 4, DisableCompression: true}}
}

// fetch sends a request and returns the body of its answer, which must be a
// good one.
func fetch(b *testing.B, c *http.Client, method, url, body string) []byte {
	b.Helper()
	var content io.Reader
	if body != "" {
		content = strings.NewReader(body)
	}
	request, err := http.NewRequest(method, url, content)
	if err != nil {
		b.Fatal(err)
	}
	r, err := c.Do(request)
	if err != nil {
		b.Fatal(err)
	}
	defer r.Body.Close()
	answer, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		b.Fatalf("%s %s: %d %s %v", method, url, r.StatusCode, answer, err)
	}
	return answer
}

// bare answers every request with the header and the body that the application
// gave to one.
func bare(b *testing.B, c *http.Client, method, url, body string) string {
	b.Helper()
	request, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	r, err := c.Do(request)
	if err != nil {
		b.Fatal(err)
	}
	answer, err := io.ReadAll(r.Body)
	if err != nil {
		b.Fatal(err)
	}
	_ = r.Body.Close()
	header := maps.Clone(r.Header)
	header.Del("Date")
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			_, _ = io.Copy(io.Discard, r.Body)
		}
		maps.Copy(w.Header(), header)
		_, _ = w.Write(answer)
	}))
	s.Start()
	b.Cleanup(s.Close)
	return s.URL + strings.TrimPrefix(url, "http://"+r.Request.URL.Host)
}

// compare measures one request of the application and of the bare handler in
// turns, so that what else runs on the machine meets both, and reports the ratio
// of their medians.
func compare(b *testing.B, method, path, body string) {
	url, client := serve(b, "manager")
	plain := bare(b, client, method, url+path, body)
	for range 50 { // warm both
		fetch(b, client, method, url+path, body)
		fetch(b, client, method, plain, body)
	}
	var ours, theirs []time.Duration
	b.ReportAllocs()
	for b.Loop() {
		began := time.Now()
		fetch(b, client, method, url+path, body)
		middle := time.Now()
		fetch(b, client, method, plain, body)
		ours = append(ours, middle.Sub(began))
		theirs = append(theirs, time.Since(middle))
	}
	slices.Sort(ours)
	slices.Sort(theirs)
	quoin, peer := ours[len(ours)/2], theirs[len(theirs)/2]
	b.ReportMetric(float64(quoin.Nanoseconds()), "quoin-median-ns")
	b.ReportMetric(float64(peer.Nanoseconds()), "bare-median-ns")
	b.ReportMetric(float64(quoin)/float64(peer), "ratio")
}

// BenchmarkWarmGet reads one entity by its key. Its sub-benchmarks quoin and
// bare send the same bytes to the same client; turns reports their ratio.
func BenchmarkWarmGet(b *testing.B) {
	const path = "/rest/Category(1)"
	b.Run("quoin", func(b *testing.B) {
		url, client := serve(b, "manager")
		b.ReportAllocs()
		for b.Loop() {
			fetch(b, client, http.MethodGet, url+path, "")
		}
	})
	b.Run("bare", func(b *testing.B) {
		url, client := serve(b, "manager")
		plain := bare(b, client, http.MethodGet, url+path, "")
		b.ReportAllocs()
		for b.Loop() {
			fetch(b, client, http.MethodGet, plain, "")
		}
	})
	b.Run("turns", func(b *testing.B) { compare(b, http.MethodGet, path, "") })
}

// Three of the attributes of a product are computed by code of the application.
func BenchmarkGetComputed(b *testing.B) { compare(b, http.MethodGet, "/rest/Product(1)", "") }

func BenchmarkList100(b *testing.B) {
	compare(b, http.MethodGet, "/rest/OrderLine?$orderby=ID&$top=100&$attributes=ID,quantity,order", "")
}

// The total of an order is computed from its lines, whose totals are computed:
// about five hundred calls of the application's code.
func BenchmarkList100Computed(b *testing.B) {
	compare(b, http.MethodGet, "/rest/Order?$orderby=ID&$top=100&$attributes=ID,date,status,total", "")
}

func BenchmarkFunction(b *testing.B) {
	compare(b, http.MethodPost, "/rest/$catalog/me", `[]`)
}

// BenchmarkUpdate saves one attribute. Each answer waits for the disk.
func BenchmarkUpdate(b *testing.B) {
	url, client := serve(b, "admin")
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		n++
		fetch(b, client, http.MethodPost, url+"/rest/Category?$method=update", fmt.Sprintf(`{"__KEY":"1","__STAMP":%d,"texture":"%d"}`, n, n))
	}
}

// BenchmarkConnection is the floor under all of this: a connection that sends
// a request and reads an answer of two hundred bytes, without HTTP on either
// side.
func BenchmarkConnection(b *testing.B) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		buf := make([]byte, 200)
		for {
			if _, err := io.ReadFull(c, buf); err != nil {
				return
			}
			if _, err := c.Write(buf); err != nil {
				return
			}
		}
	}()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	buf := make([]byte, 200)
	for b.Loop() {
		if _, err := c.Write(buf); err != nil {
			b.Fatal(err)
		}
		if _, err := io.ReadFull(c, buf); err != nil {
			b.Fatal(err)
		}
	}
}
