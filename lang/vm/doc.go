// Package vm runs compiled code: processes, frames, calls, errors, limits. It
// also says what a built-in is to the machine (Native, Call), what a class is
// (Class) and what objects that stand for something outside the language may
// offer (Dynamic, Sequence). It does not see the checker, the library or the
// database.
//
// A Program is compiled code, immutable and shared. A Runtime adds what its
// processes share: host, collation, State. A Process runs code on one
// goroutine at a time:
//
//	p := rt.NewProcess(ctx, vm.ProcessOptions{Name: "request"})
//	defer p.Close()
//	v, err := p.RunMethod("myMethod", value.FromText("a"))
//
// # Registers and frames
//
// The code of a function works on registers: parameters, other variables,
// temporaries. A call puts its arguments into consecutive temporaries; they
// become the first registers of the frame called, so nothing is copied:
//
//	caller:  | p0 p1 | v0 v1 | t0 t1  a0 a1 |
//	callee:                         | p0 p1 | v0 | t0 t1 … |
//
// Frames stand in chunks that never move, so a pointer to a register stays
// good as long as its frame. Functions of the language call one another in one
// loop (run); built-ins that call back enter the loop again.
//
// # Fast and full
//
// Every instruction is executed in full by step (run.go, rare.go). fast (fast.go)
// is a second loop for the common case of the common instructions; it makes no
// call in Go, so that its variables stay in machine registers, and leaves whatever
// is not the common case to step. The two must agree: the programs of the language's
// tests and random ones run both ways (ProcessOptions.Plain). fast reaches
// registers without checks of bounds; Code.Verify has checked the operands.
//
// # Integer variables
//
// The operators …To write a variable that is declared as an integer in place: one
// word, after a look at what it holds. Memory is safe whatever it holds; that it
// always holds an integer is up to those who write it (lang/testdata/integers.txt
// has a case for each):
//
//   - it begins as 0 in every frame (Code.Init), recursion included;
//   - arguments are converted or refused before the function begins, missing ones
//     are 0, ${n} converts;
//   - an assignment converts: reals are rounded, times become seconds, undefined
//     clears, null and text are refused and leave it as it was;
//   - an operator's result beyond 55 bits stays at the bound;
//   - items of For each are converted; a counter of For goes by the step as it is,
//     and holds a real if that has a fraction;
//   - what a command writes back is converted, but an array takes the variable over;
//   - a variable whose address is taken lives in a cell and is no such variable;
//   - a formula captures the value, in a variable of its own without a type;
//   - a debugger converts (Frame.SetVariable).
//
// # What code remembers
//
// Places that read, write or call members remember the shape of the object they
// met (Cache). An object with a shape is not shared and stands for nothing outside
// the language; instances of a class have the shapes of that class alone, so that
// the shape also tells the class.
//
// # Errors
//
// An error of any instruction goes to handle: the method of ON ERR CALL runs
// above the frame that failed, which then goes on with its next statement;
// unless a Try was opened later, to which the frames unwind. What a frame holds
// (locks, tries) is given back when it ends, whichever way. Limits of time,
// steps and memory, and a stop from outside, pass everything.
package vm
