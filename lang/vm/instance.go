package vm

import (
	"sync"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/value"
)

// New makes an instance of a class as "c.new(args)" does: the property lines
// run first, parents before children, then the constructor. A singleton is
// made once and then returned.
func (p *Process) New(c *Class, args ...value.Value) (value.Value, error) {
	return p.protected(func() (value.Value, error) {
		if store := p.singletonsOf(c); store != nil {
			return store.get(p, c, args)
		}
		return p.create(c, args)
	})
}

// Singleton returns the instance of a singleton class as "cs.X.me" does,
// undefined for another class.
func (p *Process) Singleton(c *Class) (value.Value, error) {
	return p.protected(func() (value.Value, error) {
		store := p.singletonsOf(c)
		if store == nil {
			return value.Value{}, nil
		}
		return store.get(p, c, nil)
	})
}

// create makes an instance.
func (p *Process) create(c *Class, args []value.Value) (value.Value, error) {
	for k := c; k != nil; k = k.Parent {
		if k.Native != nil {
			return p.native(k.Native, ClassValue(c), args)
		}
	}
	if c.Store == "4D" && c.Name != "Object" {
		return value.Value{}, fault.New(fault.Invalid, "class.abstract", "%s.%s has no constructor.", c.Store, c.Name)
	}
	o := p.NewObject(0)
	if c.Store != "4D" {
		o = c.instance()
	}
	return p.construct(c, value.FromObject(o), args)
}

// Construct runs the property lines and the constructor of a class on an
// object that the embedder made, such as a new entity.
func (p *Process) Construct(c *Class, this value.Value, args ...value.Value) error {
	_, err := p.protected(func() (value.Value, error) { return p.construct(c, this, args) })
	return err
}

func (p *Process) construct(c *Class, this value.Value, args []value.Value) (value.Value, error) {
	locks := len(p.locks)
	if value.GroupOf(this) != nil {
		if err := p.use(this); err != nil {
			return value.Value{}, err
		}
		defer p.unlockTo(locks)
	}
	if err := p.initialise(c, this); err != nil {
		return value.Value{}, err
	}
	for k := c; k != nil; k = k.Parent {
		if k.Constructor != nil {
			return p.runConstructor(k, this, args, entryFrame|newFrame)
		}
	}
	return this, nil
}

func (p *Process) runConstructor(c *Class, this value.Value, args []value.Value, flags frameFlags) (value.Value, error) {
	if err := p.push(c.Constructor, nil, this, args, flags); err != nil {
		return value.Value{}, err
	}
	if c.Parent.needsSuper() {
		p.frames[len(p.frames)-1].more() // its end is checked
	}
	return p.run()
}

// needsSuper reports whether the class or a parent has a constructor of the
// user's, which children must call.
func (c *Class) needsSuper() bool {
	for ; c != nil; c = c.Parent {
		if c.Constructor != nil {
			return true
		}
	}
	return false
}

func (p *Process) initialise(c *Class, this value.Value) error {
	if c == nil {
		return nil
	}
	if err := p.initialise(c.Parent, this); err != nil || c.Init == nil {
		return err
	}
	_, err := p.invoke(c.Init, nil, this, nil)
	return err
}

// superNew runs the parent's constructor on This ("Super(…)").
func (p *Process) superNew(f *frame, args []value.Value) error {
	owner := f.fn.Owner
	if owner == nil || f.fn.Kind != ConstructorKind {
		return errSuper("Super can be called in a constructor only.")
	}
	e := f.more()
	if e.superCalled {
		return errSuper("Super was called twice.")
	}
	e.superCalled = true
	for k := owner.Parent; k != nil; k = k.Parent {
		if k.Constructor != nil {
			_, err := p.runConstructor(k, f.this, args, entryFrame)
			return err
		}
	}
	return nil
}

func errSuper(message string) error {
	e := fault.Numbered(fault.Invalid, numBadSuper, sigRuntime, "%s", message)
	e.Code = "class.super"
	return e
}

// checkSuper fails when a constructor uses This before it called Super.
func checkSuper(f *frame) error {
	if f.ext != nil && f.ext.superCalled || !f.fn.Owner.Parent.needsSuper() {
		return nil
	}
	e := fault.Numbered(fault.Invalid, numEarlyThis, sigRuntime, "This was used before the parent's constructor was called.")
	e.Code = "class.early-this"
	return e
}

