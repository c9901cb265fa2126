package app_test

import (
	"context"
	"testing"

	"go.uber.org/goleak"

	"quoin.dev/quoin/app"
)

// An application that is closed leaves no goroutine behind, whatever its code
// began: workers, start-up code that waits, processes that never end.
func TestCloseEndsEverything(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	root := unpack(t, "testdata/shop.txtar")
	write(t, root+"/Project/Sources/DatabaseMethods/onServerStartup.4dm", "CALL WORKER(\"idle\"; Formula(Null))\nCALL WORKER(\"stuck\"; \"forever\")\nDELAY PROCESS(Current process; 30)\n")
	write(t, root+"/Project/Sources/Methods/forever.4dm", "While (True)\nEnd while\n")
	ctx, cancel := context.WithCancel(context.Background())
	a, err := app.Open(ctx, app.Options{Project: root, OpenEngine: openEngine, Dev: true})
	if err != nil {
		t.Fatal(err)
	}
	a.RunStartup(ctx)
	watching := make(chan struct{})
	go func() { defer close(watching); a.Watch(ctx) }()
	s := guest(t, a)
	want(t, "authentify", call(t, a, s, "authentify", `["staff"]`), "true")
	want(t, "a worker", call(t, a, s, "inWorker", `[]`), "0")
	if _, err := a.StartVerify(); err != nil {
		t.Error(err)
	}
	write(t, root+"/Project/Sources/Methods/more.4dm", "return 1\n")
	if _, err := a.Reload(ctx); err != nil {
		t.Error(err)
	}
	cancel()
	<-watching
	if err := a.Close(); err != nil {
		t.Error(err)
	}
}
