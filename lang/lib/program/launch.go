package program

import (
	"strings"

	"quoin.dev/quoin/lang/lib/file"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/text/charset"
	"quoin.dev/quoin/value"
)

// Variables that say how LAUNCH EXTERNAL PROCESS works.
const (
	currentDirectory = "_4D_OPTION_CURRENT_DIRECTORY"
	blocking         = "_4D_OPTION_BLOCKING_EXTERNAL_PROCESS"
	ourOptions       = "_4D_OPTION_"
)

// maxVariables bounds what SET ENVIRONMENT VARIABLE keeps.
const maxVariables = 1000

type variablesKey struct{}

func variables(p *vm.Process) map[string]string {
	return p.Kept(variablesKey{}, func() any { return map[string]string{} }).(map[string]string)
}

func setVariable(c *vm.Call) (value.Value, error) {
	name, v := c.Text(0), c.Text(1)
	all := variables(c.Process)
	if name == "" || strings.ContainsAny(name, "=\x00") || strings.IndexByte(v, 0) >= 0 {
		return c.Failf(0, "%q cannot be the name of a variable", name)
	}
	if len(all) >= maxVariables {
		return c.Failf(0, "there are %d variables already", maxVariables)
	}
	all[name] = v
	return value.Value{}, nil
}

// launch runs a program and waits for its end. What it writes goes into
// variables of the type text, or blob.
func launch(c *vm.Call) (value.Value, error) {
	c.Process.SetVariable("OK", value.FromInt(0))
	if err := admit(c, c.Name); err != nil {
		return value.Value{}, err
	}
	w := &worker{commandLine: c.Text(0), dataType: "blob", encoding: "UTF-8", set: charset.ByName("UTF-8"), folder: value.NullValue(), done: make(chan struct{})}
	line, err := words(w.commandLine)
	if err != nil || c.Err() != nil {
		return value.Value{}, err
	}
	own := variables(c.Process)
	var env []string
	dir := ""
	for name, v := range own {
		if !strings.HasPrefix(name, ourOptions) {
			env = append(env, name+"="+v)
		}
	}
	if at := own[currentDirectory]; at != "" {
		delete(own, currentDirectory) // it counts once
		if dir, err = file.FolderOf(c, value.FromText(at)); err != nil {
			return value.Value{}, err
		}
	}
	wait := !strings.EqualFold(own[blocking], "false")
	delete(own, blocking)
	if err := w.start(c, line, dir, env); err != nil {
		return value.Value{}, err
	}
	if c.Len() > 1 {
		w.input.post(inputOf(c))
	}
	w.input.finish()
	if c.Len() > 4 {
		c.SetOut(4, value.FromInt(int64(w.pid)))
	}
	if wait {
		if done, err := c.Process.Await(w.done, 0); !done {
			w.cancel(errTerminated)
			return value.Value{}, err
		}
		if w.failed != nil {
			return c.Failf(0, "%s: %v", line[0], w.failed)
		}
		give(c, 2, w.out.bytes())
		give(c, 3, w.err.bytes())
	}
	c.Process.SetVariable("OK", value.FromInt(1))
	return value.Value{}, nil
}

func inputOf(c *vm.Call) []byte {
	v := c.Out(1)
	if v.Kind() == value.Text {
		return []byte(v.AsText())
	}
	if v.IsAbsent() {
		return nil
	}
	return c.Bytes(v)
}

// give puts bytes into a variable, as text unless it is a blob.
func give(c *vm.Call, i int, b []byte) {
	if i >= c.Len() {
		return
	}
	if k := c.Out(i).Kind(); k == value.Blob {
		c.SetOut(i, value.FromBlob(b))
		return
	}
	c.SetOut(i, value.FromText(charset.ByName("UTF-8").Decode(b)))
}
