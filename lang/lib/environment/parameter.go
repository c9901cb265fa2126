package environment

import (
	"sync"

	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// The selectors that mean something here: the text that the operator gave at
// start, and where the numbers of a table go on.
const (
	userParam     = 108
	tableSequence = 31
)

// Counter is the scope of a process that can say behind which number the
// entities of a table are counted.
type Counter interface {
	SetSequence(p *vm.Process, table string, last int64) error
}

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

// setDatabaseParameter sets the number of a table and the operator's text; other
// settings are logged: what they are for is set elsewhere.
func setDatabaseParameter(c *vm.Call) (value.Value, error) {
	at := c.Len() - 2
	if at < 0 {
		return value.Value{}, nil
	}
	switch counter, _ := c.Process.Scope.(Counter); {
	case at == 1 && c.Int(1) == tableSequence && counter != nil:
		return value.Value{}, counter.SetSequence(c.Process, c.Text(0), int64(c.Int(2)))
	case at == 0 && c.Int(0) == userParam:
		s := settingsOf(c.Runtime())
		s.UserParam = c.Text(1)
		Configure(c.Runtime(), s)
	default:
		c.Runtime().Log.Debug("a database parameter was not changed", "selector", vm.Shown(c.Arg(at)), "value", vm.Shown(c.Arg(at+1)))
	}
	return value.Value{}, nil
}
