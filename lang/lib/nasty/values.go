package nasty

import (
	"bytes"
	"image"
	"image/png"
	"math"
	"math/rand/v2"
	"strings"

	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

var numbers = []float64{-1, 0, 1, 2, 3, 7, 255, 256, 65536, 1 << 31, 1<<31 - 1, -1 << 31, 1 << 50, -1 << 54, 2.5, -0.5,
	1e-300, 1e300, math.NaN(), math.Inf(1), math.Inf(-1), math.Copysign(0, -1)}

var texts = []string{"", "abc", "a", " ", "@", "a@", "\xed\xa0\x80", "\xed\xb0\x80a", "\xed\xa0\x80\xed\xb0\x80", "\x00", "\xff\xfe", "e\u0301😀İß",
	"a.b desc, ", "a[0].b", "..", ".", "[]", "(", "(a+)+$", "(?i)[a-z]*+", "\\", "*", "#,##0.00;-0;;", "-1", "0x7f", "1e999", "99999999999999999999",
	"2024-02-30T25:61:61Z", "99:99:99", "/DATA/a.txt", "/DATA/sub/", "/DATA/../..", "a.txt", "/TEMP/x/y", "\x00/..", "https://[::1", "http://localhost:1/x?y#z",
	"a@b.c", "SHA256", "RSA", "ECDSA", "AES", "prime256v1", "PEM", "utf-8", "UTF-16LE", "name", "code", "value", "password",
	`{"a":[1,{"b":null}]}`, `{"$ref":"#"}`, "[[[[", "<x a=\"&#0;\">", "<!--#4DLOOP 3--><!--#4DEVAL 1/0-->", "<!--#4DIF True-->",
	"key = :1 and b in :2", "1+", "$1.value+1", "This", "nastyThrow", "nastySelf", "SELECT 1", ".png", "image/png",
	"Subject: =?utf-8?B?!!!?=\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n--b--"}

// picture is a small one that is whole.
func picture() []byte {
	var b bytes.Buffer
	if png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 3, 2))) != nil {
		return nil
	}
	return b.Bytes()
}

// huge says that it is a very large picture.
var huge = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\x06\x00\x00\x00\x00\x00\x00\x00")

// chain returns a collection in an object in a collection, and so on.
func chain(depth int) value.Value {
	v := value.FromInt(1)
	for i := range depth {
		if i%2 == 0 {
			v = value.FromCollection(value.NewList(v))
			continue
		}
		o := value.NewObject()
		o.Set("a", v)
		v = value.FromObject(o)
	}
	return v
}

// Depth is that of the deepest value.
const Depth = 200_000

