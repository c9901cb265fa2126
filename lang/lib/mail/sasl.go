package mail

import (
	"crypto/hmac"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/emersion/go-sasl"
)

// login returns the way of signing in: the one that is wanted, or the best that
// the server supports.
func (s *server) login(supports func(mechanism string) bool) (sasl.Client, error) {
	mode := s.authentication
	if mode == "" && s.token != "" {
		mode = authOAuth
	}
	oauth := func() sasl.Client {
		if !supports("XOAUTH2") && supports(sasl.OAuthBearer) {
			return sasl.NewOAuthBearerClient(&sasl.OAuthBearerOptions{Username: s.user, Token: s.token, Host: s.host, Port: s.port})
		}
		return &xoauth2{s.user, s.token}
	}
	switch mode {
	case authOAuth:
		return oauth(), nil
	case authCRAM:
		return &cram{s.user, s.password}, nil
	case authPlain:
		return sasl.NewPlainClient("", s.user, s.password), nil
	case authLogin:
		return sasl.NewLoginClient(s.user, s.password), nil
	}
	switch {
	case supports(authCRAM):
		return &cram{s.user, s.password}, nil
	case supports(authPlain):
		return sasl.NewPlainClient("", s.user, s.password), nil
	case supports(authLogin):
		return sasl.NewLoginClient(s.user, s.password), nil
	}
	return nil, errNoAuth
}

// cram is CRAM-MD5 (RFC 2195).
type cram struct{ user, password string }

func (*cram) Start() (string, []byte, error) { return authCRAM, nil, nil }

func (c *cram) Next(challenge []byte) ([]byte, error) {
	h := hmac.New(md5.New, []byte(c.password))
	h.Write(challenge)
	return []byte(c.user + " " + hex.EncodeToString(h.Sum(nil))), nil
}

// xoauth2 is the token of the large providers.
type xoauth2 struct{ user, token string }

func (x *xoauth2) Start() (string, []byte, error) {
	if strings.ContainsAny(x.user+x.token, "\x01\r\n") {
		return "", nil, errors.New("the user or the token holds a control character")
	}
	return "XOAUTH2", fmt.Appendf(nil, "user=%s\x01auth=Bearer %s\x01\x01", x.user, x.token), nil
}

// Next answers the server's account of what is wrong with nothing: it then
// refuses.
func (*xoauth2) Next([]byte) ([]byte, error) { return []byte{}, nil }
