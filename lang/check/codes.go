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
		{"argument.count", Warning, "A built-in command is called with fewer or more arguments than it takes."},
		{"class.cycle", Error, "A class extends itself, directly or through its parents. It is treated as extending Object."},
		{"class.duplicate", Error, "Two files define a class of the same name. The first in the order of paths counts."},
		{"class.duplicate-member", Error, "A class has two functions, accessors or constructors of one name. The first counts."},
		{"class.property-function", Error, "A class declares a property and a function of one name."},
		{"class.unknown-parent", Warning, "The class to extend exists neither among the project's classes nor among the built-in ones."},
		{"command.unavailable", Warning, "The command is known but does nothing here: it is not available yet, or needs a desktop. Executing it raises an error."},
		{"loop.outside", Error, "Break and continue stand inside a loop only."},
		{"method.duplicate", Error, "Two files define a method of the same name. Case does not matter. The first in the order of paths counts."},
		{"name.unknown", Warning, "A name is neither a command, a method nor a constant, and no code gives a variable of that name a value. It reads as undefined."},
		{"name.unknown-call", Warning, "Something is called that is neither a command, a method nor a variable. The call fails when it is executed."},
		{"name.unknown-class", Warning, "There is no such class in cs or 4D. Reading it yields undefined."},
		{"name.unknown-constant", Warning, "A name with a constant's token is no known constant."},
		{"type.unknown", Warning, "A declaration names a type that does not exist. The variable is a variant."},
	}
}

func severityOf(code string) Severity {
	for _, c := range Codes() {
		if c.Code == code {
			return c.Severity
		}
	}
	return Error
}
