package picture

import (
	"image"
	"image/color"
	"math"

	"golang.org/x/image/draw"

	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// Operators of TRANSFORM PICTURE.
const (
	opReset            = 0
	opScale            = 1
	opTranslate        = 2
	opFlipHorizontally = 3
	opFlipVertically   = 4
	opCrop             = 100
	opGrey             = 101
	opTransparency     = 102
)

// transformPicture changes the points of a picture. What was done cannot be
// taken back: Reset has nothing to do.
func transformPicture(c *vm.Call) (value.Value, error) {
	p, ok := outPicture(c)
	operator := c.Int(1)
	if !ok || c.Err() != nil || len(p.Data) == 0 || operator == opReset {
		return value.Value{}, nil
	}
	m, err := decode(p)
	if err != nil {
		return value.Value{}, err
	}
	var out image.Image
	switch size := m.Bounds().Size(); operator {
	case opScale:
		out, err = scaled(c, m, c.Real(2), c.Real(3))
	case opTranslate:
		x, y := c.Int(2), c.Int(3)
		out, err = placed(c, image.Rect(0, 0, size.X, size.Y).Add(image.Pt(x, y)), m)
	case opFlipHorizontally:
		out = mapped(m, func(x, y int) (int, int) { return size.X - 1 - x, y })
	case opFlipVertically:
		out = mapped(m, func(x, y int) (int, int) { return x, size.Y - 1 - y })
	case opCrop:
		out, err = cropped(c, m)
	case opGrey:
		grey := image.NewNRGBA(image.Rect(0, 0, size.X, size.Y))
		each(m, func(x, y int, p color.NRGBA) {
			l := color.GrayModel.Convert(color.NRGBA{p.R, p.G, p.B, 255}).(color.Gray).Y
			grey.SetNRGBA(x, y, color.NRGBA{l, l, l, p.A})
		})
		out = grey
	case opTransparency:
		rgb := c.Int(2)
		clear := image.NewNRGBA(image.Rect(0, 0, size.X, size.Y))
		each(m, func(x, y int, p color.NRGBA) {
			if int(p.R)<<16|int(p.G)<<8|int(p.B) == rgb&0xFFFFFF {
				p = color.NRGBA{}
			}
			clear.SetNRGBA(x, y, p)
		})
		out = clear
	default:
		return c.Failf(0, "there is no operator %d", operator)
	}
	if err != nil || c.Err() != nil {
		return value.Value{}, err
	}
	q, err := keep(out, p, operator == opTransparency || operator == opTranslate)
	if err != nil {
		return value.Value{}, err
	}
	setPicture(c, q, p.Name)
	return value.Value{}, nil
}

// keep writes points in the codec of a picture, or as PNG when that cannot hold
// them.
func keep(m image.Image, like *value.Image, clear bool) (*value.Image, error) {
	codec := like.MIME
	switch codec {
	case "image/png", "image/bmp", "image/tiff", "image/gif":
	case "image/jpeg":
		if clear {
			codec = "image/png"
		}
	default:
		codec = "image/png"
	}
	return encode(m, codec, quality)
}

// each calls a function for every point, from the origin.
func each(m image.Image, f func(x, y int, p color.NRGBA)) {
	b := m.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			f(x-b.Min.X, y-b.Min.Y, color.NRGBAModel.Convert(m.At(x, y)).(color.NRGBA))
		}
	}
}

func mapped(m image.Image, to func(x, y int) (int, int)) image.Image {
	size := m.Bounds().Size()
	out := image.NewNRGBA(image.Rect(0, 0, size.X, size.Y))
	each(m, func(x, y int, p color.NRGBA) {
		i, j := to(x, y)
		out.SetNRGBA(i, j, p)
	})
	return out
}

// canvas makes an empty picture of a size, when there is memory for it.
func canvas(c *vm.Call, width, height int) (*image.RGBA, error) {
	if width < 1 || height < 1 || width > maxPixels/height {
		_, err := c.Failf(0, "got %d × %d, which is no size for a picture", width, height)
		return nil, err
	}
	if !c.Reserve(4 * width * height) {
		return nil, c.Err()
	}
	return image.NewRGBA(image.Rect(0, 0, width, height)), nil
}

