package app

import (
	"context"
	"path/filepath"

	"quoin.dev/quoin/app/project"
)

// Place is where an application is on disk.
type Place struct {
	Name string
	Root string // the project's folder
	Data string // the data folder
}

// Locate finds a project and its data without opening them.
func Locate(o Options) (Place, error) {
	p, err := project.Open(o.Project, project.Options{Host: o.Host})
	if err != nil {
		return Place{}, err
	}
	return Place{Name: p.Name(), Root: p.Root(), Data: dataFolder(o, p.Root())}, nil
}

// Backups is the folder of the backups made without a --to.
func (p Place) Backups() string { return filepath.Join(p.Data, "Backups") }

func dataFolder(o Options, root string) string {
	if o.Data == "" {
		return filepath.Join(root, "Data")
	}
	if abs, err := filepath.Abs(o.Data); err == nil {
		return abs
	}
	return o.Data
}

// Check reads a project and returns it with its diagnostics. No data is opened.
func Check(ctx context.Context, o Options) (*Build, error) {
	a, err := prepare(o)
	if err != nil {
		return nil, err
	}
	s, err := a.project.Load()
	if err != nil {
		return nil, err
	}
	return newBuild(ctx, s, &a.code, a.catalogue, false), nil
}
