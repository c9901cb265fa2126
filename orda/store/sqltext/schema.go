package sqltext

import (
	"strconv"
	"strings"
)

// CreateTable makes a table without attributes.
func CreateTable(name string) string {
	return "CREATE TABLE " + Quote(name) + " (_rec INTEGER PRIMARY KEY AUTOINCREMENT, " +
		"_stamp INTEGER NOT NULL, _time INTEGER NOT NULL) STRICT"
}

// AddColumn adds a column of an SQL type.
func AddColumn(table, column, sqlType string) string {
	return "ALTER TABLE " + Quote(table) + " ADD COLUMN " + Quote(column) + " " + sqlType
}

// CopyColumn fills a column with the values of another, converted.
func CopyColumn(table, from, to, sqlType string) string {
	return "UPDATE " + Quote(table) + " SET " + Quote(to) + " = CAST(" + Quote(from) + " AS " + sqlType + ")"
}

// FillKeys computes the collation keys of a text column. quoin_key is a
// function of the engine.
func FillKeys(table, column string) string {
	return "UPDATE " + Quote(table) + " SET " + Quote(KeyName(column)) + " = quoin_key(" + Quote(column) + ")"
}

// CreateIndex makes an index over columns.
func CreateIndex(name, table string, columns []string, unique bool) string {
	kind := "INDEX"
	if unique {
		kind = "UNIQUE INDEX"
	}
	return "CREATE " + kind + " " + Quote(name) + " ON " + Quote(table) + " (" + joined(columns) + ")"
}

// DropIndex removes an index.
func DropIndex(name string) string { return "DROP INDEX " + Quote(name) }

// Overlay makes the temporary tables and the view by which a transaction sees
// its pending operations on a table: the view has the table's name and hides
// it. The pending rows have the indexes of the table.
//
//	temp."Book$p"  pending rows, whole
//	temp."Book$d"  numbers of records that are gone or replaced
func Overlay(table string, columns []string, indexes [][]string) []string {
	list := rowColumns(columns)
	pending, gone := Quote(PendingName(table)), Quote(GoneName(table))
	out := []string{
		"CREATE TEMP TABLE " + pending + " (" + strings.Replace(list, "_rec", "_rec INTEGER PRIMARY KEY", 1) + ")",
		"CREATE TEMP TABLE " + gone + " (_rec INTEGER PRIMARY KEY)",
		"CREATE TEMP VIEW " + Quote(table) + " AS SELECT " + list + " FROM main." + Quote(table) +
			" WHERE _rec NOT IN (SELECT _rec FROM temp." + gone + ") UNION ALL SELECT " + list + " FROM temp." + pending,
	}
	for i, columns := range indexes {
		name := Quote(table + "$i" + strconv.Itoa(i))
		out = append(out, "CREATE INDEX temp."+name+" ON "+pending+" ("+joined(columns)+")")
	}
	return out
}

// rowColumns lists our own columns and those of the attributes.
func rowColumns(columns []string) string {
	list := "_rec, _stamp, _time"
	if len(columns) > 0 {
		list += ", " + joined(columns)
	}
	return list
}

// PendingName and GoneName name the tables of Overlay.
func PendingName(table string) string { return table + "$p" }

// GoneName names the table of records that are gone or replaced.
func GoneName(table string) string { return table + "$d" }

// CopyPending copies a record into the pending table. Its parameter is the
// record.
func CopyPending(table string, columns []string) string {
	list := rowColumns(columns)
	return "INSERT INTO temp." + Quote(PendingName(table)) + " (" + list + ") SELECT " + list +
		" FROM main." + Quote(table) + " WHERE _rec = ?1"
}
