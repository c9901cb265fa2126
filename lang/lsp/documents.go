package lsp

import (
	"context"
	"fmt"
	"path"
	"strings"

	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/service"
	"quoin.dev/quoin/source"
)

// document is a text that the client has open: its text counts, not the disk's.
type document struct {
	uri     uri
	project *project
	path    string
	version int
	dialect lang.Dialect
	text    string
	code    bool // the text is code and known to the project's service
}

// MaxText is the size in bytes of the largest document that is looked at.
const MaxText = 16 << 20

func (s *server) didOpen(_ context.Context, p openParams) error {
	t := p.TextDocument
	pr, at, err := s.place(t.URI)
	if err != nil {
		return err
	}
	d := &document{uri: t.URI, project: pr, path: at, version: t.Version, text: t.Text}
	d.code, d.dialect = language(t.LanguageID, t.URI)
	if src := d.source(); d.code && pr.base != "" && pr.service.Rival(src) != "" {
		// Another file of that name counts in the project: this one stands alone.
		if d.project, d.path, err = s.loose(t.URI); err != nil {
			return err
		}
	}
	s.docs[t.URI] = d
	s.take(d)
	return nil
}

// language tells code of both dialects by the extension, else by the client's
// name of the language.
func language(id string, u uri) (code bool, d lang.Dialect) {
	name := strings.ToLower(u.name())
	switch {
	case strings.HasSuffix(name, ".4qs"):
		return true, lang.Qodly
	case strings.HasSuffix(name, ".4dm"):
		return true, lang.FourD
	case u.file() != "" && path.Ext(name) != "":
		return false, lang.FourD
	}
	switch strings.ToLower(id) {
	case "4d", "fourd":
		return true, lang.FourD
	case "4qs", "qodly", "qodlyscript":
		return true, lang.Qodly
	}
	return false, lang.FourD
}

// source is the document as the language's front door takes it. A loose
// document that stands in no folder of classes is a class if it reads as one.
func (d *document) source() lang.Source {
	src := service.SourceOf(d.path, d.text)
	if d.project.base == "" {
		src = service.SourceOf(d.uri.name(), d.text)
		src.Path = d.path
		if src.Kind == lang.Method && service.ReadsAsClass(d.text, d.dialect) {
			src.Kind = lang.Class
		}
	}
	src.Dialect = d.dialect
	return src
}

// take hands the text of a document over and has it checked.
func (s *server) take(d *document) {
	if !d.code {
		return
	}
	if len(d.text) > MaxText {
		d.code = false
		d.project.service.Close(d.path)
		s.log.Warn("a document is too large to be looked at", "uri", d.uri, "bytes", len(d.text))
		return
	}
	d.project.service.Open(d.source())
	s.checks.changed(d)
}

func (s *server) didChange(_ context.Context, p changeParams) error {
	d := s.docs[p.TextDocument.URI]
	if d == nil {
		return fmt.Errorf("the document %s is not open", p.TextDocument.URI)
	}
	for _, c := range p.ContentChanges {
		d.text = apply(d.text, c)
	}
	d.version = p.TextDocument.Version
	s.take(d)
	return nil
}

// apply returns a text after a change.
func apply(text string, c change) string {
	if c.Range == nil {
		return c.Text
	}
	f := source.NewFile("", text)
	start, end := offsetOf(f, c.Range.Start), offsetOf(f, c.Range.End)
	if end < start {
		start, end = end, start
	}
	return text[:start] + c.Text + text[end:]
}

func (s *server) didSave(_ context.Context, p documentParams) error {
	if d := s.docs[p.TextDocument.URI]; d != nil && d.project.base != "" {
		s.reload(d.project)
	}
	return nil
}

func (s *server) didClose(_ context.Context, p documentParams) error {
	d := s.docs[p.TextDocument.URI]
	if d == nil {
		return nil
	}
	delete(s.docs, d.uri)
	if d.code {
		d.project.service.Close(d.path)
		s.checks.closed(d)
	}
	return nil
}
