package message

import (
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"quoin.dev/quoin/value"
)

// Stamps numbers effects in the order they were made, so that a client that
// gets answers out of order can ignore the older ones. One serves a whole
// application; it is safe for concurrent use.
type Stamps struct{ last atomic.Int64 }

// Next returns the next stamp, from 1.
func (s *Stamps) Next() int64 { return s.last.Add(1) }

// StartAt makes the next stamp greater than n, so that stamps keep growing
// over restarts of the server while pages stay open.
func (s *Stamps) StartAt(n int64) { s.last.Store(n) }

// Level is the kind of a notification.
type Level string

const (
	Message Level = "message"
	Warning Level = "warning"
	Error   Level = "error"
)

// Effects collects what a call changes on the page that made it. It belongs to
// one request; its methods are called by one goroutine at a time.
type Effects struct {
	stamps *Stamps
	items  []item // by reference, in the order of first mention
	states []state
	notice *notice
	// refusal is shown as an error when the call gives no notice of its own.
	refusal string
	// privileges is the stamp of the session's privileges, 0 when unchanged.
	privileges int64
}

type item struct {
	ref     string
	shown   *bool
	shownAt int64
	add     classes
	remove  classes
}

// classes are CSS classes to add or to remove, stamped by the last of them.
type classes struct {
	names []string
	stamp int64
}

type state struct {
	label  string
	enable bool
}

type notice struct {
	text  string
	level Level
}

// NewEffects returns no effects yet. A nil stamps counts from 1.
func NewEffects(stamps *Stamps) *Effects {
	if stamps == nil {
		stamps = new(Stamps)
	}
	return &Effects{stamps: stamps}
}

// Empty reports whether nothing changes.
func (e *Effects) Empty() bool {
	return e == nil || len(e.items) == 0 && len(e.states) == 0 && e.notice == nil && e.refusal == "" && e.privileges == 0
}

// Show makes the components of a reference visible.
func (e *Effects) Show(ref string) { e.visible(ref, true) }

// Hide makes the components of a reference invisible.
func (e *Effects) Hide(ref string) { e.visible(ref, false) }

func (e *Effects) visible(ref string, on bool) {
	it := e.item(ref)
	it.shown, it.shownAt = &on, e.stamps.Next()
}

// AddClass gives CSS classes, separated by spaces, to the components of a
// reference. It takes back an earlier RemoveClass of the same class.
func (e *Effects) AddClass(ref, names string) {
	it := e.item(ref)
	it.add.put(names, e.stamps)
	it.remove.drop(names)
}

// RemoveClass takes CSS classes, separated by spaces, from the components of a
// reference.
func (e *Effects) RemoveClass(ref, names string) {
	it := e.item(ref)
	it.remove.put(names, e.stamps)
	it.add.drop(names)
}

// Notify shows a message. Of several in one request the last one wins.
func (e *Effects) Notify(level Level, text string) { e.notice = &notice{text, level} }

// Refused tells that a permission was missing for something the call tried. It
// is shown as an error unless the call notifies something itself: a refusal is
// never silent, and the code keeps the last word. The first refusal wins.
func (e *Effects) Refused(text string) {
	if e.refusal == "" {
		e.refusal = text
	}
}

// State enables or disables a state of the page. The last word on a label wins.
func (e *Effects) State(label string, enable bool) {
	for i := range e.states {
		if e.states[i].label == label {
			e.states[i].enable = enable
			return
		}
	}
	e.states = append(e.states, state{label, enable})
}

// Privileges tells the page that the session's privileges have changed; stamp
// is the session's count of changes.
func (e *Effects) Privileges(stamp int64) { e.privileges = stamp }

func (e *Effects) item(ref string) *item {
	for i := range e.items {
		if e.items[i].ref == ref {
			return &e.items[i]
		}
	}
	e.items = append(e.items, item{ref: ref})
	return &e.items[len(e.items)-1]
}

func (c *classes) put(names string, s *Stamps) {
	for _, n := range strings.Fields(names) {
		if !slices.Contains(c.names, n) {
			c.names = append(c.names, n)
		}
	}
	c.stamp = s.Next()
}

func (c *classes) drop(names string) {
	for _, n := range strings.Fields(names) {
		c.names = slices.DeleteFunc(c.names, func(x string) bool { return x == n })
	}
}

// AppendJSON appends the object that REST answers carry under "__WEBFORM".
func (e *Effects) AppendJSON(dst []byte) []byte {
	dst = append(dst, '{')
	for i := range e.items {
		dst = e.items[i].appendJSON(dst)
	}
	n := e.notice
	if n == nil && e.refusal != "" {
		n = &notice{e.refusal, Error}
	}
	if n != nil {
		dst = append(dst, `"__NOTIFICATION":{"message":`...)
		dst = value.AppendQuoted(dst, n.text)
		dst = append(dst, `,"type":`...)
		dst = value.AppendQuoted(dst, string(n.level))
		dst = append(dst, "},"...)
	}
	if len(e.states) > 0 {
		dst = append(dst, `"__STATES":{`...)
		for _, s := range e.states {
			dst = value.AppendQuoted(dst, s.label)
			if s.enable {
				dst = append(dst, `:"add",`...)
			} else {
				dst = append(dst, `:"remove",`...)
			}
		}
		dst = append(closing(dst), ',')
	}
	if e.privileges != 0 {
		dst = append(dst, `"__PRIVILEGES":{"stamp":`...)
		dst = strconv.AppendInt(dst, e.privileges, 10)
		dst = append(dst, "},"...)
	}
	return closing(dst)
}

func (it *item) appendJSON(dst []byte) []byte {
	dst = value.AppendQuoted(dst, it.ref)
	dst = append(dst, ":{"...)
	if it.shown != nil {
		name := "hide"
		if *it.shown {
			name = "show"
		}
		dst = append(appendStamp(dst, name, it.shownAt), "},"...)
	}
	dst = it.add.appendJSON(dst, "addCSSClass")
	dst = it.remove.appendJSON(dst, "removeCSSClass")
	return append(closing(dst), ',')
}

func (c *classes) appendJSON(dst []byte, action string) []byte {
	if len(c.names) == 0 {
		return dst
	}
	dst = appendStamp(dst, action, c.stamp)
	dst = append(dst, `,"value":`...)
	dst = value.AppendQuoted(dst, strings.Join(c.names, " "))
	return append(dst, "},"...)
}

func appendStamp(dst []byte, action string, stamp int64) []byte {
	dst = value.AppendQuoted(dst, action)
	dst = append(dst, `:{"stamp":`...)
	return strconv.AppendInt(dst, stamp, 10)
}

// closing ends an object, replacing the comma after its last member.
func closing(dst []byte) []byte {
	if dst[len(dst)-1] == ',' {
		dst[len(dst)-1] = '}'
		return dst
	}
	return append(dst, '}')
}
