package app

import (
	"context"
	"fmt"
	"time"

	"quoin.dev/quoin/ops"
	"quoin.dev/quoin/orda/store"
)

// What an operator sees and does; the Dashboard asks for it.

// Name is the name of the application.
func (a *App) Name() string { return a.project.Name() }

// Root is the absolute path of the project's folder.
func (a *App) Root() string { return a.project.Root() }

// Started is when the application was opened.
func (a *App) Started() time.Time { return a.started }

// Generation counts how often the project was loaded.
func (a *App) Generation() int { return a.Current().number }

// Problems counts the errors and warnings of the project.
func (a *App) Problems() (errors, warnings int) { return a.Current().Count() }

// Stat describes the data.
func (a *App) Stat(ctx context.Context) (store.Stat, error) {
	if a.engine == nil {
		return store.Stat{}, errNoData()
	}
	return a.engine.Stat(ctx)
}

func (a *App) backupFolder() string { return Place{Data: a.DataFolder()}.Backups() }

// Backups are the backups on disk, newest first.
func (a *App) Backups() []ops.Set { return ops.List(a.backupFolder()) }

// Jobs are the backups and verifications since the start, newest first.
func (a *App) Jobs() []ops.Job { return a.jobs.List() }

// StartBackup begins a backup. Writers are not held up.
func (a *App) StartBackup() (ops.Job, error) {
	if a.engine == nil {
		return ops.Job{}, errNoData()
	}
	return a.jobs.Start("backup", func(ctx context.Context) (string, []string, error) {
		set, err := ops.Backup(ctx, a.engine, a.Name(), a.backupFolder(), a.o.Host.Clock.Now())
		if err != nil {
			a.log.Error("the backup failed", "error", err)
			return "", nil, err
		}
		a.log.Info("backed up", "file", set.Path, "bytes", set.Size)
		return fmt.Sprintf("The backup %s was made and read back.", fileName(set.Path)), nil, nil
	})
}

// StartVerify begins a verification of the data.
func (a *App) StartVerify() (ops.Job, error) {
	if a.engine == nil {
		return ops.Job{}, errNoData()
	}
	return a.jobs.Start("verify", func(ctx context.Context) (string, []string, error) {
		report, err := a.engine.Verify(ctx)
		if err != nil {
			a.log.Error("the verification could not be done", "error", err)
			return "", nil, err
		}
		if !report.OK() {
			a.log.Error("the data has problems", "problems", len(report.Problems))
			return fmt.Sprintf("%d problems were found in %d records.", len(report.Problems), report.Checked), report.Problems, nil
		}
		a.log.Info("verified", "records", report.Checked)
		return fmt.Sprintf("The data is sound: %d records, no problems.", report.Checked), nil, nil
	})
}
