package service

import (
	"slices"
	"strings"

	"quoin.dev/quoin/lang/check"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/source"
)

// Ranks of items: what is nearer comes first.
const (
	rankLocal    = 400
	rankMember   = 300
	rankProject  = 200
	rankCloser   = 180
	rankSnippet  = 150
	rankKeyword  = 120
	rankCommand  = 100
	rankConstant = 0
	rankGuess    = -100
)

// expression proposes what has a value: variables, methods, commands,
// constants, class stores.
func (c *completer) expression() {
	c.locals()
	c.globals()
	for _, w := range c.values() {
		c.add(Item{Kind: ItemKeyword, Label: w}, rankKeyword)
	}
}

// values are the names of the language itself.
func (c *completer) values() []string {
	if c.d.file.Dialect == syntax.Qodly {
		return []string{"this", "super", "null", "true", "false", "cs", "4D", "ds"}
	}
	return []string{"This", "Super", "Null", "True", "False", "cs", "4D", "ds"}
}

// statement proposes what begins a line: snippets, what closes the blocks around
// it, and all that has a value.
func (c *completer) statement() {
	class := c.d.file.Kind == syntax.Class
	inside := !class || functionAt(c.d.file, c.offset) != nil
	for _, sn := range snippets(c.d.file.Dialect) {
		switch {
		case sn.place == memberSnippet && !class, sn.place == statementSnippet && !inside, sn.place == methodSnippet && class:
			continue
		}
		c.snippet(sn, inside)
	}
	if class {
		for _, w := range []string{"exposed", "local", "shared", "singleton", "session", "onHTTPGet"} {
			c.beginning(Item{Kind: ItemKeyword, Label: w}, rankKeyword)
		}
	}
	if inside {
		words := c.closers()
		for i, w := range words {
			if !slices.Contains(words[:i], w) {
				c.beginning(Item{Kind: ItemKeyword, Label: w}, rankCloser-i)
			}
		}
		c.expression()
	}
}

func (c *completer) snippet(sn snippet, inside bool) {
	rank := rankSnippet
	if inside && sn.place == memberSnippet {
		rank = rankCommand - 10 // what begins the next function
	}
	if c.o.Snippets {
		c.beginning(Item{Kind: ItemSnippet, Label: sn.label, Detail: sn.detail, Insert: sn.body, Snippet: true}, rank)
		return
	}
	c.beginning(Item{Kind: ItemKeyword, Label: sn.label, Insert: sn.label}, rank)
}

// beginning proposes what fits at the beginning of the line only.
func (c *completer) beginning(item Item, rank int) {
	if len(c.run) == 0 {
		c.add(item, rank)
		return
	}
	score, ok := match(c.typed[0], item.Label)
	if ok && strings.Contains(item.Label, " ") {
		item.Replace = source.Span{Start: c.run[0], End: c.place.End}
		item.score = 1000 + score + rank
		c.items = append(c.items, item)
	}
}

// closers are the words that close the blocks around the cursor or begin their
// next part, the innermost first.
func (c *completer) closers() []string {
	qodly := c.d.file.Dialect == syntax.Qodly
	var words []string
	add := func(fourD ...string) {
		for _, w := range fourD {
			if qodly && strings.HasPrefix(w, "End") {
				w = "end"
			} else if qodly {
				w = strings.ToLower(w)
			}
			words = append(words, w)
		}
	}
	path := pathTo(c.d.file, max(0, c.lineStart()-1))
	path = append(path, pathTo(c.d.file, c.offset)...)
	for i := len(path) - 1; i >= 0; i-- {
		switch path[i].(type) {
		case *syntax.If:
			add("End if", "Else")
		case *syntax.Case:
			add("End case", "Else")
		case *syntax.For:
			add("End for")
		case *syntax.ForEach:
			add("End for each")
		case *syntax.While:
			add("End while")
		case *syntax.Repeat:
			add("Until")
		case *syntax.Use:
			add("End use")
		case *syntax.Try:
			add("Catch", "End try")
		}
	}
	return words
}

// lineStart is where the line of the cursor begins.
func (c *completer) lineStart() int32 { return c.d.source.LineStart(c.d.source.Line(c.offset)) }

