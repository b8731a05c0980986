package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"respun/detect"
	"respun/index"
	"respun/report"
)

func TestSplitPair(t *testing.T) {
	for _, c := range []struct {
		in, a, b string
		ok       bool
	}{
		{"a:b", "a", "b", true},
		{"a.txt:dir/b.txt", "a.txt", "dir/b.txt", true},
		{"news.jsonl:12:news.jsonl:40", "news.jsonl:12", "news.jsonl:40", true},
		{"http://x/1:http://x/2", "http://x/1", "http://x/2", true},
		{"http://x:80/1:http://x:80/2", "http://x:80/1", "http://x:80/2", true},
		{"http://x/1:b.txt", "http://x/1", "b.txt", true},
		{"http://x:80/1::b.txt", "http://x:80/1", "b.txt", true},
		{"http://x:80/1:b.txt", "", "", false},
		{"a", "", "", false},
		{"", "", "", false},
		{":b", "", "b", false},
		{"a:", "a", "", false},
		{"a::", "a", "", false},
	} {
		a, b, ok := splitPair(c.in)
		assert.Equal(t, c.ok, ok, c.in)
		if ok {
			assert.Equal(t, [2]string{c.a, c.b}, [2]string{a, b}, c.in)
		}
	}
}

func TestSplitPairTakesWhatHasNoColons(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[^:]+`)
		a, b := name.Draw(t, "a"), name.Draw(t, "b")
		gotA, gotB, ok := splitPair(a + ":" + b)
		if !strings.HasPrefix(b, "//") { // which only a scheme has
			assert.True(t, ok)
			assert.Equal(t, [2]string{a, b}, [2]string{gotA, gotB})
		}
	})
}

func TestSize(t *testing.T) {
	for in, want := range map[string]int64{"1": 1, "4096": 4096, "64K": 64 << 10, "64k": 64 << 10, "8MB": 8 << 20, "2GiB": 2 << 30, "1T": 1 << 40, "4194304T": 1 << 62} {
		var v size
		require.NoError(t, v.Set(in), in)
		assert.Equal(t, want, int64(v), in)
		var again size
		require.NoError(t, again.Set(v.String()))
		assert.Equal(t, v, again)
	}
	for v, want := range map[size]string{0: "0", 1: "1", 1000: "1000", 4096: "4K", 5000: "5000", 64 << 20: "64M", 3 << 30: "3G", 1 << 50: "1024T"} {
		assert.Equal(t, want, v.String())
	}
	for _, in := range []string{"", "0", "-1", "K", "1Q", "1.5M", "4194305T", "9999999999T", "1KK", "1iB x"} {
		assert.Error(t, new(size).Set(in), in)
	}
}

func TestDuration(t *testing.T) {
	for in, want := range map[string]time.Duration{"14d": 14 * 24 * time.Hour, "99999d": 99999 * 24 * time.Hour, "36h": 36 * time.Hour, "1h30m": 90 * time.Minute} {
		var v duration
		require.NoError(t, v.Set(in), in)
		assert.Equal(t, want, time.Duration(v), in)
	}
	for _, in := range []string{"", "0d", "-1d", "100000d", "1.5d", "d", "14d 6h", "14d6h", "0s", "14"} {
		assert.Error(t, new(duration).Set(in), in)
	}
}

// A report whose file is named after a format that it is not in is told of.
func TestFormatOfName(t *testing.T) {
	for file, want := range map[string]string{"a.html": "html", "a.htm": "html", "a.md": "markdown", "a.ndjson": "jsonl", "a.json": "json",
		"a.text": "", "a.txt": "", "a": "", "-": "", "a.parquet": ""} {
		r := reports{formats: report.Formats(), file: file}
		assert.Equal(t, want, r.formatOfName(), file)
	}
}

func TestNearest(t *testing.T) {
	known := []string{"format", "output", "kinds", "min-pair", "new"}
	for typed, want := range map[string]string{"formt": "format", "frmat": "format", "outptu": "output", "kind": "kinds", "minpair": "min-pair",
		"nwe": "new", "zzzzzz": "", "": "", "x": "", "xyz": "", "forXYZ": ""} {
		assert.Equal(t, want, nearest(typed, known), typed)
	}
	assert.Empty(t, nearest("xy", []string{"ab"}), "no letter is the same")
}

func TestPrintable(t *testing.T) {
	assert.Equal(t, "a�[31mb\nc\td", printable("a\x1b[31mb\nc\td"))
	assert.Equal(t, "��", printable("\u202e\u0085"))
	assert.Equal(t, "a�respun: b", oneLine("a\nrespun: b"))
}

// TestHelpIsWhole: each command has an example, and what it is for, in lines that a
// narrow terminal has room for; each flag says what it does and stands under a heading,
// and names which fields are usual.
func TestHelpIsWhole(t *testing.T) {
	var check func(c *cobra.Command)
	check = func(c *cobra.Command) {
		assert.NotEmpty(t, c.Example, c.CommandPath())
		assert.NotEmpty(t, c.Short, c.CommandPath())
		assert.NotEmpty(t, c.Long, c.CommandPath())
		for line := range strings.Lines(c.Long) {
			assert.LessOrEqual(t, len(strings.TrimSuffix(line, "\n")), 80, "%s: %s", c.CommandPath(), line)
		}
		for _, g := range groups(c) {
			assert.NotEmpty(t, g.heading, c.CommandPath())
			assert.NotContains(t, g.flags.FlagUsages(), "the usual ones", c.CommandPath())
			for line := range strings.Lines(g.flags.FlagUsages()) {
				assert.Greater(t, len(strings.Fields(line)), 3, "%s: %s", c.CommandPath(), line)
			}
		}
		for _, sub := range c.Commands() {
			check(sub)
		}
	}
	check(newRoot())
}

// TestRecordsNamesEveryField holds the page about records to the fields that they have.
func TestRecordsNamesEveryField(t *testing.T) {
	page := newRecords().Long
	for _, file := range []string{"records.go", "check.go"} {
		source, err := os.ReadFile("../../report/" + file)
		require.NoError(t, err)
		tags := regexp.MustCompile("`json:\"([a-z_]+)").FindAllStringSubmatch(string(source), -1)
		require.NotEmpty(t, tags, file)
		for _, tag := range tags {
			assert.Regexp(t, `\b`+tag[1]+`\b`, page, file)
		}
	}
}

