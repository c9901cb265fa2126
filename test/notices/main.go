// Command notices writes THIRD_PARTY_NOTICES.md: what others made and the
// executable carries, with their licences.
//
//	go run ./test/notices > THIRD_PARTY_NOTICES.md
//
// The modules are those really linked; the packages are those of the lock file
// that are no development tools. The texts come from the module cache and from
// ui/node_modules.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

func main() {
	var b bytes.Buffer
	if err := write(&b, "."); err != nil {
		fmt.Fprintln(os.Stderr, "notices:", err)
		os.Exit(1)
	}
	_, _ = os.Stdout.Write(b.Bytes()) // a failed write means that nobody reads
}

// part is something that others made.
type part struct {
	name, version string
	licence       string // as the package says itself, "" if it does not
	folder        string // where its files are
}

func (p part) heading() string { return p.name + " " + p.version }

// parts returns everything that the executable carries, by name: the standard
// library, modules, packages of the browser side.
func parts(root string) (modules, packages []part, err error) {
	if modules, err = linked(root); err != nil {
		return nil, nil, err
	}
	packages, err = shipped(root)
	return modules, packages, err
}

// linked asks Go for the modules whose packages are in the executable.
func linked(root string) ([]part, error) {
	cmd := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}", "./cmd/quoin")
	cmd.Dir = root
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	list := []part{}
	for line := range strings.Lines(string(out)) {
		words := strings.SplitN(strings.TrimSpace(line), " ", 3)
		if len(words) == 3 && !slices.ContainsFunc(list, func(p part) bool { return p.name == words[0] }) {
			list = append(list, part{name: words[0], version: words[1], folder: words[2]})
		}
	}
	slices.SortFunc(list, byName)
	return list, nil
}

// shipped reads the lock file of the browser side. Packages of types ship
// nothing.
func shipped(root string) ([]part, error) {
	path := filepath.Join(root, "ui", "package-lock.json")
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var lock struct {
		Packages map[string]struct {
			Version, License string
			Dev, Link        bool
		}
	}
	if err := json.Unmarshal(data, &lock); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var list []part
	for key, p := range lock.Packages {
		at := strings.LastIndex(key, "node_modules/")
		if at < 0 || p.Dev || p.Link {
			continue
		}
		name := key[at+len("node_modules/"):]
		if strings.HasPrefix(name, "@types/") || name == "csstype" {
			continue
		}
		list = append(list, part{name: name, version: p.Version, licence: p.License, folder: filepath.Join(root, "ui", filepath.FromSlash(key))})
	}
	slices.SortFunc(list, byName)
	return slices.CompactFunc(list, func(a, b part) bool { return a.heading() == b.heading() }), nil
}

func byName(a, b part) int { return strings.Compare(a.heading(), b.heading()) }

func write(w io.Writer, root string) error {
	modules, packages, err := parts(root)
	if err != nil {
		return err
	}
	fmt.Fprint(w, "# Third-party notices\n\nQuoin carries the work of others, listed here with their licences. "+
		"`make notices` writes this file from what is\nreally linked and from the lock file of the browser side.\n")
	said := map[string]string{} // where a text stands already, by the text
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return fmt.Errorf("go env: %w", err)
	}
	library := part{name: "Go", folder: strings.TrimSpace(string(out))}
	fmt.Fprintf(w, "\n## The Go programming language and its standard library\n")
	if err := texts(w, library, said); err != nil {
		return err
	}
	for _, group := range [][]part{modules, packages} {
		for _, p := range group {
			fmt.Fprintf(w, "\n## %s\n", p.heading())
			if err := texts(w, p, said); err != nil {
				return err
			}
		}
	}
	return nil
}

var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|copyright|unlicense|patents)([-._].*)?$`)

// texts writes the licences of a part, each text once.
func texts(w io.Writer, p part, said map[string]string) error {
	entries, err := os.ReadDir(p.folder)
	if err != nil {
		return fmt.Errorf("%s: %w (are all packages installed?)", p.heading(), err)
	}
	found := false
	for _, e := range entries {
		if e.IsDir() || !licenceFile.MatchString(e.Name()) {
			continue
		}
		data, err := os.ReadFile(filepath.Join(p.folder, e.Name()))
		if err != nil {
			return err
		}
		found = true
		text := tidy(string(data))
		if before := said[text]; before != "" {
			fmt.Fprintf(w, "\n%s: the same text as of %s.\n", e.Name(), before)
			continue
		}
		said[text] = p.heading()
		fmt.Fprintf(w, "\n%s:\n\n```\n%s\n```\n", e.Name(), text)
	}
	switch {
	case found:
		return nil
	case p.licence != "":
		fmt.Fprintf(w, "\nLicence: %s. The package has no file with its text.\n", p.licence)
		return nil
	}
	return fmt.Errorf("%s has no licence: it must not be shipped", p.heading())
}

// tidy makes texts comparable and safe inside of a fence.
func tidy(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "```", "'''")
	lines := strings.Split(strings.TrimSpace(s), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \t\f")
	}
	return strings.Join(lines, "\n")
}
