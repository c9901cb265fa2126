package mail

import (
	"bytes"
	"fmt"
	"mime"
	"net/mail"
	"sort"
	"strings"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/text"
	"quoin.dev/quoin/value"
)

// maxMail bounds a mail, as it is written or read.
const maxMail = 64 << 20

// draft is a mail about to be written.
type draft struct {
	process *vm.Process
	mail    *value.Obj
	encoding
	out bytes.Buffer
	err error

	from, recipients []*mail.Address
}

func convertToMIME(c *vm.Call) (value.Value, error) {
	o := c.Object(0)
	if o == nil {
		return value.Value{}, fault.New(fault.Invalid, "mail.empty", "%s: got no mail, want an object.", c.Name)
	}
	e, err := encodingOf(c.Object(1), encoding{modeUTF8, modeUTF8})
	if err != nil || c.Err() != nil {
		return value.Value{}, err
	}
	d := &draft{process: c.Process, mail: o, encoding: e}
	if err := d.write(true); err != nil {
		return value.Value{}, err
	}
	return value.FromText(d.out.String()), nil
}

// fail keeps the first error.
func (d *draft) fail(err error) {
	if d.err == nil {
		d.err = err
	}
}

// write writes the mail. Blind copies are shown only where the mail is kept.
func (d *draft) write(withBcc bool) error {
	d.line("MIME-Version", "1.0")
	d.line("Date", d.date().Format(time.RFC1123Z))
	d.line("Message-ID", d.messageID())
	d.people("Sender", "sender", false)
	d.from = d.people("From", "from", false)
	for _, x := range [...][2]string{{"To", "to"}, {"Cc", "cc"}, {"Bcc", "bcc"}} {
		d.recipients = append(d.recipients, d.people(x[0], x[1], x[1] == "bcc" && !withBcc)...)
	}
	d.people("Reply-To", "replyTo", false)
	d.line("Subject", d.word(d.mail.Get("subject").AsText()))
	d.identifiers("In-Reply-To", "inReplyTo")
	d.identifiers("References", "references")
	if s := d.mail.Get("comments").AsText(); s != "" {
		d.line("Comments", d.word(s))
	}
	d.keywords()
	d.headers()
	if d.err == nil {
		d.body()
	}
	if d.out.Len() > maxMail {
		d.fail(fault.New(fault.Limit, "mail.size", "The mail has more than %d MB.", maxMail>>20))
	}
	return d.err
}

func (d *draft) line(name, v string) { fmt.Fprintf(&d.out, "%s: %s\r\n", name, v) }

