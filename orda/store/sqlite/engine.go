// Package sqlite provides the embedded database engine, over SQLite.
//
// One goroutine writes: it commits the batches that gathered while the previous
// commit was made durable, each in a savepoint, all in one transaction. Reads
// run beside it on a pool of connections. The file is in WAL mode with full
// synchronisation: what Commit has returned survives the loss of power.
package sqlite

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	zs "zombiezen.com/go/sqlite"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/text"
)

// minVersion is the first SQLite that is safe here: earlier ones can corrupt a
// WAL file when a checkpoint restarts it at an unlucky moment.
const minVersion = 3_051_003

// FileName is the data file within its folder.
const FileName = "data.sqlite"

// Options says how a data file is opened.
type Options struct {
	// Dir is the folder of user data. It is made if there is none, and locked
	// while the engine is open.
	Dir string
	// Language of text comparison, "en" for example. It is fixed when the file is
	// made.
	Language string
	// Readers is the number of reading connections, 0 for a sensible one.
	Readers int
	// Volatile leaves out synchronisation with the disk. Only for tests and data
	// that can be made again.
	Volatile bool
	// Files watches what is read and written; nil for nobody.
	Files FileWatcher
	Host  *host.Host
}

// Engine is an open data file.
type Engine struct {
	options  Options
	path     string
	collator *text.Collator
	host     *host.Host
	lock     *folderLock
	files    *files
	header   header
	readers  *pool
	writer   *writer
	log      *commitLog
	catalog  atomic.Pointer[catalog]
	numbers  numbers

	migrating sync.Mutex // one Migrate at a time
	closed    atomic.Bool
	backups   atomic.Int64 // when the last backup ended, Unix milliseconds
}

var (
	_ store.Engine    = (*Engine)(nil)
	_ store.Watchable = (*Engine)(nil)
)

// Open opens the data file of a folder, making both if necessary.
func Open(ctx context.Context, o Options) (_ *Engine, err error) {
	if zs.VersionNumber < minVersion {
		return nil, fault.New(fault.Internal, "sqlite.version", "SQLite %s is too old; 3.51.3 or later is needed.", zs.Version)
	}
	if o.Host == nil {
		o.Host = host.Real()
	}
	if o.Language == "" {
		o.Language = "en"
	}
	if err := host.MkdirPrivate(o.Host.FS, o.Dir); err != nil {
		return nil, ioError(err, "The data folder %s cannot be made", o.Dir)
	}
	lock, err := lockFolder(o.Dir)
	if err != nil {
		return nil, err
	}
	e := &Engine{options: o, path: filepath.Join(o.Dir, FileName), host: o.Host, lock: lock,
		collator: text.NewCollator(o.Language), log: newCommitLog()}
	defer func() {
		if err != nil {
			e.files.close()
			lock.release()
		}
	}()
	if e.files, err = newFiles(o.Files); err != nil {
		return nil, err
	}
	if err := private(e.path); err != nil {
		return nil, err
	}
	c, err := e.connect(true)
	if err != nil {
		return nil, err
	}
	if err := e.prepare(c); err != nil {
		c.close()
		return nil, err
	}
	readers := o.Readers
	if readers == 0 {
		readers = 8
	}
	e.readers = newPool(readers, func() (*conn, error) { return e.connect(false) })
	e.writer = newWriter(e, c)
	e.log.start(store.Seq(e.header.seq))
	return e, nil
}

// prepare reads or makes the header and the catalog of tables.
func (e *Engine) prepare(c *conn) error {
	if err := e.readHeader(c); err != nil {
		return err
	}
	cat, err := readCatalog(c)
	if err != nil {
		return err
	}
	e.catalog.Store(cat)
	return c.exec("PRAGMA wal_checkpoint(TRUNCATE)")
}

// Close finishes pending commits, empties the WAL into the data file and frees
// the folder.
func (e *Engine) Close() error {
	if e.closed.Swap(true) {
		return nil
	}
	e.writer.stop()
	e.log.close()
	e.readers.close()
	errs := []error{
		e.writer.conn.exec("PRAGMA optimize"),
		e.writer.conn.exec("PRAGMA wal_checkpoint(TRUNCATE)"),
		e.writer.conn.close(),
	}
	e.readers.drained() // a reader may still be at work
	e.files.close()
	e.lock.release()
	return errors.Join(errs...)
}

// Collator returns what the data compares text by.
func (e *Engine) Collator() *text.Collator { return e.collator }

// Dir returns the folder of the data.
func (e *Engine) Dir() string { return e.options.Dir }

func (e *Engine) now() time.Time { return e.host.Clock.Now() }

// ioError is a failure of the disk or of SQLite itself.
func ioError(err error, format string, args ...any) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || zs.ErrCode(err).ToPrimary() == zs.ResultInterrupt {
		return &fault.Error{Kind: fault.Cancelled, Code: "store.cancelled", Message: "The work on the data was cancelled.", Err: err}
	}
	f := fault.New(fault.IO, "store.io", format+": %v.", append(args, err)...)
	f.Err = err
	return f
}

func closedError() error {
	return fault.New(fault.IO, "store.closed", "The data file is closed.")
}

func (e *Engine) String() string { return fmt.Sprintf("SQLite %s, %s", zs.Version, e.path) }
