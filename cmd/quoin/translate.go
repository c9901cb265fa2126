package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"quoin.dev/quoin/app"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
)

type translateCommand struct {
	To     string   `required:"" enum:"qodly,4d" help:"The dialect to write: qodly or 4d." placeholder:"DIALECT"`
	Paths  []string `arg:"" optional:"" help:"Source files, or folders of them. Default: this folder." type:"path"`
	Output string   `help:"Leave the sources, and write a copy of the folders with the translation here." type:"path" placeholder:"DIR"`
}

// Run translates files: "x.4dm" becomes "x.4qs", or the other way. A file with
// something that the other dialect has no form for stays, and is named with
// every place and reason; the project runs both dialects together. Exit code 1
// says that some stayed.
func (c *translateCommand) Run(ctx context.Context, o output) error {
	translator, err := app.NewTranslator(c.To)
	if err != nil {
		return err
	}
	roots, err := c.roots()
	if err != nil {
		return err
	}
	stayed := 0
	err = eachSource(ctx, roots, func(path string) error {
		target := app.TranslatedPath(path, c.To)
		if target == path {
			return nil
		}
		if _, err := os.Stat(target); err == nil {
			return fault.New(fault.Invalid, "translate.exists", "%s would overwrite %s. Remove one of them.", path, target)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		result, reasons := translator.Translate(path, string(text))
		for _, reason := range reasons {
			fmt.Fprintln(o.err, reason)
		}
		if len(reasons) > 0 {
			stayed++
			return nil
		}
		if err := host.Real().FS.WriteFile(target, []byte(result)); err != nil {
			return err
		}
		fmt.Fprintln(o.out, target)
		return os.Remove(path)
	})
	if err != nil {
		return err
	}
	if stayed > 0 {
		what := fmt.Sprintf("%d files stay in their dialect. They work", stayed)
		if stayed == 1 {
			what = "1 file stays in its dialect. It works"
		}
		fmt.Fprintln(o.err, what, "together with the others.")
		return failure(exitFailed)
	}
	return nil
}

// roots returns what is translated in place: the paths, or their copies in the
// output folder.
func (c *translateCommand) roots() ([]string, error) {
	if c.Output == "" {
		return c.Paths, nil
	}
	paths := c.Paths
	if len(paths) == 0 {
		paths = []string{"."}
	}
	if entries, err := os.ReadDir(c.Output); err == nil && len(entries) > 0 {
		return nil, fault.New(fault.Invalid, "translate.output", "%s is not empty. Name a new folder.", c.Output)
	}
	out, err := filepath.Abs(c.Output)
	if err != nil {
		return nil, err
	}
	for _, path := range paths {
		if err := copyTo(path, out, len(paths) == 1); err != nil {
			return nil, err
		}
	}
	return []string{out}, nil
}

// copyTo copies a file, or what is in a folder, into the output folder: into one
// of its name unless it is the only one.
func copyTo(path, out string, only bool) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	base := out
	if !only || !info.IsDir() {
		base = filepath.Join(out, filepath.Base(path))
	}
	return filepath.WalkDir(path, func(from string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(path, from)
		if err != nil {
			return err
		}
		switch to := filepath.Join(base, rel); {
		case from == out || d.IsDir() && strings.HasPrefix(d.Name(), ".git"):
			return filepath.SkipDir
		case d.IsDir():
			return os.MkdirAll(to, 0o755)
		case !d.Type().IsRegular():
			return nil
		default:
			if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
				return err
			}
			data, err := os.ReadFile(from)
			if err != nil {
				return err
			}
			return os.WriteFile(to, data, 0o644)
		}
	})
}
