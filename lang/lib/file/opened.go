package file

import (
	"context"
	"runtime"
	"sync"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
	"quoin.dev/quoin/lang/vm"
)

// maxOpen bounds the files that an application may have open at a time.
const maxOpen = 1000

// opened is the open file of a handle. It is closed when nothing refers to the
// handle any more or its process ends, whichever is first.
type opened struct {
	host.Handle
	process int    // its number: a reference would keep the handle in use
	key     string // of the one who writes; "" for readers
	all     *openFiles
	once    sync.Once
	unhook  func() bool
}

// openFiles are those of a runtime. A file has one writer in each mode.
type openFiles struct {
	mu      sync.Mutex
	count   int                // guarded by mu
	writers map[string]*opened // by mode and path; guarded by mu
}

type openFilesKey struct{}

// patience is how long opening waits for handles that nobody refers to.
const patience = 200 * time.Millisecond

// open opens the file of a handle.
func (h *handle) open(c *vm.Call) error {
	disk, ok := disk(c).(host.Opener)
	if !ok {
		return fault.New(fault.Unsupported, "file.open", "Files cannot be opened piece by piece here.")
	}
	all := c.Runtime().Kept(openFilesKey{}, func() any { return &openFiles{writers: map[string]*opened{}} }).(*openFiles)
	o := &opened{process: c.Process.Number, all: all}
	if h.mode != modeRead {
		o.key = h.mode + " " + h.e.real
	}
	if err := all.claim(o, h.e.path); err != nil {
		return err
	}
	f, err := disk.OpenHandle(h.e.real, h.mode != modeRead)
	if err != nil {
		o.release()
		return failure(h.e, err)
	}
	o.Handle = f
	hooked := make(chan struct{})
	o.unhook = context.AfterFunc(c.Process.Context(), func() {
		<-hooked
		o.Close()
	})
	close(hooked)
	h.file = o
	runtime.AddCleanup(h, func(o *opened) { o.Close() }, o)
	return nil
}

// claim takes a place among the open files. Handles are closed when they are
// collected, so those that nobody refers to are looked for before it gives up.
func (a *openFiles) claim(o *opened, path string) error {
	for deadline := time.Now().Add(patience); ; time.Sleep(patience / 20) {
		a.mu.Lock()
		other := a.writers[o.key]
		switch {
		case a.count < maxOpen && (o.key == "" || other == nil || other.process == o.process):
			a.count++
			if o.key != "" {
				a.writers[o.key] = o
			}
			a.mu.Unlock()
			return nil
		case time.Now().After(deadline):
			full := a.count >= maxOpen
			a.mu.Unlock()
			if full {
				return fault.New(fault.Limit, "file.open", "%s cannot be opened: %d files are open.", path, maxOpen)
			}
			return fault.Numbered(fault.Conflict, -49, "FiFo", "%s is open for writing already.", path)
		}
		a.mu.Unlock()
		runtime.GC()
	}
}

// release gives the place back.
func (o *opened) release() {
	o.all.mu.Lock()
	defer o.all.mu.Unlock()
	o.all.count--
	if o.all.writers[o.key] == o {
		delete(o.all.writers, o.key)
	}
}

// Close closes the file, once.
func (o *opened) Close() (err error) {
	o.once.Do(func() {
		o.unhook()
		err = o.Handle.Close()
		o.release()
	})
	return err
}
