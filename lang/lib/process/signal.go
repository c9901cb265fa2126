package process

import (
	"sync"
	"time"

	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// signal is an event that happens once; processes share it.
type signal struct {
	done chan struct{}
	once sync.Once

	mu          sync.Mutex
	description string // guarded by mu
}

func signalClass() command.Class {
	return command.Class{
		Name: "Signal",
		Doc:  "An event that happens once and wakes every process that waits for it.",
		Functions: []command.Command{
			{Name: "trigger", Sig: "()", Run: trigger},
			{Name: "wait", Sig: "(seconds?: Real) : Boolean", Run: wait},
		},
		Properties: []command.Property{
			{Name: "description", Type: "Text", Get: description, Set: setDescription},
			{Name: "signaled", Type: "Boolean", Get: signaled},
		},
	}
}

func newSignal(c *vm.Call) (value.Value, error) {
	// A signal is a shared object: code puts properties of its own into it.
	o := value.NewSharedObject(nil)
	o.Class, o.Native = c.Class("Signal"), &signal{done: make(chan struct{}), description: c.Text(0)}
	return value.FromObject(o), nil
}

func trigger(c *vm.Call) (value.Value, error) {
	if s := vm.Receiver[*signal](c); s != nil {
		s.once.Do(func() { close(s.done) })
	}
	return value.Value{}, nil
}

// wait returns whether the signal was given; without a time it waits for ever.
func wait(c *vm.Call) (value.Value, error) {
	s := vm.Receiver[*signal](c)
	if s == nil {
		return value.Value{}, nil
	}
	var timeout <-chan time.Time
	if c.Has(0) {
		t := time.NewTimer(duration(c.Real(0) * 60))
		defer t.Stop()
		timeout = t.C
	}
	select {
	case <-s.done:
	case <-timeout:
	case <-c.Process.Context().Done():
		return value.Value{}, c.Process.Poll()
	}
	return signaled(c)
}

func signaled(c *vm.Call) (value.Value, error) {
	s := vm.Receiver[*signal](c)
	if s == nil {
		return value.Value{}, nil
	}
	select {
	case <-s.done:
		return value.FromBool(true), nil
	default:
		return value.FromBool(false), nil
	}
}

func description(c *vm.Call) (value.Value, error) {
	s := vm.Receiver[*signal](c)
	if s == nil {
		return value.Value{}, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return value.FromText(s.description), nil
}

func setDescription(c *vm.Call) (value.Value, error) {
	s, text := vm.Receiver[*signal](c), c.Text(0)
	if s != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.description = text
	}
	return value.Value{}, nil
}
