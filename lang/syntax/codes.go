package syntax

// Codes of syntax errors. They are stable: people silence and look them up.
const (
	CodeCharacter    = "syntax.character"    // a sign that means nothing
	CodeText         = "syntax.text"         // a text without closing quote
	CodeComment      = "syntax.comment"      // a comment without end
	CodeNumber       = "syntax.number"       // a number run into something else
	CodeDate         = "syntax.date"         // a date that no calendar has
	CodeContinuation = "syntax.continuation" // a "\" that continues nothing
	CodeExpression   = "syntax.expression"   // an expression is missing
	CodeExpected     = "syntax.expected"     // a sign or word is missing
	CodeExtra        = "syntax.extra"        // text after a complete statement
	CodeEnd          = "syntax.end"          // a block without its end
	CodeStray        = "syntax.stray"        // an end, Else or branch without its block
	CodeTarget       = "syntax.target"       // an assignment to something that holds no value
	CodeName         = "syntax.name"         // a name is missing or malformed
	CodeType         = "syntax.type"         // a type is missing or malformed
	CodeMember       = "syntax.member"       // text between the members of a class
	CodeDeclare      = "syntax.declare"      // parameters declared twice, too late or in a class
	CodeDialect      = "syntax.dialect"      // the other dialect's spelling
	CodeParameter    = "syntax.parameter"    // a parameter without "$" in 4D
	CodeDepth        = "syntax.depth"        // nested or strung together too far
	CodeSQL          = "syntax.sql"          // SQL where there is none
)
