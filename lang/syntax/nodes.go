// Package syntax provides the scanner, the tree, the tolerant parser and the
// printer of both dialects of the language. Parsing always yields a tree;
// errors are a list beside it.
package syntax

import "quoin.dev/quoin/source"

// Dialect is one of the two spellings of the language.
type Dialect uint8

const (
	FourD Dialect = iota // .4dm: ":=" assigns, ";" separates, no operator precedence
	Qodly                // .4qs: "=" assigns, "," separates, C-like precedence
)

// FileKind says what a file's text is.
type FileKind uint8

const (
	Method FileKind = iota // a project method, a database method or a trigger; a snippet
	Class                  // a class
)

// File is the tree of one source file.
type File struct {
	Source     *source.File
	Dialect    Dialect
	Kind       FileKind
	Attributes *Comment // the %attributes header of a .4dm file, nil if none

	// A method has Declare (may be nil) and Body; a class has Extends and Members.
	Declare *Signature
	Body    *Block
	Extends *TypeName
	Members []Member

	Comments []*Comment // all, in order
	Errors   []Error
}

// Error is a fault of syntax. Code begins with "syntax.".
type Error struct {
	Span    source.Span
	Code    string
	Message string
	Warning bool // the tree is usable and the meaning clear
}

// Comment is a comment with its marks ("//", "/* */", "`").
type Comment struct {
	Span source.Span
	Text string
}

// Node is any part of a tree.
type Node interface{ Pos() source.Span }

type node struct{ Span source.Span }

// Pos returns the bytes the node covers.
func (n *node) Pos() source.Span { return n.Span }

// --- names and types

// Ident is a name as written, without token suffix; Norm is what resolution
// compares: single spaces, lower case.
type Ident struct {
	node
	Name string
	Norm string
	// Token is the suffix ":C1710" as "C1710", ":K8:3" as "K8:3", "" if none. It
	// is authoritative for commands and constants when present.
	Token string
}

// TypeName is a type as written: "Text", "cs.User", "4D.File", "cs.NetKit.Google".
type TypeName struct {
	node
	Store string // "", "cs" or "4D"
	Name  string // after the store; with its namespace, dotted
	Token string // of the first word, as in an Ident
}

// --- class members

// Member is a part of a class file: *Property, *Alias or *Function.
type Member interface {
	Node
	member()
}

// Property is "property a; b : T" or "property a : T := e".
type Property struct {
	node
	Names []*Ident
	Type  *TypeName // nil: variant
	Init  Expr      // nil: none
}

// Alias is "exposed Alias name path.to.attribute".
type Alias struct {
	node
	Exposed bool
	Name    *Ident
	Path    []string
}

// FunctionKind tells functions, accessors, events and constructors apart.
type FunctionKind uint8

const (
	Plain FunctionKind = iota
	Getter
	Setter
	QueryFunction
	OrderByFunction
	EventFunction
	Constructor
)

// Function is a function, accessor, event handler or constructor of a class.
type Function struct {
	node
	Kind      FunctionKind
	Name      *Ident // nil for a constructor; the attribute of an event, nil if none
	Event     string // "touched", "validatesave" … in lower case; "restrict"
	Modifiers Modifiers
	Sig       *Signature
	Body      *Block
}

// Modifiers are the words before Function, Alias or Class constructor.
type Modifiers struct {
	Exposed, Local, Shared, Singleton, Session, OnHTTPGet bool
}

// Signature is the parameters and result of a method or function.
type Signature struct {
	node
	Params   []*Param
	Variadic *TypeName // type of "..."; nil with HasVariadic: variant
	// HasVariadic is true for a final "...".
	HasVariadic bool
	ResultName  *Ident    // "-> name", nil if none
	Result      *TypeName // nil if none or untyped
}

// Param is one declared parameter. Names are kept with their "$" in 4D.
type Param struct {
	node
	Name *Ident
	Type *TypeName // nil: variant
}

func (*Property) member() {}
func (*Alias) member()    {}
func (*Function) member() {}

// --- statements

// Stmt is a statement.
type Stmt interface {
	Node
	stmt()
}

// Block is a list of statements. It covers the text from the end of its head
// (the line of If, Else, Function …) to what ends it, with the comments in it.
type Block struct {
	node
	Stmts []Stmt
}

