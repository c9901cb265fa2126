package performance

import (
	"context"
	"flag"
	"log/slog"
	"os"
	"slices"
	"testing"
	"time"

	"quoin.dev/quoin/server"
	"quoin.dev/quoin/test/instance"
)

var starts = flag.Int("starts", 5, "how often the start is measured")

func TestMain(m *testing.M) {
	flag.Parse()
	instance.Main(m)
}

// wantedStart is the promise: from the start of the process to its line
// "ready", on the sample application with its data.
const wantedStart = 300 * time.Millisecond

// TestStart measures the start of quoin serve on the sample application. The
// first start, which makes the sample data, is reported apart. The promise is
// checked with QUOIN_PROMISES=1, since other work on a machine is not our fault.
func TestStart(t *testing.T) {
	folder := sample(t)
	first := instance.Start(t, "serve", folder)
	first.Stop()
	var took []time.Duration
	for range *starts {
		s := instance.Start(t, "serve", folder)
		took = append(took, s.Ready)
		s.Stop()
	}
	slices.Sort(took)
	median := took[len(took)/2]
	t.Logf("first start, with sample data to make: %v; then %d starts: min %v, median %v, max %v", round(first.Ready), *starts,
		round(took[0]), round(median), round(took[len(took)-1]))
	if os.Getenv("QUOIN_PROMISES") != "" && median > wantedStart {
		t.Errorf("the median is above %v", wantedStart)
	}
}

func round(d time.Duration) time.Duration { return d.Round(time.Millisecond) }

// BenchmarkServerStart opens and closes the sample application in this process:
// what the start costs without loading the executable.
func BenchmarkServerStart(b *testing.B) {
	folder := sample(b)
	runOnce(b, folder)
	b.ReportAllocs()
	for b.Loop() {
		runOnce(b, folder)
	}
}

// runOnce starts the server, waits until it is ready, and stops it.
func runOnce(b *testing.B, folder string) {
	b.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	err := server.Run(ctx, server.Options{Project: folder, HTTP: "127.0.0.1:0", Admin: "127.0.0.1:0",
		Log: slog.DiscardHandler, Ready: func(string) { cancel() }})
	if err != nil {
		b.Fatal(err)
	}
}
