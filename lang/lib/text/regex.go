package text

import (
	"strings"
	"sync"
	"time"

	"github.com/dlclark/regexp2"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/text"
	"quoin.dev/quoin/value"
)

// matchTime is how long one match may take: backtracking can be exponential.
const matchTime = time.Second

// maxPattern bounds a pattern in bytes: compiled it takes hundreds of times as
// much.
const maxPattern = 1 << 18

func matchRegex(c *vm.Call) (value.Value, error) {
	pattern, source := c.Text(0), c.Text(1)
	whole := c.Len() == 2
	if len(pattern) > maxPattern {
		return value.Value{}, fault.New(fault.Limit, "regex.size", "Match regex: the pattern is longer than %d KB.", maxPattern>>10)
	}
	where := anywhere
	switch {
	case whole:
		where = entirely
	case c.HasMark(vm.Star):
		where = here
	}
	re, err := compiled(c.Runtime(), pattern, where)
	if err != nil {
		return c.Failf(304, "%q is not a regular expression: %v", clip(pattern), clip(err.Error()))
	}
	runes := text.Runes(source)
	start := 0
	if !whole && c.Arg(2) != vm.Star {
		start = runeIndex(runes, max(c.Int(2), 1)-1)
		if start < 0 {
			return value.FromBool(false), nil
		}
	}
	m, err := re.FindRunesMatchStartingAt(runes, start)
	if err != nil {
		return value.Value{}, fault.New(fault.Limit, "regex.time", "Match regex: matching %q took more than %v.", clip(pattern), matchTime)
	}
	if m != nil && c.Len() > 3 {
		setGroups(c, runes, m)
	}
	return value.FromBool(m != nil), nil
}

// where says which matches count.
type where uint8

const (
	anywhere where = iota // from the start position on
	here                  // at the start position
	entirely              // the whole text
)

// expressions keeps compiled patterns: the same ones are asked again and again.
type expressions struct {
	mu  sync.Mutex
	all map[expressionKey]*regexp2.Regexp // guarded by mu
}

type expressionKey struct {
	pattern string
	where   where
}

// maxExpressions bounds the patterns that are kept, maxKept the length of one.
const (
	maxExpressions = 256
	maxKept        = 1 << 12
)

type expressionsKey struct{}

func compiled(rt *vm.Runtime, pattern string, w where) (*regexp2.Regexp, error) {
	kept := rt.Kept(expressionsKey{}, func() any { return &expressions{all: map[expressionKey]*regexp2.Regexp{}} }).(*expressions)
	key := expressionKey{pattern, w}
	kept.mu.Lock()
	re := kept.all[key]
	kept.mu.Unlock()
	if re != nil {
		return re, nil
	}
	translated := translate(pattern)
	switch w {
	case entirely:
		translated = `\A(?:` + translated + `)\z`
	case here:
		translated = `\G(?:` + translated + `)`
	}
	re, err := regexp2.Compile(translated, regexp2.None)
	if err != nil {
		return nil, err
	}
	re.MatchTimeout = matchTime
	if len(pattern) <= maxKept {
		kept.mu.Lock()
		defer kept.mu.Unlock()
		if len(kept.all) >= maxExpressions {
			clear(kept.all)
		}
		kept.all[key] = re
	}
	return re, nil
}

// clip shortens a text for a message.
func clip(s string) string {
	if len(s) > 100 {
		return strings.ToValidUTF8(s[:100], "") + "…"
	}
	return s
}

// runeIndex returns the index of the character at a UTF-16 position from 0; -1
// past the end.
func runeIndex(runes []rune, unit int) int {
	n := 0
	for i, r := range runes {
		if n >= unit {
			return i
		}
		n += text.RuneUnits(r)
	}
	if n >= unit {
		return len(runes)
	}
	return -1
}

// setGroups writes position and length back: numbers of the whole match, or
// arrays where element 0 is the whole match and the others are the groups.
func setGroups(c *vm.Call, runes []rune, m *regexp2.Match) {
	var positions, lengths []value.Value
	for _, g := range m.Groups() {
		at, n := -1, 0
		if len(g.Captures) > 0 {
			at = unitsOf(runes[:g.Index]) + 1
			n = unitsOf(runes[g.Index : g.Index+g.Length])
		}
		positions = append(positions, value.FromInt(int64(at)))
		lengths = append(lengths, value.FromInt(int64(n)))
	}
	write(c, 3, positions)
	write(c, 4, lengths)
}

func write(c *vm.Call, i int, groups []value.Value) {
	if c.Len() <= i || c.Arg(i) == vm.Star {
		return
	}
	if a := c.Out(i).AsArray(); a != nil {
		a.Items = groups
		return
	}
	c.SetOut(i, groups[0])
}

func unitsOf(runes []rune) int {
	n := 0
	for _, r := range runes {
		n += text.RuneUnits(r)
	}
	return n
}
