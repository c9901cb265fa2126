package value

import (
	"fmt"
	"slices"
	"sync"
	"testing"
)

// TestShapes compares objects of a tree of shapes with what a plain list of names
// and values would hold, through every way to leave a shape.
func TestShapes(t *testing.T) {
	root := NewShapes()
	for _, names := range [][]string{{}, {"a"}, {"a", "b", "a"}, {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "b"}, many(100)} {
		o := NewObjectIn(root, len(names)%4)
		var want []string
		for i, n := range names {
			o.Set(n, FromInt(int64(i)))
			if !slices.Contains(want, n) {
				want = append(want, n)
			}
		}
		if !slices.Equal(o.Names(), want) || o.Len() != len(want) {
			t.Errorf("%d names: got %v, want %v", len(names), o.Names(), want)
		}
		for i, n := range names {
			if v := o.Get(n); v.AsInt() < int64(i) {
				t.Errorf("%s is %v, want %d at least", n, v.AsInt(), i)
			}
		}
		if shaped := o.Shape() != nil; shaped != (len(want) <= maxShapeNames) {
			t.Errorf("%d names: shape %v", len(names), shaped)
		}
		if len(want) == 0 {
			continue
		}
		o.Delete(want[0])
		if o.Shape() != nil || o.Len() != len(want)-1 || len(want) > 1 && o.Get(want[1]).IsUndefined() {
			t.Errorf("%d names: deleting one leaves %v", len(names), o.Names())
		}
		o.Set("again", NullValue())
		if got, ok := o.Lookup("again"); !ok || !got.IsNull() {
			t.Error("a property is lost after one was deleted")
		}
	}
	a, b := NewObjectIn(root, 0), NewObjectIn(root, 2)
	for _, o := range []*Obj{a, b} {
		o.Set("x", FromInt(1))
		o.Set("y", FromInt(2))
	}
	if a.Shape() != b.Shape() || a.Shape() == nil {
		t.Error("objects made alike differ in shape")
	}
	a.SetKey("x", FromInt(3))
	b.SetKey("z", FromInt(3))
	if a.Shape() == nil || b.Shape() != nil || b.Get("z").AsInt() != 3 || b.Get("y").AsInt() != 2 {
		t.Error("SetKey makes a shape, or loses one")
	}
}

func many(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprint("n", i)
	}
	return names
}

// TestShapesAreBounded makes more shapes than there may be.
func TestShapesAreBounded(t *testing.T) {
	root := NewShapes()
	shaped := 0
	for i := range 3 * maxShapeNext {
		o := NewObjectIn(root, 0)
		o.Set(fmt.Sprint("k", i), NullValue())
		if o.Len() != 1 || o.Names()[0] != fmt.Sprint("k", i) {
			t.Fatal("the name is lost")
		}
		if o.Shape() != nil {
			shaped++
		}
	}
	if shaped != maxShapeNext {
		t.Errorf("got %d shapes below one, want %d", shaped, maxShapeNext)
	}
}

// TestShapesTogether makes the same shapes in several goroutines: all get the
// same ones.
func TestShapesTogether(t *testing.T) {
	root := NewShapes()
	var group sync.WaitGroup
	ends := make([]*Shape, 8)
	for g := range ends {
		group.Go(func() {
			for range 100 {
				s := root
				for _, n := range many(20) {
					s = s.With(n)
				}
				if s.Find("n13") != 13 || s.Find("none") != -1 {
					t.Error("a name is in the wrong place")
				}
				ends[g] = s
			}
		})
	}
	group.Wait()
	for _, s := range ends {
		if s != ends[0] {
			t.Error("one path leads to two shapes")
		}
	}
}
