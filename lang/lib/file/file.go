// Package file provides files and folders. A path is confined to the folders
// of Runtime.Paths and the temporary folder: whatever the code says, nothing
// else on the machine can be read or written.
package file

import (
	_ "embed"

	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

//go:embed file.md
var doc string

// Family returns the rows of the family.
func Family() command.Family {
	return command.Family{Name: "file", Commands: commands(), Classes: classes(), Constants: constants(), Doc: doc}
}

func commands() []command.Command {
	later := command.Later
	return []command.Command{
		{Name: "Append document", Sig: "(path: Text, type?: Text) : Time", Run: appendDocument},
		{Name: "BLOB TO DOCUMENT", Sig: "(path: Text, blob: Blob)", Run: blobToDocument},
		{Name: "CLOSE DOCUMENT", Sig: "(document: Time)", Run: closeDocument},
		{Name: "Convert path POSIX to system", Sig: "(path: Text, *) : Text", Run: samePath},
		{Name: "Convert path system to POSIX", Sig: "(path: Text, *) : Text", Run: samePath},
		{Name: "COPY DOCUMENT", Sig: "(source: Text, destination: Text, newName?: Text, *)", Run: copyDocument},
		{Name: "Create document", Sig: "(path: Text, type?: Text) : Time", Run: createDocument},
		{Name: "CREATE FOLDER", Sig: "(path: Text, *)", Run: createFolder},
		{Name: "Data file", Sig: "(segment?: Integer) : Text", Run: dataFile},
		{Name: "DELETE DOCUMENT", Sig: "(path: Text)", Run: deleteDocument},
		{Name: "DELETE FOLDER", Sig: "(path: Text, option?: Integer)", Run: deleteFolder},
		{Name: "DOCUMENT LIST", Sig: "(path: Text, &names: Array, options?: Integer)", Run: documentList},
		{Name: "DOCUMENT TO BLOB", Sig: "(path: Text, &blob: Blob)", Run: documentToBlob},
		{Name: "Document to text", Qodly: "documentToString", Sig: "(path: Text|4D.File, charset?: Text|Integer, breakMode?: Integer) : Text", Run: documentToText},
		{Name: "File", Sig: "(path: Text|Integer, pathType?: Integer, *) : 4D.File", Run: newFile},
		{Name: "Folder", Sig: "(path: Text|Integer, pathType?: Integer, *) : 4D.Folder", Run: newFolder},
		{Name: "FOLDER LIST", Sig: "(path: Text, &names: Array)", Run: folderList},
		{Name: "Get 4D folder", Sig: "(folder?: Integer, *) : Text", Run: get4DFolder},
		{Name: "GET DOCUMENT PROPERTIES", Sig: "(path: Text, &locked: Boolean, &invisible?: Boolean, &createdOn: Date, &createdAt: Time, &modifiedOn: Date, &modifiedAt: Time)", Run: documentProperties},
		{Name: "Get document size", Sig: "(path: Text) : Real", Run: documentSize},
		{Name: "Localized document path", Sig: "(path: Text) : Text", State: later},
		{Name: "MOVE DOCUMENT", Sig: "(source: Text, destination: Text)", Run: moveDocument},
		{Name: "Object to path", Sig: "(object: Object) : Text", Run: objectToPath},
		{Name: "Open document", Sig: "(path: Text, type?: Text|Integer, mode?: Integer) : Time", Run: openOld},
		{Name: "Path to object", Sig: "(path: Text, type?: Integer) : Object", Run: pathToObject},
		{Name: "RECEIVE PACKET", Sig: "(document: Time, &received: Text|Blob, until: Text|Integer)", Run: receivePacket},
		{Name: "SEND PACKET", Sig: "(document: Time, packet: Text|Blob)", Run: sendPacket},
		{Name: "Structure file", Sig: "(*) : Text", Run: structureFile},
		{Name: "System folder", Sig: "(kind?: Integer) : Text", Run: ownFolder},
		{Name: "Temporary folder", Sig: "() : Text", Run: temporaryFolder},
		{Name: "Test path name", Sig: "(path: Text) : Integer", Run: testPathName},
		{Name: "TEXT TO DOCUMENT", Sig: "(path: Text, text: Text, charset?: Text|Integer, breakMode?: Integer)", Run: textToDocument},
	}
}

func classes() []command.Class {
	shared := func(more ...command.Property) []command.Property {
		return append(more,
			command.Property{Name: "exists", Type: "Boolean", Get: exists},
			command.Property{Name: "extension", Type: "Text", Get: name(extension)},
			command.Property{Name: "fullName", Type: "Text", Get: name(fullName)},
			command.Property{Name: "name", Type: "Text", Get: name(stem)},
			command.Property{Name: "path", Type: "Text", Get: name(func(e *entry) string { return e.path })},
			command.Property{Name: "platformPath", Type: "Text", Get: name(platformPath)},
			command.Property{Name: "parent", Type: "4D.Folder", Get: parent},
			command.Property{Name: "hidden", Type: "Boolean", Get: hidden},
			command.Property{Name: "isAlias", Type: "Boolean", Get: no},
			command.Property{Name: "original", Type: "Object", Get: self},
			command.Property{Name: "isFile", Type: "Boolean", Get: is(false)},
			command.Property{Name: "isFolder", Type: "Boolean", Get: is(true)},
			command.Property{Name: "modificationDate", Type: "Date", Get: modificationDate},
			command.Property{Name: "modificationTime", Type: "Time", Get: modificationTime},
			command.Property{Name: "creationDate", Type: "Date", Get: modificationDate},
			command.Property{Name: "creationTime", Type: "Time", Get: modificationTime},
		)
	}
	return []command.Class{
		{Name: "Document", Doc: "What 4D.File inherits from."},
		{Name: "Directory", Doc: "What 4D.Folder inherits from."},
		{
			Name: "File", Parent: "Document",
			Doc:       "A file, by its path. Nothing happens on the disk before it is asked for.",
			New:       &command.Command{Name: "new", Sig: "(path: Text, pathType?: Integer) : 4D.File", Run: newFile},
			Functions: fileFunctions(),
			Properties: shared(
				command.Property{Name: "isWritable", Type: "Boolean", Get: isWritable},
				command.Property{Name: "size", Type: "Real", Get: size},
			),
		},
		{
			Name: "Folder", Parent: "Directory",
			Doc:        "A folder, by its path. Nothing happens on the disk before it is asked for.",
			New:        &command.Command{Name: "new", Sig: "(path: Text|Integer, pathType?: Integer) : 4D.Folder", Run: newFolder},
			Functions:  folderFunctions(),
			Properties: shared(command.Property{Name: "isPackage", Type: "Boolean", Get: no}),
		},
		handleClass(),
	}
}

func fileFunctions() []command.Command {
	return []command.Command{
		{Name: "copyTo", Sig: "(folder: 4D.Folder, name?: Text|Integer, option?: Integer) : 4D.File", Run: copyTo},
		{Name: "create", Sig: "() : Boolean", Run: create},
		{Name: "createAlias", Sig: "(folder: 4D.Folder, name: Text, type?: Integer) : 4D.File", State: command.Later},
		{Name: "delete", Sig: "()", Run: remove},
		{Name: "getAppInfo", Sig: "() : Object", State: command.Later},
		{Name: "getContent", Sig: "() : 4D.Blob", Run: getContent},
		{Name: "getIcon", Sig: "(size?: Integer) : Picture", State: command.Later},
		{Name: "getText", Sig: "(charset?: Text|Integer, breakMode?: Integer) : Text", Run: getText},
		{Name: "moveTo", Sig: "(folder: 4D.Folder, name?: Text) : 4D.File", Run: moveTo},
		{Name: "open", Sig: "(mode?: Text|Object) : 4D.FileHandle", Run: open},
		{Name: "rename", Sig: "(name: Text) : 4D.File", Run: rename},
		{Name: "setAppInfo", Sig: "(info: Object)", State: command.Later},
		{Name: "setContent", Sig: "(content: Blob)", Run: setContent},
		{Name: "setText", Sig: "(text: Text, charset?: Text|Integer, breakMode?: Integer)", Run: setText},
	}
}

func folderFunctions() []command.Command {
	return []command.Command{
		{Name: "copyTo", Sig: "(folder: 4D.Folder, name?: Text|Integer, option?: Integer) : 4D.Folder", Run: copyTo},
		{Name: "create", Sig: "() : Boolean", Run: create},
		{Name: "createAlias", Sig: "(folder: 4D.Folder, name: Text) : 4D.File", State: command.Later},
		{Name: "delete", Sig: "(option?: Integer)", Run: remove},
		{Name: "file", Sig: "(path: Text) : 4D.File", Run: child(false)},
		{Name: "files", Sig: "(options?: Integer) : Collection", Run: list(false)},
		{Name: "folder", Sig: "(path: Text) : 4D.Folder", Run: child(true)},
		{Name: "folders", Sig: "(options?: Integer) : Collection", Run: list(true)},
		{Name: "moveTo", Sig: "(folder: 4D.Folder, name?: Text) : 4D.Folder", Run: moveTo},
		{Name: "rename", Sig: "(name: Text) : 4D.Folder", Run: rename},
	}
}

// receiver returns the file or folder a member function was called on.
func receiver(c *vm.Call) *entry {
	if e := vm.Receiver[*entry](c); e != nil {
		return e
	}
	return &entry{}
}

func no(*vm.Call) (value.Value, error) { return value.FromBool(false), nil }

func self(c *vm.Call) (value.Value, error) { return c.This, nil }

func is(folder bool) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) { return value.FromBool(receiver(c).folder == folder), nil }
}

func name(of func(*entry) string) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) { return value.FromText(of(receiver(c))), nil }
}
