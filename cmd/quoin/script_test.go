package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"quoin.dev/quoin/ui"
)

// TestMain lets the scripts run this test binary as the command quoin.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"quoin": main})
}

// TestScripts runs the scripts of test/cli. Beside the commands of testscript
// they know:
//
//	start NAME ARGS…     runs quoin ARGS… until it is ready; sets $NAME, $NAME_ADDR, $NAME_ADMIN, $NAME_KEY
//	terminate NAME       sends SIGTERM and waits; what it wrote is stdout and stderr
//	get URL              stdout: the status, then the body
//	post URL FILE        the same, for a POST of a file as JSON
//	begin URL FILE       a POST in the background
//	finish               waits for it; stdout: the status, then the body
//	await FILE           waits until a file is there
//	until STATUS URL     asks until the answer has the status
//	expand PATTERN       sets $FOUND to the one file that matches
//	damage FILE          changes bytes in the middle of a file
//	usage ARGS…          quoin ARGS… ends with the exit code of wrong usage
//
// the variable $STONEYARD with the folder of the sample application,
// and the condition [ui]: the browser side is built into the executable.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "../../test/cli",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			sample, err := filepath.Abs("../../examples/stoneyard")
			if err != nil {
				return err
			}
			e.Setenv("STONEYARD", sample)
			e.Values[servers{}] = map[string]*running{}
			e.Values[pending{}] = make(chan chan string, 8)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"start": start, "terminate": terminate, "get": get, "post": post, "begin": begin, "finish": finish, "await": await, "usage": usage,
			"until": until, "expand": expand, "damage": damage,
		},
		Condition: func(name string) (bool, error) {
			if name != "ui" {
				return false, fmt.Errorf("unknown condition %q", name)
			}
			_, err := fs.Stat(ui.Files(), "pages")
			return err == nil, nil
		},
	})
}

type servers struct{}

// running is a server that a script started.
type running struct {
	cmd      *exec.Cmd
	out, err strings.Builder
	read     chan struct{} // closed when all of out is read
}

const patience = 30 * time.Second

func start(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: start NAME ARGS…")
	}
	s := &running{read: make(chan struct{})}
	s.cmd = exec.Command(find(ts, "quoin"), args[1:]...)
	s.cmd.Dir = ts.MkAbs(".")
	s.cmd.Env = append(os.Environ(), "HOME="+ts.Getenv("HOME"))
	s.cmd.Stderr = &s.err
	pipe, err := s.cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(s.cmd.Start())
	ts.Defer(func() {
		if s.cmd.ProcessState == nil {
			_ = s.cmd.Process.Kill()
			_ = s.cmd.Wait()
		}
	})
	ready := make(chan string, 1)
	key := make(chan string, 1)
	go func() {
		defer close(s.read)
		for lines := bufio.NewScanner(pipe); lines.Scan(); {
			line := lines.Text()
			s.out.WriteString(line + "\n")
			if strings.HasPrefix(line, "ready") {
				ready <- line
			}
			if _, k, ok := strings.Cut(line, "access key (shown once): "); ok {
				key <- k
			}
		}
	}()
	ts.Value(servers{}).(map[string]*running)[args[0]] = s
	select {
	case line := <-ready:
		words := append(strings.Fields(line), "", "", "", "")
		ts.Setenv(args[0], words[1])
		ts.Setenv(args[0]+"_ADMIN", words[3])
		ts.Setenv(args[0]+"_ADDR", strings.TrimPrefix(words[1], "http://"))
	case <-s.read:
		_ = s.cmd.Wait()
		ts.Fatalf("%s ended before it was ready: %s%s", args[0], s.out.String(), s.err.String())
	case <-time.After(patience):
		ts.Fatalf("%s is not ready after %v", args[0], patience)
	}
	select {
	case k := <-key:
		ts.Setenv(args[0]+"_KEY", k)
	case <-time.After(100 * time.Millisecond): // not the first start
	}
}

