package powerloss

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"
)

// client talks to one server.
type client struct {
	http.Client
	base   string
	cookie string
}

// post sends JSON; the error is that of the network.
func (c *client) post(path, body string) (status int, answer []byte, err error) {
	request, err := http.NewRequest(http.MethodPost, c.base+path, bytes.NewReader([]byte(body)))
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	return c.send(request)
}

func (c *client) send(request *http.Request) (status int, answer []byte, err error) {
	if c.cookie != "" {
		request.Header.Set("Cookie", c.cookie)
	}
	r, err := c.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer r.Body.Close()
	for _, cookie := range r.Cookies() {
		c.cookie = cookie.Name + "=" + cookie.Value
	}
	answer, err = io.ReadAll(r.Body)
	return r.StatusCode, answer, err
}

func (c *client) mustPost(t *testing.T, path, body string) string {
	t.Helper()
	status, answer, err := c.post(path, body)
	if err != nil || status >= 300 {
		t.Fatalf("POST %s: %d %s %v", path, status, answer, err)
	}
	return string(answer)
}

func (c *client) mustGet(t *testing.T, path string) string {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, c.base+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	status, answer, err := c.send(request)
	if err != nil || status != http.StatusOK {
		t.Fatalf("GET %s: %d %s %v", path, status, answer, err)
	}
	return string(answer)
}

// entry is a record as it was acknowledged.
type entry struct {
	stamp  int
	number int
	// doubt is what a write that was never answered may have made of it; 0: no
	// such write. gone: that it may have been deleted.
	doubt int
	gone  bool
}

// pages is what the server has acknowledged of one writer.
type pages struct {
	writer                    int
	next                      int            // the number of the next insert
	live                      map[int]entry  // by ID
	deleted                   map[int]bool   // by ID
	unanswered                map[int]string // numbers of inserts that were never answered
	inserts, updates, deletes int
}

func (p *pages) clone() *pages {
	c := *p
	c.live, c.deleted, c.unanswered = maps.Clone(p.live), maps.Clone(p.deleted), maps.Clone(p.unanswered)
	return &c
}

// book is what the server has acknowledged, by writer.
type book struct {
	mu    sync.Mutex
	pages []*pages // guarded by mu
}

func newBook() *book {
	b := &book{}
	for i := range writers {
		b.pages = append(b.pages, &pages{writer: i, live: map[int]entry{}, deleted: map[int]bool{}, unanswered: map[int]string{}})
	}
	return b
}

func (b *book) snapshot() *book {
	b.mu.Lock()
	defer b.mu.Unlock()
	c := &book{}
	for _, p := range b.pages {
		c.pages = append(c.pages, p.clone())
	}
	return c
}

func (b *book) counts() (inserts, updates, deletes int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.pages {
		inserts, updates, deletes = inserts+p.inserts, updates+p.updates, deletes+p.deletes
	}
	return inserts, updates, deletes
}

func (b *book) acknowledged() int {
	i, u, d := b.counts()
	return i + u + d
}

// stream is a stream of writes until the server is gone or it is told to stop.
type stream struct {
	running sync.WaitGroup
	quit    chan struct{}
	mu      sync.Mutex
	bad     []string      // guarded by mu
	longest time.Duration // guarded by mu
}

func (s *stream) wait() { s.running.Wait() }

func (s *stream) stop() {
	close(s.quit)
	s.wait()
}

func (s *stream) refusals() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bad
}

func (s *stream) slowest() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.longest
}

// write begins a stream of inserts, updates and deletions of all writers.
func (b *book) write(base string) *stream {
	s := &stream{quit: make(chan struct{})}
	for _, p := range b.pages {
		w := &writer{book: b, pages: p, stream: s, client: client{Client: http.Client{Timeout: 30 * time.Second}, base: base}}
		s.running.Go(w.run)
	}
	return s
}

type writer struct {
	book   *book
	pages  *pages
	stream *stream
	client client
}

// run inserts, and now and then updates or deletes what it inserted before.
func (w *writer) run() {
	last := 0 // the ID of the latest insert
	for step := 1; ; step++ {
		select {
		case <-w.stream.quit:
			return
		default:
		}
		ok := false
		switch {
		case step%3 == 0 && last != 0:
			ok = w.update(last)
		case step%10 == 0 && last != 0:
			ok = w.delete(last)
			last = 0
		default:
			last, ok = w.insert()
		}
		if !ok {
			return
		}
	}
}

// saved is what the server answers to a write.
type saved struct {
	Key   string `json:"__KEY"`
	Stamp int    `json:"__STAMP"`
	ID    int
}

// send writes; ok is false when there was no answer, or none that acknowledges.
func (w *writer) send(method, body string) (s saved, ok bool) {
	began := time.Now()
	status, answer, err := w.client.post("/rest/Entry"+method, body)
	took := time.Since(began)
	if err != nil {
		return s, false
	}
	w.stream.mu.Lock()
	defer w.stream.mu.Unlock()
	w.stream.longest = max(w.stream.longest, took)
	if status == http.StatusOK {
		if err = json.Unmarshal(answer, &s); err == nil {
			return s, true
		}
	}
	w.stream.bad = append(w.stream.bad, fmt.Sprintf("%s: %d %s %v", body, status, answer, err))
	return s, false
}