func (d *draft) date() time.Time {
	now := d.process.Runtime.Host.Clock.Now().UTC()
	s := d.mail.Get("sendAt").AsText()
	if s == "" {
		return now
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02", time.RFC1123Z} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	d.fail(fault.New(fault.Invalid, "mail.date", "Got %q in the property sendAt of a mail, want a time such as 2026-11-20T13:05:00Z.", s))
	return now
}

func (d *draft) messageID() string {
	if s := oneLine(d.mail.Get("messageId").AsText()); s != "" {
		return "<" + strings.Trim(s, "<>") + ">"
	}
	b := make([]byte, 16)
	if _, err := d.process.Runtime.Host.Random.Read(b); err != nil {
		d.fail(fault.New(fault.IO, "host.random", "No random bytes: %w", err))
	}
	domain := "localhost"
	if list, err := addresses("from", d.mail.Get("from")); err == nil && len(list) > 0 {
		domain = list[0].Address[strings.LastIndexByte(list[0].Address, '@')+1:]
	}
	return fmt.Sprintf("<%X@%s>", b, domain)
}

// people writes a header with addresses and returns them.
func (d *draft) people(header, property string, hidden bool) []*mail.Address {
	list, err := addresses(property, d.mail.Get(property))
	if err != nil {
		d.fail(err)
		return nil
	}
	if len(list) == 0 || hidden {
		return list
	}
	shown := make([]string, len(list))
	for i, a := range list {
		if shown[i] = a.Address; a.Name != "" {
			name := d.word(a.Name)
			if text.IsASCII(a.Name) {
				name = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(a.Name) + `"`
			}
			shown[i] = name + " <" + a.Address + ">"
		}
	}
	d.line(header, strings.Join(shown, ",\r\n "))
	return list
}

// identifiers writes those of other mails: a text, or a collection.
func (d *draft) identifiers(header, property string) {
	v := d.mail.Get(property)
	var all []string
	add := func(s string) {
		for _, id := range strings.Fields(oneLine(s)) {
			all = append(all, "<"+strings.Trim(id, "<>,")+">")
		}
	}
	if l := v.AsCollection(); l != nil {
		for _, one := range l.Items() {
			add(one.AsText())
		}
	} else {
		add(v.AsText())
	}
	if len(all) > 0 {
		d.line(header, strings.Join(all, "\r\n "))
	}
}

func (d *draft) keywords() {
	o := d.mail.Get("keywords").AsObject()
	if o == nil {
		return
	}
	var all []string
	for name, v := range o.All() {
		if v.AsBool() {
			all = append(all, d.word(strings.ReplaceAll(name, ",", " ")))
		}
	}
	if len(all) > 0 {
		d.line("Keywords", strings.Join(all, ",\r\n "))
	}
}

// ours are the headers that other properties, or the parts of the mail, make.
var ours = map[string]bool{"mime-version": true, "date": true, "message-id": true, "sender": true, "from": true, "to": true, "cc": true,
	"bcc": true, "reply-to": true, "subject": true, "in-reply-to": true, "references": true, "comments": true, "keywords": true,
	"content-type": true, "content-transfer-encoding": true, "content-disposition": true, "content-id": true}

// headers writes those of the collection headers.
func (d *draft) headers() {
	l := d.mail.Get("headers").AsCollection()
	if l == nil {
		return
	}
	for _, v := range l.Items() {
		o := v.AsObject()
		if o == nil {
			continue
		}
		name := strings.TrimSpace(o.Get("name").AsText())
		if name == "" || ours[strings.ToLower(name)] {
			continue
		}
		if strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r >= 0x7F || r == ':' }) {
			d.fail(fault.New(fault.Invalid, "mail.header", "Got %q as the name of a header, want letters, digits and hyphens.", name))
			return
		}
		d.line(name, d.word(o.Get("value").AsText()))
	}
}

// part is a piece of a mail: text, an attachment, or several pieces.
type part struct {
	kind       string // media type
	text       string // of a text
	attachment *attachment
	parts      []*part // of a multipart
}

// body writes what the mail says. Pictures that its HTML shows stand beside it
// (related), text and HTML are two forms of the same (alternative), what is
// attached follows (mixed).
func (d *draft) body() {
	texts, htmls, more := d.texts()
	var inline, attached []*part
	if l := d.mail.Get("attachments").AsCollection(); l != nil {
		for i, v := range l.Items() {
			o := v.AsObject()
			if o == nil {
				continue
			}
			a, ok := o.Native.(*attachment)
			if !ok {
				d.fail(fault.New(fault.Invalid, "mail.attachment", "Element %d of the attachments of a mail is none: use MAIL New attachment.", i))
				return
			}
			if a.disposition == "inline" && len(htmls) > 0 {
				inline = append(inline, &part{kind: a.kind, attachment: a})
			} else {
				attached = append(attached, &part{kind: a.kind, attachment: a})
			}
		}
	}
	var main *part
	if len(htmls) > 0 {
		main = htmls[0]
		more = append(more, htmls[1:]...)
		if len(inline) > 0 {
			main = &part{kind: "multipart/related", parts: append([]*part{main}, inline...)}
		}
	}
	switch {
	case len(texts) > 0 && main != nil:
		main = &part{kind: "multipart/alternative", parts: []*part{texts[0], main}}
		more = append(more, texts[1:]...)
	case len(texts) > 0:
		main = texts[0]
		more = append(more, texts[1:]...)
	case main == nil && len(more)+len(attached) == 0:
		main = &part{kind: "text/plain"}
	}
	if rest := append(more, attached...); len(rest) > 0 {
		all := rest
		if main != nil {
			all = append([]*part{main}, rest...)
		}
		main = &part{kind: "multipart/mixed", parts: all}
	}
	d.part(main)
}

