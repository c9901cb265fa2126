package apps_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A suite is a project that somebody else wrote for the original to test a
// library in the language itself. It runs unmodified, on a copy, through
// "quoin run", as its authors run it through the original's command line.
type suite struct {
	name    string   // of the folder, as the repository is called
	project string   // in that folder
	methods []string // "test_@" means every method of that beginning
	flags   []string
	// tests are run with "quoin test" instead; "" stands for all of them.
	tests *string
	// want are pieces of the output in their order.
	want []string
	// check looks at the whole output and returns figures.
	check func(out string) (string, error)
	// beside are other repositories that the project uses as components.
	beside []string
	// give are files that the copy lacks, by what to take instead.
	give map[string]string
	// assertions count as figures where the suite reports none.
	assertions bool
}

var headless = []string{"--skip-onstartup", "--dataless"}

// noLinux is how the authors leave out what cannot pass without a desktop.
const noLinux = "excludeTags=no-linux"

func suites() []suite {
	testing := func(name, param string, check func(string) (string, error)) suite {
		return suite{name: "testing", project: "testing/Project/testing.4DProject", methods: []string{"test"},
			flags: append([]string{"--user-param", strings.TrimSpace(param + " " + noLinux)}, headless...), check: check}
	}
	rules := func(method string, want ...string) suite {
		return suite{name: "JSONRulesEngine", methods: []string{"JRE_Example_" + method},
			flags: append([]string{"--log-level", "info"}, headless...), want: want}
	}
	return []suite{
		testing("text", "", humanReport),
		testing("JSON", "format=json", jsonReport),
		testing("JUnit", "format=junit outputPath=report/junit.xml", nil),
		{name: "SemVer", methods: []string{"test_@"}, assertions: true},
		{name: "CollectionUtils", methods: []string{"allTests", "test_@"}, flags: headless, assertions: true},
		// Its authors moved the file that one test reads.
		{name: "TextChunker4D", methods: []string{"test_@"}, flags: headless, assertions: true,
			give: map[string]string{"Resources/sample.md": "Demo/Resources/sample.md"}},
		rules("HelloWorld", "Events triggered: 1", "Event type: message", "Hello World!"),
		rules("PathExtraction", "'John Doe': 3", "premium member", "High-value", "Domestic"),
		rules("SharedConditions", "Test 1", "20%", "Free shipping", "Priority", "Test 2", "Events: 1", "Priority", "Test 3", "Events: 1", "20%"),
		rules("ECommerce", "VIP15", "FLASH5", "FREE_SHIP", "WARNING", "Free Shipping: Yes"),
		rules("NestedLogic", "Scenario 1", "True", "Scenario 2", "False", "Scenario 3", "True"),
		rules("DynamicFacts", "a dialog was not shown"),
		rules("CustomOperator", "Events triggered: 2", "valid range", "Password", "score=150", "Events triggered: 0"),
		// By the same author, with tests that are methods or classes. What is left out
		// needs a network or a keyboard, or asserts what the original did years ago
		// (expect: an empty pair of parentheses after a command was an error).
		{name: "TextChunker4D", project: "Demo", tests: only("test_folder_import,test_persistence_import")},
		{name: "OTP", tests: only("")},
		{name: "expect", tests: only("test_expect_method,test_gherkin,test_measure,test_predicate,test_spec")},
		{name: "BSON", tests: only("")},
		{name: "Iterable", tests: only("")},
		{name: "JSONToCode", tests: only("")},
		{name: "Mystax", tests: only("")},
		{name: "NullCoaliescing", tests: only("")},
		{name: "XPathBuilder", tests: only("")},
		{name: "formula_compose", tests: only("")},
		{name: "PromptKit", tests: only(""), flags: []string{"--allow-programs"}, beside: []string{"4D-AIKit"}},
		{name: "MCP", tests: only("test_mcp_config,test_mcp_oauth,test_mcp_server"), beside: []string{"JSONRPC"}},
		rules("FactComparison", "Test 1", "approved", "below department average", "Test 2", "declined"),
	}
}

