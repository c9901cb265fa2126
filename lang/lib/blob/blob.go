// Package blob provides bytes: scalar blobs, the class 4D.Blob and the
// conversions between bytes, text and numbers.
package blob

import (
	_ "embed"
	"slices"

	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

//go:embed blob.md
var doc string

// Family returns the rows of the family.
func Family() command.Family {
	return command.Family{
		Name:      "blob",
		Commands:  commands(),
		Classes:   []command.Class{class()},
		Constants: constants(),
		Doc:       doc,
	}
}

func commands() []command.Command {
	return []command.Command{
		{Name: "BLOB PROPERTIES", Sig: "(blob: Blob, &compressed: Integer, &expandedSize?: Integer, &currentSize?: Integer)", Run: properties},
		{Name: "BLOB size", Sig: "(blob: Blob) : Integer", Run: blobSize},
		{Name: "BLOB to integer", Sig: "(blob: Blob, order: Integer, &offset?: Integer) : Integer", Run: toInteger(2)},
		{Name: "BLOB to longint", Sig: "(blob: Blob, order: Integer, &offset?: Integer) : Integer", Run: toInteger(4)},
		{Name: "BLOB to real", Sig: "(blob: Blob, format: Integer, &offset?: Integer) : Real", Run: toReal},
		{Name: "BLOB to text", Sig: "(blob: Blob, format: Integer, &offset?: Integer, length?: Integer) : Text", Run: toText},
		{Name: "BLOB TO VARIABLE", Sig: "(blob: Blob, &variable: Any, &offset?: Integer)", Run: blobToVariable},
		{Name: "COMPRESS BLOB", Sig: "(&blob: Blob, mode?: Integer)", Run: compress},
		{Name: "CONVERT FROM TEXT", Qodly: "convertFromString", Sig: "(text: Text, charset: Text|Integer) : Blob | (text: Text, charset: Text|Integer, &blob: Blob)", Run: fromText},
		{Name: "Convert to text", Qodly: "convertToString", Sig: "(blob: Blob, charset: Text|Integer) : Text", Run: convertToText},
		{Name: "COPY BLOB", Sig: "(source: Blob, &target: Blob, from: Integer, to: Integer, length: Integer)", Run: copyBlob},
		{Name: "DELETE FROM BLOB", Sig: "(&blob: Blob, offset: Integer, count: Integer)", Run: deleteFrom},
		{Name: "EXPAND BLOB", Sig: "(&blob: Blob)", Run: expand},
		{Name: "INSERT IN BLOB", Sig: "(&blob: Blob, offset: Integer, count: Integer, filler?: Integer)", Run: insertIn},
		{Name: "INTEGER TO BLOB", Sig: "(number: Integer, &blob: Blob, order: Integer, &offset?: Integer, *)", Run: fromInteger(2)},
		{Name: "LONGINT TO BLOB", Sig: "(number: Integer, &blob: Blob, order: Integer, &offset?: Integer, *)", Run: fromInteger(4)},
		{Name: "REAL TO BLOB", Sig: "(number: Real, &blob: Blob, format: Integer, &offset?: Integer, *)", Run: fromReal},
		{Name: "SET BLOB SIZE", Sig: "(&blob: Blob, size: Integer, filler?: Integer)", Run: setSize},
		{Name: "TEXT TO BLOB", Sig: "(text: Text, &blob: Blob, format?: Integer, &offset?: Integer, *)", Run: fromTextTo},
		{Name: "VARIABLE TO BLOB", Sig: "(&variable: Any, &blob: Blob, &offset?: Integer, *)", Run: variableToBlob},
	}
}

func class() command.Class {
	return command.Class{
		Name:       "Blob",
		Doc:        "Bytes that never change; processes may share them.",
		New:        &command.Command{Name: "new", Sig: "(blob?: Blob|4D.Blob) : 4D.Blob", Run: newBlob},
		Functions:  []command.Command{{Name: "slice", Sig: "(start?: Integer, end?: Integer) : 4D.Blob", Run: slice}},
		Properties: []command.Property{{Name: "size", Type: "Real", Get: size}},
	}
}

// Object returns a 4D.Blob that owns the bytes.
func Object(b []byte) value.Value {
	return value.FromObject(value.NewNative(nil, &value.Bytes{Data: b}))
}

func newBlob(c *vm.Call) (value.Value, error) { return Object(c.Blob(0)), nil }

// receiver returns the bytes a member function was called on.
func receiver(c *vm.Call) []byte {
	return c.Bytes(c.This)
}

func size(c *vm.Call) (value.Value, error) { return value.FromInt(int64(len(receiver(c)))), nil }

func slice(c *vm.Call) (value.Value, error) {
	b := receiver(c)
	at := func(i, otherwise int) int {
		n := c.IntOr(i, otherwise)
		if n < 0 {
			n += len(b)
		}
		return min(max(n, 0), len(b))
	}
	start, end := at(0, 0), at(1, len(b))
	return Object(b[start:max(start, end)]), nil
}

func blobSize(c *vm.Call) (value.Value, error) { return value.FromInt(int64(len(c.Blob(0)))), nil }

// inOut returns the bytes of a blob that the command changes, as a copy.
func inOut(c *vm.Call, i int) []byte {
	return slices.Clone(c.Bytes(c.Out(i)))
}

func filler(c *vm.Call, i int) byte { return byte(c.Int(i)) }

func setSize(c *vm.Call) (value.Value, error) {
	n := max(c.Int(1), 0)
	if !c.Reserve(n) {
		return value.Value{}, nil
	}
	b := inOut(c, 0)
	for len(b) < n {
		b = append(b, filler(c, 2))
	}
	c.SetOut(0, value.FromBlob(b[:n]))
	return value.Value{}, nil
}

func insertIn(c *vm.Call) (value.Value, error) {
	n := max(c.Int(2), 0)
	if !c.Reserve(n) {
		return value.Value{}, nil
	}
	b := inOut(c, 0)
	fill := make([]byte, n)
	for i := range fill {
		fill[i] = filler(c, 3)
	}
	c.SetOut(0, value.FromBlob(slices.Insert(b, min(max(c.Int(1), 0), len(b)), fill...)))
	return value.Value{}, nil
}

func deleteFrom(c *vm.Call) (value.Value, error) {
	b := inOut(c, 0)
	at := min(max(c.Int(1), 0), len(b))
	c.SetOut(0, value.FromBlob(slices.Delete(b, at, at+min(max(c.Int(2), 0), len(b)-at))))
	return value.Value{}, nil
}

func copyBlob(c *vm.Call) (value.Value, error) {
	source, from, to, n := c.Blob(0), c.Int(2), c.Int(3), c.Int(4)
	if from < 0 || to < 0 || to > maxBlob || n < 0 || from > len(source) {
		return c.Failf(-111, "the offset is outside the blob")
	}
	n = min(n, len(source)-from)
	if !c.Reserve(to + n) {
		return value.Value{}, nil
	}
	target := inOut(c, 1)
	if grow := to + n - len(target); grow > 0 {
		target = append(target, make([]byte, grow)...)
	}
	copy(target[to:], source[from:from+n])
	c.SetOut(1, value.FromBlob(target))
	return value.Value{}, nil
}
