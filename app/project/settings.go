package project

import (
	"encoding/xml"
	"io"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/jsontext"
)

// Application is what qodlyApp.json says (and settings.json, the older place
// of the start page).
type Application struct {
	IndexPage   string   // "" if none is configured; may name a page that does not exist
	DisplayMode string   // "neutral" or "airy"
	Locale      string   // the primary language, "" if not configured
	Locales     []string // the languages offered
}

// Application reads the application's settings. Files that are no JSON count as
// missing; the problem says why.
func (s *Snapshot) Application() (Application, []fault.Problem) {
	a := Application{DisplayMode: "neutral"}
	var problems []fault.Problem
	for _, f := range []*File{s.OldApp, s.App} { // the newer one wins
		if f == nil {
			continue
		}
		doc, err := jsontext.Parse(f.Path, f.Data)
		if err != nil {
			problems = append(problems, fault.AsProblem(err, f.Path))
			continue
		}
		a.take(doc.Root)
	}
	return a, problems
}

func (a *Application) take(root *jsontext.Node) {
	if page := root.Get("webforms.renderer.indexPage").Text(); page != "" {
		a.IndexPage = page
	}
	if mode := root.Get("webforms.display-mode").Text(); mode != "" {
		a.DisplayMode = mode
	}
	i18n := root.Get("webforms.i18n")
	if primary := i18n.Get("primary"); primary != nil {
		a.Locale = code(primary)
	}
	if supported := i18n.Get("supported"); supported != nil {
		for _, n := range supported.Items {
			if c := code(n); c != "" {
				a.Locales = append(a.Locales, c)
			}
		}
	}
}

// code reads a language, "fr" or {"isocode": "fr"}.
func code(n *jsontext.Node) string {
	if n.Is(jsontext.String) {
		return n.Text()
	}
	return n.Get("isocode").Text()
}

// Preferences returns the values of settings.4DSettings by their place:
// "com.4d/web/standalone_server/rest@launch_at_startup". The names are in lower
// case; text of an element stands under the element itself.
func (s *Snapshot) Preferences() (map[string]string, []fault.Problem) {
	values := map[string]string{}
	if s.Settings == nil {
		return values, nil
	}
	d := xml.NewDecoder(strings.NewReader(s.Settings.Text()))
	var path []string
	for {
		token, err := d.Token()
		if err == io.EOF {
			return values, nil
		}
		if err != nil {
			line, column := d.InputPos()
			p := fault.AsProblem(fault.New(fault.Invalid, "settings.xml", "The settings are malformed XML: %w", err), s.Settings.Path)
			p.Line, p.Column = line, column
			return values, []fault.Problem{p}
		}
		switch t := token.(type) {
		case xml.StartElement:
			path = append(path, strings.ToLower(t.Name.Local))
			for _, a := range t.Attr {
				values[place(path)+"@"+strings.ToLower(a.Name.Local)] = a.Value
			}
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			if text := strings.TrimSpace(string(t)); text != "" && len(path) > 1 {
				values[place(path)] = text
			}
		}
	}
}

// place leaves the root element out.
func place(path []string) string { return strings.Join(path[1:], "/") }
