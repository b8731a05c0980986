package corpus

import (
	"context"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"respun/internal/glob"
)

// hasMeta reports whether a path could be a glob.
func hasMeta(p string) bool { return strings.ContainsAny(p, "*?[") }

// validGlob reports whether every name of a pattern is well formed.
func validGlob(pattern string) bool { return pattern != "" && glob.Valid(pattern) }

// match reports whether a slash-separated path matches a glob. A pattern
// without a slash is matched against the last name, as people expect of `*.txt`.
func match(pattern, name string) bool {
	if !strings.Contains(pattern, "/") && pattern != "**" {
		ok, _ := path.Match(pattern, path.Base(name))
		return ok
	}
	return glob.Match(strings.Split(strings.TrimPrefix(pattern, "/"), "/"), strings.Split(name, "/"))
}

func matchAny(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return match(p, name) })
}

// expand returns the paths a glob given as an argument stands for, in order of
// name. A pattern with `**` gives files only, since folders would be read twice.
func expand(ctx context.Context, pattern string) ([]string, error) {
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
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil || p == ".":
			return nil // what cannot be listed cannot match
		case strings.HasPrefix(e.Name(), ".") && e.IsDir():
			return fs.SkipDir
		case !e.IsDir() && e.Name()[0] != '.' && glob.Match(names[fixed:], strings.Split(p, "/")):
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
