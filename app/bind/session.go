package bind

import (
	"time"

	"quoin.dev/quoin/app/session"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// webSession is the Native of the object that Session returns.
type webSession struct{ s *session.Session }

// Equals makes two references to one session equal.
func (n *webSession) Equals(other any) bool {
	o, ok := other.(*webSession)
	return ok && o.s == n.s
}

var sessionClass = command.Class{
	Name: "Session",
	Doc:  "The web session of the request: who is signed in, with which privileges, and its storage.",
	Properties: []command.Property{
		{Name: "id", Type: "Text", Get: ofSession(func(_ *vm.Call, s *session.Session) value.Value { return value.FromText(s.Tag()) })},
		{Name: "userName", Type: "Text", Get: ofSession(func(_ *vm.Call, s *session.Session) value.Value { return value.FromText(s.UserName()) })},
		{Name: "storage", Type: "Object", Get: ofSession(func(_ *vm.Call, s *session.Session) value.Value { return value.FromObject(s.Storage()) })},
		{Name: "idleTimeout", Type: "Integer",
			Get: ofSession(func(_ *vm.Call, s *session.Session) value.Value {
				return value.FromInt(int64(s.IdleTimeout() / time.Minute))
			}),
			Set: ofSession(func(c *vm.Call, s *session.Session) value.Value {
				s.SetIdleTimeout(time.Duration(c.Int(0)) * time.Minute)
				return value.Value{}
			})},
		{Name: "expirationDate", Type: "Text", Get: ofSession(func(_ *vm.Call, s *session.Session) value.Value {
			return value.FromText(s.Expires().UTC().Format("2006-01-02T15:04:05.000Z"))
		})},
		{Name: "info", Type: "Object", Get: ofSession(sessionInfo)},
	},
	Functions: []command.Command{
		{Name: "setPrivileges", Sig: "(privileges: Variant) : Boolean", Run: setPrivileges},
		{Name: "clearPrivileges", Sig: "() : Boolean", Run: ofSession(func(c *vm.Call, s *session.Session) value.Value {
			s.Clear()
			tellPrivileges(c, s)
			return value.FromBool(true)
		})},
		{Name: "getPrivileges", Sig: "() : Collection", Run: ofSession(func(_ *vm.Call, s *session.Session) value.Value {
			return texts(s.Privileges())
		})},
		{Name: "hasPrivilege", Sig: "(privilege: Text) : Boolean", Run: hasPrivilege},
		{Name: "isGuest", Sig: "() : Boolean", Run: ofSession(func(_ *vm.Call, s *session.Session) value.Value {
			return value.FromBool(s.IsGuest())
		})},
		{Name: "promote", Sig: "(privilege: Text) : Integer", Run: promote},
		{Name: "demote", Sig: "(id: Integer)", Run: demote},
		{Name: "createOTP", Sig: "(lifespan?: Integer) : Text", Run: createOTP},
		{Name: "restore", Sig: "(token: Text) : Boolean", Run: restore},
		{Name: "quotas", Sig: "() : Object", State: command.Later},
	},
}

// sessionCommand is Session: null outside a session.
func sessionCommand(c *vm.Call) (value.Value, error) {
	s := scopeOf(c.Process)
	if s == nil || s.Session == nil {
		return value.NullValue(), nil
	}
	return value.FromObject(value.NewNative(builtin(c.Process, "Session"), &webSession{s.Session})), nil
}

// sessionStorage is Session storage(id): that of another session, null when it
// does not exist. Only the caller's own identifier is known to code.
func sessionStorage(c *vm.Call) (value.Value, error) {
	s := scopeOf(c.Process)
	if s == nil || s.Session == nil || s.Session.Tag() != c.Text(0) {
		return value.NullValue(), nil
	}
	return value.FromObject(s.Session.Storage()), nil
}

func ofSession(do func(*vm.Call, *session.Session) value.Value) vm.Builtin {
	return func(c *vm.Call) (value.Value, error) {
		n := vm.Receiver[*webSession](c)
		if n == nil {
			return value.Value{}, nil
		}
		return do(c, n.s), nil
	}
}

func setPrivileges(c *vm.Call) (value.Value, error) {
	n := vm.Receiver[*webSession](c)
	if n == nil {
		return value.Value{}, nil
	}
	if c.Arg(0).IsAbsent() {
		return value.FromBool(false), nil // a role that nobody has: rihab-ze/knowBase-application goes on from there
	}
	g, err := session.ParseGrant(c.Arg(0))
	if err != nil {
		return value.Value{}, err
	}
	first := !n.s.SignedIn()
	if err := n.s.Grant(g); err != nil {
		return value.Value{}, err
	}
	if visit := session.FromContext(c.Process.Context()); first && visit != nil && visit.Session() == n.s {
		visit.Renew()
	}
	tellPrivileges(c, n.s)
	return value.FromBool(true), nil
}

// tellPrivileges lets the page know that its privileges may have changed.
func tellPrivileges(c *vm.Call, s *session.Session) {
	if sc := scopeOf(c.Process); sc != nil && sc.Effects != nil {
		sc.Effects.Privileges(s.Stamp())
	}
}

// hasPrivilege sees what the process was promoted to as well.
func hasPrivilege(c *vm.Call) (value.Value, error) {
	n := vm.Receiver[*webSession](c)
	if n == nil {
		return value.Value{}, nil
	}
	return value.FromBool(mayClaim(c.Process, n.s, c.Text(0))), nil
}

// mayClaim reports whether a session, or the process that acts for it, has a
// privilege.
func mayClaim(p *vm.Process, s *session.Session, name string) bool {
	who := s.Subject()
	if sc := scopeOf(p); sc != nil && sc.Session == s {
		who = sc.subjectIn(p)
	}
	return s.Has(who, name)
}

// promote gives the process a privilege until it ends, or until demote: other
// requests of the session do not have it.
func promote(c *vm.Call) (value.Value, error) {
	n, sc, name := vm.Receiver[*webSession](c), scopeOf(c.Process), c.Text(0)
	if n == nil || sc == nil {
		return value.Value{}, nil
	}
	if !n.s.Knows(name) || mayClaim(c.Process, n.s, name) {
		return value.FromInt(0), nil
	}
	return value.FromInt(int64(sc.promote(name))), nil
}

func demote(c *vm.Call) (value.Value, error) {
	if sc := scopeOf(c.Process); sc != nil {
		sc.demote(c.Int(0))
	}
	return value.Value{}, nil
}

func sessionInfo(_ *vm.Call, s *session.Session) value.Value {
	o := value.NewObject()
	o.Set("type", value.FromText("web"))
	o.Set("userName", value.FromText(s.UserName()))
	o.Set("IPAddress", value.FromText(s.Remote()))
	o.Set("creationDateTime", value.FromText(s.Created().UTC().Format("2006-01-02T15:04:05Z")))
	o.Set("ID", value.FromText(s.Tag()))
	return value.FromObject(o)
}

func createOTP(c *vm.Call) (value.Value, error) {
	n := vm.Receiver[*webSession](c)
	if n == nil {
		return value.Value{}, nil
	}
	token, err := n.s.CreateToken(time.Duration(c.Int(0)) * time.Second)
	return value.FromText(token), err
}

func restore(c *vm.Call) (value.Value, error) {
	n := vm.Receiver[*webSession](c)
	s, ok := scope(c)
	if n == nil || !ok {
		return value.Value{}, nil
	}
	visit := session.FromContext(c.Process.Context())
	if visit == nil || !visit.Restore(c.Text(0)) {
		return value.FromBool(false), nil
	}
	s.Session = visit.Session()
	return value.FromBool(true), nil
}
