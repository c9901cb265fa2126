// Package lib lists the families of built-ins: it is the table of contents of
// the language.
package lib

import (
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/lib/array"
	"quoin.dev/quoin/lang/lib/blob"
	"quoin.dev/quoin/lang/lib/collection"
	"quoin.dev/quoin/lang/lib/crypto"
	"quoin.dev/quoin/lang/lib/datetime"
	"quoin.dev/quoin/lang/lib/design"
	"quoin.dev/quoin/lang/lib/desktop"
	"quoin.dev/quoin/lang/lib/environment"
	"quoin.dev/quoin/lang/lib/failure"
	"quoin.dev/quoin/lang/lib/file"
	"quoin.dev/quoin/lang/lib/function"
	"quoin.dev/quoin/lang/lib/http"
	"quoin.dev/quoin/lang/lib/json"
	"quoin.dev/quoin/lang/lib/localisation"
	"quoin.dev/quoin/lang/lib/logic"
	"quoin.dev/quoin/lang/lib/mail"
	"quoin.dev/quoin/lang/lib/math"
	"quoin.dev/quoin/lang/lib/object"
	"quoin.dev/quoin/lang/lib/picture"
	"quoin.dev/quoin/lang/lib/planned"
	"quoin.dev/quoin/lang/lib/process"
	"quoin.dev/quoin/lang/lib/program"
	"quoin.dev/quoin/lang/lib/template"
	"quoin.dev/quoin/lang/lib/testing"
	"quoin.dev/quoin/lang/lib/text"
	"quoin.dev/quoin/lang/lib/variable"
	"quoin.dev/quoin/lang/lib/vector"
	"quoin.dev/quoin/lang/lib/zip"
)

// Families returns every family that needs no application. What needs one (ds,
// Session, Web Form) is added by the embedder, whose rows replace those of the
// same name that are only planned here.
func Families() []command.Family {
	return []command.Family{
		text.Family(),
		math.Family(),
		logic.Family(),
		datetime.Family(),
		object.Family(),
		collection.Family(),
		json.Family(),
		variable.Family(),
		function.Family(),
		failure.Family(),
		process.Family(),
		template.Family(),
		blob.Family(),
		crypto.Family(),
		file.Family(),
		zip.Family(),
		http.Family(),
		mail.Family(),
		picture.Family(),
		program.Family(),
		environment.Family(),
		design.Family(),
		localisation.Family(),
		vector.Family(),
		testing.Family(),
		array.Family(),
		planned.Family(),
		desktop.Family(),
	}
}

// Catalogue returns the catalogue of the families here and of those given.
func Catalogue(more ...command.Family) (*command.Catalogue, error) {
	return command.NewCatalogue(append(Families(), more...)...)
}
