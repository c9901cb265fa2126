package web

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"quoin.dev/quoin/fault"
)

// statusError is an error that asks for a certain HTTP status.
type statusError struct {
	status int
	error
}

func (e *statusError) Unwrap() error { return e.error }

// WithStatus returns err with the HTTP status it should be answered with.
func WithStatus(status int, err error) error { return &statusError{status, err} }

// StatusOf returns the HTTP status of an error: the one given to WithStatus,
// else what its kind says.
func StatusOf(err error) int {
	var s *statusError
	if errors.As(err, &s) {
		return s.status
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return http.StatusRequestEntityTooLarge
	}
	if f := fault.As(err); f != nil && (f.Code == "session.full" || f.Code == "session.seats") {
		return http.StatusPaymentRequired // the original's answer when no session is left
	}
	switch fault.KindOf(err) {
	case fault.Invalid:
		return http.StatusBadRequest
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Permission:
		return http.StatusForbidden
	case fault.Conflict:
		return http.StatusConflict
	case fault.Limit:
		return http.StatusTooManyRequests
	case fault.Cancelled:
		return http.StatusServiceUnavailable
	case fault.Unsupported:
		return http.StatusNotImplemented
	}
	return http.StatusInternalServerError
}

// PublicMessage returns what a client may read of an error. A bug of ours or a
// broken disk is described in the log only, under the reference that the
// message names.
func (s *Server) publicMessage(w *response, r *http.Request, err error) string {
	switch f := fault.As(err); {
	case f != nil && f.Kind != fault.Internal && f.Kind != fault.IO && f.Message != "":
		return f.Message
	case StatusOf(err) == http.StatusRequestEntityTooLarge:
		return "The request is too large."
	}
	ref := s.reference()
	w.notes = append(w.notes, slog.String("reference", ref))
	s.o.Log.LogAttrs(r.Context(), slog.LevelError, "request failed", slog.String("reference", ref),
		slog.String("path", clip(r.URL.Path)), slog.Any("error", err))
	return "Something went wrong on the server. The log says what, under the reference " + ref + "."
}

// reference returns a name for a failure that log and response share.
func (s *Server) reference() string {
	return fmt.Sprintf("%x-%d", time.Now().Unix()&0xFFFFFF, s.serial.Add(1))
}

// fail answers with an error: as a small page to a browser that navigates, as
// plain text to anybody else.
func (s *Server) fail(w *response, r *http.Request, err error) {
	if w.status != 0 {
		return // too late: the response has begun
	}
	status := StatusOf(err)
	if errors.Is(err, context.Canceled) {
		status = 499 // for the log; nobody reads it
	}
	message := s.publicMessage(w, r, err)
	h := w.Header()
	h.Del("ETag")
	h.Del("Last-Modified")
	h.Del("Content-Encoding")
	h.Set("Cache-Control", "no-store")
	if strings.Contains(r.Header.Get("Accept"), "text/html") {
		Send(w, status, "text/html; charset=utf-8", ErrorPage(status, message))
		return
	}
	Send(w, status, "text/plain; charset=utf-8", []byte(message+"\n"))
}

// ErrorPage returns a page that tells a person what is wrong.
func ErrorPage(status int, message string) []byte {
	title := http.StatusText(status)
	if title == "" {
		title = "Error"
	}
	return fmt.Appendf(nil, `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>%[1]s</title>
<style>:root{color-scheme:light dark}body{font:16px/1.6 system-ui,sans-serif;max-width:34rem;margin:18vh auto;padding:0 1.5rem}h1{font-size:1.4rem;margin:0 0 .4rem}p{margin:0;overflow-wrap:anywhere}small{opacity:.6}</style></head>
<body><main><h1>%[1]s</h1><p>%[2]s</p><p><small>%[3]d</small></p></main></body></html>
`, html.EscapeString(title), html.EscapeString(message), status)
}

func (s *Server) recover(w *response, r *http.Request) {
	x := recover()
	if x == nil {
		return
	}
	if x == http.ErrAbortHandler {
		panic(x)
	}
	s.o.Log.LogAttrs(r.Context(), slog.LevelError, "panic", slog.String("path", clip(r.URL.Path)),
		slog.Any("value", x), slog.String("stack", string(debug.Stack())))
	s.fail(w, r, fault.New(fault.Internal, "web.panic", "panic: %v", x))
}

// Body reads the whole body of a request. Whatever is wrong with it is the
// client's fault.
func Body(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return nil, nil
	}
	var b []byte
	var err error
	if n := r.ContentLength; n > 0 && n <= 1<<20 {
		b = make([]byte, n)
		_, err = io.ReadFull(r.Body, b)
		if err == nil {
			_, _ = io.Copy(io.Discard, r.Body) // reach the end, so that the server notices a client that goes away
		}
	} else {
		b, err = io.ReadAll(r.Body)
	}
	if x, ok := w.(*response); ok {
		_ = http.NewResponseController(x.ResponseWriter).SetReadDeadline(time.Time{})
	}
	if err == nil {
		return b, nil
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return nil, tooLarge(large.Limit)
	}
	return nil, fault.New(fault.Invalid, "web.body", "The body of the request could not be read: %w", err)
}
