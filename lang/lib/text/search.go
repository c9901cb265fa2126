package text

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/text"
	"quoin.dev/quoin/value"
)

func position(c *vm.Call) (value.Value, error) {
	find, source, start := c.Text(0), c.Text(1), 1
	if c.Len() > 2 && c.Arg(2) != vm.Star {
		start = max(c.Int(2), 1)
	}
	options := caseInsensitive | diacriticInsensitive
	if c.Len() > 4 && c.Arg(4) != vm.Star {
		options = c.Int(4)
	}
	if c.HasMark(vm.Star) {
		options |= charCodes
	}
	at, n := find1(c, find, source, start, options)
	if c.Len() > 3 {
		c.SetOut(3, value.FromInt(int64(n)))
	}
	return value.FromInt(int64(at)), nil
}

// find1 returns the position from 1 and the length in UTF-16 units, zeros when
// find is not in source from a position on.
func find1(c *vm.Call, find, source string, start, options int) (at, n int) {
	if find == "" || start > len(source) {
		return 0, 0
	}
	offset, _ := text.ByteOffset(source, start-1)
	next := func(at int) (int, int) {
		i := strings.Index(source[at:], find)
		return at + i, len(find)
	}
	if options&charCodes == 0 {
		if !c.Reserve(len(source)) {
			return 0, 0
		}
		s := c.Process.Runtime.Collator.Search(source)
		next = func(at int) (int, int) { return s.Index(find, at) }
	}
	for offset < len(source) {
		i, width := next(offset)
		if i < offset {
			return 0, 0
		}
		if fits(c, source[i:i+width], find, options) && (options&wholeWord == 0 || isWord(source, i, i+width)) {
			return text.Units(source[:i]) + 1, text.Units(source[i : i+width])
		}
		_, step := utf8.DecodeRuneInString(source[i:])
		offset = i + step
		if c.Process.Poll() != nil {
			return 0, 0
		}
	}
	return 0, 0
}

// fits decides whether what the language calls equal is so under the options.
func fits(c *vm.Call, found, find string, options int) bool {
	const loose = caseInsensitive | diacriticInsensitive
	return options&charCodes != 0 || options&loose == loose || found == find ||
		c.Process.Runtime.Collator.CompareExact(folded(found, options), folded(find, options)) == 0
}

// folded takes out of a text what the options do not tell apart.
func folded(s string, options int) string {
	if options&caseInsensitive != 0 {
		s = text.Lower(s)
	}
	if options&diacriticInsensitive != 0 {
		s = text.StripAccents(s)
	}
	if options&(kanaInsensitive|widthInsensitive) == 0 || text.IsASCII(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case options&kanaInsensitive != 0 && r >= 'ァ' && r <= 'ヶ':
			return r - 'ァ' + 'ぁ'
		case options&widthInsensitive != 0 && r >= '！' && r <= '～':
			return r - '！' + '!'
		case options&widthInsensitive != 0 && r == '\u3000':
			return ' '
		}
		return r
	}, s)
}

// isWord reports whether the characters around source[from:to] end the word.
func isWord(source string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(source[:from])
	after, _ := utf8.DecodeRuneInString(source[to:])
	return (from == 0 || !letter(before)) && (to == len(source) || !letter(after))
}

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }

func replaceString(c *vm.Call) (value.Value, error) {
	source, old, with, count := c.Text(0), c.Text(1), c.Text(2), -1
	if c.Len() > 3 && c.Arg(3) != vm.Star {
		count = c.Int(3)
	}
	if old == "" || count == 0 || source == "" {
		return value.FromText(source), nil
	}
	next := func(at int) (int, int) {
		i := strings.Index(source[at:], old)
		if i < 0 {
			return -1, 0
		}
		return at + i, len(old)
	}
	if !c.HasMark(vm.Star) {
		if !c.Reserve(len(source)) {
			return value.Value{}, nil
		}
		s := c.Process.Runtime.Collator.Search(source)
		next = func(at int) (int, int) { return s.Index(old, at) }
	}
	var b strings.Builder
	at, announced := 0, 0
	for count != 0 {
		i, n := next(at)
		if i < 0 {
			break
		}
		if grown := b.Len() + i - at + len(with); grown >= announced {
			if !c.Reserve(grown + batch - announced) {
				return value.Value{}, nil
			}
			announced = grown + batch
			if err := c.Process.Poll(); err != nil {
				return value.Value{}, err
			}
		}
		b.WriteString(source[at:i])
		b.WriteString(with)
		at = i + n
		count--
	}
	b.WriteString(source[at:])
	return value.FromText(b.String()), nil
}

// batch is how many bytes are announced at a time while a text grows.
const batch = 64 << 10

func compareStrings(c *vm.Call) (value.Value, error) {
	a, b := c.Text(0), c.Text(1)
	collator := c.Process.Runtime.Collator
	if !c.Has(2) {
		return value.FromInt(int64(collator.Compare(a, b))), nil
	}
	options := c.Int(2)
	a, b = folded(a, options), folded(b, options)
	if options&charCodes != 0 {
		return value.FromInt(int64(compareUnits(a, b))), nil
	}
	return value.FromInt(int64(collator.CompareExact(a, b))), nil
}

// compareUnits orders by UTF-16 units, in which characters beyond the first
// plane come before some that are in it.
func compareUnits(a, b string) int {
	x, y := text.Runes(a), text.Runes(b)
	for i := 0; i < len(x) && i < len(y); i++ {
		if x[i] != y[i] {
			return cmp.Or(cmp.Compare(firstUnit(x[i]), firstUnit(y[i])), cmp.Compare(x[i], y[i]))
		}
	}
	return cmp.Compare(len(x), len(y))
}

func firstUnit(r rune) rune {
	if r > 0xFFFF {
		return 0xD800 + (r-0x10000)>>10
	}
	return r
}
