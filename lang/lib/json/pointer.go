package json

import (
	"path"
	"strconv"
	"strings"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/lib/file"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// maxPointers bounds how deeply pointers and values stand in one another.
const maxPointers = 200

// resolver replaces the objects {"$ref": "file#/path"} in a value by what they
// point at.
type resolver struct {
	c      *vm.Call
	folder string
	merge  bool
	files  map[string]value.Value // by path
	state  map[any]bool           // objects and collections: false while they are looked through, true afterwards
	errors *value.List
	depth  int
}

// resolvePointers is JSON Resolve pointers: the object is changed in place, and
// what could not be resolved stays and is told.
func resolvePointers(c *vm.Call) (value.Value, error) {
	r := &resolver{c: c, folder: "/RESOURCES/", files: map[string]value.Value{}, state: map[any]bool{}, errors: value.NewList()}
	if o := c.Object(1); o != nil {
		if s := o.Get("rootFolder"); s.Kind() == value.Text && s.AsText() != "" {
			r.folder = s.AsText()
		}
		r.merge = o.Get("merge").AsBool()
	}
	root := c.Arg(0)
	v, err := r.value(root, root)
	if err != nil || c.Err() != nil {
		return value.Value{}, err
	}
	out := value.NewObject()
	out.Set("value", v)
	out.Set("success", value.FromBool(r.errors.Len() == 0))
	if r.errors.Len() > 0 {
		out.Set("errors", value.FromCollection(r.errors))
	}
	return value.FromObject(out), nil
}

// value resolves what is in a value of a document. Errors are those that end
// the call: limits.
func (r *resolver) value(v, document value.Value) (value.Value, error) {
	if err := r.c.Process.Poll(); err != nil {
		return v, err
	}
	if r.depth++; r.depth > maxPointers {
		return v, fault.New(fault.Limit, "json.pointers", "%s: values are nested more than %d deep.", r.c.Name, maxPointers)
	}
	defer func() { r.depth-- }()
	if o := v.AsObject(); o != nil && o.Native == nil {
		if ref := o.Get("$ref"); ref.Kind() == value.Text {
			return r.follow(o, ref.AsText(), document)
		}
		if _, seen := r.state[o]; seen {
			return v, nil
		}
		r.state[o] = false
		for _, name := range o.Names() {
			x, err := r.value(o.Get(name), document)
			if err != nil {
				return v, err
			}
			o.Set(name, x)
		}
		r.state[o] = true
	}
	if l := v.AsCollection(); l != nil {
		if _, seen := r.state[l]; seen {
			return v, nil
		}
		r.state[l] = false
		for i := range l.Len() {
			x, err := r.value(l.At(i), document)
			if err != nil {
				return v, err
			}
			l.SetAt(i, x)
		}
		r.state[l] = true
	}
	return v, nil
}

// follow returns a copy of what a pointer points at; the pointer itself when
// that fails.
func (r *resolver) follow(o *value.Obj, ref string, document value.Value) (value.Value, error) {
	same := value.FromObject(o)
	if done, seen := r.state[o]; seen && !done {
		return r.failed(same, ref, "it leads back to itself")
	}
	r.state[o] = false
	defer func() { r.state[o] = true }()
	name, fragment, _ := strings.Cut(ref, "#")
	if name != "" {
		loaded, why := r.load(name)
		if why != "" {
			return r.failed(same, ref, why)
		}
		document = loaded
	}
	target, why, err := r.find(document, fragment)
	if err != nil || why != "" {
		if err != nil {
			return same, err
		}
		return r.failed(same, ref, why)
	}
	if key := identity(target); key != nil {
		if done, seen := r.state[key]; seen && !done {
			return r.failed(same, ref, "it leads to what it stands in")
		}
	}
	if target, err = r.value(target, document); err != nil {
		return same, err
	}
	found, err := value.Copy(target, vm.CopyOptions(r.c.Process))
	if err != nil {
		return same, err
	}
	if to := found.AsObject(); r.merge && to != nil {
		for _, name := range o.Names() {
			if name != "$ref" {
				to.Set(name, o.Get(name))
			}
		}
	}
	return found, nil
}

// identity is what the state of an object or collection is kept under.
func identity(v value.Value) any {
	if o := v.AsObject(); o != nil {
		return o
	}
	if l := v.AsCollection(); l != nil {
		return l
	}
	return nil
}

// load reads a document of the folder.
func (r *resolver) load(name string) (value.Value, string) {
	at := strings.TrimSuffix(r.folder, "/") + path.Clean("/"+name)
	if v, ok := r.files[at]; ok {
		return v, ""
	}
	data, err := file.ReadPath(r.c.Process, at)
	if err != nil {
		return value.Value{}, "the file " + at + " cannot be read"
	}
	if !r.c.Reserve(8 * len(data)) {
		return value.Value{}, "the file " + at + " is too large"
	}
	v, err := value.ParseJSON(strings.TrimPrefix(string(data), "\ufeff"), value.ParseOptions{Dates: true})
	if err != nil {
		return value.Value{}, "the file " + at + " is not JSON"
	}
	r.files[at] = v
	return v, ""
}

// find walks along a path such as "/a/0/b~1c"; pointers on the way are followed.
func (r *resolver) find(v value.Value, pointer string) (found value.Value, why string, err error) {
	document := v
	for i, part := range strings.Split(pointer, "/") {
		if i == 0 {
			if part != "" {
				return v, "a path begins with a slash", nil
			}
			continue
		}
		part = strings.NewReplacer("~1", "/", "~0", "~").Replace(part)
		if o := v.AsObject(); o != nil && o.Get("$ref").Kind() == value.Text {
			if v, err = r.value(v, document); err != nil {
				return v, "", err
			}
		}
		next := value.Value{}
		if o := v.AsObject(); o != nil {
			next = o.Get(part)
		} else if l := v.AsCollection(); l != nil {
			if n, bad := strconv.Atoi(part); bad == nil && n >= 0 && n < l.Len() {
				next = l.At(n)
			}
		}
		if next.IsUndefined() {
			return v, strconv.Quote(part) + " is not there", nil
		}
		v = next
	}
	return v, "", nil
}

func (r *resolver) failed(v value.Value, ref, why string) (value.Value, error) {
	e := value.NewObject()
	e.Set("code", value.FromInt(1))
	e.Set("message", value.FromText("The pointer "+strconv.Quote(ref)+" cannot be resolved: "+why+"."))
	e.Set("pointerURI", value.FromText(ref))
	r.errors.Push(value.FromObject(e))
	return v, nil
}
