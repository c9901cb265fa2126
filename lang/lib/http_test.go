package lib_test

import (
	"bytes"
	"compress/gzip"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/md5"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"quoin.dev/quoin/lang"
	"quoin.dev/quoin/lang/syntax"
)

// site is a server with what the options of requests are about.
func site(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.HasPrefix(r.URL.Path, "/hop/"):
		n, _ := strconv.Atoi(r.URL.Path[5:])
		if n == 0 {
			fmt.Fprint(w, "arrived by ", r.Method)
			return
		}
		http.Redirect(w, r, fmt.Sprintf("/hop/%d", n-1), http.StatusFound)
	case r.URL.Path == "/gzip":
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Content-Type", "text/plain")
		z := gzip.NewWriter(w)
		fmt.Fprint(z, strings.Repeat("a", 1000))
		z.Close()
	case r.URL.Path == "/bomb":
		w.Header().Set("Content-Encoding", "gzip")
		var megabyte bytes.Buffer
		z := gzip.NewWriter(&megabyte)
		z.Write(make([]byte, 1<<20))
		z.Close()
		w.Write(bytes.Repeat(megabyte.Bytes(), 130))
	case r.URL.Path == "/stream":
		for i := range 3 {
			fmt.Fprintf(w, "data: %d\n", i)
			w.(http.Flusher).Flush()
			time.Sleep(20 * time.Millisecond)
		}
	case r.URL.Path == "/forever":
		for r.Context().Err() == nil {
			fmt.Fprint(w, "x")
			w.(http.Flusher).Flush()
			time.Sleep(5 * time.Millisecond)
		}
	case r.URL.Path == "/broken":
		w.Header().Set("Content-Length", "100")
		fmt.Fprint(w, "short")
	case r.URL.Path == "/basic":
		name, password, ok := r.BasicAuth()
		if !ok {
			w.Header().Set("WWW-Authenticate", `Basic realm="x"`)
			w.WriteHeader(401)
			return
		}
		fmt.Fprint(w, name, ":", password)
	case r.URL.Path == "/digest":
		digest(w, r)
	case r.URL.Path == "/echo":
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "text/plain")
		fmt.Fprintf(w, "%s %s %x", r.Method, r.Header.Get("Content-Type"), body)
	case r.URL.Path == "/client":
		who := "nobody"
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			who = r.TLS.PeerCertificates[0].SerialNumber.String()
		}
		fmt.Fprint(w, who)
	case r.URL.Path == "/headers":
		fmt.Fprint(w, strings.Join(r.Header["X-Many"], "+"), " ", r.Header.Get("User-Agent"))
	}
}

// digest is the server's side of RFC 7616 with MD5.
func digest(w http.ResponseWriter, r *http.Request) {
	header := r.Header.Get("Authorization")
	if header == "" {
		w.Header().Set("WWW-Authenticate", `Digest realm="r", nonce="n", qop="auth", opaque="o"`)
		w.WriteHeader(401)
		return
	}
	part := func(name string) string {
		_, rest, _ := strings.Cut(header, " "+name+"=")
		rest, _, _ = strings.Cut(rest, ",")
		return strings.Trim(rest, `"`)
	}
	h := func(s string) string { return fmt.Sprintf("%x", md5.Sum([]byte(s))) }
	want := h(h("ada:r:secret") + ":n:" + part("nc") + ":" + part("cnonce") + ":auth:" + h(r.Method+":/digest"))
	body, _ := io.ReadAll(r.Body)
	if part("response") != want || part("opaque") != "o" {
		w.WriteHeader(403)
		return
	}
	fmt.Fprintf(w, "welcome %s", body)
}

