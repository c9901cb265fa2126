package crypto

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"encoding/asn1"
	"encoding/base64"
	"errors"
	"math/big"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// option returns the text of an option, or a default.
func option(o *value.Obj, name, otherwise string) string {
	if o != nil {
		if s := o.Get(name).AsText(); s != "" {
			return s
		}
	}
	return otherwise
}

// hashOf reads the option hash: SHA256 when there is none.
func hashOf(o *value.Obj) (crypto.Hash, error) {
	name := option(o, "hash", "SHA256")
	switch strings.ReplaceAll(strings.ToUpper(name), "-", "") {
	case "SHA1":
		return crypto.SHA1, nil
	case "SHA224":
		return crypto.SHA224, nil
	case "SHA256", "HASH256":
		return crypto.SHA256, nil
	case "SHA384", "HASH384":
		return crypto.SHA384, nil
	case "SHA512", "HASH512":
		return crypto.SHA512, nil
	}
	return 0, keyError("got the hash %q, want SHA256, SHA384 or SHA512", name)
}

// encodingOf reads an option that names an encoding; nil is UTF-8.
func encodingOf(o *value.Obj, name, otherwise string) (*base64.Encoding, error) {
	switch s := option(o, name, otherwise); strings.ToUpper(s) {
	case "BASE64":
		return base64.StdEncoding, nil
	case "BASE64URL":
		return base64.RawURLEncoding, nil
	case "UTF8", "UTF-8":
		return nil, nil
	default:
		return nil, keyError("got the %s %q, want Base64, Base64URL or UTF-8", name, s)
	}
}

// decoded reads base64 in either alphabet, with padding or without.
func decoded(s string) ([]byte, error) {
	s = strings.NewReplacer("\r", "", "\n", "", " ", "", "-", "+", "_", "/").Replace(s)
	return base64.RawStdEncoding.DecodeString(strings.TrimRight(s, "="))
}

func digest(h crypto.Hash, message []byte) []byte {
	d := h.New()
	d.Write(message)
	return d.Sum(nil)
}

func sign(c *vm.Call) (value.Value, error) {
	k, o := vm.Receiver[*key](c), c.Object(1)
	message := bytesOf(c, c.Arg(0))
	if c.Err() != nil {
		return value.Value{}, nil
	}
	h, err := hashOf(o)
	if err != nil {
		return value.Value{}, err
	}
	encoding, err := encodingOf(o, "encoding", "Base64")
	if err != nil {
		return value.Value{}, err
	}
	if encoding == nil {
		return value.Value{}, keyError("got the encoding UTF-8, want Base64 or Base64URL")
	}
	signature, err := k.sign(c, h, digest(h, message), o != nil && o.Get("pss").AsBool())
	if err != nil {
		return value.Value{}, err
	}
	return value.FromText(encoding.EncodeToString(signature)), nil
}

// sign gives the signature as tokens (JWT) want it: of a curve the two numbers
// of fixed length, one after the other.
func (k *key) sign(c *vm.Call, h crypto.Hash, sum []byte, pss bool) ([]byte, error) {
	random := c.Runtime().Host.Random
	switch private := k.private.(type) {
	case *rsa.PrivateKey:
		var out []byte
		var err error
		if pss {
			out, err = rsa.SignPSS(random, private, h, sum, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
		} else {
			out, err = rsa.SignPKCS1v15(random, private, h, sum)
		}
		if err != nil {
			return nil, keyError("the message cannot be signed: %v", err)
		}
		return out, nil
	case *ecdsa.PrivateKey:
		r, s, err := ecdsa.Sign(random, private, sum)
		if err != nil {
			return nil, keyError("the message cannot be signed: %v", err)
		}
		n := (private.Params().BitSize + 7) / 8
		out := make([]byte, 2*n)
		r.FillBytes(out[:n])
		s.FillBytes(out[n:])
		return out, nil
	}
	return nil, keyError("signing needs a private key, and this one is public")
}

func verify(c *vm.Call) (value.Value, error) {
	k, o := vm.Receiver[*key](c), c.Object(2)
	message, text := bytesOf(c, c.Arg(0)), c.Text(1)
	if c.Err() != nil {
		return value.Value{}, nil
	}
	h, err := hashOf(o)
	if err != nil {
		return value.Value{}, err
	}
	signature, err := decoded(text)
	if err != nil {
		return status(keyError("the signature is not base64")), nil
	}
	return status(k.verify(h, digest(h, message), signature, o != nil && o.Get("pss").AsBool())), nil
}

func (k *key) verify(h crypto.Hash, sum, signature []byte, pss bool) error {
	good := false
	switch {
	case k.rsa != nil && pss:
		good = rsa.VerifyPSS(k.rsa, h, sum, signature, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthAuto}) == nil
	case k.rsa != nil:
		good = rsa.VerifyPKCS1v15(k.rsa, h, sum, signature) == nil
	default:
		r, s, err := numbers(signature, (k.ec.Params().BitSize+7)/8)
		good = err == nil && ecdsa.Verify(k.ec, sum, r, s)
	}
	if !good {
		return keyError("the signature does not match the message, the key or the options")
	}
	return nil
}

// numbers reads the signature of a curve: the two numbers one after the other,
// or as other programs write them, in DER.
func numbers(signature []byte, n int) (r, s *big.Int, err error) {
	if len(signature) == 2*n {
		return new(big.Int).SetBytes(signature[:n]), new(big.Int).SetBytes(signature[n:]), nil
	}
	var both struct{ R, S *big.Int }
	if rest, err := asn1.Unmarshal(signature, &both); err != nil || len(rest) > 0 {
		return nil, nil, errors.New("no signature")
	}
	return both.R, both.S, nil
}

// status is what verify and decrypt answer: whether it went well, and the error
// when not.
func status(err error) value.Value {
	o := value.NewObject()
	o.Set("success", value.FromBool(err == nil))
	if err != nil {
		e := value.NewObject()
		e.Set("errCode", value.FromInt(int64(fault.As(err).Number)))
		e.Set("message", value.FromText(err.Error()))
		e.Set("componentSignature", value.FromText("crpt"))
		o.Set("errors", value.FromCollection(value.NewList(value.FromObject(e))))
	}
	return value.FromObject(o)
}
