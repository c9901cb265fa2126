package mail

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/text"
	"quoin.dev/quoin/text/charset"
	"quoin.dev/quoin/value"
)

// encoding says how texts of a mail are written.
type encoding struct{ header, body string }

// encodingOf reads the options headerCharset and bodyCharset.
func encodingOf(o *value.Obj, otherwise encoding) (encoding, error) {
	e := otherwise
	if o == nil {
		return e, nil
	}
	for name, to := range map[string]*string{"headerCharset": &e.header, "bodyCharset": &e.body} {
		switch s := o.Get(name).AsText(); s {
		case "":
		case modeUTF8, modeBase64, modeLatin, modeJapan:
			*to = s
		default:
			return e, fault.New(fault.Invalid, "mail.charset", "Got the %s %q, want one of the constants mail mode UTF8, UTF8 in base64, ISO88591 and ISO2022JP.", name, s)
		}
	}
	return e, nil
}

// encodable returns the bytes of a text in a set, when it has all characters.
func encodable(set, s string) ([]byte, bool) {
	c := charset.ByName(set)
	b := c.Encode(s)
	return b, c.Decode(b) == s
}

// word writes a text for a header.
func (e encoding) word(s string) string {
	s = oneLine(s)
	if text.IsASCII(s) && len(s) < 900 {
		return s
	}
	switch e.header {
	case modeBase64:
		return mime.BEncoding.Encode("UTF-8", valid(s))
	case modeLatin:
		if b, ok := encodable("ISO-8859-1", s); ok {
			return words("ISO-8859-1", b)
		}
	case modeJapan:
		if b, ok := encodable("ISO-2022-JP", s); ok {
			return mime.BEncoding.Encode("ISO-2022-JP", string(b))
		}
	}
	return mime.QEncoding.Encode("UTF-8", valid(s))
}

func valid(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

// words writes bytes of a set with one byte a character, a word for each 20.
func words(set string, b []byte) string {
	var out []string
	for len(b) > 0 {
		n := min(len(b), 20)
		var w strings.Builder
		fmt.Fprintf(&w, "=?%s?q?", set)
		for _, c := range b[:n] {
			switch {
			case c == ' ':
				w.WriteByte('_')
			case c >= '!' && c <= '~' && c != '=' && c != '?' && c != '_':
				w.WriteByte(c)
			default:
				fmt.Fprintf(&w, "=%02X", c)
			}
		}
		out, b = append(out, w.String()+"?="), b[n:]
	}
	return strings.Join(out, "\r\n ")
}

// bodyText is a text of a mail as it is written.
type bodyText struct {
	charset, transfer string
	data              []byte
}

// text encodes the text of a part, with the line ends of mail.
func (e encoding) text(s string) bodyText {
	s = strings.NewReplacer("\r\n", "\r\n", "\r", "\r\n", "\n", "\r\n").Replace(s)
	short := true
	for line := range strings.SplitSeq(s, "\r\n") {
		short = short && len(line) < 900
	}
	if text.IsASCII(s) && short && e.body != modeLatin && !strings.ContainsRune(s, 0) {
		return bodyText{"US-ASCII", "7bit", []byte(s)}
	}
	switch e.body {
	case modeBase64:
		return bodyText{"UTF-8", "base64", inBase64([]byte(valid(s)))}
	case modeLatin:
		if b, ok := encodable("ISO-8859-1", s); ok && short && !bytes.Contains(b, []byte{0}) {
			return bodyText{"ISO-8859-1", "8bit", b}
		}
	case modeJapan:
		if b, ok := encodable("ISO-2022-JP", s); ok && short {
			return bodyText{"ISO-2022-JP", "7bit", b}
		}
	}
	var out bytes.Buffer
	w := quotedprintable.NewWriter(&out)
	_, _ = io.WriteString(w, valid(s)) // a buffer takes everything
	_ = w.Close()
	return bodyText{"UTF-8", "quoted-printable", out.Bytes()}
}

// inBase64 writes lines of 76 characters.
func inBase64(b []byte) []byte {
	s := base64.StdEncoding.EncodeToString(b)
	out := make([]byte, 0, len(s)+len(s)/38+2)
	for len(s) > 0 {
		n := min(76, len(s))
		out = append(append(out, s[:n]...), '\r', '\n')
		s = s[n:]
	}
	return out
}

// decoder reads encoded words of every character set that is known.
func decoder() *mime.WordDecoder {
	return &mime.WordDecoder{CharsetReader: func(name string, r io.Reader) (io.Reader, error) {
		set := charset.ByName(name)
		if set == nil {
			return nil, fmt.Errorf("the character set %q is not known", name)
		}
		b, err := io.ReadAll(r)
		return strings.NewReader(set.Decode(b)), err
	}}
}

// decodedHeader returns a header as people read it; what cannot be decoded
// stays as it is.
func decodedHeader(s string) string {
	out, err := decoder().DecodeHeader(s)
	if err != nil {
		return valid(s)
	}
	return out
}