func TestHTTPOptions(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(site))
	defer server.Close()
	secure := httptest.NewUnstartedServer(http.HandlerFunc(site))
	secure.TLS = &tls.Config{ClientAuth: tls.RequestClientCert}
	secure.StartTLS()
	defer secure.Close()
	old := httptest.NewUnstartedServer(http.HandlerFunc(site))
	old.TLS = &tls.Config{MaxVersion: tls.VersionTLS12}
	old.StartTLS()
	defer old.Close()
	cert, key := clientCertificate(t)
	for _, tc := range []struct{ name, code, want string }{
		{"five redirections are followed", `4D.HTTPRequest.new("URL/hop/5"; {dataType: "text"}).wait().response.body`, `"arrived by GET"`},
		{"the sixth is the response", `4D.HTTPRequest.new("URL/hop/6").wait().response.status`, `302`},
		{"none are followed", `4D.HTTPRequest.new("URL/hop/1"; {automaticRedirections: False}).wait().response.headers.location`, `"/hop/0"`},
		{"a body in a character set", `4D.HTTPRequest.new("URL/echo"; {method: "PUT"; body: "é"; encoding: "ISO-8859-1"}).wait().response.body`,
			`"PUT text/plain; charset=iso-8859-1 e9"`},
		{"a type of one's own", `4D.HTTPRequest.new("URL/echo"; {method: "post"; body: {a: 1}; headers: New object("Content-Type"; "application/x")}).wait().response.body`,
			`"POST application/x 7b2261223a317d"`},
		{"a header several times", `4D.HTTPRequest.new("URL/headers"; {dataType: "text"; headers: New object("X-Many"; ["a"; "b"])}).wait().response.body`, `"a+b Quoin"`},
		{"compressed", `Length(4D.HTTPRequest.new("URL/gzip").wait().response.body)`, `1000`},
		{"a bomb", `4D.HTTPRequest.new("URL/bomb"; {dataType: "blob"}).wait().errors[0].message`, `"the response is larger than what is kept"`},
		{"a response that breaks off", "var $r : 4D.HTTPRequest\n$r:=4D.HTTPRequest.new(\"URL/broken\").wait()\n$result:=[$r.errors.length; $r.response.status; $r.response.body=Null]", `[1,200,true]`},
		{"a stream", "var $o : Object\n$o:={text: \"\"; types: []; onHeaders: Formula(This.types.push($2.type)); onData: Formula(This.text+=Convert to text($2.data; \"UTF-8\")); onResponse: Formula(This.types.push($2.type)); onTerminate: Formula(This.types.push($2.type))}\n4D.HTTPRequest.new(\"URL/stream\"; $o).wait()\n$result:=[$o.text; $o.types]",
			`["data: 0\ndata: 1\ndata: 2\n",["headers","response","terminate"]]`},
		{"pieces as they came, and plain ones", "var $a; $b : Object\n$a:={n: 0; onData: Formula(This.n+=$2.data.size)}\n$b:={n: 0; decodeData: True; onData: Formula(This.n+=$2.data.size)}\n$r:=4D.HTTPRequest.new(\"URL/gzip\"; $a).wait()\n4D.HTTPRequest.new(\"URL/gzip\"; $b).wait()\n$result:=[$a.n<100; $b.n; Length($r.response.body)]",
			`[true,1000,1000]`},
		{"the body is not kept", "var $o : Object\n$o:={n: 0; returnResponseBody: False; onData: Formula(This.n+=$2.data.size)}\n$r:=4D.HTTPRequest.new(\"URL/stream\"; $o).wait()\n$result:=[$o.n; $r.response.body=Null]", `[24,true]`},
		{"ended from a function", "var $o : Object\n$o:={types: []; onData: Formula($1.terminate()); onError: Formula(This.types.push($2.type)); onTerminate: Formula(This.types.push($2.type))}\n$r:=4D.HTTPRequest.new(\"URL/forever\"; $o).wait(10)\n$result:=[$o.types; $r.terminated; $r.errors=Null]", `[["terminate"],true,true]`},
		{"an error in a function", "var $o : Object\n$o:={onResponse: Formula(throw(77; \"mine\"))}\nTry\n4D.HTTPRequest.new(\"URL/echo\"; $o).wait(10)\nCatch\n$result:=Last errors[0].errCode\nEnd try", `77`},
		{"nobody waits, and a process ends", `4D.HTTPRequest.new("URL/forever"; {onData: Formula(Null)}).terminated`, `false`},
		{"a name when the server asks", `4D.HTTPRequest.new("URL/basic"; {dataType: "text"; serverAuthentication: {name: "ada"; password: "s"}}).wait().response.body`, `"ada:s"`},
		{"a name in the address", `4D.HTTPRequest.new(Replace string("URL/basic"; "http://"; "http://ada:s@"); {dataType: "text"}).wait().response.body`, `"ada:s"`},
		{"a digest", `4D.HTTPRequest.new("URL/digest"; {method: "POST"; body: "again"; dataType: "text"; serverAuthentication: {name: "ada"; password: "secret"; method: "digest"}}).wait().response.body`, `"welcome again"`},
		{"a wrong digest", `4D.HTTPRequest.new("URL/digest"; {serverAuthentication: {name: "ada"; password: "x"}}).wait().response.status`, `403`},
		{"a digest is wanted, not basic", `4D.HTTPRequest.new("URL/basic"; {serverAuthentication: {name: "ada"; password: "x"; method: "digest"}}).wait().response.status`, `401`},
		{"the older commands", "var $t : Text\nvar $n : Integer\nHTTP AUTHENTICATE(\"ada\"; \"secret\")\n$n:=HTTP Request(\"POST\"; \"URL/digest\"; \"x\"; $t)\n$result:=[$n; $t]", `[200,"welcome x"]`},
		{"the older options", "var $t : Text\nHTTP SET OPTION(HTTP follow redirect; 0)\n$a:=HTTP Get(\"URL/hop/1\"; $t)\nHTTP SET OPTION(HTTP follow redirect; 1)\n$b:=HTTP Get(\"URL/hop/2\"; $t)\n$c:=HTTP Get(\"URL/hop/3\"; $t)\n$result:=[$a; $b; $c]", `[302,200,302]`},
		{"a server that nobody vouches for", `4D.HTTPRequest.new("TLS/client").wait().errors.length`, `1`},
		{"and is trusted all the same", `4D.HTTPRequest.new("TLS/client"; {dataType: "text"; validateTLSCertificate: False}).wait().response.body`, `"nobody"`},
		{"the protocol that was used", `4D.HTTPRequest.new("URL/echo").wait().protocol`, `"HTTP1"`},
		{"TLS that is too old", `4D.HTTPRequest.new("OLD/client"; {validateTLSCertificate: False; minTLSVersion: "TLSv1_3"}).wait().errors.length`, `1`},
		{"TLS that is not", `4D.HTTPRequest.new("OLD/client"; {minTLSVersion: "SSL"})`, `error 0`},
		{"who the client is", "File(\"/RESOURCES/c/cert.pem\").setText(\"CERT\")\nFile(\"/RESOURCES/c/key.pem\").setText(\"KEY\")\n$result:=4D.HTTPRequest.new(\"TLS/client\"; {dataType: \"text\"; validateTLSCertificate: False; certificatesFolder: Folder(\"/RESOURCES/c\")}).wait().response.body", `"4711"`},
		{"no certificate there", `4D.HTTPRequest.new("TLS/client"; {certificatesFolder: Folder("/RESOURCES/none")})`, `error -43`},
		{"an agent trusts for its requests", "var $a : 4D.HTTPAgent\n$a:=4D.HTTPAgent.new({validateTLSCertificate: False; maxTotalSockets: 1})\n$result:=[4D.HTTPRequest.new(\"TLS/client\"; {dataType: \"text\"; agent: $a}).wait().response.body; 4D.HTTPRequest.new(\"TLS/client\"; {agent: $a; validateTLSCertificate: True}).wait().errors.length; $a.requestsCount]", `["nobody",1,0]`},
		{"an agent in a shared object", "var $o : Object\n$o:=New shared object\nUse ($o)\n$o.agent:=4D.HTTPAgent.new()\nEnd use\n$result:=4D.HTTPRequest.new(\"URL/echo\"; {agent: $o.agent}).wait().response.status", `200`},
		{"an agent that is none", `4D.HTTPRequest.new("URL/echo"; {agent: {}})`, `error 0`},
		{"options of a class", "$result:=cs.Options.new(\"URL\").send()", `["GET",200]`},
	} {
		code := strings.NewReplacer("URL", server.URL, "TLS/", secure.URL+"/", "OLD/", old.URL+"/",
			"CERT", strings.ReplaceAll(cert, "\n", "\\n"), "\"KEY\"", `"`+strings.ReplaceAll(key, "\n", "\\n")+`"`).Replace(tc.code)
		v, err := evaluate(t, code, syntax.FourD, class("Options", `
property url; seen : Text
Class constructor($url : Text)
	This.url:=$url
Function get method() : Text
	return "GET"
Function onResponse($r : 4D.HTTPRequest; $e : Object)
	This.seen:=$r.method
Function send() : Collection
	var $r : 4D.HTTPRequest
	$r:=4D.HTTPRequest.new(This.url+"/echo"; This).wait()
	return [This.seen; $r.response.status]
`))
		if got := shown(v, err); got != tc.want {
			t.Errorf("%s: got %s (%v), want %s", tc.name, got, err, tc.want)
		}
	}
}

