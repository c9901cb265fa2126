package orda

import (
	"runtime"
	"sync"
	"time"
	"weak"

	"quoin.dev/quoin/value"
)

// locks are the pessimistic locks of a data file, shared by the generations of
// an application.
type locks struct {
	mu   sync.Mutex
	held map[recordID]*lock // guarded by mu

	collecting sync.Mutex
	collected  time.Time // guarded by collecting
}

// collectEvery bounds how often a lock that stands in the way makes us look for
// references that nobody has any more.
const collectEvery = 200 * time.Millisecond

// forgotten reports whether a lock was left by a reference that is gone, and
// gives it back then: code that sets its variable to null does not unlock. Go
// finds out at its leisure, so it is asked to look now.
func (l *locks) forgotten(id recordID, k *lock) bool {
	if k.inTx || k.session || k.by == (weak.Pointer[Entity]{}) {
		return false
	}
	l.collecting.Lock()
	if time.Since(l.collected) > collectEvery {
		runtime.GC()
		l.collected = time.Now()
	}
	l.collecting.Unlock()
	if k.by.Value() != nil {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held[id] == k {
		delete(l.held, id)
	}
	return true
}

// recordID names a record across generations.
type recordID struct {
	class  string
	record int64
}

// lock is one lock. Its owner is a process, a session or a transaction.
type lock struct {
	owner   any
	session bool                 // taken over REST, for a web session
	by      weak.Pointer[Entity] // the reference that took it; only it may unlock
	inTx    bool                 // held to the end of the owner's transaction
	before  bool                 // taken before that transaction, and kept after it
	info    *value.Obj
}

func newLocks() *locks { return &locks{held: map[recordID]*lock{}} }

// take gives the lock to an owner, or returns the one that stands in the way.
func (l *locks) take(id recordID, want *lock) (blocking *lock) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if old := l.held[id]; old != nil {
		if old.owner != want.owner {
			return old
		}
		if want.inTx && want.by == (weak.Pointer[Entity]{}) {
			old.inTx = true // a write of the transaction, under a lock it has already
			return nil
		}
		want.inTx, want.before = old.inTx, old.before
	}
	l.held[id] = want
	return nil
}

// against returns the lock that keeps the caller from changing a record.
func (l *locks) against(id recordID, c *Caller) *lock {
	l.mu.Lock()
	k := l.held[id]
	l.mu.Unlock()
	if k == nil || c.owns(k) || l.forgotten(id, k) {
		return nil
	}
	return k
}

// release gives the lock back if e took it for this caller.
func (l *locks) release(id recordID, e *Entity, c *Caller) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	k := l.held[id]
	if k == nil || !c.owns(k) || k.by.Value() != e {
		return false
	}
	if k.inTx {
		k.by = weak.Pointer[Entity]{}
		return true
	}
	delete(l.held, id)
	return true
}

// endTransaction gives back what an owner's transaction locked.
func (l *locks) endTransaction(owner any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, k := range l.held {
		if !k.inTx || k.owner != owner {
			continue
		}
		if k.inTx = false; !k.before {
			delete(l.held, id)
		}
	}
}

// releaseIf removes the locks a test chooses.
func (l *locks) releaseIf(chosen func(*lock) bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, k := range l.held {
		if chosen(k) {
			delete(l.held, id)
		}
	}
}

// releaseWith gives the lock back once nothing refers to the entity any more.
func (l *locks) releaseWith(e *Entity, id recordID, k *lock) {
	runtime.AddCleanup(e, func(k *lock) {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.held[id] == k && !k.inTx {
			delete(l.held, id)
		}
	}, k)
}

// ReleaseLocks releases every lock of an owner: a process or session that ended.
func (ds *Datastore) ReleaseLocks(owner any) {
	ds.locks.releaseIf(func(k *lock) bool { return k.owner == owner })
}

// owner is whom locks of the caller belong to.
func (c *Caller) owner() any {
	if c == nil {
		return nil
	}
	if c.Owner != nil {
		return c.Owner
	}
	return c
}

func (c *Caller) owns(k *lock) bool {
	return k.owner == c.owner() || c != nil && c.SessionOwner != nil && k.owner == c.SessionOwner
}

// Lock takes the record for the caller alone to change (spec/orda_rest.md 3.4).
func (e *Entity) Lock(c *Caller, mode LockMode) Result {
	ask := mode&ReloadIfStampChanged != 0
	if e.IsNew() {
		return failed(StatusGone).asked(false, ask)
	}
	k := &lock{owner: c.owner(), by: weak.Make(e), info: c.describe(), inTx: c.InTransaction(), before: !c.InTransaction()}
	if mode&SessionLock != 0 && c != nil && c.SessionOwner != nil {
		k.owner, k.session = c.SessionOwner, true
	}
	stamp, found, err := e.currentStamp(c)
	switch {
	case err != nil:
		return seriousError(err)
	case !found:
		return failed(StatusGone).asked(false, ask)
	case stamp != e.stamp && !ask:
		return failed(StatusStampChanged)
	}
	other := e.class.ds.locks.take(e.id(), k)
	if other != nil && e.class.ds.locks.forgotten(e.id(), other) {
		other = e.class.ds.locks.take(e.id(), k)
	}
	if other != nil {
		return lockedBy(other).asked(false, ask)
	}
	e.class.ds.locks.releaseWith(e, e.id(), k)
	r := success().asked(false, ask)
	if stamp != e.stamp {
		if reloaded := e.Reload(c); !reloaded.Success {
			e.class.ds.locks.release(e.id(), e, c)
			return reloaded
		}
		r.WasReloaded = true
	}
	return r
}

// Unlock gives back a lock that this very reference took.
func (e *Entity) Unlock(c *Caller) Result {
	return Result{Success: e.class.ds.locks.release(e.id(), e, c)}
}

func lockedBy(k *lock) Result {
	r := failed(StatusLocked)
	r.LockKindText, r.LockInfo = "Locked by record", k.info
	if k.session {
		r.LockKindText = "Locked by session"
	}
	if r.LockInfo == nil {
		r.LockInfo = value.NewObject()
	}
	return r
}
