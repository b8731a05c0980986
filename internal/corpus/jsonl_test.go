package corpus

import (
	"bufio"
	"bytes"
	stdjson "encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/klauspost/compress/gzip"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"respun/shingle"
)

func TestJSONLines(t *testing.T) {
	tree(t, map[string]string{"in.jsonl": "\ufeff" + strings.Join([]string{
		`{"id":"a","text":"one \"quoted\" \u00e9","title":"T","n":1.50,"ok":true,"tags":["x", 1],"none":null}`,
		``,
		"  \t\r",
		`{"id":7,"text":"two\r\n"}` + "\r",
		`not json`,
		`[1,2]`,
		`{"id":"x"}`,
		`{"id":"x","text":null}`,
		`{"id":"x","text":12}`,
		"{\"text\":\"\xff\"}",
		`{"text":"no id"}`,
		`{"id":"","text":"empty id"}`,
		`{"id":"b","content":"fallback","date":"2020-01-02","source":"Outlet","lang":"en"}`,
		`{"id":"c","text":"first","text":"last"}`,
		`{"id":"d","text":""}`,
		`{"id":"e","text":"lone \ud800 surrogate"}`,
		`{"id":"f","text":"no newline at the end"}`,
	}, "\n")})
	g := read(t, Options{}, "in.jsonl")
	require.Equal(t, []shingle.Document{
		{Name: "a", Text: `one "quoted" é`, Fields: map[string]string{"title": "T", "n": "1.50", "ok": "true", "tags": `["x", 1]`}},
		{Name: "7", Text: "two\r\n"},
		{Name: "in.jsonl:10", Text: "\ufffd"},
		{Name: "in.jsonl:11", Text: "no id"},
		{Name: "in.jsonl:12", Text: "empty id"},
		{Name: "b", Text: "fallback", Date: "2020-01-02", Source: "Outlet", Language: "en"},
		{Name: "c", Text: "last"},
		{Name: "d"},
		{Name: "e", Text: "lone \ufffd surrogate"},
		{Name: "f", Text: "no newline at the end"},
	}, g.docs)
	require.Equal(t, []string{
		`in.jsonl: not-json: line 5: not a JSON object`,
		`in.jsonl: not-json: line 6: not a JSON object`,
		`in.jsonl: no-text: line 7: no field "text": there are "id"; --text-field names the one with the text`,
		`in.jsonl: no-text: line 8: no field "text": there are "id"; --text-field names the one with the text`,
		`in.jsonl: no-text: line 9: field "text" is not a string`,
		`in.jsonl: invalid-utf8-replaced: line 10: 1 bytes are not valid text and were read as U+FFFD`,
		`in.jsonl: invalid-utf8-replaced: line 16: 6 bytes are not valid text and were read as U+FFFD`,
	}, g.told())
	require.Equal(t, 1, g.r.Opened())
}

// What is wrong with an input again and again is told so often and counted.
func TestManySkips(t *testing.T) {
	bad := strings.Repeat("no JSON\n", mostTold)
	tree(t, map[string]string{
		"a.jsonl": "{}\n" + bad + `{"text":"a"}` + "\n" + strings.Repeat("\n[]", 7),
		"b.jsonl": bad,
	})
	g := read(t, Options{}, "a.jsonl", "b.jsonl", "c.jsonl")
	require.Len(t, g.docs, 1)
	require.Equal(t, 1, g.r.Opened())
	told := g.told()
	require.Len(t, told, 1+mostTold+1+mostTold+1)
	require.Equal(t, "a.jsonl: no-text: line 1: no field \"text\"", told[0])
	require.Equal(t, fmt.Sprintf("a.jsonl: not-json: line %d: not a JSON object", mostTold+1), told[mostTold])
	require.Equal(t, "a.jsonl: not-json: and 7 times more, not told one by one", told[1+mostTold])
	require.Equal(t, 7, g.skips[1+mostTold].Parts())
	require.Equal(t, 1, g.skips[0].Parts())
	require.Contains(t, told[2+mostTold+mostTold], "c.jsonl: not-found")
}

