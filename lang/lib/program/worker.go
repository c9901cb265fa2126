package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"sync/atomic"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/lib/event"
	"quoin.dev/quoin/lang/lib/file"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/text/charset"
	"quoin.dev/quoin/value"
)

// Limits of programs.
const (
	maxPrograms = 64       // that an application runs at a time
	maxOutput   = 64 << 20 // bytes that are kept of each of the two outputs
	maxInput    = 64 << 20 // bytes that wait for the program to read them
)

// worker is what stands behind a 4D.SystemWorker.
type worker struct {
	commandLine        string
	dataType, encoding string
	set                *charset.Charset
	folder             value.Value
	timeout            time.Duration
	pid                int
	events             *event.Listeners // nil when nobody wants to know
	input              *input
	out, err           output
	ended              atomic.Bool // by terminate
	weighed            bool        // the process has counted the outputs

	cancel context.CancelCauseFunc
	done   chan struct{} // closed when the program has ended; what follows is read then
	code   int           // -1: it was killed
	failed error
}

// running are the programs of a runtime. They end with it.
type running struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	slots  chan struct{}
	done   sync.WaitGroup
}

// Close kills every program and waits for it; it makes the runtime do so.
func (r *running) Close() error {
	r.cancel(errTerminated)
	r.done.Wait()
	return nil
}

type runningKey struct{}

func runningOf(rt *vm.Runtime) *running {
	return rt.Kept(runningKey{}, func() any {
		ctx, cancel := context.WithCancelCause(context.Background())
		return &running{ctx: ctx, cancel: cancel, slots: make(chan struct{}, maxPrograms)}
	}).(*running)
}

var (
	errTerminated = errors.New("terminated")
	errTime       = errors.New("the program was killed: its time was over")
	errOutput     = fmt.Errorf("the program was killed: it wrote more than %d MB", maxOutput>>20)
)

func newWorker(c *vm.Call) (value.Value, error) {
	if err := admit(c, "4D.SystemWorker"); err != nil {
		return value.NullValue(), err
	}
	w := &worker{commandLine: c.Text(0), dataType: "text", encoding: "UTF-8", folder: value.NullValue(), done: make(chan struct{})}
	line, err := words(w.commandLine)
	if err != nil || c.Err() != nil {
		return value.NullValue(), err
	}
	dir, env, err := w.options(c, c.Object(1))
	if err != nil || c.Err() != nil {
		return value.NullValue(), err
	}
	v := value.FromObject(value.NewNative(c.Class("SystemWorker"), w))
	if c.Arg(1).AsObject() != nil {
		if w.events, err = event.Listen(c.Process, c.Arg(1), v, "onData", "onDataError", "onResponse", "onError", "onTerminate"); err != nil {
			return value.NullValue(), err
		}
	}
	if err := w.start(c, line, dir, env); err != nil {
		return value.NullValue(), err
	}
	return v, nil
}

func (w *worker) options(c *vm.Call, o *value.Obj) (dir string, env []string, err error) {
	get := func(name string) value.Value {
		if o == nil {
			return value.Value{}
		}
		v, err := c.Process.Member(value.FromObject(o), name)
		if err != nil {
			c.Fail(err)
		}
		return v
	}
	switch kind := get("dataType").AsText(); kind {
	case "", "text":
	case "blob":
		w.dataType = kind
	default:
		return "", nil, fault.New(fault.Invalid, "program.option", "4D.SystemWorker: got the dataType %q, want text or blob.", kind)
	}
	if s := get("encoding").AsText(); s != "" {
		w.encoding = s
	}
	if w.set = charset.ByName(w.encoding); w.set == nil {
		return "", nil, fault.New(fault.Invalid, "program.option", "4D.SystemWorker: the encoding %q is not known.", w.encoding)
	}
	w.timeout = time.Duration(min(max(get("timeout").AsReal(), 0), 1e9) * float64(time.Second))
	if v := get("currentDirectory"); !v.IsAbsent() {
		if dir, err = file.FolderOf(c, v); err != nil {
			return "", nil, err
		}
		w.folder = v
	}
	if vars := get("variables").AsObject(); vars != nil {
		for name, v := range vars.All() {
			env = append(env, name+"="+vm.Shown(v))
		}
	}
	return dir, env, nil
}

