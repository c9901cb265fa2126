package service

import (
	"slices"
	"strconv"
	"strings"

	"quoin.dev/quoin/lang/check"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// Item is one proposal of completion.
type Item struct {
	Kind        ItemKind
	Label       string
	Detail      string // a signature or type
	Description string // where it comes from
	Filter      string // what typing is compared with; "" for the label
	Insert      string
	Snippet     bool        // Insert is a snippet
	Replace     source.Span // what Insert replaces
	Unavailable bool
	Doc         string
	// Key is for Explain, which gives the documentation; "" if Doc is all.
	Key string

	score  int
	symbol *check.Symbol // what it names, nil for others
}

// ItemKind says what an item is.
type ItemKind uint8

// The kinds of items.
const (
	ItemVariable ItemKind = iota
	ItemMethod
	ItemCommand
	ItemFunction
	ItemProperty
	ItemAttribute
	ItemConstant
	ItemClass
	ItemDataclass
	ItemType
	ItemKeyword
	ItemSnippet
	ItemEvent
)

// CompleteOptions say what the editor can do.
type CompleteOptions struct {
	Snippets bool
	// Trigger is the character whose typing asked; "" when the user did.
	Trigger string
}

// maxItems is how many items are proposed at once.
const maxItems = 250

// Complete returns what may stand at an offset, best first. more says that
// there is more than was returned: ask again when more is typed.
func (s *Service) Complete(path string, offset int32, o CompleteOptions) (items []Item, more bool) {
	d := s.document(path)
	if d == nil || d.commentAt(offset) != nil {
		return nil, false
	}
	c := &completer{s: s, d: d, o: o, offset: offset, place: source.Span{Start: offset, End: offset}, seen: map[string]bool{}}
	if !c.look() {
		return nil, false
	}
	c.rank()
	c.finish()
	return c.items, c.more
}

// rank puts the best items in order and drops those that are too many.
func (c *completer) rank() {
	order := make([]int32, len(c.items))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(i, j int32) int {
		a, b := &c.items[i], &c.items[j]
		if a.score != b.score {
			return b.score - a.score
		}
		if n := strings.Compare(a.Label, b.Label); n != 0 {
			return n
		}
		return int(i - j)
	})
	if len(order) > maxItems {
		order, c.more = order[:maxItems], true
	}
	best := make([]Item, len(order))
	for i, n := range order {
		best[i] = c.items[n]
	}
	c.items = best
}

// completer collects items for one place.
type completer struct {
	s      *Service
	d      *document
	o      CompleteOptions
	offset int32

	place  source.Span // of the word at the cursor
	prefix string      // the word up to the cursor
	run    []int32     // where the words before the cursor begin, the farthest first
	typed  []string    // what was typed from there on
	last   int         // index of the token before the word, -1 if none
	bare   bool        // a name may be inserted only, without arguments

	items []Item
	more  bool
	seen  map[string]bool
}

// look finds out what stands at the cursor and collects what fits. It returns
// false where nothing can be proposed.
func (c *completer) look() bool {
	i := c.d.tokenBefore(c.offset)
	if i >= 0 {
		t := c.d.tokens[i]
		switch {
		case t.Kind == syntax.TextToken && c.inText(t):
			return c.text(t)
		case c.offset > t.Span.End || t.Kind == syntax.LineEnd:
		case t.Kind == syntax.NumberToken || t.Kind == syntax.DateToken || t.Kind == syntax.TimeToken || t.Kind == syntax.SQLToken:
			return false
		case isName(t.Kind) || c.d.text(t) == "$":
			c.place = source.Span{Start: t.Span.Start, End: max(t.Span.End, c.offset)}
			c.prefix = c.d.source.Text[t.Span.Start:min(c.offset, t.Name)]
			i--
		}
	}
	c.last = i
	c.words()
	c.choose()
	return true
}

func isName(k syntax.TokenKind) bool {
	return k == syntax.Word || k == syntax.LocalName || k == syntax.InterName || k == syntax.ParamNumber || k == syntax.DeclareToken
}

// inText reports whether the cursor stands between the quotes of a text.
func (c *completer) inText(t syntax.Token) bool {
	if c.offset > t.Span.End || c.offset <= t.Span.Start {
		return false
	}
	text := c.d.source.Text[t.Span.Start:t.Span.End]
	closed := len(text) > 1 && strings.HasSuffix(text, `"`)
	return c.offset < t.Span.End || !closed
}

