package corpus

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// hasMeta reports whether a path could be a glob.
func hasMeta(p string) bool { return strings.ContainsAny(p, "*?[") }

// validGlob reports whether every name of a pattern is well formed.
func validGlob(pattern string) bool {
	for seg := range strings.SplitSeq(pattern, "/") {
		if _, err := path.Match(seg, ""); err != nil {
			return false
		}
	}
	return pattern != ""
}

// match reports whether a slash-separated path matches a glob. A pattern
// without a slash is matched against the last name, as people expect of `*.txt`.
func match(pattern, name string) bool {
	if !strings.Contains(pattern, "/") && pattern != "**" {
		ok, _ := path.Match(pattern, path.Base(name))
		return ok
	}
	return matchNames(strings.Split(strings.TrimPrefix(pattern, "/"), "/"), strings.Split(name, "/"))
}

// matchNames matches name by name; `**` stands for any number of names. Only the last one
// met is tried with more: what comes before it matches already.
func matchNames(pattern, names []string) bool {
	star, taken := -1, 0 // the last ** met, and up to where what it stands for reaches
	i := 0
	for k := 0; k < len(names); {
		switch {
		case i < len(pattern) && pattern[i] == "**":
			star, taken = i, k
			i++
		case i < len(pattern) && matchOne(pattern[i], names[k]):
			i, k = i+1, k+1
		case star >= 0: // it stands for one more
			taken++
			i, k = star+1, taken
		default:
			return false
		}
	}
	for i < len(pattern) && pattern[i] == "**" {
		i++
	}
	return i == len(pattern)
}

// matchOne tells whether a glob matches one name.
func matchOne(pattern, name string) bool {
	ok, _ := path.Match(pattern, name)
	return ok
}

func matchAny(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return match(p, name) })
}

// expand returns the paths a glob given as an argument stands for, in order of
// name. A pattern with `**` gives files only, since folders would be read twice.
func expand(pattern string) ([]string, error) {
	if !strings.Contains(pattern, "**") {
		return filepath.Glob(pattern)
	}
	names := strings.Split(filepath.ToSlash(pattern), "/")
	fixed := slices.IndexFunc(names, hasMeta)
	base := strings.Join(names[:fixed], "/")
	root := base
	if base == "" {
		root = map[bool]string{true: "/", false: "."}[fixed > 0]
	}
	var found []string
	err := fs.WalkDir(os.DirFS(root), ".", func(p string, e fs.DirEntry, err error) error {
		switch {
		case err != nil || p == ".":
			return nil // what cannot be listed cannot match
		case strings.HasPrefix(e.Name(), ".") && e.IsDir():
			return fs.SkipDir
		case !e.IsDir() && e.Name()[0] != '.' && matchNames(names[fixed:], strings.Split(p, "/")):
			found = append(found, below(base, p, fixed))
		}
		return nil
	})
	return found, err
}

// below joins a found path to the fixed part of a pattern as it was typed.
func below(base, p string, fixed int) string {
	if fixed == 0 {
		return p
	}
	return base + "/" + p
}
