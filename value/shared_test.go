package value_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"quoin.dev/quoin/value"
)

func TestGroupLocksNest(t *testing.T) {
	g, me, other := value.NewGroup(), new(int), new(string)
	g.Lock(me, nil)
	g.Lock(me, nil)
	g.Unlock(me)
	if !g.HeldBy(me) || g.HeldBy(other) {
		t.Error("one of two locks was given up: the group is still held")
	}
	if g.Lock(other, func() bool { return true }) {
		t.Error("another owner got a lock that is held")
	}
	g.Unlock(other) // not its lock: nothing happens
	g.Unlock(me)
	if g.HeldBy(me) || !g.Lock(other, nil) {
		t.Error("the group is not free")
	}
}

func TestGroupHandsOver(t *testing.T) {
	g, a, b := value.NewGroup(), new(int), new(int)
	g.Lock(a, nil)
	got := make(chan bool)
	go func() { got <- g.Lock(b, nil) }()
	time.Sleep(5 * time.Millisecond)
	g.Unlock(a)
	if !<-got || !g.HeldBy(b) {
		t.Error("the lock was not handed over")
	}
}

func TestMergedGroupsAreOneLock(t *testing.T) {
	g, h, me, other := value.NewGroup(), value.NewGroup(), new(int), new(int)
	g.Lock(me, nil)
	if g.Merge(h, me) != value.AreOne || !h.HeldBy(me) {
		t.Fatal("the merged group is not held")
	}
	g.Unlock(me)
	h.Lock(other, nil)
	if !g.HeldBy(other) {
		t.Error("locking one of two merged groups locks both")
	}
	if k := value.NewGroup(); k.Lock(me, nil) && k.Merge(g, me) != value.InUse {
		t.Error("a group that another owner holds was merged")
	}
}

// TestGroupsStayApart merges groups of several values, then one with a single value.
func TestGroupsStayApart(t *testing.T) {
	g, h, me := value.NewGroup(), value.NewGroup(), new(int)
	for _, k := range []*value.Group{g, h} {
		value.NewSharedObject(k)
		value.NewSharedList(k)
	}
	g.Lock(me, nil)
	if got := g.Merge(h, me); got != value.Grouped {
		t.Errorf("merging two groups gives %d", got)
	}
	if got := g.Merge(value.NewSharedObject(nil).Group(), me); got != value.AreOne {
		t.Errorf("merging a group with a value of its own gives %d", got)
	}
}

// TestMergeWakesWaiters merges a group while somebody waits for it.
func TestMergeWakesWaiters(t *testing.T) {
	g, h, me, other := value.NewGroup(), value.NewGroup(), new(int), new(int)
	g.Lock(me, nil)
	h.Lock(me, nil)
	got := make(chan bool)
	go func() { got <- h.Lock(other, nil) }()
	time.Sleep(5 * time.Millisecond)
	g.Merge(h, me)
	g.Unlock(me)
	g.Unlock(me)
	if !<-got || !g.HeldBy(other) {
		t.Error("the waiter did not get the merged lock")
	}
}

// TestSharedReads reads while another owner writes: readers see whole values.
func TestSharedReads(t *testing.T) {
	o, l := value.NewSharedObject(nil), value.NewSharedList(nil)
	o.Set("v", value.FromText("start"))
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for range 3 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if k := o.Get("v").Kind(); k != value.Text && k != value.Int {
					t.Errorf("got %s", k)
				}
				for range o.All() {
				}
				for _, v := range l.Items() {
					if v.Kind() != value.Int {
						t.Errorf("got %s in the list", v.Kind())
					}
				}
			}
		})
	}
	for i := range 500 {
		o.Set("v", value.FromInt(int64(i)))
		o.Set("v", value.FromText(fmt.Sprint(i)))
		o.Set(fmt.Sprint("p", i%40), value.FromInt(int64(i)))
		if i%7 == 0 {
			o.Delete(fmt.Sprint("p", i%40))
		}
		l.Push(value.FromInt(int64(i)))
		if i%50 == 49 {
			l.Replace(l.Items()[:10])
		}
	}
	close(stop)
	wg.Wait()
	if l.Len() != 10 || o.Get("v").AsText() != "499" {
		t.Errorf("got %d elements, v %q", l.Len(), o.Get("v").AsText())
	}
}

func TestStorageIsMarked(t *testing.T) {
	if !value.NewStorage().IsStorage() || value.NewSharedObject(nil).IsStorage() || value.NewObject().IsStorage() {
		t.Error("only a storage is one")
	}
}
