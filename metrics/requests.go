// Package metrics provides what the Dashboard shows of a running server:
// requests and their latencies over the last hour, and the latest log lines
// with a live feed.
package metrics

import (
	"math/bits"
	"sort"
	"sync"
	"time"
)

// Requests counts requests by minute and route. It is safe for concurrent use.
type Requests struct {
	mu      sync.Mutex // guards what follows
	minutes [window]minute
	total   int64
	errors  int64
}

const (
	window  = 60 // minutes kept
	buckets = 40 // of latency: half powers of two microseconds
)

type minute struct {
	start  int64 // unix minute, 0: unused
	routes map[string]*route
}

type route struct {
	count, errors int64
	sum           time.Duration
	slowest       time.Duration
	latency       [buckets]int32
}

// Add records a finished request; status 500 and above is an error.
func (r *Requests) Add(name string, status int, took time.Duration, at time.Time) {
	m := at.Unix() / 60
	r.mu.Lock()
	defer r.mu.Unlock()
	slot := &r.minutes[m%window]
	if slot.start != m {
		*slot = minute{start: m, routes: map[string]*route{}}
	}
	rt := slot.routes[name]
	if rt == nil {
		rt = &route{}
		slot.routes[name] = rt
	}
	rt.count++
	rt.sum += took
	rt.slowest = max(rt.slowest, took)
	rt.latency[bucketOf(took)]++
	r.total++
	if status >= 500 {
		rt.errors++
		r.errors++
	}
}

// bucketOf numbers latencies so that two neighbours differ by a factor of √2.
func bucketOf(d time.Duration) int {
	us := uint64(max(d.Microseconds(), 1))
	n := bits.Len64(us) - 1 // power of two below
	half := 0
	if us >= uint64(1)<<n+uint64(1)<<n*2/5 {
		half = 1
	}
	return min(n*2+half, buckets-1)
}

func upperBound(bucket int) time.Duration {
	base := time.Duration(1<<(bucket/2)) * time.Microsecond
	if bucket%2 == 0 {
		return base * 7 / 5
	}
	return base * 2
}

// Point is one minute of all routes together.
type Point struct {
	Minute int64   `json:"minute"` // unix seconds of its start
	Count  int64   `json:"count"`
	Errors int64   `json:"errors"`
	Median float64 `json:"median"` // milliseconds
	P95    float64 `json:"p95"`    // milliseconds
}

// RouteSummary is the last hour of one route.
type RouteSummary struct {
	Name    string  `json:"name"`
	Count   int64   `json:"count"`
	Errors  int64   `json:"errors"`
	Mean    float64 `json:"mean"`    // milliseconds
	P95     float64 `json:"p95"`     // milliseconds
	Slowest float64 `json:"slowest"` // milliseconds
}

// Summary is what is known of the last hour.
type Summary struct {
	Total  int64          `json:"total"` // since the start
	Errors int64          `json:"errors"`
	Points []Point        `json:"points"` // oldest first, one a minute
	Routes []RouteSummary `json:"routes"` // busiest first
}

// Summary returns the last hour as of now.
func (r *Requests) Summary(now time.Time) Summary {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := Summary{Total: r.total, Errors: r.errors, Points: make([]Point, 0, window), Routes: []RouteSummary{}}
	routes := map[string]*route{}
	this := now.Unix() / 60
	for m := this - window + 1; m <= this; m++ {
		all := route{}
		if slot := &r.minutes[m%window]; slot.start == m {
			for name, rt := range slot.routes {
				all.merge(rt)
				if routes[name] == nil {
					routes[name] = &route{}
				}
				routes[name].merge(rt)
			}
		}
		s.Points = append(s.Points, Point{m * 60, all.count, all.errors, all.quantile(0.5), all.quantile(0.95)})
	}
	for name, rt := range routes {
		s.Routes = append(s.Routes, RouteSummary{name, rt.count, rt.errors,
			milliseconds(rt.sum) / float64(rt.count), rt.quantile(0.95), milliseconds(rt.slowest)})
	}
	sort.Slice(s.Routes, func(i, j int) bool {
		if s.Routes[i].Count != s.Routes[j].Count {
			return s.Routes[i].Count > s.Routes[j].Count
		}
		return s.Routes[i].Name < s.Routes[j].Name
	})
	return s
}

func (r *route) merge(o *route) {
	r.count += o.count
	r.errors += o.errors
	r.sum += o.sum
	r.slowest = max(r.slowest, o.slowest)
	for i, n := range o.latency {
		r.latency[i] += n
	}
}

// quantile returns the upper bound, in milliseconds, of the bucket that holds
// it, never more than the slowest request took.
func (r *route) quantile(q float64) float64 {
	if r.count == 0 {
		return 0
	}
	left := int64(q * float64(r.count))
	for i, n := range r.latency {
		if left -= int64(n); left < 0 {
			return milliseconds(min(upperBound(i), r.slowest))
		}
	}
	return milliseconds(r.slowest)
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
