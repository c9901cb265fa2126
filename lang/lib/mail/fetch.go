package mail

import (
	"io"
	"strconv"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// maxMails bounds how many mails one function returns.
const maxMails = 10_000

// uidOf reads an identifier, a text with a number.
func uidOf(v value.Value) (imap.UID, bool) {
	n, err := strconv.ParseUint(vm.Shown(v), 10, 32)
	return imap.UID(n), err == nil && n > 0
}

// fetched is a mail as the server hands it over.
type fetched struct {
	number   uint32
	uid      imap.UID
	flags    []imap.Flag
	received time.Time
	size     int64
	data     []byte
}

// wish says what of mails is wanted.
type wish struct{ seen, body bool }

func wishOf(o *value.Obj) wish {
	w := wish{true, true}
	if o != nil {
		for name, to := range map[string]*bool{"updateSeen": &w.seen, "withBody": &w.body} {
			if v := o.Get(name); v.Kind() == value.Bool {
				*to = v.AsBool()
			}
		}
	}
	return w
}

// fetch gets mails. One that is larger than can be handled ends it.
func fetch(client *imapclient.Client, set imap.NumSet, w wish, content bool) ([]*fetched, error) {
	options := &imap.FetchOptions{UID: true, Flags: true, InternalDate: true, RFC822Size: true}
	section := &imap.FetchItemBodySection{Peek: !w.seen}
	if !w.body {
		section.Specifier = imap.PartSpecifierHeader
	}
	if content {
		options.BodySection = []*imap.FetchItemBodySection{section}
	}
	cmd := client.Fetch(set, options)
	defer cmd.Close()
	var all []*fetched
	total := int64(0)
	for {
		m := cmd.Next()
		if m == nil {
			return all, cmd.Close()
		}
		f, err := collect(m, maxMail-total)
		if err != nil {
			return nil, err
		}
		total += int64(len(f.data))
		if all = append(all, f); len(all) > maxMails {
			return nil, fault.New(fault.Limit, "mail.count", "There are more than %d mails: ask for fewer.", maxMails)
		}
	}
}

func collect(m *imapclient.FetchMessageData, room int64) (*fetched, error) {
	f := &fetched{number: m.SeqNum}
	var failed error
	for item := m.Next(); item != nil; item = m.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataUID:
			f.uid = item.UID
		case imapclient.FetchItemDataFlags:
			f.flags = item.Flags
		case imapclient.FetchItemDataInternalDate:
			f.received = item.Time
		case imapclient.FetchItemDataRFC822Size:
			f.size = item.Size
		case imapclient.FetchItemDataBodySection:
			if item.Literal == nil {
				continue
			}
			b, err := io.ReadAll(io.LimitReader(item.Literal, room+1))
			if int64(len(b)) > room {
				err = fault.New(fault.Limit, "mail.size", "The mails have more than %d MB: ask for fewer, or for their headers.", maxMail>>20)
			}
			if f.data = b; err != nil && failed == nil {
				failed = err
			}
		}
	}
	return f, failed
}

// object makes the object of a mail.
func (f *fetched) object(c *vm.Call, w wish) (value.Value, error) {
	o, err := read(c.Process, c.Class("MailAttachment"), f.data)
	if err != nil {
		return value.NullValue(), err
	}
	if !w.body {
		for _, name := range []string{"bodyStructure", "bodyValues", "attachments"} {
			o.Delete(name)
		}
	}
	o.Set("id", value.FromText(strconv.FormatUint(uint64(f.uid), 10)))
	o.Set("size", value.FromInt(f.size))
	if !f.received.IsZero() {
		o.Set("receivedAt", value.FromText(f.received.UTC().Format(time.RFC3339)))
	}
	k := value.NewObject()
	for _, flag := range f.flags {
		k.Set(keywordOf(flag), value.FromBool(true))
	}
	o.Set("keywords", value.FromObject(k))
	return value.FromObject(o), nil
}

// one returns the set of the mail that argument 0 names: its identifier as a
// text, or its place in the mailbox.
func one(c *vm.Call) (imap.NumSet, bool) {
	v := c.Arg(0)
	if v.Kind() == value.Text {
		n, ok := uidOf(v)
		return imap.UIDSetNum(n), ok
	}
	n := c.Int(0)
	return imap.SeqSetNum(uint32(max(n, 0))), n > 0 && n <= 1<<31
}

// find gets the mail that argument 0 names; nil when there is none.
func find(c *vm.Call, t *mailbox, w wish) (f *fetched, err error) {
	set, ok := one(c)
	if c.Err() != nil {
		return nil, nil
	}
	err = t.with(c, func(client *imapclient.Client) error {
		if err := t.chosen(); err != nil || !ok {
			return err
		}
		if _, bySeq := set.(imap.SeqSet); bySeq {
			if m := client.Mailbox(); m != nil && c.Int(0) > int(m.NumMessages) {
				return nil
			}
		}
		all, err := fetch(client, set, w, true)
		if len(all) > 0 {
			f = all[0]
		}
		return err
	})
	return f, raised(t, err)
}