// Bytes that are no UTF-8 cost no document: each is replaced, wherever it stands in the
// record, told once, and the text is the same when it is read again, as are those of
// other lines.
func TestInvalidUTF8InJSON(t *testing.T) {
	objects := []string{
		"{\"id\":\"a\",\"text\":\"caf\xe9 \\\"\xc3\\u00e9\",\"t\xff\":\"x\",\"l\":[\"\xe2\x82\"]}",
		`{"id":"b","text":"café"}`,
		"{\"id\":\"\xfe\",\"text\":\"plain\"}",
		"{\"id\":\"c\",\"text\":\xff}",
		"{\"id\":\"d\",\"\xe9\":1,\"\xe8\":2,\"text\":\"" + strings.Repeat("long\xff", 20) + "\"}",
		"{\"id\":\"e\",\"t\":\"\xff\"}",
	}
	want := []shingle.Document{
		{Name: "a", Text: "caf\ufffd \"\ufffdé", Fields: map[string]string{"t\ufffd": "x", "l": "[\"\ufffd\ufffd\"]"}},
		{Name: "b", Text: "café"},
		{Name: "\ufffd", Text: "plain"},
		{Name: "d", Text: strings.Repeat("long\ufffd", 20), Fields: map[string]string{"\ufffd": "2"}},
	}
	tree(t, map[string]string{"in.jsonl": strings.Join(objects, "\n"), "in.json": "[" + strings.Join(objects, ",\n") + "]"})
	for name, unit := range map[string]string{"in.jsonl": "line", "in.json": "element"} {
		g := read(t, Options{}, name)
		require.Equal(t, want, g.docs, name)
		require.Equal(t, []string{ReplacedUTF8, ReplacedUTF8, NotJSON, ReplacedUTF8, NoText}, g.reasons(), g.told())
		require.Equal(t, name+": invalid-utf8-replaced: "+unit+" 1: 5 bytes are not valid text and were read as U+FFFD", g.told()[0])
		require.Contains(t, g.told()[3], unit+" 5: 22 bytes")
		require.Equal(t, 1, g.r.Opened())
	}
}

// An object in JSON lines reads as its bytes would in a file of text.
func TestInvalidUTF8IsReplacedAsInText(t *testing.T) {
	pieces := rapid.SampledFrom([]string{"a", " ", "é", "€", "\xe9", "\xc3", "\xa9", "\xe2\x82", "\xf0\x9f\x98\x80", "\xff"})
	tree(t, nil)
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.Join(rapid.SliceOfN(pieces, 1, 12).Draw(rt, "pieces"), "")
		require.NoError(rt, os.WriteFile("a.txt", []byte("x"+text), 0o600))
		require.NoError(rt, os.WriteFile("a.jsonl", []byte(`{"text":"x`+text+"\"}\n"), 0o600))
		require.NoError(rt, os.WriteFile("a.csv", []byte("id,text\n1,x"+text+"\n"), 0o600))
		plain := read(t, Options{}, "a.txt")
		for _, name := range []string{"a.jsonl", "a.csv"} {
			g := read(t, Options{}, name)
			require.Equal(rt, plain.texts(), g.texts())
			require.Equal(rt, plain.reasons(), g.reasons())
		}
	})
}

func TestNamedFieldsHaveNoFallback(t *testing.T) {
	o := Options{IDField: "uri", TextField: "main", DateField: "when", SourceField: "who"}
	g := stdin(t, o, `{"uri":"u","main":"m","when":2020,"who":"w","text":"t","id":"i","date":"d"}`+"\n"+`{"text":"t"}`)
	require.Equal(t, []shingle.Document{{Name: "u", Text: "m", Date: "2020", Source: "w", Fields: map[string]string{"text": "t", "id": "i", "date": "d"}}}, g.docs)
	require.Equal(t, []string{`-: no-text: line 2: no field "main": there are "text"; --text-field names the one with the text`}, g.told())
}

// Where the text is missing the fields that there are are told, few and short ones.
func TestNoTextTellsTheFields(t *testing.T) {
	const names = ` --text-field names the one with the text`
	long := strings.Repeat("ä", 50)
	for _, c := range []struct{ line, told string }{
		{`{}`, `no field "text"`},
		{`{"text":null,"id":1}`, `no field "text": there are "id";` + names},
		{`{"Artikel":"a","Nummer":1,"x\"y":[]}`, `no field "text": there are "Artikel", "Nummer", "x\"y";` + names},
		{`{"` + long + `":1}`, `no field "text": there are "` + long[:80] + `…";` + names},
		{`{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"j":1}`, `no field "text": there are "a", "b", "c", "d", "e", "f", "g", "h" and 2 more;` + names},
	} {
		require.Equal(t, []string{"-: no-text: line 1: " + c.told}, stdin(t, Options{Format: JSONL}, c.line).told(), c.line)
	}
}

