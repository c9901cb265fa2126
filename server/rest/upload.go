package rest

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"quoin.dev/quoin/app/session"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/value"
)

// uploads are the pictures and files that wait for an update to use them. Each
// belongs to the session that sent it. Sessions cost a client nothing, so there
// is a limit for all of them together, too.
type uploads struct {
	limit, total int64 // bytes of one session, of all

	mu    sync.Mutex // guards what follows
	byID  map[string]uploaded
	bytes int64
	owned map[*session.Session]int64 // bytes
}

type uploaded struct {
	owner   *session.Session
	mime    string
	data    []byte
	expires time.Time
}

// maxPending limits the number of uploads, which may be empty.
const maxPending = 10_000

func (u *uploads) put(id string, x uploaded, now time.Time) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	for k, old := range u.byID {
		if !now.Before(old.expires) {
			u.forget(k, old)
		}
	}
	n := int64(len(x.data))
	if u.owned[x.owner]+n > u.limit || u.bytes+n > u.total || len(u.byID) >= maxPending {
		return fault.New(fault.Limit, "rest.uploads", "Too much has been uploaded and not been used yet.")
	}
	u.byID[id] = x
	u.bytes += n
	u.owned[x.owner] += n
	return nil
}

// take returns an upload of a session and forgets it.
func (u *uploads) take(id string, owner *session.Session, now time.Time) (uploaded, bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	x, ok := u.byID[id]
	if !ok || x.owner != owner {
		return uploaded{}, false
	}
	u.forget(id, x)
	return x, now.Before(x.expires)
}

// forget takes an upload out; the caller holds the mutex.
func (u *uploads) forget(id string, x uploaded) {
	delete(u.byID, id)
	u.bytes -= int64(len(x.data))
	if u.owned[x.owner] -= int64(len(x.data)); u.owned[x.owner] == 0 {
		delete(u.owned, x.owner)
	}
}

// upload answers POST /rest/$upload.
func (q *request) upload(b []byte) (answer, error) {
	if q.verb != http.MethodPost {
		return answer{}, wrongVerb("$upload needs a POST request")
	}
	mime, _, _ := strings.Cut(q.header.Get("Content-Type"), ";")
	if q.rawPicture != "" && !q.binary {
		if strings.Contains(q.rawPicture, "/") { // wakanda-client: $rawPict=image/png
			mime = q.rawPicture
		}
		if found := http.DetectContentType(q.body); strings.HasPrefix(found, "image/") {
			mime = found
		}
		if !strings.HasPrefix(mime, "image/") {
			return answer{}, fault.Numbered(fault.Invalid, 1824, "rest", "Unknown picture type %q", clip(mime))
		}
	}
	life := uploadTimeout
	if q.timeout > 0 {
		life = min(time.Duration(q.timeout)*time.Second, setTimeout)
	}
	id, err := q.h.newID()
	if err != nil {
		return answer{}, err
	}
	now := q.h.now()
	if err := q.h.uploads.put(id, uploaded{owner: q.session(), mime: mime, data: q.body, expires: now.Add(life)}, now); err != nil {
		return answer{}, err
	}
	b = append(b, `{"ID":`...)
	return answer{body: append(value.AppendQuoted(b, id), '}')}, nil
}
