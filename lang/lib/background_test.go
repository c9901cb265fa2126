package lib_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/syntax"
)

func method(name, text string) lang.Source {
	return lang.Source{Path: name + ".4dm", Name: name, Text: text}
}

// TestProcesses runs code of several processes.
func TestProcesses(t *testing.T) {
	sources := []lang.Source{
		method("add", "#DECLARE($counter : Object; $n : Integer; $done : 4D.Signal)\nUse ($counter)\n\t$counter.n+=$n\nEnd use\n$done.trigger()"),
		method("hold", "#DECLARE($taken : 4D.Signal; $release : 4D.Signal)\nvar $busy : Boolean\n$busy:=Semaphore(\"s\")\n$taken.trigger()\n$release.wait(5)"),
		method("count", "#DECLARE($box : Object)\nUse ($box)\n\t$box.calls+=1\nEnd use"),
		method("last", "#DECLARE($done : 4D.Signal)\n$done.trigger()"),
		method("fails", "throw(5; \"five\")"),
	}
	for _, tc := range []struct{ name, code, want string }{
		{"a new process", `
			var $o : Object
			var $s : 4D.Signal
			var $n : Integer
			$o:=New shared object("n"; 1)
			$s:=New signal
			$n:=New process("add"; 0; "adder"; $o; 5; $s)
			$result:=[$s.wait(5); $o.n; $n>0]`, `[true,6,true]`},
		{"a worker runs messages in order", `
			var $o : Object
			var $s : 4D.Signal
			var $i : Integer
			$o:=New shared object("calls"; 0)
			$s:=New signal
			For ($i; 1; 20)
				CALL WORKER("w"; "count"; $o)
			End for
			CALL WORKER("w"; "last"; $s)
			$result:=[$s.wait(5); $o.calls]`, `[true,20]`},
		{"a worker survives an error", `
			var $s : 4D.Signal
			$s:=New signal
			CALL WORKER("w"; "fails")
			CALL WORKER("w"; "last"; $s)
			$result:=$s.wait(5)`, `true`},
		{"a killed worker begins anew", `
			var $s : 4D.Signal
			$s:=New signal
			CALL WORKER("w"; Formula(1))
			KILL WORKER("w")
			CALL WORKER("w"; "last"; $s)
			$result:=$s.wait(5)`, `true`},
		{"a semaphore that another process has", `
			var $t; $r : 4D.Signal
			var $n : Integer
			$t:=New signal
			$r:=New signal
			$n:=New process("hold"; 0; "holder"; $t; $r)
			$t.wait(5)
			$result:=[Semaphore("s"); Semaphore("s"; 2)]
			$r.trigger()
			$result.push(Semaphore("s"; 600))`, `[true,true,false]`},
		{"an object is copied for another process", `
			var $o : Object
			var $s : 4D.Signal
			$s:=New signal
			$o:={n: 1}
			CALL WORKER("w"; Formula($1.n:=2); $o)
			CALL WORKER("w"; "last"; $s)
			$result:=[$s.wait(5); $o.n]`, `[true,1]`},
		{"a process that never ends is stopped with the runtime", `
			CALL WORKER("w"; Formula(New signal.wait()))
			$result:=1`, `1`},
	} {
		v, err := evaluate(t, strings.ReplaceAll(tc.code, "\n\t\t\t", "\n"), syntax.FourD, sources...)
		if got := shown(v, err); got != tc.want {
			t.Errorf("%s: got %s (%v), want %s", tc.name, got, err, tc.want)
		}
	}
}

