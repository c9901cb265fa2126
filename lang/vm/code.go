package vm

import (
	"fmt"
	"sort"
	"strings"

	"quoin.dev/quoin/lang/types"
	"quoin.dev/quoin/value"
)

// Code is the executable form of a function: instructions over registers.
//
// The registers of a frame are, in order: declared parameters, other local
// variables, temporaries. Arguments of a call stand in consecutive temporaries
// which become the first registers of the frame called.
type Code struct {
	Instrs []Instr
	// Pos is the source offset of each instruction.
	Pos    []int32
	Consts []value.Value
	Names  []string // of members
	Types  []types.Type

	// Caches are those of the instructions that read, write and call members, by
	// their D. The first stays empty: it is that of instructions without one.
	Caches []Cache
	// Shapes are those of the object literals.
	Shapes []*value.Shape

	Functions []*Function // called directly, or the formulas created here
	Natives   []*Native

	// Init holds the first value of every parameter and local variable; its
	// length is where the temporaries begin.
	Init      []value.Value
	Registers int // of the whole frame
	Params    int // how many of the first registers are parameters
	// Checked is true when a parameter has a declared type. ParamMasks are those
	// of the declared parameters' types (types.Type.Mask), ResultMask that of the
	// result's.
	Checked    bool
	ParamMasks []uint16
	ResultMask uint16
	// Lends is true when the function does no more with its first argument than to
	// read and write properties of it: it is the caller's again afterwards.
	Lends bool
	// End is where the instructions of the implicit return begin.
	End int32
	// Cells says which variables are kept in cells because their address is
	// taken; nil: none.
	Cells []bool
	// Locals names the local variables by register, for people; LocalTypes are
	// the types they were declared with.
	Locals     []string
	LocalTypes []types.Type
	// Starts are the beginnings of statements in the order of instructions:
	// where a debugger may stop.
	Starts []Start
	// Captures of a formula: register of the enclosing frame → register here.
	Captures []Capture
	// Resume says where to go on after an error that a handler dealt with,
	// sorted by Start; they do not overlap.
	Resume []Resume
	// Text is the source of a formula.
	Text string
}

// Capture copies a variable into a formula when it is created.
type Capture struct {
	From, To int32
	Cell     bool // the variable is kept in a cell in the enclosing frame
}

// Start is the beginning of a statement: its first instruction and where it
// stands in the source.
type Start struct{ PC, Pos int32 }

// Resume maps the instructions of one statement to the start of the next.
type Resume struct{ Start, End, Target int32 }

func (c *Code) inCell(i int) bool { return i < len(c.Cells) && c.Cells[i] }

// resume returns where execution goes on after the statement of pc.
func (c *Code) resume(pc int32) int32 {
	i := sort.Search(len(c.Resume), func(i int) bool { return c.Resume[i].Start > pc })
	if i--; i >= 0 && pc < c.Resume[i].End {
		return c.Resume[i].Target
	}
	return c.End
}

// Instr is one instruction. In the comments below A, B, C, D are its operands, R
// the registers; K, N, T, F the constants, names, types and functions of the
// code; pc the index of the instruction that runs next.
type Instr struct {
	Op      Op
	D       uint16
	A, B, C int32
}

// Op is the operation of an instruction.
type Op uint16

