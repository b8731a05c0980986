package corpus

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFolders(t *testing.T) {
	tree(t, map[string]string{
		"d/b.txt": "b", "d/a/2.txt": "2", "d/a/1.md": "1", "d/.hidden": "h", "d/.git/x": "x", "d/a.txt": "a", "d/c.jsonl": `{"text":"c"}`,
	})
	require.Equal(t, []string{"d/a/1.md", "d/a/2.txt", "d/a.txt", "d/b.txt", "d/c.jsonl:1"}, read(t, Options{}, "d").names())
	require.Equal(t, "./d/a/1.md", read(t, Options{}, ".").names()[0])
	require.Equal(t, "d/a/1.md", read(t, Options{}, "d/").names()[0])
	require.Equal(t, []string{"d/a.txt", "d/a.txt"}, read(t, Options{}, "d/a.txt", "d/a.txt").names())
}

func TestIncludeExclude(t *testing.T) {
	tree(t, map[string]string{"d/b.txt": "", "d/a/2.txt": "", "d/a/1.md": "", "d/x/y/3.txt": ""})
	for _, c := range []struct {
		include, exclude []string
		want             string
	}{
		{nil, nil, "d/a/1.md d/a/2.txt d/b.txt d/x/y/3.txt"},
		{[]string{"*.txt"}, nil, "d/a/2.txt d/b.txt d/x/y/3.txt"},
		{[]string{"**/*.txt"}, nil, "d/a/2.txt d/b.txt d/x/y/3.txt"},
		{[]string{"*/*"}, nil, "d/a/1.md d/a/2.txt"},
		{[]string{"/*.txt"}, nil, "d/b.txt"},
		{nil, []string{"a"}, "d/b.txt d/x/y/3.txt"},
		{nil, []string{"x/**"}, "d/a/1.md d/a/2.txt d/b.txt"},
		{[]string{"*.txt"}, []string{"**/y/*"}, "d/a/2.txt d/b.txt"},
	} {
		g := read(t, Options{Include: c.include, Exclude: c.exclude}, "d")
		require.Equal(t, c.want, strings.Join(g.names(), " "), "%v", c)
	}
	require.Equal(t, []string{EmptyFolder}, read(t, Options{Include: []string{"*.pdf"}}, "d").reasons())
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"**", "a/b", true}, {"a/**", "a/b/c", true}, {"a/**/c", "a/c", true}, {"a/**/c", "a/x/y/c", true},
		{"a/**/c", "a/x/y/d", false}, {"**/b", "b", true}, {"a/*", "a/b/c", false}, {"[ab].txt", "x/b.txt", true},
		{"a/**/b/**/c", "a/b/x/b/c", true}, {"a/b", "a", false}, {"a", "a/b", false},
	} {
		require.Equal(t, c.want, match(c.pattern, c.name), "%v", c)
	}
}

func TestLinksNeverGoInCircles(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("symbolic links need privileges on Windows")
	}
	tree(t, map[string]string{"d/a/1.txt": "", "other/2.txt": ""})
	for link, target := range map[string]string{"d/a/up": "..", "d/out": "../other", "d/out2": "../other", "d/self": ".", "d/file.txt": "a/1.txt", "d/gone": "nowhere"} {
		require.NoError(t, os.Symlink(target, link))
	}
	whole, err := filepath.Abs("d")
	require.NoError(t, err)
	require.NoError(t, os.Symlink(whole, "d/whole"))
	g := read(t, Options{}, "d")
	require.Equal(t, []string{"d/a/1.txt", "d/out/2.txt"}, g.names())
	require.Equal(t, []string{Circle, NotFound, Circle, Circle, Circle, Circle}, g.reasons())
}

