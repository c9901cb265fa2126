package vm

import (
	"context"
	"errors"

	"quoin.dev/quoin/fault"
)

// pollEvery is how many calls and turns of loops pass between two looks at the
// quotas. A stop is seen at once.
const pollEvery = 1 << 10

const defaultDepth = 1000

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
		return p.sample(0)
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

func (p *Process) errDepth() error {
	return fault.New(fault.Limit, "vm.depth", "There are more than %d nested calls.", p.limits.Depth)
}
