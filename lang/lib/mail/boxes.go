package mail

import (
	"slices"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// boxInfo describes a mailbox. Servers do not tell any more what is recent: it
// is what nobody has read.
func boxInfo(client *imapclient.Client, name string) (value.Value, error) {
	s, err := client.Status(name, &imap.StatusOptions{NumMessages: true, NumUnseen: true}).Wait()
	if err != nil {
		return value.NullValue(), err
	}
	o := value.NewObject()
	o.Set("name", value.FromText(name))
	o.Set("mailCount", count(s.NumMessages))
	o.Set("mailRecent", count(s.NumUnseen))
	return value.FromObject(o), nil
}

// count shows a number that the server may have left out.
func count(n *uint32) value.Value {
	if n == nil {
		return value.FromInt(0)
	}
	return value.FromInt(int64(*n))
}

func selectBox(c *vm.Call) (value.Value, error) {
	t, name, state := vm.Receiver[*mailbox](c), c.Text(0), c.Int(1)
	if t == nil || c.Err() != nil {
		return value.Value{}, nil
	}
	info := value.NullValue()
	err := t.with(c, func(client *imapclient.Client) (err error) {
		if info, err = boxInfo(client, name); err != nil {
			return err
		}
		options := &imap.SelectOptions{ReadOnly: state == readOnly}
		if _, err := client.Select(name, options).Wait(); err != nil {
			return err
		}
		t.box, t.state = name, options
		return nil
	})
	if err != nil {
		return value.NullValue(), raised(t, err)
	}
	return info, nil
}

func getBoxInfo(c *vm.Call) (value.Value, error) {
	t, name := vm.Receiver[*mailbox](c), c.Text(0)
	if t == nil || c.Err() != nil {
		return value.Value{}, nil
	}
	info := value.NullValue()
	err := t.with(c, func(client *imapclient.Client) (err error) {
		if name == "" {
			if err := t.chosen(); err != nil {
				return err
			}
			name = t.box
		}
		info, err = boxInfo(client, name)
		return err
	})
	return info, raised(t, err)
}

func getBoxList(c *vm.Call) (value.Value, error) {
	t, o := vm.Receiver[*mailbox](c), c.Object(0)
	if t == nil || c.Err() != nil {
		return value.Value{}, nil
	}
	l := value.NewList()
	err := t.with(c, func(client *imapclient.Client) error {
		var options *imap.ListOptions
		subscribed := o != nil && o.Get("isSubscribed").AsBool()
		if subscribed && client.Caps().Has(imap.CapListExtended) {
			options = &imap.ListOptions{SelectSubscribed: true}
		}
		list, err := client.List("", "*", options).Collect()
		for _, b := range list {
			has := func(a imap.MailboxAttr) bool { return slices.Contains(b.Attrs, a) }
			box := value.NewObject()
			box.Set("name", value.FromText(b.Mailbox))
			box.Set("selectable", value.FromBool(!has(imap.MailboxAttrNoSelect) && !has(imap.MailboxAttrNonExistent)))
			box.Set("inferior", value.FromBool(!has(imap.MailboxAttrNoInferiors)))
			box.Set("interesting", value.FromBool(has(imap.MailboxAttrMarked)))
			l.Push(value.FromObject(box))
		}
		return err
	})
	return value.FromCollection(l), raised(t, err)
}

func getDelimiter(c *vm.Call) (value.Value, error) {
	t := vm.Receiver[*mailbox](c)
	if t == nil {
		return value.Value{}, nil
	}
	delimiter := ""
	err := t.with(c, func(client *imapclient.Client) error {
		list, err := client.List("", "", nil).Collect()
		if err == nil && (len(list) == 0 || list[0].Delim == 0) {
			list, err = client.List("", "INBOX", nil).Collect()
		}
		if len(list) > 0 && list[0].Delim != 0 {
			delimiter = string(list[0].Delim)
		}
		return err
	})
	return value.FromText(delimiter), raised(t, err)
}

func createBox(c *vm.Call) (value.Value, error) {
	name := c.Text(0)
	return do(c, func(_ *mailbox, client *imapclient.Client) error { return client.Create(name, nil).Wait() })
}

func deleteBox(c *vm.Call) (value.Value, error) {
	name := c.Text(0)
	return do(c, func(t *mailbox, client *imapclient.Client) error {
		if t.box == name {
			if err := client.Unselect().Wait(); err != nil {
				return err
			}
			t.box = ""
		}
		return client.Delete(name).Wait()
	})
}

func renameBox(c *vm.Call) (value.Value, error) {
	name, newName := c.Text(0), c.Text(1)
	return do(c, func(_ *mailbox, client *imapclient.Client) error { return client.Rename(name, newName, nil).Wait() })
}

func subscribe(on bool) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) {
		name := c.Text(0)
		return do(c, func(_ *mailbox, client *imapclient.Client) error {
			if on {
				return client.Subscribe(name).Wait()
			}
			return client.Unsubscribe(name).Wait()
		})
	}
}

