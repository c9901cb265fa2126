package server

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"

	"quoin.dev/quoin/host"
	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/orda/store/sqlite"
	"quoin.dev/quoin/ui"
)

// OpenEngine opens the database of a data folder.
func OpenEngine(ctx context.Context, folder, language string, h *host.Host) (store.Engine, error) {
	return sqlite.Open(ctx, sqlite.Options{Dir: folder, Language: language, Host: h})
}

// HoldsData reports whether a folder holds a database.
func HoldsData(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, sqlite.FileName))
	return err == nil
}

// assets returns the built files of an app, none when it is not built.
func assets(app string) fs.FS {
	sub, err := fs.Sub(ui.Files(), app)
	if err != nil {
		return nil // the name is a constant, and valid
	}
	return sub
}

// startDetached starts a program and does not wait for it.
func startDetached(name string, args ...string) error {
	cmd := exec.Command(name, args...)
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { _ = cmd.Wait() }() // reaped; how it ended does not matter
	return nil
}

// OpenForBackup opens the data of a folder beside a server that may be using
// it.
func OpenForBackup(ctx context.Context, folder string) (*sqlite.Observer, error) {
	return sqlite.Observe(ctx, folder, host.Real())
}

// VerifyFolder checks the data of a folder; it is an ops.Verifier.
func VerifyFolder(ctx context.Context, folder string) (*store.Report, error) {
	o, err := sqlite.Observe(ctx, folder, host.Real())
	if err != nil {
		return nil, err
	}
	defer o.Close()
	return o.Verify(ctx)
}
