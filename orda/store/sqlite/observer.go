package sqlite

import (
	"context"
	"os"
	"path/filepath"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/text"
)

// Observer reads a data file that a server may have open at the same time: it
// takes no lock of the folder and never writes records.
type Observer struct{ e *Engine }

// Observe opens the data file of a folder for reading.
func Observe(ctx context.Context, dir string, h *host.Host) (_ *Observer, err error) {
	path := filepath.Join(dir, FileName)
	if _, err := os.Stat(path); err != nil {
		return nil, fault.New(fault.NotFound, "store.no-data", "There is no data in %s.", dir)
	}
	e := &Engine{options: Options{Dir: dir}, path: path, host: h, log: newCommitLog(), collator: text.NewCollator("en")}
	if e.files, err = newFiles(nil); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			e.files.close()
		}
	}()
	return e.observe()
}

func (e *Engine) observe() (*Observer, error) {
	c, err := e.connect(false)
	if err != nil {
		return nil, err
	}
	defer c.close()
	found, err := c.number("SELECT count(*) FROM sqlite_schema WHERE name = '_quoin'", 0)
	if err != nil || found == 0 {
		return nil, fault.New(fault.Invalid, "store.no-header", "%s is no data file of Quoin, or is damaged.", e.path)
	}
	if err := e.readHeader(c); err != nil {
		return nil, err
	}
	e.collator = text.NewCollator(e.header.language)
	e.log.start(store.Seq(e.header.seq))
	e.readers = newPool(1, func() (*conn, error) { return e.connect(false) })
	return &Observer{e}, nil
}

// Backup writes a copy of the data as of one moment and checks it.
func (o *Observer) Backup(ctx context.Context, path string) error { return o.e.Backup(ctx, path) }

// Stat describes the data.
func (o *Observer) Stat(ctx context.Context) (store.Stat, error) { return o.e.Stat(ctx) }

// Verify checks the data file and every record.
func (o *Observer) Verify(ctx context.Context) (*store.Report, error) { return o.e.Verify(ctx) }

// Close frees the connections.
func (o *Observer) Close() error {
	o.e.readers.close()
	o.e.readers.drained()
	o.e.files.close()
	return nil
}