// The operations.
const (
	OpNop       Op = iota
	OpMove         // R[A] = R[B]
	OpConst        // R[A] = K[B]
	OpInt          // R[A] = the whole number B
	OpUndefined    // R[A] = undefined
	OpThis         // R[A] = This
	OpConvert      // R[A] = R[B] as a variable of type T[C] takes it

	OpArg        // R[A] = argument number R[B] (${…})
	OpSetArg     // argument number R[A] = R[B]
	OpGlobal     // R[A] = process variable B
	OpSetGlobal  // process variable A = R[B]
	OpTypeGlobal // process variable A is declared with type T[B]
	OpShared     // R[A] = inter-process variable B
	OpSetShared  // inter-process variable A = R[B]
	OpMakeCell   // R[A] = pointer to a new cell of type T[B] that holds R[A]
	OpCell       // R[A] = what the cell R[B] holds
	OpSetCell    // the cell R[A] holds R[B]

	OpAdd // R[A] = R[B] op R[C], for this and the next
	OpSub
	OpMul
	OpDiv
	OpIntDiv
	OpMod
	OpPow
	OpEq
	OpNe
	OpLt
	OpLe
	OpGt
	OpGe
	OpAnd
	OpOr
	OpXor
	OpShiftL
	OpShiftR
	OpBitSet
	OpBitClear
	OpBitTest
	OpPicture // R[A] = R[B] "*+" or "*|" R[C]
	OpAddInt  // R[A] = R[B] op the whole number C, for this and the next
	OpMulInt
	OpIntDivInt // C is above 0, for this and the next
	OpModInt
	OpSubInt
	OpAddTo // the variable R[A], declared as an integer, = R[B] op R[C], for this and the next
	OpSubTo
	OpMulTo
	OpIntDivTo
	OpModTo
	OpAddIntTo // the same with the whole number C, for this and the next
	OpMulIntTo
	OpIntDivIntTo
	OpModIntTo
	OpSubIntTo
	OpNeg    // R[A] = -R[B]
	OpNumber // R[A] = R[B], which must be a number ("+x")

	OpJump    // pc = A
	OpLoop    // pc = A, backwards: polls
	OpIf      // if the condition R[A] holds, pc = B
	OpIfNot   // if it does not, pc = B
	OpTruthy  // if R[A] is truthy, pc = B
	OpFalsy   // if it is not, pc = B
	OpIfLt    // if R[A] < R[B], pc = C; for this and the next
	OpIfLe    //
	OpIfGt    //
	OpIfGe    //
	OpIfEq    //
	OpIfNe    //
	OpIfNotLt // if not R[A] < R[B], pc = C; for this and the next
	OpIfNotLe
	OpIfNotGt
	OpIfNotGe
	OpIfLtInt // if R[A] < the whole number B, pc = C; for this and the next
	OpIfLeInt
	OpIfGtInt
	OpIfGeInt
	OpIfEqInt
	OpIfNeInt
	OpIfNotLtInt // if not R[A] < the whole number B, pc = C; for this and the next
	OpIfNotLeInt
	OpIfNotGtInt
	OpIfNotGeInt

	OpForTest  // counter R[A], limit R[B], step R[B+1]: if out of range, pc = C
	OpForUp    // counter R[A] += D, a step above 0; if within R[B], pc = C; polls
	OpForNext  // counter R[A] += R[B+1]; if within R[B], pc = C; polls
	OpForEach  // R[A] = iterator over R[A] from R[A+1] to R[A+2]
	OpNextItem // R[B] = next item of iterator R[A]; at the end, pc = C; polls

	OpGet      // R[A] = R[B].N[C]
	OpGetLoose // the same; null reads as undefined (variables declared as objects)
	OpGetThis  // R[A] = This.N[C]
	OpSet      // R[A].N[B] = R[C]
	OpSetThis  // This.N[B] = R[C]
	OpIndex    // R[A] = R[B][R[C]]
	OpSetIndex // R[A][R[B]] = R[C]
	OpCharAt   // R[A] = R[B][[R[C]]]
	OpSetChar  // R[A] = text R[A] with character R[B] replaced by R[C]
	OpElement  // R[A] = R[B]{R[C]}
	OpSetElem  // R[A]{R[B]} = R[C]
	OpDeref    // R[A] = R[B]->
	OpSetDeref // R[A]-> = R[B]

	OpRefLocal  // R[A] = ->R[B], a variable of type T[C]; for the length of a call
	OpRefGlobal // R[A] = ->process variable B
	OpRefShared // R[A] = ->inter-process variable B
	OpRefGet    // R[A] = ->R[B].N[C]
	OpRefIndex  // R[A] = ->R[B][R[C]]
	OpRefElem   // R[A] = ->R[B]{R[C]}, of the variable N[D-1] unless D is 0
	OpRefArg    // R[A] = ->argument number R[B]

	OpNewObject // R[A] = {} with room for B properties
	OpLiteral   // R[A] = an object of shape S[B] with the values R[C], R[C+1] …
	OpField     // R[A] gets the property N[B] = R[C]
	OpNewList   // R[A] = [R[B] … R[B+C-1]]
	OpFormula   // R[A] = F[B] as a formula, capturing variables

	OpCall        // R[A] = F[B](R[A] … R[A+C-1])
	OpCallForward // R[A] = F[B](all arguments of this frame)
	OpNative      // R[A] = native B (R[A] … R[A+C-1])
	OpCallMember  // R[A] = R[A].N[B](R[A+1] … R[A+C])
	OpCallKey     // R[A] = R[A][R[A+1]](R[A+2] … R[A+1+C])
	OpCallValue   // R[A] = R[A](R[A+1] … R[A+C])
	OpSuperNew    // the parent's constructor with R[A] … R[A+C-1]
	OpSuperCall   // R[A] = Super.N[B](R[A] … R[A+C-1])
	OpSuperGet    // R[A] = Super.N[B]
	OpSuperSet    // Super.N[B] = R[A]

	OpReturn   // return R[A]
	OpReturnUn // return the empty value of the declared result
	OpTry      // errors from here on: pc = A; B: 1 sets R[C] to undefined
	OpEndTry   // the try ended well
	OpLeaveTry // the try is left by a jump
	OpUse      // lock the group of R[A]
	OpEndUse   // unlock the innermost lock of this frame
	OpUseThis  // lock This if it is shared (shared functions)
	OpAssert   // if assertions are off, pc = A
	OpCheckSup // fail if the constructor has not called Super yet
	OpRaise    // fail with the message N[A] and the code N[B]
	// OpRaiseLate is written into the copy of a frame's code alone: raise the
	// error that waits for the end of the statement.
	OpRaiseLate
	// OpBreak stands in the copy of a function's code that a debugger asked for,
	// at each statement start (see hooked): it looks, then the instruction that
	// stood there runs.
	OpBreak

	opCount // how many there are
)

