package lib_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"quoin.dev/quoin/host"
	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/lib/nasty"
	"quoin.dev/quoin/lang/vm"
)

// isolated is a host without a network on which nobody sleeps for long.
func isolated() *host.Host {
	h := testHost()
	h.Clock = hurried{h.Clock}
	h.Web = unreachable{}
	h.Dial = func(context.Context, string, string) (net.Conn, error) { return nil, errUnreachable }
	h.Command = func(ctx context.Context, _ string, _ ...string) *exec.Cmd { return exec.CommandContext(ctx, "cat") }
	return h
}

var errUnreachable = errors.New("there is no network here")

type unreachable struct{}

func (unreachable) Do(*http.Request) (*http.Response, error) { return nil, errUnreachable }

type hurried struct{ host.Clock }

func (h hurried) Sleep(ctx context.Context, d time.Duration) error {
	return h.Clock.Sleep(ctx, min(d, time.Millisecond))
}

func (hurried) Now() time.Time { return time.Now() }

// TestNastyArguments calls every built-in with arguments that make no sense: an
// error is fine, a panic is not, nor a call that its limits do not end.
// QUOIN_NASTY_ROUNDS says how often, QUOIN_NASTY_SEED where chance begins.
func TestNastyArguments(t *testing.T) {
	cat, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := nasty.Rows(cat)
	if err != nil {
		t.Fatal(err)
	}
	var sources []lang.Source
	for name, text := range nasty.Sources {
		sources = append(sources, method(name, text))
	}
	unit := lang.Compile(context.Background(), sources, lang.Options{Builtins: cat.Builtins()})
	rt := vm.NewRuntime(unit.Program, vm.RuntimeOptions{Host: isolated(), Programs: true, Paths: map[string]string{
		"/DATA/": t.TempDir(), "/TEMP/": t.TempDir(), "/RESOURCES/": t.TempDir(), "/LOGS/": t.TempDir(), "/PACKAGE/": t.TempDir()}})
	defer rt.Close()
	rounds, _ := strconv.Atoi(os.Getenv("QUOIN_NASTY_ROUNDS"))
	seed, _ := strconv.ParseUint(os.Getenv("QUOIN_NASTY_SEED"), 10, 64)
	c := nasty.Caller{Runtime: rt, Seed: seed, Report: t.Errorf}
	if rounds == 0 {
		rounds, c.Time = 2, 200*time.Millisecond
	}
	c.Rounds(rows, rounds)
	t.Logf("%d built-ins called %d times each; never without an error: %q", len(rows), rounds, c.Never)
}