func endedConstructor(f *frame) error {
	if f.ext.superCalled || !f.fn.Owner.Parent.needsSuper() {
		return nil
	}
	e := fault.Numbered(fault.Invalid, numNoSuper, sigRuntime, "The constructor of %s did not call Super.", f.fn.Owner.Name)
	e.Code = "class.no-super"
	return e
}

// superMember finds a member above the class that defines the running function.
func (p *Process) superMember(f *frame, name string) (*Member, error) {
	if f.fn.Owner == nil || f.this.AsObject() == nil {
		return nil, errSuper("Super can be used in the functions of a class only.")
	}
	if m := f.fn.Owner.Parent.Find(name); m != nil {
		return m, nil
	}
	e := fault.Numbered(fault.NotFound, numMember, sigRuntime, "Unknown member method: the parents of %s have no %q.", f.fn.Owner.Name, name)
	e.Subject = name
	return nil, e
}

func (p *Process) superCall(f *frame, name string, args []value.Value) (value.Value, error) {
	m, err := p.superMember(f, name)
	switch {
	case err != nil:
		return value.Value{}, err
	case m.Function != nil:
		return p.invoke(m.Function, nil, f.this, args)
	case m.Native != nil:
		return p.native(m.Native, f.this, args)
	}
	v, err := p.read(f.this, m)
	if err != nil {
		return value.Value{}, err
	}
	fn, err := p.calleeOf(v)
	if err != nil {
		return value.Value{}, err
	}
	return p.callFunction(fn, f.this, args)
}

func (p *Process) superGet(f *frame, name string) (value.Value, error) {
	m, err := p.superMember(f, name)
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return p.get(f.this, name, false) // a property, which has no level
		}
		return value.Value{}, err
	}
	return p.read(f.this, m)
}

func (p *Process) superSet(f *frame, name string, v value.Value) error {
	if m, err := p.superMember(f, name); err == nil {
		if done, err := p.write(f.this, m, v); done {
			return err
		}
	}
	return p.SetMember(f.this, name, v)
}

// singletonsOf returns the store that keeps the instance of a singleton class;
// nil for another class.
func (p *Process) singletonsOf(c *Class) *SingletonStore {
	switch {
	case c.SessionSingleton:
		return p.session
	case c.Singleton && c.Shared:
		return p.Runtime.State.Singletons
	case c.Singleton:
		return p.singletons
	}
	return nil
}

// SingletonStore holds singletons by class name. It is safe for concurrent use.
type SingletonStore struct {
	mu  sync.Mutex
	all map[string]*singleton // guarded by mu
}

type singleton struct {
	maker *Process      // while it is being made
	ready chan struct{} // closed once it is made
	v     value.Value
	err   error
}

// NewSingletonStore returns an empty store.
func NewSingletonStore() *SingletonStore {
	return &SingletonStore{all: map[string]*singleton{}}
}

// Clear forgets all singletons: a session ended.
func (s *SingletonStore) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.all)
}

// get returns the singleton, making it if it does not exist. Two processes that
// ask at the same time get the same one; a constructor that asks for itself
// gets the instance it is making.
func (s *SingletonStore) get(p *Process, c *Class, args []value.Value) (value.Value, error) {
	s.mu.Lock()
	one := s.all[c.Name]
	if one == nil {
		one = &singleton{maker: p, ready: make(chan struct{})}
		s.all[c.Name] = one
		s.mu.Unlock()
		return s.make(p, c, one, args)
	}
	v, mine := one.v, one.maker == p
	s.mu.Unlock()
	if mine {
		return v, nil
	}
	select {
	case <-one.ready:
	case <-p.ctx.Done():
		return value.Value{}, p.stopped()
	}
	if one.err != nil {
		return value.Value{}, one.err
	}
	return s.current(one, c), nil
}

// current returns the instance as one of class c: code may have been loaded
// again since it was made.
func (s *SingletonStore) current(one *singleton, c *Class) value.Value {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o := one.v.AsObject(); o != nil && o.Class != nil && o.Class != c && o.Group() != nil {
		one.v = value.FromObject(o.WithClass(c))
	}
	return one.v
}

func (s *SingletonStore) make(p *Process, c *Class, one *singleton, args []value.Value) (v value.Value, err error) {
	s.mu.Lock()
	one.v = value.FromObject(c.instance())
	s.mu.Unlock()
	made := false
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if one.maker, one.err = nil, err; !made || err != nil {
			delete(s.all, c.Name)
			if err == nil {
				one.err = fault.New(fault.Internal, "class.singleton", "The singleton %s could not be made.", c.Name)
			}
		}
		close(one.ready)
	}()
	v, err = p.construct(c, one.v, args)
	made = true
	return v, err
}