func (w *writer) insert() (id int, ok bool) {
	w.book.mu.Lock()
	w.pages.next++
	number := w.pages.next
	w.pages.unanswered[number] = ""
	w.book.mu.Unlock()
	s, ok := w.send("?$method=update", fmt.Sprintf(`{"writer":%d,"number":%d,"text":"entry %d of writer %d"}`, w.pages.writer, number, number, w.pages.writer))
	if !ok {
		return 0, false
	}
	w.book.mu.Lock()
	defer w.book.mu.Unlock()
	delete(w.pages.unanswered, number)
	w.pages.live[s.ID] = entry{stamp: s.Stamp, number: number}
	w.pages.inserts++
	return s.ID, true
}

func (w *writer) update(id int) bool {
	w.book.mu.Lock()
	w.pages.next++
	number := w.pages.next
	e := w.pages.live[id]
	e.doubt = number
	w.pages.live[id] = e
	w.book.mu.Unlock()
	s, ok := w.send("?$method=update", fmt.Sprintf(`{"__KEY":"%d","__STAMP":%d,"number":%d}`, id, e.stamp, number))
	if !ok {
		return false
	}
	w.book.mu.Lock()
	defer w.book.mu.Unlock()
	w.pages.live[id] = entry{stamp: s.Stamp, number: number}
	w.pages.updates++
	return true
}

func (w *writer) delete(id int) bool {
	w.book.mu.Lock()
	e := w.pages.live[id]
	e.gone = true
	w.pages.live[id] = e
	w.book.mu.Unlock()
	if _, ok := w.send(fmt.Sprintf("(%d)?$method=delete", id), ""); !ok {
		return false
	}
	w.book.mu.Lock()
	defer w.book.mu.Unlock()
	delete(w.pages.live, id)
	w.pages.deleted[id] = true
	w.pages.deletes++
	return true
}

// row is a record as the server shows it.
type row struct {
	ID, Writer, Number int
	Stamp              int `json:"__STAMP"`
	Text               string
}

// rows reads all records.
func rows(t *testing.T, base string) map[int]row {
	t.Helper()
	c := client{Client: http.Client{Timeout: time.Minute}, base: base}
	all := map[int]row{}
	for {
		var page struct {
			Count    int   `json:"__COUNT"`
			Entities []row `json:"__ENTITIES"`
		}
		answer := c.mustGet(t, fmt.Sprintf("/rest/Entry?$orderby=ID&$top=10000&$skip=%d", len(all)))
		if err := json.Unmarshal([]byte(answer), &page); err != nil {
			t.Fatal(err)
		}
		for _, r := range page.Entities {
			all[r.ID] = r
		}
		if len(page.Entities) == 0 || len(all) >= page.Count {
			return all
		}
	}
}

// check compares the server's records with what it acknowledged, and takes
// over what became of writes that it never answered.
func (b *book) check(t *testing.T, base string) {
	t.Helper()
	found := rows(t, base)
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.pages {
		for id, e := range p.live {
			r, ok := found[id]
			delete(found, id)
			switch {
			case !ok && e.gone:
				delete(p.live, id)
				p.deleted[id] = true
			case !ok:
				t.Errorf("record %d of writer %d is missing; it was acknowledged with the number %d", id, p.writer, e.number)
			case r.Number != e.number && (e.doubt == 0 || r.Number != e.doubt):
				t.Errorf("record %d of writer %d has the number %d; %d was acknowledged", id, p.writer, r.Number, e.number)
			case r.Writer != p.writer || r.Text == "":
				t.Errorf("record %d of writer %d reads %+v", id, p.writer, r)
			default:
				p.live[id] = entry{stamp: r.Stamp, number: r.Number}
			}
		}
	}
	for id, r := range found {
		p := b.pages[r.Writer]
		_, asked := p.unanswered[r.Number]
		switch {
		case p.deleted[id]:
			t.Errorf("record %d of writer %d is there; its deletion was acknowledged", id, r.Writer)
		case !asked:
			t.Errorf("record %d reads %+v; nobody wrote that", id, r)
		default:
			p.live[id] = entry{stamp: r.Stamp, number: r.Number}
		}
	}
	for _, p := range b.pages {
		clear(p.unanswered)
	}
}

// checkOldest checks that a copy made later holds what had been acknowledged:
// each record in that state or a newer one.
func (b *book) checkOldest(t *testing.T, base string) {
	t.Helper()
	found := rows(t, base)
	for _, p := range b.pages {
		// The newest record of a writer may have been changed or deleted since.
		newest := 0
		if len(p.live) > 0 {
			newest = slices.Max(slices.Collect(maps.Keys(p.live)))
		}
		for id, e := range p.live {
			r, ok := found[id]
			switch {
			case !ok && id != newest:
				t.Errorf("record %d of writer %d is missing in the backup", id, p.writer)
			case ok && (r.Number < e.number || r.Stamp < e.stamp):
				t.Errorf("record %d of writer %d is older in the backup than what was acknowledged before: %+v, %+v", id, p.writer, r, e)
			}
		}
		for id := range p.deleted {
			if _, ok := found[id]; ok {
				t.Errorf("record %d of writer %d is in the backup; it had been deleted", id, p.writer)
			}
		}
	}
}
