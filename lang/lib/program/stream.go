package program

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"sync"
	"unicode/utf8"
)

// output takes what a program writes to one of its outputs.
type output struct {
	sink func([]byte) // gets each piece; nil: nobody wants them
	full func()       // is called when there is too much

	mu  sync.Mutex
	all bytes.Buffer // guarded by mu
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	if o.all.Len()+len(b) > maxOutput {
		o.mu.Unlock()
		o.full()
		return 0, errors.New("too much")
	}
	o.all.Write(b)
	o.mu.Unlock()
	if o.sink != nil {
		o.sink(slices.Clone(b))
	}
	return len(b), nil
}

func (o *output) bytes() []byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.all.Bytes())
}

// whole splits pieces of UTF-8 so that none ends inside a character: it returns
// what can be shown, and keeps the rest for the next piece.
type whole struct{ rest []byte }

func (w *whole) take(b []byte) []byte {
	b = append(w.rest, b...)
	w.rest = nil
	for i := 1; i <= min(utf8.UTFMax-1, len(b)); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-i:]) {
				w.rest = slices.Clone(b[len(b)-i:])
				b = b[:len(b)-i]
			}
			break
		}
	}
	return b
}

// input hands messages to a program in the background, as it reads them.
type input struct {
	to io.WriteCloser

	mu       sync.Mutex
	changed  *sync.Cond
	queue    [][]byte // guarded by mu, as is what follows
	waiting  int      // bytes in the queue
	finished bool     // there will be no more
	closed   bool     // the program has ended
}

func newInput(to io.WriteCloser) *input {
	in := &input{to: to}
	in.changed = sync.NewCond(&in.mu)
	go in.move()
	return in
}

// post queues a message; false when too much waits already. What is posted to
// a program that has ended is lost.
func (in *input) post(b []byte) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.finished || in.closed {
		return true
	}
	if in.waiting+len(b) > maxInput {
		return false
	}
	in.queue, in.waiting = append(in.queue, slices.Clone(b)), in.waiting+len(b)
	in.changed.Signal()
	return true
}

// finish closes the input once everything is read.
func (in *input) finish() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.finished = true
	in.changed.Signal()
}

// close ends it now: the program does not read any more.
func (in *input) close() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.closed = true
	in.changed.Signal()
	_ = in.to.Close() // wakes a write that waits
}

func (in *input) move() {
	defer in.to.Close()
	for {
		in.mu.Lock()
		for len(in.queue) == 0 && !in.finished && !in.closed {
			in.changed.Wait()
		}
		if in.closed || len(in.queue) == 0 {
			in.mu.Unlock()
			return
		}
		b := in.queue[0]
		in.queue, in.waiting = in.queue[1:], in.waiting-len(b)
		in.mu.Unlock()
		if _, err := in.to.Write(b); err != nil {
			return
		}
	}
}
