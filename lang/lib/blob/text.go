package blob

import (
	"encoding/binary"

	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/text/charset"
	"quoin.dev/quoin/value"
)

// Forms of text in a blob.
const (
	macC              = 0
	macPascal         = 1
	macWithLength     = 2
	macWithoutLength  = 3
	utf8C             = 4
	utf8WithLength    = 5
	utf8WithoutLength = 6
)

func constants() []command.Constant {
	return []command.Constant{
		{Name: "Mac C string", Value: macC},
		{Name: "Mac Pascal string", Value: macPascal},
		{Name: "Mac text with length", Value: macWithLength},
		{Name: "Mac text without length", Value: macWithoutLength},
		{Name: "UTF8 C string", Value: utf8C},
		{Name: "UTF8 text with length", Value: utf8WithLength},
		{Name: "UTF8 text without length", Value: utf8WithoutLength},
		{Name: "Is not compressed", Value: notCompressed},
		{Name: "Compact compression mode", Value: compact},
		{Name: "Fast compression mode", Value: fast},
		{Name: "GZIP best compression mode", Value: gzipBest},
		{Name: "GZIP fast compression mode", Value: gzipFast},
		{Name: "Native byte ordering", Value: nativeOrder},
		{Name: "Macintosh byte ordering", Value: macOrder},
		{Name: "PC byte ordering", Value: pcOrder},
		{Name: "Native real format", Value: 0},
		{Name: "Extended real format", Value: 1},
		{Name: "Macintosh double real format", Value: macReal},
		{Name: "PC double real format", Value: 3},
	}
}

// charsetOf reads the argument that names a character set.
func charsetOf(c *vm.Call, i int) *charset.Charset {
	var set *charset.Charset
	if c.Arg(i).IsNumber() {
		set = charset.ByNumber(c.Int(i))
	} else {
		set = charset.ByName(c.Text(i))
	}
	if set == nil {
		_, err := c.Failf(0, "the character set %s is not known", vm.Shown(c.Arg(i)))
		c.Fail(err)
	}
	return set
}

func fromText(c *vm.Call) (value.Value, error) {
	set := charsetOf(c, 1)
	if set == nil {
		return value.Value{}, nil
	}
	b := value.FromBlob(set.Encode(c.Text(0)))
	if c.Len() > 2 {
		c.SetOut(2, b)
		return value.Value{}, nil
	}
	return b, nil
}

func convertToText(c *vm.Call) (value.Value, error) {
	set := charsetOf(c, 1)
	if set == nil {
		return value.Value{}, nil
	}
	return value.FromText(set.Decode(c.Blob(0))), nil
}

func encoding(format int) *charset.Charset {
	if format <= macWithoutLength {
		return charset.ByName("macintosh")
	}
	return charset.ByName("UTF-8")
}

func fromTextTo(c *vm.Call) (value.Value, error) {
	format := macC
	if c.Len() > 2 && c.Arg(2) != vm.Star {
		format = c.Int(2)
	}
	data := encoding(format).Encode(c.Text(0))
	switch format {
	case macC, utf8C:
		data = append(data, 0)
	case macPascal:
		data = append([]byte{byte(min(len(data), 255))}, data[:min(len(data), 255)]...)
	case macWithLength:
		data = append(binary.BigEndian.AppendUint16(nil, uint16(min(len(data), 65535))), data[:min(len(data), 65535)]...)
	case utf8WithLength:
		data = append(binary.BigEndian.AppendUint32(nil, uint32(len(data))), data...)
	}
	return write(c, 1, 3, data)
}

func toText(c *vm.Call) (value.Value, error) {
	b, format := c.Blob(0), c.Int(1)
	start := 0
	if c.Len() > 2 {
		start = int(c.Out(2).AsInt())
	}
	if start < 0 || start > len(b) {
		return c.Failf(-111, "the offset %d is outside the blob", start)
	}
	rest := b[start:]
	n, head := len(rest), 0
	switch format {
	case macC, utf8C:
		for i, x := range rest {
			if x == 0 {
				n = i
				break
			}
		}
	case macPascal:
		head, n = prefix(rest, 1, func() int { return int(rest[0]) })
	case macWithLength:
		head, n = prefix(rest, 2, func() int { return int(binary.BigEndian.Uint16(rest)) })
	case utf8WithLength:
		head, n = prefix(rest, 4, func() int { return int(binary.BigEndian.Uint32(rest)) })
	}
	n = min(n, c.IntOr(3, n))
	n = min(max(n, 0), len(rest)-head)
	if c.Len() > 2 {
		c.SetOut(2, value.FromInt(int64(start+head+n)))
	}
	return value.FromText(encoding(format).Decode(rest[head : head+n])), nil
}

// prefix returns the size of a length field and the length it holds.
func prefix(b []byte, size int, length func() int) (head, n int) {
	if len(b) < size {
		return 0, 0
	}
	return size, length()
}
