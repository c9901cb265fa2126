package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"

	"golang.org/x/image/draw"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	_ "golang.org/x/image/webp" // is read only: its decoder announces itself to package image

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// unknown is the media type of bytes that are no picture known here.
const unknown = "application/octet-stream"

// quality is that of JPEG where none is asked for.
const quality = 85

// maxPixels bounds what is decoded: a small file may hold a huge picture.
const maxPixels = 64 << 20

// As returns a picture in the format of a media type.
func As(p *value.Image, mime string) (*value.Image, error) {
	mime, _, _ = strings.Cut(mime, ";")
	return encoded(p, codecOf(mime), quality)
}

// From returns the picture of bytes, whose media type is recognised.
func From(b []byte) *value.Image { return &value.Image{MIME: recognise(b), Data: b} }

func recognise(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		return "image/png"
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		return "image/jpeg"
	case bytes.HasPrefix(b, []byte("GIF8")):
		return "image/gif"
	case len(b) > 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		return "image/webp"
	case bytes.HasPrefix(b, []byte("BM")):
		return "image/bmp"
	case bytes.HasPrefix(b, []byte("II*\x00")), bytes.HasPrefix(b, []byte("MM\x00*")):
		return "image/tiff"
	case bytes.Contains(b[:min(len(b), 1024)], []byte("<svg")):
		return "image/svg+xml"
	}
	return unknown
}

// codecOf turns ".jpg", "image/jpeg" or "jpeg" into a media type.
func codecOf(name string) string {
	name = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(name)), ".")
	switch name {
	case "jpg", "jpeg", "image/jpg":
		return "image/jpeg"
	case "svg":
		return "image/svg+xml"
	case "tif":
		return "image/tiff"
	case "":
		return ""
	}
	if !strings.Contains(name, "/") {
		return "image/" + name
	}
	return name
}

func dimensions(p *value.Image) (width, height int) {
	if len(p.Data) == 0 {
		return 0, 0
	}
	if p.MIME == "image/svg+xml" {
		return vectorSize(p.Data)
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(p.Data))
	if err != nil {
		return 0, 0
	}
	return config.Width, config.Height
}

func decode(p *value.Image) (image.Image, error) {
	width, height := dimensions(p)
	if width*height > maxPixels || width > maxPixels || height > maxPixels {
		return nil, fault.New(fault.Limit, "picture.size", "The picture has %d × %d pixels, more than can be handled.", width, height)
	}
	m, _, err := image.Decode(bytes.NewReader(p.Data))
	if err != nil {
		return nil, fault.New(fault.Unsupported, "picture.format", "The picture (%s) cannot be decoded: %v", p.MIME, err)
	}
	return m, nil
}

// encoded returns the picture in a codec; as it is when it has it already or
// none is asked for.
func encoded(p *value.Image, codec string, q int) (*value.Image, error) {
	if codec == "" || codec == p.MIME || len(p.Data) == 0 {
		return p, nil
	}
	m, err := decode(p)
	if err != nil {
		return nil, err
	}
	return encode(m, codec, q)
}

func encode(m image.Image, codec string, q int) (*value.Image, error) {
	var b bytes.Buffer
	var err error
	switch codec {
	case "image/jpeg":
		err = jpeg.Encode(&b, onWhite(m), &jpeg.Options{Quality: q})
	case "image/gif":
		err = gif.Encode(&b, m, nil)
	case "image/png":
		err = png.Encode(&b, m)
	case "image/bmp":
		err = bmp.Encode(&b, m)
	case "image/tiff":
		err = tiff.Encode(&b, m, &tiff.Options{Compression: tiff.Deflate})
	default:
		return nil, fault.New(fault.Unsupported, "picture.codec", "Pictures cannot be written as %q: use png, jpeg, gif, bmp or tiff.", codec)
	}
	if err != nil {
		return nil, fault.New(fault.Internal, "picture.encode", "The picture cannot be written as %s: %w", codec, err)
	}
	return &value.Image{MIME: codec, Data: b.Bytes()}, nil
}

