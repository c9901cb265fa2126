package file

import (
	"path"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// entry is what stands behind a 4D.File or 4D.Folder.
type entry struct {
	path   string // as the language shows it: "/DATA/x.txt", a folder with "/" at its end
	real   string // on the machine
	root   string // the folder on the machine it cannot leave
	folder bool
}

// Immutable marks the entry: it is a path, and processes may share it.
func (*entry) Immutable() {}

func (e *entry) value(c *vm.Call) value.Value {
	class := "File"
	if e.folder {
		class = "Folder"
	}
	return value.FromObject(value.NewNative(c.Class(class), e))
}

// tempRoot is the file system of the temporary folder.
const tempRoot = "/TEMP/"

// roots returns the folders that code may touch, by the name of their file
// system.
func roots(rt *vm.Runtime) map[string]string {
	all := make(map[string]string, len(rt.Paths)+1)
	for name, folder := range rt.Paths {
		if path.IsAbs(folder) {
			all[name] = path.Clean(folder)
		}
	}
	// The code of a component reads its own files (see rootsOf), and what it found
	// there stays readable when it is handed on.
	for _, c := range rt.Program.Components() {
		if folder := c.Paths["/PACKAGE/"]; path.IsAbs(folder) {
			all["/"+c.Namespace+" /"] = path.Clean(folder)
		}
	}
	if all[tempRoot] == "" {
		temp := rt.Host.Getenv("TMPDIR")
		if temp == "" {
			temp = "/tmp"
		}
		all[tempRoot] = path.Join(temp, "quoin")
	}
	return all
}

// rootsOf returns the folders as the code that runs sees them: "/RESOURCES/" and
// its like are those of a component while its code runs, unless the application's
// are asked for.
func rootsOf(p *vm.Process, application bool) map[string]string {
	all := roots(p.Runtime)
	if prog := p.Program(); !application {
		for name, folder := range prog.Paths {
			all[name] = path.Clean(folder)
		}
	}
	return all
}

// resolveFor is resolve for the code that runs.
func resolveFor(p *vm.Process, name string, folder, application bool) (*entry, error) {
	return resolveIn(rootsOf(p, application), name, folder)
}

// resolve turns a path of the language into a place on the machine: a path in
// one of the file systems, an absolute one below one of their folders, or one
// relative to the project.
func resolve(rt *vm.Runtime, p string, folder bool) (*entry, error) {
	return resolveIn(roots(rt), p, folder)
}

func resolveIn(all map[string]string, p string, folder bool) (*entry, error) {
	if strings.IndexByte(p, 0) >= 0 {
		return nil, fault.New(fault.Invalid, "file.path", "The path %q holds a null character.", p)
	}
	if !strings.HasPrefix(p, "/") {
		p = "/PACKAGE/" + p
	}
	shown := ""
	for name := range all {
		if strings.HasPrefix(p+"/", name) && len(name) > len(shown) {
			shown = name
		}
	}
	e := &entry{folder: folder}
	if shown != "" {
		rest := path.Clean("/" + p[min(len(shown), len(p)):]) // never above the root
		e.root = all[shown]
		e.real, e.path = path.Join(e.root, rest), strings.TrimSuffix(shown, "/")+rest
	} else {
		clean := path.Clean(p)
		for _, root := range all {
			if strings.HasPrefix(clean+"/", root+"/") && len(root) > len(e.root) {
				e.root = root
			}
		}
		if e.root == "" {
			return nil, fault.Numbered(fault.Other, -45, "FiFo", "The path %q lies outside the folders that the application may use.", p)
		}
		e.real, e.path = clean, clean
	}
	if folder && !strings.HasSuffix(e.path, "/") {
		e.path += "/"
	}
	return e, nil
}

// in returns the entry of a relative path below a folder; nil when the path is
// absolute or leaves the folder's file system.
func (e *entry) in(relative string, folder bool) *entry {
	if strings.HasPrefix(relative, "/") || strings.IndexByte(relative, 0) >= 0 {
		return nil
	}
	real := path.Join(e.real, relative)
	if real != e.root && !strings.HasPrefix(real, e.root+"/") {
		return nil
	}
	shown := path.Join(e.path, relative)
	if folder && !strings.HasSuffix(shown, "/") {
		shown += "/"
	}
	return &entry{path: shown, real: real, root: e.root, folder: folder}
}

// up returns the parent, nil at the root of the file system.
func (e *entry) up() *entry {
	if e.real == e.root || e.real == "" {
		return nil
	}
	shown := path.Dir(strings.TrimSuffix(e.path, "/"))
	if !strings.HasSuffix(shown, "/") {
		shown += "/"
	}
	return &entry{path: shown, real: path.Dir(e.real), root: e.root, folder: true}
}

// platformPath is the place on the machine. A folder's ends with a separator,
// so that names can be put behind it.
func platformPath(e *entry) string {
	if e.folder && !strings.HasSuffix(e.real, "/") {
		return e.real + "/"
	}
	return e.real
}

func fullName(e *entry) string { return path.Base(e.real) }

func extension(e *entry) string {
	base := fullName(e)
	if i := strings.LastIndexByte(base, '.'); i > 0 {
		return base[i:]
	}
	return ""
}

func stem(e *entry) string { return strings.TrimSuffix(fullName(e), extension(e)) }

// Folders by their constants.
const (
	userPreferences = 0
	licensesFolder  = 1
	databaseFolder  = 4
	resourcesFolder = 6
	logsFolder      = 7
	webRootFolder   = 8
	dataFolder      = 9
	mobileApps      = 10
	systemFolder    = 100
	desktopFolder   = 115
	applications    = 116
	documentsFolder = 117
	homeFolder      = 118
)

// known returns the path of a folder's constant, "" when there is no such
// folder on a server.
func known(folder int) string {
	switch folder {
	case databaseFolder:
		return "/PACKAGE/"
	case resourcesFolder:
		return "/RESOURCES/"
	case logsFolder:
		return "/LOGS/"
	case webRootFolder:
		return "/PACKAGE/WebFolder/"
	case dataFolder:
		return "/DATA/"
	case userPreferences, licensesFolder, mobileApps, desktopFolder, documentsFolder, homeFolder:
		return tempRoot
	}
	return ""
}

// argument resolves the path in argument i.
func argument(c *vm.Call, i int, folder bool) *entry {
	p := ""
	if c.Arg(i).IsNumber() {
		if p = known(c.Int(i)); p == "" {
			_, err := c.Failf(-43, "there is no folder %d on a server", c.Int(i))
			c.Fail(err)
			return nil
		}
	} else {
		p = c.Text(i)
	}
	e, err := resolveFor(c.Process, p, folder, c.HasMark(vm.Star))
	if err != nil {
		c.Fail(err)
		return nil
	}
	return e
}

func newFile(c *vm.Call) (value.Value, error) {
	if c.Arg(0).IsNumber() && c.Int(0) == fileOfProject {
		return structure(c)
	}
	if e := argument(c, 0, false); e != nil {
		return e.value(c), nil
	}
	return value.Value{}, nil
}

func newFolder(c *vm.Call) (value.Value, error) {
	if e := argument(c, 0, true); e != nil {
		return e.value(c), nil
	}
	return value.Value{}, nil
}
