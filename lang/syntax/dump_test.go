package syntax_test

import (
	"fmt"
	"reflect"
	"strings"

	"quoin.dev/quoin/lang/syntax"
)

// dump writes a tree as indented text, a node or field a line, without places.
// Two trees are the same when their dumps are.
func dump(f *syntax.File) string {
	var b strings.Builder
	if f.Extends != nil {
		dumpValue(&b, 0, "Extends ", reflect.ValueOf(f.Extends))
	}
	if f.Declare != nil {
		dumpValue(&b, 0, "Declare ", reflect.ValueOf(f.Declare))
	}
	for _, m := range f.Members {
		dumpValue(&b, 0, "", reflect.ValueOf(m))
	}
	for _, s := range f.Body.Stmts {
		dumpValue(&b, 0, "", reflect.ValueOf(s))
	}
	return b.String()
}

func dumpValue(b *strings.Builder, depth int, label string, v reflect.Value) {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return
		}
		v = v.Elem()
	}
	indent := strings.Repeat("  ", depth)
	switch id := v.Interface().(type) {
	case syntax.Ident:
		fmt.Fprintf(b, "%s%s%s\n", indent, label, withToken(id.Name, id.Token))
		return
	case syntax.TypeName:
		fmt.Fprintf(b, "%s%s%s\n", indent, label, withToken(strings.TrimPrefix(id.Store+"."+id.Name, "."), id.Token))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		dumpStruct(b, indent, label, v)
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if field.Name == "node" || !isPart(v.Field(i)) {
				continue
			}
			dumpValue(b, depth+1, field.Name+" ", v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			dumpValue(b, depth, label, v.Index(i))
		}
	}
}

// dumpStruct writes a node's name and its fields that are no nodes.
func dumpStruct(b *strings.Builder, indent, label string, v reflect.Value) {
	fmt.Fprintf(b, "%s%s%s", indent, label, v.Type().Name())
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.Name == "node" || isPart(v.Field(i)) || v.Field(i).IsZero() {
			continue
		}
		switch x := v.Field(i).Interface().(type) {
		case syntax.Operator:
			fmt.Fprintf(b, " %s", x)
		case string:
			fmt.Fprintf(b, " %q", x)
		case bool:
			fmt.Fprintf(b, " %s", field.Name)
		default:
			fmt.Fprintf(b, " %s=%v", field.Name, x)
		}
	}
	b.WriteString("\n")
}

// isPart reports whether a field holds nodes.
func isPart(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return true
	case reflect.Slice:
		k := v.Type().Elem().Kind()
		return k == reflect.Pointer || k == reflect.Interface
	}
	return false
}

func withToken(name, token string) string {
	if token == "" {
		return name
	}
	return name + ":" + token
}