func TestJSON(t *testing.T) {
	want := []string{"one, [two] {", "b\\", "c"}
	for name, in := range map[string]string{
		"array":    `[{"id":"1","text":"one, [two] {"}, {"id":"2","text":"b\\"},{"id":"3","text":"c","x":{"y":[1]}}]`,
		"printed":  "[\n  {\n    \"id\": \"1\",\n    \"text\": \"one, [two] {\"\n  },\n  {\"id\": \"2\", \"text\": \"b\\\\\"},\n {\"id\":\"3\",\"text\":\"c\"}\n]\n",
		"objects":  "{\n\"id\":\"1\",\n\"text\":\"one, [two] {\"}\n{\"id\":\"2\",\"text\":\"b\\\\\"}{\"id\":\"3\",\"text\":\"c\"}",
		"with BOM": "\ufeff[{\"id\":\"1\",\"text\":\"one, [two] {\"},{\"id\":\"2\",\"text\":\"b\\\\\"},{\"id\":\"3\",\"text\":\"c\"}]",
	} {
		t.Run(name, func(t *testing.T) {
			g := stdin(t, Options{}, in)
			require.Equal(t, want, g.texts())
			require.Equal(t, []string{"1", "2", "3"}, g.names())
			require.Empty(t, g.told())
		})
	}
}

func TestJSONFaultsCostOneElement(t *testing.T) {
	g := stdin(t, Options{Format: JSON}, `[{"text":"a"}, 12, "str", {"text":}, [1,[2]], {"id":"x"}, {"text":"b"}, {"text":"cut`)
	require.Equal(t, []string{"-:1", "-:7"}, g.names())
	require.Equal(t, []string{NotJSON, NotJSON, NotJSON, NotJSON, NoText, Truncated}, g.reasons())
	require.Contains(t, g.skips[2].Detail, "element 4: ")
}

// endless gives one line of n bytes, then a good one.
func endless(n int64) io.Reader {
	return io.MultiReader(strings.NewReader(`{"text":"`), io.LimitReader(letters{}, n), strings.NewReader("\"}\n{\"text\":\"after\"}\n"))
}

type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

func TestGiantLineIsPassedOver(t *testing.T) {
	for _, format := range []string{JSONL, JSON} {
		size := int64(64 << 20)
		if format == JSONL {
			size = 1 << 28
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		g := read(t, Options{MaxDocument: 1 << 20, Format: format, Stdin: endless(size)}, "-")
		runtime.ReadMemStats(&after)
		require.Equal(t, []string{"after"}, g.texts())
		require.Equal(t, []string{TooLarge}, g.reasons())
		require.Contains(t, g.skips[0].Detail, " 1: ")
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(64<<20))
	}
}

func TestTextOverTheLimitIsTold(t *testing.T) {
	g := stdin(t, Options{MaxDocument: 5}, `{"id":"a","text":"123456"}`+"\n"+`{"id":"b","text":"12345"}`)
	require.Equal(t, []string{"b"}, g.names())
	require.Equal(t, []string{"a: too-large: more than 5 bytes of text"}, g.told())
}

func TestWrittenLinesReadBack(t *testing.T) {
	names := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"id", "text", "date", "field_id", "content", "published", "lang", "source", "title"}))
	rapid.Check(t, func(t *rapid.T) {
		d := shingle.Document{
			Name:     rapid.StringN(1, 20, -1).Draw(t, "name"),
			Text:     rapid.String().Draw(t, "text"),
			Date:     rapid.String().Draw(t, "date"),
			Source:   rapid.String().Draw(t, "source"),
			Language: rapid.String().Draw(t, "language"),
		}
		fields := rapid.MapOf(names, rapid.String()).Draw(t, "fields")
		for n, v := range fields {
			if d.Fields == nil {
				d.Fields = map[string]string{}
			}
			if free(n, fields) == n {
				d.Fields[n] = v
			}
		}
		if len(d.Fields) == 0 {
			d.Fields = nil
		}
		var b bytes.Buffer
		require.NoError(t, WriteLine(&b, d))
		require.True(t, stdjson.Valid(b.Bytes()))
		r, err := New(Options{Stdin: &b, Format: JSONL})
		require.NoError(t, err)
		for back, err := range r.Read(t.Context(), "-") {
			require.NoError(t, err)
			require.Equal(t, d, back)
		}
	})
}

