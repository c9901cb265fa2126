package mail

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// portIMAPS is the usual port, which begins with TLS.
const portIMAPS = 993

// Constants of mailboxes.
const (
	allMessages = 1
	readOnly    = 1
)

// mailbox is what stands behind a 4D.IMAPTransporter.
type mailbox struct {
	server
	delay  int // seconds after which the connection is looked at
	mu     sync.Mutex
	client *imapclient.Client // guarded by mu, as is what follows
	used   time.Time
	box    string // the mailbox that is selected, "" for none
	state  *imap.SelectOptions
	open   *connection
}

func (t *mailbox) at() *server { return &t.server }

func imapClass() command.Class {
	const ids = "ids: Collection|Text|Integer"
	return command.Class{
		Name: "IMAPTransporter",
		Doc:  "Reads and keeps the mails in mailboxes on a server.",
		New:  &command.Command{Name: "new", Sig: "(server: Object) : 4D.IMAPTransporter", Run: newIMAP},
		Functions: []command.Command{
			{Name: "addFlags", Sig: "(" + ids + ", keywords: Object) : Object", Run: changeFlags(imap.StoreFlagsAdd)},
			{Name: "append", Sig: "(mail: Object, box?: Text, options?: Object) : Object", Run: appendMail},
			{Name: "checkConnection", Sig: "() : Object", Run: checkIMAP},
			{Name: "copy", Sig: "(" + ids + ", box: Text) : Object", Run: copyMails},
			{Name: "createBox", Sig: "(name: Text) : Object", Run: createBox},
			{Name: "delete", Sig: "(" + ids + ") : Object", Run: deleteMails},
			{Name: "deleteBox", Sig: "(name: Text) : Object", Run: deleteBox},
			{Name: "expunge", Sig: "() : Object", Run: expunge},
			{Name: "getBoxInfo", Sig: "(name?: Text) : Object", Run: getBoxInfo},
			{Name: "getBoxList", Sig: "(parameters?: Object) : Collection", Run: getBoxList},
			{Name: "getDelimiter", Sig: "() : Text", Run: getDelimiter},
			{Name: "getMail", Sig: "(id: Integer|Text, options?: Object) : Object", Run: getMail},
			{Name: "getMails", Sig: "(ids: Collection, options?: Object) : Object | (start: Integer, end: Integer, options?: Object) : Object", Run: getMails},
			{Name: "getMIMEAsBlob", Sig: "(id: Integer|Text, updateSeen?: Boolean) : Blob", Run: getMIMEAsBlob},
			{Name: "move", Sig: "(" + ids + ", box: Text) : Object", Run: moveMails},
			{Name: "numToID", Sig: "(start: Integer, end: Integer) : Collection", Run: numToID},
			{Name: "removeFlags", Sig: "(" + ids + ", keywords: Object) : Object", Run: changeFlags(imap.StoreFlagsDel)},
			{Name: "renameBox", Sig: "(name: Text, newName: Text) : Object", Run: renameBox},
			{Name: "searchMails", Sig: "(criteria: Text) : Collection", Run: searchMails},
			{Name: "selectBox", Sig: "(name: Text, state?: Integer) : Object", Run: selectBox},
			{Name: "subscribe", Sig: "(name: Text) : Object", Run: subscribe(true)},
			{Name: "unsubscribe", Sig: "(name: Text) : Object", Run: subscribe(false)},
		},
		Properties: append(properties[*mailbox](), command.Property{Name: "checkConnectionDelay", Type: "Integer", Get: func(c *vm.Call) (value.Value, error) {
			if t := vm.Receiver[*mailbox](c); t != nil {
				return value.FromInt(int64(t.delay)), nil
			}
			return value.Value{}, nil
		}}),
	}
}

func newIMAP(c *vm.Call) (value.Value, error) {
	s, err := serverOf(c, portIMAPS)
	if err != nil {
		return value.Value{}, err
	}
	t := &mailbox{server: *s, delay: 300, open: &connection{}}
	if v := c.Object(0).Get("checkConnectionDelay"); v.IsNumber() && v.AsInt() > 0 {
		t.delay = int(v.AsInt())
	}
	closeWith(t, t.open)
	return value.FromObject(value.NewNative(c.Class("IMAPTransporter"), t)), nil
}

// with runs a function over the connection, which is opened when there is none.
// It ends when it takes too long or the process is stopped.
func (t *mailbox) with(c *vm.Call, run func(*imapclient.Client) error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	defer t.save(c.Process)
	client, err := t.connect(c.Process)
	if err == nil {
		done := within(t.sendTime, client)
		if err = run(client); done() {
			err = fmt.Errorf("it took more than %v", t.sendTime)
		}
		t.used = time.Now()
	}
	if stop := c.Process.Poll(); err != nil && stop != nil {
		return stop
	}
	var refused *imap.Error
	if err != nil && !errors.As(err, &refused) && fault.As(err) == nil {
		t.hangUp()
		return fault.New(fault.IO, "mail.imap", "The mail server %s: %w", t.host, err)
	}
	return err
}

