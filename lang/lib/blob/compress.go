package blob

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/binary"
	"io"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// Ways of compressing.
const (
	notCompressed = 0
	compact       = 1
	fast          = 2
	gzipBest      = -1
	gzipFast      = -2
)

// Blobs that are compressed in the compact or fast way begin with this, the
// way, and the size they had; zlib's stream follows.
var magic = []byte("QZB1")

const headSize = 4 + 1 + 8

func compress(c *vm.Call) (value.Value, error) {
	b, mode := c.Bytes(c.Out(0)), c.IntOr(1, compact)
	if c.Err() != nil || !c.Reserve(len(b)) {
		return value.Value{}, nil
	}
	if way, _ := wayOf(b); way != notCompressed {
		return value.Value{}, nil // once is enough
	}
	var out bytes.Buffer
	var w io.WriteCloser
	var err error
	switch mode {
	case compact, fast:
		out.Write(magic)
		out.WriteByte(byte(mode))
		out.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(b))))
		level := zlib.BestCompression
		if mode == fast {
			level = zlib.BestSpeed
		}
		w, err = zlib.NewWriterLevel(&out, level)
	case gzipBest:
		w, err = gzip.NewWriterLevel(&out, gzip.BestCompression)
	case gzipFast:
		w, err = gzip.NewWriterLevel(&out, gzip.BestSpeed)
	default:
		return c.Failf(0, "there is no compression %d", mode)
	}
	if err == nil {
		_, err = w.Write(b)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return value.Value{}, fault.New(fault.Internal, "blob.compress", "%s: %w", c.Name, err)
	}
	c.SetOut(0, value.FromBlob(out.Bytes()))
	return value.Value{}, nil
}

// wayOf returns how a blob is compressed, and its size before where it tells.
func wayOf(b []byte) (way int, size int64) {
	switch {
	case len(b) >= headSize && bytes.HasPrefix(b, magic) && (b[4] == compact || b[4] == fast):
		return int(b[4]), int64(binary.LittleEndian.Uint64(b[5:]))
	case len(b) >= 18 && b[0] == 0x1F && b[1] == 0x8B && b[2] == 8:
		if b[8] == 4 { // the fastest way, by its own account
			return gzipFast, int64(binary.LittleEndian.Uint32(b[len(b)-4:]))
		}
		return gzipBest, int64(binary.LittleEndian.Uint32(b[len(b)-4:]))
	}
	return notCompressed, int64(len(b))
}

// expand undoes a compression. Memory is taken as the bytes come, whatever the
// blob says of its size.
func expand(c *vm.Call) (value.Value, error) {
	b := c.Bytes(c.Out(0))
	if c.Err() != nil {
		return value.Value{}, nil
	}
	var r io.Reader
	var err error
	switch way, _ := wayOf(b); way {
	case notCompressed:
		return value.Value{}, nil
	case gzipBest, gzipFast:
		r, err = gzip.NewReader(bytes.NewReader(b))
	default:
		r, err = zlib.NewReader(bytes.NewReader(b[headSize:]))
	}
	var out bytes.Buffer
	for err == nil {
		var n int64
		n, err = io.CopyN(&out, r, 1<<20)
		if !c.Reserve(2 * int(n)) {
			return value.Value{}, nil
		}
	}
	if err != io.EOF {
		return c.Failf(-10600, "the blob is damaged: %v", err)
	}
	c.SetOut(0, value.FromBlob(out.Bytes()))
	return value.Value{}, nil
}

// properties tells how a blob is compressed, its size before and now.
func properties(c *vm.Call) (value.Value, error) {
	b := c.Blob(0)
	way, size := wayOf(b)
	for i, n := range []int64{int64(way), size, int64(len(b))} {
		if i+1 < c.Len() {
			c.SetOut(i+1, value.FromInt(n))
		}
	}
	return value.Value{}, nil
}
