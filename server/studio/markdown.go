package studio

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// markdown renders our own pages: with tables, without HTML.
var markdown = goldmark.New(
	goldmark.WithExtensions(extension.Table),
	goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(pageTransformer{}, 0))),
)

// markdownHTML turns Markdown into HTML.
func markdownHTML(page string) (string, error) {
	var b bytes.Buffer
	err := markdown.Convert([]byte(page), &b)
	return b.String(), err
}

// pageTransformer makes links lead to the pages that the server has, takes away
// those to other files beside them, and marks severities.
type pageTransformer struct{}

// Transform makes it a parser.ASTTransformer.
func (pageTransformer) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	var dead []ast.Node
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // no step of it fails
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link:
			if strings.ContainsAny(string(n.Destination), "/:") {
				return ast.WalkContinue, nil
			}
			if page, ours := strings.CutSuffix(string(n.Destination), ".md"); ours {
				n.Destination = []byte(page)
			} else {
				dead = append(dead, n)
			}
		case *ast.Emphasis:
			if t, ok := n.FirstChild().(*ast.Text); ok {
				switch s := string(t.Value(reader.Source())); s {
				case "error", "warning", "hint":
					n.SetAttributeString("class", []byte(s))
				}
			}
		}
		return ast.WalkContinue, nil
	})
	for _, link := range dead {
		parent := link.Parent()
		for child := link.FirstChild(); child != nil; child = link.FirstChild() {
			parent.InsertBefore(parent, link, child)
		}
		parent.RemoveChild(parent, link)
	}
}