func TestHTTP(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/json":
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
			w.Header().Add("Set-Cookie", "a=1")
			w.Header().Add("Set-Cookie", "b=2")
			fmt.Fprintf(w, `{"method":%q,"type":%q,"x":%q}`, r.Method, r.Header.Get("Content-Type"), r.Header.Get("X-Test"))
		case "/slow":
			time.Sleep(500 * time.Millisecond)
		default:
			w.WriteHeader(404)
			fmt.Fprint(w, "not here")
		}
	}))
	defer server.Close()
	for _, tc := range []struct{ code, want string }{
		{`4D.HTTPRequest.new("URL/json"; {method: "POST"; body: {a: 1}; headers: {x_test: 1}}).wait().response.body`,
			`{"method":"POST","type":"application/json","x":""}`},
		{`4D.HTTPRequest.new("URL/json"; {headers: New object("X-Test"; "a\r\nEvil: 1")}).wait().response.body.x`, `"a  Evil: 1"`},
		{`4D.HTTPRequest.new("URL/json").wait().response.headers["set-cookie"]`, `["a=1","b=2"]`},
		{`[4D.HTTPRequest.new("URL/none").wait().response.status; 4D.HTTPRequest.new("URL/none").wait().response.statusText]`, `[404,"Not Found"]`},
		{`4D.HTTPRequest.new("URL/none"; {dataType: "text"}).wait().response.body`, `"not here"`},
		{`4D.HTTPRequest.new("URL/slow").wait(0.01).response`, `undefined`},
		{"Try\nvar $i : Integer\nFor ($i; 1; 510)\n4D.HTTPRequest.new(\"URL/slow\")\nEnd for\nCatch\n$result:=Last errors[0].message\nEnd try", `"There are 500 HTTP requests on their way already."`},
		{`4D.HTTPRequest.new("URL/slow"; {timeout: 0.05}).wait().errors.length`, `1`},
		{"var $t : Text\nvar $n : Integer\n$n:=HTTP Get(\"URL/none\"; $t)\n$result:=[$n; $t]", `[404,"not here"]`},
		{"var $t : Text\nvar $n : Integer\n$n:=HTTP Get(\"http://127.0.0.1:1/\"; $t)\n$result:=[$n; Last errors[0].errCode]", `[0,30]`},
		{"var $t : Text\nTry\n$result:=HTTP Get(\"http://127.0.0.1:1/\"; $t)\nCatch\n$result:=\"caught\"\nEnd try", `"caught"`},
		{"var $o : Object\nvar $n : Integer\n$n:=HTTP Request(\"PUT\"; \"URL/json\"; \"x\"; $o)\n$result:=$o.method", `"PUT"`},
		{"var $o : Object\n$o:={seen: \"\"; onResponse: Formula(This.seen:=$2.type); onTerminate: Formula(This.seen+=$2.type)}\n4D.HTTPRequest.new(\"URL/json\"; $o).wait()\n$result:=$o.seen", `"responseterminate"`},
	} {
		v, err := evaluate(t, strings.ReplaceAll(tc.code, "URL", server.URL), syntax.FourD)
		if got := shown(v, err); got != tc.want {
			t.Errorf("%s: got %s (%v), want %s", tc.code, got, err, tc.want)
		}
	}
}

// TestHostile checks that arguments made to hurt give a clear error.
func TestHostile(t *testing.T) {
	for _, tc := range []struct {
		name, code string
		want       fault.Kind
	}{
		{"a backtracking expression", `Match regex("(a+)+$"; "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"; 1)`, fault.Limit},
		{"a huge collection", `[].resize(2000000000)`, fault.Limit},
		{"a huge blob", "var $b : Blob\nSET BLOB SIZE($b; 2000000000)", fault.Limit},
		{"a huge array", `ARRAY TEXT($a; 2000000000)`, fault.Limit},
		{"a huge insertion", "ARRAY TEXT($a; 1)\nINSERT IN ARRAY($a; 1; 2000000000)", fault.Limit},
		{"a huge table", `ARRAY TEXT($a; 100000; 100000)`, fault.Limit},
		{"growing replacements", "var $t : Text\nvar $i : Integer\n$t:=\"aaaa\"\nFor ($i; 1; 60)\n$t:=Replace string($t; \"a\"; \"aaaaaaaa\")\nEnd for", fault.Limit},
		{"a collection in itself", "var $c : Collection\n$c:=[]\n$c.push($c)\n$result:=JSON Stringify($c)", fault.Limit},
		{"a collection of itself, many times", "var $c : Collection\nvar $i : Integer\n$c:=[1]\nFor ($i; 1; 60)\n$c:=[$c; $c]\nEnd for\n$result:=JSON Stringify($c)", fault.Limit},
		{"a deep text", `JSON Parse("["*100000)`, fault.Limit},
		{"a costly hash", `Generate password hash("x"; {cost: 31})`, fault.Invalid},
		{"a schema that branches for ever", `JSON Validate(1; JSON Parse("{\"oneOf\":[{\"$ref\":\"#\"},{\"$ref\":\"#\"}]}"))`, fault.Limit},
		{"a path outside", `File("/etc/passwd").getText()`, fault.Other},
		{"a file above its folder", `File("/DATA/../../../etc/passwd").getText()`, fault.NotFound},
		{"a name with a path", `File("/DATA/a").rename("../b")`, fault.Invalid},
		{"the root of a file system", `Folder("/DATA/").delete(Delete with contents)`, fault.Other},
		{"a character that is none", `Char(-5)`, fault.Other},
		{"a desktop command", `FORM LOAD("x")`, fault.Unsupported},
		{"a planned command", `QUERY(1)`, fault.Unsupported},
		{"a wrong argument", `Uppercase(!2024-01-01!)`, fault.Invalid},
	} {
		v, err := evaluate(t, tc.code, syntax.FourD)
		if err == nil {
			t.Errorf("%s: no error, got %s", tc.name, shown(v, nil))
		} else if got := fault.KindOf(err); got != tc.want {
			t.Errorf("%s: %v (%v), want %v", tc.name, got, err, tc.want)
		}
	}
}
