package http

import (
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// Options of HTTP SET OPTION.
const (
	optionTimeout     = 1
	optionFollow      = 2
	optionMost        = 3
	optionDialog      = 4
	optionReset       = 5
	optionCompression = 6
	optionLog         = 7
)

// Methods of HTTP AUTHENTICATE.
const (
	authBasic  = 1
	authDigest = 2
)

// classic is what the older commands have been told, in one process.
type classic struct {
	timeout       float64 // seconds
	follow        bool
	redirections  int
	others        map[int]int // options that are kept and change nothing
	server, proxy *value.Obj
	certificates  string
}

type classicKey struct{}

func classicOf(p *vm.Process) *classic {
	return p.Kept(classicKey{}, func() any {
		return &classic{timeout: 120, follow: true, redirections: 2, others: map[int]int{}}
	}).(*classic)
}

// certificates is the folder of the client's certificates, null where none was
// set.
func certificates(p *vm.Process) value.Value {
	if folder := classicOf(p).certificates; folder != "" {
		return value.FromText(folder)
	}
	return value.NullValue()
}

// authenticate puts the names and passwords into the options of a request, and
// forgets them when that was asked for.
func (k *classic) authenticate(options *value.Obj) {
	if k.server != nil {
		options.Set("serverAuthentication", value.FromObject(k.server))
	}
	if k.proxy != nil {
		options.Set("proxyAuthentication", value.FromObject(k.proxy))
	}
	if k.others[optionReset] != 0 {
		k.server, k.proxy = nil, nil
	}
}

func setOption(c *vm.Call) (value.Value, error) {
	k, option, n := classicOf(c.Process), c.Int(0), c.Int(1)
	if c.Err() != nil {
		return value.Value{}, nil
	}
	switch option {
	case optionTimeout:
		k.timeout = float64(max(n, 0))
	case optionFollow:
		k.follow = n != 0
	case optionMost:
		k.redirections = min(max(n, 0), 20)
	case optionDialog, optionReset, optionCompression, optionLog:
		k.others[option] = n
	default:
		return c.Failf(0, "there is no option %d", option)
	}
	return value.Value{}, nil
}

func getOption(c *vm.Call) (value.Value, error) {
	k, n := classicOf(c.Process), 0
	switch option := c.Int(0); option {
	case optionTimeout:
		n = int(k.timeout)
	case optionFollow:
		if k.follow {
			n = 1
		}
	case optionMost:
		n = k.redirections
	case optionDialog, optionReset, optionCompression, optionLog:
		n = k.others[option]
	default:
		return c.Failf(0, "there is no option %d", option)
	}
	c.SetOut(1, value.FromInt(int64(n)))
	return value.Value{}, nil
}

func authenticate(c *vm.Call) (value.Value, error) {
	method := methodAuto
	if c.Len() > 2 && c.Arg(2) != vm.Star {
		switch c.Int(2) {
		case authBasic:
			method = methodBasic
		case authDigest:
			method = methodDigest
		}
	}
	var who *value.Obj
	if name := c.Text(0); name != "" {
		who = value.NewObject()
		who.Set("name", value.FromText(name))
		who.Set("password", value.FromText(c.Text(1)))
		who.Set("method", value.FromText(method))
	}
	if c.Err() != nil {
		return value.Value{}, nil
	}
	if k := classicOf(c.Process); c.HasMark(vm.Star) {
		k.proxy = who
	} else {
		k.server = who
	}
	return value.Value{}, nil
}

func getCertificatesFolder(c *vm.Call) (value.Value, error) {
	return value.FromText(classicOf(c.Process).certificates), nil
}

func setCertificatesFolder(c *vm.Call) (value.Value, error) {
	classicOf(c.Process).certificates = c.Text(0)
	return value.Value{}, nil
}
