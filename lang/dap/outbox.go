package dap

import (
	"encoding/json"
	"sync"

	protocol "github.com/google/go-dap"
)

// What may wait for a client that reads slowly: beyond the first bound output
// is dropped, beyond the second the client is given up.
const (
	maxOutput  = 10_000
	maxWaiting = 50_000
)

// outbox writes messages in order, without making anybody wait.
type outbox struct {
	conn   Conn
	broken func() // called once when the client cannot be written to

	mu      sync.Mutex
	more    sync.Cond // something was added, written or closed
	waiting []protocol.Message
	writing bool
	dropped bool
	closed  bool
	seq     int
	done    chan struct{}
}

func newOutbox(conn Conn, broken func()) *outbox {
	o := &outbox{conn: conn, broken: broken, done: make(chan struct{})}
	o.more.L = &o.mu
	go o.run()
	return o
}

// add queues a message. Output may be dropped.
func (o *outbox) add(m protocol.Message, output bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.closed:
		return
	case output && len(o.waiting) >= maxOutput:
		if o.dropped {
			return
		}
		o.dropped = true
		m = &protocol.OutputEvent{Event: event("output"), Body: protocol.OutputEventBody{Category: "important", Output: "Output was left out: the client reads too slowly.\n"}}
	case len(o.waiting) >= maxWaiting:
		o.closed = true
		o.broken()
	}
	o.waiting = append(o.waiting, m)
	o.more.Broadcast()
}

// run writes until the outbox is closed and empty.
func (o *outbox) run() {
	defer close(o.done)
	for {
		o.mu.Lock()
		for len(o.waiting) == 0 && !o.closed {
			o.more.Wait()
		}
		list := o.waiting
		o.waiting, o.writing, o.dropped = nil, true, false
		closed := o.closed
		o.mu.Unlock()
		for _, m := range list {
			if err := o.write(m); err != nil {
				o.mu.Lock()
				o.closed, o.waiting, o.writing = true, nil, false
				o.more.Broadcast()
				o.mu.Unlock()
				o.broken()
				return
			}
		}
		o.mu.Lock()
		o.writing = false
		o.more.Broadcast()
		o.mu.Unlock()
		if closed {
			return
		}
	}
}

func (o *outbox) write(m protocol.Message) error {
	o.seq++
	switch m := m.(type) {
	case protocol.ResponseMessage:
		m.GetResponse().Seq = o.seq
	case protocol.EventMessage:
		m.GetEvent().Seq = o.seq
	}
	b, err := json.Marshal(m)
	if err != nil {
		return nil // cannot be: the messages are ours
	}
	return o.conn.Write(b)
}

// flush waits until everything queued is written.
func (o *outbox) flush() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for (len(o.waiting) > 0 || o.writing) && !o.closed {
		o.more.Wait()
	}
}

// close writes what waits and ends.
func (o *outbox) close() {
	o.mu.Lock()
	o.closed = true
	o.more.Broadcast()
	o.mu.Unlock()
	<-o.done
}
