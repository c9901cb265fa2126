package model_test

import (
	"testing"

	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/source"
)

const placedCatalog = `<base name="crud">
	<table name="User" id="1">
		<field name="ID" type="4" id="1"/>
		<field name="a&amp;b" type="10" id="2"/>
	</table>
	<table name="Task" id="2">
		<field name="ID" type="4" id="1"/>
	</table>
	<relation uuid="1" name_Nto1="owner" name_1toN="tasks" state="1">
		<related_field kind="source"><field_ref name="user_ID"><table_ref uuid="2" name="Task"/></field_ref></related_field>
		<related_field kind="destination"><field_ref name="ID"><table_ref uuid="3" name="User"/></field_ref></related_field>
	</relation>
</base>`

const placedModel = `{"dataClasses": [{"name": "User", "attributes": [{"name": "ID"}, {"name": "tasks"}]}]}`

func TestPlace(t *testing.T) {
	for _, c := range []struct {
		file, class, attribute string
		line, column           int // 0: not there
	}{
		{placedCatalog, "User", "", 2, 15},
		{placedCatalog, "User", "ID", 3, 16},
		{placedCatalog, "User", "a&b", 4, 16},
		{placedCatalog, "Task", "ID", 7, 16},
		{placedCatalog, "Task", "owner", 9, 32},
		{placedCatalog, "User", "tasks", 9, 50},
		{placedCatalog, "User", "owner", 0, 0},
		{placedCatalog, "Nobody", "", 0, 0},
		{placedModel, "User", "", 1, 28},
		{placedModel, "User", "tasks", 1, 76},
		{placedModel, "User", "none", 0, 0},
	} {
		f := source.NewFile("model", c.file)
		span, ok := model.Place(f, c.class, c.attribute)
		if ok != (c.line > 0) {
			t.Errorf("%s.%s: found %v", c.class, c.attribute, ok)
			continue
		}
		if p := f.Place(span.Start); ok && (p.Line != c.line || p.Column != c.column) {
			t.Errorf("%s.%s: got %s, want %d:%d", c.class, c.attribute, p, c.line, c.column)
		}
	}
}