// A link to a file is no copy of it.
func TestLinksToFiles(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("symbolic links need privileges on Windows")
	}
	for name, c := range map[string]struct {
		links   map[string]string
		options Options
		names   string
		told    []string
	}{
		"before its file":              {map[string]string{"d/a.txt": "b.txt"}, Options{}, "d/b.txt d/s/3.md", []string{Circle}},
		"behind it":                    {map[string]string{"d/z.txt": "b.txt", "d/s/4.txt": "../b.txt"}, Options{}, "d/b.txt d/s/3.md", []string{Circle, Circle}},
		"many":                         {map[string]string{"d/y.txt": "b.txt", "d/z.txt": "b.txt"}, Options{}, "d/b.txt d/s/3.md", []string{Circle}},
		"to a hidden one":              {map[string]string{"d/latest": ".store/h.txt"}, Options{}, "d/b.txt d/latest d/s/3.md", nil},
		"to one excluded":              {map[string]string{"d/z.txt": "s/3.md"}, Options{Exclude: []string{"s"}}, "d/b.txt d/z.txt", nil},
		"to one not of those included": {map[string]string{"d/z.txt": "s/3.md"}, Options{Include: []string{"*.txt"}}, "d/b.txt d/z.txt", nil},
		"outside":                      {map[string]string{"d/a.txt": "../out.txt", "d/z.txt": "../out.txt"}, Options{}, "d/a.txt d/b.txt d/s/3.md", []string{Circle}},
		"of a longer name":             {map[string]string{"d/a.txt": "../d2/b.txt"}, Options{}, "d/a.txt d/b.txt d/s/3.md", nil},
	} {
		t.Run(name, func(t *testing.T) {
			tree(t, map[string]string{"d/b.txt": "", "d/s/3.md": "", "d/.store/h.txt": "", "out.txt": "", "d2/b.txt": ""})
			for link, target := range c.links {
				require.NoError(t, os.Symlink(target, link))
			}
			g := read(t, c.options, "d")
			require.Equal(t, c.names, strings.Join(g.names(), " "))
			require.Equal(t, c.told, g.reasons())
		})
	}
}

// A folder that a link leads to before its own name comes is read once all the same.
func TestLinksBeforeTheirFolder(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("symbolic links need privileges on Windows")
	}
	tree(t, map[string]string{"d/new/1.txt": "", "d/new/s/2.txt": "", "d/new/s/3.md": "", "d/old/4.txt": ""})
	for link, target := range map[string]string{"d/current": "new", "d/new/s/same.txt": "../1.txt"} {
		require.NoError(t, os.Symlink(target, link))
	}
	for _, c := range []struct {
		include []string
		names   string
		reasons string
	}{
		{nil, "d/current/1.txt d/current/s/2.txt d/current/s/3.md d/old/4.txt", "circle circle circle"},
		{[]string{"new/**", "current/*/*.md"}, "d/current/s/3.md d/new/1.txt d/new/s/2.txt", "circle"},
		{[]string{"new/**"}, "d/new/1.txt d/new/s/2.txt d/new/s/3.md", "circle"},
	} {
		g := read(t, Options{Include: c.include}, "d")
		require.Equal(t, c.names, strings.Join(g.names(), " "))
		require.Equal(t, c.reasons, strings.Join(g.reasons(), " "))
	}
}

func TestArguments(t *testing.T) {
	tree(t, map[string]string{"d/1.txt": "", "d/2.txt": "", "d/s/3.txt": "", "e[1].txt": "", "list": "d/1.txt\r\n\nd/s/*\nabsent"})
	require.NoError(t, os.Mkdir("empty", 0o755))
	for args, want := range map[string]string{
		"d/*.txt": "d/1.txt d/2.txt", "d/**/*.txt": "d/1.txt d/2.txt d/s/3.txt", "**/3.txt": "d/s/3.txt",
		"e[1].txt": "e[1].txt", "d/*": "d/1.txt d/2.txt d/s/3.txt",
	} {
		g := read(t, Options{}, args)
		require.Equal(t, want, strings.Join(g.names(), " "), args)
		require.Empty(t, g.told())
	}
	g := read(t, Options{FilesFrom: []string{"list"}}, "absent.txt", "no*", "empty")
	require.Equal(t, "d/1.txt d/s/3.txt", strings.Join(g.names(), " "))
	require.Equal(t, []string{NotFound, NotFound, EmptyFolder, NotFound}, g.reasons())
	require.Equal(t, 2, g.r.Opened())

	g = read(t, Options{}, "no[such.txt", "no**[such")
	require.Equal(t, []string{"no[such.txt: not-found: no such file or directory", "no**[such: not-found: no such file or directory"}, g.told())
	g = read(t, Options{Literal: true}, "d/?.txt", "e[1].txt")
	require.Equal(t, []string{"e[1].txt"}, g.names())
	require.Equal(t, []string{NotFound}, g.reasons())
	require.NotContains(t, g.skips[0].Detail, "pattern")

	require.Equal(t, []string{"d/2.txt"}, read(t, Options{FilesFrom: []string{"-"}, Stdin: strings.NewReader("d/2.txt")}).names())
	require.ErrorContains(t, read(t, Options{FilesFrom: []string{"-"}}, "-").err, "only once")
	require.ErrorContains(t, read(t, Options{FilesFrom: []string{"absent"}}).err, "absent")
	require.EqualError(t, read(t, Options{FilesFrom: []string{"-"}, Stdin: strings.NewReader("\nd/1.txt\x00d/2.txt\x00")}).err,
		"list of paths -: line 2 has a NUL byte: want a path a line, as find -print writes and -print0 does not")
}

