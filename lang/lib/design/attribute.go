package design

import (
	"encoding/json"
	"strings"

	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// attributeNames are the keys of the header line by the constants that ask for
// them.
func attributeName(n int) string {
	return map[int]string{1: "invisible", 2: "publishedWeb", 3: "publishedSoap", 4: "publishedWsdl", 5: "shared", 7: "publishedSql", 8: "executedOnServer"}[n]
}

func getAttribute(c *vm.Call) (value.Value, error) {
	f, err := find(c, c.Text(0))
	if err != nil {
		return value.Value{}, err
	}
	on, _ := attributes(f)[attributeName(c.Int(1))].(bool)
	return value.FromBool(on), nil
}

// attributes reads the header of a source file: //%attributes = {…}.
func attributes(f codeFile) map[string]any {
	line := strings.TrimPrefix(f.source.LineText(1), "\ufeff")
	_, text, found := strings.Cut(line, "%attributes")
	if !found || !strings.HasPrefix(strings.TrimSpace(line), "//") {
		return nil
	}
	_, text, _ = strings.Cut(text, "=")
	var all map[string]any
	if json.Unmarshal([]byte(text), &all) != nil {
		return nil
	}
	return all
}

func getAttributes(c *vm.Call) (value.Value, error) {
	f, err := find(c, c.Text(0))
	if err != nil {
		return value.Value{}, err
	}
	o, header := value.NewObject(), attributes(f)
	for _, name := range [...]string{"invisible", "publishedWeb", "publishedSoap", "publishedWsdl", "shared", "publishedSql", "executedOnServer"} {
		on, _ := header[name].(bool)
		o.Set(name, value.FromBool(on))
	}
	for _, name := range [...]string{"preemptive", "lang"} {
		if s, ok := header[name].(string); ok {
			o.Set(name, value.FromText(s))
		}
	}
	if folder := folders(c.Runtime()).of(f); folder != "" {
		o.Set("folder", value.FromText(folder))
	}
	c.SetOut(1, value.FromObject(o))
	return value.Value{}, nil
}
