package app

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"strings"

	"quoin.dev/quoin/app/project"
	"quoin.dev/quoin/fault"
)

// Settings are what a project says about itself in qodlyApp.json and
// settings.4DSettings. Broken files leave the defaults.
type Settings struct {
	IndexPage   string // "" if none is configured
	DisplayMode string // "neutral" or "airy"
	Locale      string // of the pages; "en" if not configured
	// Studio is the project's gate to the Studio.
	Studio bool
	// Logins are lines that name the logins of a sample application.
	Logins []string
}

func readSettings(s *project.Snapshot) (Settings, []fault.Problem) {
	out := Settings{DisplayMode: "neutral", Locale: "en"}
	var problems []fault.Problem
	if s.App != nil {
		if err := out.readApp(s.App.Text()); err != nil {
			problems = append(problems, fault.AsProblem(
				fault.New(fault.Invalid, "settings.json", "qodlyApp.json is no JSON object; the defaults are used: %w", err), s.App.Path))
		}
	}
	if s.Settings != nil {
		studio, err := studioGate(s.Settings.Text())
		if err != nil {
			problems = append(problems, fault.AsProblem(
				fault.New(fault.Invalid, "settings.xml", "The settings are no well-formed XML; the defaults are used: %w", err), s.Settings.Path))
		}
		out.Studio = studio
	}
	return out, problems
}

func (out *Settings) readApp(text string) error {
	var file struct {
		Index string `json:"webforms.renderer.indexPage"`
		Mode  string `json:"webforms.display-mode"`
		I18N  struct {
			Primary string `json:"primary"`
		} `json:"webforms.i18n"`
		Quoin struct {
			Logins []string `json:"logins"`
		} `json:"quoin"`
	}
	if strings.TrimSpace(text) == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(text), &file); err != nil {
		return err
	}
	out.IndexPage, out.Logins = file.Index, file.Quoin.Logins
	if file.Mode == "airy" {
		out.DisplayMode = "airy"
	}
	if file.I18N.Primary != "" {
		out.Locale = file.I18N.Primary
	}
	return nil
}

// studioGate reads preferences/…/standalone_server/qodlystudio@enabled of
// settings.4DSettings (spec/orda_rest.md 5.11).
func studioGate(text string) (bool, error) {
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = true
	for {
		token, err := d.Token()
		if err == io.EOF {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "qodlystudio" {
			continue
		}
		for _, a := range start.Attr {
			if a.Name.Local == "enabled" && strings.EqualFold(a.Value, "true") {
				return true, nil
			}
		}
	}
}

// StudioEnabled reports whether the project's gate to the Studio is open.
func (a *App) StudioEnabled() bool { return a.Current().Settings.Studio }

// SampleLogins are the logins of a sample application, one a line.
func (a *App) SampleLogins() []string { return a.Current().Settings.Logins }
