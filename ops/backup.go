// Package ops provides what an operator does with an application's data:
// backup, restore and verification, in the running server and from the command
// line.
//
// A backup is one file, NAME-20261120-103000.qbackup: a ZIP archive with
// manifest.json and the data. It is written beside its final name, synced,
// read back and only then renamed, so that a file of that name is whole.
package ops

import (
	"archive/zip"
	"compress/flate"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	kflate "github.com/klauspost/compress/flate"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda/store"
)

// Data is what a backup needs of a database; every store.Engine is one.
type Data interface {
	// Backup writes a copy of the data as of one moment and checks it; writers
	// are not held up.
	Backup(ctx context.Context, path string) error
	Stat(ctx context.Context) (store.Stat, error)
}

// Extension of backup files.
const Extension = ".qbackup"

const (
	manifestName  = "manifest.json"
	dataName      = "data.sqlite"
	formatVersion = 1
)

// Manifest describes a backup; it is stored in it.
type Manifest struct {
	Format      int       `json:"format"`
	Application string    `json:"application"`
	Created     time.Time `json:"created"`
	Dataset     string    `json:"dataset"`
	Seq         store.Seq `json:"sequence"`
	File        string    `json:"file"`
	Size        int64     `json:"size"`
	SHA256      string    `json:"sha256"`
}

// Set is a backup on disk.
type Set struct {
	Path string
	Size int64
	Manifest
}

// Backup writes a backup into a folder.
func Backup(ctx context.Context, d Data, application, folder string, now time.Time) (set Set, err error) {
	const op = "backup"
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return Set{}, ioFault(op, "The backup folder cannot be made", err)
	}
	scratch, err := os.MkdirTemp(folder, ".backup-*")
	if err != nil {
		return Set{}, ioFault(op, "The backup folder cannot be written", err)
	}
	defer os.RemoveAll(scratch)
	stat, err := d.Stat(ctx)
	if err != nil {
		return Set{}, err
	}
	copied := filepath.Join(scratch, dataName)
	if err := d.Backup(ctx, copied); err != nil {
		return Set{}, err
	}
	m := Manifest{Format: formatVersion, Application: application, Created: now.UTC().Truncate(time.Second),
		Dataset: stat.Dataset, Seq: stat.Seq, File: dataName}
	if m.Size, m.SHA256, err = sum(copied); err != nil {
		return Set{}, ioFault(op, "The copy cannot be read", err)
	}
	packed := filepath.Join(scratch, "packed")
	if err := pack(packed, copied, m); err != nil {
		return Set{}, ioFault(op, "The backup cannot be written", err)
	}
	if _, err := readSet(packed, true); err != nil {
		return Set{}, err
	}
	final, err := place(packed, folder, application, m.Created)
	if err != nil {
		return Set{}, ioFault(op, "The backup cannot be put into place", err)
	}
	return readSet(final, false)
}

func ioFault(op, what string, err error) *fault.Error {
	return fault.New(fault.IO, "ops."+op, "%s: %w", what, err)
}

// place renames a finished file to the first free name of its second.
func place(packed, folder, application string, created time.Time) (string, error) {
	base := safeName(application) + "-" + created.Format("20060102-150405")
	for i := 1; ; i++ {
		name := base
		if i > 1 {
			name = fmt.Sprintf("%s-%d", base, i)
		}
		final := filepath.Join(folder, name+Extension)
		if _, err := os.Lstat(final); err == nil {
			continue
		}
		if err := os.Rename(packed, final); err != nil {
			return "", err
		}
		return final, syncFolder(folder)
	}
}

func safeName(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '/' || r == '\\' || r < ' ' {
			return '_'
		}
		return r
	}, s)
	if s == "" || s[0] == '.' {
		return "application" + s
	}
	return s
}

func pack(target, data string, m Manifest) (err error) {
	f, err := os.OpenFile(target, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	z := zip.NewWriter(f)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return kflate.NewWriter(w, flate.BestSpeed)
	})
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	w, err := z.Create(manifestName)
	if err != nil {
		return err
	}
	if _, err := w.Write(text); err != nil {
		return err
	}
	if w, err = z.CreateHeader(&zip.FileHeader{Name: m.File, Method: zip.Deflate, Modified: m.Created}); err != nil {
		return err
	}
	in, err := os.Open(data)
	if err != nil {
		return err
	}
	defer in.Close()
	if _, err := io.Copy(w, in); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return f.Sync()
}

func sum(file string) (int64, string, error) {
	f, err := os.Open(file)
	if err != nil {
		return 0, "", err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	return n, hex.EncodeToString(h.Sum(nil)), err
}

func syncFolder(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// List returns the backups of a folder, newest first. Files that are no whole
// backups are left out.
func List(folder string) []Set {
	files, _ := filepath.Glob(filepath.Join(folder, "*"+Extension)) // the pattern is well formed
	sets := []Set{}
	for _, file := range files {
		if set, err := readSet(file, false); err == nil {
			sets = append(sets, set)
		}
	}
	sort.Slice(sets, func(i, j int) bool {
		if !sets[i].Created.Equal(sets[j].Created) {
			return sets[i].Created.After(sets[j].Created)
		}
		return sets[i].Path > sets[j].Path
	})
	return sets
}

// readSet reads a backup's manifest; with content it also compares the data
// with the manifest.
func readSet(file string, content bool) (Set, error) {
	z, err := zip.OpenReader(file)
	if err != nil {
		return Set{}, notWhole(file, err)
	}
	defer z.Close()
	info, err := os.Stat(file)
	if err != nil {
		return Set{}, notWhole(file, err)
	}
	set := Set{Path: file, Size: info.Size()}
	if set.Manifest, err = readManifest(&z.Reader); err != nil {
		return Set{}, notWhole(file, err)
	}
	if set.Format > formatVersion {
		return Set{}, fault.New(fault.Unsupported, "ops.backup-format",
			"%s was made by a newer Quoin (format %d); this one reads up to %d.", file, set.Format, formatVersion)
	}
	if content {
		h := sha256.New()
		if err := extract(&z.Reader, set.Manifest, h); err != nil {
			return Set{}, notWhole(file, err)
		}
	}
	return set, nil
}

func notWhole(file string, err error) error {
	return fault.New(fault.Invalid, "ops.backup-damaged", "%s is no whole backup: %w", file, err)
}

func readManifest(z *zip.Reader) (Manifest, error) {
	var m Manifest
	f, err := z.Open(manifestName)
	if err != nil {
		return m, err
	}
	defer f.Close()
	err = json.NewDecoder(io.LimitReader(f, 1<<20)).Decode(&m)
	if err == nil && (m.File != dataName || m.Format < 1) {
		err = fmt.Errorf("the manifest names %q, format %d", m.File, m.Format)
	}
	return m, err
}

// extract writes the data of a backup and compares its size and sum with the
// manifest's.
func extract(z *zip.Reader, m Manifest, to io.Writer) error {
	f, err := z.Open(m.File)
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(to, h), io.LimitReader(f, m.Size+1))
	if err != nil {
		return err
	}
	if got := hex.EncodeToString(h.Sum(nil)); n != m.Size || got != m.SHA256 {
		return fmt.Errorf("the data differs from the manifest (%d bytes, want %d)", n, m.Size)
	}
	return nil
}
