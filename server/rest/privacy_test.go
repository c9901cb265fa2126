package rest

import (
	"net/http"
	"strings"
	"testing"

	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/query"
	"quoin.dev/quoin/value"
)

// What a guest may not read (Ship.insurance, all of Signal) must not come out
// by any path of the protocol, be it as a value, an order, a count or a hint.
func TestWhatMayNotBeReadStaysIn(t *testing.T) {
	h := newHarbour(t)
	guest, master := h.login(t, ""), h.login(t, "Master")
	for _, target := range []string{
		"/rest/Ship(10)/insurance",
		"/rest/Ship(10)?$attributes=insurance",
		"/rest/Ship(10)?$attributes=name,insurance",
		"/rest/Ship/insurance",
		"/rest/Ship/name,insurance",
		"/rest/Ship:insurance(9000)",
		"/rest/Ship?$filter=insurance = 9000",
		"/rest/Ship?$filter=insurance > :1&$params='[1]'",
		"/rest/Ship?$filter=:1 = 9000&$params='[\"insurance\"]'",
		"/rest/Ship?$filter=name = \"Grey Heron\" and not(insurance = 9000)",
		"/rest/Ship?$filter=name = x or (built = 1 and insurance = null)",
		"/rest/Ship?$orderby=insurance desc",
		"/rest/Ship?$orderby=name, insurance",
		"/rest/Ship/insurance?$distinct=true",
		"/rest/Ship/insurance?$compute=sum",
		"/rest/Ship/insurance?$compute=$all",
		"/rest/Ship/insurance?$compute=count",
		"/rest/Port(1)/ships?$filter=insurance = 9000",
		"/rest/Port(1)/ships?$suborderby=insurance",
		"/rest/Port(1)/ships/insurance",
		"/rest/Port(1)?$attributes=ships.insurance",
		"/rest/Port?$attributes=name,ships.insurance",
		"/rest/Port?$filter=ships.insurance = 9000",
		"/rest/Port/ships.insurance?$distinct=true",
		"/rest/Port/ships.insurance?$compute=max",
		"/rest/Port/ships/insurance",
		"/rest/Ship(11)/home/ships/insurance",
		"/rest/Signal",
		"/rest/Signal(A%2F1)",
		"/rest/Signal?$filter=code = A@",
		"/rest/Signal/code?$distinct=true",
		"/rest/Signal/$entityset/0123456789ABCDEF0123456789ABCDEF?$savedfilter=true",
	} {
		w := h.send(guest, "GET", target, "")
		if w.Code < 400 || strings.Contains(w.Body.String(), "9000") || strings.Contains(w.Body.String(), "Diver") {
			t.Errorf("a guest, %s: %d %s", target, w.Code, w.Body)
		}
		if w := h.send(master, "GET", target, ""); w.Code >= 400 {
			t.Errorf("the master, %s: %d %s", target, w.Code, w.Body)
		}
	}
	for _, target := range []string{
		"/rest/Ship(10)", "/rest/Ship", "/rest/Ship?$asArray=true", "/rest/Port(1)/ships", "/rest/Port(1)?$expand=ships",
		"/rest/Port?$attributes=ships.*", "/rest/Port?$attributes=*,ships.*", "/rest/Ship?$attributes=*", "/rest/Ship?$method=entityset", "/rest/Ship(10)/home/ships",
	} {
		w := h.send(guest, "GET", target, "")
		if w.Code != 200 || strings.Contains(w.Body.String(), "insurance") {
			t.Errorf("a guest, %s: %d %s", target, w.Code, w.Body)
		}
		if w := h.send(master, "GET", target, ""); !strings.Contains(w.Body.String(), "9000") {
			t.Errorf("the master, %s: %d %s", target, w.Code, w.Body)
		}
	}
	for _, c := range []struct{ method, target, body string }{
		{"POST", "/rest/Ship(10)/weigh", `[]`},
		{"POST", "/rest/Ship/heaviest", `[]`},
		{"POST", "/rest/Ship/heaviest?$attributes=name,insurance", `[]`},
		{"POST", "/rest/$catalog/echo", `[{"__ENTITY":true,"__DATACLASS":"Ship","__KEY":"10"}]`},
		{"POST", "/rest/$catalog/echo", `[{"a":[{"__ENTITY":true,"__DATACLASS":"Ship","__KEY":"10"}]}]`},
		{"POST", "/rest/$catalog/echo", `[{"__ENTITY":true,"__DATACLASS":"Signal","__KEY":"A/1"}]`},
		{"POST", "/rest/Ship?$method=update", `{"__KEY":"10","name":"x"}`},
		{"POST", "/rest/Ship?$method=update", `{"__KEY":"10","__STAMP":99,"name":"x"}`},
		{"POST", "/rest/Ship?$method=validate", `{"__KEY":"10","insurance":1}`},
		{"POST", "/rest/Port?$method=update", `{"__KEY":"1","name":"x","ships":[{"__KEY":"10","insurance":1}]}`},
	} {
		w := h.send(guest, c.method, c.target, c.body)
		if strings.Contains(w.Body.String(), "9000") || strings.Contains(w.Body.String(), "insurance\":") || strings.Contains(w.Body.String(), "Diver") {
			t.Errorf("a guest, %s %s: %d %s", c.target, c.body, w.Code, w.Body)
		}
	}
}

