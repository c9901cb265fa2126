package store_test

import (
	"testing"

	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/value"
)

// FuzzDecodeObject shows that what was decoded encodes to something that
// decodes to the same.
func FuzzDecodeObject(f *testing.F) {
	for _, s := range []string{`{"a":[1,null,"x"]}`, `{"d":"!!2026-11-20!!"}`, `"!!blob:AA==!!"`, `["!!picture:image/png;AA==!!","!!"]`, `{"a":"!!2026-13-40!!"}`, `!!`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := store.DecodeObject(s)
		if err != nil {
			return
		}
		once, err := store.EncodeObject(v)
		if err != nil {
			return // nested too deep
		}
		again, err := store.DecodeObject(once)
		if err != nil {
			t.Fatalf("%s: %v", once, err)
		}
		if twice, _ := store.EncodeObject(again); twice != once {
			t.Errorf("got %s, want %s", twice, once)
		}
	})
}

func TestNativeObjectsAreNotStored(t *testing.T) {
	o := value.NewObject()
	o.Set("f", value.FromObject(value.NewNative(nil, 1)))
	if _, err := store.EncodeObject(value.FromObject(o)); err == nil {
		t.Error("no error")
	}
}
