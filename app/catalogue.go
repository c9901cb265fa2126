package app

import (
	"quoin.dev/quoin/app/bind"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/lib"
)

// Catalogue returns the built-ins of the language with those that the
// application adds: ds, Session, Web Form and so on.
func Catalogue() (*command.Catalogue, error) {
	return command.NewCatalogue(append(lib.Families(), bind.Families()...)...)
}