// TestSuites runs the suites that are found in the folder QUOIN_SUITES (one
// folder a repository, as QUOIN_APPS). Nothing of them is in this repository.
func TestSuites(t *testing.T) {
	folders := filepath.SplitList(os.Getenv("QUOIN_SUITES"))
	if len(folders) == 0 {
		t.Skip("QUOIN_SUITES is not set: no suites of public projects are run")
	}
	folders = append(folders, filepath.SplitList(os.Getenv("QUOIN_APPS"))...)
	quoin := executable(t)
	for _, s := range suites() {
		title := s.name
		if s.project != "" {
			title += " " + filepath.Base(strings.TrimSuffix(s.project, ".4DProject"))
		}
		t.Run(title, func(t *testing.T) {
			root := lookUp(folders, s.name)
			if root == "" {
				t.Skipf("%s is not in %s", s.name, strings.Join(folders, ", "))
			}
			work := filepath.Join(t.TempDir(), s.name)
			if err := os.CopyFS(work, os.DirFS(root)); err != nil {
				t.Fatal(err)
			}
			for _, other := range s.beside {
				if from := lookUp(folders, other); from == "" {
					t.Skipf("%s is not in %s", other, strings.Join(folders, ", "))
				} else if err := os.CopyFS(filepath.Join(filepath.Dir(work), other), os.DirFS(from)); err != nil {
					t.Fatal(err)
				}
			}
			for to, from := range s.give {
				lend(t, filepath.Join(work, from), filepath.Join(work, to))
			}
			s.run(t, quoin, filepath.Join(work, s.project))
			t.Run("in QodlyScript", func(t *testing.T) {
				files := translate(t, quoin, work)
				s.assertions = false // they are counted in 4D
				s.run(t, quoin, filepath.Join(work, s.project))
				t.Logf("%d files translated", files)
			})
		})
	}
}

func (s *suite) run(t *testing.T, quoin, project string) {
	if s.tests != nil {
		s.test(t, quoin, project)
		return
	}
	var all strings.Builder
	methods := s.expand(t, project)
	for _, m := range methods {
		out, err := exec.Command(quoin, append([]string{"run", project, m}, s.flags...)...).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", m, err, out)
		}
		all.Write(out)
	}
	figures := fmt.Sprintf("%d methods", len(methods))
	if s.assertions {
		figures += fmt.Sprintf(", %d assertions", assertions(t, project, methods))
	}
	rest := all.String()
	for _, w := range s.want {
		at := strings.Index(rest, w)
		if at < 0 {
			t.Fatalf("the output lacks %q in this order:\n%s", w, all.String())
		}
		rest = rest[at+len(w):]
	}
	if s.check != nil {
		f, err := s.check(all.String())
		if err != nil {
			t.Error(err)
		}
		figures = f
	}
	if path := filepath.Join(filepath.Dir(filepath.Dir(project)), "report", "junit.xml"); s.name == "testing" && strings.Contains(strings.Join(s.flags, " "), "junit") {
		f, err := junitReport(path)
		if err != nil {
			t.Error(err)
		}
		figures = f
	}
	t.Logf("passed: %s", figures)
}

func only(tests string) *string { return &tests }

var lastLine = regexp.MustCompile(`(?m)^\d+ passed.*$`)

// test runs the tests of a project with "quoin test".
func (s *suite) test(t *testing.T, quoin, project string) {
	args := append([]string{"test", project, "--timeout", "30s"}, s.flags...)
	if *s.tests != "" {
		args = append(args, "--run", *s.tests)
	}
	out, err := exec.Command(quoin, args...).CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	t.Logf("%s", lastLine.FindString(string(out)))
}