func TestWriteLineKeepsEveryField(t *testing.T) {
	var b bytes.Buffer
	d := shingle.Document{Name: "n", Text: "<t>", Fields: map[string]string{"id": "1", "field_id": "2", "published": "3"}}
	require.NoError(t, WriteLine(&b, d))
	require.Equal(t, `{"id":"n","text":"<t>","date":"","field_id":"2","field_field_id":"1","published":"3"}`+"\n", b.String())
}

// A long line that an error breaks off is none, and one that the input's end does is.
func TestLongLineBrokenOff(t *testing.T) {
	long := strings.Repeat("x", 100)
	for _, c := range []struct {
		end  error
		max  int64
		want error
	}{{io.ErrClosedPipe, 1000, io.ErrClosedPipe}, {io.ErrClosedPipe, 50, io.ErrClosedPipe}, {io.EOF, 1000, nil}, {io.EOF, 50, errLarge}} {
		l := &lines{r: bufio.NewReaderSize(io.MultiReader(strings.NewReader(long), iotest.ErrReader(c.end)), 16), max: c.max}
		line, err := l.next()
		require.ErrorIs(t, err, c.want)
		if c.want == nil {
			require.Equal(t, long, string(line))
		}
	}
}

// What is told of an object with many members is the same each time.
func TestManyMembersAreToldInOrder(t *testing.T) {
	var members []string
	for i := range quickMembers + 6 {
		members = append(members, fmt.Sprintf(`"m%02d":1`, i))
	}
	line := "{" + strings.Join(members, ",") + "}\n"
	g := stdin(t, Options{Format: JSONL}, strings.Repeat(line, 5))
	require.Len(t, g.skips, 5)
	for i, s := range g.skips {
		require.Equal(t, fmt.Sprintf(`line %d: no field "text": there are "m00", "m01", "m02", "m03", "m04", "m05", "m06", "m07" and 62 more; --text-field names the one with the text`, i+1), s.Detail)
	}
}

// FuzzJSONLines holds the fast reader to encoding/json: the same lines are
// objects, and their text is the same.
func FuzzJSONLines(f *testing.F) {
	for _, s := range []string{`{"text":"a\u00e9\ud83d\ude00"}`, `{"id":1,"text":"x","o":{"a":[null,true]}} `, `{"text":"\ud800"}`, `{"text":"\udc00\ud800\ud83d\u0041\ud83d\ude00\ud8"}`, `{"text":"x\ud83d\ud83d\ude00"}`, "{\"text\":\"\x01\"}", `{"te\u0078t":"k"}`, `{"text": 1e5}`, `{"a":1,}`, " { \"text\" : \"sp\" } \r"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		g := stdin(t, Options{Format: JSONL}, string(in))
		require.NoError(t, g.err)
		for _, text := range g.texts() {
			require.True(t, utf8.ValidString(text))
		}
		line := bytes.TrimSpace(bytes.TrimPrefix(in, []byte(bom)))
		if bytes.IndexByte(in, '\n') >= 0 || len(line) == 0 || compressionOf(in) != nil || isUTF16(in) {
			return
		}
		var want map[string]any
		ok := stdjson.Unmarshal(line, &want) == nil && want != nil
		text, isText := want["text"].(string)
		switch {
		case !ok:
			require.Empty(t, g.docs, "%q", in)
		case isText:
			require.Equal(t, []string{text}, g.texts(), "%q", in)
		}
	})
}

func isUTF16(b []byte) bool { _, ok := utf16Of(b); return ok }

func BenchmarkJSONLines(b *testing.B) {
	lines := benchmarkLines(b)
	b.SetBytes(int64(len(lines)))
	b.ReportAllocs()
	for b.Loop() {
		r, err := New(Options{Stdin: bytes.NewReader(lines), Format: JSONL})
		require.NoError(b, err)
		for _, err := range r.Read(b.Context(), "-") {
			require.NoError(b, err)
		}
	}
}

