package vm

import (
	"sync"
	"time"

	"quoin.dev/quoin/value"
)

// inbox holds what others ask a process to run between its own steps: the
// functions of requests and programs that tell how far they are. Code gets to
// it where it waits, a worker also between its messages.
type inbox struct {
	mu    sync.Mutex
	calls []posted      // guarded by mu
	wake  chan struct{} // holds at most one; guarded by mu
}

// posted is a call, with whom it acts for.
type posted struct {
	run     func() error
	scope   any
	session *SingletonStore
}

// Poster returns what asks the process, from any goroutine, to run something.
// It then acts for whom the process acts for now.
func (p *Process) Poster() func(run func() error) {
	scope, session, in := p.Scope, p.session, &p.inbox
	return func(run func() error) {
		in.mu.Lock()
		in.calls = append(in.calls, posted{run, scope, session})
		in.mu.Unlock()
		select {
		case in.channel() <- struct{}{}:
		default:
		}
	}
}

func (in *inbox) channel() chan struct{} {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.wake == nil {
		in.wake = make(chan struct{}, 1)
	}
	return in.wake
}

func (in *inbox) next() (c posted, ok bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if len(in.calls) == 0 {
		in.calls = nil
		return c, false
	}
	c = in.calls[0]
	in.calls[0] = posted{}
	in.calls = in.calls[1:]
	return c, true
}

// Posted receives when there is something for RunPosted.
func (p *Process) Posted() <-chan struct{} { return p.inbox.channel() }

// RunPosted runs what others have asked the process to run, up to the first
// error. Only the process itself calls it.
func (p *Process) RunPosted() error {
	for {
		c, ok := p.inbox.next()
		if !ok {
			return nil
		}
		if err := p.runPosted(c); err != nil {
			return err
		}
		if err := p.Poll(); err != nil {
			return err
		}
	}
}

func (p *Process) runPosted(c posted) error {
	scope, session := p.Scope, p.session
	p.Scope, p.session = c.scope, c.session
	defer func() { p.Scope, p.session = scope, session }()
	_, err := p.protected(func() (value.Value, error) { return value.Value{}, c.run() })
	return err
}

// Await waits until done is closed, the time is over (0: no limit) or the
// process is stopped, and runs meanwhile what others ask for. It reports
// whether done is closed.
func (p *Process) Await(done <-chan struct{}, limit time.Duration) (bool, error) {
	var timeout <-chan time.Time
	if limit > 0 {
		t := time.NewTimer(limit)
		defer t.Stop()
		timeout = t.C
	}
	for {
		if err := p.RunPosted(); err != nil {
			return false, err
		}
		select {
		case <-done:
			return true, p.RunPosted()
		case <-p.Posted():
		case <-timeout:
			return false, nil
		case <-p.ctx.Done():
			return false, p.stopped()
		}
	}
}