func TestUnreadableFile(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("nothing is unreadable to root")
	}
	tree(t, map[string]string{"a.txt": "a", "b.txt": "b"})
	require.NoError(t, os.Chmod("a.txt", 0))
	g := read(t, Options{}, "a.txt", "b.txt")
	require.Equal(t, []string{"b.txt"}, g.names())
	require.Equal(t, []string{Unreadable}, g.reasons())
}

// A text with a few NUL bytes is a text; a name that ends in .txt makes none of
// what is binary.
func TestStrayNULs(t *testing.T) {
	text := strings.Repeat("Old wire copy has a flaw here and there. ", 10)
	tree(t, map[string]string{"d/a.txt": text + "\x00" + text, "d/b.txt": strings.Repeat("a\x00b", 100), "d/c.bin": text + "\x00" + text,
		"d/one in 100.txt": text[:99] + "\x00", "d/one in 99.txt": text[:98] + "\x00"})
	got := read(t, Options{}, "d")
	require.Equal(t, []string{"d/a.txt", "d/one in 100.txt"}, got.names())
	require.Equal(t, []string{Unsupported, Unsupported, Unsupported}, got.reasons())
}

// Folders that respun keeps are left out by what they hold, not by a name that
// somebody else may have given.
func TestOwnFoldersAreLeftOut(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		texts int
		told  []string
	}{
		"archive":                 {map[string]string{"in/a.txt": "a", "in/x/db/LOCK": "", "in/x/published/2/OPTIONS-1": "o"}, 1, []string{Archive}},
		"archive, made anew":      {map[string]string{"in/a.txt": "a", "in/x/db/LOCK": ""}, 1, []string{Archive}},
		"archive, its store lost": {map[string]string{"in/a.txt": "a", "in/x/published/2/marker.manifest.000001.MANIFEST-000001": "", "in/x/published/2/OPTIONS-000003": "o"}, 1, []string{Archive}},
		"published articles":      {map[string]string{"in/a.txt": "a", "in/x/published/2/b.txt": "b"}, 2, nil},
		"with texts beside":       {map[string]string{"in/a.txt": "a", "in/x/db/LOCK": "", "in/x/b.txt": "b"}, 3, nil},
		"no lock":                 {map[string]string{"in/a.txt": "a", "in/x/db/b.txt": "b"}, 2, nil},
		"checkpoint":              {map[string]string{"in/a.txt": "a", "in/x/scan.checkpoint": "respun checkpoint 1\n12345678"}, 1, []string{Checkpoint}},
		"no checkpoint":           {map[string]string{"in/a.txt": "a", "in/x/scan.checkpoint": "shopping list"}, 2, nil},
		"of that beginning":       {map[string]string{"in/a.txt": "respun checkpoint 1\n12345678"}, 1, nil},
	} {
		t.Run(name, func(t *testing.T) {
			tree(t, c.files)
			g := read(t, Options{}, "in")
			require.Len(t, g.docs, c.texts)
			require.Equal(t, c.told, g.reasons())
		})
	}
}

// A glob over all that a disk holds is not walked to its end when nobody waits for it.
func TestExpandEndsWithTheContext(t *testing.T) {
	tree(t, map[string]string{"a/b.txt": "x"})
	ctx, cancel := context.WithCancel(t.Context())
	found, err := expand(ctx, "**/*.txt")
	require.NoError(t, err)
	require.Equal(t, []string{"a/b.txt"}, found)
	cancel()
	_, err = expand(ctx, "**/*.txt")
	require.ErrorIs(t, err, context.Canceled)
}
