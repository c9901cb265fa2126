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
// # Errors
//
// An error of any instruction goes to handle: the method of ON ERR CALL runs
// above the frame that failed, which then goes on with its next statement;
// unless a Try was opened later, to which the frames unwind. What a frame holds
// (locks, tries) is given back when it ends, whichever way. Limits of time,
// steps and memory, and a stop from outside, pass everything.
package vm
