package query

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/value"
)

func parse(text string, args []value.Value, settings Settings) (*Query, error) {
	return nil, fault.New(fault.Unsupported, "query.todo", "not written yet")
}

func parsePath(text string) (Path, error) {
	return nil, fault.New(fault.Unsupported, "query.todo", "not written yet")
}

func parseOrder(text string) ([]OrderBy, error) {
	return nil, fault.New(fault.Unsupported, "query.todo", "not written yet")
}
