package zip

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha1"
	"encoding/binary"
	"errors"
	"io"
)

// Encryption as WinZip defined it (AE-2): the key comes from the password by
// PBKDF2, AES runs in counter mode, HMAC-SHA1 tells whether anything changed.
// A file holds salt, two bytes to check the password, the secret, ten of HMAC.
const (
	methodAES  = 99
	extraAES   = 0x9901
	extraTime  = 0x5455 // seconds since 1970
	rounds     = 1000
	checkSize  = 2
	authSize   = 10
	vendorAE2  = 2
	extraBytes = 7
)

// keySize returns the bytes of key for a strength of 1 to 3; half of them are
// salt.
func keySize(strength int) int { return 8 * (strength + 1) }

type secret struct {
	stream cipher.Stream
	auth   []byte // key of the HMAC
	check  []byte
}

func secretOf(password string, salt []byte, strength int) (*secret, error) {
	n := keySize(strength)
	keys, err := pbkdf2.Key(sha1.New, password, salt, rounds, 2*n+checkSize)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(keys[:n])
	if err != nil {
		return nil, err
	}
	return &secret{&counter{block: block}, keys[n : 2*n], keys[2*n:]}, nil
}

// counter is counter mode with a counter that begins at 1 and has its low byte
// first.
type counter struct {
	block cipher.Block
	n     uint64
	pad   [aes.BlockSize]byte
	left  int
}

func (c *counter) XORKeyStream(dst, src []byte) {
	for i, b := range src {
		if c.left == 0 {
			c.n++
			var in [aes.BlockSize]byte
			binary.LittleEndian.PutUint64(in[:], c.n)
			c.block.Encrypt(c.pad[:], in[:])
			c.left = aes.BlockSize
		}
		dst[i] = b ^ c.pad[aes.BlockSize-c.left]
		c.left--
	}
}

// decrypt returns the bytes of an encrypted file, still compressed by a method.
func decrypt(f *zip.File, password string) (b []byte, method uint16, err error) {
	strength, method, ok := settings(f.Extra)
	if f.Method != methodAES || !ok {
		return nil, 0, errors.New("the encryption is not known here; AES is")
	}
	if f.CompressedSize64 > maxFile {
		return nil, 0, errors.New("it is too large")
	}
	r, err := f.OpenRaw()
	if err != nil {
		return nil, 0, err
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, 0, err
	}
	salt := keySize(strength) / 2
	if len(raw) < salt+checkSize+authSize {
		return nil, 0, errors.New("it is cut off")
	}
	k, err := secretOf(password, raw[:salt], strength)
	if err != nil {
		return nil, 0, err
	}
	if !hmac.Equal(k.check, raw[salt:salt+checkSize]) {
		return nil, 0, errors.New("the password is wrong")
	}
	body, auth := raw[salt+checkSize:len(raw)-authSize], raw[len(raw)-authSize:]
	h := hmac.New(sha1.New, k.auth)
	h.Write(body)
	if !hmac.Equal(h.Sum(nil)[:authSize], auth) {
		return nil, 0, errors.New("it was changed, or the password is wrong")
	}
	k.stream.XORKeyStream(body, body)
	return body, method, nil
}

// settings reads the extra field of an encrypted file.
func settings(extra []byte) (strength int, method uint16, ok bool) {
	for len(extra) >= 4 {
		tag, size := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		if extra = extra[4:]; size > len(extra) {
			return 0, 0, false
		}
		if tag == extraAES && size >= extraBytes {
			strength, method = int(extra[4]), binary.LittleEndian.Uint16(extra[5:])
			return strength, method, strength >= encryptAES128 && strength <= encryptAES256 && (method == zip.Store || method == zip.Deflate)
		}
		extra = extra[size:]
	}
	return 0, 0, false
}

// encrypted writes a file with its content encrypted.
func (p *plan) encrypted(w *zip.Writer, h *zip.FileHeader, content []byte) error {
	body := content
	if h.Method == zip.Deflate {
		var b bytes.Buffer
		d, err := flate.NewWriter(&b, p.level)
		if err != nil {
			return err
		}
		if _, err := d.Write(content); err != nil {
			return err
		}
		if err := d.Close(); err != nil {
			return err
		}
		body = b.Bytes()
	}
	salt := make([]byte, keySize(p.strength)/2)
	if _, err := io.ReadFull(p.call.Runtime().Host.Random, salt); err != nil {
		return err
	}
	k, err := secretOf(p.password, salt, p.strength)
	if err != nil {
		return err
	}
	hidden := make([]byte, len(body))
	k.stream.XORKeyStream(hidden, body)
	auth := hmac.New(sha1.New, k.auth)
	auth.Write(hidden)
	h.Extra = binary.LittleEndian.AppendUint16(nil, extraAES)
	h.Extra = binary.LittleEndian.AppendUint16(h.Extra, extraBytes)
	h.Extra = binary.LittleEndian.AppendUint16(h.Extra, vendorAE2)
	h.Extra = append(h.Extra, 'A', 'E', byte(p.strength))
	h.Extra = binary.LittleEndian.AppendUint16(h.Extra, h.Method)
	h.Method, h.Flags = methodAES, 1|1<<11 // encrypted, its name in UTF-8
	h.CreatorVersion, h.ReaderVersion = 3<<8|51, 51
	if t := h.Modified.Unix(); t > 0 && t < 1<<32 {
		h.Extra = binary.LittleEndian.AppendUint16(h.Extra, extraTime)
		h.Extra = append(binary.LittleEndian.AppendUint16(h.Extra, 5), 1) // five bytes: the change alone
		h.Extra = binary.LittleEndian.AppendUint32(h.Extra, uint32(t))
	}
	h.UncompressedSize64 = uint64(len(content))
	all := append(append(salt, k.check...), append(hidden, auth.Sum(nil)[:authSize]...)...)
	h.CompressedSize64 = uint64(len(all))
	part, err := w.CreateRaw(h)
	if err == nil {
		_, err = part.Write(all)
	}
	return err
}
