package web

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	"quoin.dev/quoin/fault"
)

// Addresses say where a server listens; "" means not at all.
type Addresses struct {
	HTTP  string
	HTTPS string
	// CertFile and KeyFile are PEM files, needed for HTTPS.
	CertFile, KeyFile string
	// Next is how many following ports to try when that of HTTP is taken.
	Next int
}

// stopGrace is how long running requests may take after the server was told to stop.
const stopGrace = 15 * time.Second

// Listen serves until the context ends, then lets running requests finish.
// ready is called with the real addresses once connections are accepted.
func (s *Server) Listen(ctx context.Context, a Addresses, ready func(http, https net.Addr)) error {
	return Serve(ctx, s, s.o.Log, a, ready)
}

// Serve is Listen for any handler.
func Serve(ctx context.Context, h http.Handler, log *slog.Logger, a Addresses, ready func(http, https net.Addr)) error {
	server := newHTTPServer(h, log)
	server.BaseContext = func(net.Listener) context.Context { return context.WithoutCancel(ctx) }
	plain, secure, err := a.listen(server)
	if err != nil {
		return err
	}
	failed := make(chan error, 2)
	var addrs [2]net.Addr
	if plain != nil {
		addrs[0] = plain.Addr()
		go func() { failed <- server.Serve(plain) }()
	}
	if secure != nil {
		addrs[1] = secure.Addr()
		go func() { failed <- server.ServeTLS(secure, "", "") }()
	}
	if ready != nil {
		ready(addrs[0], addrs[1])
	}
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopGrace)
	defer cancel()
	if e := server.Shutdown(stop); e != nil {
		_ = server.Close()
	}
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}

// newHTTPServer bounds what a client can make the server wait for or keep.
// There is no limit on the time of an answer: functions may take minutes.
func newHTTPServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

func (a Addresses) listen(server *http.Server) (plain, secure net.Listener, err error) {
	if a.HTTPS != "" {
		pair, err := tls.LoadX509KeyPair(a.CertFile, a.KeyFile)
		if err != nil {
			return nil, nil, fault.New(fault.IO, "web.certificate", "HTTPS needs a certificate and its key in PEM files: %w", err)
		}
		server.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{pair}}
	}
	if a.HTTP != "" {
		if plain, err = a.listenHTTP(); err != nil {
			return nil, nil, fault.New(fault.IO, "web.listen", "Cannot listen on %s: %w", a.HTTP, err)
		}
	}
	if a.HTTPS != "" {
		if secure, err = net.Listen("tcp", a.HTTPS); err != nil {
			if plain != nil {
				_ = plain.Close()
			}
			return nil, nil, fault.New(fault.IO, "web.listen", "Cannot listen on %s: %w", a.HTTPS, err)
		}
	}
	return plain, secure, nil
}

// listenHTTP takes the first free port of the address and those that follow.
func (a Addresses) listenHTTP() (net.Listener, error) {
	l, first := net.Listen("tcp", a.HTTP)
	host, text, err := net.SplitHostPort(a.HTTP)
	port, bad := strconv.Atoi(text)
	if first == nil || err != nil || bad != nil || port == 0 {
		return l, first
	}
	for i := 1; i <= a.Next; i++ {
		if l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port+i))); err == nil {
			return l, nil
		}
	}
	return nil, first
}
