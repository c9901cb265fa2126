package project

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"

	"quoin.dev/quoin/fault"
)

// Changes are told once none has come for quiet, but at the latest after
// patience: an editor that saves many files is one change, a long copy several.
const (
	quiet    = 50 * time.Millisecond
	patience = time.Second
	// pollEvery is the pace where the system tells no changes.
	pollEvery = time.Second
)

// Watch calls changed with the paths, relative to the project's folder and in
// order, of files that were written, made or removed, until the context ends.
// New folders are watched too; what editors leave for a moment is not told.
// Calls come one after the other from Watch itself, which returns nil at the
// end.
func (p *Project) Watch(ctx context.Context, changed func(paths []string)) error {
	w, err := fsnotify.NewWatcher()
	if err == nil {
		defer w.Close()
		if err = p.observe(w); err == nil {
			return p.follow(ctx, w, changed)
		}
	}
	return p.poll(ctx, changed) // too many watches, or a file system without them
}

// watched are the top folders whose changes matter.
var watched = [...]string{"Project", "Resources", "WebFolder"}

// isWatched reports whether a change of a path is told.
func isWatched(name string) bool {
	parts := strings.Split(name, "/")
	top := slices.ContainsFunc(watched[:], func(w string) bool { return strings.EqualFold(w, parts[0]) })
	if !top {
		return false
	}
	for i, part := range parts {
		if ignored(part) || i > 0 && left(path.Join(parts[:i]...), part) {
			return false
		}
	}
	return true
}

// folders calls do for each watched folder that is there, before it looks into
// it: what is made meanwhile is seen here or told by the watch that do began.
func (p *Project) folders(name string, do func(name string) error) error {
	if name != "." {
		if err := do(name); errors.Is(err, fs.ErrNotExist) {
			return nil // gone meanwhile
		} else if err != nil {
			return err
		}
	}
	entries, err := p.host.FS.ReadDir(p.Path(name))
	if err != nil {
		return nil
	}
	for _, e := range entries {
		if sub := path.Join(name, e.Name()); e.IsDir() && isWatched(sub) {
			if err := p.folders(sub, do); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *Project) observe(w *fsnotify.Watcher) error {
	if err := w.Add(p.root); err != nil { // for Resources and WebFolder to come
		return err
	}
	return p.folders(".", func(name string) error { return w.Add(p.Path(name)) })
}

// follow turns the system's events into calls.
func (p *Project) follow(ctx context.Context, w *fsnotify.Watcher, changed func([]string)) error {
	pending := map[string]bool{}
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	var first time.Time
	for {
		select {
		case <-ctx.Done():
			return nil
		case event, ok := <-w.Events:
			if !ok {
				return fault.New(fault.IO, "project.watch", "The watch over %s ended.", p.root)
			}
			before := len(pending)
			if err := p.note(w, event, pending); err != nil {
				if len(pending) > 0 {
					changed(sortedKeys(pending))
				}
				return p.poll(ctx, changed)
			}
			if len(pending) == 0 {
				continue
			}
			if before == 0 {
				first = p.host.Clock.Now()
			}
			timer.Reset(min(quiet, max(0, patience-p.host.Clock.Now().Sub(first))))
		case err, ok := <-w.Errors:
			if !ok || err == nil {
				continue
			}
			// Events were lost: look at everything.
			pending[folder] = true
			first = p.host.Clock.Now()
			timer.Reset(quiet)
		case <-timer.C:
			if len(pending) > 0 {
				changed(sortedKeys(pending))
				pending = map[string]bool{}
			}
		}
	}
}

// note records an event; a folder that appears is watched, and the files it
// came with are changes too. The error is for a folder that cannot be watched.
func (p *Project) note(w *fsnotify.Watcher, event fsnotify.Event, pending map[string]bool) error {
	name := p.relative(event.Name)
	if !isWatched(name) || event.Op == fsnotify.Chmod {
		return nil
	}
	info, err := p.host.FS.Stat(event.Name)
	if err != nil || !info.IsDir() {
		pending[name] = true
		return nil
	}
	if !event.Has(fsnotify.Create) {
		return nil // a folder's own entry changed: its files tell
	}
	return p.folders(name, func(sub string) error {
		if err := w.Add(p.Path(sub)); err != nil {
			return err
		}
		entries, err := p.host.FS.ReadDir(p.Path(sub))
		if err != nil {
			return nil
		}
		for _, e := range entries {
			if file := path.Join(sub, e.Name()); !e.IsDir() && isWatched(file) {
				pending[file] = true
			}
		}
		return nil
	})
}

// stamp is what polling compares.
type stamp struct {
	size int64
	time time.Time
}

// poll compares sizes and times once a second.
func (p *Project) poll(ctx context.Context, changed func([]string)) error {
	before := p.stamps()
	for p.host.Clock.Sleep(ctx, pollEvery) == nil {
		now := p.stamps()
		differ := map[string]bool{}
		for name, s := range now {
			if before[name] != s {
				differ[name] = true
			}
		}
		for name := range before {
			if _, there := now[name]; !there {
				differ[name] = true
			}
		}
		if len(differ) > 0 {
			changed(sortedKeys(differ))
		}
		before = now
	}
	return nil
}

func (p *Project) stamps() map[string]stamp {
	all := map[string]stamp{}
	_ = p.folders(".", func(name string) error {
		entries, err := p.host.FS.ReadDir(p.Path(name))
		if err != nil {
			return nil
		}
		for _, e := range entries {
			file := path.Join(name, e.Name())
			if e.IsDir() || !isWatched(file) {
				continue
			}
			if info, err := p.host.FS.Stat(p.Path(file)); err == nil {
				all[file] = stamp{info.Size(), info.ModTime()}
			}
		}
		return nil
	})
	return all
}

func sortedKeys(set map[string]bool) []string {
	keys := make([]string, 0, len(set))
	for k := range set {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
