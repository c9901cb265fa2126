package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/diff"

	"quoin.dev/quoin/app"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
)

type fmtCommand struct {
	Paths []string `arg:"" optional:"" help:"Source files, or folders of them. Default: this folder." type:"path"`
	Check bool     `help:"Only say which files would change; exit code 1 if any."`
	Diff  bool     `help:"Only show what would change; exit code 1 if anything."`
	Stdin bool     `help:"Format the standard input to the standard output."`
	Path  string   `help:"With --stdin: where the text belongs. Its extension says the dialect, the folder Classes that it is a class." placeholder:"FILE"`
}

// Run formats files in place. Files with syntax errors are left as they are
// and make the exit code 1.
func (c *fmtCommand) Run(ctx context.Context, o output) error {
	if c.Stdin {
		return c.formatStdin(o)
	}
	changed, broken := 0, 0
	err := eachSource(ctx, c.Paths, func(path string) error {
		did, err := c.format(o, path)
		if did {
			changed++
		}
		if e := fault.As(err); e != nil && e.Kind == fault.Invalid {
			broken++
			fmt.Fprintln(o.err, err)
			return nil
		}
		return err
	})
	if err == nil && ((c.Check || c.Diff) && changed > 0 || broken > 0) {
		return failure(exitFailed)
	}
	return err
}

func (c *fmtCommand) formatStdin(o output) error {
	if len(c.Paths) > 0 || c.Check || c.Diff || !app.IsSource(c.Path) {
		return fault.New(fault.Invalid, "usage", "quoin fmt --stdin takes --path NAME.4dm or --path NAME.4qs, and nothing else.")
	}
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	after, err := app.Format(c.Path, string(text))
	if err != nil {
		return err
	}
	_, err = io.WriteString(o.out, after)
	return err
}

func (c *fmtCommand) format(o output, path string) (changed bool, err error) {
	before, err := os.ReadFile(path)
	if err != nil {
		return false, err
	}
	text, err := app.Format(path, string(before))
	after := []byte(text)
	if err != nil || bytes.Equal(after, before) {
		return false, err
	}
	if c.Diff {
		_, err = o.out.Write(diff.Diff(path, before, path+" (formatted)", after))
		return true, err
	}
	fmt.Fprintln(o.out, path)
	if c.Check {
		return true, nil
	}
	return true, host.Real().FS.WriteFile(path, after)
}

// eachSource goes through source files and folders of them, the current folder
// if none is named. What the original keeps for itself below a folder is not
// looked at.
func eachSource(ctx context.Context, roots []string, do func(path string) error) error {
	if len(roots) == 0 {
		roots = []string{"."}
	}
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case ctx.Err() != nil:
				return ctx.Err()
			case d.IsDir():
				switch d.Name() {
				case ".git", "DerivedData", "Trash", "node_modules":
					return filepath.SkipDir
				}
				return nil
			case !app.IsSource(path):
				return nil
			}
			return do(path)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
