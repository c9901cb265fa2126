package main

import (
	"context"
	"fmt"
	"strings"

	"quoin.dev/quoin/app"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
	"quoin.dev/quoin/ops"
	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/server"
)

type backupCommand struct {
	projectFlags
	To string `help:"Folder for the backup; default: Backups in the data folder." placeholder:"DIR"`
}

// Run backs up the data, also while a server has it open.
func (c *backupCommand) Run(ctx context.Context, o output) error {
	where, err := app.Locate(app.Options{Project: c.Project, Data: c.Data, Sources: c.Sources})
	if err != nil {
		return err
	}
	to := c.To
	if to == "" {
		to = where.Backups()
	}
	data, err := server.OpenForBackup(ctx, where.Data)
	if err != nil {
		return err
	}
	defer data.Close()
	set, err := ops.Backup(ctx, data, where.Name, to, host.Real().Clock.Now())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(o.out, set.Path)
	return err
}

type restoreCommand struct {
	Backup string `arg:"" help:"The backup file." type:"existingfile"`
	Folder string `arg:"" help:"The data folder to make. It must not hold data." type:"path"`
}

// Run restores a backup and verifies what it restored.
func (c *restoreCommand) Run(ctx context.Context, o output) error {
	set, report, err := ops.Restore(ctx, c.Backup, c.Folder, server.VerifyFolder)
	printProblems(o, report)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(o.out, "Restored %s of %s into %s: %d records, no problems.\n",
		set.Application, set.Created.Format("2006-01-02 15:04:05"), c.Folder, report.Checked)
	return err
}

type verifyCommand struct {
	Target  string `arg:"" help:"A project, a data folder or a backup file."`
	Data    string `help:"Folder of the data." placeholder:"DIR"`
	Sources string `hidden:"" default:"4d"`
}

// Run verifies data or a backup; problems make the exit code 1.
func (c *verifyCommand) Run(ctx context.Context, o output) error {
	report, err := c.verify(ctx)
	if err != nil {
		return err
	}
	printProblems(o, report)
	if !report.OK() {
		return fault.New(fault.Invalid, "ops.problems", "%d problems were found in %d records.", len(report.Problems), report.Checked)
	}
	_, err = fmt.Fprintf(o.out, "%d records, no problems.\n", report.Checked)
	return err
}

func (c *verifyCommand) verify(ctx context.Context) (*store.Report, error) {
	if strings.HasSuffix(c.Target, ops.Extension) {
		return ops.VerifyBackup(ctx, c.Target, server.VerifyFolder)
	}
	if server.HoldsData(c.Target) {
		return server.VerifyFolder(ctx, c.Target)
	}
	where, err := app.Locate(app.Options{Project: c.Target, Data: c.Data, Sources: c.Sources})
	if err != nil {
		return nil, err
	}
	if !server.HoldsData(where.Data) {
		return nil, fault.New(fault.NotFound, "ops.no-data", "There is no data in %s.", where.Data)
	}
	return server.VerifyFolder(ctx, where.Data)
}

func printProblems(o output, r *store.Report) {
	if r == nil {
		return
	}
	for _, p := range r.Problems {
		fmt.Fprintln(o.err, p)
	}
}

type newCommand struct {
	Name string `arg:"" help:"Name of the project; a folder of that name is made here."`
	In   string `help:"Make it in this folder." type:"path" default:"."`
}

// Run makes a project from the template.
func (c *newCommand) Run(o output) error {
	folder, err := app.New(host.Real(), c.In, c.Name)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(o.out, "Made %s. Next: quoin dev %s\n", folder, folder)
	return err
}