func (t *mailbox) connect(p *vm.Process) (*imapclient.Client, error) {
	if t.client != nil {
		select {
		case <-t.client.Closed():
		default:
			if time.Since(t.used) < time.Duration(t.delay)*time.Second {
				return t.client, nil
			}
			done := within(t.connectTime, t.client)
			err := t.client.Noop().Wait()
			if !done() && err == nil {
				return t.client, nil
			}
		}
		t.hangUp()
	}
	c, err := t.greet(p)
	if err != nil {
		return nil, err
	}
	t.client, t.used = c, time.Now()
	t.open.set(func() { c.Close() })
	done := within(t.connectTime, c)
	err = t.signIn(c)
	if err == nil && t.box != "" {
		_, err = c.Select(t.box, t.state).Wait()
	}
	if done() {
		err = errLate
	}
	if err != nil {
		t.hangUp()
		return nil, err
	}
	return c, nil
}

func (t *mailbox) options() *imapclient.Options {
	o := &imapclient.Options{TLSConfig: t.security(), WordDecoder: decoder()}
	if t.log.on {
		o.DebugWriter = t.log
	}
	return o
}

// greet opens a connection, encrypted wherever the server can.
func (t *mailbox) greet(p *vm.Process) (*imapclient.Client, error) {
	return open(&t.server, p, opening[*imapclient.Client]{
		tlsPort: portIMAPS,
		begin:   t.greeted,
		upgrade: func(conn net.Conn) (*imapclient.Client, error) { return imapclient.NewStartTLS(conn, t.options()) },
		refused: func(err error) bool {
			var refused *imap.Error
			return errors.As(err, &refused)
		},
	})
}

func (t *mailbox) greeted(conn net.Conn) (*imapclient.Client, error) {
	c := imapclient.New(conn, t.options())
	done := within(t.connectTime, c)
	err := c.WaitGreeting()
	if done() {
		err = errLate
	}
	if err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

func (t *mailbox) signIn(c *imapclient.Client) error {
	if t.user == "" && t.token == "" {
		return nil
	}
	t.log.pause(true)
	defer t.log.pause(false)
	caps := c.Caps()
	supports := func(mechanism string) bool { return caps.Has(imap.AuthCap(mechanism)) }
	if t.authentication == authLogin || t.authentication == "" && t.token == "" && !supports(authCRAM) && !supports(authPlain) {
		return c.Login(t.user, t.password).Wait()
	}
	auth, err := t.login(supports)
	if err != nil {
		return err
	}
	return c.Authenticate(auth)
}

func (t *mailbox) hangUp() {
	t.client = nil
	t.open.end()
}

// status describes how a function ended: with what the server said, or with an
// error of ours.
func imapStatus(err error) value.Value {
	o := value.NewObject()
	o.Set("success", value.FromBool(err == nil))
	var refused *imap.Error
	switch {
	case err == nil:
	case errors.As(err, &refused):
		o.Set("statusText", value.FromText(refused.Text))
	default:
		o.Set("statusText", value.FromText(err.Error()))
		o.Set("errors", errorList(err))
	}
	return value.FromObject(o)
}

// do runs a function that answers a status.
func do(c *vm.Call, run func(*mailbox, *imapclient.Client) error) (value.Value, error) {
	t := vm.Receiver[*mailbox](c)
	if t == nil || c.Err() != nil {
		return value.Value{}, nil
	}
	err := t.with(c, func(client *imapclient.Client) error { return run(t, client) })
	if f := fault.As(err); f != nil && f.Kind != fault.IO && f.Kind != fault.NotFound && f.Kind != fault.Invalid {
		return value.Value{}, err
	}
	return imapStatus(err), nil
}

func checkIMAP(c *vm.Call) (value.Value, error) {
	return do(c, func(_ *mailbox, client *imapclient.Client) error { return client.Noop().Wait() })
}

// raised turns what the server refuses into an error of the language: functions
// without a status have no other way to tell.
func raised(t *mailbox, err error) error {
	var refused *imap.Error
	if errors.As(err, &refused) {
		return fault.New(fault.IO, "mail.imap", "The mail server %s answers: %s", t.host, refused.Text)
	}
	return err
}

// chosen fails when no mailbox is selected.
func (t *mailbox) chosen() error {
	if t.box == "" {
		return fault.New(fault.Invalid, "mail.box", "No mailbox is selected: use selectBox first.")
	}
	return nil
}

// Flags by the names that the language has for them.
func flagOf(keyword string) imap.Flag {
	switch strings.ToLower(keyword) {
	case "$draft":
		return imap.FlagDraft
	case "$seen":
		return imap.FlagSeen
	case "$flagged":
		return imap.FlagFlagged
	case "$answered":
		return imap.FlagAnswered
	case "$deleted":
		return imap.FlagDeleted
	}
	return imap.Flag(keyword)
}

func keywordOf(f imap.Flag) string {
	if s, ok := strings.CutPrefix(string(f), `\`); ok {
		return "$" + strings.ToLower(s)
	}
	return string(f)
}

// flags returns those that are true in an object of keywords.
func flags(o *value.Obj) ([]imap.Flag, error) {
	var all []imap.Flag
	if o == nil {
		return nil, nil
	}
	for name, v := range o.All() {
		if !v.AsBool() {
			continue
		}
		f := flagOf(name)
		if strings.ContainsFunc(strings.TrimPrefix(string(f), `\`), func(r rune) bool {
			return r <= ' ' || r >= 0x7F || strings.ContainsRune(`(){%*"\]`, r)
		}) || name == "" {
			return nil, fault.New(fault.Invalid, "mail.flag", "Got %q as a flag of mails, which cannot be one.", name)
		}
		all = append(all, f)
	}
	return all, nil
}
