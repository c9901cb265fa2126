package sqlite

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"quoin.dev/quoin/fault"
)

// folderLock keeps a second process out of a data folder. The lock is the
// kernel's, so it ends with the process; the file's content only tells people
// who has it. It goes past host because no other kind of file can be locked.
type folderLock struct{ file *os.File }

func lockFolder(dir string) (*folderLock, error) {
	path := filepath.Join(dir, "quoin.lock")
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, ioError(err, "The lock file %s cannot be opened", path)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		holder, _ := os.ReadFile(path)
		f.Close()
		return nil, fault.New(fault.Conflict, "store.in-use", "The data folder %s is in use by another process (%s).", dir, strings.TrimSpace(string(holder)))
	}
	f.Truncate(0)
	fmt.Fprintf(f, "process %d\n", os.Getpid())
	return &folderLock{f}, nil
}

func (l *folderLock) release() {
	l.file.Truncate(0)
	l.file.Close()
}

// private makes the data file when there is none yet, so that only its owner
// may read it: SQLite would let everybody. Its other files follow its example.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return ioError(err, "The data file %s cannot be opened", path)
	}
	return f.Close()
}
