package corpus

import (
	"encoding/csv"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"respun/shingle"
)

// Of quotation marks between tabs: c.in are rows under id, text and date.
func TestQuotesBetweenTabs(t *testing.T) {
	doc := func(id, text, date string) shingle.Document {
		return shingle.Document{Name: id, Text: text, Date: date}
	}
	last := doc("9", "last", "2021")
	for name, c := range map[string]struct {
		in   []string
		want []shingle.Document
		told []string
	}{
		"opens":                {[]string{"1|\"Hello he said|2020", "2|b|2020"}, []shingle.Document{doc("1", "\"Hello he said", "2020"), doc("2", "b", "2020")}, nil},
		"opens the row":        {[]string{"\"1|a|2020", "2|b\"|2020"}, []shingle.Document{doc("\"1", "a", "2020"), doc("2", "b\"", "2020")}, nil},
		"opens twice":          {[]string{"1|\"a|2020", "2|\"b|2020"}, []shingle.Document{doc("1", "\"a", "2020"), doc("2", "\"b", "2020")}, nil},
		"closes later":         {[]string{"1|\"a|2020", "2|b\"|2020"}, []shingle.Document{doc("1", "\"a", "2020"), doc("2", "b\"", "2020")}, nil},
		"goes on":              {[]string{"1|\"Hello\" he said|2020"}, []shingle.Document{doc("1", "\"Hello\" he said", "2020")}, nil},
		"two quotations":       {[]string{"1|\"Yes,\" he said, \"no.\"|2020"}, []shingle.Document{doc("1", "\"Yes,\" he said, \"no.\"", "2020")}, nil},
		"inches":               {[]string{"1|a 5\" pipe|2020"}, []shingle.Document{doc("1", "a 5\" pipe", "2020")}, nil},
		"quoted":               {[]string{"\"1\"|\"say \"\"yes\"\"\"|\"\""}, []shingle.Document{doc("1", "say \"yes\"", "")}, nil},
		"odd inside":           {[]string{"1|\"a\"\"\"b\"|2020"}, []shingle.Document{doc("1", "\"a\"\"\"b\"", "2020")}, nil},
		"one mark":             {[]string{"1|\"|2020"}, []shingle.Document{doc("1", "\"", "2020")}, nil},
		"a tab inside":         {[]string{"1|\"a|b\"|2020"}, []shingle.Document{doc("1", "a\tb", "2020")}, nil},
		"no tab inside":        {[]string{"1|\"a|b\""}, []shingle.Document{doc("1", "\"a", "b\"")}, nil},
		"too many fields":      {[]string{"1|a|b|\"2020"}, nil, []string{"-: not-csv: line 2: 4 fields under 3 columns"}},
		"lines inside":         {[]string{"1|\"a", "", "\"\"b\"\"", "c\"|2020"}, []shingle.Document{doc("1", "a\n\n\"b\"\nc", "2020")}, nil},
		"lines in the last":    {[]string{"1|a|\"20", "20\""}, []shingle.Document{doc("1", "a", "20\n20")}, nil},
		"lines in the first":   {[]string{"\"1", "2\"|a|2020"}, []shingle.Document{doc("1\n2", "a", "2020")}, nil},
		"a row inside":         {[]string{"1|\"a", "2|b|2020", "c\"|2020"}, []shingle.Document{doc("1", "\"a", ""), doc("2", "b", "2020"), doc("c\"", "2020", "")}, nil},
		"short, then a row":    {[]string{"1|\"a", "2|b\"|2020"}, []shingle.Document{doc("1", "\"a", ""), doc("2", "b\"", "2020")}, nil},
		"too few with the end": {[]string{"1|\"a", "2|b\""}, []shingle.Document{doc("1", "\"a", ""), doc("2", "b\"", "")}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			for _, end := range []string{"\n", "\r\n"} {
				in := strings.Join(append(append([]string{"id|text|date"}, c.in...), "9|last|2021"), "\n")
				g := stdin(t, Options{Format: TSV}, strings.ReplaceAll(strings.ReplaceAll(in, "|", "\t"), "\n", end))
				for i := range g.docs {
					g.docs[i].Name, g.docs[i].Text = strings.ReplaceAll(g.docs[i].Name, "\r", ""), strings.ReplaceAll(g.docs[i].Text, "\r", "")
					g.docs[i].Date = strings.ReplaceAll(g.docs[i].Date, "\r", "")
				}
				require.Equal(t, append(c.want[:len(c.want):len(c.want)], last), g.docs)
				require.Equal(t, c.told, g.told())
			}
		})
	}
}

// A mark in the header opens nothing, nor does one at the end of the input.
func TestQuotesAtTheEndsOfATable(t *testing.T) {
	g := stdin(t, Options{Format: TSV}, "id\ttext\t\"more\n1\ta\tb\n2\t\"c")
	require.Equal(t, []string{"a", "\"c"}, g.texts())
	require.Equal(t, map[string]string{"\"more": "b"}, g.docs[0].Fields)
	require.Empty(t, g.told())
}

// A row that has all fields is a row, whatever marks are in it and around it.
func TestRowsBetweenTabsAreNeverLost(t *testing.T) {
	cell := rapid.Map(rapid.SliceOfN(rapid.SampledFrom([]string{`"`, `""`, "a", " ", ","}), 0, 5), func(s []string) string { return strings.Join(s, "") })
	rapid.Check(t, func(t *rapid.T) {
		in, want := "id\ttext\tdate\n", []shingle.Document(nil)
		for i := range rapid.IntRange(1, 9).Draw(t, "rows") {
			text, date := cell.Draw(t, "text"), cell.Draw(t, "date")
			in += strconv.Itoa(i) + "\t" + text + "\t" + date + "\n"
			want = append(want, shingle.Document{Name: strconv.Itoa(i), Text: unquoted(text), Date: unquoted(date)})
		}
		require.Equal(t, want, tableOf(t, in))
	})
}

// What is written as CSV with tabs is read so, lines in texts too, in any column.
func TestTabsAsEncodingCSV(t *testing.T) {
	text := rapid.StringOfN(rapid.SampledFrom([]rune("ab\" \n")), 1, 9, -1)
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.IntRange(0, 2).Draw(t, "column")
		names := [][]string{{"text", "id", "date"}, {"id", "text", "date"}, {"id", "date", "text"}}[at]
		var b strings.Builder
		w := csv.NewWriter(&b)
		w.Comma = '\t'
		require.NoError(t, w.Write(names))
		var want []shingle.Document
		for i, s := range rapid.SliceOfN(text, 0, 8).Draw(t, "texts") {
			d := shingle.Document{Name: "n" + strconv.Itoa(i), Text: s, Date: "2020"}
			of := map[string]string{"id": d.Name, "text": d.Text, "date": d.Date}
			require.NoError(t, w.Write([]string{of[names[0]], of[names[1]], of[names[2]]}))
			want = append(want, d)
		}
		w.Flush()
		require.Equal(t, want, tableOf(t, b.String()), "%q", b.String())
	})
}

// tableOf reads a table between tabs, of which nothing is to be told.
func tableOf(t *rapid.T, in string) (docs []shingle.Document) {
	r, err := New(Options{Format: TSV, Stdin: strings.NewReader(in)})
	require.NoError(t, err)
	for d, err := range r.Read(t.Context(), "-") {
		require.NoError(t, err, "%q", in)
		docs = append(docs, d)
	}
	return docs
}
