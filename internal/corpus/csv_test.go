package corpus

import (
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"respun/shingle"
)

func TestTables(t *testing.T) {
	want := []shingle.Document{
		{Name: "a", Text: "one, \"two\"\nlines", Date: "2020", Fields: map[string]string{"Title": "T"}},
		{Name: "in:4", Text: "x"},
	}
	for sep, name := range map[string]string{",": "in.csv", ";": "in.csv", "\t": "in.tsv"} {
		rows := []string{"\ufeff" + `ID|Text|date|Title`, `a|"one, ""two""` + "\r\nlines\"|2020|T", `|x`}
		tree(t, map[string]string{name: strings.ReplaceAll(strings.Join(rows, "\r\n"), "|", sep)})
		g := read(t, Options{}, name)
		want[1].Name = name + ":4"
		require.Equal(t, want, g.docs)
		require.Empty(t, g.told())
	}
}

func TestTableFaults(t *testing.T) {
	g := stdin(t, Options{Format: CSV}, "id,text\n1,a\n2,say \"x\" y\n3\n4,b,c\n5,\xff\n6,\"open\n7,c\n")
	require.Equal(t, []string{"a"}, g.texts())
	require.Equal(t, []string{NotCSV, NoText, NotCSV, InvalidUTF8, NotCSV}, g.reasons())
	require.Contains(t, g.skips[0].Detail, "line 3")
	require.Contains(t, g.skips[4].Detail, "line 7")

	g = stdin(t, Options{Format: CSV}, "a,b\n1,2\n")
	require.Equal(t, []string{`-: no-text: line 1: no column "text" in the header`}, g.told())
	require.Empty(t, stdin(t, Options{Format: TSV}, "").told())

	open := io.MultiReader(strings.NewReader("id,text\n1,a\n2,\""), io.LimitReader(letters{}, 64<<20))
	g = read(t, Options{Format: CSV, MaxDocument: 1 << 20, Stdin: open}, "-")
	require.Equal(t, []string{TooLarge}, g.reasons())
	require.Equal(t, []string{"a"}, g.texts())
}

func FuzzTables(f *testing.F) {
	for _, s := range []string{"id,text\n1,a\n", "text\tid\n\"a\"\"b\"\t\n", "text;x\n\"\n", "\ufefftext\n\xff\n"} {
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, in string, tabs bool) {
		format := map[bool]string{true: TSV, false: CSV}[tabs]
		g := stdin(t, Options{Format: format}, in)
		require.NoError(t, g.err)
		for _, d := range g.docs {
			require.True(t, utf8.ValidString(d.Text))
		}
	})
}
