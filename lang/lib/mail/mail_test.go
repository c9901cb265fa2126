package mail

import (
	"strings"
	"testing"

	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

func process(t testing.TB) *vm.Process {
	p := vm.NewRuntime(vm.NewProgram(vm.NewBuiltins()), vm.RuntimeOptions{}).NewProcess(t.Context(), vm.ProcessOptions{})
	t.Cleanup(p.Close)
	return p
}

// FuzzRead checks that every mail can be read, and what was read written.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"", "From: a@b\r\n\r\nx", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--",
		"Subject: =?UTF-8?B?!!?=\nTo: <<a@b>,\"\nKeywords: a,b\nReferences: <a> <b\n\nx",
		"Content-Type: text/plain; charset=utf-16\nContent-Transfer-Encoding: quoted-printable\n\n=FF=FE=3D="} {
		f.Add(s)
	}
	p := process(f)
	f.Fuzz(func(t *testing.T, s string) {
		o, err := read(p, nil, []byte(s))
		if err != nil {
			t.Fatal(err)
		}
		o.Delete("headers") // may hold names that cannot be written
		d := &draft{process: p, mail: o, encoding: encoding{modeUTF8, modeUTF8}}
		if err := d.write(true); err != nil {
			t.Fatalf("%q cannot be written: %v", s, err)
		}
		for line := range strings.SplitSeq(d.out.String(), "\r\n") {
			if strings.ContainsAny(line, "\r\n") || len(line) > 998 && !strings.Contains(line, ":") {
				t.Fatalf("%q gives the line %q", s, line)
			}
		}
	})
}

func FuzzCriteria(f *testing.F) {
	for _, s := range []string{`OR (FROM "a" NOT SEEN) UID 1:*,7`, `CHARSET "x" BODY "y`, `ON 1-Feb-2026`, strings.Repeat("NOT ", 100)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if k, err := parseCriteria(s); err == nil && k == nil {
			t.Errorf("%q gives nothing", s)
		}
	})
}

func FuzzAddresses(f *testing.F) {
	f.Add(`Ada "x" <a@b>; c@d,`)
	f.Fuzz(func(t *testing.T, s string) {
		list, err := addresses("to", value.FromText(s))
		for _, a := range list {
			if err == nil && strings.ContainsAny(a.Address, "\r\n <>") {
				t.Errorf("%q gives %q", s, a.Address)
			}
		}
	})
}

func TestCriteriaThatAreNone(t *testing.T) {
	for _, s := range []string{"BLUE", "NOT", "OR SEEN", "FROM", "(SEEN", "ON yesterday", "LARGER x", "0:5", `"SEEN"`, "KEYWORD a*", strings.Repeat("NOT ", 60) + "SEEN"} {
		if _, err := parseCriteria(s); err == nil {
			t.Errorf("%q is accepted", s)
		}
	}
}
