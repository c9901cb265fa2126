package lib_test

import (
	"bytes"
	"crypto/md5"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"net"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
)

const popGreeting = "<1896.697170952@mail.example.com>"

// servePOP is a POP3 server over the mails of a post office.
func servePOP(o *postOffice, l net.Listener, security *tls.Config) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go (&popServer{office: o, conn: c, text: textproto.NewConn(c), security: security}).run()
	}
}

type popServer struct {
	office   *postOffice
	conn     net.Conn
	text     *textproto.Conn
	security *tls.Config
	user     string
	known    bool
	mails    [][]byte
	deleted  []int
}

func (s *popServer) say(format string, args ...any) { s.text.PrintfLine(format, args...) }

func (s *popServer) run() {
	defer s.text.Close()
	s.say("+OK ready %s", popGreeting)
	for {
		line, err := s.text.ReadLine()
		if err != nil {
			return
		}
		words := append(strings.Fields(line), "", "", "")
		switch command := strings.ToUpper(words[0]); command {
		case "CAPA":
			capabilities := "USER\r\nUIDL\r\nTOP\r\nSASL PLAIN LOGIN"
			if s.security != nil {
				capabilities += "\r\nSTLS"
			}
			s.say("+OK\r\n%s\r\n.", capabilities)
		case "STLS":
			s.say("+OK")
			s.conn = tls.Server(s.conn, s.security)
			s.text, s.security = textproto.NewConn(s.conn), nil
		case "USER":
			s.user = words[1]
			s.say("+OK")
		case "PASS":
			s.admit(s.user == "ada" && words[1] == "secret")
		case "APOP":
			s.admit(words[1] == "ada" && words[2] == fmt.Sprintf("%x", md5.Sum([]byte(popGreeting+"secret"))))
		case "AUTH":
			s.say("+ ")
			reply, err := s.text.ReadLine()
			b, _ := base64.StdEncoding.DecodeString(reply)
			s.admit(err == nil && words[1] == "PLAIN" && string(b) == "\x00ada\x00secret")
		case "QUIT":
			s.commit()
			s.say("+OK")
			return
		case "NOOP":
			s.say("+OK")
		default:
			if !s.known {
				s.say("-ERR who are you?")
				continue
			}
			n, _ := strconv.Atoi(words[1])
			s.mail(command, words[1] != "", n)
		}
	}
}

func (s *popServer) admit(ok bool) {
	if !ok {
		s.say("-ERR who are you?")
		return
	}
	s.known = true
	s.office.mu.Lock()
	s.mails = slices.Clone(s.office.mails)
	s.office.mu.Unlock()
	s.say("+OK")
}

func (s *popServer) there(n int) bool {
	return n >= 1 && n <= len(s.mails) && !slices.Contains(s.deleted, n)
}

func (s *popServer) mail(command string, one bool, n int) {
	switch {
	case command == "RSET":
		s.deleted = nil
		s.say("+OK")
	case command == "STAT":
		size := 0
		for _, m := range s.mails {
			size += len(m)
		}
		s.say("+OK %d %d", len(s.mails)-len(s.deleted), size)
	case one && !s.there(n):
		s.say("-ERR no such mail")
	case command == "LIST" && one:
		s.say("+OK %d %d", n, len(s.mails[n-1]))
	case command == "UIDL" && one:
		s.say("+OK %d id%d", n, n)
	case command == "LIST" || command == "UIDL":
		s.say("+OK")
		for i, m := range s.mails {
			if s.there(i+1) && command == "LIST" {
				s.say("%d %d", i+1, len(m))
			} else if s.there(i + 1) {
				s.say("%d id%d", i+1, i+1)
			}
		}
		s.say(".")
	case command == "DELE":
		s.deleted = append(s.deleted, n)
		s.say("+OK")
	case command == "RETR" || command == "TOP":
		b := s.mails[n-1]
		if command == "TOP" {
			b, _, _ = bytes.Cut(b, []byte("\r\n\r\n"))
			b = append(slices.Clone(b), "\r\n\r\n"...)
		}
		s.say("+OK")
		w := s.text.DotWriter()
		w.Write(b)
		w.Close()
	default:
		s.say("-ERR what?")
	}
}

// commit deletes what is to be deleted.
func (s *popServer) commit() {
	s.office.mu.Lock()
	defer s.office.mu.Unlock()
	slices.Sort(s.deleted)
	for _, n := range slices.Backward(s.deleted) {
		if n <= len(s.office.mails) {
			s.office.mails = slices.Delete(s.office.mails, n-1, n)
		}
	}
}
