package rest

import (
	"fmt"
	"strconv"
	"sync"
	"time"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/value"
)

// info answers /rest/$info, which is for administrators, and
// /rest/$info/privileges, which tells a session its own.
func (q *request) info(b []byte) (answer, error) {
	if !q.isRead() {
		return answer{}, wrongVerb("$info can only be read")
	}
	if len(q.steps) == 2 && q.steps[1].name == "privileges" {
		return answer{body: append(q.appendPrivileges(append(b, '{')), '}')}, nil
	}
	if len(q.steps) != 1 {
		return answer{}, unknownKeyword("$info/" + q.steps[1].name)
	}
	if !q.seesAll() {
		return answer{}, fault.Numbered(fault.Permission, 1556, "rest", "No permission to read: $info needs the privilege %s", access.WebAdmin)
	}
	b = append(b, `{"cacheSize":0,"usedCache":0,"entitySet":[`...)
	list := q.sets().list()
	for i, x := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = fmt.Appendf(b, `{"id":%q,"dataClass":`, x.id)
		b = value.AppendQuoted(b, x.class)
		b = fmt.Appendf(b, `,"selectionSize":%d,"sorted":%t,"refreshed":%q,"expires":%q}`, len(x.records), x.ordered, instant(x.used), instant(x.expires))
	}
	b = append(b, `],"entitySetCount":`...)
	b = strconv.AppendInt(b, int64(len(list)), 10)
	b = append(b, `,"ProgressInfo":[],"HTTPConnections":[],"sessionInfo":[`...)
	for i, s := range q.h.o.Sessions.List() {
		if i > 0 {
			b = append(b, ',')
		}
		b = fmt.Appendf(b, `{"sessionID":%q,"userName":`, s.Tag)
		b = value.AppendQuoted(b, s.UserName)
		b = fmt.Appendf(b, `,"lifeTime":%d,"expiration":%q}`, int(s.Expires.Sub(s.LastUsed).Seconds()), instant(s.Expires))
	}
	b = append(b, `],`...)
	return answer{body: append(q.appendPrivileges(b), '}')}, nil
}

func instant(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

func (q *request) appendPrivileges(b []byte) []byte {
	b = append(b, `"privileges":[`...)
	for i, p := range q.session().Privileges() {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(value.AppendQuoted(append(b, `{"privilege":`...), p), '}')
	}
	return append(b, ']')
}

// locks are the records that a session has locked. A lock lasts as long as the
// entity that took it, so the entities are kept here, by the address of each.
type locks struct {
	ds    *orda.Datastore
	owner any

	mu   sync.Mutex // guards held
	held map[string]*orda.Entity
}

type locksKey struct{}

// maxLocks limits the records that one session may lock.
const maxLocks = 1000

// Close releases the locks when the session ends.
func (l *locks) Close() error {
	l.ds.ReleaseLocks(l.owner)
	return nil
}

// lockEntity answers $lock=true and $lock=false. Who may not update an entity
// must not keep others from it.
func (q *request) lockEntity(b []byte, e *orda.Entity) (answer, error) {
	if err := q.may(access.Update, e.Dataclass().Model()); err != nil {
		return answer{}, err
	}
	l := q.session().Keep(locksKey{}, func() any {
		return &locks{ds: q.g.Datastore(), owner: q.caller().SessionOwner, held: map[string]*orda.Entity{}}
	}).(*locks)
	l.mu.Lock()
	defer l.mu.Unlock()
	id := e.Dataclass().Name() + "/" + e.KeyText()
	if !*q.lock {
		if by := l.held[id]; by != nil {
			e = by
		}
		r := e.Unlock(q.caller())
		delete(l.held, id)
		return q.lockResult(b, r)
	}
	if len(l.held) >= maxLocks {
		return answer{}, fault.New(fault.Limit, "rest.locks", "This session has locked %d entities already.", maxLocks)
	}
	r := e.Lock(q.caller(), orda.SessionLock)
	if r.Success {
		l.held[id] = e
	}
	return q.lockResult(b, r)
}

func (q *request) lockResult(b []byte, r orda.Result) (answer, error) {
	b = fmt.Appendf(b, `{"result":%t,"__STATUS":{"success":%[1]t`, r.Success)
	if r.Success {
		return answer{body: append(b, "}}"...)}, nil
	}
	b = fmt.Appendf(b, `,"status":%d,"statusText":`, r.Status)
	b = value.AppendQuoted(b, r.StatusText)
	if r.LockKindText != "" {
		kind := 1 // by a process
		if r.LockKindText == "Locked by session" {
			kind = 7
		}
		b = fmt.Appendf(b, `,"lockKind":%d,"lockKindText":`, kind)
		b = value.AppendQuoted(b, r.LockKindText)
		b = append(b, `,"lockInfo":`...)
		b = (&encoder{q: q}).appendValue(b, value.FromObject(r.LockInfo))
	}
	return answer{body: append(b, "}}"...)}, nil
}