func (c *completer) globals() {
	for _, g := range c.s.ws.Globals() {
		switch g.Kind {
		case check.Command:
			if c.prefix == "" && g.Unavailable != "" {
				c.more = true
				continue
			}
			c.symbol(g, rankCommand)
		case check.Constant:
			if c.prefix == "" { // thousands, of which nobody reads the first ones
				c.more = true
				continue
			}
			c.symbol(g, rankConstant)
		case check.Method:
			c.symbol(g, rankProject)
		case check.ProcessVariable, check.InterProcess:
			if c.d.file.Dialect == syntax.FourD {
				c.symbol(g, rankProject)
			}
		}
	}
}

// locals proposes the variables and parameters of the body around the cursor.
func (c *completer) locals() {
	sig, body := bodyAt(c.d.file, c.offset)
	seen := map[string]bool{}
	known := c.d.localTypes(body)
	add := func(id *syntax.Ident) {
		if id == nil || id.Name == "" || seen[id.Norm] || contains(id.Span, c.offset) || strings.HasPrefix(id.Name, "${") {
			return
		}
		sym := c.d.info.Uses[id]
		if sym != nil && sym.Kind != check.Local && sym.Kind != check.Parameter {
			return
		}
		if sym == nil && c.d.file.Dialect == syntax.FourD && !strings.HasPrefix(id.Name, "$") {
			return
		}
		seen[id.Norm] = true
		item := Item{Kind: ItemVariable, Label: id.Name}
		if t := known[id.Norm]; sym != nil && sym.Type != nil {
			item.Detail = typeName(sym.Type, c.d.file.Dialect)
		} else if t != nil {
			item.Detail = typeName(t, c.d.file.Dialect)
		}
		c.add(item, rankLocal)
	}
	if sig != nil {
		for _, p := range sig.Params {
			if p.Type != nil && known[p.Name.Norm] == nil {
				known[p.Name.Norm] = declaredType(p.Type)
			}
			add(p.Name)
		}
		add(sig.ResultName)
	}
	if body == nil {
		return
	}
	name := func(x syntax.Expr) {
		if n, ok := x.(*syntax.Name); ok && !n.InterProcess {
			add(n.Ident)
		}
	}
	syntax.Walk(body, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Var:
			for _, id := range n.Names {
				add(id)
			}
		case *syntax.Assign:
			name(n.Target)
		case *syntax.For:
			name(n.Counter)
		case *syntax.ForEach:
			name(n.Item)
		case *syntax.Name:
			if n.Local {
				add(n.Ident)
			}
		}
		return true
	})
}

// localTypes returns what is known of the variables of a body where they are
// used, by name.
func (d *document) localTypes(body *syntax.Block) map[string]*check.Type {
	known := map[string]*check.Type{}
	if body == nil {
		return known
	}
	syntax.Walk(body, func(n syntax.Node) bool {
		if name, ok := n.(*syntax.Name); ok && known[name.Ident.Norm] == nil {
			if t := d.info.Types[name]; t != nil {
				known[name.Ident.Norm] = t
			}
		}
		return true
	})
	return known
}

// --- after a dot

// member proposes what may follow the dot before the word.
func (c *completer) member(head string) {
	c.run = nil
	dot := c.before(0).Span.Start
	if head == "alias" {
		c.aliasPath()
		return
	}
	if isTyped(head) && c.typeStore() || c.word(2) == "extends" {
		c.bare = true
		store := c.word(1)
		if store == "4d" {
			store = "4D"
		}
		for _, sym := range c.s.ws.Members(&check.Type{Store: store}) {
			c.symbol(sym, rankMember)
		}
		return
	}
	m := memberAt(c.d.file, dot)
	if m == nil {
		return
	}
	t := c.d.info.Types[m.X]
	for _, sym := range c.s.ws.Members(t) {
		rank := rankMember
		if sym.File == nil && sym.Kind == check.BuiltinMember {
			rank = rankCommand
		}
		c.symbol(sym, rank)
		c.seen[sym.Name] = true
	}
	if t == nil || t.Kind == types.Variant || t.Kind == types.Object && t.Class == "" && t.Store == "" {
		c.guess()
	}
}

// typeStore reports whether "cs." or "4D." of a type stands before the word.
func (c *completer) typeStore() bool {
	w := c.word(1)
	return (w == "cs" || w == "4d") && (c.before(2).Kind == syntax.ColonToken)
}

// memberAt returns the member expression whose dot stands at an offset.
func memberAt(f *syntax.File, dot int32) *syntax.MemberExpr {
	var found *syntax.MemberExpr
	syntax.Walk(f, func(n syntax.Node) bool {
		if m, ok := n.(*syntax.MemberExpr); ok && m.X.Pos().End <= dot && m.Name.Span.Start > dot {
			if found == nil || m.X.Pos().End >= found.X.Pos().End {
				found = m
			}
		}
		return true
	})
	if found != nil && strings.Trim(f.Source.Text[found.X.Pos().End:dot], " \t\r\n\\") != "" {
		return nil
	}
	return found
}

