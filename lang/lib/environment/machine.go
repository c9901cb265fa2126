package environment

import (
	"runtime"
	"strconv"
	"strings"

	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// What code may know about the machine: what Linux says in its files. What is
// not there is empty or 0.

// fact returns the first line of a file of the system.
func fact(c *vm.Call, path string) string {
	data, err := c.Runtime().Host.FS.ReadFile(path)
	if err != nil {
		return ""
	}
	line, _, _ := strings.Cut(string(data), "\n")
	return strings.TrimSpace(line)
}

// setting returns the value of a line "name=value" or "name: value" of a file.
func setting(c *vm.Call, path, name string) string {
	data, err := c.Runtime().Host.FS.ReadFile(path)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, name); ok {
			return strings.Trim(strings.TrimSpace(strings.TrimLeft(rest, " \t:=")), `"`)
		}
	}
	return ""
}

func machine(c *vm.Call) (value.Value, error) {
	return value.FromText(fact(c, "/proc/sys/kernel/hostname")), nil
}

func systemInfo(c *vm.Call) (value.Value, error) {
	user := c.Runtime().Host.Getenv("USER")
	language, _, _ := strings.Cut(c.Runtime().Host.Getenv("LANG"), ".")
	memory, _, _ := strings.Cut(setting(c, "/proc/meminfo", "MemTotal"), " ") // in kilobytes
	uptime, _, _ := strings.Cut(fact(c, "/proc/uptime"), " ")
	o := value.NewObject()
	o.Set("accountName", value.FromText(user))
	o.Set("userName", value.FromText(user))
	o.Set("machineName", value.FromText(fact(c, "/proc/sys/kernel/hostname")))
	o.Set("osVersion", value.FromText(strings.TrimSpace("Linux "+setting(c, "/etc/os-release", "PRETTY_NAME"))))
	o.Set("osLanguage", value.FromText(language))
	o.Set("cores", value.FromInt(int64(runtime.NumCPU())))
	o.Set("cpuThreads", value.FromInt(int64(runtime.NumCPU())))
	o.Set("processor", value.FromText(runtime.GOARCH))
	o.Set("physicalMemory", number(memory))
	o.Set("uptime", number(uptime))
	return value.FromObject(o), nil
}

// number is the whole part of a number in a text, 0 for none.
func number(s string) value.Value {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return value.FromInt(0)
	}
	return value.FromInt(int64(f))
}
