package mail

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/lib/file"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// server is what transporters know of their mail server.
type server struct {
	host, user, password, token string
	port                        int
	authentication              string
	unsecure                    bool // it may go without encryption
	connectTime, sendTime       time.Duration
	encoding
	logFile string
	log     *journal
}

// Properties of a server that may be read back; passwords may not.
var serverProperties = [...]string{"acceptUnsecureConnection", "authenticationMode", "bodyCharset", "connectionTimeOut", "headerCharset",
	"host", "logFile", "port", "sendTimeOut", "user"}

// serverOf reads the object that makes a transporter.
func serverOf(c *vm.Call, port int) (*server, error) {
	o := c.Object(0)
	if o == nil {
		return nil, fault.New(fault.Invalid, "mail.server", "%s: got no server, want an object with its host.", c.Name)
	}
	s := &server{host: o.Get("host").AsText(), user: o.Get("user").AsText(), password: o.Get("password").AsText(), port: port,
		authentication: o.Get("authenticationMode").AsText(), unsecure: o.Get("acceptUnsecureConnection").AsBool(),
		connectTime: 30 * time.Second, sendTime: 100 * time.Second, logFile: o.Get("logFile").AsText(), log: &journal{}}
	if v := o.Get("accessTokenOAuth2"); v.AsObject() != nil { // as a token provider answers
		s.token = v.AsObject().Get("access_token").AsText()
		if inner := v.AsObject().Get("token").AsObject(); inner != nil {
			s.token = inner.Get("access_token").AsText()
		}
	} else {
		s.token = v.AsText()
	}
	if n := o.Get("port"); n.IsNumber() {
		s.port = int(n.AsInt())
	}
	if s.host == "" || s.port < 1 || s.port > 65535 {
		return nil, fault.New(fault.Invalid, "mail.server", "%s: got the host %q and the port %d, want those of a mail server.", c.Name, s.host, s.port)
	}
	switch s.authentication {
	case "", authCRAM, authLogin, authOAuth, authPlain, authAPOP:
	default:
		return nil, fault.New(fault.Invalid, "mail.server", "%s: got the authenticationMode %q, want CRAM-MD5, LOGIN, OAUTH2 or PLAIN.", c.Name, s.authentication)
	}
	for name, to := range map[string]*time.Duration{"connectionTimeOut": &s.connectTime, "sendTimeOut": &s.sendTime} {
		if v := o.Get(name); v.IsNumber() && v.AsReal() > 0 {
			*to = time.Duration(min(v.AsReal(), 86400) * float64(time.Second))
		}
	}
	var err error
	s.encoding, err = encodingOf(o, encoding{modeUTF8, modeUTF8})
	s.log.on = s.logFile != ""
	return s, err
}

func (s *server) get(name string) value.Value {
	switch name {
	case "acceptUnsecureConnection":
		return value.FromBool(s.unsecure)
	case "connectionTimeOut":
		return value.FromReal(s.connectTime.Seconds())
	case "sendTimeOut":
		return value.FromReal(s.sendTime.Seconds())
	case "port":
		return value.FromInt(int64(s.port))
	}
	text := map[string]string{"authenticationMode": s.authentication, "bodyCharset": s.body, "headerCharset": s.header,
		"host": s.host, "logFile": s.logFile, "user": s.user}[name]
	if text == "" {
		return value.Value{}
	}
	return value.FromText(text)
}

// properties are those that all transporters have.
func properties[T interface{ at() *server }]() []command.Property {
	var all []command.Property
	for _, name := range serverProperties {
		all = append(all, command.Property{Name: name, Type: "Any", Get: func(c *vm.Call) (value.Value, error) {
			if o := c.This.AsObject(); o != nil {
				if t, ok := o.Native.(T); ok {
					return t.at().get(name), nil
				}
			}
			return value.Value{}, vm.WrongReceiver(c)
		}})
	}
	return all
}

// dial opens a connection that ends with the process.
func (s *server) dial(p *vm.Process) (*line, error) {
	ctx, cancel := context.WithTimeout(p.Context(), s.connectTime)
	defer cancel()
	c, err := p.Runtime.Host.Dial(ctx, "tcp", net.JoinHostPort(s.host, strconv.Itoa(s.port)))
	if err != nil {
		return nil, err
	}
	l := &line{Conn: c}
	l.unhook = context.AfterFunc(p.Context(), l.ended)
	return l, nil
}

// security is how connections to the server are encrypted. Where code accepts
// one without encryption, any certificate is better than none.
func (s *server) security() *tls.Config {
	return &tls.Config{ServerName: s.host, InsecureSkipVerify: s.unsecure, MinVersion: tls.VersionTLS12}
}

// encrypted makes a connection of a port that begins with TLS.
func (s *server) encrypted(p *vm.Process, l *line) (net.Conn, error) {
	t := tls.Client(l, s.security())
	ctx, cancel := context.WithTimeout(p.Context(), s.connectTime)
	defer cancel()
	if err := t.HandshakeContext(ctx); err != nil {
		l.Close()
		return nil, err
	}
	return t, nil
}

