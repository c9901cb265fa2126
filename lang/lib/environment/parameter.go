package environment

import (
	"sync"

	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// userParam is the selector of the text that the operator gave at start.
const userParam = 108

// Settings are what the operator decides about a runtime, as code sees it.
type Settings struct {
	// UserParam is the text that Get database parameter(User param value; $text)
	// gives: what the operator passed with --user-param.
	UserParam string
	// Tool says that code runs from the command line, without a server:
	// Application type then answers tool4d.
	Tool bool
	// Quit ends the application when code calls QUIT 4D. nil: the call is logged
	// and not obeyed, because a server ends when its operator says so.
	Quit func()
}

type parameters struct {
	mu       sync.Mutex
	settings Settings // guarded by mu
}

type parametersKey struct{}

func parametersOf(rt *vm.Runtime) *parameters {
	return rt.Kept(parametersKey{}, func() any { return &parameters{} }).(*parameters)
}

// Configure sets the settings of a runtime.
func Configure(rt *vm.Runtime, s Settings) {
	p := parametersOf(rt)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.settings = s
}

func settingsOf(rt *vm.Runtime) Settings {
	p := parametersOf(rt)
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.settings
}

// getDatabaseParameter answers 0 for the settings that have no meaning here.
func getDatabaseParameter(c *vm.Call) (value.Value, error) {
	at := c.Len() - 2
	if at >= 0 && c.Out(at).AsInt() == userParam {
		c.SetOut(at+1, value.FromText(settingsOf(c.Runtime()).UserParam))
	}
	return value.FromInt(0), nil
}