// benchmarkLines are real news where they are to be had, else made up.
func benchmarkLines(b *testing.B) []byte {
	f, err := os.Open(filepath.Join(os.Getenv("RESPUN_DATA"), "bulk", "news.jsonl.gz"))
	if err == nil {
		defer f.Close()
		z, err := gzip.NewReader(f)
		require.NoError(b, err)
		all, err := io.ReadAll(z)
		require.NoError(b, err)
		return all
	}
	var out bytes.Buffer
	for i := range 5000 {
		fmt.Fprintf(&out, `{"id":"%d","text":"%s","title":"A title","date":"2020-01-01"}`+"\n", i, strings.Repeat("Words of a sentence.\\n", 200))
	}
	return out.Bytes()
}

func TestDeepNestingIsNoStackOverflow(t *testing.T) {
	const n = 5_000_000
	for _, format := range []string{JSONL, JSON} {
		g := stdin(t, Options{Format: format}, `{"text":"a","x":`+strings.Repeat("[", n)+strings.Repeat("]", n)+"}\n"+`{"text":"b","x":`+strings.Repeat(`{"y":`, n)+"\n"+`{"text":"c"}`)
		require.NoError(t, g.err)
		require.Equal(t, NotJSON, g.reasons()[0])
	}
}

// FuzzJSON: elements of a list are read as the same objects a line each would be.
func FuzzJSON(f *testing.F) {
	f.Add([]byte(`{"text":"a ] , } \" \\"}`), []byte(`{"id":[1,{"x":"]"}],"text":"b"}`))
	f.Add([]byte(`12`), []byte(`"s"`))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		in := "[" + string(a) + ",\n" + string(b) + "]"
		g := stdin(t, Options{Format: JSON}, in)
		require.NoError(t, g.err)
		if !stdjson.Valid(a) || !stdjson.Valid(b) || bytes.ContainsAny(a, "\n") || bytes.ContainsAny(b, "\n") {
			return
		}
		lines := stdin(t, Options{Format: JSONL}, string(a)+"\n"+string(b))
		require.Equal(t, lines.texts(), g.texts(), in)
	})
}

// Fields that are longer than asked for are left out; the ones that say what a document
// is stay.
func TestLongFieldsAreLeftOut(t *testing.T) {
	long := strings.Repeat("x", 100)
	file := filepath.Join(t.TempDir(), "a.jsonl")
	require.NoError(t, os.WriteFile(file, []byte(`{"id":"`+long+`","text":"Some text.","html":"`+long+`","title":"T"}`+"\n"), 0o600))
	titled := string(docxOf(t, `<w:p><w:r><w:t>Some text.</w:t></w:r></w:p>`, "docProps/core.xml", `<x><dc:title>`+long+`</dc:title></x>`))
	require.Equal(t, long, stdin(t, Options{MaxField: 100}, titled).docs[0].Fields["title"])
	require.Empty(t, stdin(t, Options{MaxField: 99}, titled).docs[0].Fields)
	for most, want := range map[int][]string{0: {"html", "title"}, 50: {"title"}} {
		r, err := New(Options{MaxField: most})
		require.NoError(t, err)
		for d, err := range r.Read(t.Context(), file) {
			require.NoError(t, err)
			require.Equal(t, long, d.Name)
			require.Equal(t, want, slices.Sorted(maps.Keys(d.Fields)))
		}
	}
}

// An object may have many members, but not as many as would take the machine's memory, and
// commas of a text are none.
func TestObjectsOfManyMembers(t *testing.T) {
	object := func(members int, text string) string {
		var b strings.Builder
		fmt.Fprintf(&b, `{"text":%q`, text)
		for i := range members - 1 {
			fmt.Fprintf(&b, `,"%x":[0,0]`, i)
		}
		return b.String() + "}\n"
	}
	commas := strings.Repeat(`,"`, maxFields)
	g := stdin(t, Options{Format: JSONL}, object(maxFields, "a")+object(maxFields+1, "b")+object(quickMembers+1, commas))
	require.Equal(t, []string{"a", commas}, g.texts())
	require.Equal(t, []string{"-: too-large: line 2: more than 65536 fields"}, g.told())
}
