package bind

import (
	"net/http"
	"strings"

	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/message"
	"quoin.dev/quoin/value"
)

// webServer is the Native of the object that WEB Server returns. The server
// belongs to the operator: settings that code passes to start are logged and
// otherwise not obeyed.
type webServer struct{}

// Equals makes two references to the server equal.
func (*webServer) Equals(other any) bool { _, ok := other.(*webServer); return ok }

var webServerClass = command.Class{
	Name: "WebServer",
	Doc:  "The web server that serves the application.",
	Properties: []command.Property{
		{Name: "isRunning", Type: "Boolean", Get: webIsRunning},
		{Name: "name", Type: "Text", Get: webName},
	},
	Functions: []command.Command{
		{Name: "start", Sig: "(settings?: Object) : Object", Run: webStart},
		{Name: "stop", Sig: "()", Run: webIgnored},
	},
}

func webServerCommand(c *vm.Call) (value.Value, error) {
	return value.FromObject(value.NewNative(builtin(c.Process, "WebServer"), &webServer{})), nil
}

func webIsRunning(*vm.Call) (value.Value, error) { return value.FromBool(true), nil }

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

// answer returns the HTTP answer that WEB SEND commands build, nil outside a
// request.
func answer(c *vm.Call) *message.Outgoing {
	s := scopeOf(c.Process)
	if s == nil || s.Incoming == nil {
		return nil
	}
	if s.Outgoing == nil {
		s.Outgoing = &message.Outgoing{}
	}
	return s.Outgoing
}

func webSendText(c *vm.Call) (value.Value, error) {
	if out := answer(c); out != nil {
		out.Body = []byte(c.Text(0))
		out.Headers.Set("Content-Type", c.TextOr(1, "text/html; charset=utf-8"))
	}
	return value.Value{}, nil
}

func webSendRedirect(c *vm.Call) (value.Value, error) {
	if out := answer(c); out != nil && !strings.ContainsAny(c.Text(0), "\r\n") {
		out.Status = http.StatusFound
		out.Headers.Set("Location", c.Text(0))
	}
	return value.Value{}, nil
}
