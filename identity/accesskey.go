// Package identity decides who somebody is. This first part knows the access
// key of the administration server: made at first start, kept hashed.
package identity

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
)

// AccessKey checks the key of the administration server. Only its hash is
// kept. The key has 128 random bits, so that a plain hash cannot be searched.
type AccessKey struct{ hash [sha256.Size]byte }

const keyFile = "access-key.sha256"

// OpenAccessKey reads the hashed key of a data folder. When there is none yet it
// makes one: made is then the key itself, to be shown once.
func OpenAccessKey(h *host.Host, folder string) (key *AccessKey, made string, err error) {
	file := path.Join(folder, keyFile)
	data, err := h.FS.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return makeAccessKey(h, folder, file)
	}
	if err != nil {
		return nil, "", fault.New(fault.IO, "identity.key-file", "The access key cannot be read: %w", err)
	}
	k := &AccessKey{}
	if n, err := hex.Decode(k.hash[:], []byte(strings.TrimSpace(string(data)))); err != nil || n != len(k.hash) {
		return nil, "", fault.New(fault.Invalid, "identity.key-file",
			"%s holds no hash. Delete the file to get a new access key at the next start.", file)
	}
	return k, "", nil
}

func makeAccessKey(h *host.Host, folder, file string) (*AccessKey, string, error) {
	made, err := NewKeyText(h)
	if err != nil {
		return nil, "", err
	}
	k := KeyOf(made)
	if err := host.MkdirPrivate(h.FS, folder); err != nil {
		return nil, "", fault.New(fault.IO, "identity.key-file", "The data folder cannot be made: %w", err)
	}
	if err := host.WritePrivate(h.FS, file, []byte(hex.EncodeToString(k.hash[:])+"\n")); err != nil {
		return nil, "", fault.New(fault.IO, "identity.key-file", "The access key cannot be stored: %w", err)
	}
	return k, made, nil
}

// NewKeyText returns a new random key, in groups that can be read aloud.
func NewKeyText(h *host.Host) (string, error) {
	var raw [15]byte // 24 characters
	if _, err := io.ReadFull(h.Random, raw[:]); err != nil {
		return "", fault.New(fault.IO, "identity.random", "No random numbers are to be had: %w", err)
	}
	s := strings.ToLower(base32.StdEncoding.EncodeToString(raw[:]))
	return s[:6] + "-" + s[6:12] + "-" + s[12:18] + "-" + s[18:], nil
}

// KeyOf returns the checker of a key whose text is known.
func KeyOf(key string) *AccessKey { return &AccessKey{sha256.Sum256([]byte(normal(key)))} }

// Matches reports whether the text is the key, in constant time. Case, spaces
// and dashes do not matter.
func (k *AccessKey) Matches(key string) bool {
	sum := sha256.Sum256([]byte(normal(key)))
	return subtle.ConstantTimeCompare(sum[:], k.hash[:]) == 1
}

func normal(key string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, strings.ToLower(key))
}
