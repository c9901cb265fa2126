package vm

import "iter"

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