// guess proposes the names that follow dots elsewhere in the file: of a value
// whose type is not known.
func (c *completer) guess() {
	syntax.Walk(c.d.file, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.MemberExpr:
			if n.Name.Name != "" && !contains(n.Name.Span, c.offset) {
				c.once(Item{Kind: ItemProperty, Label: n.Name.Name}, rankGuess)
			}
		case *syntax.Entry:
			if !n.Quoted {
				c.once(Item{Kind: ItemProperty, Label: n.Key}, rankGuess)
			}
		}
		return true
	})
}

// --- declarations

func (c *completer) types() {
	c.bare = true
	for _, t := range basicTypes(c.d.file.Dialect) {
		c.add(Item{Kind: ItemType, Label: t}, rankProject)
	}
	for _, store := range []string{"cs", "4D"} {
		c.add(Item{Kind: ItemKeyword, Label: store}, rankKeyword)
		for _, sym := range c.s.ws.Members(&check.Type{Store: store}) {
			if sym.Kind == check.Class || sym.Kind == check.BuiltinClass {
				c.add(Item{Kind: ItemClass, Label: store + "." + sym.Name}, rankCommand)
			}
		}
	}
}

func basicTypes(d syntax.Dialect) []string {
	if d == syntax.Qodly {
		return []string{"string", "number", "integer", "boolean", "date", "time", "object", "collection", "variant", "picture", "blob"}
	}
	return []string{"Text", "Real", "Integer", "Boolean", "Date", "Time", "Object", "Collection", "Variant", "Picture", "Blob", "Pointer"}
}

// memberWords proposes what follows modifiers.
func (c *completer) memberWords() {
	words := []string{"Function", "Class constructor", "Alias"}
	if c.d.file.Dialect == syntax.Qodly {
		words = []string{"function", "constructor", "alias"}
	}
	for _, w := range append(words, "exposed", "local", "shared", "singleton", "session", "onHTTPGet") {
		c.add(Item{Kind: ItemKeyword, Label: w}, rankKeyword)
	}
}

// functionWords proposes what may stand between Function and its name.
func (c *completer) functionWords() {
	for _, w := range []string{"get", "set", "query", "orderBy", "event"} {
		c.add(Item{Kind: ItemKeyword, Label: w}, rankKeyword)
	}
}

func (c *completer) events() {
	for _, w := range []string{"touched", "validateSave", "saving", "afterSave", "validateDrop", "dropping", "afterDrop", "restrict"} {
		c.add(Item{Kind: ItemEvent, Label: w}, rankKeyword)
	}
}

// entity returns the class that the file's attributes are of: of the entity
// class itself, or of the dataclass.
func (c *completer) entity() *check.Type {
	name := c.s.name(c.d.path)
	return c.s.entityOf("cs." + name)
}

func (c *completer) attributesOfEntity() {
	c.bare = true
	c.attributes(c.entity())
}

// attributes proposes the attributes of an entity.
func (c *completer) attributes(t *check.Type) {
	for _, sym := range c.s.ws.Members(t) {
		if sym.Kind == check.Attribute {
			c.symbol(sym, rankMember)
		}
	}
}

// aliasPath proposes the next attribute of an alias's path.
func (c *completer) aliasPath() {
	c.bare = true
	var steps []string
	for i := 0; c.before(i).Kind == syntax.DotToken; i += 2 {
		if c.before(i+1).Kind != syntax.Word {
			return
		}
		steps = append([]string{c.d.text(c.before(i + 1))}, steps...)
	}
	c.attributes(c.s.follow(c.entity(), steps))
}

// --- inside texts

