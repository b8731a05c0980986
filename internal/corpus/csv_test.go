package corpus

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"respun/shingle"
)

func TestTables(t *testing.T) {
	want := []shingle.Document{
		{Name: "a", Text: "one, \"two\"\r\nlines", Date: "2020", Fields: map[string]string{"Title": "T"}},
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
	require.Equal(t, []string{"a", "\ufffd", "c"}, g.texts())
	require.Equal(t, []string{NotCSV, NoText, NotCSV, ReplacedUTF8, NotCSV}, g.reasons())
	require.Contains(t, g.skips[0].Detail, "line 3")
	require.Contains(t, g.skips[4].Detail, "line 7")

	g = stdin(t, Options{Format: CSV}, "a,b\n1,2\n")
	require.Equal(t, []string{`-: no-text: line 1: no column "text": there are "a", "b"; --text-field names the one with the text`}, g.told())
	require.Empty(t, stdin(t, Options{Format: TSV}, "").told())

	open := io.MultiReader(strings.NewReader("id,text\n1,a\n2,\""), io.LimitReader(letters{}, 64<<20))
	g = read(t, Options{Format: CSV, MaxDocument: 1 << 20, Stdin: open}, "-")
	require.Equal(t, []string{TooLarge}, g.reasons())
	require.Equal(t, []string{"a"}, g.texts())
}

// Of two columns of a name the last counts, as of two members of an object.
func TestTwoOfAName(t *testing.T) {
	require.Equal(t, []string{"b"}, stdin(t, Options{Format: CSV}, "text,text\na,b\n").texts())
	require.Equal(t, []string{"b"}, stdin(t, Options{Format: JSONL}, `{"text":"a","text":"b"}`+"\n").texts())
}

// A row that is not all UTF-8 is read, and so is a header.
func TestInvalidUTF8InTables(t *testing.T) {
	for _, format := range []string{CSV, TSV} {
		in := "id|text|t\xff\n\xfe|caf\xe9 \xe2\x82|x\n2|fine|y\n"
		g := stdin(t, Options{Format: format}, strings.ReplaceAll(in, "|", map[string]string{CSV: ",", TSV: "\t"}[format]))
		require.Equal(t, []shingle.Document{
			{Name: "\ufffd", Text: "caf\ufffd \ufffd\ufffd", Fields: map[string]string{"t\ufffd": "x"}},
			{Name: "2", Text: "fine", Fields: map[string]string{"t\ufffd": "y"}},
		}, g.docs)
		require.Equal(t, []string{
			"-: invalid-utf8-replaced: line 1: 1 bytes are not valid text and were read as U+FFFD",
			"-: invalid-utf8-replaced: line 2: 4 bytes are not valid text and were read as U+FFFD",
		}, g.told())
	}
}

// A quotation mark too many costs its row, and what it costs is told by lines.
func TestOpenQuotes(t *testing.T) {
	rows := func(from, to int) (s string) {
		for i := from; i <= to; i++ {
			s += fmt.Sprintf("%d,text %d\n", i, i)
		}
		return s
	}
	for name, c := range map[string]struct {
		in          string
		docs, first int // read, and the number of the first after the fault
		told        string
	}{
		"never closed":          {rows(1, 2) + "3,\"open\n" + rows(4, 90), 89, 4, `line 4: the quotation mark is not closed`},
		"in the last row":       {rows(1, 2) + "3,\"open", 2, 0, `line 4: the quotation mark is not closed`},
		"closed by a later row": {rows(1, 2) + "3,\"open\n4,\"good, too\"\n5,\"open\n" + rows(6, 9), 7, 4, `line 4`},
		"before a long text":    {rows(1, 2) + "3,\"open\n" + rows(4, 5) + "6,\"long\n\ntext\"\n" + rows(7, 9), 8, 4, `line 4: `},
		"in a long text":        {"1,\"a\nb\"\n2,\"c\nd, and so on\ne\n3,\"f\ng\"\n" + rows(4, 5), 4, 3, `lines 4 to 6 (3 lines) are lost: line 7, column 3: extraneous or missing " in quoted-field`},
		"more fields":           {rows(1, 2) + "3,\"open\n" + rows(4, 8) + "9,\",b\n" + rows(10, 11), 9, 4, `line 4: 3 fields under 2 columns`},
		"bare":                  {rows(1, 2) + "3,5\" pipe\n" + rows(4, 9), 8, 4, `line 4, column 4: bare " in non-quoted-field`},
		"bare twice":            {rows(1, 2) + "3,5\" and 6\" pipe\n" + rows(4, 9), 8, 4, `line 4, column 4: bare " in non-quoted-field`},
		"cut in a long text":    {rows(1, 2) + "3,\"one line, two\nthree\nfour\nfive", 2, 0, `lines 4 to 7 (4 lines) are lost: line 4: the quotation mark is not closed`},
		"nothing like a row":    {rows(1, 2) + "3,\"open\nx\n\ny\nz,z,z\n" + rows(4, 4), 2, 0, `lines 4 to 9 (6 lines) are lost: line 4: the quotation mark is not closed`},
		"with CRLF":             {strings.ReplaceAll(rows(1, 2)+"3,\"open\n"+rows(4, 9), "\n", "\r\n"), 8, 4, `line 4: the quotation mark is not closed`},
	} {
		t.Run(name, func(t *testing.T) {
			g := stdin(t, Options{Format: CSV}, "id,text\n"+c.in)
			require.Len(t, g.docs, c.docs, "%q", g.docs)
			require.NotEmpty(t, g.skips)
			require.Equal(t, NotCSV, g.skips[0].Reason)
			require.Contains(t, g.skips[0].Detail, c.told)
			if c.first > 0 {
				require.Contains(t, g.names(), strconv.Itoa(c.first))
			}
		})
	}
}

// A row larger than any may be is given up within bounds, and its table goes on.
func TestOpenQuoteInALargeTable(t *testing.T) {
	const limit = 1 << 10 // and a record twice that and a megabyte
	line := strings.Repeat("x", 990) + "\n"
	for name, c := range map[string]struct {
		begin, line, last string
		docs              int
		lines             string
	}{
		"rows":          {"\n", "i," + line, "", 3001, "line 3: "},
		"a text":        {"\n", line, "\"\n9,z\n", 2, "lines 3 to 3004 (3002 lines) are lost: "},
		"a text, open":  {"\n", line, "", 1, "lines 3 to 3003 (3001 lines) are lost: "},
		"a line of all": {"", strings.TrimSpace(line), "\n9,z\n", 2, "line 3: "},
	} {
		t.Run(name, func(t *testing.T) {
			in := io.MultiReader(strings.NewReader("id,text\n1,a\n2,\""+c.begin), strings.NewReader(strings.Repeat(c.line, 3000)+c.last))
			g := read(t, Options{Format: CSV, MaxDocument: limit, Stdin: in}, "-")
			require.Len(t, g.docs, c.docs)
			require.Equal(t, []string{TooLarge}, g.reasons(), g.told())
			require.Contains(t, g.skips[0].Detail, c.lines)
		})
	}
}

// What encoding/csv writes is read of a table as it was, returns before line ends too.
func TestTablesAsEncodingCSV(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("ab\", \n\r;\té")), 0, 12, -1)
		var b strings.Builder
		w := csv.NewWriter(&b)
		w.UseCRLF = rapid.Bool().Draw(t, "crlf")
		var want []string
		require.NoError(t, w.Write([]string{"text", "x"}))
		for _, s := range rapid.SliceOfN(text, 0, 8).Draw(t, "texts") {
			require.NoError(t, w.Write([]string{s, s}))
			if w.UseCRLF { // which it does inside texts too
				s = strings.ReplaceAll(strings.ReplaceAll(s, "\r", ""), "\n", "\r\n")
			}
			want = append(want, s)
		}
		w.Flush()
		reader, err := New(Options{Format: CSV, Stdin: strings.NewReader(b.String())})
		require.NoError(t, err)
		var got []string
		for d, err := range reader.Read(t.Context(), "-") {
			require.NoError(t, err, "%q", b.String())
			got = append(got, d.Text)
		}
		require.Equal(t, want, got)
	})
}

