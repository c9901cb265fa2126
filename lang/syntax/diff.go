package syntax

import (
	"fmt"
	"reflect"
	"slices"
)

// Diff compares the trees of two files node by node: kinds, names as written
// with their tokens, operators, values of literals, modifiers, types, and
// comments with the statements they stand between. Other places, the sources'
// text and errors do not matter. It returns the path to the first difference
// with what stands there in a and in b; "" if there is none.
func Diff(a, b *File) string {
	if d := diffParts(reflect.ValueOf(a).Elem(), reflect.ValueOf(b).Elem()); d != "" {
		return "File" + d
	}
	return diffComments(a, b)
}

// diffParts compares two values of one type.
func diffParts(a, b reflect.Value) string {
	switch a.Kind() {
	case reflect.Pointer, reflect.Interface:
		if a.IsNil() || b.IsNil() {
			if a.IsNil() == b.IsNil() {
				return ""
			}
			return fmt.Sprintf(": %s, %s", kindOf(a), kindOf(b))
		}
		if a, b = a.Elem(), b.Elem(); a.Type() != b.Type() {
			return fmt.Sprintf(": %s, %s", kindOf(a), kindOf(b))
		}
		return diffParts(a, b)
	case reflect.Struct:
		for i := range a.NumField() {
			field := a.Type().Field(i)
			switch field.Name {
			case "node", "Span", "Source", "Dialect", "Comments", "Errors":
				continue
			}
			if d := diffParts(a.Field(i), b.Field(i)); d != "" {
				return "." + field.Name + d
			}
		}
		return ""
	case reflect.Slice:
		for i := range min(a.Len(), b.Len()) {
			if d := diffParts(a.Index(i), b.Index(i)); d != "" {
				return fmt.Sprintf("[%d]%s", i, d)
			}
		}
		if a.Len() != b.Len() {
			return fmt.Sprintf(": %d parts, %d", a.Len(), b.Len())
		}
		return ""
	}
	if a.Equal(b) {
		return ""
	}
	if a.Kind() == reflect.String {
		return fmt.Sprintf(": %q, %q", a, b)
	}
	return fmt.Sprintf(": %v, %v", a, b)
}

// kindOf names what a part is.
func kindOf(v reflect.Value) string {
	switch {
	case v.Kind() != reflect.Pointer && v.Kind() != reflect.Interface:
		return v.Type().Name()
	case v.IsNil():
		return "nothing"
	}
	return kindOf(v.Elem())
}

// diffComments compares the comments in order.
func diffComments(a, b *File) string {
	spotsA, spotsB := commentSpots(a), commentSpots(b)
	for i := range min(len(a.Comments), len(b.Comments)) {
		x, y := a.Comments[i], b.Comments[i]
		if x.Text != y.Text {
			return fmt.Sprintf("comment %d: %q, %q", i, x.Text, y.Text)
		}
		if spotsA[i] != spotsB[i] {
			return fmt.Sprintf("comment %d %q: %v, %v", i, x.Text, spotsA[i], spotsB[i])
		}
	}
	if len(a.Comments) != len(b.Comments) {
		return fmt.Sprintf("comments: %d, %d", len(a.Comments), len(b.Comments))
	}
	return ""
}

// A commentSpot says where a comment stands: how many statements, branches and
// members begin before it, and how many blocks end. Within the head of a
// statement its place is free.
type commentSpot struct{ begun, ended int }

func (s commentSpot) String() string {
	return fmt.Sprintf("after the start of %d statements and the end of %d blocks", s.begun, s.ended)
}

// commentSpots returns where each comment stands.
func commentSpots(f *File) []commentSpot {
	var starts, ends []int32
	Walk(f, func(n Node) bool {
		switch n := n.(type) {
		case Stmt, Member, *Branch:
			starts = append(starts, n.Pos().Start)
		case *Block:
			ends = append(ends, n.Span.End-1)
		case Expr:
			return false
		}
		return true
	})
	slices.Sort(starts)
	slices.Sort(ends)
	spots := make([]commentSpot, len(f.Comments))
	for i, c := range f.Comments {
		spots[i].begun, _ = slices.BinarySearch(starts, c.Span.Start)
		spots[i].ended, _ = slices.BinarySearch(ends, c.Span.Start)
	}
	return spots
}
