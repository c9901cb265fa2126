package file

import (
	"path"
	"strings"

	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// Options of DOCUMENT LIST.
const (
	listRecursive = 1
	listAbsolute  = 2
	listPosix     = 4
	listVisible   = 8
)

// documentList fills an array with the names of the files in a folder, or with
// their paths.
func documentList(c *vm.Call) (value.Value, error) {
	e, options := document(c, true), c.Int(2)
	if e == nil || c.Err() != nil {
		return value.Value{}, nil
	}
	if stat(c, e) == nil {
		return value.Value{}, failure(e, errNotThere)
	}
	ask := 0
	if options&listRecursive != 0 {
		ask |= recursive
	}
	if options&listVisible != 0 {
		ask |= ignoreInvisible
	}
	var all []string
	err := walk(c, e, ask, false, 0, func(x *entry) {
		switch relative := strings.TrimPrefix(x.real, strings.TrimSuffix(e.real, "/")+"/"); {
		case options&listAbsolute != 0:
			all = append(all, x.real)
		case options&listPosix != 0:
			all = append(all, "/"+relative)
		default:
			all = append(all, relative)
		}
	})
	fill(c, 1, all)
	return value.Value{}, err
}

// folderList fills an array with the names of the folders in a folder.
func folderList(c *vm.Call) (value.Value, error) {
	e := document(c, true)
	if e == nil {
		return value.Value{}, nil
	}
	if stat(c, e) == nil {
		return value.Value{}, failure(e, errNotThere)
	}
	var all []string
	err := walk(c, e, 0, true, 0, func(x *entry) { all = append(all, fullName(x)) })
	fill(c, 1, all)
	return value.Value{}, err
}

// fill puts texts into the array that an argument is.
func fill(c *vm.Call, i int, texts []string) {
	items := []value.Value{value.FromText("")}
	for _, s := range texts {
		items = append(items, value.FromText(s))
	}
	if a := c.Out(i).AsArray(); a != nil {
		a.Items = items
		return
	}
	c.SetOut(i, value.FromArray(&value.Arr{Element: value.Text, Items: items}))
}

// places reads "source; destination {; newName}". A destination that ends with
// "/" is the folder that takes the copy, otherwise its path.
func places(c *vm.Call) (from, to *entry) {
	source, target := c.Text(0), c.Text(1)
	if c.Err() != nil {
		return nil, nil
	}
	folder := strings.HasSuffix(source, "/")
	if from = argument(c, 0, folder); from == nil {
		return nil, nil
	}
	if c.Len() > 2 && c.Arg(2) != vm.Star && c.Text(2) != "" {
		target = strings.TrimSuffix(target, "/") + "/" + c.Text(2)
	} else if strings.HasSuffix(target, "/") {
		target += fullName(from)
	}
	to, err := resolve(c.Runtime(), target, folder)
	if err != nil {
		c.Fail(err)
		return nil, nil
	}
	return from, to
}

// copyDocument copies a file, or a folder with what is in it.
func copyDocument(c *vm.Call) (value.Value, error) {
	from, to := places(c)
	if from == nil || to == nil {
		return value.Value{}, nil
	}
	if stat(c, from) == nil {
		return value.Value{}, failure(from, errNotThere)
	}
	if _, err := disk(c).Stat(to.real); err == nil && !c.HasMark(vm.Star) {
		return value.Value{}, failure(to, errThere)
	}
	if strings.HasPrefix(to.real+"/", from.real+"/") {
		return c.Failf(-37, "%s cannot be copied into itself", from.path)
	}
	return value.Value{}, copyTree(c, from, to, 0)
}

// moveDocument moves a file, or gives it another name.
func moveDocument(c *vm.Call) (value.Value, error) {
	from, to := places(c)
	if from == nil || to == nil {
		return value.Value{}, nil
	}
	if err := disk(c).MkdirAll(path.Dir(to.real)); err != nil {
		return value.Value{}, failure(to, err)
	}
	_, err := moved(c, from, to)
	return value.Value{}, err
}

func documentSize(c *vm.Call) (value.Value, error) {
	e := document(c, false)
	if e == nil {
		return value.Value{}, nil
	}
	info := stat(c, e)
	if info == nil {
		return value.Value{}, failure(e, errNotThere)
	}
	return value.FromReal(float64(info.Size())), nil
}

// documentProperties tells whether a file is locked and invisible, and when it
// was made and changed.
func documentProperties(c *vm.Call) (value.Value, error) {
	e := document(c, false)
	if e == nil {
		return value.Value{}, nil
	}
	info := stat(c, e)
	if info == nil {
		return value.Value{}, failure(e, errNotThere)
	}
	t := info.ModTime().In(c.Runtime().Host.Location)
	day, second := value.FromDate(value.DayOf(t)), value.FromTime(int64(t.Hour()*3600+t.Minute()*60+t.Second()))
	for i, v := range []value.Value{value.FromBool(info.Mode().Perm()&0o222 == 0), value.FromBool(strings.HasPrefix(fullName(e), ".")), day, second, day, second} {
		if i+1 < c.Len() {
			c.SetOut(i+1, v)
		}
	}
	return value.Value{}, nil
}

// systemFolder answers the folder for temporary files: those of a person who
// works at the machine are not there on a server.
func ownFolder(c *vm.Call) (value.Value, error) { return temporaryFolder(c) }
