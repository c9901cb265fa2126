package blob

import (
	"encoding/binary"
	"math"

	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// Orders of bytes and forms of reals. Native is that of a PC.
const (
	nativeOrder = 0
	macOrder    = 1
	pcOrder     = 2

	macReal = 2
)

func order(n int) binary.ByteOrder {
	if n == macOrder {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

// offset reads where to begin, and puts back where what was read ends.
func offset(c *vm.Call, i, size, total int) (at int, ok bool) {
	if c.Len() > i && c.Arg(i) != vm.Star {
		at = int(c.Out(i).AsInt())
	}
	if at < 0 || size < 0 || at > total || size > total-at {
		_, err := c.Failf(-111, "the offset %d is outside the blob", at)
		c.Fail(err)
		return 0, false
	}
	if c.Len() > i && c.Arg(i) != vm.Star {
		c.SetOut(i, value.FromInt(int64(at+size)))
	}
	return at, true
}

func toInteger(size int) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) {
		b := c.Blob(0)
		at, ok := offset(c, 2, size, len(b))
		if !ok {
			return value.Value{}, nil
		}
		if size == 2 {
			return value.FromInt(int64(int16(order(c.Int(1)).Uint16(b[at:])))), nil
		}
		return value.FromInt(int64(int32(order(c.Int(1)).Uint32(b[at:])))), nil
	}
}

func toReal(c *vm.Call) (value.Value, error) {
	b := c.Blob(0)
	at, ok := offset(c, 2, 8, len(b))
	if !ok {
		return value.Value{}, nil
	}
	return value.FromReal(math.Float64frombits(realOrder(c.Int(1)).Uint64(b[at:]))), nil
}

func realOrder(format int) binary.ByteOrder {
	if format == macReal {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

func fromInteger(size int) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) {
		n := make([]byte, 4)
		if size == 2 {
			order(c.Int(2)).PutUint16(n, uint16(c.Int(0)))
		} else {
			order(c.Int(2)).PutUint32(n, uint32(c.Int(0)))
		}
		return write(c, 1, 3, n[:size])
	}
}

func fromReal(c *vm.Call) (value.Value, error) {
	n := make([]byte, 8)
	realOrder(c.Int(2)).PutUint64(n, math.Float64bits(c.Real(0)))
	return write(c, 1, 3, n)
}

// maxBlob is the size of the largest blob, in bytes.
const maxBlob = 1<<31 - 1

// write puts bytes into the blob of one argument: at the offset that another
// holds, behind its end with a star, else alone.
func write(c *vm.Call, blob, at int, data []byte) (value.Value, error) {
	b := inOut(c, blob)
	switch {
	case c.HasMark(vm.Star):
		b = append(b, data...)
	case c.Len() > at:
		from := int(c.Out(at).AsInt())
		if from < 0 || from > maxBlob || !c.Reserve(from+len(data)) {
			return c.Failf(-111, "the offset %d is outside the blob", from)
		}
		if grow := from + len(data) - len(b); grow > 0 {
			b = append(b, make([]byte, grow)...)
		}
		copy(b[from:], data)
		c.SetOut(at, value.FromInt(int64(from+len(data))))
	default:
		b = data
	}
	c.SetOut(blob, value.FromBlob(b))
	return value.Value{}, nil
}
