package syntax

import "quoin.dev/quoin/source"

// ParseFile parses a file.
func ParseFile(f *source.File, d Dialect, k FileKind) *File {
	return &File{Source: f, Dialect: d, Kind: k, Body: &Block{}, Errors: []Error{{Code: "syntax.unfinished", Message: "the parser is being written"}}}
}

// ParseExpression parses one expression.
func ParseExpression(f *source.File, d Dialect) (Expr, []Error) {
	return &BadExpr{}, ParseFile(f, d, ExpressionOnly).Errors
}

// ParseSnippet parses statements or a single expression.
func ParseSnippet(f *source.File, d Dialect) *File { return ParseFile(f, d, Method) }

// Print returns the file's text in canonical layout.
func Print(f *File, d Dialect) string { return f.Source.Text }
