package orda

// Selection is an ordered or unordered list of references to records.
type Selection struct {
	class     *Dataclass
	records   []int64
	ordered   bool
	alterable bool
}

// DistinctOptions says how Distinct compares and answers.
type DistinctOptions struct {
	Diacritical bool // tell case and accents apart
	CountValues bool // objects {value, count}
}
