package mail

import (
	"crypto/rand"
	"encoding/hex"
	"path"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/lib/file"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// attachment is what stands behind a 4D.MailAttachment. It never changes.
type attachment struct {
	source                       file.Source // nil: data
	data                         []byte
	name, cid, kind, disposition string
}

// Weigh adds the content (vm.Weighty).
func (a *attachment) Weigh(s *value.Scale) { s.Add(value.FromBlob(a.data)) }

// Immutable marks the attachment: processes may share it.
func (*attachment) Immutable() {}

func attachmentClass() command.Class {
	text := func(name string, get func(*attachment) string) command.Property {
		return command.Property{Name: name, Type: "Text", Get: func(c *vm.Call) (value.Value, error) {
			a := vm.Receiver[*attachment](c)
			if a == nil {
				return value.Value{}, nil
			}
			if s := get(a); s != "" {
				return value.FromText(s), nil
			}
			return value.Value{}, nil
		}}
	}
	return command.Class{
		Name: "MailAttachment",
		Doc:  "A file, or bytes, that goes with a mail.",
		New: &command.Command{Name: "new", Run: newAttachment,
			Sig: "(source: 4D.File|4D.ZipFile|4D.Blob|Blob|Text, name?: Text, cid?: Text, type?: Text, disposition?: Text) : 4D.MailAttachment"},
		Functions: []command.Command{{Name: "getContent", Sig: "() : 4D.Blob", Run: getContent}},
		Properties: []command.Property{
			text("cid", func(a *attachment) string { return a.cid }),
			text("disposition", func(a *attachment) string { return a.disposition }),
			text("name", func(a *attachment) string { return a.name }),
			text("path", func(a *attachment) string { p, _ := a.paths(); return p }),
			text("platformPath", func(a *attachment) string { _, p := a.paths(); return p }),
			text("type", func(a *attachment) string { return a.kind }),
		},
	}
}

func (a *attachment) paths() (string, string) {
	if a.source == nil {
		return "", ""
	}
	return file.Paths(a.source)
}

func (a *attachment) content(p *vm.Process) ([]byte, error) {
	if a.source == nil {
		return a.data, nil
	}
	return a.source.Content(p)
}

func getContent(c *vm.Call) (value.Value, error) {
	a := vm.Receiver[*attachment](c)
	if a == nil {
		return value.Value{}, nil
	}
	b, err := a.content(c.Process)
	return value.FromObject(value.NewNative(nil, &value.Bytes{Data: b})), err
}

func newAttachment(c *vm.Call) (value.Value, error) {
	a := &attachment{}
	v := c.Arg(0)
	source, err := file.SourceOf(c.Process, v)
	if err != nil {
		return value.Value{}, err
	}
	a.name, a.cid, a.kind, a.disposition = oneLine(c.Text(1)), oneLine(c.Text(2)), oneLine(c.Text(3)), oneLine(c.Text(4))
	switch {
	case source != nil:
		a.source = source
		if a.name == "" {
			a.name = source.FullName()
		}
		if _, err := source.Content(c.Process); err != nil { // one that is not there is told now
			return value.Value{}, err
		}
	case v.Kind() == value.Text:
		return value.Value{}, fault.New(fault.Invalid, "mail.attachment", "%s: got an empty path, want that of a file.", c.Name)
	default:
		a.data = c.Blob(0)
		if a.name == "" {
			a.name = randomName()
		}
	}
	if a.kind == "" {
		a.kind = typeOf(a.name)
	}
	switch strings.ToLower(a.disposition) {
	case "attachment", "inline":
		a.disposition = strings.ToLower(a.disposition)
	case "":
		a.disposition = "attachment"
		if a.cid != "" {
			a.disposition = "inline"
		}
	default:
		return value.Value{}, fault.New(fault.Invalid, "mail.attachment", "%s: got the disposition %q, want attachment or inline.", c.Name, a.disposition)
	}
	return a.value(c.Class("MailAttachment")), c.Err()
}

func (a *attachment) value(class *vm.Class) value.Value {
	return value.FromObject(value.NewNative(class, a))
}

func randomName() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails
	return strings.ToUpper(hex.EncodeToString(b))
}

// typeOf returns the media type of a file by its name.
func typeOf(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".png":
		return "image/png"
	case ".gif":
		return "image/gif"
	case ".pdf":
		return "application/pdf"
	case ".doc":
		return "application/msword"
	case ".xls":
		return "application/vnd.ms-excel"
	case ".ppt":
		return "application/vnd.ms-powerpoint"
	case ".zip":
		return "application/zip"
	case ".gz":
		return "application/gzip"
	case ".json":
		return "application/json"
	case ".js":
		return "application/javascript"
	case ".ps":
		return "application/postscript"
	case ".xml":
		return "application/xml"
	case ".htm", ".html":
		return "text/html"
	case ".mp3":
		return "audio/mpeg"
	}
	return "application/octet-stream"
}

// oneLine removes what would begin another header.
func oneLine(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '\r' || r == '\n' || r == 0 {
			return ' '
		}
		return r
	}, s))
}
