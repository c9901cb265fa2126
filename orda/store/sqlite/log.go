package sqlite

import (
	"context"
	"iter"
	"sync"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda/store"
)

// logLength is how many commits are kept for those who follow.
const logLength = 4096

// commitLog keeps the latest commits in memory, in order.
type commitLog struct {
	mu      sync.Mutex
	recent  []store.Commit       // guarded by mu; consecutive sequence numbers
	next    store.Seq            // guarded by mu; number of the next commit
	changed chan struct{}        // guarded by mu; closed at the next commit
	closed  bool                 // guarded by mu
	watch   []func(store.Commit) // guarded by mu
}

func newCommitLog() *commitLog { return &commitLog{changed: make(chan struct{})} }

func (l *commitLog) start(last store.Seq) { l.next = last + 1 }

func (l *commitLog) add(c store.Commit) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.recent) == 2*logLength {
		l.recent = append(l.recent[:0:0], l.recent[logLength:]...)
	}
	l.recent = append(l.recent, c)
	l.next = c.Seq + 1
	close(l.changed)
	l.changed = make(chan struct{})
	for _, f := range l.watch {
		f(c)
	}
}

// Watch implements store.Watchable.
func (e *Engine) Watch(f func(store.Commit)) {
	e.log.mu.Lock()
	defer e.log.mu.Unlock()
	e.log.watch = append(e.log.watch, f)
}

func (l *commitLog) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	close(l.changed)
	l.changed = make(chan struct{})
}

// after returns the commits since seq, or a channel that is closed when there
// may be more.
func (l *commitLog) after(seq store.Seq) (commits []store.Commit, wait <-chan struct{}, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch oldest := l.next - store.Seq(len(l.recent)); {
	case seq+1 < oldest:
		return nil, nil, fault.New(fault.Limit, "store.log", "Commit %d is no longer in the log, which begins at %d.", seq+1, oldest)
	case seq+1 < l.next:
		return l.recent[seq+1-oldest:], nil, nil
	case l.closed:
		return nil, nil, closedError()
	}
	return nil, l.changed, nil
}

// After implements store.Engine.
func (e *Engine) After(ctx context.Context, seq store.Seq) iter.Seq2[store.Commit, error] {
	return func(yield func(store.Commit, error) bool) {
		for {
			commits, wait, err := e.log.after(seq)
			if err != nil {
				yield(store.Commit{}, err)
				return
			}
			for _, c := range commits {
				if !yield(c, nil) {
					return
				}
				seq = c.Seq
			}
			if wait == nil {
				continue
			}
			select {
			case <-wait:
			case <-ctx.Done():
				return
			}
		}
	}
}
