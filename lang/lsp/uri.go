package lsp

import (
	"net/url"
	"path"
	"path/filepath"
	"strings"
)

// uri is a document's identifier as the client writes it.
type uri string

// fileURI returns the identifier of a file on this machine.
func fileURI(file string) uri {
	return uri((&url.URL{Scheme: "file", Path: filepath.ToSlash(file)}).String())
}

// file returns the path of a "file" identifier; "" for another scheme.
func (u uri) file() string {
	parsed, err := url.Parse(string(u))
	if err != nil || parsed.Scheme != "file" || !strings.HasPrefix(parsed.Path, "/") {
		return ""
	}
	return filepath.Clean(filepath.FromSlash(parsed.Path))
}

// name returns the path part of any identifier, for its folder and extension.
func (u uri) name() string {
	parsed, err := url.Parse(string(u))
	if err != nil {
		return string(u)
	}
	if parsed.Opaque != "" {
		return parsed.Opaque
	}
	return parsed.Path
}

// below returns the path of a document relative to a folder, with "/"; false
// when it is not in it.
func (u uri) below(base uri) (string, bool) {
	doc, err := url.Parse(string(u))
	if err != nil {
		return "", false
	}
	folder, err := url.Parse(string(base))
	if err != nil || doc.Scheme != folder.Scheme || doc.Host != folder.Host {
		return "", false
	}
	inside, ok := strings.CutPrefix(path.Clean(doc.Path), strings.TrimSuffix(path.Clean(folder.Path), "/")+"/")
	if !ok {
		return "", false
	}
	return inside, inside != ""
}

// join returns the identifier of a path below a folder.
func (u uri) join(relative string) uri {
	base, err := url.Parse(string(u))
	if err != nil {
		return u
	}
	base.Path = path.Join(base.Path, relative)
	base.RawPath = ""
	return uri(base.String())
}
