package vm

import (
	"fmt"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/convert"
	"quoin.dev/quoin/value"
)

// Call is what the body of a built-in receives: its arguments, its receiver
// and the process that runs it. The typed getters convert as the language does
// for declared parameters; a value that does not fit makes the call fail with
// the uniform message "Substring: got Date, want Text (argument 1)", whatever
// the body then returns.
type Call struct {
	Process *Process
	Name    string      // of the command or function, for messages
	This    value.Value // the receiver of a member function, undefined otherwise
	// Args are valid until the body returns: a body that keeps them, or the Call,
	// must copy.
	Args []value.Value
	err  error
}

// Mark values stand for a lone "*", ">" or "<" among the arguments.
var (
	Star    = value.FromObject(value.NewNative(nil, mark("*")))
	Greater = value.FromObject(value.NewNative(nil, mark(">")))
	Less    = value.FromObject(value.NewNative(nil, mark("<")))
)

type mark string

// Err returns the first failure of a getter.
func (c *Call) Err() error { return c.err }

// Fail makes the call fail unless it has already.
func (c *Call) Fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

// Failf makes the call fail with a message about its arguments or state.
func (c *Call) Failf(number int, format string, args ...any) (value.Value, error) {
	err := fault.Numbered(fault.Other, number, "4DCM", "%s: %s", c.Name, fmt.Sprintf(format, args...))
	return value.Value{}, err
}

// Len returns the number of arguments given.
func (c *Call) Len() int { return len(c.Args) }

// Has reports whether argument i (from 0) was given and is not undefined.
func (c *Call) Has(i int) bool { return i < len(c.Args) && !c.Args[i].IsUndefined() }

// Arg returns argument i as it is, undefined when missing.
func (c *Call) Arg(i int) value.Value {
	if i < len(c.Args) {
		return c.Args[i]
	}
	return value.Value{}
}

// HasMark reports whether one of the arguments is the given mark.
func (c *Call) HasMark(m value.Value) bool {
	for _, a := range c.Args {
		if a == m {
			return true
		}
	}
	return false
}

// SetOut writes back to argument i, which the signature marks with "&".
func (c *Call) SetOut(i int, v value.Value) {
	if p := c.Arg(i).AsPointer(); p != nil {
		if err := p.Store(v); err != nil {
			c.Fail(err)
		}
	}
}

// Out returns the current value of argument i, which the signature marks "&".
func (c *Call) Out(i int) value.Value {
	p := c.Arg(i).AsPointer()
	if p == nil {
		return c.Arg(i)
	}
	v, err := p.Load()
	if err != nil {
		c.Fail(err)
	}
	return v
}

func (c *Call) mismatch(i int, want string) {
	c.Fail(fault.New(fault.Invalid, "call.argument-type", "%s: got %s, want %s (argument %d).",
		c.Name, c.Process.Describe(c.Arg(i)), want, i+1))
}

// Text returns argument i as text; "" when missing or undefined.
func (c *Call) Text(i int) string {
	v := c.Arg(i)
	switch v.Kind() {
	case value.Text, value.Undefined:
		return v.AsText()
	}
	c.mismatch(i, "Text")
	return ""
}

// TextOr returns argument i as text, or a default when it is missing.
func (c *Call) TextOr(i int, def string) string {
	if !c.Has(i) {
		return def
	}
	return c.Text(i)
}

// Int returns argument i as a whole number, rounding reals as assignment to an
// integer variable does; 0 when missing.
func (c *Call) Int(i int) int {
	v := c.Arg(i)
	switch v.Kind() {
	case value.Int, value.Time, value.Undefined:
		return int(v.AsInt())
	case value.Real:
		return int(RoundToInt(v.AsReal()))
	}
	c.mismatch(i, "Integer")
	return 0
}

// IntOr returns argument i as a whole number, or a default when it is missing.
func (c *Call) IntOr(i, def int) int {
	if !c.Has(i) {
		return def
	}
	return c.Int(i)
}

// Real returns argument i as a number; 0 when missing.
func (c *Call) Real(i int) float64 {
	v := c.Arg(i)
	if v.IsNumber() || v.Kind() == value.Time || v.IsUndefined() {
		return v.AsReal()
	}
	c.mismatch(i, "Real")
	return 0
}

// Bool returns argument i as a boolean; false when missing.
func (c *Call) Bool(i int) bool {
	v := c.Arg(i)
	if v.Kind() == value.Bool || v.IsUndefined() {
		return v.AsBool()
	}
	c.mismatch(i, "Boolean")
	return false
}

