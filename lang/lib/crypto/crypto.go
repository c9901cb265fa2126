// Package crypto provides digests, password hashes, identifiers and base64.
package crypto

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	_ "embed"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"strings"

	"golang.org/x/crypto/bcrypt"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

//go:embed crypto.md
var doc string

// Family returns the rows of the family.
func Family() command.Family {
	return command.Family{Name: "crypto", Commands: commands(), Classes: classes(), Constants: constants(), Doc: doc}
}

func commands() []command.Command {
	later := command.Later
	return []command.Command{
		{Name: "BASE64 DECODE", Sig: "(&source: Text|Blob, &decoded?: Text|Blob, *)", Run: base64Decode},
		{Name: "BASE64 ENCODE", Sig: "(&source: Text|Blob, &encoded?: Text|Blob, *)", Run: base64Encode},
		{Name: "DECRYPT BLOB", Sig: "(&blob: Blob, senderPublicKey: Blob|Text, recipientPrivateKey?: Blob|Text)", Run: decryptBlob},
		{Name: "ENCRYPT BLOB", Sig: "(&blob: Blob, senderPrivateKey: Blob|Text, recipientPublicKey?: Blob|Text)", Run: encryptBlob},
		{Name: "Encrypt data file", Sig: "(...arguments: Any) : Text", State: later},
		{Name: "GENERATE CERTIFICATE REQUEST", Sig: "(privateKey: Blob|Text, &request: Blob, &codes: Array, &texts: Array)", Run: certificateRequest},
		{Name: "GENERATE ENCRYPTION KEYPAIR", Sig: "(&privateKey: Blob, &publicKey: Blob, size?: Integer)", Run: generateKeyPair},
		{Name: "Generate digest", Sig: "(source: Text|Blob, algorithm: Integer, *) : Text", Run: generateDigest},
		{Name: "Generate password hash", Sig: "(password: Text, options?: Object) : Text", Run: generatePasswordHash},
		{Name: "Generate UUID", Sig: "() : Text", Run: generateUUID},
		{Name: "Verify password hash", Sig: "(password: Text, hash: Text) : Boolean", Run: verifyPasswordHash},
	}
}

func classes() []command.Class { return []command.Class{keyClass()} }

// Algorithms of Generate digest.
const (
	algorithmMD5    = 0
	algorithmSHA1   = 1
	algorithm4DREST = 2
	algorithmSHA256 = 3
	algorithmSHA512 = 4
)

func constants() []command.Constant {
	return []command.Constant{
		{Name: "MD5 digest", Value: algorithmMD5},
		{Name: "SHA1 digest", Value: algorithmSHA1},
		{Name: "4D REST digest", Value: algorithm4DREST},
		{Name: "SHA256 digest", Value: algorithmSHA256},
		{Name: "SHA512 digest", Value: algorithmSHA512},
	}
}

// bytesOf returns the bytes of a text or blob.
func bytesOf(c *vm.Call, v value.Value) []byte {
	if v.Kind() == value.Text {
		return []byte(v.AsText())
	}
	return c.Bytes(v)
}

func generateDigest(c *vm.Call) (value.Value, error) {
	var h hash.Hash
	switch c.Int(1) {
	case algorithmMD5:
		h = md5.New()
	case algorithmSHA1:
		h = sha1.New()
	case algorithm4DREST, algorithmSHA256:
		h = sha256.New()
	case algorithmSHA512:
		h = sha512.New()
	default:
		return c.Failf(0, "got the algorithm %d, want one of the digest constants", c.Int(1))
	}
	h.Write(bytesOf(c, c.Arg(0)))
	sum := h.Sum(nil)
	if c.HasMark(vm.Star) {
		return value.FromText(base64.RawURLEncoding.EncodeToString(sum)), nil
	}
	return value.FromText(hex.EncodeToString(sum)), nil
}

// maxCost bounds the work of one hash: cost 16 takes seconds.
const maxCost = 16

// maxPassword is how much of a password bcrypt reads.
const maxPassword = 72

func password(s string) []byte { return []byte(s)[:min(len(s), maxPassword)] }

