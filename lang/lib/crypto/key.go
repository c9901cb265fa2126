package crypto

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// key is what stands behind a 4D.CryptoKey: a pair of keys, or a public key
// alone. It never changes, so processes share it.
type key struct {
	kind    string // "RSA", "ECDSA" or "PEM", as it was asked for
	pem     string // what was loaded
	rsa     *rsa.PublicKey
	ec      *ecdsa.PublicKey
	private any // *rsa.PrivateKey, *ecdsa.PrivateKey or nil
}

// Immutable marks the key: processes may share it.
func (*key) Immutable() {}

// Sizes of RSA keys in bits that may be asked for or loaded: smaller ones are
// broken, larger ones take minutes.
const (
	defaultSize = 2048
	minSize     = 1024
	maxSize     = 8192
)

// maxPEM bounds the text of a key that is loaded.
const maxPEM = 1 << 16

// curves by the names that the original uses, with those of the standards.
var curves = []struct {
	name  string
	other string
	curve elliptic.Curve
}{
	{"prime256v1", "P-256", elliptic.P256()},
	{"secp384r1", "P-384", elliptic.P384()},
	{"secp521r1", "P-521", elliptic.P521()},
}

func keyClass() command.Class {
	read := func(name, kind string, get func(*key) value.Value) command.Property {
		return command.Property{Name: name, Type: kind, Get: func(c *vm.Call) (value.Value, error) {
			if k := vm.Receiver[*key](c); k != nil {
				return get(k), nil
			}
			return value.Value{}, nil
		}}
	}
	return command.Class{
		Name: "CryptoKey",
		Doc:  "A pair of keys for signing and encrypting. It never changes; processes may share it.",
		New:  &command.Command{Name: "new", Sig: "(settings: Object) : 4D.CryptoKey", Run: newKey},
		Functions: []command.Command{
			{Name: "decrypt", Sig: "(message: Text, options?: Object) : Object", Run: decrypt},
			{Name: "encrypt", Sig: "(message: Text, options?: Object) : Text", Run: encrypt},
			{Name: "getPrivateKey", Sig: "() : Text", Run: getPrivateKey},
			{Name: "getPublicKey", Sig: "() : Text", Run: getPublicKey},
			{Name: "sign", Sig: "(message: Text|Blob, options?: Object) : Text", Run: sign},
			{Name: "verify", Sig: "(message: Text|Blob, signature: Text, options?: Object) : Object", Run: verify},
		},
		Properties: []command.Property{
			read("curve", "Text", (*key).curve),
			read("pem", "Text", func(k *key) value.Value { return value.FromText(k.pem) }),
			read("size", "Integer", (*key).size),
			read("type", "Text", func(k *key) value.Value { return value.FromText(k.kind) }),
		},
	}
}

// curve is undefined for keys that have none.
func (k *key) curve() value.Value {
	if k.ec != nil {
		for _, c := range curves {
			if c.curve == k.ec.Curve {
				return value.FromText(c.name)
			}
		}
	}
	return value.Value{}
}

// size is undefined for keys of curves.
func (k *key) size() value.Value {
	if k.rsa == nil {
		return value.Value{}
	}
	return value.FromInt(int64(k.rsa.Size() * 8))
}

func newKey(c *vm.Call) (value.Value, error) {
	o := c.Object(0)
	if o == nil {
		return value.Value{}, keyError("got no settings, want an object with a type")
	}
	var k *key
	var err error
	switch kind := strings.ToUpper(o.Get("type").AsText()); kind {
	case "RSA":
		k, err = generateRSA(c, o)
	case "ECDSA":
		k, err = generateEC(c, o)
	case "PEM":
		k, err = load(o.Get("pem").AsText())
	default:
		err = keyError("got the type %q, want RSA, ECDSA or PEM", kind)
	}
	if err != nil {
		return value.Value{}, err
	}
	return value.FromObject(value.NewNative(c.Class("CryptoKey"), k)), nil
}

func keyError(format string, args ...any) error {
	return fault.New(fault.Invalid, "crypto.key", "4D.CryptoKey: "+format+".", args...)
}

func generateRSA(c *vm.Call, o *value.Obj) (*key, error) {
	size := defaultSize
	if v := o.Get("size"); v.IsNumber() {
		size = int(v.AsInt())
	}
	if size < minSize || size > maxSize {
		return nil, keyError("got a size of %d bits, want %d to %d", size, minSize, maxSize)
	}
	private, err := rsa.GenerateKey(c.Runtime().Host.Random, size)
	if err != nil {
		return nil, keyError("the key cannot be made: %v", err)
	}
	return &key{kind: "RSA", rsa: &private.PublicKey, private: private}, nil
}

