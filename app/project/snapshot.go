package project

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"quoin.dev/quoin/fault"
)

// Hash identifies a file's content.
type Hash [sha256.Size]byte

// String returns 64 hexadecimal digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// HashOf returns the hash of a content.
func HashOf(data []byte) Hash { return sha256.Sum256(data) }

// File is a text file of the project at one moment. A file that did not
// change from one snapshot to the next is the same *File.
type File struct {
	Path string // relative to the project's folder, with "/"
	Data []byte // must not be changed
	Hash Hash
}

// Text returns the content without a byte order mark.
func (f *File) Text() string { return strings.TrimPrefix(string(f.Data), "\uFEFF") }

// Dialect is the language of a source file.
type Dialect uint8

const (
	FourD       Dialect = iota // .4dm
	QodlyScript                // .4qs
)

// Source is a file of code. Name is the file's name without extension: the
// name of the class, method or database method, or "table_3" for a trigger.
type Source struct {
	Name    string
	Dialect Dialect
	File    *File
}

// Page is a page file.
type Page struct {
	Name string
	File *File
}

// Snapshot is what a project's files said at one moment. It is immutable.
// Names resolve without regard to case; where two differ only by case, the
// first one counts and the other is a problem.
type Snapshot struct {
	Name string
	Root string // absolute path of the project's folder

	Classes, Methods, DatabaseMethods, Triggers []*Source
	Pages                                       []*Page

	// Catalog is catalog.4DCatalog or model.4DModel, nil if there is none;
	// IsModel tells which.
	Catalog *File
	IsModel bool

	// Other files of the project, nil where there is none.
	Roles, Handlers, HTTPRules, Folders, CatalogEditor               *File
	App, OldApp, Settings                                            *File
	SharedSources, SharedStyles, Conditions, AppEvents, Translations *File
	Crafts, Components                                               *File

	// Files has every text that was loaded, by its path.
	Files map[string]*File
	// Assets are the other files of the Shared folder, by their path in it in
	// lower case ("images/logo.png"), as pages find them; the values are paths
	// relative to the project's folder.
	Assets map[string]string
	// Uses are the components whose code this project uses, dependencies first.
	Uses []*Component
	// Problems are files that could not be read, or that another one hides.
	Problems []fault.Problem

	folders map[string]string // lower-case path to the path on disk
	byName  map[string]*Source
	pages   map[string]*Page
}

// Class returns the source of a class, nil if none.
func (s *Snapshot) Class(name string) *Source { return s.byName["class "+strings.ToLower(name)] }

// Method returns the source of a project method, nil if none.
func (s *Snapshot) Method(name string) *Source { return s.byName["method "+strings.ToLower(name)] }

// DatabaseMethod returns the source of a database method ("onStartup"), nil if
// none.
func (s *Snapshot) DatabaseMethod(name string) *Source {
	return s.byName["database method "+strings.ToLower(name)]
}

// Page returns a page by its name, nil if none.
func (s *Snapshot) Page(name string) *Page { return s.pages[strings.ToLower(name)] }

// Folder returns the path of a folder on disk, relative to the project's,
// whatever the case of the one asked for ("Project/Sources/Shared"); "" when
// there is none.
func (s *Snapshot) Folder(path string) string { return s.folders[strings.ToLower(path)] }

// Same reports whether two snapshots say the same: files of the same content at
// the same paths, and the same assets.
func (s *Snapshot) Same(other *Snapshot) bool {
	return maps.EqualFunc(s.Files, other.Files, func(a, b *File) bool { return a == b || a.Hash == b.Hash }) &&
		maps.Equal(s.Assets, other.Assets) &&
		slices.EqualFunc(s.Uses, other.Uses, func(a, b *Component) bool { return a.Root == b.Root && a.Snapshot.Same(b.Snapshot) })
}

// add takes a source under its name, unless one of the same name is there.
func (s *Snapshot) add(kind string, list *[]*Source, src *Source) {
	key := kind + " " + strings.ToLower(src.Name)
	if other := s.byName[key]; other != nil {
		s.warn(src.File.Path, "project.same-name", "The %s %s is also in %s, which is the one taken.", kind, src.Name, other.File.Path)
		return
	}
	s.byName[key] = src
	*list = append(*list, src)
}

func (s *Snapshot) warn(path, code, format string, args ...any) {
	problem := fault.AsProblem(fault.New(fault.Invalid, code, format, args...), path)
	problem.Severity = fault.Warning
	s.Problems = append(s.Problems, problem)
}
