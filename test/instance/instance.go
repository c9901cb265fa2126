// Package instance runs the built executable for tests that must meet it as
// its users do: as a process that listens, and that can be killed.
//
//	func TestMain(m *testing.M) { instance.Main(m) }
//	s := instance.Start(t, "serve", folder)
//	http.Get(s.URL + "/rest/$catalog")
//	s.Kill()
package instance

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Executable names the environment variable with the path of an executable to
// test; without it one is built.
const Executable = "QUOIN_EXECUTABLE"

// patience is how long a server may take to be ready or to end.
const patience = 60 * time.Second

// Main builds the executable and runs the tests of a package.
func Main(m *testing.M) {
	code, err := build(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func build(m *testing.M) (int, error) {
	if os.Getenv(Executable) != "" {
		return m.Run(), nil
	}
	dir, err := os.MkdirTemp("", "quoin")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "quoin")
	if out, err := exec.Command("go", "build", "-o", path, "quoin.dev/quoin/cmd/quoin").CombinedOutput(); err != nil {
		return 0, fmt.Errorf("the executable cannot be built: %w\n%s", err, out)
	}
	if err := os.Setenv(Executable, path); err != nil {
		return 0, err
	}
	return m.Run(), nil
}

// Server is a running server.
type Server struct {
	// URL and Admin are the addresses of the application and of the
	// administration server; Key is the access key, "" after the first start.
	URL, Admin, Key string
	// Ready is how long it took from the start of the process.
	Ready time.Duration

	t    testing.TB
	cmd  *exec.Cmd
	done chan struct{} // closed when stdout ended
	log  *log
}

// log collects stderr. It is safe for concurrent use.
type log struct {
	mu sync.Mutex
	b  bytes.Buffer // guarded by mu
}

func (l *log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// Start runs "quoin COMMAND FOLDER ARGS…" on free ports and waits until it is
// ready. It is killed when the test ends.
func Start(t testing.TB, command, folder string, args ...string) *Server {
	t.Helper()
	args = append([]string{command, folder, "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0"}, args...)
	s := &Server{t: t, cmd: exec.Command(os.Getenv(Executable), args...), done: make(chan struct{}), log: &log{}}
	s.cmd.Stderr = s.log
	pipe, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Kill)
	lines := make(chan string, 8)
	go func() {
		defer close(s.done)
		for scan := bufio.NewScanner(pipe); scan.Scan(); {
			select {
			case lines <- scan.Text():
			default: // what comes later is not looked at
			}
		}
	}()
	limit := time.After(patience)
	for s.URL == "" {
		select {
		case line := <-lines:
			s.Ready = time.Since(began)
			s.read(line)
		case <-s.done:
			t.Fatalf("quoin %s ended before it was ready:\n%s", command, s.log)
		case <-limit:
			t.Fatalf("quoin %s is not ready after %v:\n%s", command, patience, s.log)
		}
	}
	select {
	case line := <-lines:
		s.read(line)
	case <-time.After(50 * time.Millisecond): // not the first start: no key
	}
	return s
}

func (s *Server) read(line string) {
	if words := strings.Fields(line); len(words) == 4 && words[0] == "ready" {
		s.URL, s.Admin = words[1], words[3]
	}
	if _, key, ok := strings.Cut(line, "access key (shown once): "); ok {
		s.Key = key
	}
}

// Kill ends the process as a power loss would: it gets no chance to do
// anything.
func (s *Server) Kill() {
	if s.cmd.ProcessState == nil {
		_ = s.cmd.Process.Kill()
		<-s.done
		_ = s.cmd.Wait()
	}
}

// Stop asks the process to end and reports how it did.
func (s *Server) Stop() {
	s.t.Helper()
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	stuck := time.AfterFunc(patience, func() { _ = s.cmd.Process.Kill() })
	defer stuck.Stop()
	<-s.done
	if err := s.cmd.Wait(); err != nil {
		s.t.Errorf("the server did not end well: %v\n%s", err, s.log)
	}
}

// Processor returns the processor time that the server took in all; it must have
// been stopped.
func (s *Server) Processor() time.Duration {
	return s.cmd.ProcessState.UserTime() + s.cmd.ProcessState.SystemTime()
}

// Log is what the server has logged.
func (s *Server) Log() string { return s.log.String() }

// Run runs "quoin ARGS…" and returns what it printed.
func Run(t testing.TB, args ...string) string {
	t.Helper()
	cmd := exec.Command(os.Getenv(Executable), args...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("quoin %s: %v\n%s%s", strings.Join(args, " "), err, out, errs.Bytes())
	}
	return string(out)
}
