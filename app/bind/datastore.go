package bind

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/orda"
	"quoin.dev/quoin/value"
)

var datastoreClass = command.Class{
	Name: "DataStoreImplementation",
	Doc:  "The database: one property for each dataclass. ds returns it.",
	Functions: []command.Command{
		{Name: "startTransaction", Sig: "()", Run: startTransaction},
		{Name: "validateTransaction", Sig: "()", Run: validateTransaction},
		{Name: "cancelTransaction", Sig: "()", Run: cancelTransaction},
		{Name: "getInfo", Sig: "() : Object", Run: datastoreInfo},
		{Name: "setAdminProtection", Sig: "(protected: Boolean)", Run: setAdminProtection},
		{Name: "isAdminProtected", Sig: "() : Boolean", Run: isAdminProtected},
		{Name: "encryptionStatus", Sig: "() : Object", State: command.Later},
		{Name: "provideDataKey", Sig: "(key: Variant) : Object", State: command.Later},
		{Name: "getGlobalStamp", Sig: "() : Real", State: command.Later},
		{Name: "setGlobalStamp", Sig: "(stamp: Real)", State: command.Later},
		{Name: "flushAndLock", Sig: "()", State: command.Later},
		{Name: "locked", Sig: "() : Boolean", State: command.Later},
		{Name: "unlock", Sig: "()", State: command.Later},
		{Name: "makeSelectionsAlterable", Sig: "()", State: command.Later},
		{Name: "startRequestLog", Sig: "(target?: Variant)", State: command.Later},
		{Name: "stopRequestLog", Sig: "()", State: command.Later},
		{Name: "getRequestLog", Sig: "() : Collection", State: command.Later},
		{Name: "getAllRemoteContexts", Sig: "() : Collection", State: command.Later},
		{Name: "clearAllRemoteContexts", Sig: "()", State: command.Later},
		{Name: "getRemoteContextInfo", Sig: "(name: Text) : Object", State: command.Later},
		{Name: "setRemoteContextInfo", Sig: "(name: Text, dataclass: Variant, attributes: Text, kind?: Text, length?: Integer)", State: command.Later},
	},
}

func dsCommand(c *vm.Call) (value.Value, error) {
	s, ok := data(c)
	if !ok {
		return value.Value{}, nil
	}
	if id := c.Text(0); id != "" {
		return value.NullValue(), nil // no other datastores are open
	}
	return s.World.DS(), nil
}

// transaction runs one of the datastore's transaction functions. Without a
// database transactions are counted and hold nothing: code that opens one for
// safety runs with --dataless, too.
func transaction(c *vm.Call, do func(*orda.Datastore, *orda.Caller) error) (value.Value, error) {
	s, ok := scope(c)
	if !ok || s.World.Datastore == nil {
		return value.Value{}, nil
	}
	who, err := caller(c.Process)
	if err != nil {
		return value.Value{}, err
	}
	return value.Value{}, do(s.World.Datastore, who)
}

func startTransaction(c *vm.Call) (value.Value, error) {
	v, err := transaction(c, (*orda.Datastore).Begin)
	if s := scopeOf(c.Process); s != nil && err == nil && c.Err() == nil {
		s.level++
	}
	return v, err
}

// Begin begins a transaction around what the scope's code does; End rolls it
// back.
func (s *Scope) Begin() error {
	if ds := s.World.Datastore; ds != nil {
		if err := ds.Begin(s.Caller); err != nil {
			return err
		}
	}
	s.level++
	return nil
}

func validateTransaction(c *vm.Call) (value.Value, error) {
	return endTransaction(c, (*orda.Datastore).Commit)
}

func cancelTransaction(c *vm.Call) (value.Value, error) {
	return endTransaction(c, (*orda.Datastore).Rollback)
}

func endTransaction(c *vm.Call, do func(*orda.Datastore, *orda.Caller) error) (value.Value, error) {
	v, err := transaction(c, do)
	c.Process.SetVariable("OK", value.FromInt(okOf(err)))
	if s := scopeOf(c.Process); s != nil && s.level > 0 {
		s.level--
	}
	return v, err
}

// okOf is the system variable OK after a command.
func okOf(err error) int64 {
	if err != nil {
		return 0
	}
	return 1
}

func inTransaction(c *vm.Call) (value.Value, error) {
	s := scopeOf(c.Process)
	return value.FromBool(s != nil && s.level > 0), nil
}

func transactionLevel(c *vm.Call) (value.Value, error) {
	if s := scopeOf(c.Process); s != nil {
		return value.FromInt(int64(s.level)), nil
	}
	return value.FromInt(0), nil
}

func datastoreInfo(*vm.Call) (value.Value, error) {
	o := value.NewObject()
	o.Set("type", value.FromText("4D Server"))
	o.Set("networked", value.FromBool(false))
	o.Set("localID", value.FromText(""))
	return value.FromObject(o), nil
}

// truncateTable is TRUNCATE TABLE([Table]): the compiler passes the table's
// name.
func truncateTable(c *vm.Call) (value.Value, error) {
	s, ok := data(c)
	if !ok {
		return value.Value{}, nil
	}
	d := s.World.Datastore.Class(c.Text(0))
	if d == nil {
		return value.Value{}, fault.New(fault.NotFound, "bind.no-table", "There is no table %q.", c.Text(0))
	}
	who, err := caller(c.Process)
	if err != nil {
		return value.Value{}, err
	}
	return value.Value{}, d.Truncate(who)
}

// setAdminProtection closes the data to the tools of administration.
func setAdminProtection(c *vm.Call) (value.Value, error) {
	s, ok := data(c)
	if !ok || s.World.Protection == nil {
		return value.Value{}, nil
	}
	return value.Value{}, s.World.Protection.Set(c.Bool(0))
}

func isAdminProtected(c *vm.Call) (value.Value, error) {
	s, ok := data(c)
	return value.FromBool(ok && s.World.Protection != nil && s.World.Protection.On()), nil
}
