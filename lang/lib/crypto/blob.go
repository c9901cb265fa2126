package crypto

import (
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// A blob that is encrypted is "QEB1", a byte that tells whether it is for one
// recipient, for one the wrapped key, then the nonce and what AES-GCM hides: the
// length of the sender's signature, the signature, the bytes. Without a
// recipient the key comes from the sender's public key: who has that can read
// it, and knows whom it is from.
const (
	blobMagic = "QEB1"
	nonceSize = 12
)

// generateKeyPair puts a new pair of RSA keys, in PEM, into two blobs.
func generateKeyPair(c *vm.Call) (value.Value, error) {
	o := value.NewObject()
	if c.Has(2) {
		o.Set("size", value.FromInt(int64(c.Int(2))))
	}
	k, err := generateRSA(c, o)
	if err != nil || c.Err() != nil {
		return value.Value{}, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(k.private)
	if err != nil {
		return value.Value{}, keyError("the key cannot be written: %v", err)
	}
	public, err := x509.MarshalPKIXPublicKey(k.rsa)
	if err != nil {
		return value.Value{}, keyError("the key cannot be written: %v", err)
	}
	c.SetOut(0, value.FromBlob(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})))
	c.SetOut(1, value.FromBlob(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})))
	return value.Value{}, nil
}

// rsaKey reads the key in an argument; with private it has to be one.
func rsaKey(c *vm.Call, i int, private bool) (*key, error) {
	k, err := load(string(bytesOf(c, c.Arg(i))))
	if err != nil {
		return nil, err
	}
	if k.rsa == nil || private && k.private == nil {
		return nil, fault.New(fault.Invalid, "crypto.key", "%s: argument %d is not the RSA key that is needed here.", c.Name, i+1)
	}
	return k, nil
}

// ofPublic is the key of blobs without a recipient.
func ofPublic(k *rsa.PublicKey) []byte {
	sum := sha256.Sum256(x509.MarshalPKCS1PublicKey(k))
	return sum[:]
}

func gcm(secret []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(secret)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func encryptBlob(c *vm.Call) (value.Value, error) {
	plain := bytesOf(c, c.Out(0))
	sender, err := rsaKey(c, 1, true)
	if err != nil || c.Err() != nil || !c.Reserve(3*len(plain)) {
		return value.Value{}, err
	}
	random := c.Runtime().Host.Random
	out := []byte(blobMagic)
	secret := ofPublic(sender.rsa)
	if c.Has(2) {
		recipient, err := rsaKey(c, 2, false)
		if err != nil {
			return value.Value{}, err
		}
		secret = make([]byte, 32)
		if _, err := io.ReadFull(random, secret); err != nil {
			return value.Value{}, keyError("no random bytes: %v", err)
		}
		wrapped, err := rsa.EncryptOAEP(sha256.New(), random, recipient.rsa, secret, nil)
		if err != nil {
			return value.Value{}, keyError("the blob cannot be encrypted: %v", err)
		}
		out = append(append(out, 1, byte(len(wrapped)>>8), byte(len(wrapped))), wrapped...)
	} else {
		out = append(out, 0)
	}
	signature, err := sender.sign(c, crypto.SHA256, digest(crypto.SHA256, plain), true)
	if err != nil {
		return value.Value{}, err
	}
	a, err := gcm(secret)
	if err != nil {
		return value.Value{}, keyError("the blob cannot be encrypted: %v", err)
	}
	nonce := make([]byte, nonceSize)
	if _, err := io.ReadFull(random, nonce); err != nil {
		return value.Value{}, keyError("no random bytes: %v", err)
	}
	body := append([]byte{byte(len(signature) >> 8), byte(len(signature))}, signature...)
	out = a.Seal(append(out, nonce...), nonce, append(body, plain...), nil)
	c.SetOut(0, value.FromBlob(out))
	return value.Value{}, nil
}

func decryptBlob(c *vm.Call) (value.Value, error) {
	b := bytesOf(c, c.Out(0))
	sender, err := rsaKey(c, 1, false)
	if err != nil || c.Err() != nil || !c.Reserve(2*len(b)) {
		return value.Value{}, err
	}
	var recipient *key
	if c.Has(2) {
		if recipient, err = rsaKey(c, 2, true); err != nil {
			return value.Value{}, err
		}
	}
	plain, err := unseal(c, b, sender, recipient)
	if err != nil {
		return value.Value{}, fault.New(fault.Invalid, "crypto.blob", "%s: %w.", c.Name, err)
	}
	c.SetOut(0, value.FromBlob(plain))
	return value.Value{}, nil
}

func unseal(c *vm.Call, b []byte, sender, recipient *key) ([]byte, error) {
	if len(b) < len(blobMagic)+1 || string(b[:len(blobMagic)]) != blobMagic {
		return nil, errors.New("the blob is not encrypted")
	}
	forOne := b[len(blobMagic)] == 1
	b = b[len(blobMagic)+1:]
	secret := ofPublic(sender.rsa)
	if forOne {
		if recipient == nil {
			return nil, errors.New("the blob is for somebody: the private key of the recipient is needed")
		}
		if len(b) < 2 || len(b)-2 < int(b[0])<<8+int(b[1]) {
			return nil, errors.New("the blob is damaged")
		}
		n := int(b[0])<<8 + int(b[1])
		var err error
		if secret, err = rsa.DecryptOAEP(sha256.New(), c.Runtime().Host.Random, recipient.private.(*rsa.PrivateKey), b[2:2+n], nil); err != nil {
			return nil, errors.New("the blob is not for this key")
		}
		b = b[2+n:]
	}
	a, err := gcm(secret)
	if err != nil || len(b) < nonceSize {
		return nil, errors.New("the blob is damaged")
	}
	body, err := a.Open(nil, b[:nonceSize], b[nonceSize:], nil)
	if err != nil || len(body) < 2 || len(body)-2 < int(body[0])<<8+int(body[1]) {
		return nil, errors.New("the blob is damaged, or not from this sender")
	}
	n := int(body[0])<<8 + int(body[1])
	signature, plain := body[2:2+n], body[2+n:]
	if sender.verify(crypto.SHA256, digest(crypto.SHA256, plain), signature, true) != nil {
		return nil, errors.New("the blob is not from this sender")
	}
	return plain, nil
}
