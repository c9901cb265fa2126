// Package picture provides the commands over pictures: reading, measuring,
// scaling and converting PNG, JPEG and GIF. Other formats are kept as they are.
package picture

import (
	_ "embed"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/lib/file"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

//go:embed picture.md
var doc string

// Family returns the rows of the family.
func Family() command.Family {
	return command.Family{Name: "picture", Commands: commands(), Constants: constants(), Doc: doc}
}

func commands() []command.Command {
	later := command.Later
	return []command.Command{
		{Name: "BLOB TO PICTURE", Sig: "(blob: Blob, &picture: Picture, codec?: Text)", Run: blobToPicture},
		{Name: "COMBINE PICTURES", Sig: "(&result: Picture, first: Picture, operator: Integer, second: Picture, hOffset?: Integer, vOffset: Integer)", Run: combinePictures},
		{Name: "CONVERT PICTURE", Sig: "(&picture: Picture, codec: Text, compression?: Real)", Run: convertPicture},
		{Name: "CREATE THUMBNAIL", Sig: "(source: Picture, &thumbnail: Picture, width?: Integer, height?: Integer, mode?: Integer, depth?: Integer)", Run: createThumbnail},
		{Name: "Equal pictures", Sig: "(first: Picture, second: Picture, &mask: Picture) : Boolean", Run: equalPictures},
		{Name: "Get picture file name", Sig: "(picture: Picture) : Text", Run: getFileName},
		{Name: "GET PICTURE FORMATS", Sig: "(picture: Picture, &codecs: Array)", Run: getFormats},
		{Name: "GET PICTURE METADATA", Sig: "(...arguments: Any)", State: later},
		{Name: "Is picture file", Sig: "(path: Text, *) : Boolean", Run: isPictureFile},
		{Name: "PICTURE CODEC LIST", Sig: "(&codecs: Array, &names?: Array, *)", Run: codecList},
		{Name: "PICTURE PROPERTIES", Sig: "(picture: Picture, &width: Integer, &height: Integer, &hOffset?: Integer, &vOffset: Integer, &mode: Integer)", Run: pictureProperties},
		{Name: "Picture size", Sig: "(picture: Picture) : Integer", Run: pictureSize},
		{Name: "PICTURE TO BLOB", Sig: "(picture: Picture, &blob: Blob, codec: Text)", Run: pictureToBlob},
		{Name: "READ PICTURE FILE", Sig: "(path: Text|4D.File, &picture: Picture, *)", Run: readPictureFile},
		{Name: "SET PICTURE FILE NAME", Sig: "(&picture: Picture, name: Text)", Run: setFileName},
		{Name: "SET PICTURE METADATA", Sig: "(...arguments: Any)", State: later},
		{Name: "TRANSFORM PICTURE", Sig: "(&picture: Picture, operator: Integer, param1?: Real, param2?: Real, param3?: Real, param4?: Real)", Run: transformPicture},
		{Name: "WRITE PICTURE FILE", Sig: "(path: Text|4D.File, picture: Picture, codec?: Text)", Run: writePictureFile},
	}
}

func readPictureFile(c *vm.Call) (value.Value, error) {
	b, err := file.Read(c, 0)
	if err != nil {
		return value.Value{}, err
	}
	p := From(b)
	if source, err := file.SourceOf(c.Process, c.Arg(0)); err == nil && source != nil {
		p.Name = source.FullName()
	}
	c.SetOut(1, value.FromPicture(p))
	return value.Value{}, nil
}

func writePictureFile(c *vm.Call) (value.Value, error) {
	p, err := encoded(c.Picture(1), codecOf(c.Text(2)), quality)
	if err != nil {
		return value.Value{}, err
	}
	return value.Value{}, file.Write(c, 0, p.Data)
}

func isPictureFile(c *vm.Call) (value.Value, error) {
	b, err := file.Read(c, 0)
	if err != nil {
		return value.FromBool(false), nil
	}
	return value.FromBool(From(b).MIME != unknown), nil
}

func blobToPicture(c *vm.Call) (value.Value, error) {
	c.SetOut(1, value.FromPicture(From(c.Blob(0))))
	return value.Value{}, nil
}

func pictureToBlob(c *vm.Call) (value.Value, error) {
	p, err := encoded(c.Picture(0), codecOf(c.Text(2)), quality)
	if err != nil {
		return value.Value{}, err
	}
	c.SetOut(1, value.FromBlob(p.Data))
	return value.Value{}, nil
}

func convertPicture(c *vm.Call) (value.Value, error) {
	old, ok := outPicture(c)
	if !ok {
		return value.Value{}, nil
	}
	q := quality
	if c.Has(2) { // compression from 0, the best quality, to 1
		q = min(max(int(100*(1-c.Real(2))), 1), 100)
	}
	p, err := encoded(old, codecOf(c.Text(1)), q)
	if err != nil {
		return value.Value{}, err
	}
	setPicture(c, p, old.Name)
	return value.Value{}, nil
}

// outPicture returns the picture in the variable that argument 0 is; ok false
// when it holds something else, or memory for its points cannot be had.
func outPicture(c *vm.Call) (p *value.Image, ok bool) {
	switch v := c.Out(0); v.Kind() {
	case value.Picture:
		p = v.AsPicture()
	case value.Undefined, value.Null:
		p = &value.Image{}
	default:
		c.Fail(fault.New(fault.Invalid, "call.argument-type", "%s: got %s, want Picture (argument 1).", c.Name, c.Process.Describe(v)))
		return nil, false
	}
	return p, room(c, p)
}

// room reserves memory for the points of pictures.
func room(c *vm.Call, all ...*value.Image) bool {
	for _, p := range all {
		if width, height := dimensions(p); width <= maxPixels && height <= maxPixels && !c.Reserve(4*min(width*height, maxPixels)) {
			return false
		}
	}
	return true
}

// setPicture puts a picture with a name into the variable that argument 0 is.
func setPicture(c *vm.Call, p *value.Image, name string) {
	named := *p
	named.Name = name
	c.SetOut(0, value.FromPicture(&named))
}

func pictureSize(c *vm.Call) (value.Value, error) {
	return value.FromInt(int64(len(c.Picture(0).Data))), nil
}

func pictureProperties(c *vm.Call) (value.Value, error) {
	width, height := dimensions(c.Picture(0))
	for i, n := range []int{width, height, 0, 0, 0} {
		if i+1 < c.Len() {
			c.SetOut(i+1, value.FromInt(int64(n)))
		}
	}
	return value.Value{}, nil
}

func equalPictures(c *vm.Call) (value.Value, error) {
	a, b := c.Picture(0), c.Picture(1)
	if !room(c, a, b) {
		return value.Value{}, nil
	}
	if string(a.Data) == string(b.Data) {
		return value.FromBool(true), nil
	}
	return samePixels(a, b)
}
