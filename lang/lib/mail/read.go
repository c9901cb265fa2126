package mail

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/text/charset"
	"quoin.dev/quoin/value"
)

// Limits of mails that are read.
const (
	maxNesting = 32
	maxParts   = 2000
	maxHeaders = 5000
)

func convertFromMIME(c *vm.Call) (value.Value, error) {
	var b []byte
	if c.Arg(0).Kind() == value.Text {
		b = []byte(c.Text(0))
	} else {
		b = c.Blob(0)
	}
	if c.Err() != nil {
		return value.Value{}, nil
	}
	o, err := read(c.Process, c.Class("MailAttachment"), b)
	return value.FromObject(o), err
}

// field is a header as it stands in a mail.
type field struct{ name, value string }

// letter is a mail that is read.
type letter struct {
	class       *vm.Class // of attachments
	values      *value.Obj
	attachments *value.List
	texts       int // parts with a text so far
	parts       int
}

// read makes the object of a mail. It takes what it can get: the mails of this
// world are not all as they should be.
func read(p *vm.Process, class *vm.Class, b []byte) (*value.Obj, error) {
	if len(b) > maxMail {
		return nil, fault.New(fault.Limit, "mail.size", "The mail has more than %d MB.", maxMail>>20)
	}
	if err := p.Grow(int64(3 * len(b))); err != nil {
		return nil, err
	}
	fields, body := header(b)
	o := value.NewObject()
	describe(o, fields)
	l := &letter{class: class, values: value.NewObject(), attachments: value.NewList()}
	structure := l.part(fields, body, 0)
	o.Set("bodyStructure", value.FromObject(structure))
	o.Set("bodyValues", value.FromObject(l.values))
	if l.attachments.Len() > 0 {
		o.Set("attachments", value.FromCollection(l.attachments))
	}
	return o, nil
}

// header takes the headers of a mail, or of a part of it, and what follows.
// Lines that are no headers are left out.
func header(b []byte) ([]field, []byte) {
	var all []field
	for len(b) > 0 {
		line, rest, _ := bytes.Cut(b, []byte("\n"))
		line = bytes.TrimSuffix(line, []byte("\r"))
		b = rest
		if len(line) == 0 {
			break
		}
		if (line[0] == ' ' || line[0] == '\t') && len(all) > 0 {
			all[len(all)-1].value += " " + strings.TrimSpace(string(line))
			continue
		}
		name, v, ok := strings.Cut(string(line), ":")
		if name = strings.TrimSpace(name); !ok || name == "" || strings.ContainsAny(name, " \t") || len(all) >= maxHeaders {
			continue
		}
		all = append(all, field{name, strings.TrimSpace(v)})
	}
	return all, b
}

// get returns the first header of a name.
func get(fields []field, name string) string {
	for _, f := range fields {
		if strings.EqualFold(f.name, name) {
			return f.value
		}
	}
	return ""
}

// people are the headers with addresses, by their property.
var people = [...][2]string{{"from", "From"}, {"sender", "Sender"}, {"to", "To"}, {"cc", "Cc"}, {"bcc", "Bcc"}, {"replyTo", "Reply-To"}}

// describe sets the properties of a mail from its headers.
func describe(o *value.Obj, fields []field) {
	for _, x := range people {
		var list []*mail.Address
		for _, f := range fields { // some write a header for each address
			if strings.EqualFold(f.name, x[1]) {
				list = append(list, tolerant(f.value)...)
			}
		}
		if len(list) > 0 {
			o.Set(x[0], shownAddresses(list))
		}
	}
	set := func(property, s string) {
		if s != "" {
			o.Set(property, value.FromText(s))
		}
	}
	set("subject", decodedHeader(get(fields, "Subject")))
	set("comments", decodedHeader(get(fields, "Comments")))
	set("messageId", strings.Trim(get(fields, "Message-ID"), "<> "))
	set("inReplyTo", strings.Join(identifiers(get(fields, "In-Reply-To")), " "))
	if t, err := mail.ParseDate(get(fields, "Date")); err == nil {
		set("sendAt", t.UTC().Format(time.RFC3339))
	}
	if ids := identifiers(get(fields, "References")); len(ids) > 0 {
		l := value.NewList()
		for _, id := range ids {
			l.Push(value.FromText(id))
		}
		o.Set("references", value.FromCollection(l))
	}
	if words := get(fields, "Keywords"); words != "" {
		k := value.NewObject()
		for w := range strings.SplitSeq(decodedHeader(words), ",") {
			if w = strings.TrimSpace(w); w != "" {
				k.Set(w, value.FromBool(true))
			}
		}
		o.Set("keywords", value.FromObject(k))
	}
	all := value.NewList()
	for _, f := range fields {
		h := value.NewObject()
		h.Set("name", value.FromText(valid(f.name)))
		h.Set("value", value.FromText(decodedHeader(f.value)))
		all.Push(value.FromObject(h))
	}
	o.Set("headers", value.FromCollection(all))
}

func identifiers(s string) []string {
	var all []string
	for _, w := range strings.Fields(s) {
		if w = strings.Trim(w, "<>,"); w != "" {
			all = append(all, valid(w))
		}
	}
	return all
}

