package identity

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quoin.dev/quoin/host"
)

func TestAccessKeyIsShownOnceAndKeptHashed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "Data")
	key, made, err := OpenAccessKey(host.Real(), dir)
	if err != nil || len(made) != 27 {
		t.Fatalf("first start: key %q, error %v", made, err)
	}
	if !key.Matches(strings.ToUpper(strings.ReplaceAll(made, "-", " "))) || key.Matches(made+"x") || key.Matches("") {
		t.Error("the key matches wrongly")
	}
	data, err := os.ReadFile(filepath.Join(dir, keyFile))
	if err != nil || strings.Contains(string(data), made) {
		t.Errorf("the file holds %q, error %v", data, err)
	}
	again, shown, err := OpenAccessKey(host.Real(), dir)
	if err != nil || shown != "" || !again.Matches(made) {
		t.Errorf("second start: shown %q, error %v", shown, err)
	}
}

func TestDamagedkeyFileIsRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, keyFile), []byte("abc"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := OpenAccessKey(host.Real(), dir); err == nil || !strings.Contains(err.Error(), "Delete the file") {
		t.Errorf("got %v", err)
	}
}