func scaled(c *vm.Call, m image.Image, h, v float64) (image.Image, error) {
	size := m.Bounds().Size()
	w, t := math.Round(float64(size.X)*math.Abs(h)), math.Round(float64(size.Y)*math.Abs(v))
	if !(w >= 1 && t >= 1 && w <= maxPixels && t <= maxPixels) {
		_, err := c.Failf(0, "got the factors %v and %v, which leave no size for a picture", h, v)
		return nil, err
	}
	out, err := canvas(c, int(w), int(t))
	if err != nil {
		return nil, err
	}
	draw.CatmullRom.Scale(out, out.Bounds(), m, m.Bounds(), draw.Over, nil)
	return out, nil
}

// placed puts a picture at a place; what is left of or above the origin falls.
func placed(c *vm.Call, at image.Rectangle, m image.Image) (image.Image, error) {
	if at.Max.X > maxPixels || at.Max.Y > maxPixels {
		_, err := c.Failf(0, "the picture would be too large")
		return nil, err
	}
	out, err := canvas(c, at.Max.X, at.Max.Y)
	if err != nil {
		return nil, err
	}
	draw.Draw(out, at, m, m.Bounds().Min, draw.Over)
	return out, nil
}

// cropped cuts out what lies at x, y with a width and a height.
func cropped(c *vm.Call, m image.Image) (image.Image, error) {
	x, y, w, h := c.Int(2), c.Int(3), c.Int(4), c.Int(5)
	if x < 0 || y < 0 || w < 1 || h < 1 || x > maxPixels || y > maxPixels || w > maxPixels || h > maxPixels {
		_, err := c.Failf(0, "got %d, %d, %d × %d, which is no part of a picture", x, y, w, h)
		return nil, err
	}
	part := image.Rect(x, y, x+w, y+h).Add(m.Bounds().Min).Intersect(m.Bounds())
	out, err := canvas(c, part.Dx(), part.Dy())
	if err != nil {
		return nil, err
	}
	draw.Draw(out, out.Bounds(), m, part.Min, draw.Src)
	return out, nil
}

// Operators of COMBINE PICTURES.
const (
	besides = 1
	below   = 2
	onTop   = 3
)

// combinePictures puts a second picture besides, below or on top of the first.
func combinePictures(c *vm.Call) (value.Value, error) {
	first, operator, second := c.Picture(1), c.Int(2), c.Picture(3)
	dx, dy := c.Int(4), c.Int(5)
	if c.Err() != nil || !room(c, first, second) {
		return value.Value{}, nil
	}
	if operator != besides && operator != below && operator != onTop {
		return c.Failf(0, "there is no operator %d", operator)
	}
	switch {
	case len(second.Data) == 0:
		c.SetOut(0, value.FromPicture(first))
		return value.Value{}, nil
	case len(first.Data) == 0:
		c.SetOut(0, value.FromPicture(second))
		return value.Value{}, nil
	}
	a, err := decode(first)
	if err != nil {
		return value.Value{}, err
	}
	b, err := decode(second)
	if err != nil {
		return value.Value{}, err
	}
	at := image.Pt(min(max(dx, -maxPixels), maxPixels), min(max(dy, -maxPixels), maxPixels))
	switch size := a.Bounds().Size(); operator {
	case besides:
		at.X += size.X
	case below:
		at.Y += size.Y
	}
	one := image.Rectangle{Max: a.Bounds().Size()}
	two := image.Rectangle{Max: b.Bounds().Size()}.Add(at)
	whole := one.Union(two)
	if whole.Dx() > maxPixels || whole.Dy() > maxPixels {
		return c.Failf(0, "the picture would be too large")
	}
	out, err := canvas(c, whole.Dx(), whole.Dy())
	if err != nil {
		return value.Value{}, err
	}
	draw.Draw(out, one.Sub(whole.Min), a, a.Bounds().Min, draw.Over)
	draw.Draw(out, two.Sub(whole.Min), b, b.Bounds().Min, draw.Over)
	p, err := encode(out, "image/png", quality)
	if err != nil {
		return value.Value{}, err
	}
	c.SetOut(0, value.FromPicture(p))
	return value.Value{}, nil
}
