package check

// Code is the stable name of a kind of diagnostic, with its explanation. Codes
// of syntax begin with "syntax." and are explained in package syntax.
type Code struct {
	Code     string
	Severity Severity
	// Explanation says what is wrong, when it matters, and what to do.
	Explanation string
}

// Codes returns the table of what the checker reports.
func Codes() []Code {
	return []Code{
		{"argument.built-in", Warning, "A built-in is given an argument of a type that it does not convert."},
		{"argument.count", Warning, "A built-in is called with fewer or more arguments than it takes."},
		{"argument.extra", Warning, "A method or function is called with more arguments than it has parameters, and does not look at the rest."},
		{"argument.type", Error, "A method or function is given an argument that its declared parameter cannot hold. The call fails."},
		{"assign.read-only", Warning, "A property that can only be read is assigned."},
		{"assign.target", Error, "A command, a constant or a method is assigned. Its name means the same afterwards, so the value is lost."},
		{"assign.type", Error, "A variable is given a value that its declared type cannot hold. The assignment fails."},
		{"catch.empty", Hint, "A Catch does nothing: whoever looks for the error finds no trace of it."},
		{"class.cycle", Error, "A class extends itself, directly or through its parents. It is treated as extending Object."},
		{"class.duplicate", Error, "Two files define a class of the same name. The first in the order of paths counts."},
		{"class.duplicate-member", Error, "A class has two functions, accessors or constructors of one name. The first counts."},
		{"class.property-function", Error, "A class declares a property and a function of one name."},
		{"class.super", Error, "The constructor of a class that extends one of yours does not call Super. Making an instance fails."},
		{"class.unknown-attribute", Warning, "A function of an entity class is for an attribute that the dataclass does not have. It is never called."},
		{"class.unknown-parent", Warning, "The class to extend exists neither among the project's classes nor among the built-in ones."},
		{"command.unavailable", Warning, "The command is known but does nothing here: it is not available yet, or needs a desktop. Executing it raises an error."},
		{"compare.types", Warning, "Values of two different types are compared: they are never equal."},
		{"condition.type", Error, "A text, a number or a date stands where a condition is tested. Executing it fails."},
		{"exposed.closed", Warning, "An exposed function that the roles let nobody call but WebAdmin."},
		{"exposed.data", Hint, "An exposed function reads a dataclass that some of those who may call it may not read. The function fails for them."},
		{"exposed.http-get", Warning, "A function is marked onHTTPGet and not exposed. Nobody can call it from outside."},
		{"exposed.ignored", Warning, "A function is exposed in a class whose functions cannot be called from outside."},
		{"flow.missing-return", Warning, "A function that declares a result can end without giving one. The caller gets the empty value of the type."},
		{"flow.unreachable", Warning, "A statement stands behind one that always leaves: it is never executed."},
		{"ignore.unused", Hint, "A comment silences something that is not reported."},
		{"loop.outside", Error, "Break and continue stand inside a loop only."},
		{"loop.values", Error, "For each goes through something that has no items: a text, a number, a date. Executing it fails."},
		{"member.scalar", Error, "A property of a text, a number, a boolean or a date is read. They have none, and reading one fails."},
		{"member.static", Warning, "A function of the instances of a class is called on the class itself, which does not have it."},
		{"member.unknown", Warning, "A property or function that the class of a value does not have. Reading it yields undefined, calling it fails."},
		{"method.duplicate", Error, "Two files define a method of the same name. Case does not matter. The first in the order of paths counts."},
		{"method.hidden", Warning, "A method has the name of a command. The name means the command, so that the method is never called."},
		{"name.unknown", Warning, "A name is neither a command, a method nor a constant, and no code gives a variable of that name a value. It reads as undefined."},
		{"name.unknown-call", Warning, "Something is called that is neither a command, a method nor a variable. The call fails when it is executed."},
		{"name.unknown-class", Warning, "There is no such class in cs or 4D. Reading it yields undefined."},
		{"name.unknown-constant", Warning, "A name with a constant's token is no known constant."},
		{"object.duplicate-key", Warning, "An object literal gives a property twice. The last value counts."},
		{"operator.precedence", Warning, "A comparison of 4D follows an operator such as & without parentheses. Operators are applied from left to right, so it compares the result of the other."},
		{"operator.types", Error, "An operator is applied to values that it does not work on. Executing it fails."},
		{"parameter.duplicate", Error, "Two parameters, or a parameter and the result, have one name."},
		{"query.attribute", Warning, "A query, an order or a path names an attribute that the dataclass does not have."},
		{"query.parameters", Warning, "A query has a placeholder for which no value is given. Executing it fails."},
		{"query.syntax", Error, "A query or an order is malformed. Executing it fails."},
		{"return.constructor", Warning, "A constructor returns a value, which is lost."},
		{"return.type", Error, "A function returns a value that its declared result cannot hold. The return fails."},
		{"shared.use", Warning, "A property of a shared value is assigned outside Use. Executing it fails unless the caller holds the lock."},
		{"statement.no-call", Warning, "A statement names a function without calling it. Parentheses are missing."},
		{"statement.no-effect", Warning, "A statement computes a value and does nothing with it. Often an assignment was meant."},
		{"type.doubtful", Warning, "By what is known of it, a value does not fit where it is used. Code that the checker does not see may know better."},
		{"type.unknown", Warning, "A declaration names a type that does not exist. The variable is a variant."},
		{"variable.early", Hint, "A variable is read before something gives it a value. It reads as undefined."},
		{"variable.unassigned", Warning, "A local variable is read, and nothing declares it or gives it a value. It reads as undefined."},
		{"variable.unused", Hint, "A local variable is declared or given a value, and nothing reads it."},
	}
}
