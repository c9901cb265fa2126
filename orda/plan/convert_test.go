package plan_test

import (
	"testing"

	"quoin.dev/quoin/orda/plan"
	"quoin.dev/quoin/value"
)

// FuzzReadTexts shows that numbers and times read from any text are sane.
func FuzzReadTexts(f *testing.F) {
	for _, s := range []string{"v20", "-3.5", "1e999", "25:00:00", "-1:2", "::", "9999999999:00", "NaN", "0x1p-2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if v, ok := plan.NumberIn(s); ok && (!v.IsNumber() || v.AsReal() != v.AsReal()) {
			t.Errorf("%q: got %v", s, v)
		}
		if seconds, ok := plan.ParseClock(s); ok {
			if again, ok := plan.ParseClock(plan.Text(value.FromTime(seconds))); !ok || again != seconds {
				t.Errorf("%q: %d came back as %d", s, seconds, again)
			}
		}
	})
}
