package bind

import (
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// usersClass is cs.Qodly.Users. The original lists the accounts of its cloud;
// here the people are those who are signed in to the application.
var usersClass = command.Class{
	Name: "Qodly.Users", Store: "cs", Singleton: true,
	Doc: "The people who use the application: those whose sessions carry a user name. A shared singleton; `me` is its instance.",
	Functions: []command.Command{
		{Name: "allUsers", Sig: "() : Collection", Run: allUsers},
		{Name: "currentUser", Sig: "() : Object", Run: currentUser},
		// Former names, in projects of early releases (workPass-application).
		{Name: "getAllUsers", Sig: "() : Collection", Run: allUsers},
		{Name: "getCurrentUser", Sig: "() : Object", Run: currentUser},
	},
}

// endpointsClass is cs.Qodly.Endpoints. There is one address, and who may do
// what is decided by privileges, not by the address.
var endpointsClass = command.Class{
	Name: "Qodly.Endpoints", Store: "cs", Singleton: true,
	Doc: "The addresses of the application. A shared singleton; `me` is its instance.",
	Functions: []command.Command{
		{Name: "authenticatedEndpoint", Sig: "() : Text", Run: endpoint},
		{Name: "publicEndpoint", Sig: "() : Text", Run: endpoint},
		{Name: "customDomainAuthenticatedEndpoint", Sig: "() : Text", Run: customEndpoint},
		{Name: "customDomainPublicEndpoint", Sig: "() : Text", Run: customEndpoint},
	},
}

// user describes somebody by the name that signing in gave the session.
func user(name string, roles []string) value.Value {
	o := value.NewObject()
	role := ""
	if len(roles) > 0 {
		role = roles[0]
	}
	o.Set("email", value.FromText(name))
	o.Set("role", value.FromText(role))
	o.Set("firstname", value.FromText(""))
	o.Set("lastname", value.FromText(""))
	return value.FromObject(o)
}

func currentUser(c *vm.Call) (value.Value, error) {
	s := scopeOf(c.Process)
	if s == nil || s.Session == nil || s.Session.UserName() == "" {
		return value.NullValue(), nil
	}
	return user(s.Session.UserName(), s.Session.Roles()), nil
}

func allUsers(c *vm.Call) (value.Value, error) {
	out := value.NewList()
	s := scopeOf(c.Process)
	if s == nil || s.World == nil || s.World.Sessions == nil {
		return value.FromCollection(out), nil
	}
	seen := map[string]bool{}
	for _, x := range s.World.Sessions.List() {
		if x.UserName == "" || seen[x.UserName] {
			continue
		}
		seen[x.UserName] = true
		out.Push(user(x.UserName, x.Roles))
	}
	return value.FromCollection(out), nil
}

// endpoint is where the application answers; "" when nothing serves it.
func endpoint(c *vm.Call) (value.Value, error) {
	s := scopeOf(c.Process)
	if s == nil || s.World == nil {
		return value.FromText(""), nil
	}
	return value.FromText(s.World.web().Address), nil
}

// customEndpoint is null: the application has no second address.
func customEndpoint(*vm.Call) (value.Value, error) { return value.NullValue(), nil }
