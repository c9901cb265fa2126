package mail

import (
	"bytes"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strconv"
	"strings"
	"sync"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// portPOPS is the usual port, which begins with TLS.
const portPOPS = 995

// collector is what stands behind a 4D.POP3Transporter.
type collector struct {
	server
	session *popSession
	open    *connection
}

func (t *collector) at() *server { return &t.server }

// popSession is the connection of a collector. Mails are deleted when the
// server is told goodbye.
type popSession struct {
	mu      sync.Mutex // one command at a time; guards what follows
	text    *textproto.Conn
	conn    net.Conn
	caps    map[string]string
	journal *journal
}

// popError is what the server refuses with.
type popError string

func (e popError) Error() string { return string(e) }

func popClass() command.Class {
	return command.Class{
		Name: "POP3Transporter",
		Doc:  "Fetches the mails of a mailbox on a server.",
		New:  &command.Command{Name: "new", Sig: "(server: Object) : 4D.POP3Transporter", Run: newPOP},
		Functions: []command.Command{
			{Name: "checkConnection", Sig: "() : Object", Run: popStatus("NOOP")},
			{Name: "delete", Sig: "(number: Integer)", Run: popDelete},
			{Name: "getBoxInfo", Sig: "() : Object", Run: popBoxInfo},
			{Name: "getMail", Sig: "(number: Integer, headerOnly?: Boolean) : Object", Run: popGetMail},
			{Name: "getMailInfo", Sig: "(number: Integer) : Object", Run: popMailInfo},
			{Name: "getMailInfoList", Sig: "() : Collection", Run: popMailInfoList},
			{Name: "getMIMEAsBlob", Sig: "(number: Integer) : Blob", Run: popMIME},
			{Name: "undeleteAll", Sig: "()", Run: popUndelete},
		},
		Properties: properties[*collector](),
	}
}

func newPOP(c *vm.Call) (value.Value, error) {
	s, err := serverOf(c, portPOPS)
	if err != nil {
		return value.Value{}, err
	}
	t := &collector{server: *s, session: &popSession{journal: s.log}, open: &connection{}}
	session := t.session
	t.open.set(session.leave)
	closeWith(t, t.open)
	return value.FromObject(value.NewNative(c.Class("POP3Transporter"), t)), nil
}

// leave takes leave of the server, which then deletes what is to be deleted. A
// session that is busy is cut off.
func (s *popSession) leave() {
	if s.mu.TryLock() {
		defer s.mu.Unlock()
		if s.text != nil {
			_ = s.conn.SetDeadline(time.Now().Add(5 * time.Second))
			_, _ = s.command("QUIT") // nothing is left to be done about a failure
			s.close()
		}
	}
}

func (s *popSession) close() {
	if s.text != nil {
		s.text.Close()
		s.text = nil
	}
}

// command sends a line and reads the answer, without its +OK.
func (s *popSession) command(format string, args ...any) (string, error) {
	line := fmt.Sprintf(format, args...)
	if strings.ContainsAny(line, "\r\n") {
		return "", popError("a command holds a line break")
	}
	if err := s.text.PrintfLine("%s", line); err != nil {
		return "", err
	}
	return s.answer()
}

func (s *popSession) answer() (string, error) {
	line, err := s.text.ReadLine()
	if err != nil {
		return "", err
	}
	if rest, ok := strings.CutPrefix(line, "+OK"); ok {
		return strings.TrimSpace(rest), nil
	}
	return "", popError(strings.TrimSpace(strings.TrimPrefix(line, "-ERR")))
}

// lines sends a command whose answer has several lines.
func (s *popSession) lines(format string, args ...any) ([]byte, error) {
	if _, err := s.command(format, args...); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	r := s.text.DotReader()
	if _, err := io.Copy(&b, io.LimitReader(r, maxMail+1)); err != nil {
		return nil, err
	}
	if b.Len() > maxMail {
		return nil, errors.New("the answer is larger than what can be handled")
	}
	return b.Bytes(), nil
}

// logged hands what passes over a connection to a journal.
type logged struct {
	net.Conn
	to *journal
}

func (l logged) Read(b []byte) (int, error) {
	n, err := l.Conn.Read(b)
	_, _ = l.to.Write(b[:n])
	return n, err
}

func (l logged) Write(b []byte) (int, error) {
	_, _ = l.to.Write(b)
	return l.Conn.Write(b)
}

func (s *popSession) use(conn net.Conn) {
	s.conn, s.text = conn, textproto.NewConn(logged{conn, s.journal})
}

// with runs a function over the session, which is opened when there is none.
func (t *collector) with(c *vm.Call, run func(*popSession) error) error {
	s := t.session
	s.mu.Lock()
	defer s.mu.Unlock()
	defer t.save(c.Process)
	err := t.connect(c.Process)
	if err == nil {
		done := within(t.sendTime, s.conn)
		if err = run(s); done() {
			err = fmt.Errorf("it took more than %v", t.sendTime)
		}
	}
	if stop := c.Process.Poll(); err != nil && stop != nil {
		return stop
	}
	var refused popError
	if err != nil && !errors.As(err, &refused) && fault.As(err) == nil {
		s.close()
		return fault.New(fault.IO, "mail.pop", "The mail server %s: %w", t.host, err)
	}
	return err
}

func (t *collector) connect(p *vm.Process) error {
	s := t.session
	if s.text != nil {
		if _, err := s.command("NOOP"); err == nil {
			return nil
		}
		s.close()
	}
	l, err := t.dial(p)
	if err != nil {
		return err
	}
	leave := s.leave
	l.leave.Store(&leave)
	var conn net.Conn = l
	if t.port == portPOPS {
		if conn, err = t.encrypted(p, l); err != nil {
			return err
		}
	}
	s.use(conn)
	done := within(t.connectTime, conn)
	err = t.greet(s, conn, t.port == portPOPS)
	if done() {
		err = errLate
	}
	if err != nil {
		s.close()
		l.Close()
	}
	return err
}

// greet reads the greeting, changes over to TLS where it did not begin with it,
// and signs in.
func (t *collector) greet(s *popSession, conn net.Conn, secure bool) error {
	greeting, err := s.answer()
	if err != nil {
		return err
	}
	s.capabilities()
	if _, offered := s.caps["STLS"]; !secure && offered {
		if _, err := s.command("STLS"); err != nil {
			return err
		}
		upgraded := tlsClient(conn, &t.server)
		if err := upgraded.Handshake(); err != nil {
			return err
		}
		s.use(upgraded)
		s.capabilities()
	} else if !secure && !t.unsecure {
		return errUnencrypted
	}
	if t.user == "" && t.token == "" {
		return nil
	}
	t.log.pause(true)
	defer t.log.pause(false)
	return t.signIn(s, greeting)
}

func (s *popSession) capabilities() {
	s.caps = map[string]string{}
	b, err := s.lines("CAPA")
	if err != nil {
		return // an old server has none
	}
	for line := range strings.Lines(string(b)) {
		name, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		s.caps[strings.ToUpper(name)] = strings.ToUpper(rest)
	}
}

func (t *collector) signIn(s *popSession, greeting string) error {
	start, end := strings.IndexByte(greeting, '<'), strings.IndexByte(greeting, '>')
	if t.authentication == authAPOP {
		if start < 0 || end < start {
			return errNoAuth
		}
		sum := md5.Sum([]byte(greeting[start:end+1] + t.password))
		_, err := s.command("APOP %s %s", t.user, hex.EncodeToString(sum[:]))
		return err
	}
	supports := func(mechanism string) bool { return strings.Contains(" "+s.caps["SASL"]+" ", " "+mechanism+" ") }
	if t.authentication == "" && t.token == "" && !supports(authCRAM) && !supports(authPlain) {
		if _, err := s.command("USER %s", t.user); err != nil {
			return err
		}
		_, err := s.command("PASS %s", t.password)
		return err
	}
	auth, err := t.login(supports)
	if err != nil {
		return err
	}
	mechanism, first, err := auth.Start()
	if err != nil {
		return err
	}
	if err := s.text.PrintfLine("AUTH %s", mechanism); err != nil {
		return err
	}
	for {
		line, err := s.text.ReadLine()
		if err != nil {
			return err
		}
		question, more := strings.CutPrefix(line, "+ ")
		if !more && strings.TrimSpace(line) != "+" {
			if strings.HasPrefix(line, "+OK") {
				return nil
			}
			return popError(strings.TrimSpace(strings.TrimPrefix(line, "-ERR")))
		}
		reply := first
		if first = nil; reply == nil {
			b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(question))
			if err != nil {
				return err
			}
			if reply, err = auth.Next(b); err != nil {
				return err
			}
		}
		if err := s.text.PrintfLine("%s", base64.StdEncoding.EncodeToString(reply)); err != nil {
			return err
		}
	}
}