type (
	// Var is "var $a; $b : T" or "var $a : T := e" (one name). It also stands for
	// the old C_TEXT($a;$b): Legacy is then true, Type is the one the command
	// declares and Command the command as written. A legacy name may be "$1", or
	// "${2}" (parameters from the second on). The other forms of those commands
	// (array elements, the parameters of another method, C_STRING's length) stay
	// calls.
	Var struct {
		node
		Names   []*Ident
		Type    *TypeName
		Init    Expr
		Legacy  bool
		Command *Ident
	}
	// Assign is "target := e" or a compound assignment; Op is 0 for the plain form.
	Assign struct {
		node
		Target Expr
		Op     Operator
		Value  Expr
	}
	// ExprStmt is an expression as a statement: mostly a call.
	ExprStmt struct {
		node
		X Expr
	}
	// If is "If … Else … End if".
	If struct {
		node
		Cond Expr
		Then *Block
		Else *Block // nil if none
	}
	// Case is "Case of : (c) … Else … End case" and QodlyScript's switch.
	Case struct {
		node
		Branches []*Branch
		Else     *Block
	}
	// Branch is one ": (c)" of a Case.
	Branch struct {
		node
		Cond Expr
		Body *Block
	}
	// For is the counted loop; Step may be nil.
	For struct {
		node
		Counter  Expr // a variable, or any assignable expression in old code
		From, To Expr
		Step     Expr
		Body     *Block
	}
	// ForEach is the iteration; Begin, End, Guard may be nil. Until says which
	// word stood before the guard.
	ForEach struct {
		node
		Item       Expr
		Over       Expr
		Begin, End Expr
		Guard      Expr
		Until      bool
		Body       *Block
	}
	// While is the loop that tests first.
	While struct {
		node
		Cond Expr
		Body *Block
	}
	// Repeat is the loop that tests last.
	Repeat struct {
		node
		Body *Block
		Cond Expr
	}
	// Use locks a shared object or collection for its block.
	Use struct {
		node
		X    Expr
		Body *Block
	}
	// Try is "Try … Catch … End try"; Catch may be nil in broken code only.
	Try struct {
		node
		Body  *Block
		Catch *Block
	}
	// Return ends the function; X may be nil.
	Return struct {
		node
		X Expr
	}
	// Break leaves the innermost loop.
	Break struct{ node }
	// Continue starts the next turn of the innermost loop.
	Continue struct{ node }
	// SQL is "Begin SQL … End SQL": kept as text, refused when executed.
	SQL struct {
		node
		Text string
	}
	// BadStmt covers text that is no statement.
	BadStmt struct{ node }
)

func (*Var) stmt()      {}
func (*Assign) stmt()   {}
func (*ExprStmt) stmt() {}
func (*If) stmt()       {}
func (*Case) stmt()     {}
func (*For) stmt()      {}
func (*ForEach) stmt()  {}
func (*While) stmt()    {}
func (*Repeat) stmt()   {}
func (*Use) stmt()      {}
func (*Try) stmt()      {}
func (*Return) stmt()   {}
func (*Break) stmt()    {}
func (*Continue) stmt() {}
func (*SQL) stmt()      {}
func (*BadStmt) stmt()  {}

// --- expressions

// Expr is an expression.
type Expr interface {
	Node
	expr()
}

// LitKind is the kind of a literal.
type LitKind uint8

const (
	IntLit LitKind = iota
	RealLit
	TextLit // Value holds the text with its escapes resolved
	DateLit
	TimeLit
)

// Operator is a unary or binary operator, the same for both spellings.
type Operator uint8

const (
	NoOp Operator = iota
	Add
	Sub
	Mul
	Div
	IntDiv
	Mod
	Pow
	Eq // "=" in 4D, "==" in QodlyScript
	Ne // "#", "!="
	Lt
	Gt
	Le
	Ge
	And      // "&": logical or bitwise by operand types
	Or       // "|"
	Xor      // "^|"
	AndAlso  // "&&"
	OrElse   // "||"
	ShiftL   // "<<"
	ShiftR   // ">>"
	BitSet   // "?+"
	BitClear // "?-"
	BitTest  // "??"
	MulPlus  // "*+": picture
	MulBar   // "*|": picture
	Neg      // unary "-"
	Plus     // unary "+"
	AddrOf   // "->x": pointer to
)

