package dap_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"testing"
	"time"

	protocol "github.com/google/go-dap"

	"quoin.dev/quoin/lang/dap"
)

// client is an editor, as far as the protocol goes: it speaks over pipes to an
// adapter that runs in the test.
type client struct {
	t       testing.TB
	w       io.Writer
	seq     int
	answers chan protocol.ResponseMessage
	events  chan protocol.EventMessage
	served  chan error
	waiting []protocol.EventMessage // came while something else was waited for
}

// patience bounds what a test waits for.
const patience = 20 * time.Second

func connect(t testing.TB, o dap.Options) *client {
	toServer, fromClient := io.Pipe()
	toClient, fromServer := io.Pipe()
	c := &client{t: t, w: fromClient, answers: make(chan protocol.ResponseMessage, 100), events: make(chan protocol.EventMessage, 1000), served: make(chan error, 1)}
	go func() {
		c.served <- dap.Serve(context.Background(), dap.Stream(toServer, fromServer, closers{toServer, fromServer}), o)
		fromServer.Close()
	}()
	go c.read(bufio.NewReader(toClient))
	t.Cleanup(func() {
		fromClient.Close()
		toClient.Close()
	})
	return c
}

type closers []io.Closer

func (c closers) Close() error {
	for _, x := range c {
		x.Close()
	}
	return nil
}

func (c *client) read(r *bufio.Reader) {
	defer close(c.events)
	defer close(c.answers)
	for {
		m, err := protocol.ReadProtocolMessage(r)
		if err != nil {
			return
		}
		switch m := m.(type) {
		case protocol.ResponseMessage:
			c.answers <- m
		case protocol.EventMessage:
			c.events <- m
		}
	}
}

// ask sends a request and returns the answer to it.
func (c *client) ask(command string, arguments any) protocol.ResponseMessage {
	c.t.Helper()
	c.seq++
	b, err := json.Marshal(map[string]any{"seq": c.seq, "type": "request", "command": command, "arguments": arguments})
	if err != nil {
		c.t.Fatal(err)
	}
	go protocol.WriteBaseMessage(c.w, b) // a pipe waits for its reader
	for {
		select {
		case m, ok := <-c.answers:
			if !ok {
				c.t.Fatalf("%s: the adapter has gone", command)
			}
			if m.GetResponse().RequestSeq == c.seq {
				return m
			}
		case <-time.After(patience):
			c.t.Fatalf("%s: no answer", command)
		}
	}
}

// must asks and fails the test when the answer is an error.
func (c *client) must(command string, arguments any) protocol.ResponseMessage {
	c.t.Helper()
	m := c.ask(command, arguments)
	if r := m.GetResponse(); !r.Success {
		c.t.Fatalf("%s %v: %s", command, arguments, r.Message)
	}
	return m
}

// expect waits for an event that is wanted; those before it stay for later.
func (c *client) expect(wanted func(protocol.EventMessage) bool, what string) protocol.EventMessage {
	c.t.Helper()
	for i, e := range c.waiting {
		if wanted(e) {
			c.waiting = append(c.waiting[:i:i], c.waiting[i+1:]...)
			return e
		}
	}
	for {
		select {
		case e, ok := <-c.events:
			if !ok {
				c.t.Fatalf("%s: the adapter has gone", what)
			}
			if wanted(e) {
				return e
			}
			c.waiting = append(c.waiting, e)
		case <-time.After(patience):
			c.t.Fatalf("%s: no such event; there were %s", what, names(c.waiting))
		}
	}
}

func names(events []protocol.EventMessage) string {
	s := ""
	for _, e := range events {
		s += fmt.Sprintf(" %s", e.GetEvent().Event)
	}
	return s
}

func (c *client) expectStopped() protocol.StoppedEventBody {
	c.t.Helper()
	e := c.expect(func(e protocol.EventMessage) bool { _, ok := e.(*protocol.StoppedEvent); return ok }, "stopped")
	return e.(*protocol.StoppedEvent).Body
}

func (c *client) expectEvent(name string) protocol.EventMessage {
	c.t.Helper()
	return c.expect(func(e protocol.EventMessage) bool { return e.GetEvent().Event == name }, name)
}

// expectEnd waits until the adapter has served.
func (c *client) expectEnd() {
	c.t.Helper()
	select {
	case err := <-c.served:
		if err != nil {
			c.t.Errorf("the adapter ended with %v", err)
		}
	case <-time.After(patience):
		c.t.Fatal("the adapter does not end")
	}
}
