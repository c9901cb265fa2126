package picture

import (
	"bytes"
	"encoding/xml"
	"math"
	"strconv"
	"strings"

	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

func getFileName(c *vm.Call) (value.Value, error) { return value.FromText(c.Picture(0).Name), nil }

func setFileName(c *vm.Call) (value.Value, error) {
	p, ok := outPicture(c)
	name := c.Text(1)
	if ok && c.Err() == nil {
		setPicture(c, p, name)
	}
	return value.Value{}, nil
}

// codecs are the formats by their identifiers; the last ones are read only.
var codecs = [...]struct {
	id, name string
	written  bool
}{
	{".jpg", "JPEG", true}, {".png", "PNG", true}, {".gif", "GIF", true}, {".bmp", "BMP", true}, {".tiff", "TIFF", true},
	{".webp", "WebP", false}, {".svg", "SVG", false},
}

// extension returns the identifier of a media type; the type itself when it has
// none.
func extension(mime string) string {
	for _, k := range codecs {
		if codecOf(k.id) == mime {
			return k.id
		}
	}
	return mime
}

// fill puts texts into the array that an argument is.
func fill(c *vm.Call, i int, texts []string) {
	items := []value.Value{value.FromText("")}
	for _, s := range texts {
		items = append(items, value.FromText(s))
	}
	if a := c.Out(i).AsArray(); a != nil {
		a.Items = items
		return
	}
	c.SetOut(i, value.FromArray(&value.Arr{Element: value.Text, Items: items}))
}

func getFormats(c *vm.Call) (value.Value, error) {
	var all []string
	if p := c.Picture(0); len(p.Data) > 0 {
		all = append(all, extension(p.MIME))
	}
	fill(c, 1, all)
	return value.Value{}, nil
}

// codecList gives the formats that are written, with a star those that are read
// only.
func codecList(c *vm.Call) (value.Value, error) {
	var ids, names []string
	for _, k := range codecs {
		if k.written != c.HasMark(vm.Star) {
			ids, names = append(ids, k.id), append(names, k.name)
		}
	}
	fill(c, 0, ids)
	if c.Len() > 1 && c.Arg(1) != vm.Star {
		fill(c, 1, names)
	}
	return value.Value{}, nil
}

// vectorSize reads the size that an SVG says it has.
func vectorSize(b []byte) (width, height int) {
	d := xml.NewDecoder(bytes.NewReader(b[:min(len(b), 1<<16)]))
	d.Strict = false
	d.CharsetReader = nil
	for {
		t, err := d.RawToken()
		if err != nil {
			return 0, 0
		}
		start, ok := t.(xml.StartElement)
		if !ok || start.Name.Local != "svg" {
			continue
		}
		var w, h float64
		var box []string
		for _, a := range start.Attr {
			switch a.Name.Local {
			case "width":
				w = length(a.Value)
			case "height":
				h = length(a.Value)
			case "viewBox":
				box = strings.FieldsFunc(a.Value, func(r rune) bool { return r == ' ' || r == ',' })
			}
		}
		if len(box) == 4 && w == 0 && h == 0 {
			w, h = length(box[2]), length(box[3])
		}
		return int(w + 0.5), int(h + 0.5)
	}
}

// length reads "12.5px"; percentages are none.
func length(s string) float64 {
	s = strings.TrimSpace(s)
	end := len(s)
	for end > 0 && (s[end-1] < '0' || s[end-1] > '9') && s[end-1] != '.' {
		if end--; s[end] == '%' {
			return 0
		}
	}
	f, err := strconv.ParseFloat(s[:end], 64)
	if err != nil || !(f >= 0 && f < math.MaxInt32) {
		return 0
	}
	return f
}
