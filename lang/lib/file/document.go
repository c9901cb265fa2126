package file

import (
	"io/fs"
	"path"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// The older commands, which take paths as text.

func documentToText(c *vm.Call) (value.Value, error) {
	if e := document(c, false); e != nil {
		return readText(c, e, 1)
	}
	return value.Value{}, nil
}

func textToDocument(c *vm.Call) (value.Value, error) {
	if e := document(c, false); e != nil {
		return writeText(c, e, 1)
	}
	return value.Value{}, nil
}

// document returns the file or folder that argument 0 is or names.
func document(c *vm.Call, folder bool) *entry {
	if c.Arg(0).AsObject() != nil {
		return vm.ArgAs[*entry](c, 0, "4D.File")
	}
	return argument(c, 0, folder)
}

func documentToBlob(c *vm.Call) (value.Value, error) {
	e := document(c, false)
	if e == nil {
		return value.Value{}, nil
	}
	b, err := read(c, e)
	if err == nil {
		c.SetOut(1, value.FromBlob(b))
	}
	return value.Value{}, err
}

func blobToDocument(c *vm.Call) (value.Value, error) {
	e, b := document(c, false), c.Blob(1)
	if e == nil || c.Err() != nil {
		return value.Value{}, nil
	}
	return value.Value{}, write(c, e, b)
}

func createFolder(c *vm.Call) (value.Value, error) {
	e := document(c, true)
	if e == nil {
		return value.Value{}, nil
	}
	if err := disk(c).MkdirAll(e.real); err != nil {
		return value.Value{}, failure(e, err)
	}
	return value.Value{}, nil
}

func deleteDocument(c *vm.Call) (value.Value, error) {
	if e := document(c, false); e != nil {
		return value.Value{}, erase(c, e, 0)
	}
	return value.Value{}, nil
}

func deleteFolder(c *vm.Call) (value.Value, error) {
	if e := document(c, true); e != nil {
		return value.Value{}, erase(c, e, c.Int(1))
	}
	return value.Value{}, nil
}

// testPathName answers 1 for a document, 0 for a folder, -43 for neither.
func testPathName(c *vm.Call) (value.Value, error) {
	e, err := resolveFor(c.Process, c.Text(0), false, false)
	if err != nil {
		return value.FromInt(-43), nil
	}
	info, err := disk(c).Stat(e.real)
	switch {
	case err != nil:
		return value.FromInt(-43), nil
	case info.IsDir():
		return value.FromInt(0), nil
	}
	return value.FromInt(1), nil
}

func samePath(c *vm.Call) (value.Value, error) { return value.FromText(c.Text(0)), nil }

func pathToObject(c *vm.Call) (value.Value, error) {
	p := c.Text(0)
	isFolder := strings.HasSuffix(p, "/")
	p = strings.TrimSuffix(p, "/")
	dir, base := path.Split(p)
	e := &entry{real: base, path: base}
	o := value.NewObject()
	o.Set("parentFolder", value.FromText(dir))
	o.Set("name", value.FromText(stem(e)))
	o.Set("extension", value.FromText(extension(e)))
	o.Set("isFolder", value.FromBool(isFolder))
	return value.FromObject(o), nil
}

func objectToPath(c *vm.Call) (value.Value, error) {
	o := c.Object(0)
	if o == nil {
		return value.FromText(""), nil
	}
	dir := o.Get("parentFolder").AsText()
	if dir != "" && !strings.HasSuffix(dir, "/") {
		dir += "/"
	}
	ext := o.Get("extension").AsText()
	if ext != "" && !strings.HasPrefix(ext, ".") {
		ext = "." + ext
	}
	out := dir + o.Get("name").AsText() + ext
	if o.Get("isFolder").AsBool() {
		out += "/"
	}
	return value.FromText(out), nil
}

// realPath answers the place of a folder on the machine, with a "/" at the end.
func realPath(c *vm.Call, p string) (value.Value, error) {
	e, err := resolveFor(c.Process, p, true, c.HasMark(vm.Star))
	if err != nil {
		return value.Value{}, err
	}
	return value.FromText(strings.TrimSuffix(e.real, "/") + "/"), nil
}

func get4DFolder(c *vm.Call) (value.Value, error) {
	n := userPreferences
	if c.Len() > 0 && c.Arg(0) != vm.Star {
		n = c.Int(0)
	}
	if n == 5 { // Database folder Unix syntax
		n = databaseFolder
	}
	p := known(n)
	if p == "" {
		return c.Failf(-43, "there is no folder %d on a server", n)
	}
	return realPath(c, p)
}

func temporaryFolder(c *vm.Call) (value.Value, error) {
	e, err := resolve(c.Runtime(), tempRoot, true)
	if err != nil {
		return value.Value{}, err
	}
	if err := disk(c).MkdirAll(e.real); err != nil {
		return value.Value{}, failure(e, err)
	}
	return realPath(c, tempRoot)
}

// fileOfProject is the constant "Structure file" of File.
const fileOfProject = 2000

// structure returns the project's file: the first .4DProject of its folder.
func structure(c *vm.Call) (value.Value, error) {
	e, err := resolve(c.Runtime(), "/PROJECT/", true)
	if err != nil {
		return value.Value{}, err
	}
	inside, _ := disk(c).ReadDir(e.real)
	for _, x := range inside {
		if strings.HasSuffix(x.Name(), ".4DProject") {
			return e.in(x.Name(), false).value(c), nil
		}
	}
	return e.in("Application.4DProject", false).value(c), nil
}

func structureFile(c *vm.Call) (value.Value, error) {
	v, err := structure(c)
	if err != nil {
		return v, err
	}
	return value.FromText(v.AsObject().Native.(*entry).real), nil
}

func dataFile(c *vm.Call) (value.Value, error) {
	e, err := resolve(c.Runtime(), "/DATA/data.quoin", false)
	if err != nil {
		return value.Value{}, err
	}
	return value.FromText(e.real), nil
}

func constants() []command.Constant {
	return []command.Constant{
		{Name: "fk recursive", Value: recursive},
		{Name: "fk overwrite", Value: overwrite},
		{Name: "fk ignore invisible", Value: ignoreInvisible},
		{Name: "fk posix path", Value: 0},
		{Name: "fk platform path", Value: 1},
		{Name: "fk user preferences folder", Value: userPreferences},
		{Name: "fk licenses folder", Value: licensesFolder},
		{Name: "fk database folder", Value: databaseFolder},
		{Name: "fk resources folder", Value: resourcesFolder},
		{Name: "fk logs folder", Value: logsFolder},
		{Name: "fk web root folder", Value: webRootFolder},
		{Name: "fk data folder", Value: dataFolder},
		{Name: "fk mobileApps folder", Value: mobileApps},
		{Name: "fk system folder", Value: systemFolder},
		{Name: "fk desktop folder", Value: desktopFolder},
		{Name: "fk applications folder", Value: applications},
		{Name: "fk documents folder", Value: documentsFolder},
		{Name: "fk home folder", Value: homeFolder},
		{Name: "Database folder", Value: databaseFolder},
		{Name: "Current resources folder", Value: resourcesFolder},
		{Name: "Logs folder", Value: logsFolder},
		{Name: "HTML Root folder", Value: webRootFolder},
		{Name: "Data folder", Value: dataFolder},
		{Name: "MobileApps folder", Value: mobileApps},
		{Name: "Licenses folder", Value: licensesFolder},
		{Name: "Active 4D Folder", Value: userPreferences},
		{Name: "Delete only if empty", Value: onlyIfEmpty},
		{Name: "Delete with contents", Value: withContents},
		{Name: "Document unchanged", Value: unchanged},
		{Name: "Document with native format", Value: nativeFormat},
		{Name: "Document with CRLF", Value: withCRLF},
		{Name: "Document with CR", Value: withCR},
		{Name: "Document with LF", Value: withLF},
		{Name: "Is a document", Value: 1},
		{Name: "Is a folder", Value: 0},
		{Name: "Folder separator", Value: "/"},
		{Name: "Path is POSIX", Value: 0},
		{Name: "Path is system", Value: 1},
		{Name: "Ignore invisible", Value: listVisible},
		{Name: "Recursive parsing", Value: listRecursive},
		{Name: "Absolute path", Value: listAbsolute},
		{Name: "Posix path", Value: listPosix},
		{Name: "Read and write", Value: modeReadWrite},
		{Name: "Write mode", Value: modeWriteOnly},
		{Name: "Read mode", Value: modeReadOnly},
		{Name: "Get pathname", Value: modePathname},
	}
}

// Read returns the content of the file that an argument is or names, for
// commands of other families.
func Read(c *vm.Call, i int) ([]byte, error) {
	e := named(c, i)
	if e == nil {
		return nil, c.Err()
	}
	return read(c, e)
}

// ReadPath returns the content of the file that a path of the language names.
func ReadPath(p *vm.Process, path string) ([]byte, error) {
	e, err := resolveFor(p, path, false, false)
	if err != nil {
		return nil, err
	}
	return readFor(p, e)
}

// Write replaces the content of the file that an argument is or names.
func Write(c *vm.Call, i int, data []byte) error {
	e := named(c, i)
	if e == nil {
		return c.Err()
	}
	return write(c, e, data)
}

func named(c *vm.Call, i int) *entry {
	if c.Arg(i).AsObject() != nil {
		return vm.ArgAs[*entry](c, i, "4D.File")
	}
	return argument(c, i, false)
}

// ReadIn returns the content of a file in the folder that a value is, or names.
func ReadIn(c *vm.Call, folder value.Value, name string) ([]byte, error) {
	e, err := folderEntry(c, folder)
	if err != nil {
		return nil, err
	}
	return read(c, e.in(name, false))
}

// FolderOf returns where the folder that a value is, or names, lies on the
// machine.
func FolderOf(c *vm.Call, v value.Value) (string, error) {
	e, err := folderEntry(c, v)
	if err != nil {
		return "", err
	}
	if stat(c, e) == nil {
		return "", failure(e, fs.ErrNotExist)
	}
	return e.real, nil
}

func folderEntry(c *vm.Call, v value.Value) (*entry, error) {
	if o := v.AsObject(); o != nil {
		if e, _ := o.Native.(*entry); e != nil && e.folder {
			return e, nil
		}
	} else if v.Kind() == value.Text {
		return resolveFor(c.Process, v.AsText(), true, false)
	}
	return nil, fault.New(fault.Invalid, "file.folder", "%s: got %s, want 4D.Folder.", c.Name, c.Process.Describe(v))
}
