package service

import "quoin.dev/quoin/lang/syntax"

// snippet is a statement or member that is inserted whole. In its body "$0" is
// where the cursor ends and "${1:name}" a part to fill in.
type snippet struct {
	place               snippetPlace
	label, detail, body string
}

// snippetPlace is where a snippet fits.
type snippetPlace uint8

const (
	statementSnippet snippetPlace = iota
	memberSnippet                 // between the members of a class
	methodSnippet                 // at the top of a method
)

// snippets lists them for a dialect.
func snippets(d syntax.Dialect) []snippet {
	if d == syntax.Qodly {
		return []snippet{
			{statementSnippet, "if", "if … end", "if (${1:condition})\n\t$0\nend"},
			{statementSnippet, "if else", "if … else … end", "if (${1:condition})\n\t$0\nelse\n\t\nend"},
			{statementSnippet, "switch", "switch … end", "switch\n\t: (${1:condition})\n\t\t$0\n\telse\n\t\t\nend"},
			{statementSnippet, "for", "for … end", "for (${1:i}, ${2:1}, ${3:10})\n\t$0\nend"},
			{statementSnippet, "forEach", "forEach … end", "forEach (${1:item}, ${2:collection})\n\t$0\nend"},
			{statementSnippet, "while", "while … end", "while (${1:condition})\n\t$0\nend"},
			{statementSnippet, "repeat", "repeat … until", "repeat\n\t$0\nuntil (${1:condition})"},
			{statementSnippet, "use", "use … end", "use (${1:object})\n\t$0\nend"},
			{statementSnippet, "try", "try … catch … end", "try\n\t$0\ncatch\n\t\nend"},
			{statementSnippet, "var", "var name : type", "var ${1:name} : ${2:string}"},
			{statementSnippet, "return", "return value", "return $0"},
			{methodSnippet, "declare", "parameters of the method", "declare(${1:name} : ${2:string})"},
			{memberSnippet, "function", "function … ", "function ${1:name}(${2}) : ${3:string}\n\t$0"},
			{memberSnippet, "exposed function", "exposed function … ", "exposed function ${1:name}(${2}) : ${3:string}\n\t$0"},
			{memberSnippet, "constructor", "constructor … ", "constructor(${1})\n\t$0"},
			{memberSnippet, "extends", "extends class", "extends ${1:Class}"},
			{memberSnippet, "property", "property name : type", "property ${1:name} : ${2:string}"},
			{memberSnippet, "function get", "computed attribute", "function get ${1:name}() : ${2:string}\n\t$0"},
			{memberSnippet, "function set", "computed attribute", "function set ${1:name}(value : ${2:string})\n\t$0"},
			{memberSnippet, "function event", "data event", "function event ${1:saving}(event : object) : object\n\t$0"},
		}
	}
	return []snippet{
		{statementSnippet, "If", "If … End if", "If (${1:condition})\n\t$0\nEnd if"},
		{statementSnippet, "If Else", "If … Else … End if", "If (${1:condition})\n\t$0\nElse\n\t\nEnd if"},
		{statementSnippet, "Case of", "Case of … End case", "Case of\n\t: (${1:condition})\n\t\t$0\n\tElse\n\t\t\nEnd case"},
		{statementSnippet, "For", "For … End for", "For (\\$${1:i}; ${2:1}; ${3:10})\n\t$0\nEnd for"},
		{statementSnippet, "For each", "For each … End for each", "For each (\\$${1:item}; ${2:collection})\n\t$0\nEnd for each"},
		{statementSnippet, "While", "While … End while", "While (${1:condition})\n\t$0\nEnd while"},
		{statementSnippet, "Repeat", "Repeat … Until", "Repeat\n\t$0\nUntil (${1:condition})"},
		{statementSnippet, "Use", "Use … End use", "Use (${1:object})\n\t$0\nEnd use"},
		{statementSnippet, "Try", "Try … Catch … End try", "Try\n\t$0\nCatch\n\t\nEnd try"},
		{statementSnippet, "var", "var name : type", "var \\$${1:name} : ${2:Text}"},
		{statementSnippet, "return", "return value", "return $0"},
		{methodSnippet, "#DECLARE", "parameters of the method", "#DECLARE(\\$${1:name} : ${2:Text})"},
		{memberSnippet, "Function", "Function … ", "Function ${1:name}(${2}) : ${3:Text}\n\t$0"},
		{memberSnippet, "exposed Function", "exposed Function … ", "exposed Function ${1:name}(${2}) : ${3:Text}\n\t$0"},
		{memberSnippet, "Class constructor", "Class constructor … ", "Class constructor(${1})\n\t$0"},
		{memberSnippet, "Class extends", "Class extends class", "Class extends ${1:Class}"},
		{memberSnippet, "property", "property name : type", "property ${1:name} : ${2:Text}"},
		{memberSnippet, "Function get", "computed attribute", "Function get ${1:name}() : ${2:Text}\n\t$0"},
		{memberSnippet, "Function set", "computed attribute", "Function set ${1:name}(\\$value : ${2:Text})\n\t$0"},
		{memberSnippet, "Function query", "query by a computed attribute", "Function query ${1:name}(\\$event : Object) : Text\n\t$0"},
		{memberSnippet, "Function orderBy", "sort by a computed attribute", "Function orderBy ${1:name}(\\$event : Object) : Text\n\t$0"},
		{memberSnippet, "Function event", "data event", "Function event ${1:saving}(\\$event : Object) : Object\n\t$0"},
		{memberSnippet, "Alias", "alias attribute", "exposed Alias ${1:name} ${2:path}"},
	}
}