// A guest changes nothing without the privilege, whatever the way in.
func TestWhatMayNotBeChangedStays(t *testing.T) {
	h := newHarbour(t)
	guest := h.login(t, "")
	before := h.send(h.login(t, "Master"), "GET", "/rest/Ship?$orderby=ID", "").Body.String()
	for _, c := range []struct{ method, target, body string }{
		{"POST", "/rest/Ship?$method=update", `{"name":"new"}`},
		{"POST", "/rest/Ship?$method=update&$atomic=true", `[{"name":"new"}]`},
		{"POST", "/rest/Ship?$method=update", `[{"__KEY":"10","name":"x"}]`},
		{"PUT", "/rest/Ship(10)", `{"name":"x"}`},
		{"PATCH", "/rest/Ship(10)", `{"name":"x"}`},
		{"DELETE", "/rest/Ship(10)", ``},
		{"DELETE", "/rest/Ship?$filter=ID > 0", ``},
		{"POST", "/rest/Ship(10)?$method=delete", ``},
		{"POST", "/rest/Ship?$method=delete", `[{"__KEY":"10"}]`},
		{"GET", "/rest/Ship(10)?$method=delete", ``},
		{"GET", "/rest/Ship?$method=update", `{"name":"x"}`},
		{"GET", "/rest/Ship(10)?$lock=true", ``},
		{"POST", "/rest/Ship(10)/rename", `["x"]`},
		{"GET", "/rest/Ship(10)/rename?$params='[\"x\"]'", ``},
	} {
		if w := h.send(guest, c.method, c.target, c.body); w.Code < 400 && !strings.Contains(w.Body.String(), "No permission") {
			t.Errorf("a guest, %s %s: %d %s", c.method, c.target, w.Code, w.Body)
		}
	}
	if after := h.send(h.login(t, "Master"), "GET", "/rest/Ship?$orderby=ID", "").Body.String(); after != before {
		t.Errorf("a guest has changed ships:\n%s\n%s", before, after)
	}
}

