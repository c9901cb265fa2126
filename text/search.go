package text

import (
	"bytes"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Search is a text prepared for finding others in it without regard to case
// and accents, in linear time. It is not safe for concurrent use.
type Search struct {
	s      string
	fold   *folder
	folded []byte
	from   []int32 // for each folded byte, the byte of s it comes from; then len(s); nil: the same

	sub     string // what was looked for last, and its folded form
	subFold []byte
}

// Search prepares a text.
func (c *Collator) Search(s string) *Search {
	if IsASCII(s) && !hasControl(s) {
		return &Search{s: s, fold: c.fold, folded: []byte(strings.ToLower(s))}
	}
	t := &Search{s: s, fold: c.fold, folded: make([]byte, 0, len(s)), from: make([]int32, 0, len(s)+1)}
	for i := 0; i < len(s); {
		r, w := utf8.DecodeRuneInString(s[i:])
		n := len(t.folded)
		t.folded = t.fold.appendFold(t.folded, r, s[i:i+w])
		for range len(t.folded) - n {
			t.from = append(t.from, int32(i))
		}
		i += w
	}
	t.from = append(t.from, int32(len(s)))
	return t
}

func (t *Search) foldText(s string) []byte {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		r, w := utf8.DecodeRuneInString(s[i:])
		b = t.fold.appendFold(b, r, s[i:i+w])
		i += w
	}
	return b
}

// Index returns the byte offset and length of the first place from a byte
// offset on that equals sub; -1 when there is none, or when sub holds nothing
// that counts.
func (t *Search) Index(sub string, start int) (offset, length int) {
	if sub != t.sub || t.subFold == nil {
		t.sub, t.subFold = sub, t.foldText(sub)
	}
	f := t.subFold
	if len(f) == 0 {
		return -1, 0
	}
	at := start
	if t.from != nil {
		at = sort.Search(len(t.from), func(i int) bool { return int(t.from[i]) >= start })
	}
	k := t.find(f, at)
	switch {
	case k < 0:
		return -1, 0
	case t.from == nil:
		return k, len(f)
	}
	return int(t.from[k]), int(t.from[k+len(f)] - t.from[k])
}

// find returns the folded offset of the first place from a folded offset on
// that covers whole characters of the text.
func (t *Search) find(f []byte, at int) int {
	for at <= len(t.folded) {
		i := bytes.Index(t.folded[at:], f)
		if i < 0 {
			return -1
		}
		at += i
		if t.boundary(at) && t.boundary(at+len(f)) {
			return at
		}
		at++
	}
	return -1
}

// boundary reports whether a folded offset lies between two characters, not
// within an expansion ("ae" for "æ").
func (t *Search) boundary(k int) bool { return t.from == nil || k == 0 || t.from[k] != t.from[k-1] }

// prefix, after and suffix are the steps of matching a pattern with wildcards:
// they return the folded offset behind what they matched, -1 for none.
func (t *Search) prefix(part string) int {
	f := t.foldText(part)
	if bytes.HasPrefix(t.folded, f) && t.boundary(len(f)) {
		return len(f)
	}
	return -1
}

func (t *Search) after(at int, part string) int {
	f := t.foldText(part)
	if k := t.find(f, at); k >= 0 {
		return k + len(f)
	}
	return -1
}

func (t *Search) suffix(at int, part string) bool {
	f := t.foldText(part)
	k := len(t.folded) - len(f)
	return k >= at && bytes.HasSuffix(t.folded, f) && t.boundary(k)
}

// HasWord reports whether a text contains a word as a whole: the "%"
// operator. The word takes "@" as a wildcard; more than one word, or a part of
// one, is never found (spec/language.md 2.5).
func (c *Collator) HasWord(s, word string) bool {
	for w := range strings.FieldsFuncSeq(s, notInWord) {
		if c.Match(w, word) {
			return true
		}
	}
	return false
}

func notInWord(r rune) bool {
	return !(unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '_' || r == '\'' || r == '’')
}
