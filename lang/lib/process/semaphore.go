package process

import (
	"sync"
	"time"

	"quoin.dev/quoin/lang/vm"
)

// semaphores are names that one process at a time holds. A process that has
// ended holds nothing.
type semaphores struct {
	mu      sync.Mutex
	holders map[string]*vm.Process // guarded by mu
}

type semaphoresKey struct{}

func semaphoresOf(rt *vm.Runtime) *semaphores {
	return rt.Kept(semaphoresKey{}, func() any { return &semaphores{holders: map[string]*vm.Process{}} }).(*semaphores)
}

// take tries to hold a name for a process, again and again until the time is
// over. It reports whether another process has it.
func (s *semaphores) take(p *vm.Process, name string, wait time.Duration) (busy bool, err error) {
	const pause = 5 * time.Millisecond
	for {
		if s.try(p, name) {
			return false, nil
		}
		if wait <= 0 {
			return true, nil
		}
		_ = p.Runtime.Host.Clock.Sleep(p.Context(), min(pause, wait))
		if err := p.Poll(); err != nil {
			return true, err
		}
		wait -= pause
	}
}

func (s *semaphores) try(p *vm.Process, name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if h := s.holders[name]; h != nil && h != p && h.Context().Err() == nil {
		return false
	}
	s.holders[name] = p
	return true
}

func (s *semaphores) release(p *vm.Process, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.holders[name] == p {
		delete(s.holders, name)
	}
}

func (s *semaphores) held(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.holders[name]
	return h != nil && h.Context().Err() == nil
}
