package ops

import (
	"context"
	"strings"
	"testing"
	"time"
)

// One job of a kind runs at a time, and one that breaks says so.
func TestJobs(t *testing.T) {
	jobs := NewJobs(t.Context(), time.Now)
	release := make(chan struct{})
	if _, err := jobs.Start("backup", func(context.Context) (string, []string, error) { <-release; return "done", nil, nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := jobs.Start("backup", nil); err == nil {
		t.Error("two backups at a time")
	}
	if _, err := jobs.Start("verify", func(context.Context) (string, []string, error) { panic("a bug") }); err != nil {
		t.Error(err)
	}
	close(release)
	jobs.Wait()
	list := jobs.List()
	if len(list) != 2 || !strings.Contains(list[0].Error, "a bug") || list[1].Result != "done" || list[1].Finished.IsZero() {
		t.Errorf("jobs %+v", list)
	}
}
