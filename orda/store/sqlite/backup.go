package sqlite

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	zs "zombiezen.com/go/sqlite"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/orda/store/sqltext"
	"quoin.dev/quoin/text"
)

// Backup implements store.Engine. The copy is written under a temporary name by
// a reading transaction, which holds nobody up, made durable, opened and
// checked, and only then gets its name.
func (e *Engine) Backup(ctx context.Context, path string) error {
	if _, err := os.Stat(path); err == nil {
		return fault.New(fault.Conflict, "backup.exists", "The backup %s already exists.", path)
	}
	partial := path + ".partial"
	os.Remove(partial)
	defer os.Remove(partial) // fails once renamed, as it should
	c, err := e.connect(false)
	if err != nil {
		return err
	}
	defer c.close()
	c.SetInterrupt(ctx.Done())
	if err := c.run("VACUUM INTO ?1", partial); err != nil {
		return ioError(err, "The backup %s cannot be written", path)
	}
	if err := syncFile(partial); err != nil {
		return ioError(err, "The backup %s cannot be written", path)
	}
	report, err := VerifyFile(ctx, partial)
	if err != nil {
		return err
	}
	if !report.OK() {
		return fault.New(fault.IO, "backup.damaged", "The backup was written but does not pass its check: %s", report.Problems[0])
	}
	if err := os.Rename(partial, path); err != nil {
		return ioError(err, "The backup %s cannot be written", path)
	}
	if err := syncFile(filepath.Dir(path)); err != nil {
		return ioError(err, "The backup %s cannot be written", path)
	}
	e.backups.Store(e.now().UnixMilli())
	return nil
}

func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// Verify implements store.Engine.
func (e *Engine) Verify(ctx context.Context) (*store.Report, error) {
	c, err := e.connect(false)
	if err != nil {
		return nil, err
	}
	defer c.close()
	c.SetInterrupt(ctx.Done())
	return verify(c)
}

// VerifyFile checks a data file that nobody has open, a backup for example,
// without changing it.
func VerifyFile(ctx context.Context, path string) (*store.Report, error) {
	raw, err := zs.OpenConn(path, zs.OpenReadOnly)
	if err != nil {
		return nil, ioError(err, "The file %s cannot be opened", path)
	}
	c := &conn{Conn: raw, statements: map[string]*zs.Stmt{}}
	defer c.close()
	c.SetInterrupt(ctx.Done())
	language := ""
	err = c.each("SELECT value FROM _quoin WHERE name = 'language'", func(r row) { language = r.ColumnText(0) })
	if err != nil {
		return &store.Report{Problems: []string{"The header cannot be read: " + err.Error()}}, nil
	}
	if err := c.addFunctions(text.NewCollator(language)); err != nil {
		return nil, ioError(err, "The file %s cannot be checked", path)
	}
	return verify(c)
}

// verify checks pages and indexes, then the header, then every record.
func verify(c *conn) (*store.Report, error) {
	report := &store.Report{}
	problem := func(format string, args ...any) {
		report.Problems = append(report.Problems, fmt.Sprintf(format, args...))
	}
	err := c.each("PRAGMA integrity_check", func(r row) {
		if s := r.ColumnText(0); s != "ok" {
			problem("%s", s)
		}
	})
	if err != nil {
		if cancelled := ioError(err, ""); fault.KindOf(cancelled) == fault.Cancelled {
			return nil, cancelled
		}
		problem("The file cannot be read: %v", err)
		return report, nil
	}
	format, err := c.number("SELECT value FROM _quoin WHERE name = 'format'", 0)
	if err != nil || format != formatVersion {
		problem("The header says format %d, want %d.", format, formatVersion)
		return report, nil
	}
	cat, err := readCatalog(c)
	if err != nil {
		problem("%v", err)
		return report, nil
	}
	for _, t := range cat.tables {
		if err := c.verifyTable(t, report, problem); err != nil {
			problem("Dataclass %s cannot be read: %v", t.name, err)
		}
	}
	return report, nil
}

// verifyTable checks the records of a table: stamps, objects, and that every
// collation key is that of its text.
func (c *conn) verifyTable(t *table, report *store.Report, problem func(string, ...any)) error {
	name := sqltext.Quote(t.physical)
	records, err := c.number("SELECT count(*) FROM "+name, 0)
	if err != nil {
		return err
	}
	report.Checked += int(records)
	check := func(what, condition string) error {
		n, err := c.number("SELECT count(*) FROM "+name+" WHERE "+condition, 0)
		if err == nil && n > 0 {
			problem("%s: %d records %s.", t.name, n, what)
		}
		return err
	}
	if err := check("have no valid stamp", "_stamp < 1"); err != nil {
		return err
	}
	for _, col := range t.columns {
		q := sqltext.Quote(col.physical)
		switch col.kind {
		case model.TextType:
			err = check("have a wrong collation key in "+col.name, sqltext.Quote(sqltext.KeyName(col.physical))+" IS NOT quoin_key("+q+")")
		case model.ObjectType:
			err = check("have an unreadable object in "+col.name, q+" IS NOT NULL AND NOT json_valid("+q+")")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Stat implements store.Engine.
func (e *Engine) Stat(ctx context.Context) (store.Stat, error) {
	c, err := e.readers.take(ctx)
	if err != nil {
		return store.Stat{}, err
	}
	defer e.readers.give(c)
	st := store.Stat{Engine: "SQLite " + zs.Version, Path: e.path, Dataset: e.header.dataset, Epoch: e.header.epoch}
	pages, err1 := c.number("PRAGMA page_count", 0)
	size, err2 := c.number("PRAGMA page_size", 0)
	free, err3 := c.number("PRAGMA freelist_count", 0)
	for _, err := range []error{err1, err2, err3} {
		if err != nil {
			return st, ioError(err, "The data file cannot be measured")
		}
	}
	st.Bytes, st.FreeBytes = pages*size, free*size
	e.log.mu.Lock()
	st.Seq = e.log.next - 1
	e.log.mu.Unlock()
	if ms := e.backups.Load(); ms > 0 {
		st.LastBackup = time.UnixMilli(ms)
	}
	return st, nil
}
