// Package ui holds the built files of the browser side. They are made by
// "make ui"; on a clone that has not built them the file system is empty and
// the pages say so.
package ui

import (
	"embed"
	"io/fs"
)

//go:embed packages/components/definitions.json
var definitions []byte

// Definitions describes the page components: names, properties, triggers, slots.
// It is generated from the components and checked by a test.
func Definitions() []byte { return definitions }

//go:embed packages/components/theme/tokens.css
var tokens []byte

// Tokens is the style sheet of colours, sizes and fonts, for pages that are not
// built with the others.
func Tokens() []byte { return tokens }

//go:embed all:dist
var files embed.FS

// Files returns the built files: pages/, studio/ and dashboard/.
func Files() fs.FS {
	sub, err := fs.Sub(files, "dist")
	if err != nil {
		panic(err) // the folder is part of the embedding directive
	}
	return sub
}
