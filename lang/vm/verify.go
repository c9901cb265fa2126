package vm

import "quoin.dev/quoin/fault"

// operands say what A, B and C are to the instructions that fast executes:
// a register (r), a register and the next one (2), a constant (k), a type (t), a
// jump (j) or something else (-). Instructions that are not listed are executed
// by step, which checks.
var operands = [opCount]string{
	OpNop: "---", OpMove: "rr-", OpConst: "rk-", OpInt: "r--", OpUndefined: "r--", OpThis: "r--", OpConvert: "rrt",
	OpAdd: "rrr", OpSub: "rrr", OpMul: "rrr", OpDiv: "rrr", OpIntDiv: "rrr", OpMod: "rrr",
	OpEq: "rrr", OpNe: "rrr", OpLt: "rrr", OpLe: "rrr", OpGt: "rrr", OpGe: "rrr", OpAnd: "rrr", OpOr: "rrr",
	OpAddInt: "rr-", OpSubInt: "rr-", OpMulInt: "rr-", OpIntDivInt: "rr-", OpModInt: "rr-", OpNeg: "rr-",
	OpAddTo: "rrr", OpSubTo: "rrr", OpMulTo: "rrr",
	OpAddIntTo: "rr-", OpSubIntTo: "rr-", OpMulIntTo: "rr-", OpIntDivIntTo: "rr-", OpModIntTo: "rr-",
	OpJump: "j--", OpLoop: "j--", OpIf: "rj-", OpIfNot: "rj-", OpTruthy: "rj-", OpFalsy: "rj-",
	OpIfLt: "rrj", OpIfLe: "rrj", OpIfGt: "rrj", OpIfGe: "rrj", OpIfEq: "rrj", OpIfNe: "rrj",
	OpIfNotLt: "rrj", OpIfNotLe: "rrj", OpIfNotGt: "rrj", OpIfNotGe: "rrj",
	OpIfLtInt: "r-j", OpIfLeInt: "r-j", OpIfGtInt: "r-j", OpIfGeInt: "r-j", OpIfEqInt: "r-j", OpIfNeInt: "r-j",
	OpIfNotLtInt: "r-j", OpIfNotLeInt: "r-j", OpIfNotGtInt: "r-j", OpIfNotGeInt: "r-j",
	OpForTest: "r2j", OpForUp: "r2j", OpForNext: "r2j",
	OpGet: "rr-", OpGetLoose: "rr-", OpGetThis: "r--", OpSet: "r-r", OpSetThis: "--r", OpIndex: "rrr", OpSetIndex: "rrr",
	OpNextItem: "rrj", OpCall: "r--", OpCallMember: "r--", OpReturn: "r--",
}

// Verify checks what fast relies on: that every operand of the code is in its
// place, that numbers to divide by are above 0 and that the code does not run
// past its end. The compiler calls it for each function.
func (c *Code) Verify() error {
	bad := func(pc int) error {
		return fault.New(fault.Internal, "vm.verify", "The compiler made wrong code (%s at %d).", c.Instrs[pc].Op, pc)
	}
	if last := len(c.Instrs) - 1; last < 0 || c.Registers < 1 || c.Registers < len(c.Init) || c.Params > len(c.Init) {
		return fault.New(fault.Internal, "vm.verify", "The compiler made wrong code.")
	} else if op := c.Instrs[last].Op; op != OpReturn && op != OpReturnUn {
		return bad(last)
	}
	for pc, in := range c.Instrs {
		if in.Op >= opCount {
			return bad(pc)
		}
		switch in.Op {
		case OpGet, OpGetLoose, OpGetThis, OpSet, OpSetThis, OpCallMember:
			if int(in.D) >= len(c.Caches) {
				return bad(pc)
			}
		case OpIntDivInt, OpModInt, OpIntDivIntTo, OpModIntTo:
			if in.C <= 0 {
				return bad(pc)
			}
		}
		for i, what := range operands[in.Op] {
			if !c.has(what, [...]int32{in.A, in.B, in.C}[i]) {
				return bad(pc)
			}
		}
	}
	return nil
}

func (c *Code) has(what rune, n int32) bool {
	limit := len(c.Instrs)
	switch what {
	case '-':
		return true
	case 'r':
		limit = c.Registers
	case '2':
		limit = c.Registers - 1
	case 'k':
		limit = len(c.Consts)
	case 't':
		limit = len(c.Types)
	}
	return n >= 0 && int(n) < limit
}

// SetLends works out Lends, which the compiler asks for when the code is whole.
func (c *Code) SetLends() {
	c.Lends = false
	if c.Params == 0 || c.inCell(0) {
		return
	}
	for _, in := range c.Instrs {
		if !c.lends(in) {
			return
		}
	}
	c.Lends = true
}

// lends reports whether an instruction leaves register 0 where it is.
func (c *Code) lends(in Instr) bool {
	switch in.Op {
	case OpGet, OpGetLoose:
		return true // what it writes cannot be what it read
	case OpSet:
		return in.C != 0
	case OpNative:
		return in.A != 0
	case OpReturnUn:
		return true
	}
	if operands[in.Op] == "" {
		return false
	}
	for i, what := range operands[in.Op] {
		if n := [...]int32{in.A, in.B, in.C}[i]; n == 0 && (what == 'r' || what == '2') {
			return false
		}
	}
	return in.Op != OpCall && in.Op != OpCallMember || in.A != 0
}
