package process

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
)

// maxTasks bounds how many processes code may have started at a time.
const maxTasks = 1000

// tick is the unit of DELAY PROCESS and Semaphore.
const tick = time.Second / 60

func duration(ticks float64) time.Duration {
	const most = 10 * 365 * 24 * float64(time.Hour)
	return time.Duration(min(ticks*float64(tick), most))
}

// tasks are the processes that code started, workers included. All end when
// the runtime is closed.
type tasks struct {
	ctx    context.Context
	cancel func()
	done   sync.WaitGroup

	mu       sync.Mutex // guards the fields below
	byNumber map[int]*task
	workers  map[string]*worker
}

// task is a process that runs in the background.
type task struct {
	p     *vm.Process
	kind  int
	state atomic.Int64
	wakes chan struct{} // holds at most one
}

type tasksKey struct{}

func tasksOf(rt *vm.Runtime) *tasks {
	return rt.Kept(tasksKey{}, func() any {
		ctx, cancel := context.WithCancel(context.Background())
		return &tasks{ctx: ctx, cancel: cancel, byNumber: map[int]*task{}, workers: map[string]*worker{}}
	}).(*tasks)
}

// Close stops every process and waits for it; it makes the runtime end them.
func (t *tasks) Close() error {
	t.cancel()
	t.done.Wait()
	return nil
}

// start runs a function in a new process and returns its number.
func (t *tasks) start(parent *vm.Process, name string, kind int, run func(*vm.Process)) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.ctx.Err() != nil:
		return 0, fault.New(fault.Cancelled, "process.closing", "No process can be started: the application is closing.")
	case len(t.byNumber) >= maxTasks:
		return 0, fault.New(fault.Limit, "process.count", "No process can be started: %d are running.", maxTasks)
	}
	p := parent.Runtime.NewProcess(t.ctx, vm.ProcessOptions{Name: name, Scope: parent.Forked(), Session: parent.Session(), Output: parent.Output})
	k := &task{p: p, kind: kind, wakes: make(chan struct{}, 1)}
	t.byNumber[p.Number] = k
	t.done.Add(1)
	go func() {
		defer t.done.Done()
		defer t.end(k)
		run(p)
	}()
	return p.Number, nil
}

func (t *tasks) end(k *task) {
	t.mu.Lock()
	delete(t.byNumber, k.p.Number)
	t.mu.Unlock()
	k.p.ActFor(nil, nil)
	k.p.Close()
}

// find returns a process by number, nil when there is none.
func (t *tasks) find(n int) *task {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.byNumber[n]
}

// number returns the number of the process of a name, 0 when there is none.
func (t *tasks) number(name string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	for n, k := range t.byNumber {
		if k.p.Name == name {
			return n
		}
	}
	return 0
}

func (t *tasks) highest(n int) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	for m := range t.byNumber {
		n = max(n, m)
	}
	return n
}

func (t *tasks) wake(n int) {
	if k := t.find(n); k != nil {
		select {
		case k.wakes <- struct{}{}:
		default:
		}
	}
}

// sleep waits in a process until the time is over, someone wakes it or it is
// stopped.
func (t *tasks) sleep(p *vm.Process, d time.Duration) error {
	ctx, cancel := context.WithCancel(p.Context())
	defer cancel()
	if k := t.find(p.Number); k != nil {
		k.state.Store(delayed)
		defer k.state.Store(executing)
		go func() {
			select {
			case <-k.wakes:
				cancel()
			case <-ctx.Done():
			}
		}()
	}
	_ = p.Runtime.Host.Clock.Sleep(ctx, d) // ends early when woken, or stopped as Poll says
	return p.Poll()
}
