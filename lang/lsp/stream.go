package lsp

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/sourcegraph/jsonrpc2"
)

// MaxMessage is the size in bytes of the largest message that is read; a larger
// one is answered with an error.
const MaxMessage = 32 << 20

// maxHeader bounds the header lines of a message, in bytes.
const maxHeader = 8 << 10

// Frames carries messages as bytes: framed by headers on a byte stream, or as
// they are over a WebSocket.
type Frames interface {
	// Read returns the next message. ErrTooLarge is returned for one that was
	// skipped, any other error ends the connection.
	Read() ([]byte, error)
	Write(message []byte) error
	Close() error
}

// ErrTooLarge is what Frames.Read returns for a message above MaxMessage.
var ErrTooLarge = errors.New("the message is too large")

// NewStream returns the messages of a byte stream, each after its
// Content-Length, as the protocol frames them.
func NewStream(rw io.ReadWriteCloser) jsonrpc2.ObjectStream {
	return NewMessages(&headed{rw: rw, r: bufio.NewReader(rw)})
}

// NewMessages returns the messages of frames. What is no message is answered
// with an error and skipped, so that one bad message ends nothing.
func NewMessages(f Frames) jsonrpc2.ObjectStream { return &messages{frames: f} }

type messages struct {
	frames  Frames
	writing sync.Mutex // one message at a time
}

// ReadObject reads the next message into v.
func (m *messages) ReadObject(v any) error {
	for {
		data, err := m.frames.Read()
		if err == ErrTooLarge {
			err = m.refuse(jsonrpc2.CodeInvalidRequest, fmt.Sprintf("A message has at most %d MB.", MaxMessage>>20))
		} else if err == nil {
			var wrong error
			switch wrong = json.Unmarshal(data, v); {
			case wrong == nil:
				return nil
			case json.Valid(data):
				err = m.refuse(jsonrpc2.CodeInvalidRequest, wrong.Error())
			default:
				err = m.refuse(jsonrpc2.CodeParseError, wrong.Error())
			}
		}
		if err != nil {
			return err
		}
	}
}

// refuse answers a message whose identifier could not be read.
func (m *messages) refuse(code int, message string) error {
	return m.WriteObject(map[string]any{"jsonrpc": "2.0", "id": nil, "error": map[string]any{"code": code, "message": message}})
}

// WriteObject writes a message.
func (m *messages) WriteObject(v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	m.writing.Lock()
	defer m.writing.Unlock()
	return m.frames.Write(data)
}

// Close closes the frames.
func (m *messages) Close() error { return m.frames.Close() }

// headed is the protocol's framing of a byte stream.
type headed struct {
	rw io.ReadWriteCloser
	r  *bufio.Reader
}

func (h *headed) Read() ([]byte, error) {
	length, err := h.header()
	if err != nil {
		return nil, err
	}
	if length > MaxMessage {
		if _, err := io.CopyN(io.Discard, h.r, length); err != nil {
			return nil, err
		}
		return nil, ErrTooLarge
	}
	data := make([]byte, length)
	_, err = io.ReadFull(h.r, data)
	return data, err
}

// header reads the lines up to the empty one and returns the Content-Length.
func (h *headed) header() (int64, error) {
	length, read := int64(-1), 0
	for {
		line, err := h.r.ReadSlice('\n')
		if err != nil {
			if err == bufio.ErrBufferFull {
				err = errors.New("lsp: a header line is too long")
			}
			return 0, err
		}
		if read += len(line); read > maxHeader {
			return 0, errors.New("lsp: the header of a message is too long")
		}
		text := strings.TrimRight(string(line), "\r\n")
		if text == "" {
			if length < 0 {
				return 0, errors.New("lsp: a message has no Content-Length")
			}
			return length, nil
		}
		name, value, _ := strings.Cut(text, ":")
		if strings.EqualFold(strings.TrimSpace(name), "content-length") {
			if length, err = strconv.ParseInt(strings.TrimSpace(value), 10, 64); err != nil || length < 0 {
				return 0, fmt.Errorf("lsp: Content-Length is %q", strings.TrimSpace(value))
			}
		}
	}
}

func (h *headed) Write(message []byte) error {
	framed := append(fmt.Appendf(nil, "Content-Length: %d\r\n\r\n", len(message)), message...)
	_, err := h.rw.Write(framed)
	return err
}

func (h *headed) Close() error { return h.rw.Close() }
