package check

// ClassInfo is what the checker knows of a class: one of the project's, one that
// the data model implies, or a built-in one. It does not change once made.
type ClassInfo struct {
	Symbol  *Symbol
	Name    string             // "cs.User", "4D.File"
	Parent  string             // "" for 4D.Object
	Members map[string]*Symbol // of instances, by exact name; without those of parents
	Statics map[string]*Symbol // of the class object
	// Constructor is nil where the parent's counts.
	Constructor                *Symbol
	Shared, Singleton, Session bool
	// Open says that instances may have properties nobody declares: the class
	// assigns them by computed names, or is built that way.
	Open bool

	unit  *unit
	from  *Project // the component that it comes from
	print uint64
}

// Library answers for the built-ins of the language.
type Library interface {
	// Command returns the command of a name; its token decides where there is one.
	// nil: none.
	Command(norm, token string) *Symbol
	// Constant returns a constant by name or token; nil: none.
	Constant(norm, token string) *Symbol
	// Class returns a built-in class by its full name, "4D.File"; nil: none.
	Class(name string) *ClassInfo
	// All returns the commands, constants and classes, sorted by name.
	All() []*Symbol
}

// Model answers for the data model.
type Model interface {
	// Dataclasses returns the dataclasses with their stored and related attributes.
	Dataclasses() []*DataclassInfo
}

// DataclassInfo is a dataclass as the model declares it.
type DataclassInfo struct {
	Symbol *Symbol // Kind Dataclass
	// Attributes in the order of the model: what a column holds, cs.XEntity for a
	// relation to one, cs.XSelection for a relation to many.
	Attributes []*Symbol
}
