package metrics

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// Line is one line of the log.
type Line struct {
	Number  int64     `json:"number"` // from 1, growing
	Time    time.Time `json:"time"`
	Level   string    `json:"level"` // DEBUG, INFO, WARN, ERROR
	Message string    `json:"message"`
	Fields  string    `json:"fields"` // "key=value key=value"
}

// Log keeps the latest lines and hands new ones to those who follow. It is safe
// for concurrent use.
type Log struct {
	mu        sync.Mutex // guards what follows
	lines     []Line     // a ring once full
	next      int64
	followers map[chan Line]bool
}

const keptLines = 2000

// NewLog returns an empty log.
func NewLog() *Log { return &Log{followers: map[chan Line]bool{}} }

// Handler returns a slog handler that writes to the log and to another handler.
func (l *Log) Handler(also slog.Handler) slog.Handler { return &tee{log: l, also: also} }

// Since returns the kept lines numbered above n, oldest first, at most limit
// of the latest.
func (l *Log) Since(n int64, limit int) []Line {
	l.mu.Lock()
	defer l.mu.Unlock()
	from := max(n, l.next-int64(len(l.lines)), l.next-int64(limit))
	out := []Line{}
	for i := from; i < l.next; i++ {
		out = append(out, l.lines[i%keptLines])
	}
	return out
}

// Follow hands new lines over until stop is called. A follower that reads too
// slowly misses lines; their numbers tell.
func (l *Log) Follow() (lines <-chan Line, stop func()) {
	ch := make(chan Line, 64)
	l.mu.Lock()
	l.followers[ch] = true
	l.mu.Unlock()
	return ch, func() {
		l.mu.Lock()
		delete(l.followers, ch)
		l.mu.Unlock()
	}
}

func (l *Log) add(line Line) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next++
	line.Number = l.next
	if len(l.lines) < keptLines {
		l.lines = append(l.lines, line)
	} else {
		l.lines[(l.next-1)%keptLines] = line
	}
	for ch := range l.followers {
		select {
		case ch <- line:
		default:
		}
	}
}

type tee struct {
	log    *Log
	also   slog.Handler
	prefix string // fields given by WithAttrs, already written
	group  string
}

func (t *tee) Enabled(ctx context.Context, level slog.Level) bool { return t.also.Enabled(ctx, level) }

func (t *tee) Handle(ctx context.Context, r slog.Record) error {
	var b strings.Builder
	b.WriteString(t.prefix)
	r.Attrs(func(a slog.Attr) bool {
		t.field(&b, a)
		return true
	})
	t.log.add(Line{Time: r.Time, Level: r.Level.String(), Message: r.Message, Fields: strings.TrimPrefix(b.String(), " ")})
	return t.also.Handle(ctx, r)
}

func (t *tee) field(b *strings.Builder, a slog.Attr) {
	v := a.Value.Resolve()
	text := v.String()
	if strings.ContainsAny(text, " \"\n=") {
		text = fmt.Sprintf("%q", text)
	}
	fmt.Fprintf(b, " %s%s=%s", t.group, a.Key, text)
}

func (t *tee) WithAttrs(attrs []slog.Attr) slog.Handler {
	var b strings.Builder
	b.WriteString(t.prefix)
	for _, a := range attrs {
		t.field(&b, a)
	}
	return &tee{t.log, t.also.WithAttrs(attrs), b.String(), t.group}
}

func (t *tee) WithGroup(name string) slog.Handler {
	return &tee{t.log, t.also.WithGroup(name), t.prefix, t.group + name + "."}
}
