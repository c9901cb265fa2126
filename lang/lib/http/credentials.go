package http

import (
	"crypto/md5"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"net/http"
	"strings"

	"quoin.dev/quoin/value"
)

// credentials are a name and a password for a server or a proxy. With the
// method basic they are sent at once, else when the server asks for them.
type credentials struct{ name, password, method string }

const (
	methodAuto   = "auto"
	methodBasic  = "basic"
	methodDigest = "digest"
)

func credentialsOf(v value.Value) (credentials, error) {
	o := v.AsObject()
	if o == nil {
		return credentials{}, nil
	}
	k := credentials{o.Get("name").AsText(), o.Get("password").AsText(), strings.ToLower(o.Get("method").AsText())}
	switch k.method {
	case "":
		k.method = methodAuto
	case methodAuto, methodBasic, methodDigest:
	default:
		return k, optionError("got the authentication method %q, want basic, digest or auto", k.method)
	}
	return k, nil
}

// answer puts the credentials into a request as the server wants them; false
// when it wants them in a way that is not known, or has had them.
func (k credentials) answer(r *http.Request, challenges []string) bool {
	if r.Header.Get("Authorization") != "" {
		return false
	}
	basic := false
	for _, c := range challenges {
		scheme, rest, _ := strings.Cut(strings.TrimSpace(c), " ")
		switch strings.ToLower(scheme) {
		case methodDigest:
			if header, ok := k.digest(r, fields(rest)); ok {
				r.Header.Set("Authorization", header)
				return true
			}
		case methodBasic:
			basic = true
		}
	}
	if basic && k.method == methodAuto {
		r.SetBasicAuth(k.name, k.password)
		return true
	}
	return false
}

// fields reads 'realm="a", nonce=b'.
func fields(s string) map[string]string {
	all := map[string]string{}
	for s != "" {
		name, rest, ok := strings.Cut(s, "=")
		if !ok {
			break
		}
		name = strings.ToLower(strings.Trim(name, " ,"))
		v := ""
		if strings.HasPrefix(rest, `"`) {
			v, s, _ = strings.Cut(rest[1:], `"`)
		} else {
			v, s, _ = strings.Cut(rest, ",")
		}
		all[name] = strings.TrimSpace(v)
	}
	return all
}

// digest makes the header of RFC 7616, for the quality "auth" and none.
func (k credentials) digest(r *http.Request, c map[string]string) (string, bool) {
	var sum func() hash.Hash
	algorithm := c["algorithm"]
	switch strings.ToUpper(strings.TrimSuffix(strings.ToLower(algorithm), "-sess")) {
	case "", "MD5":
		sum = md5.New
	case "SHA-256":
		sum = sha256.New
	default:
		return "", false
	}
	h := func(parts ...string) string {
		d := sum()
		d.Write([]byte(strings.Join(parts, ":")))
		return hex.EncodeToString(d.Sum(nil))
	}
	random := make([]byte, 8)
	if _, err := rand.Read(random); err != nil {
		return "", false
	}
	cnonce, count, uri := hex.EncodeToString(random), "00000001", r.URL.RequestURI()
	a1 := h(k.name, c["realm"], k.password)
	if strings.HasSuffix(strings.ToLower(algorithm), "-sess") {
		a1 = h(a1, c["nonce"], cnonce)
	}
	a2 := h(r.Method, uri)
	quality := ""
	for _, q := range strings.Split(c["qop"], ",") {
		if strings.EqualFold(strings.TrimSpace(q), "auth") {
			quality = "auth"
		}
	}
	if quality == "" && c["qop"] != "" {
		return "", false
	}
	response := h(a1, c["nonce"], a2)
	if quality != "" {
		response = h(a1, c["nonce"], count, cnonce, quality, a2)
	}
	quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r", "", "\n", "")
	out := fmt.Sprintf(`Digest username="%s", realm="%s", nonce="%s", uri="%s", response="%s"`,
		quoted.Replace(k.name), quoted.Replace(c["realm"]), quoted.Replace(c["nonce"]), uri, response)
	if algorithm != "" {
		out += ", algorithm=" + algorithm
	}
	if c["opaque"] != "" {
		out += fmt.Sprintf(`, opaque="%s"`, quoted.Replace(c["opaque"]))
	}
	if quality != "" {
		out += fmt.Sprintf(`, qop=%s, nc=%s, cnonce="%s"`, quality, count, cnonce)
	}
	return out, true
}