func find(ts *testscript.TestScript, name string) string {
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		if p := filepath.Join(dir, name); isFile(p) {
			return p
		}
	}
	ts.Fatalf("%s is not in PATH", name)
	return ""
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

func terminate(ts *testscript.TestScript, neg bool, args []string) {
	s := ts.Value(servers{}).(map[string]*running)[args[0]]
	if s == nil {
		ts.Fatalf("there is no server %q", args[0])
	}
	ts.Check(s.cmd.Process.Signal(syscall.SIGTERM))
	stuck := time.AfterFunc(patience, func() { _ = s.cmd.Process.Kill() })
	defer stuck.Stop()
	<-s.read
	err := s.cmd.Wait()
	fmt.Fprint(ts.Stdout(), s.out.String())
	fmt.Fprint(ts.Stderr(), s.err.String())
	if (err != nil) != neg {
		ts.Fatalf("%s: got %v\n%s", args[0], err, s.err.String())
	}
}

func get(ts *testscript.TestScript, neg bool, args []string) {
	request, err := http.NewRequest(http.MethodGet, args[0], nil)
	ts.Check(err)
	fmt.Fprint(ts.Stdout(), exchange(request))
}

func post(ts *testscript.TestScript, neg bool, args []string) {
	fmt.Fprint(ts.Stdout(), exchange(postOf(ts, args)))
}

func postOf(ts *testscript.TestScript, args []string) *http.Request {
	request, err := http.NewRequest(http.MethodPost, args[0], strings.NewReader(ts.ReadFile(args[1])))
	ts.Check(err)
	request.Header.Set("Content-Type", "application/json")
	return request
}

func exchange(request *http.Request) string {
	client := http.Client{Timeout: patience}
	r, err := client.Do(request)
	if err != nil {
		return err.Error() + "\n"
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err.Error() + "\n"
	}
	return fmt.Sprintf("%d\n%s\n", r.StatusCode, body)
}

type pending struct{}

func begin(ts *testscript.TestScript, neg bool, args []string) {
	request := postOf(ts, args)
	answer := make(chan string, 1)
	go func() { answer <- exchange(request) }()
	ts.Value(pending{}).(chan chan string) <- answer
}

func finish(ts *testscript.TestScript, neg bool, args []string) {
	fmt.Fprint(ts.Stdout(), <-<-ts.Value(pending{}).(chan chan string))
}

func await(ts *testscript.TestScript, neg bool, args []string) {
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if isFile(ts.MkAbs(args[0])) {
			return
		}
	}
	ts.Fatalf("%s did not appear", args[0])
}

func usage(ts *testscript.TestScript, neg bool, args []string) {
	var out strings.Builder
	code := run(context.Background(), args, &out, &out)
	if code != exitUsage || out.Len() == 0 {
		ts.Fatalf("quoin %q: got exit code %d and %q, want %d", args, code, out.String(), exitUsage)
	}
}

func until(ts *testscript.TestScript, neg bool, args []string) {
	last := ""
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		request, err := http.NewRequest(http.MethodGet, args[1], nil)
		ts.Check(err)
		if last = exchange(request); strings.HasPrefix(last, args[0]+"\n") {
			return
		}
	}
	ts.Fatalf("%s never answered %s, but %s", args[1], args[0], last)
}

func expand(ts *testscript.TestScript, neg bool, args []string) {
	found, err := filepath.Glob(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(found) != 1 {
		ts.Fatalf("%s: got %q, want one file", args[0], found)
	}
	ts.Setenv("FOUND", found[0])
}

func damage(ts *testscript.TestScript, neg bool, args []string) {
	path := ts.MkAbs(args[0])
	b := []byte(ts.ReadFile(path))
	for i := range 64 {
		b[len(b)/2+i] ^= 0x5A
	}
	ts.Check(os.WriteFile(path, b, 0o644))
}
