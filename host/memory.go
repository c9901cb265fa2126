package host

import (
	"os"
	"path"
	"strconv"
	"strings"
)

// memory returns the bytes of memory this program may use: those of the machine,
// or what the control group allows it; 0 when neither can be read.
func memory() int64 {
	var least int64
	note := func(n int64) {
		if n > 0 && (least == 0 || n < least) {
			least = n
		}
	}
	for line := range lines("/proc/meminfo") {
		if rest, ok := strings.CutPrefix(line, "MemTotal:"); ok {
			n, _ := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
			note(n << 10)
		}
	}
	for line := range lines("/proc/self/cgroup") { // number:controllers:path
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) < 3 {
			continue
		}
		root, file := "/sys/fs/cgroup", "memory.max"
		if parts[1] != "" {
			root, file = "/sys/fs/cgroup/memory", "memory.limit_in_bytes" // version 1
		}
		for p := path.Join("/", parts[2]); ; p = path.Dir(p) { // each level has a say
			data, _ := os.ReadFile(path.Join(root, p, file))
			n, _ := strconv.ParseInt(strings.TrimSpace(string(data)), 10, 64) // "max": no limit
			note(n)
			if p == "/" {
				break
			}
		}
	}
	return least
}

// lines yields the lines of a file, none if it cannot be read.
func lines(name string) func(func(string) bool) {
	data, _ := os.ReadFile(name)
	return strings.Lines(string(data))
}
