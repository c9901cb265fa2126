package vm

import (
	"context"
	"errors"
	"runtime/metrics"

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

// sample compares the heap with what it was when the process began.
func (p *Process) sample() error {
	p.allocated = 0
	objects, live := heap()
	if p.heapAtStart == 0 {
		p.heapAtStart = max(live, 1)
	}
	limit := p.heapAtStart + uint64(p.limits.Memory)
	if objects > limit && live > limit {
		return p.errMemory()
	}
	return nil
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
