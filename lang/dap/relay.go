package dap

import (
	"encoding/json"

	protocol "github.com/google/go-dap"

	"quoin.dev/quoin/fault"
)

// relay connects the client with a remote adapter, which answers from then on:
// requests and answers pass unchanged. The initialization of the client, that
// was answered here, is repeated there.
func (a *adapter) relay(r *protocol.AttachRequest) error {
	var arguments AttachArguments
	if err := json.Unmarshal(r.Arguments, &arguments); err != nil {
		return fault.New(fault.Invalid, "dap.attach", "The arguments of attach cannot be read: %w", err)
	}
	remote, err := a.o.Remote(a.ctx, arguments)
	if err != nil {
		return err
	}
	if err := a.introduce(remote, r, arguments); err != nil {
		_ = remote.Close()
		return fault.New(fault.IO, "dap.attach", "The server does not answer as a debug adapter: %w", err)
	}
	a.out.flush()
	a.remote.Store(&remote)
	a.done.Go(func() {
		defer a.leave()
		defer remote.Close()
		for {
			b, err := remote.Read()
			if err != nil {
				if !a.going.Load() { // the server has gone
					a.output("important", "The server has ended the session.\n")
					a.out.add(&protocol.TerminatedEvent{Event: event("terminated")}, false)
					a.out.flush()
				}
				return
			}
			if a.conn.Write(b) != nil {
				return
			}
		}
	})
	return nil
}

// introduce initializes the remote adapter as the client initialized this one,
// and attaches. Its first answer is not passed on: the client has had one.
func (a *adapter) introduce(remote Conn, r *protocol.AttachRequest, arguments AttachArguments) error {
	first := protocol.InitializeRequest{Request: protocol.Request{ProtocolMessage: protocol.ProtocolMessage{Seq: 0, Type: "request"}, Command: "initialize"}, Arguments: a.client}
	second := *r // without the key
	second.Arguments, _ = json.Marshal(AttachArguments{LocalRoot: arguments.LocalRoot})
	b, err := json.Marshal(first)
	if err != nil {
		return err
	}
	if err := remote.Write(b); err != nil {
		return err
	}
	if _, err := remote.Read(); err != nil {
		return err
	}
	if b, err = json.Marshal(second); err != nil {
		return err
	}
	return remote.Write(b)
}
