package metrics

import (
	"log/slog"
	"testing"
	"time"
)

func TestRequestsSummary(t *testing.T) {
	var r Requests
	now := time.Date(2026, 11, 20, 12, 30, 15, 0, time.UTC)
	r.Add("rest", 200, 4*time.Millisecond, now.Add(-2*time.Hour)) // older than the window
	for i := range 100 {
		status := 200
		if i == 0 {
			status = 500
		}
		r.Add("rest", status, time.Duration(i+1)*time.Millisecond, now)
	}
	r.Add("page", 200, time.Millisecond, now.Add(-time.Minute))
	s := r.Summary(now)
	if s.Total != 102 || s.Errors != 1 || len(s.Points) != 60 {
		t.Fatalf("total %d, errors %d, points %d", s.Total, s.Errors, len(s.Points))
	}
	last := s.Points[59]
	if last.Count != 100 || last.Errors != 1 || s.Points[58].Count != 1 {
		t.Errorf("last minutes: %+v %+v", s.Points[58], last)
	}
	if last.Median < 40 || last.Median > 75 || last.P95 < 90 || last.P95 > 100 {
		t.Errorf("median %v, 95th percentile %v", last.Median, last.P95)
	}
	if len(s.Routes) != 2 || s.Routes[0].Name != "rest" || s.Routes[0].Slowest != 100 {
		t.Errorf("routes: %+v", s.Routes)
	}
}

func TestLogKeepsTheLatestAndFeedsFollowers(t *testing.T) {
	l := NewLog()
	lines, stop := l.Follow()
	log := slog.New(l.Handler(slog.NewTextHandler(discard{}, nil))).With("app", "stone yard")
	for i := range keptLines + 5 {
		log.Info("line", "i", i)
	}
	if first := (<-lines); first.Number != 1 || first.Fields != `app="stone yard" i=0` {
		t.Errorf("first line: %+v", first)
	}
	stop()
	all := l.Since(0, 1<<30)
	if len(all) != keptLines || all[0].Number != 6 || all[len(all)-1].Number != keptLines+5 {
		t.Errorf("kept %d lines, from %d", len(all), all[0].Number)
	}
	if latest := l.Since(keptLines, 2); len(latest) != 2 || latest[1].Number != keptLines+5 {
		t.Errorf("latest: %+v", latest)
	}
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }
