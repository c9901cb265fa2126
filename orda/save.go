package orda

import (
	"errors"
	"slices"

	"quoin.dev/quoin/access"
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/orda/model"
	"quoin.dev/quoin/orda/store"
	"quoin.dev/quoin/text"
	"quoin.dev/quoin/value"
)

// maxMerges is how often a save merges anew when others keep saving first.
const maxMerges = 5

// Save writes what was assigned (spec/orda_rest.md 3.3). User code runs before
// and after the write, never in it.
func (e *Entity) Save(c *Caller, mode SaveMode) Result {
	s := e.prepareSave(c, mode)
	if s.result == nil {
		s.write()
	}
	return s.finish()
}

// save is one entity on its way to the data.
type save struct {
	*Entity
	caller  *Caller
	merge   bool
	names   []string // touched columns and relations, at the start
	attempt bool     // far enough for afterSave to be told
	op      store.Op
	result  *Result // set once the outcome is known
}

// prepareSave runs everything that comes before the write.
func (e *Entity) prepareSave(c *Caller, mode SaveMode) *save {
	s := &save{Entity: e, caller: c, merge: mode&AutoMerge != 0, names: e.TouchedAttributes()}
	switch {
	case e.inEvent:
		s.end(failed(StatusSerious).because(fault.New(fault.Invalid, "orda.event", "save() cannot be called on an entity in its own after-event.")))
	case e.dropped:
		s.end(failed(StatusGone))
	case !e.IsNew() && !e.Touched():
		if r := s.events(Saving, StatusSerious); r != nil && !r.Success {
			s.end(*r)
		} else if !e.Touched() { // the handler may have assigned something
			s.end(success())
		} else {
			s.names = e.TouchedAttributes()
			s.check()
		}
	default:
		s.check()
		if s.result == nil {
			if r := s.events(Saving, StatusSerious); r != nil {
				s.end(*r)
			}
		}
	}
	if s.result == nil {
		s.build()
	}
	return s
}

func (s *save) end(r Result) { s.result = &r }

// check does what may refuse a save before the saving events: privileges,
// validation, locks, a stamp that has already changed.
func (s *save) check() {
	if err := s.permission(); err != nil {
		s.end(failed(StatusPermission).because(s.saveErrors(err)...))
		return
	}
	s.attempt = true
	if r := s.events(ValidateSave, StatusValidation); r != nil {
		s.end(*r)
		return
	}
	if s.IsNew() {
		return
	}
	if k := s.class.ds.locks.against(s.id(), s.caller); k != nil {
		s.end(lockedBy(k))
		return
	}
	if s.class.hasHook(Saving) {
		s.stampStillCurrent()
	}
}

// stampStillCurrent looks at the stamp before saving events run; the write
// itself looks again.
func (s *save) stampStillCurrent() {
	stamp, found, err := s.currentStamp(s.caller)
	switch {
	case err != nil:
		s.end(seriousError(err))
	case !found:
		s.end(failed(StatusGone))
	case stamp != s.stamp && s.caller.InTransaction():
		// Inside a transaction the write decides.
	case stamp != s.stamp && !s.merge:
		s.end(s.stampChanged())
	}
}

// permission checks create or update, of the class and of each touched
// attribute.
func (s *save) permission() *fault.Error {
	d, action := s.class, access.Update
	if s.IsNew() {
		action = access.Create
	}
	if d.ds.policy == nil {
		return nil
	}
	if err := d.check(s.caller, action, ""); err != nil {
		return err
	}
	for _, name := range s.names {
		m := d.members[name]
		if s.IsNew() && m != nil && m.column >= 0 && s.row[m.column].IsAbsent() {
			continue // only giving a value is creating
		}
		if err := d.check(s.caller, action, name); err != nil {
			return err
		}
	}
	return nil
}

// hasHook reports whether the class or one of its attributes has an event.
func (d *Dataclass) hasHook(kind HookKind) bool {
	if d.ds.hooks == nil {
		return false
	}
	if d.hook(kind, "") != nil {
		return true
	}
	return slices.ContainsFunc(d.model.Attributes, func(a *model.Attribute) bool { return d.hook(kind, a.Name) != nil })
}

// events runs the handlers of touched attributes, then the entity's. The first
// error ends them; nil means that all agreed. What is computed may depend on
// anything, so it counts as touched with the first attribute that is.
func (s *save) events(kind HookKind, status Status) *Result {
	names := s.names
	for _, a := range s.class.model.Attributes {
		if a.Kind == model.Calculated && len(s.names) > 0 {
			names = append(names[:len(names):len(names)], a.Name)
		}
	}
	return s.runEvents(s.caller, kind, status, names)
}

// runEvents runs the handlers of some attributes, then the entity's.
func (e *Entity) runEvents(c *Caller, kind HookKind, status Status, attributes []string) *Result {
	if e.class.ds.hooks == nil {
		return nil
	}
	for _, member := range append(slices.Clone(attributes), "") {
		hook := e.class.hook(kind, member)
		if hook == nil {
			continue
		}
		v, err := hook(c, e.class.ds.wrap.Entity(e), value.FromObject(e.event(kind.String(), member)))
		if err != nil {
			r := seriousError(err)
			r.Thrown = err
			return &r
		}
		if o := v.AsObject(); o != nil && o.Native == nil {
			r := refusal(o, status)
			return &r
		}
	}
	return nil
}

// refusal is the result of an error object that an event returned.
func refusal(o *value.Obj, status Status) Result {
	o.Set("componentSignature", value.FromText("DBEV"))
	serious := o.Get("seriousError").AsBool() || o.Get("fatalError").AsBool()
	if status == StatusValidation && serious {
		status = StatusSeriousValidation
	}
	f := fault.Numbered(fault.Conflict, int(o.Get("errCode").AsInt()), "DBEV", "%s", o.Get("message").AsText())
	r := failed(status)
	r.Errors, r.ErrorObjects = []*fault.Error{f}, []*value.Obj{o}
	if status != StatusValidation {
		r.Thrown = f
	}
	return r
}

// build fills automatic attributes, checks values and makes the operation.
func (s *save) build() {
	if err := s.fill(); err != nil {
		s.end(seriousError(err))
		return
	}
	if err := s.validate(); err != nil {
		s.end(failed(StatusSerious).because(s.saveErrors(err)...))
		return
	}
	s.names = s.TouchedAttributes() // events and automatic attributes included
	op := store.Op{Kind: store.Update, Class: s.class.model, Record: s.rec, Stamp: s.stamp}
	if s.IsNew() {
		op.Kind = store.Insert
		var err error
		if op.Record, err = s.class.ds.engine.NextRecord(s.class.model); err != nil {
			s.end(seriousError(err))
			return
		}
	}
	for i, a := range s.class.stored {
		v := s.row[i]
		if op.Kind == store.Update && !s.touched[i] || op.Kind == store.Insert && v.IsAbsent() {
			continue
		}
		if a.Type == model.ObjectType && !v.IsAbsent() {
			encoded, err := objectText(v)
			if err != nil {
				s.end(seriousError(err))
				return
			}
			v = value.FromText(encoded)
		}
		op.Columns, op.Values = append(op.Columns, a), append(op.Values, v)
	}
	s.op = op
}

// fill gives automatic attributes their values.
func (s *save) fill() error {
	for i, a := range s.class.stored {
		if !a.AutoUUID && !a.AutoSequence {
			continue
		}
		if !s.row[i].IsAbsent() && !(s.IsNew() && s.automaticBlank(i)) {
			continue
		}
		v, err := s.class.automatic(a)
		if err != nil {
			return err
		}
		s.assign(i, v)
	}
	return nil
}

// validate checks what attributes demand of their values.
func (s *save) validate() *fault.Error {
	for i, a := range s.class.stored {
		v := s.row[i]
		switch {
		case v.IsAbsent() && (a.Mandatory || a == s.class.model.Key):
			if !s.IsNew() && !s.touched[i] {
				continue // as it was in the data
			}
			return fault.Numbered(fault.Conflict, numberInvalidEntity, signature, "Attribute %q of dataclass %q is mandatory and has no value", a.Name, s.class.model.Name)
		case a.MaxLength > 0 && v.Kind() == value.Text && a.Type == model.TextType && len(v.AsText()) > a.MaxLength:
			if n := text.Units(v.AsText()); n > a.MaxLength {
				return fault.Numbered(fault.Conflict, numberTooLong, signature, "Attribute %q of dataclass %q takes %d characters, got %d", a.Name, s.class.model.Name, a.MaxLength, n)
			}
		}
	}
	return nil
}

// saveErrors is an error with those of the original that come after it.
func (s *save) saveErrors(cause *fault.Error) []*fault.Error {
	d := s.class.model
	if s.IsNew() {
		return []*fault.Error{cause, fault.Numbered(fault.Conflict, numberNewSave, signature, "A new entity of the %q dataclass cannot be saved", d.Name)}
	}
	return []*fault.Error{cause,
		fault.Numbered(fault.Conflict, numberSave, signature, "Cannot save record %d in table %s of database %s", s.rec, d.Name, s.class.ds.model.Name),
		fault.Numbered(fault.Conflict, numberEntitySave, signature, "The entity# %s in the %q dataclass cannot be saved", s.KeyText(), d.Name)}
}

func (s *save) stampChanged() Result {
	return failed(StatusStampChanged).because(s.saveErrors(stampError(s.Entity))...)
}

func stampError(e *Entity) *fault.Error {
	return fault.Numbered(fault.Conflict, numberStamp, signature, "Given stamp does not match current one for record# %d of table %s", e.rec, e.class.model.Name)
}