// expand finds the methods that "test_@" stands for.
func (s *suite) expand(t *testing.T, project string) []string {
	var all []string
	for _, m := range s.methods {
		prefix, many := strings.CutSuffix(m, "@")
		if !many {
			all = append(all, m)
			continue
		}
		found, err := filepath.Glob(filepath.Join(project, "Project", "Sources", "Methods", prefix+"*.4[dq][ms]"))
		if err != nil || len(found) == 0 {
			t.Fatalf("no methods %s in %s: %v", m, project, err)
		}
		for _, f := range found {
			all = append(all, strings.TrimSuffix(filepath.Base(f), filepath.Ext(f)))
		}
	}
	return all
}

var asserts = regexp.MustCompile(`(?i)\bASSERT(:C1129)?\(`)

// assertions counts the assertions that stand in methods.
func assertions(t *testing.T, project string, methods []string) int {
	n := 0
	for _, m := range methods {
		text, err := os.ReadFile(filepath.Join(project, "Project", "Sources", "Methods", m+".4dm"))
		if err != nil {
			t.Fatal(err)
		}
		n += len(asserts.FindAll(text, -1))
	}
	return n
}

// translate writes the files of a project in QodlyScript, as far as they have a form
// there, and returns how many those are.
func translate(t *testing.T, quoin, folder string) int {
	t.Helper()
	// The exit code says only that some files stayed in their dialect.
	out, err := exec.Command(quoin, "translate", "--to=qodly", folder).Output()
	n := strings.Count(string(out), "\n")
	if n == 0 {
		t.Fatalf("nothing was translated: %v", err)
	}
	return n
}

func humanReport(out string) (string, error) {
	passed, skipped := strings.Count(out, "✓"), strings.Count(out, "(skipped)")
	if failed := strings.Count(out, "✗"); failed > 0 || passed < 200 {
		return "", fmt.Errorf("%d passed, %d failed:\n%s", passed, failed, out)
	}
	return fmt.Sprintf("%d tests, %d left out by their authors", passed, skipped+1), nil
}

func jsonReport(out string) (string, error) {
	var r struct {
		Tests, Passed, Failed, Skipped, Assertions, GlobalErrorCount int
		Status                                                       string
	}
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		return "", fmt.Errorf("the report is no JSON: %w\n%s", err, out)
	}
	if r.Failed > 0 || r.Status != "ok" || r.Passed < 200 || r.GlobalErrorCount > 0 {
		return "", fmt.Errorf("%+v", r)
	}
	return fmt.Sprintf("%d tests with %d assertions, %d skipped by their tag", r.Passed, r.Assertions, r.Skipped), nil
}

func junitReport(path string) (string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	var r struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
	}
	if err := xml.Unmarshal(text, &r); err != nil {
		return "", fmt.Errorf("the report is no XML: %w", err)
	}
	if r.Failures+r.Errors > 0 || r.Tests < 200 {
		return "", fmt.Errorf("%+v", r)
	}
	return fmt.Sprintf("%d tests in the report", r.Tests), nil
}

func lend(t *testing.T, from, to string) {
	text, err := os.ReadFile(from)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(to), 0o755)
	}
	if err == nil {
		err = os.WriteFile(to, text, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// lookUp returns the first folder that holds a repository, "" for none.
func lookUp(folders []string, name string) string {
	for _, f := range folders {
		if s, err := os.Stat(filepath.Join(f, name)); err == nil && s.IsDir() {
			return filepath.Join(f, name)
		}
	}
	return ""
}

// executable builds quoin, unless QUOIN_EXECUTABLE names one.
func executable(t *testing.T) string {
	if path := os.Getenv("QUOIN_EXECUTABLE"); path != "" {
		return path
	}
	path := filepath.Join(t.TempDir(), "quoin")
	if out, err := exec.Command("go", "build", "-o", path, "quoin.dev/quoin/cmd/quoin").CombinedOutput(); err != nil {
		t.Fatalf("the executable cannot be built: %v\n%s", err, out)
	}
	return path
}
