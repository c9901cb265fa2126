// Package storetest provides the conformance suite of database engines, the
// model and data it runs on, and a naive evaluator of plans to compare with.
package storetest

import (
	"embed"

	"quoin.dev/quoin/orda/model"
)

//go:embed testdata/bookshop.4DCatalog
var files embed.FS

// Bookshop returns the model of the specification's examples: authors, books,
// genres; and a dataclass Thing with an attribute of each type.
func Bookshop() *model.Model {
	const path = "testdata/bookshop.4DCatalog"
	data, err := files.ReadFile(path)
	if err != nil {
		panic(err)
	}
	m, problems, err := model.ReadCatalog(path, data)
	if err != nil || len(problems) > 0 {
		panic(problems)
	}
	return m
}
