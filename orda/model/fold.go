package model

import "strings"

func fold(name string) string { return strings.ToLower(name) }
