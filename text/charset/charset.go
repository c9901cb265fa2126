// Package charset provides character sets by their IANA names and numbers
// (MIBEnum), and the conversion of bytes to text and back.
package charset

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"

	"quoin.dev/quoin/text"
)

// Charset is a character set.
type Charset struct {
	Name string
	kind kind
	enc  encoding.Encoding // of kind other
}

type kind uint8

const (
	other kind = iota
	utf8Set
	utf16LE
	utf16BE
)

// ByName returns the set of a name such as "UTF-8" or "windows-1252"; nil when
// it is not known. The suffix "-no-bom" is accepted and means nothing here.
func ByName(name string) *Charset {
	name, _ = strings.CutSuffix(strings.ToLower(strings.TrimSpace(name)), "-no-bom")
	switch name {
	case "", "utf-8", "utf8":
		return &Charset{Name: "UTF-8", kind: utf8Set}
	case "utf-16", "utf-16le", "utf16":
		return &Charset{Name: "UTF-16LE", kind: utf16LE}
	case "utf-16be":
		return &Charset{Name: "UTF-16BE", kind: utf16BE}
	case "utf-32", "utf-32le":
		return &Charset{Name: "UTF-32LE", enc: utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)}
	case "utf-32be":
		return &Charset{Name: "UTF-32BE", enc: utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)}
	case "macroman", "x-mac-roman", "mac":
		name = "macintosh"
	}
	enc, err := ianaindex.IANA.Encoding(name)
	if err != nil || enc == nil {
		if enc, err = ianaindex.MIME.Encoding(name); err != nil || enc == nil {
			return nil
		}
	}
	return &Charset{Name: name, enc: enc}
}

// ByNumber returns the set of a MIBEnum; nil when it is not known.
func ByNumber(n int) *Charset {
	names := map[int]string{3: "US-ASCII", 4: "ISO-8859-1", 5: "ISO-8859-2", 6: "ISO-8859-3", 7: "ISO-8859-4",
		8: "ISO-8859-5", 9: "ISO-8859-6", 10: "ISO-8859-7", 11: "ISO-8859-8", 12: "ISO-8859-9", 13: "ISO-8859-10",
		17: "Shift_JIS", 18: "EUC-JP", 38: "EUC-KR", 39: "ISO-2022-JP", 106: "UTF-8", 109: "ISO-8859-13",
		111: "ISO-8859-15", 113: "GBK", 1013: "UTF-16BE", 1014: "UTF-16LE", 1015: "UTF-16", 1017: "UTF-32",
		1018: "UTF-32BE", 1019: "UTF-32LE", 2025: "GB2312", 2026: "Big5", 2027: "macintosh", 2084: "KOI8-R",
		2250: "windows-1250", 2251: "windows-1251", 2252: "windows-1252", 2253: "windows-1253",
		2254: "windows-1254", 2255: "windows-1255", 2256: "windows-1256", 2257: "windows-1257", 2258: "windows-1258"}
	name, ok := names[n]
	if !ok {
		return nil
	}
	return ByName(name)
}

// Encode returns the bytes of a text, without a byte order mark. Characters the
// set does not have become "?" or the set's own substitute.
func (c *Charset) Encode(s string) []byte {
	switch c.kind {
	case utf8Set:
		return []byte(s)
	case utf16LE, utf16BE:
		return c.encode16(s)
	}
	b, _, err := transform.Bytes(encoding.ReplaceUnsupported(c.enc.NewEncoder()), []byte(strings.ToValidUTF8(s, "\uFFFD")))
	if err != nil {
		return nil
	}
	return bytes.ReplaceAll(b, []byte{0x1A}, []byte("?"))
}

func (c *Charset) encode16(s string) []byte {
	var out []byte
	put := binary.LittleEndian.AppendUint16
	if c.kind == utf16BE {
		put = binary.BigEndian.AppendUint16
	}
	for _, r := range text.Runes(s) {
		if r > 0xFFFF {
			hi, lo := utf16.EncodeRune(r)
			out = put(put(out, uint16(hi)), uint16(lo))
			continue
		}
		out = put(out, uint16(r))
	}
	return out
}

// Decode returns the text of bytes. A byte order mark overrides the set and is
// taken away; bytes that mean nothing become U+FFFD.
func (c *Charset) Decode(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte{0xEF, 0xBB, 0xBF}):
		return strings.ToValidUTF8(string(b[3:]), "\uFFFD")
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE, 0, 0}):
		c, b = ByName("UTF-32LE"), b[4:]
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}):
		return decode16(b[2:], binary.LittleEndian)
	case bytes.HasPrefix(b, []byte{0xFE, 0xFF}):
		return decode16(b[2:], binary.BigEndian)
	}
	switch c.kind {
	case utf8Set:
		return strings.ToValidUTF8(string(b), "\uFFFD")
	case utf16LE:
		return decode16(b, binary.LittleEndian)
	case utf16BE:
		return decode16(b, binary.BigEndian)
	}
	out, _, err := transform.Bytes(c.enc.NewDecoder(), b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return string(out)
}

func decode16(b []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = order.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}