// One quotation mark too many costs one row, wherever it stands.
func TestOneQuoteCostsOneRow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.SampledFrom([]string{"a", "", "word word", `"quoted"`, `"a, b"`, `"say ""yes"""`, `""`})
		var rows, want []string
		for i := range rapid.IntRange(1, 9).Draw(t, "rows") {
			rows = append(rows, fmt.Sprintf("%d,%s,%s", i, cell.Draw(t, "text"), cell.Draw(t, "more")))
			want = append(want, strconv.Itoa(i))
		}
		at := rapid.IntRange(0, len(rows)-1).Draw(t, "at")
		k := rapid.IntRange(0, len(rows[at])).Draw(t, "byte")
		rows[at] = rows[at][:k] + `"` + rows[at][k:]
		want = slices.Delete(want, at, at+1)
		r, err := New(Options{Format: CSV, Stdin: strings.NewReader("id,text,more\n" + strings.Join(rows, "\n"))})
		require.NoError(t, err)
		var got, told []string
		for d, err := range r.Read(t.Context(), "-") {
			if err != nil {
				told = append(told, err.Error())
				continue
			}
			got = append(got, d.Name)
		}
		require.Equal(t, want, append([]string{}, got...))
		require.Len(t, told, 1)
		require.Contains(t, told[0], fmt.Sprintf("not-csv: line %d", at+2))
	})
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

// A record may have many fields, but not as many as would take the machine's memory, and
// commas of a text are none.
func TestTablesOfManyFields(t *testing.T) {
	for format, sep := range map[string]string{CSV: ",", TSV: "\t"} {
		most := strings.Repeat(sep, maxFields-1)
		g := stdin(t, Options{Format: format}, "text"+most+"\na\nb"+most+"\nc"+most+sep+"\nd\n")
		require.Equal(t, []string{"a", "b", "d"}, g.texts(), format)
		require.Equal(t, []string{"-: too-large: line 4: more than 65536 fields"}, g.told(), format)
		g = stdin(t, Options{Format: format}, "text"+most+sep+"\na\n")
		require.Equal(t, []string{"-: too-large: line 1: more than 65536 fields; without a header nothing is read"}, g.told(), format)
	}
	text := strings.Repeat("a,", maxFields+1)
	require.Equal(t, []string{text}, stdin(t, Options{Format: CSV}, "id,text\n1,\""+text+"\"\n").texts())
}

// Rows take no longer for the columns that they have no cells of.
func TestShortRowsOfAWideTable(t *testing.T) {
	const rows = 1 << 20
	start := time.Now()
	g := stdin(t, Options{Format: CSV}, "text"+strings.Repeat(",", maxFields-1)+"\n"+strings.Repeat("x\n", rows))
	require.Len(t, g.docs, rows)
	require.Less(t, time.Since(start), time.Minute) // each of all takes an hour
}
