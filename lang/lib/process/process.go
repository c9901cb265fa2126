// Package process provides processes, workers, semaphores and signals.
package process

import (
	_ "embed"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/convert"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

//go:embed process.md
var doc string

// Family returns the rows of the family.
func Family() command.Family {
	return command.Family{
		Name:      "process",
		Commands:  commands(),
		Classes:   []command.Class{signalClass()},
		Constants: constants(),
		Doc:       doc,
	}
}

func commands() []command.Command {
	later := command.Later
	return []command.Command{
		{Name: "ABORT PROCESS BY ID", Qodly: "abortProcessByID", Sig: "(process: Integer)", State: later},
		{Name: "CALL WORKER", Sig: "(process: Text|Integer, function: 4D.Function|Text, ...params: Any)", Run: callWorker},
		{Name: "CLEAR SEMAPHORE", Sig: "(name: Text)", Run: clearSemaphore},
		{Name: "Count tasks", Qodly: "highestProcessNumber", Sig: "() : Integer", Run: countTasks},
		{Name: "Count user processes", Sig: "() : Integer", Run: countTasks},
		{Name: "Current method name", Sig: "() : Text", Run: currentMethodName},
		{Name: "Current method path", Sig: "() : Text", State: later},
		{Name: "Current process", Sig: "() : Integer", Run: currentProcess},
		{Name: "Current process name", Sig: "() : Text", Run: currentProcessName},
		{Name: "DELAY PROCESS", Sig: "(process: Integer, ticks: Real)", Run: delayProcess},
		{Name: "EXECUTE FORMULA", Sig: "(statement: Text)", Run: executeFormula},
		{Name: "EXECUTE METHOD", Sig: "(method: Text, &result?: Any, ...params: Any)", Run: executeMethod},
		{Name: "Execute on server", Sig: "(method: Text, stack: Integer, name?: Text, ...params: Any) : Integer", Run: newProcess},
		{Name: "GET PROCESS VARIABLE", Sig: "(...arguments: Any)", State: later},
		{Name: "IDLE", Sig: "()", Run: idle},
		{Name: "KILL WORKER", Sig: "(process?: Text|Integer)", Run: killWorker},
		{Name: "New process", Sig: "(method: Text, stack: Integer, name?: Text, ...params: Any) : Integer", Run: newProcess},
		{Name: "New signal", Sig: "(description?: Text) : 4D.Signal", Run: newSignal},
		{Name: "PAUSE PROCESS", Sig: "(process: Integer)", State: later},
		{Name: "Process aborted", Sig: "() : Boolean", Run: processAborted},
		{Name: "Process activity", Qodly: "getProcessActivity", Sig: "(options?: Integer) : Object", Run: processActivity},
		{Name: "Process info", Sig: "(process: Integer) : Object", Run: processInfo},
		{Name: "Process number", Sig: "(name: Text) : Integer", Run: processNumber},
		{Name: "PROCESS PROPERTIES", Sig: "(process: Integer, &name: Text, &state: Integer, &time: Integer, &visible?: Any, &ID?: Integer, &origin?: Integer)", Run: processProperties},
		{Name: "Process state", Sig: "(process: Integer) : Integer", Run: processState},
		{Name: "RESUME PROCESS", Sig: "(process: Integer)", State: later},
		{Name: "Semaphore", Sig: "(name: Text, ticks?: Integer) : Boolean", Run: semaphore},
		{Name: "SET PROCESS VARIABLE", Sig: "(...arguments: Any)", State: later},
		{Name: "Test semaphore", Sig: "(name: Text) : Boolean", Run: testSemaphore},
		{Name: "VARIABLE TO VARIABLE", Sig: "(...arguments: Any)", State: later},
	}
}

// States and types of processes.
const (
	aborted      = -1
	executing    = 0
	delayed      = 1
	waiting      = 2
	doesNotExist = -100

	otherProcess  = 4
	workerProcess = 5
)

func constants() []command.Constant {
	return []command.Constant{
		{Name: "Aborted", Value: aborted},
		{Name: "Executing", Value: executing},
		{Name: "Delayed", Value: delayed},
		{Name: "Waiting for user event", Value: waiting},
		{Name: "Waiting for input output", Value: 3},
		{Name: "Waiting for internal flag", Value: 4},
		{Name: "Paused", Value: 5},
		{Name: "Does not exist", Value: doesNotExist},
		{Name: "Created from execution dialog", Value: 3},
		{Name: "Other user process", Value: otherProcess},
		{Name: "Worker process", Value: workerProcess},
		{Name: "Web process with no context", Value: -3},
		{Name: "Web server process", Value: -13},
		{Name: "Main process", Value: -39},
	}
}

func currentProcess(c *vm.Call) (value.Value, error) {
	return value.FromInt(int64(c.Process.Number)), nil
}

func currentProcessName(c *vm.Call) (value.Value, error) { return value.FromText(c.Process.Name), nil }

func processAborted(c *vm.Call) (value.Value, error) {
	return value.FromBool(c.Process.Context().Err() != nil), nil
}

func idle(c *vm.Call) (value.Value, error) { return value.Value{}, c.Process.Poll() }

func currentMethodName(c *vm.Call) (value.Value, error) {
	if chain := c.Process.CallChain(); len(chain) > 0 {
		return value.FromText(chain[0].Function), nil
	}
	return value.FromText(""), nil
}

// executeMethod calls a method by name. Its second argument takes the result,
// or is a star.
func executeMethod(c *vm.Call) (value.Value, error) {
	var args []value.Value
	for i := 2; i < c.Len(); i++ {
		args = append(args, c.Arg(i))
	}
	result, err := c.Process.Call(value.FromText(c.Text(0)), value.NullValue(), args...)
	if err == nil && c.Len() > 1 && c.Arg(1) != vm.Star {
		c.SetOut(1, result)
	}
	return result, err
}

func executeFormula(c *vm.Call) (value.Value, error) {
	f, err := vm.StatementFromText(c.Process, c.Text(0))
	if err != nil {
		return value.Value{}, err
	}
	_, err = c.Invoke(f, value.NullValue())
	return value.Value{}, err
}

// background returns the processes of the runtime.
func background(c *vm.Call) *tasks { return tasksOf(c.Process.Runtime) }

func newProcess(c *vm.Call) (value.Value, error) {
	method, name := c.Text(0), c.TextOr(2, "")
	f := c.Process.Program().Method(method)
	if f == nil {
		return c.Failf(0, "there is no method %q", method)
	}
	if name == "" {
		name = method
	}
	var args []value.Value
	only := false
	for i := 3; i < c.Len(); i++ {
		if c.Arg(i) == vm.Star {
			only = true
			continue
		}
		v, err := vm.Transfer(c.Process, c.Arg(i))
		if err != nil {
			return value.Value{}, err
		}
		args = append(args, v)
	}
	t := background(c)
	if only {
		if n := t.number(name); n != 0 {
			return value.FromInt(int64(n)), nil
		}
	}
	n, err := t.start(c.Process, name, otherProcess, func(p *vm.Process) {
		if _, err := p.RunFunction(f, value.Value{}, args...); err != nil {
			report(p, method, err)
		}
	})
	return value.FromInt(int64(n)), err
}

func countTasks(c *vm.Call) (value.Value, error) {
	return value.FromInt(int64(background(c).highest(c.Process.Number))), nil
}

func processNumber(c *vm.Call) (value.Value, error) {
	name := c.Text(0)
	if name == c.Process.Name {
		return currentProcess(c)
	}
	return value.FromInt(int64(background(c).number(name))), nil
}

func processState(c *vm.Call) (value.Value, error) {
	n := c.Int(0)
	if n == c.Process.Number {
		return value.FromInt(executing), nil
	}
	if t := background(c).find(n); t != nil {
		return value.FromInt(t.state.Load()), nil
	}
	return value.FromInt(doesNotExist), nil
}

func processInfo(c *vm.Call) (value.Value, error) { return describe(c, c.Int(0)), nil }

// processActivity describes the processes that the application's code started,
// and the running one.
func processActivity(c *vm.Call) (value.Value, error) {
	all := value.NewList()
	for n := 1; n <= background(c).highest(c.Process.Number); n++ {
		if v := describe(c, n); !v.IsNull() {
			all.Push(v)
		}
	}
	o := value.NewObject()
	o.Set("processes", value.FromCollection(all))
	return value.FromObject(o), nil
}

// describe returns the object of a process, null for one that there is not.
func describe(c *vm.Call, n int) value.Value {
	name, kind, state := "", int64(otherProcess), int64(executing)
	if n == c.Process.Number {
		name = c.Process.Name
	} else if t := background(c).find(n); t != nil {
		name, kind, state = t.p.Name, int64(t.kind), t.state.Load()
	} else {
		return value.NullValue()
	}
	o := value.NewObject()
	o.Set("name", value.FromText(name))
	o.Set("number", value.FromInt(int64(n)))
	o.Set("ID", value.FromInt(int64(n)))
	o.Set("type", value.FromInt(kind))
	o.Set("state", value.FromInt(state))
	o.Set("preemptive", value.FromBool(true))
	o.Set("visible", value.FromBool(false))
	return value.FromObject(o)
}

// processProperties is the older way to ask what Process info tells. How long a
// process has run is not counted.
func processProperties(c *vm.Call) (value.Value, error) {
	info, err := processInfo(c)
	if err != nil {
		return value.Value{}, err
	}
	name, state, kind := value.FromText(""), value.FromInt(doesNotExist), value.FromInt(0)
	if o := info.AsObject(); o != nil {
		name, _ = o.Lookup("name")
		state, _ = o.Lookup("state")
		kind, _ = o.Lookup("type")
	}
	for i, v := range []value.Value{name, state, value.FromInt(0), value.FromBool(false), c.Arg(0), kind} {
		if c.Len() > i+1 {
			c.SetOut(i+1, v)
		}
	}
	return value.Value{}, nil
}

// delayProcess makes the current process sleep, or wakes another one up. To put
// another process to sleep is not possible: it may be in the middle of anything.
func delayProcess(c *vm.Call) (value.Value, error) {
	n, ticks := c.Int(0), c.Real(1)
	t := background(c)
	if n != c.Process.Number {
		if ticks <= 0 {
			t.wake(n)
		}
		return value.Value{}, nil
	}
	if ticks <= 0 {
		return value.Value{}, c.Process.Poll()
	}
	return value.Value{}, t.sleep(c.Process, duration(ticks))
}

func semaphore(c *vm.Call) (value.Value, error) {
	busy, err := semaphoresOf(c.Runtime()).take(c.Process, syntax.Normalize(c.Text(0)), duration(float64(c.Int(1))))
	return value.FromBool(busy), err
}

func clearSemaphore(c *vm.Call) (value.Value, error) {
	semaphoresOf(c.Runtime()).release(c.Process, syntax.Normalize(c.Text(0)))
	return value.Value{}, nil
}

func testSemaphore(c *vm.Call) (value.Value, error) {
	return value.FromBool(semaphoresOf(c.Runtime()).held(syntax.Normalize(c.Text(0)))), nil
}

// report logs an error that ends a process nobody waits for.
func report(p *vm.Process, what string, err error) {
	if e := fault.As(err); p.Context().Err() != nil || e != nil && e.Kind == fault.Cancelled {
		return // it was stopped, or stopped itself
	}
	p.Runtime.Log.Error("a process failed", "process", p.Name, "running", what, "error", convert.OneLine(err.Error()))
}
