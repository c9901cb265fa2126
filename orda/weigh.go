package orda

import (
	"unsafe"

	"quoin.dev/quoin/value"
)

// Weigh adds the memory of the entity: its values and what it has loaded beside
// them. Rows may be shared with other entities of a selection.
func (e *Entity) Weigh(s *value.Scale) {
	if !s.Block(unsafe.Pointer(e), int(unsafe.Sizeof(*e))) {
		return
	}
	weighRow(s, e.base)
	weighRow(s, e.row)
	if e.sel != nil {
		s.AddNative(e.sel)
	}
	for _, r := range e.related {
		if r != nil {
			s.AddNative(r)
		}
	}
	for _, r := range e.many {
		if r != nil {
			s.AddNative(r)
		}
	}
}

func weighRow(s *value.Scale, row []value.Value) {
	s.Block(unsafe.Pointer(unsafe.SliceData(row)), cap(row)*int(unsafe.Sizeof(value.Value{})))
	s.Add(row...)
}

// Weigh adds the memory of the selection: its references and the entities it has
// read ahead.
func (s *Selection) Weigh(scale *value.Scale) {
	if !scale.Block(unsafe.Pointer(s), int(unsafe.Sizeof(*s))) {
		return
	}
	scale.Block(unsafe.Pointer(unsafe.SliceData(s.records)), cap(s.records)*int(unsafe.Sizeof(int64(0))))
	for _, e := range s.loaded {
		if e != nil {
			scale.AddNative(e)
		}
	}
	scale.Add(s.plan, s.path)
}
