package vm

import (
	"context"
	"errors"
	"runtime"
	"runtime/metrics"
	"sync"
	"time"

	"quoin.dev/quoin/fault"
)

// pollEvery is how many calls and turns of loops pass between two looks at the
// quotas. A stop is seen at once.
const pollEvery = 1 << 10

const (
	defaultDepth = 1000
	// sampleEvery is how many bytes are allocated, as far as the machine counts
	// them, between two looks at the heap.
	sampleEvery = 16 << 20
	// samplePolls is how many polls pass between two looks at the heap.
	samplePolls = 64
)

func (p *Process) tick() error {
	if p.ticks--; p.ticks <= 0 || p.stop.Load() {
		return p.poll()
	}
	return nil
}

// Poll tells a long-running built-in whether to stop; it is cheap.
func (p *Process) Poll() error { return p.tick() }

// poll looks at everything that may stop the process.
func (p *Process) poll() error {
	if p.stop.Load() {
		if err := p.attend(); err != nil {
			return err
		}
	}
	if p.quota -= int64(p.batch - p.ticks); p.quota <= 0 {
		return fault.New(fault.Limit, codeSteps, "The code was stopped after %d steps.", p.limits.Steps)
	}
	p.batch = int(min(pollEvery, p.quota))
	p.ticks = p.batch
	if p.polls++; p.polls%samplePolls == 0 {
		return p.sample()
	}
	return nil
}

// stopped says why the process has to stop.
func (p *Process) stopped() error {
	if errors.Is(context.Cause(p.ctx), errTimeLimit) {
		return fault.New(fault.Limit, codeTime, "The code was stopped after %v.", p.limits.Time)
	}
	return fault.New(fault.Cancelled, "vm.cancelled", "The process was stopped.")
}

var errTimeLimit = errors.New("time limit")

// Grow announces an allocation of n bytes; it fails when the process would
// use more memory than it may. What is alive is estimated from the whole heap.
func (p *Process) Grow(n int64) error {
	if n > p.limits.Memory {
		return p.errMemory()
	}
	if p.allocated += n; p.allocated < sampleEvery {
		return nil
	}
	return p.sample()
}

// sample compares the heap with what it was when the process began. On a large
// heap the collector waits long: it is called when the process may be to blame.
func (p *Process) sample() error {
	p.allocated = 0
	objects, live := heap()
	if p.heapAtStart == 0 {
		p.heapAtStart = max(live, 1)
	}
	memory := uint64(p.limits.Memory)
	if objects <= p.heapAtStart+memory {
		return nil
	}
	if live <= p.heapAtStart+memory {
		if !p.Runtime.State.collector.collect(objects, memory/2) {
			return nil
		}
		_, live = heap()
		p.heapAtStart = min(p.heapAtStart, max(live, 1)) // what it began with was partly dead
	}
	if live > p.heapAtStart+memory {
		return p.errMemory()
	}
	return nil
}

// collector bounds how often processes ask for a collection.
type collector struct {
	mu   sync.Mutex
	left uint64        // bytes of objects after the last one; guarded by mu
	at   time.Time     // when it ended; guarded by mu
	took time.Duration // guarded by mu
}

// collect collects garbage, unless the heap has hardly grown since the last time
// or a tenth of the time went into it. It reports whether it did.
func (c *collector) collect(objects, growth uint64) bool {
	if !c.mu.TryLock() {
		return false
	}
	defer c.mu.Unlock()
	if objects < c.left+growth || time.Since(c.at) < 10*c.took {
		return false
	}
	began := time.Now()
	runtime.GC()
	c.left, _ = heap()
	c.at = time.Now()
	c.took = c.at.Sub(began)
	return true
}

// heap returns the bytes of objects on the heap, dead ones included, and those
// the last collection found alive.
func heap() (objects, live uint64) {
	s := [2]metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/gc/heap/live:bytes"}}
	metrics.Read(s[:])
	return s[0].Value.Uint64(), s[1].Value.Uint64()
}

func (p *Process) errMemory() error {
	return fault.New(fault.Limit, codeMemory, "The code was stopped: it uses more than %d MB of memory.", p.limits.Memory>>20)
}

func (p *Process) errDepth() error {
	return fault.New(fault.Limit, "vm.depth", "There are more than %d nested calls.", p.limits.Depth)
}
