package rest

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/value"
)

// uploads are the pictures and files of one session that wait for an update to
// use them.
type uploads struct {
	mu    sync.Mutex // guards what follows
	byID  map[string]uploaded
	bytes int64
	limit int64
}

type uploaded struct {
	mime    string
	data    []byte
	expires time.Time
}

type uploadsKey struct{}

func (q *request) uploads() *uploads {
	return q.session().Keep(uploadsKey{}, func() any {
		return &uploads{byID: map[string]uploaded{}, limit: q.h.o.MaxUploads}
	}).(*uploads)
}

func (u *uploads) put(id string, x uploaded, now time.Time) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	for k, old := range u.byID {
		if !now.Before(old.expires) {
			u.bytes -= int64(len(old.data))
			delete(u.byID, k)
		}
	}
	if u.bytes+int64(len(x.data)) > u.limit {
		return fault.New(fault.Limit, "rest.uploads", "Too much has been uploaded and not been used yet.")
	}
	u.byID[id] = x
	u.bytes += int64(len(x.data))
	return nil
}

// take returns an upload and forgets it.
func (u *uploads) take(id string, now time.Time) (uploaded, bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	x, ok := u.byID[id]
	if ok {
		u.bytes -= int64(len(x.data))
		delete(u.byID, id)
	}
	return x, ok && now.Before(x.expires)
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
	if err := q.uploads().put(id, uploaded{mime: mime, data: q.body, expires: now.Add(life)}, now); err != nil {
		return answer{}, err
	}
	b = append(b, `{"ID":`...)
	return answer{body: append(value.AppendQuoted(b, id), '}')}, nil
}