// texts returns the texts of the mail: textBody and htmlBody, or those of a
// mail that was read, where they stand in bodyValues.
func (d *draft) texts() (plain, html, other []*part) {
	if s := d.mail.Get("textBody").AsText(); s != "" {
		plain = append(plain, &part{kind: "text/plain", text: s})
	}
	if s := d.mail.Get("htmlBody").AsText(); s != "" {
		html = append(html, &part{kind: "text/html", text: s})
	}
	structure, values := d.mail.Get("bodyStructure").AsObject(), d.mail.Get("bodyValues").AsObject()
	if len(plain)+len(html) > 0 || structure == nil || values == nil {
		if s := d.mail.Get("stringBody").AsText(); len(plain) == 0 && s != "" {
			plain = append(plain, &part{kind: "text/plain", text: s})
		}
		return plain, html, nil
	}
	var walk func(o *value.Obj, depth int)
	walk = func(o *value.Obj, depth int) {
		if l := o.Get("subParts").AsCollection(); l != nil && depth < maxNesting {
			for _, v := range l.Items() {
				if sub := v.AsObject(); sub != nil {
					walk(sub, depth+1)
				}
			}
			return
		}
		v := values.Get(o.Get("partId").AsText()).AsObject()
		if v == nil {
			return
		}
		p := &part{kind: strings.ToLower(oneLine(o.Get("type").AsText())), text: v.Get("value").AsText()}
		switch p.kind {
		case "text/html":
			html = append(html, p)
		case "", "text/plain":
			p.kind = "text/plain"
			plain = append(plain, p)
		default:
			other = append(other, p)
		}
	}
	walk(structure, 0)
	return plain, html, other
}

// part writes the headers and the content of a piece.
func (d *draft) part(p *part) {
	switch {
	case d.err != nil:
	case p.parts != nil:
		b := make([]byte, 16)
		if _, err := d.process.Runtime.Host.Random.Read(b); err != nil {
			d.fail(fault.New(fault.IO, "host.random", "No random bytes: %w", err))
			return
		}
		boundary := fmt.Sprintf("=_%X", b)
		d.line("Content-Type", mime.FormatMediaType(p.kind, map[string]string{"boundary": boundary}))
		for _, sub := range p.parts {
			fmt.Fprintf(&d.out, "\r\n--%s\r\n", boundary)
			d.part(sub)
		}
		fmt.Fprintf(&d.out, "\r\n--%s--\r\n", boundary)
	case p.attachment != nil:
		d.attachment(p.attachment)
	default:
		t := d.encoding.text(p.text)
		kind := mime.FormatMediaType(p.kind, map[string]string{"charset": t.charset})
		if kind == "" {
			kind = "text/plain; charset=" + t.charset
		}
		d.line("Content-Type", kind)
		d.line("Content-Transfer-Encoding", t.transfer)
		d.out.WriteString("\r\n")
		d.out.Write(t.data)
	}
}

func (d *draft) attachment(a *attachment) {
	b, err := a.content(d.process)
	if err == nil && d.out.Len()+len(b) > maxMail {
		err = fault.New(fault.Limit, "mail.size", "The mail has more than %d MB.", maxMail>>20)
	}
	if err == nil {
		err = d.process.Grow(int64(2 * len(b)))
	}
	if err != nil {
		d.fail(err)
		return
	}
	kind, params, err := mime.ParseMediaType(a.kind)
	if err != nil || strings.HasPrefix(kind, "multipart/") || strings.HasPrefix(kind, "message/") {
		kind, params = "application/octet-stream", map[string]string{}
	}
	d.line("Content-Type", d.named(kind, "name", a.name, params))
	d.line("Content-Transfer-Encoding", "base64")
	d.line("Content-Disposition", d.named(a.disposition, "filename", a.name, map[string]string{}))
	if a.cid != "" {
		d.line("Content-ID", "<"+strings.Trim(a.cid, "<>")+">")
	}
	d.out.WriteString("\r\n")
	d.out.Write(inBase64(b))
}

// named writes a value with parameters, one of them a name in any letters
// (RFC 2231).
func (d *draft) named(v, parameter, name string, params map[string]string) string {
	delete(params, parameter)
	keys := make([]string, 0, len(params))
	for k := range params {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	out := v
	for _, k := range keys {
		if s := mime.FormatMediaType("x/x", map[string]string{k: params[k]}); s != "" {
			out += strings.TrimPrefix(s, "x/x")
		}
	}
	if s := mime.FormatMediaType("x/x", map[string]string{parameter: valid(name)}); name != "" && s != "" {
		out += ";\r\n " + strings.TrimPrefix(strings.TrimPrefix(s, "x/x"), "; ")
	}
	return out
}
