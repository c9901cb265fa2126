package sqltext

import (
	"strconv"
	"strings"
)

// The statements that change data. Their parameters come in the order of the
// columns named, those of a text column being text, then key.

// Insert has parameters: record, stamp, time, columns.
func Insert(table string, columns []string) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + Quote(table) + " (_rec, _stamp, _time")
	for _, c := range columns {
		b.WriteString(", " + Quote(c))
	}
	b.WriteString(") VALUES (?1, ?2, ?3")
	for i := range columns {
		b.WriteString(", ?" + strconv.Itoa(i+4))
	}
	b.WriteString(")")
	return b.String()
}

// Update has parameters: time, record, the stamp wanted or -1, columns. It
// raises the stamp and returns the new one.
func Update(table string, columns []string) string {
	var b strings.Builder
	b.WriteString("UPDATE " + Quote(table) + " SET _stamp = _stamp + 1, _time = ?1")
	for i, c := range columns {
		b.WriteString(", " + Quote(c) + " = ?" + strconv.Itoa(i+4))
	}
	b.WriteString(" WHERE _rec = ?2 AND (_stamp = ?3 OR ?3 < 0) RETURNING _stamp")
	return b.String()
}

// Delete has parameters: record, the stamp wanted or -1.
func Delete(table string) string {
	return "DELETE FROM " + Quote(table) + " WHERE _rec = ?1 AND (_stamp = ?2 OR ?2 < 0)"
}

// Clear removes every record.
func Clear(table string) string { return "DELETE FROM " + Quote(table) }

// Stamp reads the stamp of a record. Its parameter is the record.
func Stamp(table string) string { return "SELECT _stamp FROM " + Quote(table) + " WHERE _rec = ?1" }

// Holds reads one row if a column (or key) equals the parameter.
func Holds(table, column string) string {
	return "SELECT 1 FROM " + Quote(table) + " WHERE " + Quote(column) + " = ?1 LIMIT 1"
}

// Greatest reads the greatest value of a column.
func Greatest(table, column string) string {
	return "SELECT max(" + Quote(column) + ") FROM " + Quote(table)
}

// GreatestText reads the greatest whole number among the texts of a column.
func GreatestText(table, column string) string {
	c := Quote(column)
	return "SELECT max(CASE WHEN " + c + " NOT GLOB '*[^0-9]*' AND length(" + c + ") BETWEEN 1 AND 15 THEN CAST(" + c + " AS INTEGER) END) FROM " + Quote(table)
}