// tolerant reads addresses; of a list that cannot be read whole it takes those
// that can.
func tolerant(s string) []*mail.Address {
	if list, err := parseAddresses(s); err == nil {
		return list
	}
	var all []*mail.Address
	for one := range strings.SplitSeq(s, ",") {
		if list, err := parseAddresses(one); err == nil {
			all = append(all, list...)
		}
	}
	return all
}

// part describes a part: its structure, and its text or content.
func (l *letter) part(fields []field, body []byte, depth int) *value.Obj {
	o := value.NewObject()
	l.parts++
	kind, params, err := mime.ParseMediaType(get(fields, "Content-Type"))
	if err != nil && kind == "" {
		kind, params = "text/plain", map[string]string{}
	}
	o.Set("type", value.FromText(kind))
	disposition, more, _ := mime.ParseMediaType(get(fields, "Content-Disposition"))
	if disposition != "" {
		o.Set("disposition", value.FromText(disposition))
	}
	if s := get(fields, "Content-Location"); s != "" {
		o.Set("location", value.FromText(valid(s)))
	}
	if s := get(fields, "Content-Language"); s != "" {
		tags := value.NewList()
		for tag := range strings.SplitSeq(s, ",") {
			tags.Push(value.FromText(strings.TrimSpace(tag)))
		}
		o.Set("language", value.FromCollection(tags))
	}
	if strings.HasPrefix(kind, "multipart/") && params["boundary"] != "" && depth < maxNesting {
		subs := value.NewList()
		for _, sub := range pieces(body, params["boundary"]) {
			if l.parts >= maxParts {
				break
			}
			f, b := header(sub)
			subs.Push(value.FromObject(l.part(f, b, depth+1)))
		}
		o.Set("subParts", value.FromCollection(subs))
		return o
	}
	data, good := plain(body, get(fields, "Content-Transfer-Encoding"))
	name := nameOf(more["filename"], params["name"])
	if strings.HasPrefix(kind, "text/") && disposition != "attachment" && name == "" {
		l.text(o, data, good, params["charset"], get(fields, "Content-Transfer-Encoding"))
		return o
	}
	cid := strings.Trim(get(fields, "Content-ID"), "<> ")
	if name != "" {
		o.Set("name", value.FromText(name))
	}
	if disposition != "inline" && disposition != "attachment" {
		disposition = "attachment"
		if cid != "" {
			disposition = "inline"
		}
	}
	l.attachments.Push((&attachment{data: data, name: name, cid: valid(cid), kind: kind, disposition: disposition}).value(l.class))
	return o
}

// nameOf returns the first name there is, decoded: many programs write encoded
// words where the standards want something else.
func nameOf(names ...string) string {
	for _, s := range names {
		if s != "" {
			return oneLine(decodedHeader(s))
		}
	}
	return ""
}

func (l *letter) text(o *value.Obj, data []byte, good bool, set, transfer string) {
	l.texts++
	id := fmt.Sprintf("p%04d", l.texts)
	o.Set("partId", value.FromText(id))
	cs := charset.ByName(set)
	if set != "" {
		o.Set("charset", value.FromText(set))
	}
	if cs == nil {
		cs, good = charset.ByName("UTF-8"), false
	}
	v := value.NewObject()
	v.Set("value", value.FromText(cs.Decode(data)))
	if !good {
		v.Set("isEncodingProblem", value.FromBool(true))
		o.Set("encoding", value.FromText(transfer))
	}
	l.values.Set(id, value.FromObject(v))
}

// pieces splits the body of a multipart. The last piece may lack its end.
func pieces(body []byte, boundary string) [][]byte {
	var all [][]byte
	delimiter := []byte("--" + boundary)
	start := -1
	for at := 0; at < len(body) && len(all) < maxParts; {
		end, next := len(body), len(body)
		if i := bytes.IndexByte(body[at:], '\n'); i >= 0 {
			end, next = at+i, at+i+1
		}
		line := bytes.TrimRight(body[at:end], " \t\r")
		if rest, ok := bytes.CutPrefix(line, delimiter); ok && (len(rest) == 0 || string(rest) == "--") {
			if start >= 0 {
				all = append(all, withoutEnd(body[start:at]))
			}
			if start = next; len(rest) > 0 {
				return all
			}
		}
		at = next
	}
	if start >= 0 && start < len(body) && len(all) < maxParts {
		all = append(all, body[start:])
	}
	return all
}

// withoutEnd takes the line end away that belongs to the boundary behind it.
func withoutEnd(b []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(b, []byte("\n")), []byte("\r"))
}

// plain undoes a transfer encoding, and reports whether that went well. What
// cannot be decoded is kept as far as it could.
func plain(body []byte, transfer string) (b []byte, good bool) {
	switch strings.ToLower(strings.TrimSpace(transfer)) {
	case "base64":
		clean := bytes.Map(func(r rune) rune {
			if r < 0x80 && (r == '+' || r == '/' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z') {
				return r
			}
			return -1
		}, body)
		clean = clean[:len(clean)-boolInt(len(clean)%4 == 1)]
		out := make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
		n, err := base64.RawStdEncoding.Decode(out, clean)
		return out[:n], err == nil
	case "quoted-printable":
		out, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(body)))
		return out, err == nil
	case "", "7bit", "8bit", "binary":
		return body, true
	}
	return body, false
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
