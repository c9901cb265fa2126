package host

import "testing"

func TestMemory(t *testing.T) {
	if got := memory(); got < 64<<20 || got > 1<<50 {
		t.Errorf("the machine has %d bytes of memory", got)
	}
}
