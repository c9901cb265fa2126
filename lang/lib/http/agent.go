package http

import (
	"context"
	"crypto/tls"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"quoin.dev/quoin/host"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/lib/file"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// agent is what stands behind a 4D.HTTPAgent: connections that requests share.
// Its settings never change; processes share it.
type agent struct {
	params   *value.Obj
	settings host.PoolSettings
	pool     *host.Pool
	web      host.Web // instead of the pool, where there are no connections to keep
	most     int      // sockets
	slots    chan struct{}
	active   atomic.Int64
}

// Immutable marks the agent: processes may share it.
func (*agent) Immutable() {}

// maxSockets is how many connections an agent has by default.
const maxSockets = 65535

func agentClass() command.Class {
	read := func(name, kind string, get func(*agent) value.Value) command.Property {
		return command.Property{Name: name, Type: kind, Get: func(c *vm.Call) (value.Value, error) {
			if a := vm.Receiver[*agent](c); a != nil {
				return get(a), nil
			}
			return value.Value{}, nil
		}}
	}
	return command.Class{
		Name: "HTTPAgent",
		Doc:  "Connections with settings of their own that requests share. Processes may share an agent.",
		New:  &command.Command{Name: "new", Sig: "(options?: Object) : 4D.HTTPAgent", Run: newAgent},
		Properties: []command.Property{
			read("params", "Object", func(a *agent) value.Value { return value.FromObject(a.params) }),
			read("requestsCount", "Integer", func(a *agent) value.Value { return value.FromInt(a.active.Load()) }),
			read("freeSocketsCount", "Integer", func(a *agent) value.Value { return value.FromInt(a.free()) }),
		},
	}
}

// free returns how many connections no request uses.
func (a *agent) free() int64 {
	if a.pool == nil {
		return 0
	}
	return max(int64(a.pool.Open())-a.active.Load(), 0)
}

// RoundTrip sends a request over the agent's connections.
func (a *agent) RoundTrip(r *http.Request) (*http.Response, error) {
	if a.pool == nil {
		return a.web.Do(r)
	}
	return a.pool.RoundTrip(r)
}

// take waits for one of the sockets that the agent may have.
func (a *agent) take(ctx context.Context) (release func(), err error) {
	a.active.Add(1)
	if a.slots == nil {
		return func() { a.active.Add(-1) }, nil
	}
	select {
	case a.slots <- struct{}{}:
		return func() { a.active.Add(-1); <-a.slots }, nil
	case <-ctx.Done():
		a.active.Add(-1)
		return nil, ctx.Err()
	}
}

func newAgent(c *vm.Call) (value.Value, error) {
	o := c.Object(0)
	if o == nil {
		o = value.NewObject()
	}
	a := &agent{most: maxSockets}
	shown := value.NewSharedObject(nil) // an agent is shared
	get := func(name string) value.Value {
		v := o.Get(name)
		if vm.CanShare(v) && !v.IsAbsent() {
			shown.Set(name, v)
		}
		return v
	}
	keep := get("keepAlive")
	a.settings.Once = keep.Kind() == value.Bool && !keep.AsBool()
	if n := get("maxSockets").AsInt(); n > 0 && n < maxSockets {
		a.settings.PerServer = int(n)
	}
	if n := get("maxTotalSockets").AsInt(); n > 0 && n < maxSockets {
		a.slots = make(chan struct{}, n)
	}
	a.settings.Idle = time.Duration(min(max(get("timeout").AsReal(), 0), 1e6) * float64(time.Second))
	if _, err := secure(c, get, &a.settings); err != nil {
		return value.Value{}, err
	}
	a.params = shown
	a.connect(c.Runtime().Host.Web)
	return value.FromObject(value.NewNative(c.Class("HTTPAgent"), a)), nil
}

func (a *agent) connect(web host.Web) {
	if all, ok := web.(host.Connections); ok {
		a.pool = all.Pool(a.settings)
	}
	a.web = web
}

// Close closes what is idle; it makes the runtime do so at its end.
func (a *agent) Close() error {
	if a.pool != nil {
		a.pool.Close()
	}
	return nil
}

type globalKey struct{}

// global returns the agent of requests that name none.
func global(c *vm.Call) *agent {
	return c.Runtime().Kept(globalKey{}, func() any {
		a := &agent{most: maxSockets, params: value.NewSharedObject(nil)}
		a.connect(c.Runtime().Host.Web)
		return a
	}).(*agent)
}

// connect finds the connections of a request: those of its agent, or of its own
// when it has other settings.
func (x *exchange) connect(c *vm.Call, get func(string) value.Value) error {
	x.agent = global(c)
	if o := get("agent").AsObject(); o != nil {
		given, ok := o.Native.(*agent)
		if !ok {
			return optionError("got %s, want 4D.HTTPAgent (option agent)", c.Process.Describe(value.FromObject(o)))
		}
		x.agent, x.agentObject = given, value.FromObject(o)
	} else {
		x.agentObject = value.FromObject(value.NewNative(c.Class("HTTPAgent"), x.agent))
	}
	settings := x.agent.settings
	own, err := secure(c, get, &settings)
	if err != nil {
		return err
	}
	if x.server, err = credentialsOf(get("serverAuthentication")); err != nil {
		return err
	}
	proxy, err := credentialsOf(get("proxyAuthentication"))
	if err != nil {
		return err
	}
	if proxy.name != "" {
		settings.Proxy, own = url.UserPassword(proxy.name, proxy.password), true
	}
	if own {
		shared := x.agent
		x.agent = &agent{params: shared.params, settings: settings, slots: shared.slots}
		x.agent.settings.Once, x.ownPool = true, true
		x.agent.connect(c.Runtime().Host.Web)
		x.ownPool = x.agent.pool != nil
	}
	return nil
}

// secure reads the options about TLS and the protocol, and reports whether
// there were any.
func secure(c *vm.Call, get func(string) value.Value, s *host.PoolSettings) (found bool, err error) {
	if v := get("minTLSVersion"); v.Kind() == value.Text && v.AsText() != "" {
		versions := map[string]uint16{"TLSv1_0": tls.VersionTLS10, "TLSv1_1": tls.VersionTLS11, "TLSv1_2": tls.VersionTLS12, "TLSv1_3": tls.VersionTLS13}
		n, ok := versions[v.AsText()]
		if !ok {
			return false, optionError("got the minTLSVersion %q, want TLSv1_0, TLSv1_1, TLSv1_2 or TLSv1_3", v.AsText())
		}
		s.MinTLS, found = n, true
	}
	if v := get("validateTLSCertificate"); v.Kind() == value.Bool {
		s.Unverified = !v.AsBool()
		found = true
	}
	switch p := get("protocol").AsText(); p {
	case "", "auto":
	case "HTTP1":
		s.HTTP1, found = true, true
	default:
		return false, optionError("got the protocol %q, want auto or HTTP1", p)
	}
	if v := get("storeCertificateName"); v.Kind() == value.Text && v.AsText() != "" {
		return false, optionError("there is no store of certificates on this system to find %q in: use certificatesFolder", v.AsText())
	}
	folder := get("certificatesFolder")
	if folder.IsAbsent() {
		folder = certificates(c.Process)
	}
	if !folder.IsAbsent() {
		if s.Certificate, err = certificate(c, folder); err != nil {
			return false, err
		}
		found = true
	}
	return found, nil
}

// certificate reads cert.pem and key.pem of a folder.
func certificate(c *vm.Call, folder value.Value) (*tls.Certificate, error) {
	cert, err := file.ReadIn(c, folder, "cert.pem")
	if err != nil {
		return nil, err
	}
	key, err := file.ReadIn(c, folder, "key.pem")
	if err != nil {
		return nil, err
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return nil, optionError("the certificate of the client cannot be read: %v", err)
	}
	return &pair, nil
}