// popRun runs a function that answers a value or an error.
func popRun(c *vm.Call, run func(*collector, *popSession) (value.Value, error)) (value.Value, error) {
	t := vm.Receiver[*collector](c)
	if t == nil || c.Err() != nil {
		return value.Value{}, nil
	}
	var v value.Value
	err := t.with(c, func(s *popSession) (err error) {
		v, err = run(t, s)
		return err
	})
	var refused popError
	if errors.As(err, &refused) {
		err = fault.New(fault.IO, "mail.pop", "The mail server %s answers: %s", t.host, refused)
	}
	return v, err
}

// popStatus answers how a command went.
func popStatus(line string) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) {
		t := vm.Receiver[*collector](c)
		if t == nil {
			return value.Value{}, nil
		}
		err := t.with(c, func(s *popSession) error {
			_, err := s.command("%s", line)
			return err
		})
		if f := fault.As(err); f != nil && f.Kind != fault.IO {
			return value.Value{}, err
		}
		var refused popError
		if errors.As(err, &refused) {
			o := value.NewObject()
			o.Set("success", value.FromBool(false))
			o.Set("statusText", value.FromText(string(refused)))
			return value.FromObject(o), nil
		}
		return imapStatus(err), nil
	}
}

func popDelete(c *vm.Call) (value.Value, error) {
	n := c.Int(0)
	return popRun(c, func(_ *collector, s *popSession) (value.Value, error) {
		_, err := s.command("DELE %d", n)
		return value.Value{}, err
	})
}

