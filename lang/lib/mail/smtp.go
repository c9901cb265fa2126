package mail

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/text"
	"quoin.dev/quoin/value"
)

// Ports of SMTP: the usual one, and the one that begins with TLS.
const (
	portSubmission = 587
	portSMTPS      = 465
)

// sender is what stands behind a 4D.SMTPTransporter.
type sender struct {
	server
	keepAlive bool
	mu        sync.Mutex // one mail at a time; guards what follows
	client    *smtp.Client
	open      *connection
}

func (t *sender) at() *server { return &t.server }

func smtpClass() command.Class {
	return command.Class{
		Name: "SMTPTransporter",
		Doc:  "Sends mails through a server.",
		New:  &command.Command{Name: "new", Sig: "(server: Object) : 4D.SMTPTransporter", Run: newSMTP},
		Functions: []command.Command{
			{Name: "checkConnection", Sig: "() : Object", Run: checkSMTP},
			{Name: "send", Sig: "(mail: Object) : Object", Run: send},
		},
		Properties: append(properties[*sender](), command.Property{Name: "keepAlive", Type: "Boolean", Get: func(c *vm.Call) (value.Value, error) {
			if t := vm.Receiver[*sender](c); t != nil {
				return value.FromBool(t.keepAlive), nil
			}
			return value.Value{}, nil
		}}),
	}
}

func newSMTP(c *vm.Call) (value.Value, error) {
	s, err := serverOf(c, portSubmission)
	if err != nil {
		return value.Value{}, err
	}
	t := &sender{server: *s, keepAlive: true, open: &connection{}}
	if v := c.Object(0).Get("keepAlive"); v.Kind() == value.Bool {
		t.keepAlive = v.AsBool()
	}
	closeWith(t, t.open)
	return value.FromObject(value.NewNative(c.Class("SMTPTransporter"), t)), nil
}

// connect returns a client that is signed in: the one there is, or a new one.
func (t *sender) connect(p *vm.Process) (*smtp.Client, error) {
	if t.client != nil {
		if t.client.Noop() == nil {
			return t.client, nil
		}
		t.hangUp()
	}
	c, err := t.greet(p)
	if err != nil {
		return nil, err
	}
	t.client = c
	t.open.set(func() { c.Close() })
	if t.user != "" || t.token != "" {
		auth, err := t.login(c.SupportsAuth)
		if err == nil {
			t.log.pause(true)
			err = c.Auth(auth)
			t.log.pause(false)
		}
		if err != nil {
			t.hangUp()
			return nil, err
		}
	}
	return c, nil
}

// greet opens a connection, encrypted wherever the server can.
func (t *sender) greet(p *vm.Process) (*smtp.Client, error) {
	agreed := false // to change over to TLS
	return open(&t.server, p, opening[*smtp.Client]{
		tlsPort: portSMTPS,
		begin:   t.hello,
		upgrade: func(conn net.Conn) (*smtp.Client, error) {
			c, err := smtp.NewClientStartTLS(conn, t.security())
			if err != nil {
				return nil, err
			}
			agreed = true
			if err := c.Hello("localhost"); err != nil { // the handshake happens now
				c.Close()
				return nil, err
			}
			return t.greeted(c)
		},
		refused: func(err error) bool {
			var refused *smtp.SMTPError
			return !agreed && (strings.Contains(err.Error(), "doesn't support STARTTLS") || errors.As(err, &refused))
		},
	})
}

func (t *sender) hello(conn net.Conn) (*smtp.Client, error) {
	done := within(t.connectTime, conn)
	c := smtp.NewClient(conn)
	err := c.Hello("localhost")
	if done() {
		err = errLate
	}
	if err != nil {
		c.Close()
		return nil, err
	}
	return t.greeted(c)
}

func (t *sender) greeted(c *smtp.Client) (*smtp.Client, error) {
	c.CommandTimeout, c.SubmissionTimeout = t.sendTime, t.sendTime
	if t.log.on {
		c.DebugWriter = t.log
	}
	return c, nil
}

func (t *sender) hangUp() {
	t.client = nil
	t.open.end()
}

// quit takes leave of the server.
func (t *sender) quit() {
	if t.client != nil {
		done := within(5*time.Second, t.client)
		_ = t.client.Quit() // the mail is sent already
		done()
	}
	t.hangUp()
}