type (
	// Lit is a literal of a scalar type. Value is the text (TextLit) or the
	// canonical form: digits, "yyyy-mm-dd", "hh:mm:ss".
	Lit struct {
		node
		Kind  LitKind
		Value string
	}
	// Name is a bare name not yet resolved: local, process variable, command,
	// constant, method, class store. Local is true for "$x" in 4D; the Ident's
	// Name keeps the "$". InterProcess is true for "<>x"; the Ident's Name keeps
	// the "<>". "Null", "True" and "False" are names too.
	Name struct {
		node
		Ident        *Ident
		Local        bool
		InterProcess bool
	}
	// Numbered is "$1" (Index nil, N 1) or "${expr}" (Index set).
	Numbered struct {
		node
		N     int
		Index Expr
	}
	// This is "This"; Token as in an Ident.
	This struct {
		node
		Token string
	}
	// Super is "Super", called or as the receiver of a member; Token as in an Ident.
	Super struct {
		node
		Token string
	}
	// Field is "[Table]Field" or "[Table]" (Field nil) of classic 4D. Where no
	// such table exists, "[name]" is a collection of one item: what resolves
	// names decides. The Tokens of both are their numbers, "2" for "[People:2]".
	Field struct {
		node
		Table *Ident
		Field *Ident
	}
	// Member is "x.name".
	MemberExpr struct {
		node
		X    Expr
		Name *Ident
	}
	// Index is "x[i]".
	Index struct {
		node
		X, I Expr
	}
	// CharAt is "x[[n]]".
	CharAt struct {
		node
		X, I Expr
	}
	// Element is "x{n}" of a classic array or blob.
	Element struct {
		node
		X, I Expr
	}
	// Deref is "p->".
	Deref struct {
		node
		X Expr
	}
	// Call is "f(a; b)". Fun is a Name, Member, Super, Index or any value.
	Call struct {
		node
		Fun  Expr
		Args []Expr
	}
	// New is not a node: "cs.X.new(…)" is a Call of a member.

	// Unary is "-x", "+x" or "->x".
	Unary struct {
		node
		Op Operator
		X  Expr
	}
	// Binary is "x op y".
	Binary struct {
		node
		Op   Operator
		X, Y Expr
	}
	// Ternary is "c ? a : b".
	Ternary struct {
		node
		Cond, Then, Else Expr
	}
	// Paren is "(x)"; kept for printing.
	Paren struct {
		node
		X Expr
	}
	// CollectionLit is "[a; b]".
	CollectionLit struct {
		node
		Items []Expr
	}
	// ObjectLit is "{a: 1; "b c": 2}".
	ObjectLit struct {
		node
		Entries []*Entry
	}
	// Entry is one "key: value" of an object literal. Quoted says how the key was
	// written.
	Entry struct {
		node
		Key    string
		Quoted bool
		Value  Expr
	}
	// Formula is "Formula(code)": the code is not evaluated. Body is one
	// statement (ExprStmt, Assign or Return). Token as in an Ident.
	Formula struct {
		node
		Token string
		Body  Stmt
	}
	// TryExpr is "Try(x)"; X is nil for an empty pair.
	TryExpr struct {
		node
		X Expr
	}
	// Mark is a lone operator as an argument: "*", ">", "<", and "&", "|" or a
	// comparison in old queries.
	Mark struct {
		node
		Text string
	}
	// Missing is an empty argument between separators.
	Missing struct{ node }
	// BadExpr covers text that is no expression.
	BadExpr struct{ node }
)

func (*Lit) expr()           {}
func (*Name) expr()          {}
func (*Numbered) expr()      {}
func (*This) expr()          {}
func (*Super) expr()         {}
func (*Field) expr()         {}
func (*MemberExpr) expr()    {}
func (*Index) expr()         {}
func (*CharAt) expr()        {}
func (*Element) expr()       {}
func (*Deref) expr()         {}
func (*Call) expr()          {}
func (*Unary) expr()         {}
func (*Binary) expr()        {}
func (*Ternary) expr()       {}
func (*Paren) expr()         {}
func (*CollectionLit) expr() {}
func (*ObjectLit) expr()     {}
func (*Formula) expr()       {}
func (*TryExpr) expr()       {}
func (*Mark) expr()          {}
func (*Missing) expr()       {}
func (*BadExpr) expr()       {}