func popUndelete(c *vm.Call) (value.Value, error) {
	return popRun(c, func(_ *collector, s *popSession) (value.Value, error) {
		_, err := s.command("RSET")
		return value.Value{}, err
	})
}

func popBoxInfo(c *vm.Call) (value.Value, error) {
	return popRun(c, func(_ *collector, s *popSession) (value.Value, error) {
		line, err := s.command("STAT")
		o := value.NewObject()
		count, size := pair(line)
		o.Set("mailCount", value.FromInt(count))
		o.Set("size", value.FromInt(size))
		return value.FromObject(o), err
	})
}

// pair reads two numbers of an answer.
func pair(s string) (a, b int64) {
	f := strings.Fields(s)
	if len(f) > 0 {
		a, _ = strconv.ParseInt(f[0], 10, 64)
	}
	if len(f) > 1 {
		b, _ = strconv.ParseInt(f[1], 10, 64)
	}
	return a, b
}

func info(id string, size int64) *value.Obj {
	o := value.NewObject()
	o.Set("id", value.FromText(id))
	o.Set("size", value.FromInt(size))
	return o
}

// popMailInfo describes a mail; null when there is none of that number.
func popMailInfo(c *vm.Call) (value.Value, error) {
	n := c.Int(0)
	return popRun(c, func(_ *collector, s *popSession) (value.Value, error) {
		line, err := s.command("LIST %d", n)
		var refused popError
		if errors.As(err, &refused) {
			return value.NullValue(), nil
		}
		if err != nil {
			return value.Value{}, err
		}
		_, size := pair(line)
		id, err := s.command("UIDL %d", n)
		if _, rest, ok := strings.Cut(id, " "); ok {
			id = rest
		}
		return value.FromObject(info(id, size)), err
	})
}

func popMailInfoList(c *vm.Call) (value.Value, error) {
	return popRun(c, func(_ *collector, s *popSession) (value.Value, error) {
		sizes, err := s.lines("LIST")
		if err != nil {
			return value.Value{}, err
		}
		ids, err := s.lines("UIDL")
		if err != nil {
			return value.Value{}, err
		}
		byNumber := map[int64]string{}
		for line := range strings.Lines(string(ids)) {
			if f := strings.Fields(line); len(f) == 2 {
				n, _ := pair(f[0])
				byNumber[n] = f[1]
			}
		}
		l := value.NewList()
		for line := range strings.Lines(string(sizes)) {
			if n, size := pair(line); n > 0 {
				o := info(byNumber[n], size)
				o.Set("number", value.FromInt(n))
				l.Push(value.FromObject(o))
			}
		}
		return value.FromCollection(l), nil
	})
}

// popGetMail returns a mail, or its headers alone; null when there is none of
// that number.
func popGetMail(c *vm.Call) (value.Value, error) {
	n, headers := c.Int(0), c.Bool(1)
	class := c.Class("MailAttachment")
	return popRun(c, func(_ *collector, s *popSession) (value.Value, error) {
		format := "RETR %d"
		if headers {
			format = "TOP %d 0"
		}
		b, err := s.lines(format, n)
		var refused popError
		if errors.As(err, &refused) {
			return value.NullValue(), nil
		}
		if err != nil {
			return value.Value{}, err
		}
		o, err := read(c.Process, class, b)
		if err == nil && headers {
			for _, name := range []string{"bodyStructure", "bodyValues", "attachments"} {
				o.Delete(name)
			}
		}
		return value.FromObject(o), err
	})
}

// popMIME returns the bytes of a mail; none when there is none of that number.
func popMIME(c *vm.Call) (value.Value, error) {
	n := c.Int(0)
	return popRun(c, func(_ *collector, s *popSession) (value.Value, error) {
		b, err := s.lines("RETR %d", n)
		var refused popError
		if errors.As(err, &refused) {
			return value.FromBlob(nil), nil
		}
		return value.FromBlob(bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n"))), err // the ends of lines were simplified
	})
}
