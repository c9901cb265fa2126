package host

import (
	"context"
	"os/exec"
	"syscall"
	"time"
)

// command returns a program that can be started. When the context ends it is
// killed, with what it has started itself.
func command(ctx context.Context, name string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, name, args...)
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
	c.WaitDelay = 2 * time.Second // for what it left behind with its output open
	return c
}
