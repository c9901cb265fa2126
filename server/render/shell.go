package render

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"path"

	"quoin.dev/quoin/app/session"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/server/web"
	"quoin.dev/quoin/value"
)

// build says which built files the shell refers to.
type build struct {
	entry   string   // the script, "" when nothing was built
	preload []string // scripts that the entry imports
	styles  []string
}

const entryName = "apps/pages/main.ts"

// readBuild reads the manifest that the bundler wrote.
func readBuild(files fs.FS) build {
	if files == nil {
		return build{}
	}
	data, err := fs.ReadFile(files, ".vite/manifest.json")
	if err != nil {
		return build{}
	}
	var manifest map[string]struct {
		File    string
		Imports []string
		CSS     []string
	}
	if json.Unmarshal(data, &manifest) != nil {
		return build{}
	}
	b := build{entry: manifest[entryName].File}
	seen := map[string]bool{entryName: true}
	for todo := []string{entryName}; len(todo) > 0; todo = todo[1:] {
		chunk := manifest[todo[0]]
		b.styles = append(b.styles, chunk.CSS...)
		for _, name := range chunk.Imports {
			if !seen[name] {
				seen[name] = true
				b.preload = append(b.preload, manifest[name].File)
				todo = append(todo, name)
			}
		}
	}
	return b
}

// criticalStyle holds until the stylesheet is there: no flash, no jump.
const criticalStyle = `html,body{margin:0;height:100%}#quoin-root{height:100%}`

// sendShell answers with the page's HTML: head, boot data and script.
func (h *Handler) sendShell(w http.ResponseWriter, g Generation, page Page, boot []byte) error {
	nonce, err := h.nonce()
	if err != nil {
		return err
	}
	title := page.Title()
	if title == "" {
		title = page.Name()
	}
	var b bytes.Buffer
	b.Grow(len(boot) + 2048)
	fmt.Fprintf(&b, "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>%s</title>\n<style>%s</style>\n",
		html.EscapeString(g.Locale()), html.EscapeString(title), criticalStyle)
	for _, f := range h.build.styles {
		fmt.Fprintf(&b, "<link rel=\"stylesheet\" href=\"%s\">\n", assetURL(f))
	}
	for _, f := range h.build.preload {
		fmt.Fprintf(&b, "<link rel=\"modulepreload\" href=\"%s\" nonce=\"%s\">\n", assetURL(f), nonce)
	}
	b.WriteString("<script type=\"application/json\" id=\"quoin-boot\">")
	b.Write(boot)
	fmt.Fprintf(&b, "</script>\n<script type=\"module\" src=\"%s\" nonce=\"%s\"></script>\n</head>\n<body>\n<main id=\"quoin-root\" class=\"q-root\"></main>\n<noscript>This application needs JavaScript.</noscript>\n</body>\n</html>\n",
		assetURL(h.build.entry), nonce)
	// A second policy beside the server's own about frames: both hold.
	w.Header().Add("Content-Security-Policy", contentPolicy(nonce))
	web.Send(w, http.StatusOK, "text/html; charset=utf-8", b.Bytes())
	return nil
}

// contentPolicy lets pages do what their files ask for: inline styles, images
// and fonts from anywhere, scripts from this server alone.
func contentPolicy(nonce string) string {
	return "default-src 'self'; script-src 'self' 'nonce-" + nonce + "'; style-src 'self' 'unsafe-inline' https:; " +
		"img-src 'self' data: blob: http: https:; font-src 'self' data: https:; media-src 'self' data: blob: https:; " +
		"connect-src 'self' https: ws: wss:; frame-src 'self' https:; object-src 'none'; base-uri 'none'; form-action 'self'"
}

func (h *Handler) nonce() (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(h.o.Host.Random, b[:]); err != nil {
		return "", fault.New(fault.IO, "render.random", "No random bytes: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b[:]), nil
}

func assetURL(file string) string { return html.EscapeString(path.Join(pagesPrefix, file)) }

// boot returns the Boot of ui/packages/wire/page.ts, fit for a script element.
func (h *Handler) boot(ctx context.Context, s *session.Session, g Generation, page Page, query url.Values) []byte {
	b := append([]byte(nil), `{"page":`...)
	b = h.appendBundle(b, ctx, s, page, query)
	b = appendShared(b, g.SharedParts())
	b = append(b, `,"catalog":`...)
	if catalog, ok := h.o.Answerer.Answer(ctx, s, "/rest/$catalog/$all"); ok {
		b = append(b, catalog...)
	} else {
		b = append(b, `{"dataClasses":[]}`...)
	}
	b = append(b, `,"privileges":[`...)
	for i, p := range s.Privileges() {
		if i > 0 {
			b = append(b, ',')
		}
		b = value.AppendQuoted(b, p)
	}
	b = fmt.Appendf(b, `],"guest":%t,"application":{"name":`, s.IsGuest())
	b = value.AppendQuoted(b, g.Name())
	b = append(b, `,"indexPage":`...)
	b = value.AppendQuoted(b, g.IndexPage())
	b = append(b, `,"displayMode":`...)
	b = value.AppendQuoted(b, g.DisplayMode())
	b = append(b, `,"locale":`...)
	b = value.AppendQuoted(b, g.Locale())
	b = append(b, '}')
	if h.o.Editing {
		b = append(b, `,"editing":true`...)
	}
	return escapeForScript(append(b, '}'))
}

func appendShared(b []byte, parts SharedParts) []byte {
	b = append(b, `,"shared":{"datasources":`...)
	b = appendRaw(b, parts.Datasources, "{}")
	b = append(b, `,"styles":`...)
	b = appendRaw(b, parts.Styles, "[]")
	b = append(b, `,"conditions":`...)
	b = appendRaw(b, parts.Conditions, "[]")
	b = append(b, `,"i18n":`...)
	b = appendRaw(b, parts.I18N, "null")
	return append(b, '}')
}

// appendRaw appends JSON of a project's file; what is no JSON must not break
// the page, so its empty form is sent instead.
func appendRaw(b []byte, raw json.RawMessage, empty string) []byte {
	if !json.Valid(raw) {
		return append(b, empty...)
	}
	return append(b, raw...)
}

// appendBundle appends the PageBundle of a page with the answers of its first
// requests. What could not be answered the page asks for itself.
func (h *Handler) appendBundle(b []byte, ctx context.Context, s *session.Session, page Page, query url.Values) []byte {
	b = append(b, `{"name":`...)
	b = value.AppendQuoted(b, page.Name())
	b = append(b, `,"document":`...)
	b = appendRaw(b, page.Document(), `{"metadata":{},"components":{}}`)
	b = append(b, `,"answers":{`...)
	first := true
	for _, address := range page.FirstRequests(query) {
		body, ok := h.o.Answerer.Answer(ctx, s, address)
		if !ok {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = value.AppendQuoted(b, "GET "+address)
		b = append(append(b, ':'), body...)
	}
	return append(b, "}}"...)
}

// escapeForScript makes JSON fit for a script element. In JSON "<" stands only
// inside of texts, where an escape means the same.
func escapeForScript(b []byte) []byte {
	if bytes.IndexByte(b, '<') < 0 {
		return b
	}
	return bytes.ReplaceAll(b, []byte("<"), []byte(`\u003c`))
}
