package text

import (
	"strings"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// Version of the collation keys. A data file records it, because stored keys
// of another version cannot be compared with new ones.
const Version = 1

// Collator compares text of one language at primary strength: case and
// accents are ignored, ligatures equal their expansion, ignorable control
// characters do not count. It is safe for concurrent use.
type Collator struct {
	tag  language.Tag
	fold *folder
	pool sync.Pool // of *worker; collate.Collator is not safe for concurrent use
}

type worker struct {
	loose, exact *collate.Collator
	buf          collate.Buffer
}

// NewCollator returns the collator of a language such as "en" or "fr-CA". An
// unknown language sorts as the root locale does.
func NewCollator(lang string) *Collator {
	tag, err := language.Parse(lang)
	if err != nil {
		tag = language.Und
	}
	c := &Collator{tag: tag}
	c.pool.New = func() any {
		return &worker{loose: collate.New(tag, collate.Loose), exact: collate.New(tag)}
	}
	base, _ := tag.Base()
	c.fold = newFolder(collate.New(tag, collate.Loose), base.String())
	return c
}

// Language returns the BCP 47 tag.
func (c *Collator) Language() string { return c.tag.String() }

// Compare orders two texts, -1, 0 or 1, ignoring case and accents. "@" is an
// ordinary character.
func (c *Collator) Compare(a, b string) int {
	if a == b {
		return 0
	}
	if order, ok := c.fold.compareASCII(a, b); ok {
		return order
	}
	if x, ok := c.fold.fold(a); ok {
		if y, ok := c.fold.fold(b); ok && x == y {
			return 0
		}
	}
	w := c.pool.Get().(*worker)
	defer c.pool.Put(w)
	return w.loose.CompareString(a, b)
}

// CompareExact orders two texts by case and accents too ("ck diacritical").
func (c *Collator) CompareExact(a, b string) int {
	if a == b {
		return 0
	}
	w := c.pool.Get().(*worker)
	defer c.pool.Put(w)
	return w.exact.CompareString(a, b)
}

// Equal reports whether the texts are the same but for case and accents. "@"
// is an ordinary character.
func (c *Collator) Equal(a, b string) bool {
	if x, ok := c.fold.fold(a); ok {
		if y, ok := c.fold.fold(b); ok {
			return x == y
		}
	}
	return c.Compare(a, b) == 0
}

// Key returns bytes whose order is that of Compare.
func (c *Collator) Key(s string) []byte {
	w := c.pool.Get().(*worker)
	defer c.pool.Put(w)
	w.buf.Reset()
	return append([]byte(nil), w.loose.KeyFromString(&w.buf, s)...)
}

// Match reports whether s equals the pattern, where "@" in the pattern stands
// for zero or more characters. Two "@" in a row never match
// (spec/language.md 2.5).
func (c *Collator) Match(s, pattern string) bool {
	first := strings.IndexByte(pattern, '@')
	if first < 0 {
		return c.Equal(s, pattern)
	}
	if strings.Contains(pattern, "@@") {
		return false
	}
	parts := strings.Split(pattern, "@")
	t := c.Search(s)
	at := t.prefix(parts[0])
	for _, part := range parts[1 : len(parts)-1] {
		if at < 0 {
			return false
		}
		at = t.after(at, part)
	}
	return at >= 0 && t.suffix(at, parts[len(parts)-1])
}

// Index returns the byte offset and byte length of the first place in s that
// equals sub but for case and accents; -1 when there is none. An empty sub is
// found at 0.
func (c *Collator) Index(s, sub string) (offset, length int) {
	if sub == "" {
		return 0, 0
	}
	return c.Search(s).Index(sub, 0)
}

func hasControl(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' && s[i] != '\t' && s[i] != '\n' && s[i] != '\r' {
			return true
		}
	}
	return false
}
