package blob

import "testing"

// FuzzVariable checks that no bytes make reading a variable fail in another way
// than by an error.
func FuzzVariable(f *testing.F) {
	f.Add([]byte("QV\x0b\x01\x01a\x06\x02hi"))
	f.Add([]byte("QV\x0d\x02\x01\x04\x00"))
	f.Add([]byte("QV\x0c\xff\xff\xff\xff\x0f"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := &reader{b: b, grow: func(n int64) error {
			if n > int64(len(b))*16 {
				t.Fatalf("%x wants %d bytes", b, n)
			}
			return nil
		}}
		_, _ = r.variable()
	})
}