// start starts the program and what moves its input and output. env is added to
// the environment of the server.
func (w *worker) start(c *vm.Call, line []string, dir string, env []string) error {
	all := runningOf(c.Runtime())
	select {
	case all.slots <- struct{}{}:
	default:
		return fault.New(fault.Limit, "program.count", "%q cannot be started: %d programs are running.", line[0], maxPrograms)
	}
	ctx, cancel := context.WithCancelCause(all.ctx)
	w.cancel = cancel
	cmd := c.Runtime().Host.Command(ctx, line[0], line[1:]...)
	cmd.Dir = dir
	cmd.Env = append(cmd.Environ(), env...)
	listening := c.Process.Context()
	w.out.sink, w.err.sink = w.sink(listening, "onData", "data"), w.sink(listening, "onDataError", "error")
	w.out.full = func() { cancel(errOutput) }
	w.err.full = w.out.full
	cmd.Stdout, cmd.Stderr = &w.out, &w.err
	stdin, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		cancel(nil)
		<-all.slots
		return fault.New(fault.IO, "program.start", "%q cannot be started: %w.", line[0], err)
	}
	w.pid, w.input = cmd.Process.Pid, newInput(stdin)
	var timer *time.Timer
	if w.timeout > 0 {
		timer = time.AfterFunc(w.timeout, func() { cancel(errTime) })
	}
	all.done.Add(1)
	go func() {
		defer all.done.Done()
		defer func() { <-all.slots }()
		err := cmd.Wait()
		if timer != nil {
			timer.Stop()
		}
		w.input.close()
		w.finish(cmd, err, context.Cause(ctx))
		cancel(nil)
	}()
	return nil
}

// finish notes how the program ended.
func (w *worker) finish(cmd *exec.Cmd, err, cause error) {
	w.code = cmd.ProcessState.ExitCode()
	var exit *exec.ExitError
	switch {
	case errors.Is(cause, errTerminated), err == nil, errors.As(err, &exit) && cause == nil, errors.Is(err, exec.ErrWaitDelay):
	case cause != nil:
		w.failed = cause
	default:
		w.failed = err
	}
	close(w.done)
	w.events.Finish(w.failed != nil, w.ended.Load(), "termination")
}

func (w *worker) isDone() bool {
	select {
	case <-w.done:
		return true
	default:
		return false
	}
}

func (w *worker) exitCode() value.Value {
	if !w.isDone() || w.code < 0 {
		return value.Value{}
	}
	return value.FromInt(int64(w.code))
}

// errors is undefined while there are none.
func (w *worker) errors() value.Value {
	if !w.isDone() || w.failed == nil {
		return value.Value{}
	}
	o := value.NewObject()
	o.Set("errCode", value.FromInt(-1))
	o.Set("message", value.FromText(w.failed.Error()))
	o.Set("componentSignature", value.FromText("SWRK"))
	return value.FromCollection(value.NewList(value.FromObject(o)))
}

// response is what the program has written, once it has ended.
func (w *worker) response() value.Value {
	if !w.isDone() {
		return value.Value{}
	}
	return w.shown(w.out.bytes())
}

func (w *worker) responseError() value.Value {
	if !w.isDone() {
		return value.Value{}
	}
	return value.FromText(w.set.Decode(w.err.bytes()))
}

func (w *worker) shown(b []byte) value.Value {
	if w.dataType == "blob" {
		return value.FromObject(value.NewNative(nil, &value.Bytes{Data: b}))
	}
	return value.FromText(w.set.Decode(b))
}

func postMessage(c *vm.Call) (value.Value, error) {
	w := vm.Receiver[*worker](c)
	if w == nil {
		return value.Value{}, nil
	}
	b := c.Args[0]
	var data []byte
	if b.Kind() == value.Text {
		data = w.set.Encode(b.AsText())
	} else {
		data = c.Blob(0)
	}
	if c.Err() == nil && !w.input.post(data) {
		return value.Value{}, fault.New(fault.Limit, "program.input", "%s: more than %d MB wait for the program to read them.", c.Name, maxInput>>20)
	}
	return value.Value{}, nil
}

func closeInput(c *vm.Call) (value.Value, error) {
	if w := vm.Receiver[*worker](c); w != nil {
		w.input.finish()
	}
	return value.Value{}, nil
}

func terminate(c *vm.Call) (value.Value, error) {
	if w := vm.Receiver[*worker](c); w != nil && !w.isDone() {
		w.ended.Store(true)
		w.cancel(errTerminated)
	}
	return value.Value{}, nil
}

func wait(c *vm.Call) (value.Value, error) {
	w := vm.Receiver[*worker](c)
	if w == nil {
		return value.Value{}, nil
	}
	over := (<-chan struct{})(w.done)
	if w.events != nil {
		over = w.events.Over()
	}
	done, err := c.Process.Await(over, event.WaitTime(c))
	if err == nil && done && !w.weighed {
		w.weighed = true
		err = c.Process.Grow(int64(len(w.out.bytes()) + len(w.err.bytes())))
	}
	return c.This, err
}

var _ io.Writer = (*output)(nil)
