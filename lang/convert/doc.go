// Package convert provides the conversions of the language: String, Num, Date,
// Time and Bool with their formats (spec/language.md 2.4), and the codes that
// Type and Value type answer. It formats as an English system does.
package convert
