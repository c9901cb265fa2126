// Package lsp provides the language server: the Language Server Protocol 3.17
// over a stream of JSON-RPC messages. It knows the protocol, the open documents
// and when to check; the answers come from package service, the files from a
// Project.
//
//	err := lsp.Serve(ctx, lsp.NewStream(stdio), lsp.Options{Open: open})
package lsp