// words finds the run of words that the cursor ends: "Replace st".
func (c *completer) words() {
	if c.d.file.Dialect == syntax.Qodly || c.place.Start < c.offset && c.prefix == "" {
		return
	}
	if last := c.before(0); c.prefix == "" && (last.Kind != syntax.Word || strings.TrimLeft(c.d.source.Text[last.Span.End:c.offset], " ") != "") {
		return
	}
	for i := c.last; i >= 0 && len(c.run) < 8; i-- {
		t := c.d.tokens[i]
		if t.Kind != syntax.Word || t.Name != t.Span.End {
			return
		}
		c.run = append([]int32{t.Span.Start}, c.run...)
		c.typed = append([]string{strings.Join(strings.Fields(c.d.source.Text[t.Span.Start:c.offset]), " ")}, c.typed...)
	}
}

// runBegins reports whether the run of words before the cursor begins its line.
func (c *completer) runBegins() bool {
	return len(c.run) > 0 && c.before(len(c.run)).Kind == syntax.LineEnd
}

// before returns the token n back from the word, of kind LineEnd where there is
// none.
func (c *completer) before(n int) syntax.Token {
	if i := c.last - n; i >= 0 {
		return c.d.tokens[i]
	}
	return syntax.Token{Kind: syntax.LineEnd}
}

// word returns the text of the token n back in lower case, if it is a word.
func (c *completer) word(n int) string {
	if t := c.before(n); t.Kind == syntax.Word || t.Kind == syntax.DeclareToken {
		return strings.ToLower(c.d.text(t))
	}
	return ""
}

// choose picks what is proposed by what stands before the word.
func (c *completer) choose() {
	head := c.head()
	prev := c.before(0)
	switch {
	case prev.Kind == syntax.DotToken:
		c.member(head)
	case prev.Kind == syntax.LineEnd || head == "class" && len(c.run) == 1:
		c.statement()
	case prev.Kind == syntax.ColonToken && isTyped(head) || c.word(0) == "extends":
		c.types()
	case c.atHead():
		c.memberWords()
	case head == "function" && c.word(0) == "function":
		c.functionWords()
	case head == "function" && c.word(0) == "event" && c.word(1) == "function":
		c.events()
	case head == "function" && c.accessor(), head == "alias" && c.word(1) == "alias":
		c.attributesOfEntity()
	case isMemberHead(head) && !c.assigned(), head == "var" && !c.assigned():
		// a name that is being made
	case c.runBegins():
		c.statement()
	default:
		c.expression()
	}
}

// head returns the word that the line begins with, past modifiers, in lower
// case.
func (c *completer) head() string {
	for _, t := range c.d.lineTokens(c.last) {
		if t.Kind == syntax.LineEnd {
			return ""
		}
		word := strings.ToLower(c.d.text(t))
		if !isModifierWord(word) {
			return word
		}
	}
	return ""
}

// atHead reports whether only modifiers stand before the word.
func (c *completer) atHead() bool {
	for _, t := range c.d.lineTokens(c.last) {
		if !isModifierWord(strings.ToLower(c.d.text(t))) {
			return false
		}
	}
	return true
}

// isModifierWord reports whether a word may stand before Function.
func isModifierWord(word string) bool {
	switch word {
	case "exposed", "local", "shared", "singleton", "session", "onhttpget":
		return true
	}
	return false
}

// isMemberHead reports whether a line that begins so declares a member of a
// class.
func isMemberHead(word string) bool {
	switch word {
	case "function", "constructor", "class", "alias", "property":
		return true
	}
	return false
}

// isTyped reports whether a colon in a line that begins so comes before a type.
func isTyped(head string) bool {
	switch head {
	case "var", "property", "function", "class", "constructor", "#declare", "declare":
		return true
	}
	return false
}

// assigned reports whether an assignment stands on the line before the word.
func (c *completer) assigned() bool {
	for _, t := range c.d.lineTokens(c.last) {
		if text := c.d.text(t); t.Kind == syntax.OperatorToken && (text == ":=" || text == "=") {
			return true
		}
	}
	return false
}

// accessor reports whether the word is the name of an accessor or event.
func (c *completer) accessor() bool {
	switch c.word(0) {
	case "get", "set", "query", "orderby":
		return c.word(1) == "function"
	}
	return c.word(1) == "event" && c.word(2) == "function"
}

// --- adding

// add proposes an item if the word fits. rank orders kinds of items.
func (c *completer) add(item Item, rank int) bool {
	name := item.Filter
	if name == "" {
		name = item.Label
	}
	item.Replace = c.place
	if strings.Contains(name, " ") {
		for i, start := range c.run {
			if score, ok := match(c.typed[i], name); ok {
				item.Replace.Start = start
				item.score = 1000 + score + rank
				c.items = append(c.items, item)
				return true
			}
		}
	}
	score, ok := match(c.prefix, name)
	if !ok {
		return false
	}
	item.score = score + rank
	c.items = append(c.items, item)
	return true
}

