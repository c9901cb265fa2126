package sqlite

import (
	"crypto/rand"
	"encoding/hex"
	"strconv"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/text"
)

// formatVersion is the version of the data file's own layout.
const formatVersion = 1

// applicationID marks our files for tools such as file(1): "Quoi".
const applicationID = 0x51756f69

// header is what the data file says of itself, in the table _quoin.
type header struct {
	dataset   string // identity of the data, for ever
	language  string // of text comparison
	collation int    // text.Version of the stored keys
	epoch     int64  // how often the file was opened
	seq       int64  // the last commit
	model     string // hash of the model that the tables were last fitted to
}

const createHeader = `CREATE TABLE _quoin (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID`

// readHeader reads the header, or makes it in a new file, and counts the epoch.
func (e *Engine) readHeader(c *conn) error {
	found, err := c.number("SELECT count(*) FROM sqlite_schema WHERE name = '_quoin'", 0)
	if err != nil {
		return ioError(err, "The data file %s cannot be read", e.path)
	}
	if found == 0 {
		if err := e.makeHeader(c); err != nil {
			return err
		}
	}
	values := map[string]string{}
	s, err := c.prepare("SELECT name, CAST(value AS TEXT) FROM _quoin")
	if err != nil {
		return ioError(err, "The header of %s cannot be read", e.path)
	}
	for {
		row, err := s.Step()
		if err != nil {
			return ioError(err, "The header of %s cannot be read", e.path)
		}
		if !row {
			break
		}
		values[s.ColumnText(0)] = s.ColumnText(1)
	}
	number := func(name string) int64 { n, _ := strconv.ParseInt(values[name], 10, 64); return n }
	if v := number("format"); v != formatVersion {
		return fault.New(fault.Unsupported, "store.format", "The data file %s has format %d; this version reads format %d.", e.path, v, formatVersion)
	}
	e.header = header{dataset: values["dataset"], language: values["language"], collation: int(number("collation")),
		epoch: number("epoch") + 1, seq: number("seq"), model: values["model"]}
	if e.header.language != e.options.Language {
		// The keys in the file decide; the project's setting only counts for new data.
		e.collator = text.NewCollator(e.header.language)
		if err := c.addFunctions(e.collator); err != nil {
			return ioError(err, "The data file %s cannot be opened", e.path)
		}
	}
	return c.set("epoch", e.header.epoch)
}

func (e *Engine) makeHeader(c *conn) error {
	tables, err := c.number("SELECT count(*) FROM sqlite_schema", 0)
	if err != nil {
		return ioError(err, "The data file %s cannot be read", e.path)
	}
	if tables > 0 {
		return fault.New(fault.Invalid, "store.foreign", "%s is an SQLite file of another program; it was left alone.", e.path)
	}
	id := make([]byte, 16)
	if _, err := e.host.Random.Read(id); err != nil {
		rand.Read(id)
	}
	return c.transaction(func() error {
		for _, sql := range append([]string{createHeader, "PRAGMA application_id = " + strconv.Itoa(applicationID)}, createCatalog...) {
			if err := c.exec(sql); err != nil {
				return ioError(err, "The data file %s cannot be made", e.path)
			}
		}
		for name, v := range map[string]any{"format": int64(formatVersion), "dataset": hex.EncodeToString(id),
			"language": e.options.Language, "collation": int64(text.Version), "epoch": int64(0), "seq": int64(0), "model": ""} {
			if err := c.set(name, v); err != nil {
				return err
			}
		}
		return nil
	})
}

// set writes one value of the header.
func (c *conn) set(name string, v any) error {
	return c.run("INSERT INTO _quoin (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2", name, v)
}

// run executes a kept statement with arguments for its effect.
func (c *conn) run(sql string, args ...any) error {
	s, err := c.prepare(sql)
	if err != nil {
		return err
	}
	for i, a := range args {
		bindStored(s, i+1, a)
	}
	for {
		more, err := s.Step()
		if err != nil {
			s.Reset()
			return err
		}
		if !more {
			return s.Reset()
		}
	}
}

// transaction runs f between BEGIN and COMMIT, or ROLLBACK when it fails.
func (c *conn) transaction(f func() error) error {
	if err := c.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	if err := f(); err != nil {
		c.exec("ROLLBACK")
		return err
	}
	if err := c.exec("COMMIT"); err != nil {
		c.exec("ROLLBACK")
		return err
	}
	return nil
}