// In a worker the functions run between its messages, without anybody waiting.
func TestHTTPInWorker(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(site))
	defer server.Close()
	v, err := evaluate(t, strings.ReplaceAll(`
var $o : Object
var $done : 4D.Signal
$o:=New shared object("text"; "")
$done:=New signal
CALL WORKER("w"; "ask"; "URL/stream"; $o; $done)
$result:=[$done.wait(5); $o.text]`, "URL", server.URL), syntax.FourD,
		method("ask", "#DECLARE($url : Text; $o : Object; $done : 4D.Signal)\nvar $r : 4D.HTTPRequest\n$r:=4D.HTTPRequest.new($url; {o: $o; done: $done; onData: Formula(keep(This.o; $2)); onTerminate: Formula(This.done.trigger())})"),
		method("keep", "#DECLARE($o : Object; $event : Object)\nUse ($o)\n$o.text+=Convert to text($event.data; \"UTF-8\")\nEnd use"))
	if got := shown(v, err); got != `[true,"data: 0\ndata: 1\ndata: 2\n"]` {
		t.Errorf("got %s (%v)", got, err)
	}
}

func clientCertificate(t *testing.T) (cert, key string) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(4711), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})),
		string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}))
}

func class(name, text string) lang.Source {
	return lang.Source{Path: name + ".4dm", Name: name, Kind: lang.Class, Text: text}
}
