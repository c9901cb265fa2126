package file

import (
	"strings"

	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/text/charset"
	"quoin.dev/quoin/value"
)

// Line breaks of texts in files. Native is LF here.
const (
	unchanged    = 0
	nativeFormat = 1
	withCRLF     = 2
	withCR       = 3
	withLF       = 4
)

func getContent(c *vm.Call) (value.Value, error) {
	b, err := read(c, receiver(c))
	if err != nil {
		return value.Value{}, err
	}
	return value.FromObject(value.NewNative(nil, &value.Bytes{Data: b})), nil
}

func setContent(c *vm.Call) (value.Value, error) {
	e, b := receiver(c), c.Blob(0)
	if c.Err() != nil {
		return value.Value{}, nil
	}
	return value.Value{}, write(c, e, b)
}

func getText(c *vm.Call) (value.Value, error) { return readText(c, receiver(c), 0) }

func setText(c *vm.Call) (value.Value, error) { return writeText(c, receiver(c), 0) }

// charsetOf reads the argument of a character set; UTF-8 when it is missing.
func charsetOf(c *vm.Call, i int) *charset.Charset {
	set := charset.ByName("UTF-8")
	switch {
	case c.Arg(i).IsNumber():
		set = charset.ByNumber(c.Int(i))
	case c.Has(i):
		set = charset.ByName(c.Text(i))
	}
	if set == nil {
		_, err := c.Failf(0, "the character set %s is not known", vm.Shown(c.Arg(i)))
		c.Fail(err)
	}
	return set
}

// readText reads a file with the character set and break mode of the arguments
// from i on.
func readText(c *vm.Call, e *entry, i int) (value.Value, error) {
	set := charsetOf(c, i)
	if set == nil {
		return value.Value{}, nil
	}
	b, err := read(c, e)
	if err != nil {
		return value.Value{}, err
	}
	return value.FromText(breaks(set.Decode(b), c.IntOr(i+1, nativeFormat))), nil
}

// writeText writes argument i with the character set and break mode after it.
// UTF-16 and UTF-32 begin with a byte order mark, unless the name of the set
// ends with "-no-bom".
func writeText(c *vm.Call, e *entry, i int) (value.Value, error) {
	s, set := c.Text(i), charsetOf(c, i+1)
	if set == nil || c.Err() != nil {
		return value.Value{}, nil
	}
	data := set.Encode(breaks(s, c.IntOr(i+2, nativeFormat)))
	wide := strings.HasPrefix(set.Name, "UTF-16") || strings.HasPrefix(set.Name, "UTF-32")
	if wide && !strings.HasSuffix(strings.ToLower(vm.Shown(c.Arg(i+1))), "-no-bom") {
		data = append(set.Encode("\ufeff"), data...)
	}
	return value.Value{}, write(c, e, data)
}

func breaks(s string, mode int) string {
	if mode == unchanged || !strings.ContainsAny(s, "\r\n") {
		return s
	}
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	switch mode {
	case withCRLF:
		return strings.ReplaceAll(s, "\n", "\r\n")
	case withCR:
		return strings.ReplaceAll(s, "\n", "\r")
	}
	return s
}