func generateEC(c *vm.Call, o *value.Obj) (*key, error) {
	name := o.Get("curve").AsText()
	if name == "" {
		name = curves[0].name
	}
	for _, x := range curves {
		if strings.EqualFold(x.name, name) || strings.EqualFold(x.other, name) {
			private, err := ecdsa.GenerateKey(x.curve, c.Runtime().Host.Random)
			if err != nil {
				return nil, keyError("the key cannot be made: %v", err)
			}
			return &key{kind: "ECDSA", ec: &private.PublicKey, private: private}, nil
		}
	}
	return nil, keyError("got the curve %q, want prime256v1, secp384r1 or secp521r1", name)
}

// load reads the first key of a text in PEM: a private one, a public one or
// that of a certificate.
func load(text string) (*key, error) {
	if len(text) > maxPEM {
		return nil, keyError("the text of the key has %d bytes, more than %d", len(text), maxPEM)
	}
	// Keys that went through JSON or a setting often have their line breaks as
	// "\r" alone or written out.
	clean := strings.NewReplacer("\r\n", "\n", "\r", "\n", `\n`, "\n").Replace(strings.TrimSpace(text))
	for rest := []byte(clean + "\n"); ; {
		block, more := pem.Decode(rest)
		if block == nil {
			return nil, keyError("the text holds no key in PEM format")
		}
		if k, err := parse(block); k != nil || err != nil {
			if k != nil {
				k.kind, k.pem = "PEM", text
			}
			return k, err
		}
		rest = more
	}
}

// parse reads a block, nil when it is of another sort ("EC PARAMETERS").
func parse(b *pem.Block) (*key, error) {
	var found any
	var err error
	switch b.Type {
	case "PRIVATE KEY":
		found, err = x509.ParsePKCS8PrivateKey(b.Bytes)
	case "RSA PRIVATE KEY":
		if b.Headers["DEK-Info"] != "" {
			return nil, keyError("the key is protected by a password")
		}
		found, err = x509.ParsePKCS1PrivateKey(b.Bytes)
	case "EC PRIVATE KEY":
		found, err = x509.ParseECPrivateKey(b.Bytes)
	case "PUBLIC KEY":
		found, err = x509.ParsePKIXPublicKey(b.Bytes)
	case "RSA PUBLIC KEY":
		found, err = x509.ParsePKCS1PublicKey(b.Bytes)
	case "CERTIFICATE":
		var cert *x509.Certificate
		if cert, err = x509.ParseCertificate(b.Bytes); err == nil {
			found = cert.PublicKey
		}
	case "ENCRYPTED PRIVATE KEY":
		return nil, keyError("the key is protected by a password")
	default:
		return nil, nil
	}
	if err != nil {
		return nil, keyError("the key cannot be read: %v", err)
	}
	return keyOf(found)
}

func keyOf(found any) (*key, error) {
	k := &key{}
	switch x := found.(type) {
	case *rsa.PrivateKey:
		k.rsa, k.private = &x.PublicKey, x
	case *rsa.PublicKey:
		k.rsa = x
	case *ecdsa.PrivateKey:
		k.ec, k.private = &x.PublicKey, x
	case *ecdsa.PublicKey:
		k.ec = x
	default:
		return nil, keyError("keys of this sort (%T) are not supported: use RSA or ECDSA", found)
	}
	if k.rsa != nil && (k.rsa.Size()*8 > maxSize || k.rsa.Size()*8 < minSize) {
		return nil, keyError("got a size of %d bits, want %d to %d", k.rsa.Size()*8, minSize, maxSize)
	}
	return k, nil
}

func getPrivateKey(c *vm.Call) (value.Value, error) {
	k := vm.Receiver[*key](c)
	if k == nil || k.private == nil {
		return value.FromText(""), nil
	}
	der, err := x509.MarshalPKCS8PrivateKey(k.private)
	return inPEM("PRIVATE KEY", der, err)
}

func getPublicKey(c *vm.Call) (value.Value, error) {
	k := vm.Receiver[*key](c)
	if k == nil {
		return value.FromText(""), nil
	}
	var public any = k.rsa
	if k.rsa == nil {
		public = k.ec
	}
	der, err := x509.MarshalPKIXPublicKey(public)
	return inPEM("PUBLIC KEY", der, err)
}

func inPEM(kind string, der []byte, err error) (value.Value, error) {
	if err != nil {
		return value.Value{}, keyError("the key cannot be written: %v", err)
	}
	return value.FromText(string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))), nil
}
