// Package vm runs compiled code: processes, frames, calls, errors, limits and
// the pause point. It also says what a built-in is to the machine (Native,
// Call) and what a class is (Class). It does not see the checker.
package vm
