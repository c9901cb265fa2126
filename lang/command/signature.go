package command

import (
	"fmt"
	"strings"
)

// Signature is one way to call a built-in. A row with several ways has several
// signatures.
type Signature struct {
	Params []Param
	// Result is the type of the result; "" when there is none.
	Result string
}

// Param is one parameter of a built-in.
type Param struct {
	Name string
	// Types are the types accepted: "Text", "4D.File", or Any alone.
	Types    []string
	Optional bool
	// Out parameters are written back: the argument must be assignable.
	Out bool
	// Variadic is true for the last parameter when it may be repeated, or left out.
	Variadic bool
	// Star is true for a lone "*" (or ">" or "<") among the arguments.
	Star bool
}

// Any is the type of a parameter or result that takes every value.
const Any = "Any"

// ParseSignatures reads the signatures of a row:
//
//	signatures := signature { "|" signature }
//	signature  := "(" [ param { "," param } ] ")" [ ":" type ]
//	param      := ["&"] ["..."] name ["?"] [ ":" type ] | "*" ["?"]
//	type       := name { "|" name }
//
// "" is the signature without parameters and without result. A type left out is
// Any. Parameters after an optional one are optional too.
func ParseSignatures(sig string) ([]Signature, error) {
	if strings.TrimSpace(sig) == "" {
		return []Signature{{}}, nil
	}
	var all []Signature
	for rest := strings.TrimSpace(sig); rest != ""; {
		if rest[0] != '(' {
			return nil, fmt.Errorf("signature %q: got %q, want \"(\"", sig, rest)
		}
		end := strings.IndexByte(rest, ')')
		if end < 0 {
			return nil, fmt.Errorf("signature %q: \")\" is missing", sig)
		}
		s := Signature{}
		params, err := parseParams(rest[1:end])
		if err != nil {
			return nil, fmt.Errorf("signature %q: %w", sig, err)
		}
		s.Params = params
		rest = strings.TrimSpace(rest[end+1:])
		result, next, more := strings.Cut(rest, "(")
		if more {
			head, tail, ok := cutLast(result, "|")
			if !ok || strings.TrimSpace(tail) != "" {
				return nil, fmt.Errorf("signature %q: \"|\" is missing between two signatures", sig)
			}
			result, rest = head, "("+next
		} else {
			rest = ""
		}
		if result = strings.TrimSpace(result); result != "" {
			if result[0] != ':' || len(result) < 3 {
				return nil, fmt.Errorf("signature %q: got %q, want \": Type\"", sig, result)
			}
			s.Result = strings.TrimSpace(result[1:])
		}
		all = append(all, s)
	}
	return all, nil
}

func parseParams(list string) ([]Param, error) {
	if strings.TrimSpace(list) == "" {
		return nil, nil
	}
	var params []Param
	for _, item := range strings.Split(list, ",") {
		p, err := parseParam(strings.TrimSpace(item))
		if err != nil {
			return nil, err
		}
		if n := len(params); n > 0 {
			if params[n-1].Variadic && !p.Star {
				return nil, fmt.Errorf("parameter %q follows a variadic one", p.Name)
			}
			if params[n-1].Optional {
				p.Optional = true
			}
		}
		params = append(params, p)
	}
	return params, nil
}

func parseParam(item string) (Param, error) {
	p := Param{Types: []string{Any}}
	name, types, typed := strings.Cut(item, ":")
	name = strings.TrimSpace(name)
	if name, p.Optional = strings.CutSuffix(name, "?"); name == "*" {
		return Param{Name: "*", Star: true, Optional: true}, nil
	}
	name, p.Out = strings.CutPrefix(name, "&")
	name, p.Variadic = strings.CutPrefix(name, "...")
	p.Name = name
	p.Optional = p.Optional || p.Variadic
	if name == "" || strings.ContainsAny(name, " &?*.:") {
		return p, fmt.Errorf("got %q, want a parameter", item)
	}
	if typed {
		p.Types = nil
		for _, t := range strings.Split(types, "|") {
			if t = strings.TrimSpace(t); t == "" {
				return p, fmt.Errorf("the type of %q is missing", name)
			}
			p.Types = append(p.Types, t)
		}
	}
	return p, nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// String prints a signature as a person reads it in 4D: names, types and
// braces around what may be left out.
func (s Signature) String() string {
	var b strings.Builder
	open := 0
	b.WriteByte('(')
	for i, p := range s.Params {
		if p.Optional {
			open++
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteByte('{')
		} else if i > 0 {
			b.WriteByte(' ')
		}
		if i > 0 {
			b.WriteString("; ")
		}
		if p.Variadic {
			b.WriteString("...")
		}
		b.WriteString(p.Name)
		if len(p.Types) > 0 && p.Types[0] != Any {
			b.WriteString(" : " + strings.Join(p.Types, ", "))
		}
	}
	b.WriteString(strings.Repeat("}", open) + ")")
	if s.Result != "" {
		b.WriteString(" : " + s.Result)
	}
	return b.String()
}

// arity returns how many arguments the signatures allow together; max -1 is any
// number. Bit i of out is set when argument i is written back in one of them.
func arity(all []Signature) (least, most int, out uint64) {
	for n, s := range all {
		lo, hi := 0, len(s.Params)
		for i, p := range s.Params {
			if !p.Optional {
				lo = i + 1
			}
			if p.Out {
				out |= 1 << i
			}
			if p.Variadic {
				hi = -1
				if p.Out {
					out |= ^uint64(0) << i
				}
			}
		}
		if n == 0 {
			least, most = lo, hi
			continue
		}
		least = min(least, lo)
		if most >= 0 {
			most = max(most, hi)
		}
		if hi < 0 {
			most = -1
		}
	}
	return least, most, out
}
