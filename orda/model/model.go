// Package model provides the data model: dataclasses, attributes, relations and
// indexes, read from and written to catalog.4DCatalog (spec/orda_rest.md 1).
package model

// Model is a data model. It is immutable once built.
type Model struct {
	Name      string
	UUID      string
	Collation string // language of text comparison, "en" if not given
	Classes   []*Dataclass
	// Problems of what the classes declare: aliases that lead nowhere.
	Problems []Problem

	byName map[string]*Dataclass // by lower-case name
}

// Empty returns the model of a project without a database.
func Empty(name string) *Model {
	return &Model{Name: name, Collation: "en", byName: map[string]*Dataclass{}}
}

// Class returns a dataclass by name without regard to case, nil if none.
// ORDA itself compares names exactly; callers that must, check Name.
func (m *Model) Class(name string) *Dataclass { return m.byName[fold(name)] }

// Dataclass is a table seen as a class of entities.
type Dataclass struct {
	Name    string
	UUID    string
	Number  int  // table number, from 1
	Exposed bool // visible to REST
	Key     *Attribute
	// Attributes in the order of the file: storage, then relations, then what
	// the entity class declares (computed, alias).
	Attributes []*Attribute
	Indexes    []Index
	// KeepDeleted keeps a deletion marker; NoJournal leaves it out of the journal.
	KeepDeleted, NoJournal bool

	byName map[string]*Attribute
}

// Attribute returns an attribute by its exact name, nil if none.
func (d *Dataclass) Attribute(name string) *Attribute { return d.byName[name] }

// Kind is what an attribute is.
type Kind uint8

const (
	Storage         Kind = iota // a column
	RelatedEntity               // N to 1
	RelatedEntities             // 1 to N
	Calculated                  // computed by functions of the entity class
	Alias                       // a path to another attribute
)

// Type is the type of a stored value.
type Type uint8

const (
	NoType Type = iota
	BoolType
	IntType  // 16 or 32 bits
	LongType // 64 bits
	RealType
	DateType
	TimeType
	TextType
	UUIDType // text of 32 hexadecimal digits
	PictureType
	BlobType
	ObjectType
)

// Attribute is one attribute of a dataclass.
type Attribute struct {
	Name    string
	UUID    string
	Kind    Kind
	Type    Type // of Storage; of Calculated and Alias when known
	Number  int  // field number, from 1; 0 when not stored
	Exposed bool

	// Internal marks a column whose name a relation took (often its own foreign
	// key): it is stored, but no attribute that code or REST sees.
	Internal bool

	Unique, Mandatory bool
	// NeverNull maps null to the blank value of the type.
	NeverNull bool
	// AutoSequence and AutoUUID fill the attribute at save when it is null.
	AutoSequence, AutoUUID  bool
	Indexed, KeywordIndexed bool
	MaxLength               int    // of text, in characters; 0 = unlimited
	ObjectClass             string // "4D.Vector"; "" for a plain object
	TypeCode                int    // of the file, for writing and for the catalog

	// Relations.
	Related    *Dataclass // the class it leads to
	ForeignKey *Attribute // RelatedEntity: own column; RelatedEntities: column of Related
	TargetKey  *Attribute // the column the foreign key holds; usually the key of the 1 side
	Inverse    *Attribute // nil if none
	OnDelete   DeleteRule // of the children when the 1 side is dropped; on both sides

	// Calculated and Alias, declared by the entity class.
	Path     []string // Alias
	ReadOnly bool
	// ResultClass of a calculated or alias attribute that yields an entity or a
	// selection; Selection tells which.
	ResultClass *Dataclass
	Selection   bool
	// SimpleDate is true for a date without a time zone.
	SimpleDate bool
}

// DeleteRule is the deletion control of a relation.
type DeleteRule uint8

const (
	Leave    DeleteRule = iota // children keep a key that leads nowhere
	Restrict                   // refuse while there are children
	Cascade                    // drop the children too
)

// Index is an index over one or more stored attributes.
type Index struct {
	Name       string
	Attributes []*Attribute
	Unique     bool
	Keywords   bool
}
