// Command reference writes doc/language: the reference of commands, classes and
// constants, and the state of every row that the original has. Run it with
// "make reference"; a test fails when the files are not those it writes.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"quoin.dev/quoin/app"
)

// folder is where the reference stands, seen from here.
const folder = "../../doc/language"

func main() {
	all, err := reference()
	if err != nil {
		fmt.Fprintln(os.Stderr, "reference:", err)
		os.Exit(1)
	}
	for name, text := range all {
		if err := os.WriteFile(filepath.Join("doc/language", name), []byte(text), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, "reference:", err)
			os.Exit(1)
		}
	}
}

// reference returns the files of the reference by name.
func reference() (map[string]string, error) {
	c, err := app.Catalogue()
	if err != nil {
		return nil, err
	}
	rows, err := readRows(rowList)
	if err != nil {
		return nil, err
	}
	return files(c.Families(), rows, c), nil
}
