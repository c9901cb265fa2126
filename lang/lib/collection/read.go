package collection

import (
	"strings"

	"quoin.dev/quoin/lang/convert"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

func length(c *vm.Call) (value.Value, error) { return number(receiver(c).Len()), nil }

func at(c *vm.Call) (value.Value, error) {
	l, i := receiver(c), c.Int(0)
	if i < 0 {
		i += l.Len()
	}
	return l.At(i), nil
}

func first(c *vm.Call) (value.Value, error) { return receiver(c).At(0), nil }

func last(c *vm.Call) (value.Value, error) {
	l := receiver(c)
	return l.At(l.Len() - 1), nil
}

func slice(c *vm.Call) (value.Value, error) {
	l := receiver(c)
	n := l.Len()
	start, end := from(c.Int(0), n), n
	if c.Has(1) {
		if end = c.Int(1); end < 0 {
			end += n
		}
	}
	end = min(end, n)
	if start >= end {
		return derived(c, nil), nil
	}
	return derived(c, append([]value.Value(nil), l.Items()[start:end]...)), nil
}

func concat(c *vm.Call) (value.Value, error) {
	first := receiver(c).Items()
	n := len(first)
	for _, v := range c.Args {
		n++
		if l := v.AsCollection(); l != nil {
			n += l.Len() - 1
		}
	}
	if !c.Reserve(slot * n) {
		return value.Value{}, nil
	}
	items := append(make([]value.Value, 0, n), first...)
	for _, v := range c.Args {
		if l := v.AsCollection(); l != nil {
			items = append(items, l.Items()...)
		} else {
			items = append(items, present(v))
		}
	}
	return made(items), nil
}

func join(c *vm.Call) (value.Value, error) {
	delimiter, option := c.Text(0), c.Int(1)
	var b strings.Builder
	n := 0
	for i, v := range receiver(c).Items() {
		s := convert.Text(v)
		if option&ignoreNull != 0 && (v.IsAbsent() || s == "") {
			continue
		}
		if !c.Reserve(len(s)+len(delimiter)) || stopped(c, i) {
			break
		}
		if n > 0 {
			b.WriteString(delimiter)
		}
		n++
		b.WriteString(s)
	}
	return value.FromText(b.String()), nil
}

func indexOf(c *vm.Call) (value.Value, error) {
	return number(search(c, from(c.Int(1), receiver(c).Len()))), nil
}

func includes(c *vm.Call) (value.Value, error) {
	return value.FromBool(search(c, from(c.Int(1), receiver(c).Len())) >= 0), nil
}

// search returns the position of the first element equal to the first argument,
// in which "@" is a wildcard.
func search(c *vm.Call, start int) int {
	for i, v := range receiver(c).Items() {
		if i >= start && c.Process.Equal(v, c.Arg(0)) {
			return i
		}
		if stopped(c, i) {
			break
		}
	}
	return -1
}

func lastIndexOf(c *vm.Call) (value.Value, error) {
	l := receiver(c)
	start := l.Len() - 1
	if c.Has(1) {
		if start = c.Int(1); start < 0 {
			start += l.Len()
		}
		if start <= 0 {
			return number(-1), nil
		}
	}
	for i := min(start, l.Len()-1); i >= 0; i-- {
		if c.Process.Equal(l.At(i), c.Arg(0)) {
			return number(i), nil
		}
		if stopped(c, i) {
			break
		}
	}
	return number(-1), nil
}

func flat(c *vm.Call) (value.Value, error) {
	depth := c.IntOr(0, 1)
	items := flatten(c, nil, receiver(c), min(depth, maxDepth))
	return made(items), nil
}

// maxDepth bounds how deep nested collections are followed: one may hold itself.
const maxDepth = 256

func flatten(c *vm.Call, dst []value.Value, l *value.List, depth int) []value.Value {
	for _, v := range l.Items() {
		if stopped(c, interval-1) || c.Err() != nil { // small ones in each other are many together
			return dst
		}
		if inner := v.AsCollection(); inner != nil && depth > 0 {
			if !c.Reserve(slot * inner.Len()) {
				return dst
			}
			dst = flatten(c, dst, inner, depth-1)
			continue
		}
		if len(dst) == cap(dst) && !c.Reserve(slot*len(dst)) {
			return dst
		}
		dst = append(dst, v)
	}
	return dst
}

func count(c *vm.Call) (value.Value, error) {
	n := 0
	for i, v := range values(c, receiver(c), c.Text(0)) {
		if !v.IsAbsent() {
			n++
		}
		if stopped(c, i) {
			break
		}
	}
	return number(n), nil
}

func countValues(c *vm.Call) (value.Value, error) {
	n := 0
	for i, v := range values(c, receiver(c), c.Text(1)) {
		if c.Process.Equal(v, c.Arg(0)) {
			n++
		}
		if stopped(c, i) {
			break
		}
	}
	return number(n), nil
}

func sum(c *vm.Call) (value.Value, error) {
	total, _ := total(c)
	return total, nil
}

func average(c *vm.Call) (value.Value, error) {
	sum, n := total(c)
	if n == 0 {
		return value.Value{}, nil
	}
	return convert.Whole(sum.AsReal() / float64(n)), nil
}

// total adds the numbers among the elements and counts them.
func total(c *vm.Call) (sum value.Value, n int) {
	f := 0.0
	for _, v := range values(c, receiver(c), c.Text(0)) {
		if v.IsNumber() {
			f += v.AsReal()
			n++
		}
	}
	return convert.Whole(f), n
}

// values returns the elements, or what a path leads to in each of them.
func values(c *vm.Call, l *value.List, path string) []value.Value {
	if path == "" {
		return l.Items()
	}
	names := strings.Split(path, ".")
	out := make([]value.Value, l.Len())
	for i, v := range l.Items()[:len(out)] {
		out[i] = follow(c, v, names)
		if stopped(c, i) {
			break
		}
	}
	return out
}

// follow reads a path of properties; undefined when it leads nowhere.
func follow(c *vm.Call, v value.Value, names []string) value.Value {
	for _, name := range names {
		if v.Kind() != value.Object && v.Kind() != value.Collection {
			return value.Value{}
		}
		if o := v.AsObject(); o != nil && o.Class == nil && o.Native == nil {
			v = o.Get(name)
			continue
		}
		var err error
		if v, err = c.Process.Member(v, name); err != nil {
			c.Fail(err)
			return value.Value{}
		}
	}
	return v
}

func extract(c *vm.Call) (value.Value, error) {
	l := receiver(c)
	if c.Arg(1).Kind() == value.Text {
		return extractObjects(c, l)
	}
	keep := c.Int(1)&keepNull != 0
	var items []value.Value
	for _, v := range values(c, l, c.Text(0)) {
		if keep || !v.IsAbsent() {
			items = append(items, present(v))
		}
	}
	return made(items), nil
}

// extractObjects builds an object of each element from pairs of path and target.
func extractObjects(c *vm.Call, l *value.List) (value.Value, error) {
	var paths [][]string
	var targets []string
	for i := 0; i+1 < c.Len(); i += 2 {
		paths = append(paths, strings.Split(c.Text(i), "."))
		targets = append(targets, c.Text(i+1))
	}
	var items []value.Value
	for i, v := range l.Items() {
		if stopped(c, i) {
			break
		}
		o := value.NewObject()
		for k, path := range paths {
			if found := follow(c, v, path); !found.IsUndefined() {
				o.Set(targets[k], found)
			}
		}
		if o.Len() > 0 {
			items = append(items, value.FromObject(o))
		}
	}
	return made(items), nil
}

func copyAll(c *vm.Call) (value.Value, error) {
	o := vm.CopyOptions(c.Process)
	if c.Int(0)&shared != 0 {
		o = vm.SharedCopyOptions(c.Process)
	}
	o.Group = value.GroupOf(c.Arg(1))
	return value.Copy(c.This, o)
}

func reverse(c *vm.Call) (value.Value, error) {
	if c.This.Kind() != value.Collection {
		return value.Value{}, vm.WrongReceiver(c)
	}
	o := vm.CopyOptions(c.Process)
	o.Group = value.GroupOf(c.This)
	o.Shared = o.Group != nil
	v, err := value.Copy(c.This, o)
	if err != nil {
		return v, err
	}
	items := v.AsCollection().Items()
	for i, j := 0, len(items)-1; i < j; i, j = i+1, j-1 {
		items[i], items[j] = items[j], items[i]
	}
	return v, nil
}

func equal(c *vm.Call) (value.Value, error) {
	other := c.Collection(0)
	if other == nil {
		return value.FromBool(false), nil
	}
	e := &comparison{c: c, exact: c.Int(1)&diacritical != 0}
	return value.FromBool(e.same(c.This, value.FromCollection(other), 0)), nil
}

// comparison is a deep comparison: unlike "=", it looks into objects and
// collections, takes "@" literally and tells null and undefined apart.
type comparison struct {
	c     *vm.Call
	exact bool
	steps int
}

func (e *comparison) same(a, b value.Value, depth int) bool {
	if a.IsAbsent() || b.IsAbsent() {
		return a.Kind() == b.Kind()
	}
	if e.steps++; depth > maxDepth || stopped(e.c, e.steps) {
		return false
	}
	if a.Kind() == value.Text && b.Kind() == value.Text {
		if e.exact {
			return a.AsText() == b.AsText()
		}
		return e.c.Process.Runtime.Collator.Equal(a.AsText(), b.AsText())
	}
	if x, y := a.AsCollection(), b.AsCollection(); x != nil && y != nil {
		if x.Len() != y.Len() {
			return false
		}
		for i := range x.Len() {
			if e.c.Err() != nil || !e.same(x.At(i), y.At(i), depth+1) {
				return false
			}
		}
		return true
	}
	if x, y := a.AsObject(), b.AsObject(); x != nil && y != nil && x.Native == nil && y.Native == nil {
		return x == y || x.Len() == y.Len() && e.sameProperties(x, y, depth)
	}
	return e.c.Process.Equal(a, b)
}

func (e *comparison) sameProperties(x, y *value.Obj, depth int) bool {
	for name, v := range x.All() {
		w, ok := y.Lookup(name)
		if !ok || !e.same(v, w, depth+1) {
			return false
		}
	}
	return true
}
