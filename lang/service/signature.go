package service

import (
	"strings"

	"quoin.dev/quoin/lang/check"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/source"
)

// SignatureHelp says which argument of which call an offset is in.
type SignatureHelp struct {
	Signatures []SignatureLabel
	Active     int // index of the signature that fits the arguments so far
	Parameter  int // index of the argument
}

// SignatureLabel is a signature as a person reads it. Params are the places of
// the parameters in Label.
type SignatureLabel struct {
	Label  string
	Params []source.Span
	Doc    string
}

// label writes a signature: Replace string(source : Text; old : Text {; count : Integer}) : Text
func label(sym *check.Symbol, owner string, sig check.Signature, d syntax.Dialect) SignatureLabel {
	var b strings.Builder
	separator := "; "
	if d == syntax.Qodly {
		separator = ", "
	}
	b.WriteString(owner + spelled(sym, d) + "(")
	out := SignatureLabel{}
	open := 0
	for i, p := range sig.Params {
		if p.Optional && sym.File == nil { // all parameters of methods may be left out
			if i > 0 {
				b.WriteString(" ")
			}
			b.WriteString("{")
			open++
		}
		if i > 0 {
			b.WriteString(separator)
		}
		start := b.Len()
		if p.Variadic && p.Name != "..." {
			b.WriteString("...")
		}
		b.WriteString(p.Name)
		if types := typeNames(p.Types, d); types != "" {
			b.WriteString(" : " + types)
		}
		out.Params = append(out.Params, source.Span{Start: int32(start), End: int32(b.Len())})
	}
	b.WriteString(strings.Repeat("}", open) + ")")
	switch {
	case sym.Type != nil && sig.Result == nil && sym.Kind != check.BuiltinMember && sym.Kind != check.Command:
		b.WriteString(" : " + typeName(sym.Type, d))
	case sig.HasResult:
		b.WriteString(" : " + typeName(sig.Result, d))
	}
	out.Label = b.String()
	return out
}

func typeNames(list []*check.Type, d syntax.Dialect) string {
	names := make([]string, len(list))
	for i, t := range list {
		names[i] = typeName(t, d)
	}
	return strings.Join(names, " | ")
}

// Signature returns the signatures of the innermost call whose arguments hold
// an offset; nil outside of all.
func (s *Service) Signature(path string, offset int32) *SignatureHelp {
	d := s.document(path)
	if d == nil || d.commentAt(offset) != nil {
		return nil
	}
	open, argument := d.openCall(offset)
	if open < 0 {
		return nil
	}
	sym := s.called(d, open)
	if sym == nil || len(sym.Signatures) == 0 {
		return nil
	}
	h := &SignatureHelp{Parameter: argument}
	best := -1
	for i, sig := range sym.Signatures {
		l := label(sym, "", sig, d.file.Dialect)
		l.Doc = firstParagraph(s.documentation(sym, d.file.Dialect))
		h.Signatures = append(h.Signatures, l)
		n := len(sig.Params)
		takes := argument < n || n > 0 && sig.Params[n-1].Variadic || argument == 0
		if takes && best < 0 {
			best = i
		}
	}
	h.Active = max(best, 0)
	return h
}

// firstParagraph is what fits beside a signature.
func firstParagraph(doc string) string {
	text, _, _ := strings.Cut(doc, "\n\n")
	return text
}

// openCall returns the index of the bracket of the innermost call that is open
// at an offset on the same logical line, -1 if none, and how many separators
// stand between.
func (d *document) openCall(offset int32) (open, argument int) {
	i := d.tokenBefore(offset)
	depth, commas := 0, 0
	for ; i >= 0 && d.tokens[i].Kind != syntax.LineEnd; i-- {
		t := d.tokens[i]
		if t.Kind == syntax.CloseToken && t.Span.End > offset {
			continue
		}
		switch t.Kind {
		case syntax.CloseToken:
			depth++
		case syntax.OpenToken:
			if depth > 0 {
				depth--
				continue
			}
			if d.text(t) == "(" && i > 0 && isName(d.tokens[i-1].Kind) {
				return i, commas
			}
			commas = 0 // the brackets of a literal, or plain ones
		case syntax.SeparatorToken:
			if depth == 0 {
				commas++
			}
		}
	}
	return -1, 0
}

// called returns what the call with a bracket at an index calls.
func (s *Service) called(d *document, open int) *check.Symbol {
	name := d.tokens[open-1]
	id, _ := identAt(d.file, name.Span.Start)
	if id == nil {
		return nil
	}
	sym := d.info.Uses[id]
	if sym == nil {
		return nil
	}
	if !sym.Callable() && sym.Type != nil && sym.Type.Func != nil {
		return sym.Type.Func
	}
	return sym
}
