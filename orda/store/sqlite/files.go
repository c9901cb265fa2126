package sqlite

// FileWatcher is told what is read from and written to the files of the data.
// It is the hook through which the engine reaches the disk; encryption will
// stand here.
type FileWatcher interface {
	Read(path string, bytes int)
	Wrote(path string, bytes int)
}

func (e *Engine) uri() string { return e.path }
