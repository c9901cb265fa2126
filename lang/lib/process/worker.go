package process

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// maxMessages bounds the queue of a worker.
const maxMessages = 100_000

// worker is a process that lives on to run what others send it, one after the
// other.
type worker struct {
	number int
	wake   chan struct{} // holds at most one
	queue  []message     // guarded by tasks.mu
	killed bool          // guarded by tasks.mu
}

// message is a call that a worker will make, on behalf of who sent it: a worker
// that somebody with privileges has started does not lend them to others.
type message struct {
	fn      value.Value
	args    []value.Value
	scope   any
	session *vm.SingletonStore
}

func callWorker(c *vm.Call) (value.Value, error) {
	m := message{scope: c.Process.Forked(), session: c.Process.Session()}
	for i := 1; i < c.Len(); i++ {
		v, err := vm.Transfer(c.Process, c.Arg(i))
		if err != nil {
			return value.Value{}, err
		}
		if i == 1 {
			m.fn = v
		} else {
			m.args = append(m.args, v)
		}
	}
	if prog := c.Process.Program(); prog.Namespace != "" && m.fn.Kind() == value.Text {
		// The name is one of the component's, and the worker is at home elsewhere.
		if f := prog.Method(m.fn.AsText()); f != nil {
			m.fn = vm.FunctionValue(f)
		}
	}
	if vm.AsFunction(m.fn) == nil && m.fn.Kind() != value.Text {
		return c.Failf(1626, "got %s, want a function or the name of a method", c.Process.Describe(m.fn))
	}
	t := background(c)
	name := ""
	if c.Arg(0).Kind() == value.Text {
		name = c.Text(0)
	} else if k := t.find(c.Int(0)); k != nil {
		name = k.p.Name
	} else {
		return c.Failf(0, "there is no worker %d", c.Int(0))
	}
	return value.Value{}, t.post(c.Process, name, m)
}

// post queues a message for a worker, which is started when it does not run.
func (t *tasks) post(from *vm.Process, name string, m message) error {
	t.mu.Lock()
	w := t.workers[name]
	if w == nil || w.killed {
		w = &worker{wake: make(chan struct{}, 1)}
		t.workers[name] = w
		t.mu.Unlock()
		n, err := t.start(from, name, workerProcess, func(p *vm.Process) { t.work(p, name, w) })
		t.mu.Lock()
		if w.number = n; err != nil {
			if t.workers[name] == w {
				delete(t.workers, name)
			}
			t.mu.Unlock()
			return err
		}
	}
	defer t.mu.Unlock()
	if len(w.queue) >= maxMessages {
		return fault.New(fault.Limit, "worker.queue", "The worker %q has %d messages waiting.", name, maxMessages)
	}
	w.queue = append(w.queue, m)
	w.signal()
	return nil
}

// Weigh adds the messages that wait: nobody else has them (vm.Weighty).
func (t *tasks) Weigh(s *value.Scale) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, w := range t.workers {
		for _, m := range w.queue {
			s.Add(m.fn)
			s.Add(m.args...)
		}
	}
}

func (w *worker) signal() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// work runs messages until the worker is killed or its process stopped.
func (t *tasks) work(p *vm.Process, name string, w *worker) {
	k := t.find(p.Number)
	for p.Context().Err() == nil {
		m, more, killed := t.next(name, w)
		if killed {
			return
		}
		if !more {
			if k != nil {
				k.state.Store(waiting)
			}
			select {
			case <-w.wake:
			case <-p.Posted():
				if err := p.RunPosted(); err != nil {
					report(p, name, err)
				}
			case <-p.Context().Done():
			}
			continue
		}
		if k != nil {
			k.state.Store(executing)
		}
		p.ActFor(m.scope, m.session)
		if _, err := p.Call(m.fn, value.NullValue(), m.args...); err != nil {
			report(p, name, err)
		}
	}
}

// next takes the first message. A killed worker drops the others.
func (t *tasks) next(name string, w *worker) (m message, more, killed bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if w.killed {
		w.queue = nil
		if t.workers[name] == w {
			delete(t.workers, name)
		}
		return m, false, true
	}
	if len(w.queue) == 0 {
		return m, false, false
	}
	m, w.queue = w.queue[0], w.queue[1:]
	return m, true, false
}

func killWorker(c *vm.Call) (value.Value, error) {
	t := background(c)
	name, number := "", c.Process.Number
	switch {
	case c.Arg(0).Kind() == value.Text:
		name = c.Text(0)
	case c.Has(0):
		number = c.Int(0)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for key, w := range t.workers {
		if key == name || name == "" && w.number == number {
			w.killed = true
			w.signal()
		}
	}
	return value.Value{}, nil
}