func checkSMTP(c *vm.Call) (value.Value, error) {
	t := vm.Receiver[*sender](c)
	if t == nil {
		return value.Value{}, nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	defer t.save(c.Process)
	if _, err := t.connect(c.Process); err != nil {
		if stop := c.Process.Poll(); stop != nil {
			return value.Value{}, stop
		}
		return t.status(err, err.Error()), nil
	}
	if !t.keepAlive {
		t.quit()
	}
	return sent(250, "OK"), nil
}

func send(c *vm.Call) (value.Value, error) {
	t := vm.Receiver[*sender](c)
	o := c.Object(0)
	if t == nil || c.Err() != nil {
		return value.Value{}, nil
	}
	if o == nil {
		return t.failed(c, fault.New(fault.Invalid, "mail.empty", "%s: got no mail, want an object.", c.Name))
	}
	d := &draft{process: c.Process, mail: o, encoding: t.encoding}
	if err := d.write(false); err != nil {
		return t.failed(c, err)
	}
	from := d.from
	if list, err := addresses("sender", o.Get("sender")); err == nil && len(list) > 0 {
		from = list
	}
	switch {
	case len(from) == 0:
		return t.failed(c, fault.New(fault.Invalid, "mail.from", "%s: the mail does not say who it is from.", c.Name))
	case len(d.recipients) == 0:
		return t.failed(c, fault.New(fault.Invalid, "mail.to", "%s: the mail does not say who it is for.", c.Name))
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	defer t.save(c.Process)
	answer, err := t.deliver(c.Process, from[0].Address, d)
	if stop := c.Process.Poll(); err != nil && stop != nil {
		return value.Value{}, stop
	}
	if err != nil {
		var refused *smtp.SMTPError
		if errors.As(err, &refused) {
			return t.status(err, ""), nil
		}
		return t.failed(c, fault.New(fault.IO, "mail.send", "The mail could not be sent through %s: %w", t.host, err))
	}
	if !t.keepAlive {
		t.quit()
	}
	return sent(250, answer), nil
}

// deliver hands a mail over, and returns what the server says.
func (t *sender) deliver(p *vm.Process, from string, d *draft) (string, error) {
	c, err := t.connect(p)
	if err != nil {
		return "", err
	}
	done := within(t.sendTime, c)
	answer, err := transact(c, from, d)
	if done() {
		err = fmt.Errorf("it took more than %v", t.sendTime)
	}
	var refused *smtp.SMTPError
	if err != nil && (!errors.As(err, &refused) || c.Reset() != nil) {
		t.hangUp()
	}
	return answer, err
}

func transact(c *smtp.Client, from string, d *draft) (string, error) {
	options := &smtp.MailOptions{}
	wide := !text.IsASCII(from)
	for _, a := range d.recipients {
		wide = wide || !text.IsASCII(a.Address)
	}
	if wide {
		if ok, _ := c.Extension("SMTPUTF8"); !ok {
			return "", errors.New("the server takes addresses in ASCII only")
		}
		options.UTF8 = true
	}
	if ok, _ := c.Extension("SIZE"); ok {
		options.Size = int64(d.out.Len())
	}
	if err := c.Mail(from, options); err != nil {
		return "", err
	}
	seen := map[string]bool{}
	for _, a := range d.recipients {
		if seen[a.Address] {
			continue
		}
		seen[a.Address] = true
		if err := c.Rcpt(a.Address, nil); err != nil {
			return "", err
		}
	}
	w, err := c.Data()
	if err != nil {
		return "", err
	}
	if _, err := w.Write(d.out.Bytes()); err != nil {
		return "", err
	}
	res, err := w.CloseWithResponse()
	if err != nil {
		return "", err
	}
	return res.StatusText, nil
}

func sent(code int, answer string) value.Value {
	o := value.NewObject()
	o.Set("success", value.FromBool(true))
	o.Set("status", value.FromInt(int64(code)))
	o.Set("statusText", value.FromText(answer))
	return value.FromObject(o)
}

// status describes what went wrong: what the server said, or otherwise a text
// of ours with the error.
func (t *sender) status(err error, what string) value.Value {
	o := value.NewObject()
	o.Set("success", value.FromBool(false))
	var refused *smtp.SMTPError
	if errors.As(err, &refused) {
		o.Set("status", value.FromInt(int64(refused.Code)))
		o.Set("statusText", value.FromText(refused.Message))
		return value.FromObject(o)
	}
	o.Set("status", value.FromInt(0))
	o.Set("statusText", value.FromText(what))
	o.Set("errors", errorList(err))
	return value.FromObject(o)
}

// failed answers a failure that is not the server's: the status first, then the
// error, so that code which looks at either finds it.
func (t *sender) failed(c *vm.Call, err error) (value.Value, error) {
	v := t.status(err, "Failed to send email")
	if c.Process.Catches() {
		return v, vm.Late(err)
	}
	c.Process.Remember(err)
	return v, nil
}