// tlsClient changes a connection over to TLS.
func tlsClient(c net.Conn, s *server) *tls.Conn { return tls.Client(c, s.security()) }

// opening is how a protocol begins on a connection.
type opening[Client any] struct {
	tlsPort int                            // where connections begin with TLS
	begin   func(net.Conn) (Client, error) // without changing over to TLS
	upgrade func(net.Conn) (Client, error) // with it
	refused func(error) bool               // whether the server has said that it cannot
}

// open opens a connection: encrypted wherever the server can, and where it
// cannot only if code accepts that.
func open[Client any](s *server, p *vm.Process, o opening[Client]) (none Client, err error) {
	l, err := s.dial(p)
	if err != nil {
		return none, err
	}
	if s.port == o.tlsPort {
		secure, err := s.encrypted(p, l)
		if err != nil {
			return none, err
		}
		return o.begin(secure)
	}
	done := within(s.connectTime, l)
	c, err := o.upgrade(l)
	if expired := done(); err == nil {
		return c, nil
	} else if expired {
		return none, errLate
	}
	l.Close()
	if !o.refused(err) {
		return none, err
	} else if !s.unsecure {
		return none, errUnencrypted
	}
	if l, err = s.dial(p); err != nil {
		return none, err
	}
	return o.begin(l)
}

// line is a connection to a mail server.
type line struct {
	net.Conn
	unhook func() bool
	leave  atomic.Pointer[func()] // takes leave of the server when the process ends
}

// ended is called when the process has ended.
func (l *line) ended() {
	if leave := l.leave.Load(); leave != nil {
		(*leave)()
	}
	l.Conn.Close()
}

// Close closes the connection.
func (l *line) Close() error {
	l.unhook()
	return l.Conn.Close()
}

// within ends a connection unless done is called in time: whatever waits for it
// fails then.
func within(limit time.Duration, conn interface{ Close() error }) (done func() (expired bool)) {
	var once sync.Once
	late := false
	t := time.AfterFunc(limit, func() {
		once.Do(func() {
			late = true
			conn.Close()
		})
	})
	return func() bool {
		t.Stop()
		once.Do(func() {})
		return late
	}
}

// closeWith closes what a transporter has open once nothing refers to it.
func closeWith[T any](transporter *T, open *connection) {
	runtime.AddCleanup(transporter, func(c *connection) { c.end() }, open)
}

// connection is what a transporter keeps open between its functions.
type connection struct {
	mu    sync.Mutex
	close func() // guarded by mu; nil: there is none
}

func (c *connection) set(end func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.close = end
}

// end closes it.
func (c *connection) end() {
	c.mu.Lock()
	end := c.close
	c.close = nil
	c.mu.Unlock()
	if end != nil {
		end()
	}
}

// journal keeps what is said to a server until it is written to a file.
type journal struct {
	on     bool
	mu     sync.Mutex
	paused bool         // secrets are on their way; guarded by mu
	text   bytes.Buffer // guarded by mu
}

// maxJournal bounds what is kept of one function.
const maxJournal = 16 << 20

func (j *journal) Write(b []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.on && !j.paused && j.text.Len()+len(b) <= maxJournal {
		j.text.Write(b)
	}
	return len(b), nil
}

// pause keeps what follows out of the log.
func (j *journal) pause(on bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.paused = on; on && j.on {
		j.text.WriteString("(signing in)\r\n")
	}
}

// save writes the log to its file.
func (s *server) save(p *vm.Process) {
	if !s.log.on {
		return
	}
	s.log.mu.Lock()
	text := bytes.Clone(s.log.text.Bytes())
	s.log.text.Reset()
	s.log.mu.Unlock()
	if len(text) == 0 {
		return
	}
	head := []byte(p.Runtime.Host.Clock.Now().UTC().Format(time.RFC3339) + " " + s.host + "\r\n")
	if err := file.AppendLog(p, s.logFile, append(head, text...)); err != nil {
		p.Runtime.Log.Warn("the log of a mail server cannot be written", "file", s.logFile, "error", err)
	}
}

// errors of mail that code may tell apart by their text only.
var (
	errUnencrypted = errors.New("the server does not offer encryption; acceptUnsecureConnection would do without")
	errLate        = errors.New("the server did not answer in time")
	errNoAuth      = errors.New("the server offers no way of signing in that is known")
)

// errorList is the collection errors of a status.
func errorList(err error) value.Value {
	o := value.NewObject()
	number := 0
	if f := fault.As(err); f != nil {
		number = f.Number
	}
	o.Set("errCode", value.FromInt(int64(number)))
	o.Set("message", value.FromText(err.Error()))
	o.Set("componentSignature", value.FromText("MAIL"))
	return value.FromCollection(value.NewList(value.FromObject(o)))
}
