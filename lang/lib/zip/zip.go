// Package zip provides archives: ZIP Create archive, ZIP Read archive and the
// view of what is in one. Names in archives lead out of no folder, and nothing
// is taken from one that is larger than it says.
package zip

import (
	_ "embed"

	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

//go:embed zip.md
var doc string

// Family returns the rows of the family.
func Family() command.Family {
	return command.Family{Name: "zip", Commands: commands(), Classes: classes(), Constants: constants(), Doc: doc}
}

func commands() []command.Command {
	return []command.Command{
		{Name: "ZIP Create archive", Sig: "(source: 4D.File|4D.Folder|Object, destination: 4D.File, options?: Integer) : Object", Run: create},
		{Name: "ZIP Read archive", Sig: "(file: 4D.File, password?: Text) : 4D.ZipArchive", Run: open},
	}
}

func classes() []command.Class {
	read := func(name, kind string, get func(*vm.Call, *node) value.Value) command.Property {
		return command.Property{Name: name, Type: kind, Get: func(c *vm.Call) (value.Value, error) {
			if n := vm.Receiver[*node](c); n != nil {
				return get(c, n), nil
			}
			return value.Value{}, nil
		}}
	}
	text := func(name string, get func(*node) string) command.Property {
		return read(name, "Text", func(_ *vm.Call, n *node) value.Value { return value.FromText(get(n)) })
	}
	flag := func(name string, get func(*node) bool) command.Property {
		return read(name, "Boolean", func(_ *vm.Call, n *node) value.Value { return value.FromBool(get(n)) })
	}
	shared := func(more ...command.Property) []command.Property {
		return append(more,
			flag("exists", func(*node) bool { return true }),
			text("extension", (*node).extension),
			text("fullName", func(n *node) string { return n.name }),
			flag("hidden", func(n *node) bool { return n.name != "" && n.name[0] == '.' }),
			flag("isAlias", func(*node) bool { return false }),
			flag("isFile", func(n *node) bool { return !n.folder }),
			flag("isFolder", func(n *node) bool { return n.folder }),
			read("modificationDate", "Date", func(c *vm.Call, n *node) value.Value {
				if n.modified.IsZero() {
					return value.FromDate(0)
				}
				return value.FromDate(value.DayOf(n.modified.In(c.Runtime().Host.Location)))
			}),
			read("modificationTime", "Time", func(c *vm.Call, n *node) value.Value {
				t := n.modified.In(c.Runtime().Host.Location)
				if n.modified.IsZero() {
					return value.FromTime(0)
				}
				return value.FromTime(int64(t.Hour()*3600 + t.Minute()*60 + t.Second()))
			}),
			text("name", (*node).stem),
			read("original", "Object", func(c *vm.Call, _ *node) value.Value { return c.This }),
			read("parent", "4D.ZipFolder", func(c *vm.Call, n *node) value.Value {
				if n.parent == nil {
					return value.NullValue()
				}
				return n.parent.value(c)
			}),
			text("path", (*node).path),
			text("platformPath", (*node).path),
		)
	}
	return []command.Class{
		{
			Name: "ZipArchive", Doc: "A view of what is in an archive.",
			Properties: []command.Property{{Name: "root", Type: "4D.ZipFolder", Get: root}},
		},
		{
			Name: "ZipFile", Parent: "Document", Doc: "A file in an archive.",
			Functions: []command.Command{
				{Name: "copyTo", Sig: "(folder: 4D.Folder, name?: Text|Integer, option?: Integer) : 4D.File", Run: copyTo},
				{Name: "getContent", Sig: "() : 4D.Blob", Run: getContent},
				{Name: "getText", Sig: "(charset?: Text|Integer, breakMode?: Integer) : Text", Run: getText},
			},
			Properties: shared(
				flag("isWritable", func(*node) bool { return false }),
				read("size", "Real", func(_ *vm.Call, n *node) value.Value { return value.FromReal(float64(n.size())) }),
			),
		},
		{
			Name: "ZipFolder", Parent: "Directory", Doc: "A folder in an archive.",
			Functions: []command.Command{
				{Name: "copyTo", Sig: "(folder: 4D.Folder, name?: Text|Integer, option?: Integer) : 4D.Folder", Run: copyTo},
				{Name: "file", Sig: "(path: Text) : 4D.ZipFile", Run: child(false)},
				{Name: "files", Sig: "(options?: Integer) : Collection", Run: list(false)},
				{Name: "folder", Sig: "(path: Text) : 4D.ZipFolder", Run: child(true)},
				{Name: "folders", Sig: "(options?: Integer) : Collection", Run: list(true)},
			},
			Properties: shared(flag("isPackage", func(*node) bool { return false })),
		},
	}
}

// Constants of archives.
const (
	withoutFolder   = 1
	ignoreInvisible = 1

	compressNone     = 0
	compressStandard = 8
	compressLZMA     = 14
	compressXZ       = 95

	encryptNone   = 0
	encryptAES128 = 1
	encryptAES192 = 2
	encryptAES256 = 3
)

func constants() []command.Constant {
	return []command.Constant{
		{Name: "ZIP Without enclosing folder", Value: withoutFolder},
		{Name: "ZIP Ignore invisible files", Value: ignoreInvisible},
		{Name: "ZIP Compression none", Value: compressNone},
		{Name: "ZIP Compression standard", Value: compressStandard},
		{Name: "ZIP Compression LZMA", Value: compressLZMA},
		{Name: "ZIP Compression XZ", Value: compressXZ},
		{Name: "ZIP Encryption none", Value: encryptNone},
		{Name: "ZIP Encryption AES128", Value: encryptAES128},
		{Name: "ZIP Encryption AES192", Value: encryptAES192},
		{Name: "ZIP Encryption AES256", Value: encryptAES256},
	}
}
