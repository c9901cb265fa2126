package message

import "testing"

func TestEffects(t *testing.T) {
	for _, c := range []struct {
		name, want string
		make       func(*Effects)
	}{
		{"nothing", `{}`, func(*Effects) {}},
		{"shown, then hidden", `{"Dlg":{"hide":{"stamp":2}}}`,
			func(e *Effects) { e.Show("Dlg"); e.Hide("Dlg") }},
		{"classes add up, and undo one another",
			`{"box":{"addCSSClass":{"stamp":3,"value":"big red"},"removeCSSClass":{"stamp":2,"value":"pale"}}}`,
			func(e *Effects) {
				e.AddClass("box", "pale big")
				e.RemoveClass("box", "pale")
				e.AddClass("box", "red")
			}},
		{"the last notification wins", `{"__NOTIFICATION":{"message":"Saved.","type":"message"}}`,
			func(e *Effects) { e.Notify(Error, "No"); e.Notify(Message, "Saved.") }},
		{"a refusal that the code does not mention is an error", `{"__NOTIFICATION":{"message":"No permission to create","type":"error"}}`,
			func(e *Effects) { e.Refused("No permission to create"); e.Refused("No permission to drop") }},
		{"the code has the last word on a refusal", `{"__NOTIFICATION":{"message":"Ask the manager.","type":"warning"}}`,
			func(e *Effects) { e.Notify(Warning, "Ask the manager."); e.Refused("No permission to create") }},
		{"states and privileges", `{"__STATES":{"dark":"remove","wide":"add"},"__PRIVILEGES":{"stamp":4}}`,
			func(e *Effects) {
				e.State("dark", true)
				e.State("wide", true)
				e.State("dark", false)
				e.Privileges(4)
			}},
		{"two references, hostile names", `{"a\"\u003c":{"show":{"stamp":1}},"b":{"hide":{"stamp":2}}}`,
			func(e *Effects) { e.Show(`a"<`); e.Hide("b") }},
	} {
		e := NewEffects(nil)
		c.make(e)
		if got := string(e.AppendJSON(nil)); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
		if e.Empty() != (c.want == "{}") {
			t.Errorf("%s: Empty is %v", c.name, e.Empty())
		}
	}
	if !(*Effects)(nil).Empty() {
		t.Error("nil effects are not empty")
	}
}

func TestIncoming(t *testing.T) {
	m := Incoming{URL: "/docs/a%20b//c%zz?x=1+2&y='[1,2]'&x=3&%zz=q", Headers: Headers{{"content-type", "text/plain"}}}
	if got := m.Path(); len(got) != 3 || got[1] != "a b" || got[2] != "c%zz" {
		t.Errorf("path %q", got)
	}
	q := m.Query()
	if q.Get("x").AsText() != "3" || q.Get("y").AsText() != "[1,2]" || q.Get("%zz").AsText() != "q" {
		t.Errorf("query %v", q.Names())
	}
	if m.Headers.Get("Content-Type") != "text/plain" || m.Headers.Get("accept") != "" {
		t.Error("headers")
	}
	m.Headers.Set("CONTENT-type", "a/b")
	m.Headers.Set("X-One", "1")
	if m.Headers.Get("content-type") != "a/b" || m.Headers[1].Name != "x-one" {
		t.Errorf("headers %v", m.Headers)
	}
}
