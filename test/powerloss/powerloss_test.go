// Package powerloss proves over REST, against the built executable, that what
// was acknowledged is on disk: the server is killed again and again in the
// middle of a stream of writes, and everything it said yes to must be there.
//
//	go test ./test/powerloss -rounds 50 -v
package powerloss

import (
	"flag"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"quoin.dev/quoin/test/instance"
)

var rounds = flag.Int("rounds", 5, "how often the server is killed")

func TestMain(m *testing.M) {
	flag.Parse()
	instance.Main(m)
}

// writers is how many clients write at once: enough for commits to be grouped.
const writers = 6

// ledger makes the project in a temporary folder.
func ledger(t *testing.T) string {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/ledger.txtar")
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	if err := txtar.Write(archive, root); err != nil {
		t.Fatal(err)
	}
	return root
}

func TestKillLosesNothing(t *testing.T) {
	folder := ledger(t)
	book := newBook()
	var slowest time.Duration
	for round := range *rounds {
		s := instance.Start(t, "serve", folder, "--log-level", "error")
		slowest = max(slowest, s.Ready)
		book.check(t, s.URL)
		if t.Failed() {
			t.Fatalf("round %d: the server had been killed before", round)
		}
		stream := book.write(s.URL)
		time.Sleep(time.Duration(30+rand.IntN(400)) * time.Millisecond)
		s.Kill()
		stream.wait()
		for _, refusal := range stream.refusals() {
			t.Errorf("round %d: a write was refused: %s", round, refusal)
		}
	}
	s := instance.Start(t, "serve", folder, "--log-level", "error")
	book.check(t, s.URL)
	s.Stop()
	verified := strings.TrimSpace(instance.Run(t, "verify", folder))
	inserts, updates, deletes := book.counts()
	t.Logf("%d kills: %d inserts, %d updates and %d deletions acknowledged, none missing; slowest start after a kill %v; verify: %s",
		*rounds, inserts, updates, deletes, slowest.Round(time.Millisecond), verified)
	if inserts < 10**rounds {
		t.Errorf("only %d writes were acknowledged: the test tests nothing", inserts)
	}
}

// A backup made while writers are at work holds every write acknowledged
// before it began, restores into a new folder and passes verify; and the
// writers go on meanwhile.
func TestBackupDuringWrites(t *testing.T) {
	folder := ledger(t)
	book := newBook()
	s := instance.Start(t, "serve", folder, "--log-level", "error")
	stream := book.write(s.URL)
	time.Sleep(500 * time.Millisecond)
	for _, way := range []struct {
		name string
		make func() string // returns the path of the backup
	}{
		{"beside the server", func() string {
			return strings.TrimSpace(instance.Run(t, "backup", folder, "--to", t.TempDir()))
		}},
		{"by the Dashboard", func() string { return dashboardBackup(t, s, filepath.Join(folder, "Data", "Backups")) }},
	} {
		before := book.snapshot()
		path := way.make()
		meanwhile := book.snapshot().acknowledged() - before.acknowledged()
		restored := filepath.Join(t.TempDir(), "restored")
		instance.Run(t, "restore", path, restored)
		verified := strings.TrimSpace(instance.Run(t, "verify", restored))
		copied := instance.Start(t, "serve", folder, "--data", restored, "--log-level", "error")
		before.checkOldest(t, copied.URL)
		copied.Stop()
		t.Logf("%s: %d writes were acknowledged meanwhile; verify: %s", way.name, meanwhile, verified)
		if meanwhile == 0 {
			t.Errorf("%s: no write was acknowledged while the backup was made", way.name)
		}
	}
	stream.stop()
	for _, refusal := range stream.refusals() {
		t.Errorf("a write was refused: %s", refusal)
	}
	book.check(t, s.URL)
	s.Stop()
	t.Logf("the slowest write took %v", stream.slowest().Round(time.Millisecond))
}

// dashboardBackup asks for a backup as the Dashboard does and returns its path.
func dashboardBackup(t *testing.T, s *instance.Server, folder string) string {
	t.Helper()
	admin := &client{Client: http.Client{Timeout: 20 * time.Second}, base: s.Admin}
	admin.mustPost(t, "/api/login", `{"accessKey":"`+s.Key+`"}`)
	admin.mustPost(t, "/console/api/backup", "")
	for range 500 {
		if jobs := admin.mustGet(t, "/console/api/jobs"); strings.Contains(jobs, `"finished"`) {
			if strings.Contains(jobs, `"error"`) {
				t.Fatalf("the backup failed: %s", jobs)
			}
			found, err := filepath.Glob(filepath.Join(folder, "*.qbackup"))
			if err != nil || len(found) != 1 {
				t.Fatalf("got the backups %q (%v), want one", found, err)
			}
			return found[0]
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("the backup does not end")
	return ""
}
