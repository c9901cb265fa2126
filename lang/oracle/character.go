package oracle

import "quoin.dev/quoin/value"

// charAt reads t[[n]], from 1.
func (o *Oracle) charAt(v, i value.Value) (value.Value, error) {
	units, n, err := o.units(v, i)
	if err != nil {
		return value.Value{}, err
	}
	return value.FromText(string(rune(units[n-1]))), nil
}

// units returns the characters of a text and the place of one; texts beyond the
// basic plane are left to other tests.
func (o *Oracle) units(v, i value.Value) ([]rune, int, error) {
	if v.Kind() != value.Text && !v.IsUndefined() || !isNumeric(i) {
		return nil, 0, failed(54, "", "Characters are read with a number from a text, got %s and %s.", o.p.Describe(v), o.p.Describe(i))
	}
	units, n := []rune(v.AsText()), i.AsInt()
	for _, r := range units {
		if r >= 0x10000 {
			return nil, 0, unknown("characters beyond the basic plane")
		}
	}
	if n < 1 || n > int64(len(units)) {
		return nil, 0, fail("text.index", "Character %d is outside the text, which has %d.", n, len(units))
	}
	return units, int(n), nil
}

// character is the place t[[n]] of a text in a place.
func (o *Oracle) character(base target, i value.Value) target {
	get := func() (value.Value, error) {
		v, err := base.get()
		if err != nil {
			return v, err
		}
		return o.charAt(v, i)
	}
	set := func(x value.Value) error {
		v, err := base.get()
		if err != nil {
			return err
		}
		units, n, err := o.units(v, i)
		if err != nil {
			return err
		}
		char := []rune(x.AsText())
		if x.Kind() != value.Text || len(char) == 0 {
			return failed(54, "", "Got %s, want a character.", o.p.Describe(x))
		}
		units[n-1] = char[0]
		return base.set(value.FromText(string(units)))
	}
	return target{get: get, set: set}
}
