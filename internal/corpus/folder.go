package corpus

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// folder is one folder argument being read. Symbolic links are followed, but
// never to a folder that was or is being read under the same argument: that
// keeps out circles, and the exponential walks that links between a few folders
// can span. What a link to a folder led to before its own name comes is left out there,
// file by file, as other ones may have been asked for under other names. A link to a file
// that is read under its own name is left out: it would be found to be a copy of itself.
type folder struct {
	*run
	root   string
	real   string          // of the root
	seen   map[string]bool // real paths of the folders entered
	linked map[string]bool // real paths of the files that a link led to
	found  int             // files handed on
	again  int             // files of the folder at hand that are read under another name
}

// folder reads everything below a folder in the order of names.
func (u *run) folder(root string) error {
	real, err := realPath(root)
	if err != nil {
		return u.lose(printable(root), err)
	}
	f := &folder{run: u, root: root, real: real, seen: map[string]bool{}, linked: map[string]bool{}}
	if err := f.walk(root, "", real, false); err != nil {
		return err
	}
	if f.found == 0 {
		return u.tell(&Skip{Doc: printable(root), Reason: EmptyFolder, Detail: "no file to read below it (hidden and excluded ones are left out)"})
	}
	return nil
}

// walk reads one folder: dir is its path as typed, rel the path below the root; linked
// tells that a link led there.
func (f *folder) walk(dir, rel, real string, linked bool) error {
	f.seen[real] = true
	defer func(outer int) { f.again = outer }(f.again)
	f.again = 0
	entries, err := os.ReadDir(dir)
	if err != nil {
		f.found++ // told as unreadable, which is not empty
		if err := f.lose(printable(dir), err); err != nil {
			return err
		}
	}
	if isArchive(dir, entries) {
		f.found++
		return f.archive(dir)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		if err := f.entry(e, join(dir, e.Name()), join(rel, e.Name()), filepath.Join(real, e.Name()), linked); err != nil {
			return err
		}
	}
	if f.again > 0 {
		return f.tell(&Skip{Doc: printable(dir), Reason: Circle, Count: f.again,
			Detail: fmt.Sprintf("files that links lead to are read under one name only; left out: %d", f.again)})
	}
	return nil
}

// archive leaves an archive of respun index out: it holds documents, but no texts
// that could be read as such. Named as an argument it is a mistake, below a folder
// it is in its place.
func (f *folder) archive(dir string) error {
	if dir == f.root {
		return f.lose(printable(dir), unsupported("an archive of respun index is not read as text: check reads it with --against"))
	}
	return f.tell(&Skip{Doc: printable(dir), Reason: Archive, Detail: "an archive of respun index, which is not read as text"})
}

// entry reads one entry of a folder.
func (f *folder) entry(e fs.DirEntry, path, rel, real string, linked bool) error {
	if matchAny(f.o.Exclude, rel) {
		return nil
	}
	mode := e.Type()
	if mode&fs.ModeSymlink != 0 {
		info, err := os.Stat(path)
		if err == nil {
			real, err = realPath(path)
		}
		if err != nil {
			f.found++
			return f.lose(printable(path), err)
		}
		if info.IsDir() && f.seen[real] {
			return f.tell(&Skip{Doc: printable(path), Reason: Circle, Detail: "a link to a folder that is read already"})
		}
		mode = info.Mode().Type()
	}
	itself := e.Type()&fs.ModeSymlink == 0
	switch {
	case mode.IsDir():
		return f.walk(path, rel, real, linked || !itself)
	case len(f.o.Include) > 0 && !matchAny(f.o.Include, rel):
		return nil
	case !mode.IsRegular():
		return f.tell(&Skip{Doc: printable(path), Reason: Unsupported, Detail: "a pipe, socket or device inside a folder; name it as an argument to read it"})
	}
	f.found++
	if f.linked[real] || !itself && f.reads(real) {
		f.again++
		return nil
	}
	if linked || !itself {
		f.linked[real] = true
	}
	return f.file(path)
}

// reads tells whether a file, by its real path, is read under its own name.
func (f *folder) reads(real string) bool {
	rel, err := filepath.Rel(f.real, real)
	if err != nil || !filepath.IsLocal(rel) {
		return false
	}
	rel = filepath.ToSlash(rel)
	for i, c := range rel + "/" {
		if c == '/' && (strings.HasPrefix(path.Base(rel[:i]), ".") || matchAny(f.o.Exclude, rel[:i])) {
			return false
		}
	}
	return len(f.o.Include) == 0 || matchAny(f.o.Include, rel)
}

// realPath is an absolute path without links: one folder has one, however it was reached.
func realPath(path string) (string, error) {
	whole, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(whole)
}

// join joins as typed: filepath.Join would drop a leading "./", and names in
// records use slashes on every system.
func join(dir, name string) string {
	if dir == "" || strings.HasSuffix(dir, "/") {
		return dir + name
	}
	return dir + "/" + name
}
