package bind

import (
	"net"
	"strconv"
	"strings"
	"time"

	"quoin.dev/quoin/app/session"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// Web says how the application is served.
type Web struct {
	// Address is where a browser finds it, "http://127.0.0.1:8080"; "" when
	// nothing serves it.
	Address string
	// HTTP and HTTPS are the addresses it listens to; "" when it does not.
	HTTP, HTTPS string
	// MaxBody is the largest request in bytes.
	MaxBody int64
}

func (w *World) web() Web {
	if w.Web == nil {
		return Web{}
	}
	return w.Web()
}

// webServer is the Native of the object that WEB Server returns. The server
// belongs to the operator: settings that code passes to start are logged and
// otherwise not obeyed.
type webServer struct{}

// Equals makes two references to the server equal.
func (*webServer) Equals(other any) bool { _, ok := other.(*webServer); return ok }

var webServerClass = command.Class{
	Name: "WebServer",
	Doc: "The web server that serves the application. It belongs to the operator: code can read its settings, and starting and\n" +
		"stopping it is only logged.",
	Properties: append([]command.Property{
		{Name: "isRunning", Type: "Boolean", Get: webIsRunning},
		{Name: "name", Type: "Text", Get: webName},
	}, webSettings()...),
	Functions: []command.Command{
		{Name: "start", Sig: "(settings?: Object) : Object", Run: webStart},
		{Name: "stop", Sig: "()", Run: webIgnored},
	},
}

// webSettings are the settings of the server under the names of the original.
// Those that this server has no choice about say what it does.
func webSettings() []command.Property {
	number := func(n int) func(*World) value.Value { return fixed(value.FromInt(int64(n))) }
	flag := func(b bool) func(*World) value.Value { return fixed(value.FromBool(b)) }
	text := func(s string) func(*World) value.Value { return fixed(value.FromText(s)) }
	var all []command.Property
	for _, p := range []struct {
		name, kind string
		get        func(*World) value.Value
	}{
		{"accessKeyDefined", "Boolean", flag(true)},
		{"certificateFolder", "Text", text("/PACKAGE/")},
		{"characterSet", "Text", text("UTF-8")},
		{"cipherSuite", "Text", text("")},
		{"CORSEnabled", "Boolean", flag(false)},
		{"CORSSettings", "Collection", fixed(value.NullValue())},
		{"debugLog", "Integer", number(0)},
		{"defaultHomepage", "Text", text("index.html")},
		{"handlers", "Collection", fixed(value.NullValue())},
		{"HSTSEnabled", "Boolean", flag(false)},
		{"HSTSMaxAge", "Integer", number(0)},
		{"HTTPCompressionLevel", "Integer", number(-1)},
		{"HTTPCompressionThreshold", "Integer", number(1024)},
		{"HTTPEnabled", "Boolean", func(w *World) value.Value { return value.FromBool(w.web().HTTP != "") }},
		{"HTTPPort", "Integer", func(w *World) value.Value { return port(w.web().HTTP) }},
		{"HTTPSEnabled", "Boolean", func(w *World) value.Value { return value.FromBool(w.web().HTTPS != "") }},
		{"HTTPSPort", "Integer", func(w *World) value.Value { return port(w.web().HTTPS) }},
		{"HTTPTrace", "Boolean", flag(false)},
		{"inactiveProcessTimeout", "Integer", func(w *World) value.Value { return minutes(w.RequestTime) }},
		{"inactiveSessionTimeout", "Integer", func(*World) value.Value { return minutes(session.MinIdle) }},
		{"IPAddressToListen", "Text", func(w *World) value.Value { return listening(w.web()) }},
		{"keepSession", "Boolean", flag(false)},
		{"logRecording", "Integer", number(0)},
		{"maxConcurrentProcesses", "Integer", number(0)},
		{"maxRequestSize", "Integer", func(w *World) value.Value { return value.FromInt(w.web().MaxBody) }},
		{"maxSessions", "Integer", number(0)},
		{"minTLSVersion", "Integer", number(3)},
		{"openSSLVersion", "Text", text("")},
		{"perfectForwardSecrecy", "Boolean", flag(true)},
		{"rootFolder", "Text", text("/PACKAGE/WebFolder")},
		{"rules", "Collection", fixed(value.NullValue())},
		{"scalableSession", "Boolean", flag(true)},
		{"sessionCookieDomain", "Text", text("")},
		{"sessionCookieName", "Text", func(w *World) value.Value { return value.FromText(cookieName(w)) }},
		{"sessionCookiePath", "Text", text("/")},
		{"sessionCookieSameSite", "Text", text("Strict")},
		{"sessionIPAddressValidation", "Boolean", flag(false)},
	} {
		all = append(all, command.Property{Name: p.name, Type: p.kind, Get: ofWorld(p.get)})
	}
	return all
}

func fixed(v value.Value) func(*World) value.Value { return func(*World) value.Value { return v } }

func ofWorld(get func(*World) value.Value) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) {
		if s := scopeOf(c.Process); s != nil && s.World != nil {
			return get(s.World), nil
		}
		return get(&World{}), nil
	}
}

// port is the number in an address to listen to, 0 when there is none.
func port(address string) value.Value {
	_, p, err := net.SplitHostPort(address)
	n, bad := strconv.Atoi(p)
	if err != nil || bad != nil {
		n = 0
	}
	return value.FromInt(int64(n))
}

func minutes(d time.Duration) value.Value { return value.FromInt(int64(d / time.Minute)) }

// listening is the address of the machine that the server listens to; every one
// of them is 0.0.0.0.
func listening(w Web) value.Value {
	for _, a := range [...]string{w.HTTP, w.HTTPS} {
		if host, _, err := net.SplitHostPort(a); err == nil && host != "" {
			return value.FromText(host)
		}
	}
	return value.FromText("0.0.0.0")
}

func cookieName(w *World) string {
	if w.Sessions == nil {
		return ""
	}
	return w.Sessions.CookieName()
}

func webServerCommand(c *vm.Call) (value.Value, error) {
	return value.FromObject(value.NewNative(builtin(c.Process, "WebServer"), &webServer{})), nil
}

// webIsRunning is true in every server, and false where code runs without one:
// quoin run and quoin eval.
func webIsRunning(c *vm.Call) (value.Value, error) {
	s := scopeOf(c.Process)
	return value.FromBool(s != nil && s.World != nil && s.World.Web != nil), nil
}

func webName(c *vm.Call) (value.Value, error) {
	if s := scopeOf(c.Process); s != nil && s.World != nil {
		return value.FromText(s.World.Name), nil
	}
	return value.FromText(""), nil
}

func webStart(c *vm.Call) (value.Value, error) {
	if o := c.Object(0); o != nil && o.Len() > 0 {
		c.Process.Runtime.Log.Info("The settings of WEB Server.start are the operator's here; they were not applied.", "settings", strings.Join(o.Names(), ", "))
	}
	out := value.NewObject()
	out.Set("success", value.FromBool(true))
	return value.FromObject(out), nil
}

func webIgnored(c *vm.Call) (value.Value, error) {
	c.Process.Runtime.Log.Info("The web server is started and stopped by the operator; the call was ignored.", "command", c.Name)
	return value.Value{}, nil
}
