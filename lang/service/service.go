// Package service answers the questions of a code editor about a project:
// completion, hover, definitions, references, edits. It knows no protocol and
// does no input or output; places are byte offsets of files.
//
//	s := service.New(files)
//	s.Open(source)                                  // an editor's text instead of the disk's
//	items := s.Complete(ctx, path, offset, service.CompleteOptions{})
package service

import (
	"context"
	"path"
	"strings"
	"sync"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/check"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// Files is what a project's folder holds at one moment.
type Files struct {
	// Options are the built-ins and the data model. Revision tells two data models
	// apart: where it changes, everything is checked anew.
	Options  lang.Options
	Revision string
	Sources  []lang.Source
	// Mentions are the names of code that other files hold: pages, roles,
	// handlers. nil: there are none.
	Mentions func() []Mention
	// Place returns where the data model declares a dataclass or attribute
	// (attribute "" for the dataclass itself). nil: there is no model.
	Place func(dataclass, attribute string) (Location, bool)
	// Problems returns what is wrong with the files that are no code. It may take
	// its time. nil: nothing.
	Problems func(context.Context) []fault.Problem
}

// Location is a place in a file.
type Location struct {
	File *source.File
	Span source.Span
}

// Edit replaces a place by a text.
type Edit struct {
	Location
	Text string
}

// Mention is the name of a class, function or attribute in a file that is no
// code. Span covers the name alone.
type Mention struct {
	Location
	Kind MentionKind
	// Owner is the class of a function or attribute, "User", "UserEntity" or
	// "DataStore"; for a function of "User" that may as well be one of its
	// entities or selections, Loose is true.
	Owner string
	Loose bool
	Name  string
}

// MentionKind says what a mention names.
type MentionKind uint8

// The kinds of mentions.
const (
	MentionsFunction MentionKind = iota
	MentionsAttribute
	MentionsClass
)

// Service answers questions about one project. Questions may be asked at the
// same time; Update, Open and Close are to be called by one goroutine while no
// question is asked.
type Service struct {
	files *Files
	ws    *lang.Workspace
	disk  map[string]lang.Source
	open  map[string]lang.Source

	mu        sync.Mutex // guards what follows
	mentions  []Mention
	asked     bool // mentions are known
	scans     map[*source.File][]syntax.Token
	explained map[string]*check.Symbol // of the latest completion, by key
}

// New returns a service over the files of a project.
func New(f *Files) *Service {
	s := &Service{disk: map[string]lang.Source{}, open: map[string]lang.Source{}}
	s.Update(f)
	return s
}

// Workspace returns the sources as they are checked.
func (s *Service) Workspace() *lang.Workspace { return s.ws }

// Update takes what is on disk now; open documents keep their texts.
func (s *Service) Update(f *Files) {
	fresh := s.files == nil || s.files.Revision != f.Revision
	before := s.disk
	s.files, s.disk = f, make(map[string]lang.Source, len(f.Sources))
	s.forget()
	for _, src := range f.Sources {
		s.disk[src.Path] = src
	}
	if fresh {
		s.ws = lang.NewWorkspace(f.Options)
		s.ws.Set(f.Sources...)
		for _, src := range s.open {
			s.ws.Set(src)
		}
		return
	}
	for p := range before {
		if _, there := s.disk[p]; !there && s.open[p].Path == "" {
			s.ws.Remove(p)
		}
	}
	var changed []lang.Source
	for _, src := range f.Sources {
		if s.open[src.Path].Path == "" && before[src.Path] != src {
			changed = append(changed, src)
		}
	}
	s.ws.Set(changed...)
}

// Open takes the text of an editor instead of the one on disk; again for each
// change of it.
func (s *Service) Open(src lang.Source) {
	s.open[src.Path] = src
	s.ws.Set(src)
}

// Close goes back to the text on disk.
func (s *Service) Close(path string) {
	delete(s.open, path)
	if src, there := s.disk[path]; there {
		s.ws.Set(src)
	} else {
		s.ws.Remove(path)
	}
}

// forget drops what was derived from the files.
func (s *Service) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mentions, s.asked, s.scans = nil, false, nil
}

// Rival returns the path of another source of the same kind and name, which
// counts instead of this one; "" if there is none.
func (s *Service) Rival(src lang.Source) string {
	if _, there := s.disk[src.Path]; there {
		return ""
	}
	for p, other := range s.disk {
		if other.Kind == src.Kind && strings.EqualFold(other.Name, src.Name) {
			return p
		}
	}
	return ""
}

// Problems returns the function that finds what is wrong with the files that are
// no code, as they are now. It may be called later.
func (s *Service) Problems() func(context.Context) []fault.Problem {
	if s.files.Problems == nil {
		return func(context.Context) []fault.Problem { return nil }
	}
	return s.files.Problems
}

// Mentions returns the names of code that files other than code hold.
func (s *Service) Mentions() []Mention {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.asked && s.files.Mentions != nil {
		s.mentions = s.files.Mentions()
	}
	s.asked = true
	return s.mentions
}

// IsCode reports whether a file is one of code.
func IsCode(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".4dm" || ext == ".4qs"
}

// SourceOf returns the source that a path stands for: its dialect by the
// extension, what it is by the folder.
func SourceOf(file, text string) lang.Source {
	base := path.Base(file)
	src := lang.Source{Path: file, Name: strings.TrimSuffix(base, path.Ext(base)), Text: text}
	if strings.EqualFold(path.Ext(base), ".4qs") {
		src.Dialect = lang.Qodly
	}
	switch strings.ToLower(path.Base(path.Dir(file))) {
	case "classes":
		src.Kind = lang.Class
	case "databasemethods":
		src.Kind = lang.DatabaseMethod
	case "triggers":
		src.Kind = lang.Trigger
	}
	return src
}

// name returns the name of the class or method that a file is.
func (s *Service) name(path string) string {
	if src, ok := s.open[path]; ok {
		return src.Name
	}
	return SourceOf(path, "").Name
}

// document is a file as one question sees it.
type document struct {
	path   string
	info   *check.Info
	file   *syntax.File
	source *source.File
	tokens []syntax.Token
}

// document returns a file of the workspace, nil if there is none.
func (s *Service) document(path string) *document {
	info := s.ws.Info(path)
	if info == nil || info.File == nil {
		return nil
	}
	d := &document{path: path, info: info, file: info.File, source: info.File.Source}
	d.tokens = s.scan(d.source, d.file.Dialect)
	return d
}

// maxScans is how many files keep their tokens.
const maxScans = 32

// scan returns the tokens of a file, kept while the same text is asked about.
func (s *Service) scan(f *source.File, d syntax.Dialect) []syntax.Token {
	s.mu.Lock()
	defer s.mu.Unlock()
	if tokens, ok := s.scans[f]; ok {
		return tokens
	}
	if s.scans == nil || len(s.scans) >= maxScans {
		s.scans = map[*source.File][]syntax.Token{}
	}
	tokens := syntax.Tokens(f, d)
	s.scans[f] = tokens
	return tokens
}

// Source returns a file of the workspace as text with positions, nil if there
// is none.
func (s *Service) Source(path string) *source.File {
	if d := s.document(path); d != nil {
		return d.source
	}
	return nil
}
