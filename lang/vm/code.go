package vm

// Code is filled in by lang/compile.
type Code struct{}
