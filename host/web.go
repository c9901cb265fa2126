package host

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"
)

// Connections are what a Web may offer for requests with settings of their own.
type Connections interface {
	// Pool returns connections that share settings. Close must be called when it
	// is no longer used.
	Pool(PoolSettings) *Pool
}

// PoolSettings are those of connections. The zero value is what Web.Do uses.
type PoolSettings struct {
	// MinTLS is the least version of TLS; 0 is 1.2.
	MinTLS uint16
	// Unverified accepts every certificate of a server.
	Unverified bool
	// Certificate is what the client shows to servers that ask for one.
	Certificate *tls.Certificate
	// PerServer bounds the connections to one server; 0: no bound.
	PerServer int
	// Once closes a connection after its request.
	Once bool
	// Idle is how long an unused connection stays open; 0 is 90 s.
	Idle time.Duration
	// HTTP1 keeps to version 1.1.
	HTTP1 bool
	// Proxy is the user of the proxy; nil: none.
	Proxy *url.Userinfo
}

// Pool sends requests over connections that share settings. It does not follow
// redirections, nor decode what is compressed.
type Pool struct {
	transport *http.Transport
	open      atomic.Int64
}

// RoundTrip sends a request; it makes the pool an http.RoundTripper.
func (p *Pool) RoundTrip(r *http.Request) (*http.Response, error) { return p.transport.RoundTrip(r) }

// Open returns how many connections there are.
func (p *Pool) Open() int { return int(p.open.Load()) }

// Close closes the connections that no request uses.
func (p *Pool) Close() { p.transport.CloseIdleConnections() }

// web is the network of the machine.
type web struct {
	client *http.Client
}

// realWeb honours HTTPS_PROXY, HTTP_PROXY, NO_PROXY and SSL_CERT_FILE through
// the standard library.
func realWeb() Web { return &web{&http.Client{Transport: transport()}} }

func (w *web) Do(r *http.Request) (*http.Response, error) { return w.client.Do(r) }

// transport connects within 4 s, so that a call returns within 5 s on a machine
// without a network.
func transport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DialContext = dialer(4 * time.Second)
	t.TLSHandshakeTimeout = 4 * time.Second
	t.ResponseHeaderTimeout = 120 * time.Second
	return t
}

func (w *web) Pool(s PoolSettings) *Pool {
	p := &Pool{transport: transport()}
	t := p.transport
	t.DisableCompression = true
	t.DisableKeepAlives = s.Once
	t.MaxConnsPerHost = s.PerServer
	t.MaxIdleConnsPerHost = 16
	if s.Idle > 0 {
		t.IdleConnTimeout = s.Idle
	}
	t.TLSClientConfig = &tls.Config{MinVersion: max(s.MinTLS, tls.VersionTLS10), InsecureSkipVerify: s.Unverified}
	if s.MinTLS == 0 {
		t.TLSClientConfig.MinVersion = tls.VersionTLS12
	}
	if s.Certificate != nil {
		t.TLSClientConfig.Certificates = []tls.Certificate{*s.Certificate}
	}
	if s.HTTP1 {
		t.ForceAttemptHTTP2 = false
		t.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{}
	}
	if s.Proxy != nil {
		t.Proxy = func(r *http.Request) (*url.URL, error) {
			u, err := http.ProxyFromEnvironment(r)
			if u != nil {
				named := *u
				named.User = s.Proxy
				u = &named
			}
			return u, err
		}
	}
	dial := t.DialContext
	t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		p.open.Add(1)
		return &counted{Conn: c, pool: p}, nil
	}
	return p
}

// counted is a connection of a pool.
type counted struct {
	net.Conn
	pool   *Pool
	closed atomic.Bool
}

func (c *counted) Close() error {
	if !c.closed.Swap(true) {
		c.pool.open.Add(-1)
	}
	return c.Conn.Close()
}
