package http

import (
	"testing"

	"quoin.dev/quoin/value"
)

// FuzzMessage checks that no message makes taking it apart fail or endless.
func FuzzMessage(f *testing.F) {
	for _, s := range []string{"", "A: b\r\n\r\nc", "Content-Type: multipart/x; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--",
		"Content-Transfer-Encoding: base64\r\n\r\n!!", "Content-Type: multipart/x; boundary=\"--\"\r\n\r\n------\r\n\r\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out, parts := value.NewObject(), 0
		if err := readMessage(out, []byte(s), &parts, 0); err == nil && out.Get("parts").AsCollection() == nil {
			t.Errorf("%q has no parts", s)
		}
	})
}

func FuzzChallenge(f *testing.F) {
	f.Add(`realm="a", nonce=b, qop="auth,auth-int"`)
	f.Fuzz(func(t *testing.T, s string) { fields(s) })
}
