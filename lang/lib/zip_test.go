package lib_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"fmt"
	"hash/crc32"
	"testing"

	"quoin.dev/quoin/lang/syntax"
)

// Archives made to hurt: names that lead elsewhere, files larger than they say,
// links.
func TestHostileArchives(t *testing.T) {
	archive := func(fill func(*zip.Writer)) string {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		fill(w)
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return base64.StdEncoding.EncodeToString(b.Bytes())
	}
	add := func(w *zip.Writer, name, text string) {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(f, text)
	}
	names := archive(func(w *zip.Writer) {
		for _, name := range []string{"../../evil", "/etc/evil", `..\..\evil`, "a/../b", "./c", "good/x", "good", "good/", "//", "nul\x00l", "C:\\d"} {
			add(w, name, "x")
		}
		link := &zip.FileHeader{Name: "link"}
		link.SetMode(0o777 | 1<<27)
		f, err := w.CreateHeader(link)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(f, "/etc/passwd")
	})
	zeros := make([]byte, 1<<20)
	liar := archive(func(w *zip.Writer) {
		var packed bytes.Buffer
		inner := zip.NewWriter(&packed)
		f, _ := inner.Create("x")
		f.Write(zeros)
		inner.Close()
		r, _ := zip.NewReader(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
		raw, _ := r.File[0].OpenRaw()
		h := &zip.FileHeader{Name: "liar", Method: zip.Deflate, CRC32: crc32.ChecksumIEEE(zeros), CompressedSize64: r.File[0].CompressedSize64, UncompressedSize64: 10}
		to, err := w.CreateRaw(h)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		b.ReadFrom(raw)
		to.Write(b.Bytes())
	})
	bomb := archive(func(w *zip.Writer) {
		f, _ := w.Create("bomb")
		for range 300 {
			f.Write(zeros)
		}
	})
	const read = "var $b : Blob\nBASE64 DECODE(\"%s\"; $b)\nFile(\"/DATA/x.zip\").setContent($b)\n$r:=ZIP Read archive(File(\"/DATA/x.zip\")).root\n"
	for _, tc := range []struct{ name, archive, code, want string }{
		{"names", names, `$result:=$r.files(fk recursive).extract("path")`, `["/etc/evil","/good/x","/C:/d"]`},
		{"extracted", names, "Folder(\"/DATA/out\").create()\n$r.copyTo(Folder(\"/DATA/out\"))\n$result:=Folder(\"/DATA/\").files(fk recursive).extract(\"path\").sort()", `["/DATA/out/C:/d","/DATA/out/etc/evil","/DATA/out/good/x","/DATA/x.zip"]`},
		{"a liar", liar, `$result:=Try($r.file("liar").getContent())=Null`, `true`},
		{"a bomb", bomb, "Try\n$r.file(\"bomb\").getContent()\n$result:=\"opened\"\nCatch\n$result:=\"caught\"\nEnd try", `error 0`},
	} {
		v, err := evaluate(t, fmt.Sprintf(read, tc.archive)+tc.code, syntax.FourD)
		if got := shown(v, err); got != tc.want {
			t.Errorf("%s: got %s (%v), want %s", tc.name, got, err, tc.want)
		}
	}
}
