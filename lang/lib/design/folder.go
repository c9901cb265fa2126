package design

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"sync"

	"quoin.dev/quoin/lang/vm"
)

// layout is folders.json: the folders in which a project's code is shown. They
// are no folders of the disk.
type layout map[string]struct {
	Groups  []string `json:"groups"`
	Methods []string `json:"methods"`
	Classes []string `json:"classes"`
}

type layoutKey struct{}

// folders reads folders.json once for a generation; a missing or broken file
// means no folders.
func folders(rt *vm.Runtime) layout {
	return rt.Kept(layoutKey{}, func() any {
		return sync.OnceValue(func() layout {
			root := rt.Paths["/SOURCES/"]
			if root == "" {
				return nil
			}
			data, err := rt.Host.FS.ReadFile(filepath.Join(root, "folders.json"))
			if err != nil {
				return nil
			}
			var l layout
			if json.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), &l) != nil {
				return nil
			}
			return l
		})
	}).(func() layout)()
}

func (l layout) names() []string {
	names := make([]string, 0, len(l))
	for name := range l {
		if name != "trash" {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return names
}

// holds reports whether a folder, or one inside it, holds a piece of code.
func (l layout) holds(folder string, f codeFile) bool { return l.within(folder, f, map[string]bool{}) }

func (l layout) within(folder string, f codeFile, seen map[string]bool) bool {
	if seen[folder] {
		return false // a folder may not contain itself
	}
	seen[folder] = true
	for name, content := range l {
		if !strings.EqualFold(name, folder) {
			continue
		}
		list := content.Methods
		if f.kind == pathClass {
			list = content.Classes
		}
		if slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, f.name) }) {
			return true
		}
		for _, group := range content.Groups {
			if l.within(group, f, seen) {
				return true
			}
		}
	}
	return false
}

// of returns the innermost folder of a piece of code, "" for none.
func (l layout) of(f codeFile) string {
	for _, name := range l.names() {
		content := l[name]
		list := content.Methods
		if f.kind == pathClass {
			list = content.Classes
		}
		if slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, f.name) }) {
			return name
		}
	}
	return ""
}
