package vm

import "io"

// Kept returns what a family of the library keeps for the whole runtime (its
// processes, semaphores, connections), made when it is first asked for. The key
// is a type of the family's own.
func (rt *Runtime) Kept(key any, create func() any) any {
	if v, ok := rt.kept.Load(key); ok {
		return v
	}
	v, _ := rt.kept.LoadOrStore(key, create())
	return v
}

// Kept returns what a family of the library keeps for the process, made when it
// is first asked for. Only the process itself calls it.
func (p *Process) Kept(key any, create func() any) any {
	if v, ok := p.kept[key]; ok {
		return v
	}
	if p.kept == nil {
		p.kept = map[any]any{}
	}
	v := create()
	p.kept[key] = v
	return v
}

// Close ends what the families keep, the processes that code started among it.
// It must be called when the runtime is no longer used.
func (rt *Runtime) Close() {
	rt.kept.Range(func(_, v any) bool {
		if c, ok := v.(io.Closer); ok {
			_ = c.Close() // nothing is left to be done about a failure
		}
		return true
	})
}

// Forker is what Process.Scope may offer to say what a process started by this
// one gets; without it both have the same scope.
type Forker interface{ Fork() any }

// Forked returns the scope of a process that this one starts.
func (p *Process) Forked() any {
	if f, ok := p.Scope.(Forker); ok {
		return f.Fork()
	}
	return p.Scope
}

// Ender is what Process.Scope may offer to give up what code has left open.
type Ender interface{ End() }

// ActFor makes the process go on with another scope and other session
// singletons: on behalf of somebody else. What was left open under the scope
// before is given up. Variables and process singletons stay.
func (p *Process) ActFor(scope any, session *SingletonStore) {
	if e, ok := p.Scope.(Ender); ok && p.Scope != scope {
		e.End()
	}
	p.Scope, p.session = scope, session
}