// once proposes an item unless one of its name was proposed so.
func (c *completer) once(item Item, rank int) {
	if !c.seen[item.Label] {
		c.seen[item.Label] = true
		c.add(item, rank)
	}
}

// symbol proposes what a symbol names. What costs time (signatures) waits until
// it is known which items are returned.
func (c *completer) symbol(sym *check.Symbol, rank int) {
	label := c.spelling(sym)
	if label == "" || c.d.file.Dialect == syntax.Qodly && strings.Contains(label, " ") {
		return
	}
	item := Item{Kind: kindOf(sym), Label: label, Unavailable: sym.Unavailable != ""}
	if item.Unavailable {
		rank -= 700
	}
	if !c.add(item, rank) {
		return
	}
	c.items[len(c.items)-1].symbol = sym
}

// spelling returns how the file's dialect writes a symbol.
func (c *completer) spelling(sym *check.Symbol) string {
	if c.d.file.Dialect == syntax.Qodly && sym.Qodly != "" {
		return sym.Qodly
	}
	return sym.Name
}

// finish fills in what the items that are returned show and insert.
func (c *completer) finish() {
	tokens := c.usesTokens()
	explained := map[string]*check.Symbol{}
	for i := range c.items {
		item := &c.items[i]
		if sym := item.symbol; sym != nil {
			item.Key = strconv.Itoa(int(sym.Kind)) + ":" + sym.Owner + "." + sym.Name
			explained[item.Key] = sym
			c.complete(item, sym, tokens)
		}
		if item.Insert == "" {
			item.Insert = item.Label
		}
	}
	c.s.mu.Lock()
	c.s.explained = explained
	c.s.mu.Unlock()
}

// complete fills in what a symbol's item shows and inserts.
func (c *completer) complete(item *Item, sym *check.Symbol, tokens bool) {
	item.Detail = c.detail(sym)
	item.Description = sym.Owner
	if sym.Kind == check.Class {
		item.Description = ""
	}
	name := item.Label
	if tokens && sym.Token != "" {
		name += ":" + sym.Token
	}
	item.Insert = name
	if !sym.Callable() || c.bare || c.opens(item.Replace.End) {
		return
	}
	takes := false
	for _, sig := range sym.Signatures {
		// Commands are called without brackets where everything may be left out.
		takes = takes || len(sig.Params) > 0 && (sym.Kind != check.Command || !sig.Params[0].Optional)
	}
	switch {
	case takes && c.o.Snippets:
		item.Insert, item.Snippet = escape(name)+"($0)", true
	case !takes && (sym.Kind == check.Function || sym.Kind == check.BuiltinMember):
		item.Insert = name + "()"
	}
}

// opens reports whether an opening bracket follows.
func (c *completer) opens(at int32) bool {
	return strings.HasPrefix(strings.TrimLeft(c.d.source.Text[min(at, int32(len(c.d.source.Text))):], " \t"), "(")
}

// detail is the signature of what can be called, else the type.
func (c *completer) detail(sym *check.Symbol) string {
	if len(sym.Signatures) > 0 && sym.Callable() {
		return label(sym, "", sym.Signatures[0], c.d.file.Dialect).Label
	}
	if sym.Type == nil {
		return ""
	}
	return typeName(sym.Type, c.d.file.Dialect)
}

// usesTokens reports whether the file writes the numbers of commands.
func (c *completer) usesTokens() bool {
	for _, t := range c.d.tokens {
		if t.Kind == syntax.Word && t.Name != t.Span.End {
			return true
		}
	}
	return false
}

// escape writes a text as part of a snippet.
func escape(text string) string {
	return strings.NewReplacer(`\`, `\\`, `$`, `\$`, `}`, `\}`).Replace(text)
}

func kindOf(sym *check.Symbol) ItemKind {
	switch sym.Kind {
	case check.Method:
		return ItemMethod
	case check.Command:
		return ItemCommand
	case check.Constant:
		return ItemConstant
	case check.Class, check.BuiltinClass:
		return ItemClass
	case check.Dataclass:
		return ItemDataclass
	case check.Function:
		return ItemFunction
	case check.Attribute:
		return ItemAttribute
	case check.BuiltinMember:
		if sym.Callable() {
			return ItemFunction
		}
		return ItemProperty
	case check.Property:
		return ItemProperty
	}
	return ItemVariable
}

// Explain returns the documentation of an item of the latest completion of the
// project, by its key.
func (s *Service) Explain(path, key string) string {
	d := s.document(path)
	s.mu.Lock()
	sym := s.explained[key]
	s.mu.Unlock()
	if d == nil || sym == nil {
		return ""
	}
	return s.describe(sym, d.file.Dialect)
}