func expunge(c *vm.Call) (value.Value, error) {
	return do(c, func(t *mailbox, client *imapclient.Client) error {
		if err := t.chosen(); err != nil {
			return err
		}
		return client.Expunge().Close()
	})
}

// numbers returns the mails that an argument names: identifiers, one of them,
// or all. empty: there are none to do anything with.
func numbers(c *vm.Call, i int) (set imap.NumSet, empty bool) {
	v := c.Arg(i)
	switch {
	case v.Kind() == value.Text:
		v = value.FromCollection(value.NewList(v))
	case v.IsNumber() && v.AsInt() == allMessages:
		return imap.SeqSet{imap.SeqRange{Start: 1, Stop: 0}}, false
	}
	l := v.AsCollection()
	if l == nil {
		c.Fail(fault.New(fault.Invalid, "mail.ids", "%s: got %s, want identifiers of mails or IMAP all (argument %d).", c.Name, c.Process.Describe(v), i+1))
		return nil, true
	}
	var uids imap.UIDSet
	for _, id := range l.Items() {
		n, ok := uidOf(id)
		if !ok {
			c.Fail(fault.New(fault.Invalid, "mail.ids", "%s: got %s, want the identifier of a mail.", c.Name, vm.Shown(id)))
			return nil, true
		}
		uids.AddNum(n)
	}
	return uids, len(uids) == 0
}

// each runs a function over the mails that argument 0 names.
func each(c *vm.Call, run func(*imapclient.Client, imap.NumSet) error) (value.Value, error) {
	set, empty := numbers(c, 0)
	return do(c, func(t *mailbox, client *imapclient.Client) error {
		if err := t.chosen(); err != nil || empty {
			return err
		}
		if m := client.Mailbox(); m != nil && m.NumMessages == 0 {
			return nil
		}
		return run(client, set)
	})
}

func changeFlags(op imap.StoreFlagsOp) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) {
		all, err := flags(c.Object(1))
		if err != nil {
			return value.Value{}, err
		}
		return each(c, func(client *imapclient.Client, set imap.NumSet) error {
			if len(all) == 0 {
				return nil
			}
			return client.Store(set, &imap.StoreFlags{Op: op, Silent: true, Flags: all}, nil).Close()
		})
	}
}

func deleteMails(c *vm.Call) (value.Value, error) {
	return each(c, func(client *imapclient.Client, set imap.NumSet) error {
		return client.Store(set, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}, nil).Close()
	})
}

func copyMails(c *vm.Call) (value.Value, error) {
	box := c.Text(1)
	return each(c, func(client *imapclient.Client, set imap.NumSet) error {
		_, err := client.Copy(set, box).Wait()
		return err
	})
}

func moveMails(c *vm.Call) (value.Value, error) {
	box := c.Text(1)
	return each(c, func(client *imapclient.Client, set imap.NumSet) error {
		_, err := client.Move(set, box).Wait()
		return err
	})
}

func appendMail(c *vm.Call) (value.Value, error) {
	o, box := c.Object(0), c.Text(1)
	t := vm.Receiver[*mailbox](c)
	if t == nil || c.Err() != nil {
		return value.Value{}, nil
	}
	if o == nil {
		return value.Value{}, fault.New(fault.Invalid, "mail.empty", "%s: got no mail, want an object.", c.Name)
	}
	e, err := encodingOf(c.Object(2), t.encoding)
	if err != nil {
		return value.Value{}, err
	}
	d := &draft{process: c.Process, mail: o, encoding: e}
	all, err := flags(o.Get("keywords").AsObject())
	if err == nil {
		err = d.write(true)
	}
	if err != nil {
		return value.Value{}, err
	}
	return do(c, func(t *mailbox, client *imapclient.Client) error {
		if box == "" {
			if err := t.chosen(); err != nil {
				return err
			}
			box = t.box
		}
		cmd := client.Append(box, int64(d.out.Len()), &imap.AppendOptions{Flags: all})
		if _, err := cmd.Write(d.out.Bytes()); err != nil {
			return err
		}
		if err := cmd.Close(); err != nil {
			return err
		}
		_, err := cmd.Wait()
		return err
	})
}
