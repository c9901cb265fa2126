package vm

import (
	"testing"

	"quoin.dev/quoin/value"
)

func TestVerify(t *testing.T) {
	good := func() *Code {
		return &Code{Registers: 3, Init: make([]value.Value, 2), Consts: make([]value.Value, 1), Instrs: []Instr{{Op: OpReturn}}}
	}
	if err := good().Verify(); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []Instr{{Op: OpMove, A: 3}, {Op: OpMove, A: -1}, {Op: OpConst, B: 1}, {Op: OpConvert}, {Op: OpAdd, C: 3},
		{Op: OpJump, A: 2}, {Op: OpIf, B: -1}, {Op: OpIfLtInt, C: 2}, {Op: OpForTest, B: 2}, {Op: OpModInt}, {Op: OpIntDivIntTo, C: -1}, {Op: opCount}} {
		c := good()
		c.Instrs = append([]Instr{bad}, c.Instrs...)
		if c.Verify() == nil {
			t.Errorf("%v passes", bad)
		}
	}
	for _, change := range []func(*Code){
		func(c *Code) { c.Instrs = nil },
		func(c *Code) { c.Instrs = []Instr{{Op: OpNop}} },
		func(c *Code) { c.Registers = 1 },
		func(c *Code) { c.Params = 3 },
	} {
		c := good()
		if change(c); c.Verify() == nil {
			t.Errorf("%+v passes", c)
		}
	}
}