// onWhite removes transparency, which JPEG does not have.
func onWhite(m image.Image) image.Image {
	out := image.NewRGBA(m.Bounds())
	draw.Draw(out, out.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(out, out.Bounds(), m, m.Bounds().Min, draw.Over)
	return out
}

// Ways of scaling of CREATE THUMBNAIL.
const (
	scaledToFit      = 2
	proportional     = 5
	proportionalMidd = 6
	defaultThumbnail = 48
)

func constants() []command.Constant {
	return []command.Constant{
		{Name: "Reset", Value: opReset},
		{Name: "Scale", Value: opScale},
		{Name: "Translate", Value: opTranslate},
		{Name: "Flip horizontally", Value: opFlipHorizontally},
		{Name: "Flip vertically", Value: opFlipVertically},
		{Name: "Crop", Value: opCrop},
		{Name: "Fade to grey scale", Value: opGrey},
		{Name: "Transparency", Value: opTransparency},
		{Name: "Horizontal concatenation", Value: besides},
		{Name: "Vertical concatenation", Value: below},
		{Name: "Superimposition", Value: onTop},
		{Name: "Scaled to fit", Value: scaledToFit},
		{Name: "Scaled to fit proportional", Value: proportional},
		{Name: "Scaled to fit prop centered", Value: proportionalMidd},
	}
}

func createThumbnail(c *vm.Call) (value.Value, error) {
	source := c.Picture(0)
	width, height := c.IntOr(2, defaultThumbnail), c.IntOr(3, defaultThumbnail)
	if c.Err() != nil || len(source.Data) == 0 {
		c.SetOut(1, value.FromPicture(&value.Image{}))
		return value.Value{}, nil
	}
	if width < 1 || height < 1 || width > maxPixels/height {
		return c.Failf(0, "got %d × %d, which is no size for a picture", width, height)
	}
	if !room(c, source) || !c.Reserve(4*width*height) {
		return value.Value{}, nil
	}
	m, err := decode(source)
	if err != nil {
		return value.Value{}, err
	}
	p, err := encode(scale(m, width, height, c.IntOr(4, proportionalMidd)), "image/png", quality)
	if err != nil {
		return value.Value{}, err
	}
	c.SetOut(1, value.FromPicture(p))
	return value.Value{}, nil
}

func scale(m image.Image, width, height, mode int) image.Image {
	inner := image.Rect(0, 0, width, height)
	size := m.Bounds().Size()
	if mode != scaledToFit {
		f := min(float64(width)/float64(size.X), float64(height)/float64(size.Y))
		w, h := max(int(float64(size.X)*f+0.5), 1), max(int(float64(size.Y)*f+0.5), 1)
		inner = image.Rect(0, 0, w, h)
		if mode == proportionalMidd {
			inner = inner.Add(image.Pt((width-w)/2, (height-h)/2))
		}
	}
	bounds := image.Rect(0, 0, width, height)
	if mode == proportional {
		bounds = inner
	}
	out := image.NewRGBA(bounds)
	draw.CatmullRom.Scale(out, inner, m, m.Bounds(), draw.Over, nil)
	return out
}

func samePixels(a, b *value.Image) (value.Value, error) {
	if len(a.Data) == 0 || len(b.Data) == 0 {
		return value.FromBool(false), nil
	}
	x, err := decode(a)
	if err != nil {
		return value.Value{}, err
	}
	y, err := decode(b)
	if err != nil {
		return value.Value{}, err
	}
	if x.Bounds().Size() != y.Bounds().Size() {
		return value.FromBool(false), nil
	}
	d := y.Bounds().Min.Sub(x.Bounds().Min)
	for j := x.Bounds().Min.Y; j < x.Bounds().Max.Y; j++ {
		for i := x.Bounds().Min.X; i < x.Bounds().Max.X; i++ {
			r, g, bl, al := x.At(i, j).RGBA()
			r2, g2, b2, a2 := y.At(i+d.X, j+d.Y).RGBA()
			if r != r2 || g != g2 || bl != b2 || al != a2 {
				return value.FromBool(false), nil
			}
		}
	}
	return value.FromBool(true), nil
}
