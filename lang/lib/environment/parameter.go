package environment

import (
	"sync"

	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// userParam is the selector of the text that the operator gave at start.
const userParam = 108

type parameters struct {
	mu   sync.Mutex
	user string // guarded by mu
}

type parametersKey struct{}

func parametersOf(rt *vm.Runtime) *parameters {
	return rt.Kept(parametersKey{}, func() any { return &parameters{} }).(*parameters)
}

// SetUserParam sets the text that Get database parameter(User param value;
// $text) gives: what the operator passed with --user-param.
func SetUserParam(rt *vm.Runtime, text string) {
	p := parametersOf(rt)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.user = text
}

// getDatabaseParameter answers 0 for the settings that have no meaning here.
func getDatabaseParameter(c *vm.Call) (value.Value, error) {
	at := c.Len() - 2
	if at >= 0 && c.Out(at).AsInt() == userParam {
		p := parametersOf(c.Runtime())
		p.mu.Lock()
		defer p.mu.Unlock()
		c.SetOut(at+1, value.FromText(p.user))
	}
	return value.FromInt(0), nil
}
