package vm

import "quoin.dev/quoin/fault"

// defaultMemory is the limit of one process where Limits.Memory is zero.
const defaultMemory = 1 << 30

// Reserve reports whether the call may build a result of so many bytes; if not
// it fails with a clear error. Bodies ask before they allocate what hostile
// arguments can make large.
func (c *Call) Reserve(bytes int) bool {
	limit := int64(defaultMemory)
	if p := c.Process; p != nil && p.Runtime != nil && p.Runtime.Limits.Memory > 0 {
		limit = p.Runtime.Limits.Memory
	}
	if bytes >= 0 && int64(bytes) <= limit {
		return true
	}
	c.Fail(fault.New(fault.Limit, "vm.memory", "%s: the result needs more than the %d MiB that one process may use.", c.Name, limit>>20))
	return false
}
