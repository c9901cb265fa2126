package vm

import (
	"unsafe"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/text"
	"quoin.dev/quoin/value"
)

// maxText is the longest text, in bytes (spec/language.md 2.1: 2 GB).
const maxText = 1<<31 - 1

// appendFrom is the length from which texts are built in buffers with room.
const appendFrom = 64

// textBuffer is storage behind texts that grow at their end. A text that ends
// exactly where the buffer's used part ends can be extended in place: no other
// text sees the bytes behind, and the bytes it holds never change. This makes
// "s := s + x" in a loop linear.
type textBuffer struct {
	data []byte // len: used, cap: room
}

// concat computes a+b for texts.
func (p *Process) concat(a, b value.Value) (value.Value, error) {
	x, y := a.AsText(), b.AsText()
	switch {
	case x == "":
		return b, nil
	case y == "":
		return a, nil
	}
	n := len(x) + len(y)
	if n > maxText {
		return value.Value{}, errTextSize()
	}
	if len(y) >= 3 && y[0] == 0xED && y[1] >= 0xB0 {
		return value.FromText(text.Join(x, y)), p.Grow(int64(n)) // may join a surrogate pair
	}
	if n < appendFrom {
		return value.FromText(x + y), nil
	}
	return p.appendText(x, y)
}

func (p *Process) appendText(x, y string) (value.Value, error) {
	for i := range p.buffers {
		buf := &p.buffers[i]
		if len(buf.data) != len(x) || unsafe.SliceData(buf.data) != unsafe.StringData(x) {
			continue
		}
		if len(x)+len(y) > cap(buf.data) {
			room := 2 * (len(x) + len(y))
			if err := p.Grow(int64(room)); err != nil {
				return value.Value{}, err
			}
			buf.data = append(make([]byte, 0, room), x...)
		}
		buf.data = append(buf.data, y...)
		return value.FromText(unsafe.String(unsafe.SliceData(buf.data), len(buf.data))), nil
	}
	if err := p.Grow(int64(len(x) + len(y))); err != nil {
		return value.Value{}, err
	}
	// Room comes with the second append to the same text: most are never extended.
	data := make([]byte, 0, len(x)+len(y))
	data = append(append(data, x...), y...)
	p.buffers[p.nextBuffer] = textBuffer{data[:len(data):len(data)]}
	p.nextBuffer = (p.nextBuffer + 1) % len(p.buffers)
	return value.FromText(unsafe.String(unsafe.SliceData(data), len(data))), nil
}

func errTextSize() error {
	return fault.New(fault.Limit, "vm.text-size", "The text is longer than 2 GB.")
}
