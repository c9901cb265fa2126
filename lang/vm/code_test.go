package vm

import "testing"

func TestEveryOperationHasAName(t *testing.T) {
	if len(opNames) != int(opCount) {
		t.Fatalf("%d operations, %d names", opCount, len(opNames))
	}
	for op, name := range map[Op]string{OpConvert: "Convert", OpAdd: "Add", OpNumber: "Number", OpIfNotGe: "IfNotGe",
		OpNextItem: "NextItem", OpSetDeref: "SetDeref", OpFormula: "Formula", OpSuperSet: "SuperSet", OpRaise: "Raise"} {
		if op.String() != name {
			t.Errorf("%s is named %s", name, op)
		}
	}
}