// An entity set belongs to its session, and shows at each read what the
// restriction of its class leaves at that moment.
func TestSetsOfOthersAndRestrictedOnes(t *testing.T) {
	h := newHarbour(t)
	mine, other := h.login(t, "Master"), h.login(t, "Master")
	w := h.send(mine, "GET", "/rest/Ship?$method=entityset&$top=0", "")
	_, rest, _ := strings.Cut(w.Body.String(), `"__ENTITYSET":"/rest/Ship/$entityset/`)
	id, _, _ := strings.Cut(rest, `"`)
	set := "/rest/Ship/$entityset/" + id
	if w := h.send(mine, "GET", set+"?$top=0", ""); !strings.Contains(w.Body.String(), `"__COUNT":5`) {
		t.Fatalf("the set: %d %s", w.Code, w.Body)
	}
	for _, target := range []string{set, "/rest/Ship?$logicOperator=AND&$otherCollection=" + id, set + "/name?$distinct=true"} {
		if w := h.send(other, "GET", target, ""); w.Code != http.StatusNotFound {
			t.Errorf("somebody else's set, %s: %d %s", target, w.Code, w.Body)
		}
	}
	h.hidden = func(d *orda.Dataclass, c *orda.Caller) (value.Value, error) {
		sel, err := d.Query(c, "ID < 12", nil, query.Settings{})
		return plain{}.Selection(sel), err
	}
	for target, want := range map[string]string{
		set:                                `"__COUNT":2`,
		set + "?$filter=ID > 0":            `"__COUNT":2`,
		set + "?$orderby=name desc":        `"__COUNT":2`,
		set + "/ID?$distinct=true":         `[10,11]`,
		set + "/ID?$compute=count":         `2`,
		"/rest/Ship":                       `"__COUNT":2`,
		"/rest/Ship/ID?$compute=sum":       `21`,
		"/rest/Ship(12)":                   `1542`,
		"/rest/Ship:name(Night Ferry)":     `1542`,
		"/rest/Port(1)/ships":              `"__COUNT":1`,
		"/rest/Port/ships":                 `"__COUNT":2`,
		"/rest/Port?$filter=ships.ID = 12": `"__COUNT":0`,
		"/rest/Port?$filter=ships.ID = 10": `"__COUNT":1`,
		"/rest/Port(1)?$expand=ships":      `"__COUNT":1`,
		"/rest/Port?$attributes=ships.ID":  `"__ENTITIES":[{"__KEY":"10"`,
	} {
		w := h.send(mine, "GET", target, "")
		if !strings.Contains(w.Body.String(), want) || strings.Contains(w.Body.String(), "Night Ferry\"") && !strings.Contains(target, "Night") {
			t.Errorf("%s: want %s, got %d %s", target, want, w.Code, w.Body)
		}
	}
	for _, target := range []string{set + "/count", "/rest/Ship/$entityset/" + id + "/count"} {
		if w := h.send(mine, "POST", target, "[]"); !strings.Contains(w.Body.String(), `{"result":2}`) {
			t.Errorf("%s: %d %s", target, w.Code, w.Body)
		}
	}
	for _, c := range []struct{ method, target, body string }{
		{"POST", "/rest/Ship?$method=update", `{"__KEY":"12","name":"x"}`},
		{"DELETE", "/rest/Ship(12)", ""},
		{"POST", "/rest/Ship(12)/rename", `["x"]`},
		{"POST", "/rest/$catalog/echo", `[{"__ENTITY":true,"__DATACLASS":"Ship","__KEY":"12"}]`},
		{"GET", "/rest/Ship(12)?$lock=true", ""},
	} {
		if w := h.send(mine, c.method, c.target, c.body); !strings.Contains(w.Body.String(), "1542") {
			t.Errorf("hidden, %s %s: %d %s", c.method, c.target, w.Code, w.Body)
		}
	}
	if w := h.send(mine, "DELETE", set, ""); w.Code != 200 {
		t.Errorf("deleting the set: %d %s", w.Code, w.Body)
	}
	h.hidden = nil
	if w := h.send(mine, "GET", "/rest/Ship?$top=0", ""); !strings.Contains(w.Body.String(), `"__COUNT":3`) {
		t.Errorf("what was hidden is deleted: %s", w.Body)
	}
}
