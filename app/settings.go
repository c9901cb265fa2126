package app

import (
	"strings"

	"quoin.dev/quoin/app/project"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/jsontext"
)

// Settings are what a project says about itself. Broken files leave the
// defaults.
type Settings struct {
	project.Application
	// Studio is the project's gate to the Studio.
	Studio bool
	// Logins are lines that name the logins of a sample application; our own
	// key "quoin.logins" of qodlyApp.json.
	Logins []string
}

const studioPreference = "com.4d/web/standalone_server/qodlystudio@enabled"

func readSettings(s *project.Snapshot) (Settings, []fault.Problem) {
	var out Settings
	var problems []fault.Problem
	out.Application, problems = s.Application()
	if out.Locale == "" {
		out.Locale = "en"
	}
	preferences, more := s.Preferences()
	out.Studio = strings.EqualFold(preferences[studioPreference], "true")
	if s.App != nil {
		if doc, err := jsontext.Parse(s.App.Path, s.App.Data); err == nil {
			out.Logins = doc.Root.Get("quoin").Get("logins").Texts()
		}
	}
	return out, append(problems, more...)
}

// StudioEnabled reports whether the project's gate to the Studio is open.
func (a *App) StudioEnabled() bool { return a.Current().Settings.Studio }

// SampleLogins are the logins of a sample application, one a line.
func (a *App) SampleLogins() []string { return a.Current().Settings.Logins }