// maker makes values at random.
type maker struct {
	*rand.Rand
	process *vm.Process
	deep    value.Value
	made    map[string][]value.Value // instances that earlier calls returned, by class
	all     []value.Value            // of all classes
	class   func(name string) *vm.Class
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// any returns a value of any kind; the deeper, the plainer.
func (m *maker) any(depth int) value.Value {
	if len(m.all) > 0 && m.IntN(12) == 0 {
		return pick(m.Rand, m.all)
	}
	return m.of(value.Kind(m.IntN(int(value.Array)+1)), depth)
}

func (m *maker) of(k value.Kind, depth int) value.Value {
	switch k {
	case value.Null:
		return value.NullValue()
	case value.Bool:
		return value.FromBool(m.IntN(2) == 0)
	case value.Int:
		return value.FromInt(int64(pick(m.Rand, numbers[:14])))
	case value.Real:
		return value.FromReal(pick(m.Rand, numbers))
	case value.Text:
		return m.text()
	case value.Date:
		return value.FromDate(pick(m.Rand, []value.Day{0, 1, value.NewDay(2024, 2, 29), value.NewDay(1, 1, 1), value.NewDay(32767, 12, 31), value.NewDay(9999, 12, 31), math.MaxInt32, math.MinInt32}))
	case value.Time:
		return value.FromTime(pick(m.Rand, []int64{0, -5, 90000, 1 << 40, -1 << 40, math.MaxInt64, math.MinInt64}))
	case value.Blob:
		return value.FromBlob(m.bytes())
	case value.Picture:
		return value.FromPicture(pick(m.Rand, []*value.Image{{}, {MIME: "image/png", Data: picture()}, {MIME: "image/png", Data: huge},
			{MIME: "image/jpeg", Data: picture()[:20]}, {MIME: "image/gif", Data: []byte("GIF89a")}, {MIME: "image/svg+xml", Data: []byte("<svg")}, {Data: []byte{0}}}))
	case value.Object:
		return m.object(depth)
	case value.Collection:
		return m.collection(depth)
	case value.Pointer:
		return m.pointer()
	case value.Array:
		return m.array(depth)
	}
	return value.Value{}
}

func (m *maker) text() value.Value {
	switch m.IntN(12) {
	case 0:
		return value.FromText(strings.Repeat(pick(m.Rand, texts), 2000))
	case 1:
		return value.FromText(pick(m.Rand, texts) + pick(m.Rand, texts))
	}
	return value.FromText(pick(m.Rand, texts))
}

func (m *maker) bytes() []byte {
	return pick(m.Rand, [][]byte{nil, {0}, {1, 2, 3}, []byte("\xff\xfea"), []byte("PK\x03\x04"), []byte("\x1f\x8b"), []byte(`{"a":1}`),
		picture(), huge, bytes.Repeat([]byte{0xff}, 5000), bytes.Repeat([]byte("4DVR\x01\x00"), 9)})
}

var keys = []string{"a", "b", "value", "result", "stop", "name", "type", "size", "key", "", "1", "__NEW", "length", "parameters", "attributes", "body", "from",
	"to", "method", "headers", "timeout", "password", "encryption", "algorithm", "hash", "pem", "pss", "filter", "files", "callback", "url", "host", "port", "range"}

func (m *maker) object(depth int) value.Value {
	switch m.IntN(14) {
	case 0:
		return m.deep
	case 1:
		return value.FromObject(value.NewSharedObject(nil))
	case 2:
		return value.FromObject(value.NewNative(nil, &value.Bytes{Data: m.bytes()}))
	case 3, 4, 5:
		return m.function()
	case 6:
		if c := m.process.ClassOf(m.any(9)); c != nil {
			return vm.ClassValue(c)
		}
	case 7:
		return pick(m.Rand, []value.Value{vm.Star, vm.Greater, vm.Less})
	case 8:
		o := value.NewObject()
		o.Set("self", value.FromObject(o))
		o.Set("a", value.FromInt(1))
		return value.FromObject(o)
	}
	o := value.NewObject()
	for range m.IntN(max(6-depth, 1)) {
		o.Set(pick(m.Rand, keys), m.any(depth+1))
	}
	return value.FromObject(o)
}

func (m *maker) collection(depth int) value.Value {
	switch m.IntN(12) {
	case 0:
		if v := m.deep.AsObject(); v != nil {
			return v.Get("a")
		}
	case 1:
		return value.FromCollection(value.NewSharedList(nil))
	case 2:
		l := value.NewList(value.FromInt(1))
		l.Push(value.FromCollection(l), value.FromCollection(l))
		return value.FromCollection(l)
	case 3, 4:
		k := value.Kind(m.IntN(int(value.Text) + 1))
		l := value.NewList()
		for range m.IntN(2000) {
			l.Push(m.of(k, 9))
		}
		return value.FromCollection(l)
	}
	l := value.NewList()
	for range m.IntN(max(6-depth, 1)) {
		l.Push(m.any(depth + 1))
	}
	return value.FromCollection(l)
}

// pointer points at a variable that holds anything.
func (m *maker) pointer() value.Value {
	held := m.any(9)
	if m.IntN(2) == 0 {
		held = m.array(9)
	}
	r := &value.Ref{Name: "held", Load: func() (value.Value, error) { return held, nil },
		Store: func(v value.Value) error { held = v; return nil }}
	return value.FromPointer(r)
}

func (m *maker) array(depth int) value.Value {
	a := &value.Arr{Element: pick(m.Rand, []value.Kind{value.Bool, value.Int, value.Real, value.Text, value.Date, value.Time, value.Blob, value.Picture,
		value.Object, value.Pointer, value.Array})}
	for range 1 + m.IntN(4) {
		k := a.Element
		if depth > 8 && k >= value.Object {
			k = value.Null
		}
		a.Items = append(a.Items, m.of(k, depth+5))
	}
	return value.FromArray(a)
}

// Sources are methods that functions given to built-ins may be: some throw, call
// themselves, or change what the built-in works on, the process variable
// nastyVictim.
var Sources = map[string]string{
	"nastyNothing": "",
	"nastyItem":    "#DECLARE($item : Variant) : Variant\nreturn $item",
	"nastyThrow":   "throw(5; \"x\")",
	"nastySelf":    "nastySelf",
	"nastyRandom":  "#DECLARE() : Boolean\nreturn (Random % 2)=0",
	"nastyObject":  "#DECLARE($o : Object)\n$o.result:=$o.value\n$o.stop:=(Random % 50)=0\n$o.accumulator:=$o",
	"nastyClear":   "If (Value type(nastyVictim)=Is collection)\nnastyVictim.clear()\nEnd if",
	"nastyGrow":    "If (Value type(nastyVictim)=Is collection)\nnastyVictim.push(nastyVictim)\nnastyVictim.push(1)\nEnd if",
	"nastySize":    "#DECLARE() : Integer\nIf (Value type(nastyVictim)=Is collection)\nnastyVictim.resize(Random % 10)\nEnd if\nreturn Random % 3",
	"nastyReturn":  "#DECLARE() : Variant\nreturn nastyVictim",
}

var methods = []string{"nastyNothing", "nastyItem", "nastyThrow", "nastySelf", "nastyRandom", "nastyObject", "nastyClear", "nastyGrow", "nastySize", "nastyReturn"}

func (m *maker) function() value.Value {
	if f := m.process.Program().Method(pick(m.Rand, methods)); f != nil && m.IntN(6) > 0 {
		return vm.FunctionValue(f)
	}
	return vm.NativeValue(m.process.Runtime.Program.Builtins.Command(pick(m.Rand, []string{"String", "Copy parameters", "Num", "JSON Stringify", "Formula from string"})))
}

// instance returns one of a class that an earlier call returned, if any.
func (m *maker) instance(c *vm.Class) value.Value {
	if c == nil {
		return m.any(0)
	}
	if all := m.made[c.Store+"."+c.Name]; len(all) > 0 {
		return pick(m.Rand, all)
	}
	return m.any(0)
}

// fitting returns a value of one of the types that a signature names.
func (m *maker) fitting(types []string) value.Value {
	kinds := map[string]value.Kind{"Text": value.Text, "Integer": value.Int, "Real": value.Real, "Number": value.Real, "Boolean": value.Bool,
		"Date": value.Date, "Time": value.Time, "Blob": value.Blob, "Picture": value.Picture, "Object": value.Object,
		"Collection": value.Collection, "Pointer": value.Pointer, "Array": value.Array}
	name := pick(m.Rand, types)
	if k, ok := kinds[name]; ok {
		return m.of(k, 0)
	}
	if strings.HasPrefix(name, "4D.Function") || strings.HasPrefix(name, "4D.Formula") {
		return m.function()
	}
	return m.instance(m.class(name))
}

// keep remembers an instance for later calls.
func (m *maker) keep(v value.Value) {
	o := v.AsObject()
	if o == nil || o.Native == nil {
		return
	}
	c := m.process.ClassOf(v)
	if c == nil || c.Name == "Class" {
		return
	}
	const most = 6
	for ; c != nil; c = c.Parent {
		name := c.Store + "." + c.Name
		if len(m.made[name]) < most {
			m.made[name] = append(m.made[name], v)
			continue
		}
		m.made[name][2+m.IntN(most-2)] = v // the first are those of the starters
	}
	if m.all = append(m.all, v); len(m.all) > 40 {
		m.all = m.all[1:]
	}
}

// starters make instances of classes that chance would rarely make.
var starters = []string{
	`Folder("/DATA/sub").create()
File("/DATA/a.txt").setText("a")
$result:=File("/DATA/a.txt")`,
	`Folder("/DATA/sub")`,
	`File("/DATA/a.txt").open("write")`,
	`File("/DATA/a.txt").open("read")`,
	`ZIP Create archive(File("/DATA/a.txt"); File("/DATA/a.zip"))
$result:=ZIP Read archive(File("/DATA/a.zip")).root`,
	`ZIP Create archive(File("/DATA/a.txt"); File("/DATA/b.zip"))
$result:=ZIP Read archive(File("/DATA/b.zip")).root.file("a.txt")`,
	`4D.CryptoKey.new({type: "ECDSA"})`,
	`4D.CryptoKey.new({type: "RSA"; size: 2048})`,
	`SMTP New transporter({host: "localhost"; user: "a"; password: "b"})`,
	`IMAP New transporter({host: "localhost"; user: "a"; password: "b"})`,
	`POP3 New transporter({host: "localhost"; user: "a"; password: "b"})`,
	`4D.HTTPAgent.new({})`,
	`4D.HTTPRequest.new("http://localhost:1/"; {})`,
	`4D.Vector.new([1; 2; 3])`,
	`New signal`,
	`4D.SystemWorker.new("cat")`,
	`MAIL New attachment(File("/DATA/a.txt"))`,
}
