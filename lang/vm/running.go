package vm

import (
	"iter"

	"quoin.dev/quoin/value"
)

// Running yields the functions that are running, innermost first. The embedder
// derives from them what a process may do at the moment.
func (p *Process) Running() iter.Seq[*Function] {
	return func(yield func(*Function) bool) {
		for i := len(p.frames) - 1; i >= 0; i-- {
			if !yield(p.frames[i].fn) {
				return
			}
		}
	}
}

// This returns the receiver of the code that runs; undefined outside any.
func (p *Process) This() value.Value {
	if n := len(p.frames); n > 0 {
		return p.frames[n-1].this
	}
	return value.Value{}
}
