package app

import (
	"errors"
	"io/fs"
	"path"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
)

// protectionFile in the data folder closes the data to the tools of
// administration.
const protectionFile = "admin-protection"

// protection is what ds.setAdminProtection sets: a file, so that it outlives
// the server.
type protection struct{ a *App }

func (p protection) path() string { return path.Join(p.a.DataFolder(), protectionFile) }

// On reports whether the data is closed.
func (p protection) On() bool {
	_, err := p.a.o.Host.FS.Stat(p.path())
	return err == nil
}

// Set closes the data or opens it again.
func (p protection) Set(on bool) error {
	var err error
	if on {
		if err = host.MkdirPrivate(p.a.o.Host.FS, p.a.DataFolder()); err == nil {
			err = host.WritePrivate(p.a.o.Host.FS, p.path(), []byte("The data is closed to the tools of administration.\n"))
		}
	} else if err = p.a.o.Host.FS.Remove(p.path()); errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err != nil {
		return fault.New(fault.IO, "app.protection", "%s cannot be changed: %v", p.path(), err)
	}
	return nil
}

// AdminProtected reports whether the application's code has closed the data to
// the tools of administration.
func (a *App) AdminProtected() bool { return protection{a}.On() }