var opNames = strings.Fields(`Nop Move Const Int Undefined This Convert
	Arg SetArg Global SetGlobal TypeGlobal Shared SetShared MakeCell Cell SetCell
	Add Sub Mul Div IntDiv Mod Pow Eq Ne Lt Le Gt Ge And Or Xor ShiftL ShiftR BitSet BitClear BitTest
	Picture AddInt MulInt IntDivInt ModInt SubInt
	AddTo SubTo MulTo IntDivTo ModTo AddIntTo MulIntTo IntDivIntTo ModIntTo SubIntTo Neg Number
	Jump Loop If IfNot Truthy Falsy IfLt IfLe IfGt IfGe IfEq IfNe IfNotLt IfNotLe IfNotGt IfNotGe
	IfLtInt IfLeInt IfGtInt IfGeInt IfEqInt IfNeInt IfNotLtInt IfNotLeInt IfNotGtInt IfNotGeInt
	ForTest ForUp ForNext ForEach NextItem
	Get GetLoose GetThis Set SetThis Index SetIndex CharAt SetChar Element SetElem Deref SetDeref
	RefLocal RefGlobal RefShared RefGet RefIndex RefElem RefArg
	NewObject Literal Field NewList Formula
	Call CallForward Native CallMember CallKey CallValue SuperNew SuperCall SuperGet SuperSet
	Return ReturnUn Try EndTry LeaveTry Use EndUse UseThis Assert CheckSup Raise RaiseLate Break`)

// String returns the operation's name.
func (o Op) String() string {
	if int(o) < len(opNames) {
		return opNames[o]
	}
	return fmt.Sprintf("Op(%d)", uint16(o))
}

// Disassemble lists the code for people and tests.
func (c *Code) Disassemble() string {
	var b strings.Builder
	for i, in := range c.Instrs {
		fmt.Fprintf(&b, "%4d %-10s %d %d %d\n", i, in.Op, in.A, in.B, in.C)
	}
	return b.String()
}
