package dap

import (
	"bufio"
	"bytes"
	"io"
	"strconv"
	"strings"
	"sync"

	"quoin.dev/quoin/fault"
)

// Conn carries whole messages, each a JSON object.
type Conn interface {
	Read() ([]byte, error)
	Write(message []byte) error
	Close() error
}

// What a peer may send: the size of a message, and of the header before it.
const (
	maxMessage = 4 << 20
	maxHeader  = 4 << 10
)

// stream frames messages on a byte stream with Content-Length headers.
type stream struct {
	r  *bufio.Reader
	w  io.Writer
	c  io.Closer
	mu sync.Mutex // one message at a time
}

// Stream returns the connection over a byte stream, such as standard input and
// output. Closing it closes c, which may be nil.
func Stream(r io.Reader, w io.Writer, c io.Closer) Conn {
	return &stream{r: bufio.NewReaderSize(r, 16<<10), w: w, c: c}
}

func (s *stream) Read() ([]byte, error) {
	size, err := s.header()
	if err != nil {
		return nil, err
	}
	// The buffer grows with what arrives: a header alone costs nothing.
	var b bytes.Buffer
	if _, err := io.CopyN(&b, s.r, int64(size)); err != nil {
		return nil, io.ErrUnexpectedEOF
	}
	return b.Bytes(), nil
}

// header reads the header fields and returns the length of the message.
func (s *stream) header() (size int, err error) {
	size, read, fields := -1, 0, 0
	for {
		line, err := s.r.ReadSlice('\n')
		if read += len(line); read > maxHeader || err == bufio.ErrBufferFull {
			return 0, errFrame("its header is longer than %d bytes", maxHeader)
		}
		if err != nil {
			return 0, err
		}
		text := strings.TrimRight(string(line), "\r\n")
		if text == "" {
			switch {
			case fields == 0: // an empty line between messages
				continue
			case size < 0:
				return 0, errFrame("its header has no Content-Length")
			}
			return size, nil
		}
		fields++
		name, v, ok := strings.Cut(text, ":")
		if !ok {
			return 0, errFrame("its header has no colon")
		}
		if strings.EqualFold(strings.TrimSpace(name), "Content-Length") {
			n, err := strconv.Atoi(strings.TrimSpace(v))
			if err != nil || n < 0 || n > maxMessage {
				return 0, errFrame("its length is not a number up to %d", maxMessage)
			}
			size = n
		}
	}
}

func errFrame(format string, args ...any) error {
	e := fault.New(fault.Invalid, "dap.frame", format, args...)
	return fault.New(fault.Invalid, "dap.frame", "What was received is no message of the debug adapter protocol: %s.", e.Message)
}

func (s *stream) Write(message []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	head := append(append([]byte("Content-Length: "), strconv.Itoa(len(message))...), "\r\n\r\n"...)
	_, err := s.w.Write(append(head, message...))
	return err
}

func (s *stream) Close() error {
	if s.c == nil {
		return nil
	}
	return s.c.Close()
}
