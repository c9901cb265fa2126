package value

import (
	"sync"
	"time"
)

// waitBriefly waits for the condition, waking after a moment at the latest so
// that the caller can poll whether it should give up.
func waitBriefly(c *sync.Cond) {
	t := time.AfterFunc(20*time.Millisecond, c.Broadcast)
	c.Wait()
	t.Stop()
}
