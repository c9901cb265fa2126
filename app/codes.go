package app

import (
	"slices"
	"strings"

	"quoin.dev/quoin/lang/check"
)

// Codes returns the table of everything that Diagnostics can report, sorted:
// what the checker says of code, and what is said of the other files.
func Codes() []check.Code {
	all := append(check.Codes(), fileCodes()...)
	slices.SortFunc(all, func(a, b check.Code) int { return strings.Compare(a.Code, b.Code) })
	return all
}

// fileCodes are the codes of the model, of pages, roles and settings. Where a
// code has two severities, the usual one is told.
func fileCodes() []check.Code {
	return []check.Code{
		{Code: "json.depth", Severity: check.Error, Explanation: "A JSON file is nested too deep. It counts as missing."},
		{Code: "json.syntax", Severity: check.Error, Explanation: "A file is no JSON. It counts as missing."},
		{Code: "model.alias-path", Severity: check.Error, Explanation: "An alias leads to something that does not exist. It is left out."},
		{Code: "model.field-type", Severity: check.Error, Explanation: "A field has a type that does not exist. It is left out."},
		{Code: "model.index-field", Severity: check.Warning, Explanation: "An index names a field that its table does not have. It is left out."},
		{Code: "model.key-type", Severity: check.Error, Explanation: "A primary key has a type that no key may have. The table is no dataclass."},
		{Code: "model.no-base", Severity: check.Error, Explanation: "The catalog is XML of another kind. The model is empty."},
		{Code: "model.no-classes", Severity: check.Error, Explanation: "The model is JSON of another kind. It is empty."},
		{Code: "model.no-key", Severity: check.Warning, Explanation: "A table has no primary key, one of several fields, or one that names a field it does not have. It is no dataclass."},
		{Code: "model.no-name", Severity: check.Error, Explanation: "A dataclass or an attribute has no name. It is left out."},
		{Code: "model.relation-field", Severity: check.Error, Explanation: "A relation lacks a side, or names a field that does not exist. It is left out."},
		{Code: "model.relation-hides-column", Severity: check.Warning, Explanation: "A relation has the name of a column. The relation is what code, pages and REST see."},
		{Code: "model.relation-path", Severity: check.Error, Explanation: "A relation leads to something that is no dataclass or no relation. It is left out."},
		{Code: "model.relation-types", Severity: check.Warning, Explanation: "A relation compares columns of different types."},
		{Code: "model.reserved-name", Severity: check.Warning, Explanation: "A dataclass has the name of a class of the language."},
		{Code: "model.same-attribute", Severity: check.Error, Explanation: "A dataclass has two attributes of one name. The second is left out."},
		{Code: "model.same-class", Severity: check.Error, Explanation: "Two dataclasses have one name. The second is left out."},
		{Code: "model.size", Severity: check.Error, Explanation: "The catalog holds more elements than are read. The model is empty."},
		{Code: "model.two-keys", Severity: check.Error, Explanation: "A dataclass has two primary keys. The first is taken."},
		{Code: "model.unique-foreign-key", Severity: check.Warning, Explanation: "The column of a relation is unique: one entity at most can be related to each other one."},
		{Code: "model.xml", Severity: check.Error, Explanation: "The catalog is malformed XML. The model is empty."},
		{Code: "page.custom-component", Severity: check.Hint, Explanation: "A component is not built in. A placeholder is shown."},
		{Code: "page.hidden-attribute", Severity: check.Warning, Explanation: "A page binds an attribute that is not exposed. It shows nothing."},
		{Code: "page.missing-node", Severity: check.Warning, Explanation: "A component holds another one that is not in the file."},
		{Code: "page.no-root", Severity: check.Error, Explanation: "A page has no outermost component. It is shown empty."},
		{Code: "page.old-state", Severity: check.Hint, Explanation: "A component has properties for a state that the page no longer has. They are ignored."},
		{Code: "page.same-reference", Severity: check.Hint, Explanation: "Several components have one reference for code. All of them follow it."},
		{Code: "page.shape", Severity: check.Error, Explanation: "A page is no JSON object. It is not shown."},
		{Code: "page.twice", Severity: check.Warning, Explanation: "A component is held twice, or nested too deep. It counts once."},
		{Code: "page.unknown-action", Severity: check.Hint, Explanation: "An action card is of a kind that does not exist. It is ignored."},
		{Code: "page.unknown-attribute", Severity: check.Warning, Explanation: "A page binds an attribute that the dataclass does not have. It shows nothing."},
		{Code: "page.unknown-class", Severity: check.Warning, Explanation: "A source is of a dataclass that does not exist or is not exposed."},
		{Code: "page.unknown-condition", Severity: check.Warning, Explanation: "A state refers to a saved condition that does not exist. It is never true."},
		{Code: "page.unknown-dialog", Severity: check.Hint, Explanation: "A dialog is not on the page. The pages around it are searched."},
		{Code: "page.unknown-function", Severity: check.Warning, Explanation: "An action card calls a function that does not exist."},
		{Code: "page.unknown-loader", Severity: check.Hint, Explanation: "A page loader is not on the page. The pages around it are searched."},
		{Code: "page.unknown-loop", Severity: check.Hint, Explanation: "The item of a list is used outside of the list. It shows nothing."},
		{Code: "page.unknown-page", Severity: check.Warning, Explanation: "A navigation or a loader names a page that does not exist."},
		{Code: "page.unknown-property", Severity: check.Hint, Explanation: "A component has a property that is not known. It is kept and ignored."},
		{Code: "page.unknown-source", Severity: check.Warning, Explanation: "A page binds a source that does not exist. It shows nothing."},
		{Code: "page.unknown-state", Severity: check.Warning, Explanation: "An action card names a state that the page does not have."},
		{Code: "page.unreachable", Severity: check.Hint, Explanation: "Components are in the file but not on the page."},
		{Code: "project.file-size", Severity: check.Error, Explanation: "A file is larger than what is read. It counts as missing."},
		{Code: "project.same-name", Severity: check.Warning, Explanation: "Two files define something of one kind and name. The message says which one is taken."},
		{Code: "project.unreadable", Severity: check.Error, Explanation: "A file or folder cannot be read. It counts as missing."},
		{Code: "roles.none", Severity: check.Warning, Explanation: "The project has no roles.json: everything is open to everybody."},
		{Code: "roles.shape", Severity: check.Error, Explanation: "Something in roles.json is of the wrong kind. Everything is refused."},
		{Code: "roles.unknown-action", Severity: check.Warning, Explanation: "A permission is for an action that does not exist. It is ignored."},
		{Code: "roles.unknown-privilege", Severity: check.Warning, Explanation: "A role, a privilege or a permission names a privilege that nobody declares."},
		{Code: "roles.unknown-target", Severity: check.Warning, Explanation: "A permission is for something that does not exist. It protects nothing."},
		{Code: "settings.check", Severity: check.Warning, Explanation: "The severities of diagnostics in qodlyApp.json name a code or a level that does not exist."},
		{Code: "settings.xml", Severity: check.Error, Explanation: "The settings are malformed XML. They count as missing."},
	}
}
