package app_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"quoin.dev/quoin/app"
	"quoin.dev/quoin/app/bind"
	"quoin.dev/quoin/app/session"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/host"
	"quoin.dev/quoin/lang/syntax"
	"quoin.dev/quoin/message"
	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/orda/store/sqlite"
	"quoin.dev/quoin/value"
)

// unpack writes the project of a txtar file into a scratch folder.
func unpack(t *testing.T, file string) string {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(t.TempDir(), "shop")
	if err := txtar.Write(archive, root); err != nil {
		t.Fatal(err)
	}
	return root
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func openEngine(ctx context.Context, folder, language string, h *host.Host) (store.Engine, error) {
	return sqlite.Open(ctx, sqlite.Options{Dir: folder, Language: language, Host: h, Volatile: true})
}

// open opens the shop and runs its start-up code.
func open(t *testing.T) (*app.App, string) {
	t.Helper()
	root := unpack(t, "testdata/shop.txtar")
	a, err := app.Open(t.Context(), app.Options{Project: root, OpenEngine: openEngine})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	a.RunStartup(t.Context())
	return a, root
}

func guest(t *testing.T, a *app.App) *session.Session {
	t.Helper()
	s, err := a.Sessions().Start("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// call calls a function of the datastore with JSON arguments and returns its
// value as JSON, or "error NUMBER: message".
func call(t *testing.T, a *app.App, s *session.Session, function, args string) string {
	t.Helper()
	return invoke(t, a, s, app.Call{Level: bind.OnDatastore, Function: function}, args)
}

func invoke(t *testing.T, a *app.App, s *session.Session, c app.Call, args string) string {
	t.Helper()
	list, err := value.ParseJSON(args, value.ParseOptions{})
	if err != nil {
		t.Fatal(err)
	}
	c.Args = list.AsCollection().Items()
	r, err := a.Current().Invoke(t.Context(), s, c)
	if err != nil {
		text := "error"
		if f := fault.As(err); f != nil {
			text = "error " + f.Message
		}
		return text
	}
	out, err := value.AppendJSON(nil, r.Value, value.JSONOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func want(t *testing.T, what, got, wanted string) {
	t.Helper()
	if got != wanted {
		t.Errorf("%s: got %s, want %s", what, got, wanted)
	}
}

func TestArgumentsFitTheParameters(t *testing.T) {
	a, _ := open(t)
	s := guest(t, a)
	want(t, "text for every type", call(t, a, s, "typed", `["2026-11-20T00:00:00.000Z", 34200000, "-1", "true", "x"]`),
		`["2026-11-20",34200,-1,true,"x",4]`)
	want(t, "missing and null", call(t, a, s, "typed", `[null, null, null]`), `["",0,0,false,"",4]`)
	if got := call(t, a, s, "typed", `["2026-11-20", 0, {"a": 1}]`); !strings.HasPrefix(got, "error") || !strings.Contains(got, "Integer") {
		t.Errorf("an object for an Integer: got %s", got)
	}
}

func TestFunctionsOfEveryLevel(t *testing.T) {
	a, _ := open(t)
	s := guest(t, a)
	want(t, "authentify", call(t, a, s, "authentify", `["staff"]`), "true")
	g := a.Current()
	c := g.Caller(t.Context(), s)
	items := g.Datastore().Class("Item")
	nail, err := items.Get(c, value.FromInt(1))
	if err != nil || nail == nil {
		t.Fatalf("entity 1: %v, %v", nail, err)
	}
	all, err := items.All(c)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "selection", invoke(t, a, s, app.Call{Level: bind.OnSelection, Class: "Item", Function: "total", This: g.World().Selection(all)}, `[]`), "14")
	want(t, "entity", invoke(t, a, s, app.Call{Level: bind.OnEntity, Class: "Item", Function: "rename", This: g.World().Entity(nail)}, `["tack"]`), `"tack (4)"`)
	want(t, "singleton", invoke(t, a, s, app.Call{Level: bind.OnSingleton, Class: "Counter", Function: "up"}, `[]`), "1")
	want(t, "singleton again", invoke(t, a, s, app.Call{Level: bind.OnSingleton, Class: "Counter", Function: "up"}, `[]`), "2")
	r, err := g.Invoke(t.Context(), s, app.Call{Level: bind.OnDataclass, Class: "Item", Function: "cheap", Args: []value.Value{value.FromInt(5)}})
	if err != nil {
		t.Fatal(err)
	}
	if sel, ok := g.World().Unwrap(r.Value).(interface{ Len() int }); !ok || sel.Len() != 1 {
		t.Errorf("dataclass function: got %v", r.Value.Kind())
	}
}

func TestPrivilegesAndPromotion(t *testing.T) {
	a, _ := open(t)
	s := guest(t, a)
	want(t, "a promoted function, and what it calls", call(t, a, s, "countItems", `[]`), "3")
	if got := call(t, a, s, "countWithoutHelp", `[]`); !strings.HasPrefix(got, "error") {
		t.Errorf("a guest counted items: %s", got)
	}
	if got := call(t, a, s, "closed", `[]`); !strings.Contains(got, "No permission to execute method closed") {
		t.Errorf("a closed function: got %s", got)
	}
	if got := call(t, a, s, "hidden", `[]`); !strings.Contains(got, "unknown or not exposed") {
		t.Errorf("a function that is not exposed: got %s", got)
	}
	want(t, "authentify", call(t, a, s, "authentify", `["staff"]`), "true")
	want(t, "with the privilege", call(t, a, s, "countWithoutHelp", `[]`), "3")
	want(t, "with the privilege", call(t, a, s, "closed", `[]`), `"open"`)
}

func TestEffectsReachThePage(t *testing.T) {
	a, _ := open(t)
	r, err := a.Current().Invoke(t.Context(), guest(t, a), app.Call{Level: bind.OnDatastore, Function: "hello", Args: []value.Value{value.FromText("Ada")}})
	if err != nil {
		t.Fatal(err)
	}
	got := string(r.Effects.AppendJSON(nil))
	if !strings.Contains(got, `"__NOTIFICATION":{"message":"Hello Ada","type":"message"}`) || !strings.Contains(got, `"panel":{"hide"`) {
		t.Errorf("effects: %s", got)
	}
}

func TestWhatARequestLeavesOpenIsRolledBack(t *testing.T) {
	a, _ := open(t)
	s := guest(t, a)
	call(t, a, s, "authentify", `["staff"]`)
	if got := call(t, a, s, "leaveOpen", `[]`); strings.HasPrefix(got, "error") {
		t.Fatal(got)
	}
	want(t, "items afterwards", call(t, a, s, "countWithoutHelp", `[]`), "3")
}

func TestAWorkerActsForTheSessionThatStartedIt(t *testing.T) {
	a, _ := open(t)
	s := guest(t, a)
	call(t, a, s, "authentify", `["staff"]`)
	want(t, "count in a worker", call(t, a, s, "inWorker", `[]`), "3")
}

// A worker that somebody with privileges started works for others as what they
// are; and what a function is promoted to does not travel with it.
func TestAWorkerActsForWhoSendsItSomething(t *testing.T) {
	a, _ := open(t)
	staff, other := guest(t, a), guest(t, a)
	call(t, a, staff, "authentify", `["staff"]`)
	want(t, "for staff", call(t, a, staff, "inWorker", `[]`), "3")
	want(t, "for a guest", call(t, a, other, "inWorker", `[]`), "0")
	want(t, "for a guest in a promoted function", call(t, a, other, "promotedWorker", `[]`), "0")
	want(t, "for staff again", call(t, a, staff, "inWorker", `[]`), "3")
}

func TestPromoteLastsAsLongAsTheProcess(t *testing.T) {
	a, _ := open(t)
	s := guest(t, a)
	want(t, "while promoted", call(t, a, s, "promoteMe", `[]`), `"00True03"`)
	if got := call(t, a, s, "countWithoutHelp", `[]`); !strings.HasPrefix(got, "error") {
		t.Errorf("the promotion outlives its process: %s", got)
	}
	if got := call(t, a, s, "demoteMe", `[]`); !strings.HasPrefix(got, "error") {
		t.Errorf("the promotion outlives demote: %s", got)
	}
}

func TestWhatAWorkerLeavesOpenIsRolledBack(t *testing.T) {
	a, _ := open(t)
	s := guest(t, a)
	call(t, a, s, "authentify", `["staff"]`)
	call(t, a, s, "leaveWorkerOpen", `[]`)
	call(t, a, s, "leaveWorkerOpen", `[]`)
	g := a.Current()
	c := g.Caller(t.Context(), s)
	defer g.Release(c)
	box, err := g.Datastore().Class("Box").New(c)
	if err != nil {
		t.Fatal(err)
	}
	if r := box.Save(c, 0); !r.Success {
		t.Errorf("a transaction that a worker forgot holds up others: %s", r.StatusText)
	}
	want(t, "items afterwards", call(t, a, s, "countWithoutHelp", `[]`), "3")
}

func TestReload(t *testing.T) {
	a, root := open(t)
	s := guest(t, a)
	want(t, "storage", call(t, a, s, "remember", `["first"]`), `"first"`)
	datastore := filepath.Join(root, "Project/Sources/Classes/DataStore.4dm")
	text, err := os.ReadFile(datastore)
	if err != nil {
		t.Fatal(err)
	}
	write(t, datastore, strings.Replace(string(text), `"Hello "`, `"Good day "`, 1))
	write(t, filepath.Join(root, "Project/Sources/Classes/Item.4dm"), "Class extends DataClass\n\nexposed Function cheap(\n\tIf (\n")
	g, err := a.Reload(t.Context())
	if err != nil || g.Number() != 2 {
		t.Fatalf("generation %d, error %v", g.Number(), err)
	}
	if errors, _ := g.Count(); errors == 0 {
		t.Error("the broken class is not told")
	}
	r, err := g.Invoke(t.Context(), s, app.Call{Level: bind.OnDatastore, Function: "hello", Args: []value.Value{value.FromText("Ada")}})
	if err != nil || !strings.Contains(string(r.Effects.AppendJSON(nil)), "Good day Ada") {
		t.Errorf("the new code does not run: %v", err)
	}
	want(t, "storage outlives the code", call(t, a, s, "remember", `["second"]`), `"first"`)
	if again, _ := a.Reload(t.Context()); again.Number() != 2 {
		t.Error("a reload without changes made a generation")
	}
}

func TestAModelThatWouldLoseDataIsRefused(t *testing.T) {
	a, root := open(t)
	catalog := filepath.Join(root, "Project/Sources/catalog.4DCatalog")
	text, err := os.ReadFile(catalog)
	if err != nil {
		t.Fatal(err)
	}
	added := strings.Replace(string(text), `type="6" id="3"/>`, `type="6" id="3"/>
		<field name="colour" uuid="00000000000000000000000000000015" type="10" id="5"/>`, 1)
	write(t, catalog, added)
	if g, err := a.Reload(t.Context()); err != nil || g.Model.Class("Item").Attribute("colour") == nil {
		t.Fatalf("an added attribute was not taken: %v", err)
	}
	write(t, catalog, strings.Replace(added, `name="price" uuid="00000000000000000000000000000013" type="6"`, `name="price" uuid="00000000000000000000000000000013" type="12"`, 1))
	g, err := a.Reload(t.Context())
	if err == nil || g.Model.Class("Item").Attribute("price").TypeCode != 6 {
		t.Errorf("a number became a picture: %v", err)
	}
}

func TestBrokenRoles(t *testing.T) {
	root := unpack(t, "testdata/shop.txtar")
	write(t, filepath.Join(root, "Project/Sources/roles.json"), "{\n\t\"privileges\": [\n4. \n]}")
	_, err := app.Open(t.Context(), app.Options{Project: root, OpenEngine: openEngine})
	if err == nil || !strings.Contains(err.Error(), "roles.json:3:") {
		t.Errorf("serving with broken roles: %v", err)
	}
	a, err := app.Open(t.Context(), app.Options{Project: root, OpenEngine: openEngine, Dev: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if a.Current().Broken() == nil {
		t.Error("development does not say that the roles are broken")
	}
	if got := call(t, a, guest(t, a), "countItems", `[]`); !strings.HasPrefix(got, "error") {
		t.Errorf("a function runs under broken roles: %s", got)
	}
}

func TestCheckText(t *testing.T) {
	a, _ := open(t)
	path := "Project/Sources/Classes/Item.4dm"
	if found := a.CheckText(t.Context(), path, "Class extends DataClass\n\nFunction f()\n\tIf (True)\n"); len(found) == 0 || found[0].Path != path {
		t.Errorf("findings: %v", found)
	}
	if found := a.CheckText(t.Context(), "Project/Sources/roles.json", "{"); len(found) != 1 {
		t.Errorf("findings of JSON: %v", found)
	}
	// What somebody tries out is not what the next build is made of.
	if a.Current().Program.Class("Item").Members["f"] != nil {
		t.Error("the text of an editor got into the program")
	}
}

// TestLevels: qodlyApp.json gives diagnostics another severity.
func TestLevels(t *testing.T) {
	root := unpack(t, "testdata/shop.txtar")
	write(t, filepath.Join(root, "Project/Sources/Methods/checked.4dm"), "missing(1)\nvar $unused : Text\n$n:=nothing\n")
	codes := func(settings string) string {
		write(t, filepath.Join(root, "Project/Sources/qodlyApp.json"), settings)
		build, err := app.Check(t.Context(), app.Options{Project: root})
		if err != nil {
			t.Fatal(err)
		}
		var found []string
		for _, d := range build.Diagnostics() {
			if strings.HasSuffix(d.Path, "checked.4dm") || d.Code == "settings.check" {
				found = append(found, d.Severity.String()+" "+d.Code)
			}
		}
		return strings.Join(found, ", ")
	}
	for settings, want := range map[string]string{
		`{}`: "warning name.unknown-call, hint variable.unused, hint variable.unused, warning name.unknown",
		`{"quoin": {"check": {"name.*": "off", "name.unknown": "error"}}}`:      "hint variable.unused, hint variable.unused, error name.unknown",
		`{"quoin": {"check": {"variable.*": "off", "x.y": "off", "a": "bad"}}}`: "warning name.unknown-call, warning name.unknown, warning settings.check, warning settings.check",
	} {
		if got := codes(settings); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", settings, got, want)
		}
	}
}

// TestTriggers checks that the trigger of a table runs for its entities, knows
// why, and can refuse.
func TestTriggers(t *testing.T) {
	root := unpack(t, "testdata/reference.txtar")
	write(t, filepath.Join(root, "Project/Sources/Triggers/table_2.4dm"), `#DECLARE() -> $error : Integer
Use (Storage)
	Storage.events:=New shared collection.combine(Storage.events=Null ? [] : Storage.events).push(Trigger event)
End use
If (Trigger event=3)
	$error:=-15001
End if
`)
	a, err := app.Open(t.Context(), app.Options{Project: root, OpenEngine: openEngine})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	got := example(t, a, `var $c : cs.CompanyEntity
Use (Storage)
	OB REMOVE(Storage; "events")
End use
$c:=ds.Company.new()
$c.name:="New"
$c.save()
$c.name:="Newer"
$c.save()
$c.save()
Try
	$d:=$c.drop()
Catch
End try
$result:=[$d.success; $d.errors[0].errCode; ds.Company.getCount(); Storage.events; Trigger event]`, syntax.FourD)
	if want := "[false,-15001,3,[1,2,3],0]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestOnWebConnection checks what the database method gets and sends, and that
// onWebAuthentication stands before it.
func TestOnWebConnection(t *testing.T) {
	root := unpack(t, "testdata/reference.txtar")
	write(t, filepath.Join(root, "Project/Sources/DatabaseMethods/onWebConnection.4dm"), `C_TEXT($1; $2; $3; $4; $5; $6)
If ($1="/classic@")
	ARRAY TEXT($names; 1)
	ARRAY TEXT($values; 1)
	$names{1}:="X-STATUS"
	$values{1}:="201 Created"
	WEB SET HTTP HEADER($names; $values)
	WEB SEND TEXT([$1; Substring($2; 1; 4); $3; $5; $6].join(" "); "text/plain")
End if
`)
	write(t, filepath.Join(root, "Project/Sources/DatabaseMethods/onWebAuthentication.4dm"), `#DECLARE($url : Text; $header : Text; $client : Text; $server : Text; $user : Text; $password : Text) -> $ok : Boolean
$ok:=$user#"evil"
`)
	a, err := app.Open(t.Context(), app.Options{Project: root, OpenEngine: openEngine})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	for _, c := range []struct{ url, credentials, want string }{
		{"/classic?x=1", "YW5uOnNlY3JldA==", "201 text/plain /classic?x=1 GET  10.0.0.1 ann secret"},
		{"/other", "", "nothing"},
		{"/classic", "ZXZpbDp4", "The application refused the request."},
	} {
		in := &message.Incoming{Verb: "GET", URL: c.url, Remote: "10.0.0.1"}
		in.Headers.Set("Authorization", "Basic "+c.credentials)
		out, err := a.Current().Connect(t.Context(), guest(t, a), in)
		got := "nothing"
		if err != nil {
			got = err.Error()
		} else if out != nil {
			got = strconv.Itoa(out.Status) + " " + out.Headers.Get("Content-Type") + " " + string(out.Body)
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.url, got, c.want)
		}
	}
}

// TestQodlyEvents checks that the project's own singleton is told of the start
// and the end of the server.
func TestQodlyEvents(t *testing.T) {
	root := unpack(t, "testdata/reference.txtar")
	write(t, filepath.Join(root, "Project/Sources/Classes/QodlyEvents.4dm"), `property calls : Integer

shared singleton Class constructor()
	This.calls:=0

shared Function onStartup()
	This.calls+=1

shared Function onStop()
	This.calls+=10
`)
	a, err := app.Open(t.Context(), app.Options{Project: root, OpenEngine: openEngine})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	a.RunStartup(t.Context())
	want(t, "after the start", example(t, a, "cs.QodlyEvents.me.calls", syntax.FourD), "1")
	a.RunStop(t.Context())
	want(t, "after the end", example(t, a, "cs.QodlyEvents.me.calls", syntax.FourD), "11")
}

// TestTableSequence checks that the numbers of a table begin again where code
// says so, but never below what is there.
func TestTableSequence(t *testing.T) {
	a := openReference(t)
	got := example(t, a, `ds.Company.all().drop()
$result:=[]
For each ($last; [0; 40; 10])
	SET DATABASE PARAMETER([Company:2]; Table sequence number:K37:31; $last)
	$e:=ds.Company.new()
	$e.save()
	$result.push($e.ID)
End for each`, syntax.FourD)
	want(t, "the numbers", got, "[1,41,42]")
}