func getMail(c *vm.Call) (value.Value, error) {
	t := vm.Receiver[*mailbox](c)
	if t == nil {
		return value.Value{}, nil
	}
	w := wishOf(c.Object(1))
	f, err := find(c, t, w)
	if err != nil || c.Err() != nil {
		return value.NullValue(), err
	}
	if f == nil {
		return value.NullValue(), fault.New(fault.NotFound, "mail.none", "There is no mail %s in the mailbox %s.", vm.Shown(c.Arg(0)), t.box)
	}
	return f.object(c, w)
}

func getMIMEAsBlob(c *vm.Call) (value.Value, error) {
	t := vm.Receiver[*mailbox](c)
	if t == nil {
		return value.Value{}, nil
	}
	f, err := find(c, t, wish{seen: !c.Has(1) || c.Bool(1), body: true})
	if err != nil || c.Err() != nil || f == nil {
		return value.FromBlob(nil), err
	}
	return value.FromBlob(f.data), nil
}

// span returns the places from start to end, where 0 and less stand for the
// first and the last one.
func span(c *vm.Call, client *imapclient.Client) (first, last, count uint32) {
	if m := client.Mailbox(); m != nil {
		count = m.NumMessages
	}
	first, last = uint32(max(c.Int(0), 1)), uint32(max(c.Int(1), 0))
	if c.Int(1) <= 0 {
		last = count
	}
	return first, last, count
}

func getMails(c *vm.Call) (value.Value, error) {
	t := vm.Receiver[*mailbox](c)
	if t == nil {
		return value.Value{}, nil
	}
	list, missing := value.NewList(), value.NewList()
	var found []*fetched
	var w wish
	ids := c.Arg(0).AsCollection()
	if ids != nil {
		w = wishOf(c.Object(1))
	} else {
		w = wishOf(c.Object(2))
	}
	err := t.with(c, func(client *imapclient.Client) (err error) {
		if err := t.chosen(); err != nil {
			return err
		}
		if ids != nil {
			found, err = byID(client, ids, w, missing)
		} else {
			found, err = bySpan(c, client, w, missing)
		}
		return err
	})
	if err != nil || c.Err() != nil {
		return value.NullValue(), raised(t, err)
	}
	for _, f := range found {
		v, err := f.object(c, w)
		if err != nil {
			return value.NullValue(), err
		}
		list.Push(v)
	}
	o := value.NewObject()
	o.Set("list", value.FromCollection(list))
	o.Set("notFound", value.FromCollection(missing))
	return value.FromObject(o), nil
}

func byID(client *imapclient.Client, ids *value.List, w wish, missing *value.List) ([]*fetched, error) {
	var set imap.UIDSet
	for _, id := range ids.Items() {
		if n, ok := uidOf(id); ok {
			set.AddNum(n)
		}
	}
	var found []*fetched
	if len(set) > 0 {
		var err error
		if found, err = fetch(client, set, w, true); err != nil {
			return nil, err
		}
	}
	have := map[imap.UID]*fetched{}
	for _, f := range found {
		have[f.uid] = f
	}
	var ordered []*fetched
	for _, id := range ids.Items() {
		n, ok := uidOf(id)
		if f := have[n]; ok && f != nil {
			ordered = append(ordered, f)
		} else {
			missing.Push(id)
		}
	}
	return ordered, nil
}

func bySpan(c *vm.Call, client *imapclient.Client, w wish, missing *value.List) ([]*fetched, error) {
	first, last, count := span(c, client)
	for n := max(count+1, first); n <= last && missing.Len() < maxMails; n++ {
		missing.Push(value.FromInt(int64(n)))
	}
	if last = min(last, count); first > last {
		return nil, nil
	}
	return fetch(client, imap.SeqSet{imap.SeqRange{Start: first, Stop: last}}, w, true)
}

func numToID(c *vm.Call) (value.Value, error) {
	t := vm.Receiver[*mailbox](c)
	if t == nil {
		return value.Value{}, nil
	}
	l := value.NewList()
	err := t.with(c, func(client *imapclient.Client) error {
		if err := t.chosen(); err != nil {
			return err
		}
		first, last, count := span(c, client)
		if last = min(last, count); first > last {
			return nil
		}
		all, err := fetch(client, imap.SeqSet{imap.SeqRange{Start: first, Stop: last}}, wish{}, false)
		for _, f := range all {
			l.Push(value.FromText(strconv.FormatUint(uint64(f.uid), 10)))
		}
		return err
	})
	return value.FromCollection(l), raised(t, err)
}
