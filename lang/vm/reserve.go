package vm

// defaultMemory is the limit of one process where Limits.Memory is zero.
const defaultMemory = 1 << 30

// Reserve announces that the call is about to allocate so many bytes more, and
// reports whether the process may; if not the call fails. Bodies ask before they
// allocate what hostile arguments can make large.
func (c *Call) Reserve(bytes int) bool {
	if err := c.Process.Grow(int64(max(bytes, 0))); err != nil {
		c.Fail(err)
		return false
	}
	return true
}
