package mail

import (
	"net/mail"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/value"
)

// maxRecipients bounds how many addresses a mail may have.
const maxRecipients = 10_000

// addresses reads a property of a mail: a text with addresses, an object with
// name and email, or a collection of either.
func addresses(property string, v value.Value) ([]*mail.Address, error) {
	var all []*mail.Address
	add := func(v value.Value) error {
		switch {
		case v.Kind() == value.Text:
			list, err := parseAddresses(v.AsText())
			if err != nil {
				return addressError(property, v.AsText())
			}
			all = append(all, list...)
		case v.AsObject() != nil:
			name, email := v.AsObject().Get("name").AsText(), strings.TrimSpace(v.AsObject().Get("email").AsText())
			if !isAddress(email) {
				return addressError(property, email)
			}
			all = append(all, &mail.Address{Name: oneLine(name), Address: email})
		case !v.IsAbsent():
			return fault.New(fault.Invalid, "mail.address", "Got a %s in the property %s of a mail, want addresses as text, object or collection.", v.Kind(), property)
		}
		return nil
	}
	if l := v.AsCollection(); l != nil {
		for _, one := range l.Items() {
			if err := add(one); err != nil {
				return nil, err
			}
		}
	} else if err := add(v); err != nil {
		return nil, err
	}
	if len(all) > maxRecipients {
		return nil, fault.New(fault.Limit, "mail.address", "The property %s of a mail holds more than %d addresses.", property, maxRecipients)
	}
	return all, nil
}

func addressError(property, got string) error {
	return fault.New(fault.Invalid, "mail.address", "Got %q in the property %s of a mail, which is no address.", got, property)
}

// parseAddresses reads "a@b, Name <c@d>". Semicolons are taken for commas where
// nothing else makes sense of the text.
func parseAddresses(s string) ([]*mail.Address, error) {
	if strings.TrimSpace(s) == "" {
		return nil, nil
	}
	p := mail.AddressParser{WordDecoder: decoder()}
	list, err := p.ParseList(s)
	if err != nil && strings.Contains(s, ";") {
		list, err = p.ParseList(strings.TrimRight(strings.ReplaceAll(s, ";", ","), ", "))
	}
	if err != nil {
		return nil, err
	}
	for _, a := range list {
		if !isAddress(a.Address) {
			return nil, fault.New(fault.Invalid, "mail.address", "%q is no address.", a.Address)
		}
	}
	return list, nil
}

// isAddress is generous, but lets nothing through that could be taken for
// another command or header.
func isAddress(s string) bool {
	at := strings.LastIndexByte(s, '@')
	return at > 0 && at < len(s)-1 && len(s) <= 320 && !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r == 0x7F || r == '<' || r == '>' || r == ','
	})
}

// shownAddresses returns addresses as the properties of a mail hold them.
func shownAddresses(list []*mail.Address) value.Value {
	l := value.NewList()
	for _, a := range list {
		o := value.NewObject()
		o.Set("name", value.NullValue())
		if a.Name != "" {
			o.Set("name", value.FromText(a.Name))
		}
		o.Set("email", value.FromText(a.Address))
		l.Push(value.FromObject(o))
	}
	return value.FromCollection(l)
}
