package file

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/text/charset"
	"quoin.dev/quoin/value"
)

var errNotThere, errThere = fs.ErrNotExist, fs.ErrExist

// channels are the documents that a process has open by a number, which the
// language shows as a time: Open document and its kin.
type channels struct {
	open map[int64]*handle
	last int64
}

type channelsKey struct{}

func channelsOf(p *vm.Process) *channels {
	return p.Kept(channelsKey{}, func() any { return &channels{open: map[int64]*handle{}} }).(*channels)
}

// Modes of Open document.
const (
	modeReadWrite = 0
	modeWriteOnly = 1
	modeReadOnly  = 2
	modePathname  = 3
)

// openDocument opens a file; OK and Document tell how it went. mode is that of a
// handle, made whether a new file is wanted.
func openDocument(c *vm.Call, name, mode string, made bool) (value.Value, error) {
	c.Process.SetVariable("OK", value.FromInt(0))
	e, err := resolve(c.Runtime(), name, false)
	if err != nil {
		return value.FromTime(0), err
	}
	info, err := disk(c).Stat(e.real)
	switch {
	case err == nil && info.IsDir():
		return value.FromTime(0), failure(e, errNotThere)
	case made:
		if err := write(c, e, nil); err != nil {
			return value.FromTime(0), err
		}
	case err != nil && mode != modeAppend:
		return value.FromTime(0), failure(e, errNotThere)
	case err != nil:
		if err := disk(c).MkdirAll(path.Dir(e.real)); err != nil {
			return value.FromTime(0), failure(e, err)
		}
	}
	h := &handle{e: e, mode: mode, set: charset.ByName("UTF-8")}
	if err := h.open(c); err != nil {
		return value.FromTime(0), err
	}
	if mode == modeAppend {
		if h.at, err = h.size(); err != nil {
			return value.FromTime(0), err
		}
	}
	all := channelsOf(c.Process)
	all.last++
	all.open[all.last] = h
	c.Process.SetVariable("OK", value.FromInt(1))
	c.Process.SetVariable("Document", value.FromText(e.real))
	return value.FromTime(all.last), nil
}

func openOld(c *vm.Call) (value.Value, error) {
	mode := modeWrite
	for i := 1; i < c.Len(); i++ {
		if v := c.Arg(i); v.IsNumber() {
			switch v.AsInt() {
			case modeReadOnly:
				mode = modeRead
			case modePathname:
				e, err := resolve(c.Runtime(), c.Text(0), false)
				if err == nil {
					c.Process.SetVariable("Document", value.FromText(e.real))
					c.Process.SetVariable("OK", value.FromInt(1))
				}
				return value.FromTime(0), err
			}
		}
	}
	return openDocument(c, c.Text(0), mode, false)
}

func createDocument(c *vm.Call) (value.Value, error) {
	return openDocument(c, c.Text(0), modeWrite, true)
}

func appendDocument(c *vm.Call) (value.Value, error) {
	return openDocument(c, c.Text(0), modeAppend, false)
}

// channel returns the document that argument 0 is the number of, and where the
// other arguments begin.
func channel(c *vm.Call) (*handle, error) {
	n := c.Seconds(0)
	if h := channelsOf(c.Process).open[n]; h != nil {
		return h, nil
	}
	return nil, fault.Numbered(fault.NotFound, -43, "FiFo", "%s: there is no open document %d.", c.Name, n)
}

func closeDocument(c *vm.Call) (value.Value, error) {
	h, err := channel(c)
	if err != nil || c.Err() != nil {
		return value.Value{}, err
	}
	delete(channelsOf(c.Process).open, c.Seconds(0))
	if err := h.file.Close(); err != nil {
		return value.Value{}, h.failed(err)
	}
	return value.Value{}, nil
}

// sendPacket writes a text or bytes.
func sendPacket(c *vm.Call) (value.Value, error) {
	h, err := channel(c)
	if err != nil || c.Err() != nil {
		return value.Value{}, err
	}
	if err := h.writable(c); err != nil {
		return value.Value{}, err
	}
	var b []byte
	if v := c.Arg(1); v.Kind() == value.Text {
		b = h.set.Encode(v.AsText())
	} else {
		b = c.Blob(1)
	}
	if c.Err() != nil {
		return value.Value{}, nil
	}
	return value.Value{}, h.write(b)
}

// receivePacket reads so many characters or bytes, or up to a text, which is
// skipped. OK is 0 where the end has been reached before.
func receivePacket(c *vm.Call) (value.Value, error) {
	h, err := channel(c)
	if err != nil || c.Err() != nil {
		return value.Value{}, err
	}
	size, err := h.size()
	if err != nil {
		return value.Value{}, err
	}
	rest := max(size-h.at, 0)
	want, stop := rest, []byte(nil)
	asBlob := c.Out(1).Kind() == value.Blob
	if v := c.Arg(2); v.Kind() == value.Text {
		stop = h.set.Encode(v.AsText())
	} else {
		want = int64(max(c.Int(2), 0))
		if !asBlob {
			want *= 4 // a character has four bytes at most
		}
	}
	want = min(want, rest)
	if !c.Reserve(int(want)) {
		return value.Value{}, nil
	}
	b := make([]byte, want)
	n, err := h.file.ReadAt(b, h.at)
	if err != nil && err != io.EOF {
		return value.Value{}, h.failed(err)
	}
	b = b[:n]
	ok, used := len(b) > 0, len(b)
	if len(stop) > 0 {
		if i := bytes.Index(b, stop); i >= 0 {
			b, used = b[:i], i+len(stop)
		}
	} else if !asBlob {
		b = characters(b, c.Int(2))
		used = len(b)
	}
	h.at += int64(used)
	c.Process.SetVariable("OK", value.FromInt(map[bool]int64{true: 1}[ok]))
	if asBlob {
		c.SetOut(1, value.FromBlob(b))
	} else {
		c.SetOut(1, value.FromText(strings.ToValidUTF8(string(b), "\uFFFD")))
	}
	return value.Value{}, nil
}

// characters returns the bytes of the first n characters.
func characters(b []byte, n int) []byte {
	for i := range string(b) {
		if n == 0 {
			return b[:i]
		}
		n--
	}
	return b
}