// write commits the operation alone, merging when asked to.
func (s *save) write() {
	for range maxMerges {
		commit, err := s.class.ds.write(s.caller, &change{ops: []store.Op{s.op}})
		if err == nil {
			s.written(commit.Changes[0].Stamp, commit.Time.UnixMilli())
			return
		}
		conflict := (*store.Conflict)(nil)
		if !errors.As(err, &conflict) || conflict.Kind != store.StampChanged || !s.merge {
			s.end(s.writeFailed(err))
			return
		}
		if r := s.mergeWithCurrent(); r != nil {
			s.end(*r)
			return
		}
	}
	s.end(failed(StatusAutoMergeFailed))
}

// written notes that the entity is what the data holds now.
func (s *save) written(stamp, millis int64) {
	r := success()
	r.AutoMerged = s.op.Stamp != s.stamp && s.op.Kind == store.Update
	s.rec, s.stamp, s.time = s.op.Record, stamp, millis
	base := slices.Clone(s.row)
	for i, a := range s.class.stored {
		if a.Type != model.ObjectType || base[i].IsAbsent() {
			continue
		}
		if at := slices.Index(s.op.Columns, a); at >= 0 {
			base[i] = s.op.Values[at]
		} else if at := s.base[i]; at.Kind() == value.Text {
			base[i] = at
		}
	}
	s.base, s.touched, s.relations = base, nil, nil
	s.end(r)
}

// writeFailed is the result of a refused or failed write.
func (s *save) writeFailed(err error) Result {
	conflict := (*store.Conflict)(nil)
	if !errors.As(err, &conflict) {
		if r, ok := asLocked(err); ok {
			return r
		}
		return seriousError(err)
	}
	switch conflict.Kind {
	case store.StampChanged:
		return s.stampChanged()
	case store.Gone:
		return failed(StatusGone)
	}
	return failed(StatusSerious).because(s.saveErrors(duplicateError(conflict))...)
}

func duplicateError(conflict *store.Conflict) *fault.Error {
	names := ""
	for i, a := range conflict.Attributes {
		if i > 0 {
			names += ", "
		}
		names += a.Name
	}
	return fault.Numbered(fault.Conflict, numberDuplicate, signature, "Duplicate value of attribute %q in dataclass %q", names, conflict.Class.Name)
}

// mergeWithCurrent takes over what somebody else saved, if it is nothing that
// was touched here. It returns the result when it cannot.
func (s *save) mergeWithCurrent() *Result {
	rows, err := s.class.load(s.caller, []int64{s.rec})
	switch {
	case err != nil:
		return resultOf(seriousError(err))
	case rows.Len() == 0:
		return resultOf(failed(StatusGone))
	}
	current := rows.Row(0)
	for i, a := range s.class.stored {
		if sameStored(a, s.base[i], current[i]) {
			continue
		}
		if !comparable(a) {
			return resultOf(s.stampChanged()) // these never merge
		}
		if s.touched[i] {
			return resultOf(failed(StatusAutoMergeFailed))
		}
	}
	row := s.own()
	for i := range row {
		if !s.touched[i] {
			row[i] = current[i]
		}
	}
	s.base = current
	s.op.Stamp = rows.Stamps[0]
	return nil
}

func resultOf(r Result) *Result { return &r }

// done is what an action has done to some attributes: all or nothing.
func done(r Result, names []string) []string {
	if r.Success {
		return names
	}
	return nil
}

// finish tells afterSave and returns the result.
func (s *save) finish() Result {
	r := s.result.asked(s.merge, false)
	hook := s.class.hook(AfterSave, "")
	if hook == nil || !s.attempt || len(s.names) == 0 {
		return r
	}
	event := s.event("afterSave", "")
	event.Set("savedAttributes", textList(done(r, s.names)))
	s.after(hook, event, "saveStatus", &r, s.caller)
	return r
}

// after runs an after-event, which can stop nothing.
func (e *Entity) after(hook Hook, event *value.Obj, statusName string, r *Result, c *Caller) {
	outcome := "failed"
	if r.Success {
		outcome = "success"
	}
	status := r.Object()
	if r.Status != StatusValidation && r.Status != StatusSeriousValidation {
		status.Delete("errors") // they are there only when a validate event stopped the action (4d-depot/HDI_ORDA_Events_Save_Drop)
	}
	event.Set(statusName, value.FromText(outcome))
	event.Set("status", value.FromObject(status))
	e.inEvent = true
	_, err := hook(c, e.class.ds.wrap.Entity(e), value.FromObject(event))
	e.inEvent = false
	if err != nil && r.Thrown == nil {
		r.Thrown = err
	}
}

func textList(names []string) value.Value {
	list := value.NewList()
	for _, n := range names {
		list.Push(value.FromText(n))
	}
	return value.FromCollection(list)
}

// lockedError is a refusal because somebody else has a record's lock.
type lockedError struct{ by *lock }

func (l *lockedError) Error() string { return "the record is locked" }

func asLocked(err error) (Result, bool) {
	l := (*lockedError)(nil)
	if errors.As(err, &l) {
		return lockedBy(l.by), true
	}
	return Result{}, false
}
