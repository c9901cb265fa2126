package vm

import (
	"runtime"
	"runtime/metrics"
	"sync"
	"time"
	"unsafe"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/value"
)

// What a process uses is not known from moment to moment: the heap belongs to
// all. So the heap is what is looked at now and then; only when it has grown by
// more than the process may use are the values of the process weighed, and the
// process is stopped or the growth is known to be that of others. Where all of
// them together are about to use up the machine, those that have more than their
// share are stopped.

const (
	defaultMemory = 1 << 30 // of one process where Limits.Memory is zero
	// sampleEvery is how many bytes are announced between two looks at the heap.
	sampleEvery = 16 << 20
	// samplePolls is how many polls pass between two looks at the heap.
	samplePolls = 64
)

// Grow announces an allocation of n bytes; it fails when the process would
// use more memory than it may.
func (p *Process) Grow(n int64) error {
	if n > p.limits.Memory {
		return p.errMemory()
	}
	p.announced += n
	if p.allocated += n; p.allocated < sampleEvery {
		return nil
	}
	return p.sample(n)
}

// Reserve announces that the call is about to allocate so many bytes more, and
// reports whether the process may; if not the call fails. Bodies ask before they
// allocate what hostile arguments can make large.
func (c *Call) Reserve(bytes int) bool {
	if err := c.Process.Grow(int64(max(bytes, 0))); err != nil {
		c.Fail(err)
		return false
	}
	return true
}

// sample compares the heap, with n bytes to come, with what others use of it. On
// a large heap the collector waits long: it is called when the process may be to
// blame.
func (p *Process) sample(n int64) error {
	p.allocated = 0
	objects, live := heap()
	if p.others == 0 {
		p.others = max(live, 1) // as if all that is there belonged to others
	}
	memory, all := p.limits.Memory, p.Runtime.heap
	most := min(p.others+memory, all)
	if objects+n <= most {
		return nil
	}
	if live+n <= most {
		if !p.Runtime.State.collector.collect(objects, memory/2) {
			return nil
		}
		if _, live = heap(); live+n <= most {
			p.others = min(p.others, max(live, 1)) // what there was at the beginning was partly dead
			return nil
		}
	}
	own := p.weight() + n
	if own > memory {
		return p.errMemory()
	}
	if live+n > all && own > all/int64(p.Runtime.State.running()) {
		return p.errHeap(own)
	}
	// The next weighing is not before the rest, or a part of it, is used up.
	p.others = live - min(own, memory-memory/16)
	return nil
}

// Weighty is what stands for something outside the language (value.Obj.Native) or
// is kept (Kept) and takes memory of its own.
type Weighty interface {
	// Weigh adds it. What code may change at the same time it must guard.
	Weigh(s *value.Scale)
}

// weight returns the bytes the process uses: what its variables refer to, and
// what the built-in that runs has announced. What all processes share is counted
// for those that have put something there.
func (p *Process) weight() int64 {
	s := &value.Scale{Limit: p.limits.Memory, Shared: p.shares, Native: weighNative}
	p.weighStack(s)
	s.Add(p.globals...)
	for _, b := range p.buffers {
		s.Block(unsafe.Pointer(unsafe.SliceData(b.data)), cap(b.data))
	}
	for _, kept := range p.kept {
		s.AddNative(kept)
	}
	p.singletons.weigh(s)
	if p.lastErrors != nil {
		s.Add(value.FromObject(p.lastErrors.Object))
	}
	if p.shares {
		p.weighShared(s)
	}
	weight := s.Weight()
	if p.nested > 0 {
		weight += p.announced - p.before
	}
	return weight
}

func (p *Process) weighStack(s *value.Scale) {
	chunk := func(regs []value.Value) {
		regs = regs[:cap(regs)]
		s.Block(unsafe.Pointer(unsafe.SliceData(regs)), len(regs)*int(unsafe.Sizeof(value.Value{})))
		s.Add(regs...)
	}
	chunk(p.base)
	chunk(p.spare)
	for _, f := range p.frames {
		if f.flags&ownsChunk != 0 {
			chunk(f.regs)
		}
		s.Add(f.this)
		if f.ext != nil {
			s.Add(f.ext.extra...)
		}
	}
	for _, c := range p.calls[:p.nested] {
		s.Add(c.This)
		s.Add(c.Args...)
	}
}

func weighNative(s *value.Scale, native any) {
	switch n := native.(type) {
	case *FuncValue:
		s.Block(unsafe.Pointer(n), int(unsafe.Sizeof(*n)))
		s.Block(unsafe.Pointer(unsafe.SliceData(n.Captured)), cap(n.Captured)*int(unsafe.Sizeof(value.Value{})))
		s.Block(unsafe.Pointer(unsafe.StringData(n.Source)), len(n.Source))
		if !n.This.IsUndefined() {
			s.Add(n.This)
		}
		s.Add(n.Captured...) // alone: chains of formulas do not pile up
	case *iterator:
		s.Add(value.FromCollection(n.list), value.FromBlob(n.blob))
		s.Add(n.array...)
		for _, name := range n.names {
			s.Add(value.FromText(name))
		}
	case Weighty:
		n.Weigh(s)
	}
}

// weighShared adds what other processes reach too: those of the session or all.
func (p *Process) weighShared(s *value.Scale) {
	state := p.Runtime.State
	s.Add(value.FromObject(state.Storage))
	state.Singletons.weigh(s)
	p.session.weigh(s)
	state.mu.Lock()
	for _, v := range state.variables {
		if s.Add(v.v); v.owner == p {
			s.Add(v.own)
		}
	}
	state.mu.Unlock()
	p.Runtime.kept.Range(func(_, kept any) bool {
		s.AddNative(kept)
		return true
	})
}

func (s *SingletonStore) weigh(scale *value.Scale) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.all {
		scale.Add(one.v)
	}
}

// collector bounds how often processes ask for a collection.
type collector struct {
	mu   sync.Mutex
	left int64         // bytes of objects after the last one; guarded by mu
	at   time.Time     // when it ended; guarded by mu
	took time.Duration // guarded by mu
}

// collect collects garbage, unless the heap has hardly grown since the last time
// or a tenth of the time went into it. It reports whether it did.
func (c *collector) collect(objects, growth int64) bool {
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
func heap() (objects, live int64) {
	s := [2]metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/gc/heap/live:bytes"}}
	metrics.Read(s[:])
	return int64(s[0].Value.Uint64()), int64(s[1].Value.Uint64())
}

func (p *Process) errMemory() error {
	return fault.New(fault.Limit, codeMemory, "The code was stopped: it uses more than %d MB of memory.", p.limits.Memory>>20)
}

func (p *Process) errHeap(own int64) error {
	return fault.New(fault.Limit, codeMemory, "The code was stopped: the server is short of memory, and it uses %d MB.", own>>20)
}
