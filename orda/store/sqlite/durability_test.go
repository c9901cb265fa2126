package sqlite_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"

	"quoin.dev/quoin/orda/plan"
	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/orda/store/sqlite"
)

// The variables of the durability test: the folder that a child process writes
// to, and how often it is killed (5 when unset; 50 for a thorough run).
const (
	childEnv = "QUOIN_TEST_WRITER"
	runsEnv  = "QUOIN_KILL_RUNS"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childEnv); dir != "" {
		writeUntilKilled(dir)
	}
	os.Exit(m.Run())
}

// writeUntilKilled commits books from several goroutines and prints the record
// number of each one that was acknowledged.
func writeUntilKilled(dir string) {
	t := &testing.B{}
	e := openWith(t, sqlite.Options{Dir: dir})
	m := bookshop(t, e)
	var print sync.Mutex
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for {
				ops := books(t, e, m, 1)
				if _, err := e.Commit(context.Background(), &store.Batch{Ops: ops, Time: time.Now()}); err != nil {
					fmt.Println("error", err)
					os.Exit(1)
				}
				print.Lock()
				fmt.Println(ops[0].Record)
				print.Unlock()
			}
		})
	}
	wait.Wait()
}

// TestKill kills a process amid its writes, again and again: no commit that was
// acknowledged may be missing, and the file must pass its check.
func TestKill(t *testing.T) {
	runs := 5
	if n, err := strconv.Atoi(os.Getenv(runsEnv)); err == nil {
		runs = n
	}
	dir := t.TempDir()
	acknowledged := map[int64]bool{}
	for run := range runs {
		for _, rec := range runAndKill(t, dir, 40+run*7%90) {
			acknowledged[rec] = true
		}
		e := openWith(t, sqlite.Options{Dir: dir})
		m := bookshop(t, e)
		rows, err := e.Read(context.Background(), &plan.Select{Class: m.Class("Book")})
		if err != nil {
			t.Fatal(err)
		}
		present := map[int64]bool{}
		for _, rec := range rows.Records {
			present[rec] = true
		}
		for rec := range acknowledged {
			if !present[rec] {
				t.Fatalf("run %d: record %d was acknowledged and is missing", run, rec)
			}
		}
		if report, err := e.Verify(context.Background()); err != nil || !report.OK() {
			t.Fatalf("run %d: %+v, %v", run, report, err)
		}
		e.Close()
	}
	t.Logf("%d kills, %d acknowledged commits", runs, len(acknowledged))
}

// runAndKill starts a writer, kills it after some acknowledgements and returns
// these.
func runAndKill(t *testing.T, dir string, after int) []int64 {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), childEnv+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var got []int64
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		rec, err := strconv.ParseInt(lines.Text(), 10, 64)
		if err != nil {
			t.Errorf("the writer says %q", lines.Text())
			continue
		}
		got = append(got, rec)
		if len(got) == after {
			cmd.Process.Kill() // what is still in the pipe was acknowledged too
		}
	}
	cmd.Wait()
	if len(got) < after {
		t.Fatalf("the writer ended after %d commits", len(got))
	}
	return got
}
