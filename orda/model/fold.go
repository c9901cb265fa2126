package model

import (
	"maps"
	"slices"
	"strings"
)

func fold(name string) string { return strings.ToLower(name) }

func sortedNames[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }
