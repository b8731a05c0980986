package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestReadme runs the commands that README shows. A line "..." stands for any
// lines, and at the end of a line for any rest of it; all others must stand in
// the output as they are, in order.
func TestReadme(t *testing.T) {
	t.Chdir("../..")
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	blocks := regexp.MustCompile("(?ms)^```console\n\\$ respun (.*?)\n(.*?)^```$").FindAllStringSubmatch(string(readme), -1)
	require.NotEmpty(t, blocks)
	for _, b := range blocks {
		_, got, stderr := call(t, strings.Fields(b[1])...)
		requireShown(t, b[2], got, b[1]+"\n"+stderr)
	}
}

// requireShown holds that got reads as shown.
func requireShown(t *testing.T, shown, got, what string) {
	t.Helper()
	pattern := `(?s)\A`
	for _, line := range strings.SplitAfter(shown, "\n") {
		switch text := strings.TrimSuffix(line, "\n"); {
		case text == "...":
			pattern += `(?:.*\n)?`
		case strings.HasSuffix(text, "..."):
			pattern += regexp.QuoteMeta(strings.TrimSuffix(text, "...")) + `[^\n]*\n`
		case line != "":
			pattern += regexp.QuoteMeta(line)
		}
	}
	require.Regexp(t, regexp.MustCompile(pattern), got, what)
}

// TestReadmeNamesEveryRoom holds README's table of rooms to the folders there are.
func TestReadmeNamesEveryRoom(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	for _, folder := range []string{"../..", "../../internal"} {
		entries, err := os.ReadDir(folder)
		require.NoError(t, err)
		for _, e := range entries {
			name := strings.TrimPrefix(folder+"/"+e.Name(), "../../")
			switch {
			case !e.IsDir(), strings.HasPrefix(e.Name(), "."), name == "internal", name == "cmd", name == "seeds", name == "testdata", name == "examples":
			default:
				require.Contains(t, string(readme), "`"+name+"`", "a room without a line in README")
			}
		}
	}
}