// text proposes attributes in the text of a query.
func (c *completer) text(t syntax.Token) bool {
	named := false
	c.d.methodTexts(func(lit *syntax.Lit) { named = named || lit.Span.Start == t.Span.Start })
	owner := c.d.indexed(t.Span)
	if named || owner != nil {
		c.run, c.bare = nil, true
		c.place = source.Span{Start: t.Span.Start + 1, End: c.offset}
		c.prefix = c.d.source.Text[c.place.Start:c.offset]
	}
	switch {
	case named:
		for _, g := range c.s.ws.Globals() {
			if g.Kind == check.Method {
				c.symbol(g, rankProject)
			}
		}
		return true
	case owner != nil:
		for _, sym := range c.s.ws.Members(owner) {
			if !sym.Callable() {
				c.symbol(sym, rankMember)
			}
		}
		return true
	}
	entity := c.d.queried(c.s, t.Span)
	if entity == nil {
		return false
	}
	c.run, c.bare = nil, true
	start := c.offset
	for start > t.Span.Start+1 && isPathByte(c.d.source.Text[start-1]) {
		start--
	}
	steps := strings.Split(c.d.source.Text[start:c.offset], ".")
	c.prefix = steps[len(steps)-1]
	c.place = source.Span{Start: c.offset - int32(len(c.prefix)), End: c.offset}
	for int(c.place.End) < len(c.d.source.Text) && isPathByte(c.d.source.Text[c.place.End]) && c.d.source.Text[c.place.End] != '.' {
		c.place.End++
	}
	c.attributes(c.s.follow(entity, steps[:len(steps)-1]))
	return true
}

func isPathByte(b byte) bool {
	return b == '_' || b == '.' || b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b >= 0x80
}

// queried returns the type of the entities that a text is a query over, or a
// list of attributes of; nil for another text.
func (d *document) queried(s *Service, text source.Span) *check.Type {
	var found *check.Type
	syntax.Walk(d.file, func(n syntax.Node) bool {
		if p := extent(n); p.End < text.Start || p.Start > text.End {
			if _, whole := n.(*syntax.File); !whole {
				return false
			}
		}
		call, ok := n.(*syntax.Call)
		if !ok {
			return true
		}
		m, ok := call.Fun.(*syntax.MemberExpr)
		if !ok || !namesAttributes(m.Name.Name) {
			return true
		}
		for _, a := range call.Args {
			if inLeftText(a, text) {
				found = s.entityOfValue(d.info.Types[m.X])
			}
		}
		return true
	})
	return found
}

// indexed returns the type of the object that a text names a property of, as in
// $user["name"]; nil for another text.
func (d *document) indexed(text source.Span) *check.Type {
	path := pathTo(d.file, text.Start)
	for i := len(path) - 1; i > 0; i-- {
		if x, ok := path[i].(*syntax.Index); ok && x.I.Pos().Start == text.Start {
			return d.info.Types[x.X]
		}
	}
	return nil
}

// inLeftText reports whether an argument is a text literal at a place, or a
// concatenation that holds it.
func inLeftText(x syntax.Expr, text source.Span) bool {
	switch x := x.(type) {
	case *syntax.Lit:
		return x.Kind == syntax.TextLit && x.Span.Start == text.Start
	case *syntax.Binary:
		return inLeftText(x.X, text) || inLeftText(x.Y, text)
	case *syntax.Paren:
		return inLeftText(x.X, text)
	}
	return false
}

// namesAttributes reports whether a function of a dataclass or selection takes
// paths of attributes in its texts.
func namesAttributes(name string) bool {
	switch name {
	case "query", "orderBy", "extract", "toCollection", "toObject", "sum", "average", "min", "max", "count", "distinct", "distinctPaths":
		return true
	}
	return false
}

// entityOfValue returns the type of the entities of a dataclass or selection.
func (s *Service) entityOfValue(t *check.Type) *check.Type {
	switch {
	case t == nil:
		return nil
	case t.Elem != nil && t.Elem.Class != "":
		return t.Elem
	}
	return s.entityOf(t.Class)
}

// entityOf returns the type of the entities that a class of the data model is
// about: cs.User, cs.UserSelection or cs.UserEntity itself.
func (s *Service) entityOf(class string) *check.Type {
	name := strings.TrimPrefix(class, "cs.")
	for _, sym := range s.ws.Members(&check.Type{Store: "ds"}) {
		if sym.Kind != check.Dataclass {
			continue
		}
		if name == sym.Name || name == sym.Name+"Selection" || name == sym.Name+"Entity" {
			return instanceOf("cs." + sym.Name + "Entity")
		}
	}
	return nil
}

// follow returns the type of the entities that a path of relations leads to.
func (s *Service) follow(t *check.Type, steps []string) *check.Type {
	for _, step := range steps {
		var next *check.Type
		for _, sym := range s.ws.Members(t) {
			if sym.Name == step && sym.Kind == check.Attribute {
				next = s.entityOfValue(sym.Type)
			}
		}
		if next == nil {
			return nil
		}
		t = next
	}
	return t
}
