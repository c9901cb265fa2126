// Package sqltext turns relational plans and changes into SQL text with bound
// parameters. It is the only place where SQL is put together; values never
// become text.
//
// Every table has three columns of our own, and a text column has a companion
// with its collation key, which equality, order and indexes use:
//
//	_rec    the hidden record number, never reused
//	_stamp  how often the record was saved
//	_time   when it was last saved: milliseconds since 1970, UTC
//	"title" the text         "title$k" its key
//
// The engine provides these functions of SQL:
//
//	quoin_match(text, pattern)    text.Collator.Match
//	quoin_same(text, text)        text.Collator.Equal, for keys cut off at KeyLimit
//	quoin_word(text, pattern)     whether a word of the text matches
//	quoin_object(json, handle)    plan.HoldIn
//	quoin_rank(json, handle)      bytes that sort as what a path leads to
//	quoin_among(number, handle)   whether a number is in a sorted list
//
// where handle is a parameter that stands for a Go value, see Handle.
package sqltext

import (
	"strings"

	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/text"
)

// KeyLimit is the greatest length of a stored collation key, in bytes. Longer
// keys are cut off: texts that agree so far sort as equal, and equality looks
// at the text itself.
const KeyLimit = 1024

// Names gives the physical names, which stay when the model renames. The table
// of a dataclass is asked for before its columns.
type Names interface {
	Table(*model.Dataclass) (string, error)
	Column(*model.Attribute) (string, error)
}

// Handle is an argument that a function of the engine gets as a Go value.
type Handle struct{ Value any }

// Statement is SQL with its arguments: int64, float64, string, []byte or Handle.
type Statement struct {
	Text string
	Args []any
}

// Key returns the stored collation key of a text.
func Key(c *text.Collator, s string) []byte {
	k := c.Key(s)
	if k == nil {
		return []byte{}
	}
	return k[:min(len(k), KeyLimit)]
}

// Quote returns a name as an SQL identifier.
func Quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// KeyName returns the name of the companion of a text column.
func KeyName(column string) string { return column + "$k" }

// Keyed reports whether the attribute has a companion with its collation key.
func Keyed(a *model.Attribute) bool { return a.Type == model.TextType }

// Deferred reports whether a column is read by size unless asked for whole.
func Deferred(a *model.Attribute) bool {
	return a.Type == model.PictureType || a.Type == model.BlobType
}
