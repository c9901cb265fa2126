package lib_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// postOffice is the mail server "mail.example.com" of one test: what is sent to
// it by SMTP lies in the INBOX of the user ada, whose password is secret. Its
// servers run while they are used. Ports: 587 and 143 with STARTTLS, 110 with
// STLS, 465, 993 and 995 with TLS; "old.example.com" has no encryption, "rogue.example.com" a
// certificate that nobody vouches for, "silent.example.com" never says a word.
type postOffice struct {
	mu        sync.Mutex
	user      *imapmemserver.User // guarded by mu
	mails     [][]byte            // what POP3 hands out; guarded by mu
	listeners map[string]net.Listener
	closed    bool
}

func newPostOffice() *postOffice { return &postOffice{listeners: map[string]net.Listener{}} }

// dial is Host.Dial: names of the post office lead to its servers.
func (o *postOffice) dial(ctx context.Context, network, address string) (net.Conn, error) {
	name, _, _ := net.SplitHostPort(address)
	if !strings.HasSuffix(name, ".example.com") {
		return (&net.Dialer{}).DialContext(ctx, network, address)
	}
	l, err := o.listener(address)
	if err != nil {
		return nil, err
	}
	return (&net.Dialer{}).DialContext(ctx, network, l.Addr().String())
}

func (o *postOffice) listener(address string) (net.Listener, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return nil, net.ErrClosed
	}
	if l := o.listeners[address]; l != nil {
		return l, nil
	}
	if o.user == nil {
		o.user = imapmemserver.NewUser("ada", "secret")
		if err := o.user.Create("INBOX", nil); err != nil {
			return nil, err
		}
	}
	name, port, _ := net.SplitHostPort(address)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	o.listeners[address] = l
	security := serverTLS()
	if name == "rogue.example.com" {
		security = rogueTLS()
	}
	if port == "465" || port == "993" || port == "995" {
		l = tls.NewListener(l, security)
	}
	if name == "old.example.com" || port == "465" || port == "993" || port == "995" {
		security = nil
	}
	switch {
	case name == "silent.example.com":
	case port == "587" || port == "465" || port == "25":
		s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &delivery{office: o}, nil }))
		s.Domain, s.TLSConfig, s.AllowInsecureAuth, s.MaxMessageBytes = name, security, true, 8<<20
		s.EnableSMTPUTF8 = true
		s.ErrorLog = log.New(io.Discard, "", 0)
		go s.Serve(l)
	case port == "110" || port == "995":
		go servePOP(o, l, security)
	default:
		memory := imapmemserver.New()
		memory.AddUser(o.user)
		s := imapserver.New(&imapserver.Options{TLSConfig: security, InsecureAuth: true, Logger: log.New(io.Discard, "", 0),
			Caps: imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}, imap.CapMove: {}, imap.CapUIDPlus: {}},
			NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
				return memory.NewSession(), nil, nil
			}})
		go s.Serve(l)
	}
	return o.listeners[address], nil
}

func (o *postOffice) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	for _, l := range o.listeners {
		l.Close()
	}
}

// delivery is a session of the SMTP server.
type delivery struct {
	office *postOffice
	from   string
}

func (*delivery) AuthMechanisms() []string { return []string{"CRAM-MD5", "PLAIN", "LOGIN", "XOAUTH2"} }

func (*delivery) Auth(mechanism string) (sasl.Server, error) {
	switch mechanism {
	case "PLAIN":
		return sasl.NewPlainServer(func(_, user, password string) error { return known(user, password) }), nil
	case "LOGIN":
		return &dialogue{ask: []string{"Username:", "Password:"}, check: func(said []string) error { return known(said[0], said[1]) }}, nil
	case "XOAUTH2":
		return &dialogue{ask: []string{""}, check: func(said []string) error {
			if said[0] != "user=ada\x01auth=Bearer token\x01\x01" {
				return errRefused
			}
			return nil
		}}, nil
	}
	return &dialogue{ask: []string{"<1.2@example.com>"}, check: func(said []string) error {
		h := hmac.New(md5.New, []byte("secret"))
		h.Write([]byte("<1.2@example.com>"))
		if said[0] != "ada "+hex.EncodeToString(h.Sum(nil)) {
			return errRefused
		}
		return nil
	}}, nil
}

var errRefused = &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "Who are you?"}

func known(user, password string) error {
	if user != "ada" || password != "secret" {
		return errRefused
	}
	return nil
}

// dialogue is a way of signing in that asks questions.
type dialogue struct {
	ask, said []string
	asked     bool
	check     func(said []string) error
}

func (d *dialogue) Next(response []byte) ([]byte, bool, error) {
	if d.asked || response != nil {
		d.said = append(d.said, string(response))
	}
	if len(d.said) == len(d.ask) {
		return nil, true, d.check(d.said)
	}
	d.asked = true
	return []byte(d.ask[len(d.said)]), false, nil
}

func (d *delivery) Mail(from string, _ *smtp.MailOptions) error {
	d.from = from
	return nil
}

func (d *delivery) Rcpt(to string, _ *smtp.RcptOptions) error {
	if strings.HasPrefix(to, "nobody@") {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "Nobody lives here"}
	}
	if strings.HasPrefix(to, "slow@") {
		time.Sleep(3 * time.Second)
	}
	return nil
}

func (d *delivery) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	d.office.mu.Lock()
	b = append([]byte("Return-Path: <"+d.from+">\r\n"), b...)
	user := d.office.user
	d.office.mails = append(d.office.mails, b)
	d.office.mu.Unlock()
	_, err = user.Append("INBOX", literal{bytes.NewReader(b)}, &imap.AppendOptions{Time: time.Date(2026, 11, 20, 13, 6, 0, 0, time.UTC)})
	return err
}

func (*delivery) Reset()        {}
func (*delivery) Logout() error { return nil }

type literal struct{ *bytes.Reader }

func (l literal) Size() int64 { return int64(l.Len()) }

// The certificate of mail.example.com, which the tests trust, and one that they
// do not.
var (
	serverTLS = sync.OnceValue(func() *tls.Config { return trusted.config })
	rogueTLS  = sync.OnceValue(func() *tls.Config { return authority("rogue.example.com").config })
	trusted   *identityOfServer
)

type identityOfServer struct {
	config *tls.Config
	pem    []byte
}

func authority(names ...string) *identityOfServer {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: names, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		panic(err)
	}
	return &identityOfServer{&tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: private}}},
		pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})}
}

// TestMain makes the machine of the tests trust their post office.
func TestMain(m *testing.M) {
	trusted = authority("mail.example.com", "silent.example.com")
	folder, err := os.MkdirTemp("", "quoin-lib")
	if err == nil {
		path := filepath.Join(folder, "ca.pem")
		err = errors.Join(os.WriteFile(path, trusted.pem, 0o600), os.Setenv("SSL_CERT_FILE", path))
	}
	if err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}