func generatePasswordHash(c *vm.Call) (value.Value, error) {
	cost := 10
	if o := c.Object(1); o != nil {
		if a := o.Get("algorithm"); a.Kind() == value.Text && !strings.EqualFold(a.AsText(), "bcrypt") {
			return value.FromText(""), fault.Numbered(fault.Invalid, 850, "4DCM", "Generate password hash: got the algorithm %q, want bcrypt.", a.AsText())
		}
		if n := o.Get("cost"); n.IsNumber() {
			cost = int(n.AsInt())
		}
	}
	if cost < bcrypt.MinCost || cost > maxCost {
		return value.FromText(""), fault.Numbered(fault.Invalid, 852, "4DCM", "Generate password hash: got the cost %d, want %d to %d.", cost, bcrypt.MinCost, maxCost)
	}
	out, err := bcrypt.GenerateFromPassword(password(c.Text(0)), cost)
	if err != nil {
		return value.Value{}, fault.New(fault.Internal, "crypto.bcrypt", "Generate password hash: %w", err)
	}
	return value.FromText(string(out)), nil
}

func verifyPasswordHash(c *vm.Call) (value.Value, error) {
	stored := []byte(c.Text(1))
	cost, err := bcrypt.Cost(stored)
	if err != nil {
		err := fault.Numbered(fault.Invalid, 851, "4DCM", "Verify password hash: the second argument is not a password hash.")
		if c.Process.Catches() {
			return value.FromBool(false), err
		}
		c.Process.Remember(err) // other code goes on with the answer: nobody gets in
		return value.FromBool(false), nil
	}
	if cost > maxCost {
		return value.Value{}, fault.Numbered(fault.Invalid, 851, "4DCM", "Verify password hash: the cost %d of the hash is above %d.", cost, maxCost)
	}
	err = bcrypt.CompareHashAndPassword(stored, password(c.Text(0)))
	if err != nil && !errors.Is(err, bcrypt.ErrMismatchedHashAndPassword) {
		return value.Value{}, fault.Numbered(fault.Invalid, 851, "4DCM", "Verify password hash: %v", err)
	}
	return value.FromBool(err == nil), nil
}

func generateUUID(c *vm.Call) (value.Value, error) {
	var b [16]byte
	if _, err := io.ReadFull(c.Runtime().Host.Random, b[:]); err != nil {
		return value.Value{}, fault.New(fault.IO, "host.random", "Generate UUID: no random bytes: %w", err)
	}
	b[6], b[8] = b[6]&0x0F|0x40, b[8]&0x3F|0x80
	return value.FromText(strings.ToUpper(hex.EncodeToString(b[:]))), nil
}

// target returns the argument that takes the result: the second one when it is
// a variable, else the first.
func target(c *vm.Call) int {
	if c.Len() > 1 && c.Arg(1) != vm.Star {
		return 1
	}
	return 0
}

func base64Encode(c *vm.Call) (value.Value, error) {
	in, out := bytesOf(c, c.Out(0)), target(c)
	encoding := base64.StdEncoding
	if c.HasMark(vm.Star) {
		encoding = base64.RawURLEncoding
	}
	if !c.Reserve(encoding.EncodedLen(len(in))) {
		return value.Value{}, nil
	}
	s := encoding.EncodeToString(in)
	v := value.FromText(s)
	if k := c.Out(out).Kind(); k == value.Blob || k == value.Object {
		v = value.FromBlob([]byte(s))
	}
	c.SetOut(out, v)
	return value.Value{}, nil
}

// base64Decode accepts both alphabets, with padding or without, and line
// breaks. What is not base64 gives an empty result.
func base64Decode(c *vm.Call) (value.Value, error) {
	in, out := string(bytesOf(c, c.Out(0))), target(c)
	in = strings.NewReplacer("\r", "", "\n", "", " ", "", "-", "+", "_", "/").Replace(in)
	b, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(in, "="))
	if err != nil {
		b = nil
	}
	v := value.FromBlob(b)
	if k := c.Out(out).Kind(); k == value.Text || k == value.Undefined && c.Out(0).Kind() == value.Text {
		v = value.FromText(strings.ToValidUTF8(string(b), "\uFFFD"))
	}
	c.SetOut(out, v)
	return value.Value{}, nil
}
