package crypto

import (
	"crypto/rsa"

	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// encrypt and decrypt are RSA-OAEP (RFC 8017): a message is as long as the key
// less twice the digest and two bytes at most.

func encrypt(c *vm.Call) (value.Value, error) {
	k, text, o := vm.Receiver[*key](c), c.Text(0), c.Object(1)
	if c.Err() != nil {
		return value.Value{}, nil
	}
	h, err := hashOf(o)
	if err != nil {
		return value.Value{}, err
	}
	outer, err := encodingOf(o, "encodingEncrypted", "Base64")
	if err != nil {
		return value.Value{}, err
	}
	inner, err := encodingOf(o, "encodingDecrypted", "UTF-8")
	if err != nil {
		return value.Value{}, err
	}
	message := []byte(text)
	if inner != nil {
		if message, err = decoded(text); err != nil {
			return value.Value{}, keyError("the message is not base64")
		}
	}
	switch {
	case k.rsa == nil:
		return value.Value{}, keyError("a key of a curve cannot encrypt: use an RSA key")
	case outer == nil:
		return value.Value{}, keyError("got the encodingEncrypted UTF-8, want Base64 or Base64URL")
	case len(message) > k.rsa.Size()-2*h.Size()-2:
		return value.Value{}, keyError("the message has %d bytes, more than the %d that fit into the key", len(message), max(k.rsa.Size()-2*h.Size()-2, 0))
	}
	out, err := rsa.EncryptOAEP(h.New(), c.Runtime().Host.Random, k.rsa, message, nil)
	if err != nil {
		return value.Value{}, keyError("the message cannot be encrypted: %v", err)
	}
	return value.FromText(outer.EncodeToString(out)), nil
}

func decrypt(c *vm.Call) (value.Value, error) {
	k, text, o := vm.Receiver[*key](c), c.Text(0), c.Object(1)
	if c.Err() != nil {
		return value.Value{}, nil
	}
	message, err := k.decrypt(c, text, o)
	out := status(err)
	if err == nil {
		out.AsObject().Set("result", value.FromText(message))
	}
	return out, nil
}

func (k *key) decrypt(c *vm.Call, text string, o *value.Obj) (string, error) {
	h, err := hashOf(o)
	if err != nil {
		return "", err
	}
	inner, err := encodingOf(o, "encodingDecrypted", "UTF-8")
	if err != nil {
		return "", err
	}
	private, ok := k.private.(*rsa.PrivateKey)
	if !ok {
		return "", keyError("decrypting needs a private RSA key")
	}
	secret, err := decoded(text)
	if err != nil {
		return "", keyError("the message is not base64")
	}
	plain, err := rsa.DecryptOAEP(h.New(), c.Runtime().Host.Random, private, secret, nil)
	if err != nil {
		return "", keyError("the message was not encrypted with this key and hash")
	}
	if inner != nil {
		return inner.EncodeToString(plain), nil
	}
	return string(plain), nil
}