// Date returns argument i as a date; the null date when missing.
func (c *Call) Date(i int) value.Day {
	v := c.Arg(i)
	if v.Kind() == value.Date || v.IsUndefined() {
		return v.AsDate()
	}
	c.mismatch(i, "Date")
	return 0
}

// Seconds returns argument i as a time in seconds; 0 when missing.
func (c *Call) Seconds(i int) int64 {
	v := c.Arg(i)
	switch v.Kind() {
	case value.Time, value.Int, value.Real, value.Undefined:
		return v.AsInt()
	}
	c.mismatch(i, "Time")
	return 0
}

// Blob returns argument i as bytes that must not be changed; nil when missing.
// A 4D.Blob is accepted.
func (c *Call) Blob(i int) []byte {
	v := c.Arg(i)
	switch v.Kind() {
	case value.Blob, value.Undefined, value.Null:
		return v.AsBlob()
	case value.Object:
		if b, ok := v.AsObject().Native.(*value.Bytes); ok {
			return b.Data
		}
	}
	c.mismatch(i, "Blob")
	return nil
}

// Picture returns argument i as an image, an empty one when missing or null.
func (c *Call) Picture(i int) *value.Image {
	v := c.Arg(i)
	switch v.Kind() {
	case value.Picture:
		return v.AsPicture()
	case value.Undefined, value.Null:
		return &value.Image{}
	}
	c.mismatch(i, "Picture")
	return &value.Image{}
}

// Object returns argument i as an object; nil when missing or null.
func (c *Call) Object(i int) *value.Obj {
	v := c.Arg(i)
	if v.Kind() == value.Object || v.IsAbsent() {
		return v.AsObject()
	}
	c.mismatch(i, "Object")
	return nil
}

// Collection returns argument i as a collection; nil when missing or null.
func (c *Call) Collection(i int) *value.List {
	v := c.Arg(i)
	if v.Kind() == value.Collection || v.IsAbsent() {
		return v.AsCollection()
	}
	c.mismatch(i, "Collection")
	return nil
}

// ArgAs returns the Go value behind argument i when it is an object that
// stands for a T; otherwise the call fails naming the class wanted.
func ArgAs[T any](c *Call, i int, class string) T {
	if o := c.Arg(i).AsObject(); o != nil {
		if n, ok := o.Native.(T); ok {
			return n
		}
	}
	var zero T
	if c.Has(i) {
		c.mismatch(i, class)
	}
	return zero
}

// Receiver returns the Go value behind the receiver of a member function.
func Receiver[T any](c *Call) T {
	if o := c.This.AsObject(); o != nil {
		if n, ok := o.Native.(T); ok {
			return n
		}
	}
	var zero T
	c.Fail(fault.New(fault.Invalid, "call.receiver", "%s cannot be called on %s.", c.Name, c.Process.Describe(c.This)))
	return zero
}

// Invoke runs a function value (a formula, a class function, the name of a
// method as text) with a receiver and arguments, in the same process.
func (c *Call) Invoke(fn, this value.Value, args ...value.Value) (value.Value, error) {
	return c.Process.Call(fn, this, args...)
}

// WrongReceiver is the failure of a member function called on something else
// than an instance of its class.
func WrongReceiver(c *Call) error {
	return fault.New(fault.Invalid, "call.receiver", "%s cannot be called on %s.", c.Name, c.Process.Describe(c.This))
}

// Runtime returns the runtime of the process that runs the call.
func (c *Call) Runtime() *Runtime { return c.Process.Runtime }

// Class returns the built-in class of a name in the store 4D, for making
// instances of it.
func (c *Call) Class(name string) *Class { return c.Process.Runtime.Program.Builtins.Class("4D", name) }

// Shown returns a value as messages show it: the text itself, the number.
func Shown(v value.Value) string { return convert.Text(v) }

// Bytes returns the bytes of a value that is a blob or a 4D.Blob, which must not
// be changed; the call fails for other values.
func (c *Call) Bytes(v value.Value) []byte {
	switch v.Kind() {
	case value.Blob, value.Undefined, value.Null:
		return v.AsBlob()
	case value.Object:
		if b, ok := v.AsObject().Native.(*value.Bytes); ok {
			return b.Data
		}
	}
	c.Fail(fault.New(fault.Invalid, "call.argument-type", "%s: got %s, want Blob.", c.Name, c.Process.Describe(v)))
	return nil
}
