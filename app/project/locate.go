package project

import (
	"path/filepath"
	"sort"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
)

// searchDepth is how many folders below the one given are looked into for a
// project.
const searchDepth = 3

// locate finds the project that a path means: its folder, its Project folder
// or a .4DProject file. root is the project's folder, file its .4DProject, ""
// if it has none.
func locate(disk host.FS, path string) (root, file string, err error) {
	path, err = filepath.Abs(path)
	if err != nil {
		return "", "", fault.New(fault.Invalid, "project.path", "%q is no path: %w", path, err)
	}
	info, err := disk.Stat(path)
	if err != nil {
		return "", "", fault.New(fault.NotFound, "project.missing", "There is no project at %s: %w", path, err)
	}
	if !info.IsDir() {
		if !strings.EqualFold(filepath.Ext(path), extension) {
			return "", "", fault.New(fault.Invalid, "project.path", "%s is no project: want a folder or a %s file.", path, extension)
		}
		return filepath.Dir(filepath.Dir(path)), path, nil
	}
	var found []candidate
	search(disk, path, searchDepth, &found)
	if len(found) == 0 && strings.EqualFold(filepath.Base(path), folder) && isProject(disk, path) {
		found = append(found, candidates(disk, path)...)
	}
	switch len(found) {
	case 0:
		return "", "", fault.New(fault.NotFound, "project.missing", "There is no project in %s: it has no %s folder with sources.", path, folder)
	case 1:
		return found[0].root, found[0].file, nil
	}
	names := make([]string, len(found))
	for i, c := range found {
		names[i] = c.root
		if c.file != "" {
			names[i] = c.file
		}
	}
	return "", "", fault.New(fault.Invalid, "project.ambiguous", "Several projects are in %s; name one of them:\n  %s",
		path, strings.Join(names, "\n  "))
}

const (
	folder    = "Project"
	extension = ".4DProject"
)

// candidate is a project that was found.
type candidate struct{ root, file string }

// search collects the projects of a folder. Where the folder itself is one,
// those in its subfolders are not looked for: examples and tests of a
// component are often projects too.
func search(disk host.FS, dir string, depth int, found *[]candidate) {
	entries, err := disk.ReadDir(dir)
	if err != nil {
		return
	}
	var below []string
	for _, e := range entries {
		switch {
		case !e.IsDir() || ignored(e.Name()):
		case strings.EqualFold(e.Name(), folder) && isProject(disk, filepath.Join(dir, e.Name())):
			*found = append(*found, candidates(disk, filepath.Join(dir, e.Name()))...)
			return
		default:
			below = append(below, filepath.Join(dir, e.Name()))
		}
	}
	if depth == 0 || isProject(disk, dir) {
		return
	}
	for _, d := range below {
		search(disk, d, depth-1, found)
	}
}

// isProject reports whether a folder is a Project folder: it has sources or a
// .4DProject file.
func isProject(disk host.FS, dir string) bool {
	entries, err := disk.ReadDir(dir)
	if err != nil {
		return false
	}
	for _, e := range entries {
		if e.IsDir() && strings.EqualFold(e.Name(), "Sources") || !e.IsDir() && strings.EqualFold(filepath.Ext(e.Name()), extension) {
			return true
		}
	}
	return false
}

// candidates returns a project for each .4DProject file of a Project folder,
// one without a file if there is none.
func candidates(disk host.FS, dir string) []candidate {
	root := filepath.Dir(dir)
	entries, err := disk.ReadDir(dir)
	if err != nil {
		return nil
	}
	var list []candidate
	for _, e := range entries {
		if !e.IsDir() && strings.EqualFold(filepath.Ext(e.Name()), extension) {
			list = append(list, candidate{root, filepath.Join(dir, e.Name())})
		}
	}
	if list == nil {
		return []candidate{{root: root}}
	}
	sort.Slice(list, func(i, j int) bool { return list[i].file < list[j].file })
	return list
}

// ignored reports whether a file or folder is none of the project: hidden ones
// and what editors, file managers and package managers leave behind.
func ignored(name string) bool {
	switch {
	case name == "" || strings.HasPrefix(name, ".") || strings.HasSuffix(name, "~"):
		return true
	case strings.HasPrefix(name, "#") && strings.HasSuffix(name, "#"):
		return true
	case name == "4913" || name == "node_modules" || name == "Thumbs.db": // 4913: vim's test of a folder
		return true
	}
	switch strings.ToLower(filepath.Ext(name)) {
	case ".swp", ".swo", ".swx", ".tmp", ".bak", ".orig":
		return true
	}
	return false
}
