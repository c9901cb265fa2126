package ops

import (
	"archive/zip"
	"context"
	"errors"
	"os"
	"path/filepath"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda/store"
)

// Verifier checks the data of a folder: it opens it as the server would and
// checks the file and every record.
type Verifier func(ctx context.Context, folder string) (*store.Report, error)

// Restore unpacks a backup into a folder that holds no data yet, and verifies
// what it unpacked before it gives it its final name. Existing data is never
// overwritten.
func Restore(ctx context.Context, file, folder string, verify Verifier) (Set, *store.Report, error) {
	set, err := readSet(file, false)
	if err != nil {
		return Set{}, nil, err
	}
	final := filepath.Join(folder, dataName)
	if _, err := os.Lstat(final); !errors.Is(err, os.ErrNotExist) {
		return set, nil, fault.New(fault.Conflict, "ops.restore-exists",
			"%s holds data already. Restore into another folder, or move the data away first.", folder)
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return set, nil, ioFault("restore", "The folder cannot be made", err)
	}
	scratch, err := os.MkdirTemp(folder, ".restore-*")
	if err != nil {
		return set, nil, ioFault("restore", "The folder cannot be written", err)
	}
	defer os.RemoveAll(scratch)
	unpacked := filepath.Join(scratch, dataName)
	if err := unpack(file, set.Manifest, unpacked); err != nil {
		return set, nil, err
	}
	report, err := verify(ctx, scratch)
	if err != nil {
		return set, nil, err
	}
	if !report.OK() {
		return set, report, fault.New(fault.Invalid, "ops.restore-damaged",
			"The backup unpacks, but its data has %d problems; nothing was restored.", len(report.Problems))
	}
	if err := os.Rename(unpacked, final); err != nil {
		return set, report, ioFault("restore", "The data cannot be put into place", err)
	}
	if err := syncFolder(folder); err != nil {
		return set, report, ioFault("restore", "The folder cannot be synced", err)
	}
	return set, report, nil
}

func unpack(file string, m Manifest, target string) error {
	z, err := zip.OpenReader(file)
	if err != nil {
		return notWhole(file, err)
	}
	defer z.Close()
	out, err := os.OpenFile(target, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return ioFault("restore", "The data cannot be written", err)
	}
	if err := extract(&z.Reader, m, out); err != nil {
		out.Close()
		return notWhole(file, err)
	}
	if err := errors.Join(out.Sync(), out.Close()); err != nil {
		return ioFault("restore", "The data cannot be written", err)
	}
	return nil
}

// VerifyBackup unpacks a backup into a scratch folder and verifies its data.
func VerifyBackup(ctx context.Context, file string, verify Verifier) (*store.Report, error) {
	set, err := readSet(file, true)
	if err != nil {
		return nil, err
	}
	scratch, err := os.MkdirTemp("", "quoin-verify-*")
	if err != nil {
		return nil, ioFault("verify", "There is no room to unpack the backup", err)
	}
	defer os.RemoveAll(scratch)
	if err := unpack(file, set.Manifest, filepath.Join(scratch, dataName)); err != nil {
		return nil, err
	}
	return verify(ctx, scratch)
}