// TestVersionFormat holds the format that version tells to the one reports write.
func TestVersionFormat(t *testing.T) {
	t.Chdir("../..")
	_, out, _ := call(t, "scan", "--format", "jsonl", "seeds")
	assert.Contains(t, out, `{"type":"begin","format":1,`)
	_, out, _ = call(t, "version")
	assert.Regexp(t, `(?m)^format\s+1$`, out)
}

// A byte order mark is no part of the first name; a line too long is told by its number.
func TestReadNames(t *testing.T) {
	file := filepath.Join(t.TempDir(), "names")
	require.NoError(t, os.WriteFile(file, []byte("\ufeffa.txt\n\n b.txt \n"), 0o600))
	names, err := readNames(t.Context(), file, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"a.txt", "b.txt"}, names)
	require.NoError(t, os.WriteFile(file, []byte("\n\n\n"+strings.Repeat("x", 1<<17)), 0o600))
	_, err = readNames(t.Context(), file, nil)
	assert.ErrorContains(t, err, "line 4 ")
}

// A line of a list of pairs that is too long is told by its number.
func TestReadList(t *testing.T) {
	file := filepath.Join(t.TempDir(), "pairs")
	require.NoError(t, os.WriteFile(file, []byte(`{"a":"x","b":"y"}`+"\n\n"+strings.Repeat("x", 1<<21)), 0o600))
	assert.ErrorContains(t, (&compare{pairs: file}).readList(t.Context(), nil), "line 3 ")
}

// What a link leads to is replaced, over however many, be there a file or not; a circle ends.
func TestLedTo(t *testing.T) {
	t.Chdir(t.TempDir())
	require.NoError(t, os.Symlink("two", "one"))
	require.NoError(t, os.Symlink("file", "two"))
	require.NoError(t, os.Symlink("circle", "circle"))
	assert.Equal(t, "file", ledTo("one"))
	assert.Equal(t, "file", ledTo("file"))
	assert.Equal(t, "circle", ledTo("circle"))
}

// Standard input lies in no folder, and nothing lies in it.
func TestOverlaps(t *testing.T) {
	t.Chdir(t.TempDir())
	require.NoError(t, os.MkdirAll("news/today", 0o700))
	require.NoError(t, os.Mkdir("newspaper", 0o700))
	for _, c := range []struct {
		paths string
		want  [][2]int
	}{
		{"news/today news", [][2]int{{0, 1}}}, {"news news/today", [][2]int{{1, 0}}}, {"./news news/ news", [][2]int{{1, 0}, {2, 0}}},
		{"newspaper news", nil}, {"- .", nil}, {"- -", nil}, {"gone news", nil},
	} {
		assert.Equal(t, c.want, overlaps(strings.Fields(c.paths)), c.paths)
	}
}

// TestCheckAgreesWithScan: of a draft a check tells the matches that a scan tells which
// reads it first; that one does not count is all it adds.
func TestCheckAgreesWithScan(t *testing.T) {
	t.Chdir("../../testdata/desk")
	matches := func(args ...string) []string {
		_, out, stderr := call(t, append(args, "--format", "jsonl")...)
		out = regexp.MustCompile(`"excluded":"[a-z]+",`).ReplaceAllString(out, "")
		got := regexp.MustCompile(`(?m)^{"type":"match",.*"a":{"doc":"draft.txt",.*$`).FindAllString(out, -1)
		require.NotEmpty(t, got, stderr)
		return got
	}
	assert.Equal(t, matches("scan", "--classes", "all", "draft.txt", "archive"), matches("check", "draft.txt", "--against", "archive"))
}

// TestCheckFindsWhatIsNotPosted: what an archive holds with its text is compared with, also
// where its writer published or fell before it was posted.
func TestCheckFindsWhatIsNotPosted(t *testing.T) {
	t.Chdir("../../testdata/desk")
	archive := t.TempDir()
	x, err := index.Open(archive, index.Options{Create: true})
	require.NoError(t, err)
	text, err := os.ReadFile("archive/courier.txt")
	require.NoError(t, err)
	_, err = x.Add(t.Context(), detect.Document{Name: "courier", Text: string(text)})
	require.NoError(t, err)
	require.EqualValues(t, 1, x.Info().Unposted)
	require.NoError(t, x.Close())
	status, out, stderr := call(t, "check", "draft.txt", "--against", archive)
	assert.Equal(t, statusFound, status, "%s%s", out, stderr)
	assert.Contains(t, out, "  from courier")
}
