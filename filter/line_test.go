package filter

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"respun/detect"
)

var testFields = Fields{ID: []string{"id", "_id"}, Text: []string{"text", "content"}, Date: []string{"date"}, Source: []string{"source"}}

const fresh = `{"verdict":"new","similarity":0,"coverage":0,"matches":0,"estimate":false}`

func TestLines(t *testing.T) {
	long := strings.Repeat("x", 3000)
	for _, c := range []struct{ name, in, out string }{
		{"plain", `{"id":"1","text":"a b"}` + "\n", `{"id":"1","text":"a b","respun":` + fresh + "}\n"},
		{"no newline", `{"text":"a b"}`, `{"text":"a b","respun":` + fresh + `}`},
		{"CRLF", "{\"text\":\"a b\"}\r\n", `{"text":"a b","respun":` + fresh + "}\r\n"},
		{"odd white space", " { \"text\" :\t\"a b\" } \n", " { \"text\" :\t\"a b\",\"respun\":" + fresh + " } \n"},
		{"byte order mark", bom + `{"text":"a"}`, bom + `{"text":"a","respun":` + fresh + `}`},
		{"several former verdicts", `{"respun":1,"text":"a","\u0072espun":{"x":2},"respun":3,"b":4}`, `{"respun":null,"text":"a","\u0072espun":null,"respun":` + fresh + `,"b":4}`},
		{"former verdict", `{"respun":{"verdict":"x"},"text":"a"}`, `{"respun":` + fresh + `,"text":"a"}`},
		{"former verdict, escaped", `{"\u0072espun":[1],"text":"a"}`, `{"\u0072espun":` + fresh + `,"text":"a"}`},
		{"numbers as they are", `{"n":1.0e0,"big":12345678901234567890,"text":"a"}`, `{"n":1.0e0,"big":12345678901234567890,"text":"a","respun":` + fresh + `}`},
		{"escapes as they are", `{"text":"\u00e9\/\ud800"}`, `{"text":"\u00e9\/\ud800","respun":` + replaced(fresh, 6) + `}`},
		{"blank", " \n\n", " \n\n"},
		{"empty object", `{ }`, `{"respun":{"verdict":"error","detail":"no field \"text\""} }`},
		{"null text", `{"text":null}`, `{"text":null,"respun":{"verdict":"error","detail":"no field \"text\""}}`},
		{"second choice", `{"text":null,"content":"a"}`, `{"text":null,"content":"a","respun":` + fresh + `}`},
		{"no string", `{"text":[1]}`, `{"text":[1],"respun":{"verdict":"error","detail":"field \"text\" is not a string"}}`},
		{"no object", "[1]\n", `{"line":"[1]","respun":{"verdict":"error","detail":"not a JSON object"}}` + "\n"},
		{"no JSON", "{\"text\":}\n", `{"line":"{\"text\":}","respun":{"verdict":"error","detail":"not valid JSON: byte 9: want a value"}}` + "\n"},
		{"no UTF-8", "{\"text\":\"a b\xff\",\"x\":\"\xe2\x82\"}\n", "{\"text\":\"a b\xff\",\"x\":\"\xe2\x82\",\"respun\":" + replaced(fresh, 3) + "}\n"},
		{"no UTF-8, no JSON", "{\"text\":\"\xe2\x82\"\xff}", `{"line":"{\"text\":\"` + "\ufffd\ufffd" + `\"` + "\ufffd" + `}","respun":{"verdict":"error","detail":"not valid JSON: byte 13: want '}'"}}`},
		{"no UTF-8, no text", "{\"x\":\"\xff\"}", "{\"x\":\"\xff\"," + `"respun":{"verdict":"error","detail":"no field \"text\""}}`},
		{"judged as U+FFFD", "{\"id\":\"\xfe\",\"text\":\"caf\xe9 \\u00e9\"}\n{\"id\":\"2\",\"text\":\"caf\ufffd \u00e9\"}\n", "{\"id\":\"\xfe\",\"text\":\"caf\xe9 \\u00e9\",\"respun\":" + replaced(fresh, 2) + "}\n" +
			"{\"id\":\"2\",\"text\":\"caf\ufffd \u00e9\",\"respun\":{\"verdict\":\"exact\",\"of\":\"\ufffd\",\"similarity\":1,\"coverage\":1,\"matches\":1,\"estimate\":false}}\n"},
		{"too long", `{"text":"` + long + `"}` + "\n", `{"line":"{\"text\":\"` + long[:991] + `","respun":{"verdict":"error","detail":"a line of 3011 bytes, more than 2000: cut"}}` + "\n"},
		{"numeric id", `{"id":7,"text":"a b"}` + "\n" + `{"id":8,"text":"A  b"}`, `{"id":7,"text":"a b","respun":` + fresh + "}\n" +
			`{"id":8,"text":"A  b","respun":{"verdict":"exact","of":"7","similarity":1,"coverage":1,"matches":1,"estimate":false}}`},
	} {
		for how, r := range map[string]io.Reader{"whole": strings.NewReader(c.in), "byte by byte": iotest.OneByteReader(strings.NewReader(c.in))} {
			var out bytes.Buffer
			_, err := Stream{Fields: testFields, MaxLine: 2000}.Run(t.Context(), newFilter(t, nil), r, &out)
			require.NoError(t, err)
			assert.Equal(t, c.out, out.String(), "%s, %s", c.name, how)
		}
	}
}

// replaced is a verdict on a line with bytes that are no UTF-8.
func replaced(verdict string, n int) string {
	return fmt.Sprintf(`%s,"invalid_utf8_replaced":%d}`, strings.TrimSuffix(verdict, "}"), n)
}

// A line that is not all UTF-8 goes through policies as any other, and is counted.
func TestInvalidUTF8IsCounted(t *testing.T) {
	in := "{\"text\":\"a b\xff\"}\n{\"text\":\"a b\xfe\"}\n{\"text\":\"c d\"}\n"
	var out bytes.Buffer
	s := Stream{Fields: testFields, Policies: map[Kind]Policy{Unseen: Keep, Exact: Drop}}
	stats, err := s.Run(t.Context(), newFilter(t, nil), strings.NewReader(in), &out)
	require.NoError(t, err)
	assert.Equal(t, "{\"text\":\"a b\xff\"}\n{\"text\":\"c d\"}\n", out.String())
	assert.Equal(t, StreamStats{Lines: 3, Written: 2, Dropped: 1, Replaced: 2}, stats)
	assert.Equal(t, "lines 3, written 2, dropped by policy 1, errors 0, not all UTF-8 2", stats.String())
}

func TestPolicies(t *testing.T) {
	in := "{\"text\":\"a b\"}\r\n{\"text\":\"A b\"}\nbad\n"
	for _, c := range []struct {
		name     string
		policies map[Kind]Policy
		out      string
		dropped  int64
	}{
		{"keep", map[Kind]Policy{Unseen: Keep, Exact: Keep, Error: Keep}, in, 0},
		{"drop", map[Kind]Policy{Unseen: Keep, Exact: Drop, Error: Drop}, "{\"text\":\"a b\"}\r\n", 2},
		{"drop the new", map[Kind]Policy{Unseen: Drop, Exact: Keep, Error: Keep}, "{\"text\":\"A b\"}\nbad\n", 1},
	} {
		var out bytes.Buffer
		stats, err := Stream{Fields: testFields, Policies: c.policies}.Run(t.Context(), newFilter(t, nil), strings.NewReader(in), &out)
		require.NoError(t, err)
		assert.Equal(t, c.out, out.String(), c.name)
		assert.Equal(t, StreamStats{Lines: 3, Written: 3 - c.dropped, Dropped: c.dropped, Errors: 1}, stats, c.name)
	}
}

// A line comes out before the next one goes in.
func TestStreamNeverStalls(t *testing.T) {
	inR, inW := io.Pipe()
	outR, outW := io.Pipe()
	done := make(chan error, 1)
	go func() {
		_, err := Stream{Fields: testFields}.Run(context.Background(), newFilter(t, nil), inR, outW)
		outW.Close()
		done <- err
	}()
	out := make([]byte, 4096)
	for range 3 {
		_, err := io.WriteString(inW, `{"text":"some words"}`+"\n"+`{"te`)
		require.NoError(t, err)
		n, err := outR.Read(out)
		require.NoError(t, err)
		assert.Equal(t, 1, strings.Count(string(out[:n]), "\n"))
		_, err = io.WriteString(inW, `xt":"other"}`+"\n")
		require.NoError(t, err)
		_, err = outR.Read(out)
		require.NoError(t, err)
	}
	inW.Close()
	require.NoError(t, <-done)
}

func TestStreamEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	r, w := io.Pipe()
	defer w.Close()
	_, err := Stream{Fields: testFields}.Run(ctx, newFilter(t, nil), r, io.Discard)
	assert.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestStreamReportsReadAndWriteErrors(t *testing.T) {
	_, err := Stream{Fields: testFields}.Run(t.Context(), newFilter(t, nil), iotest.ErrReader(io.ErrClosedPipe), io.Discard)
	assert.ErrorIs(t, err, io.ErrClosedPipe)
	r, w := io.Pipe()
	r.CloseWithError(io.ErrShortWrite)
	_, err = Stream{Fields: testFields}.Run(t.Context(), newFilter(t, nil), strings.NewReader("x\n"), w)
	assert.ErrorIs(t, err, io.ErrShortWrite)
}

// A line of gigabytes costs time and no memory.
func TestGiantLine(t *testing.T) {
	const size = 200 << 20
	r := io.MultiReader(io.LimitReader(letters{}, size), strings.NewReader("\n{\"text\":\"a\"}\n"))
	var out bytes.Buffer
	_, err := Stream{Fields: testFields, MaxLine: 1 << 20}.Run(t.Context(), newFilter(t, nil), r, &out)
	require.NoError(t, err)
	assert.Equal(t, 2, strings.Count(out.String(), "\n"))
	assert.Contains(t, out.String(), "a line of 209715200 bytes")
	assert.Contains(t, out.String(), `{"text":"a","respun"`)
}

type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func FuzzLine(f *testing.F) {
	for _, s := range []string{`{"text":"a b","n":[1,{"x":-0.5e+7}],"t":true}`, `{"a":"\ud83d\ude00"}`, `{"text":"a","respun":1,"respun":2}`, `[]`, ``, `{}`, `{"text":"`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if bytes.IndexByte(raw, '\n') >= 0 {
			return
		}
		members, err := membersOf(raw, nil)
		var object map[string]json.RawMessage
		isObject := json.Unmarshal(raw, &object) == nil && object != nil
		if isObject != (err == nil) {
			t.Fatalf("%q: %v, encoding/json says %v", raw, err, isObject)
		}
		for _, m := range members {
			if err == nil && string(object[mustUnquote(t, raw[m.name.start:m.name.end])]) == "" {
				t.Fatalf("%q: member %s is not there", raw, raw[m.name.start:m.name.end])
			}
		}
		l := line{raw: raw}
		l.parse(&testFields)
		if l.blank {
			return
		}
		out := l.append(nil, Verdict{})
		var back struct{ Respun struct{ Verdict string } }
		if err := json.Unmarshal(out, &back); err != nil || back.Respun.Verdict != "new" {
			t.Fatalf("%q became %q: %v", raw, out, err)
		}
	})
}

// What is valid is what encoding/json says, for all values of a few of the characters that
// matter to it.
func TestValuesAgainstEncodingJSON(t *testing.T) {
	for parts, most := range map[string]int{
		`0 1 - + . e E`:                  5,
		`[ ] { } , : "" 1 _`:             5,
		`" \ \u0 0F 0f g n ` + "\x1f":    5,
		`tru e fals nul l true null t _`: 3,
	} {
		var try func(value string, left int)
		try = func(value string, left int) {
			raw := []byte(`{"a":` + strings.ReplaceAll(value, "_", " ") + `}`)
			members, err := membersOf(raw, nil)
			if json.Valid(raw) != (err == nil) {
				t.Errorf("%s: %v, encoding/json says %v", raw, err, json.Valid(raw))
			}
			if err == nil {
				last := members[len(members)-1]
				require.True(t, json.Valid(raw[last.value.start:last.value.end]), "%s", raw)
			}
			if left == 0 {
				return
			}
			for _, part := range strings.Split(parts, " ") {
				try(value+part, left-1)
			}
		}
		try("", most)
	}
	for depth, valid := range map[int]bool{maxDepth - 1: true, maxDepth: false} {
		raw := []byte(`{"a":` + strings.Repeat("[", depth) + strings.Repeat("]", depth) + `}`)
		_, err := membersOf(raw, nil)
		assert.Equal(t, valid, err == nil, depth)
		assert.Equal(t, valid, json.Valid(raw), depth)
	}
}

func mustUnquote(t *testing.T, quoted []byte) (s string) {
	require.NoError(t, json.Unmarshal(quoted, &s))
	return s
}

func FuzzState(f *testing.F) {
	f.Add(Outline(detect.Document{Name: "name", Text: "some words that are seven words long"}, 1))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := parseState(b, nil)
		if err != nil {
			return
		}
		if again := r.appendState(nil); !bytes.Equal(b, again) {
			t.Fatalf("%x became %x", b, again)
		}
		m := newMemory()
		m.add(3, &r, nil)
		record, block := m.at(3)
		if record == nil || r.name != "" && block.name(record) != r.name {
			t.Fatal("the name is lost")
		}
	})
}

// What is read ahead and judged together is bounded by bytes too: lines may be long.
func TestLongLinesAreJudgedAFewAtATime(t *testing.T) {
	const size, lines = 3 << 20, 12
	line := []byte(`{"text":"` + strings.Repeat("y ", size/2) + `"}` + "\n")
	c := startReader(t.Context(), bytes.NewReader(bytes.Repeat(line, lines)), DefaultMaxLine)
	seen := 0
	for {
		time.Sleep(50 * time.Millisecond) // the reader gets as far ahead as it may
		chunks, err := c.next(t.Context(), DefaultBatch)
		sum := 0
		for _, x := range chunks {
			sum += len(x.data)
			seen += len(x.lines)
		}
		require.Less(t, sum, bytesAhead+len(line)+chunkSize)
		require.Less(t, c.ahead.Load(), int64(bytesAhead+len(line)+chunkSize))
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
	}
	assert.Equal(t, lines, seen)
}

// Parts of an input are as one: lines go on being numbered, and only the first of all may begin
// with a byte order mark.
func TestPartsOfAnInput(t *testing.T) {
	f, err := New(t.Context(), Defaults())
	require.NoError(t, err)
	var told []string
	s := Stream{Fields: testFields, Told: func(n int64, _ string, v Verdict) { told = append(told, fmt.Sprint(n, v.Kind)) }}
	for range 2 {
		stats, err := s.Run(t.Context(), f, strings.NewReader(bom+`{"text":"a"}`+"\n"+bom+`{"text":"b"}`+"\n"), io.Discard)
		require.NoError(t, err)
		s.Before += stats.Lines
	}
	assert.Equal(t, []string{"1 new", "2 error", "3 error", "4 error"}, told)
}

// A line that is no document is told under no other one's name.
func TestBadLinesHaveNoName(t *testing.T) {
	f, err := New(t.Context(), Defaults())
	require.NoError(t, err)
	var told []string
	s := Stream{Fields: testFields, Batch: 1, MaxLine: 100, Told: func(_ int64, doc string, _ Verdict) { told = append(told, doc) }}
	in := `{"id":"first","text":"a"}` + "\n" + `{"id":"second","text":"` + strings.Repeat("b ", 90) + `"}` + "\n"
	_, err = s.Run(t.Context(), f, strings.NewReader(in), io.Discard)
	require.NoError(t, err)
	assert.Equal(t, []string{"first", ""}, told)
}

// A line may be as long as it may be, and of members of one name the last counts, as decoders
// have it.
func TestLongestLineAndLastMember(t *testing.T) {
	f, err := New(t.Context(), Defaults())
	require.NoError(t, err)
	line := `{"id":"a","id":"b","text":"one","text":"two words"}`
	var told []string
	s := Stream{Fields: testFields, MaxLine: len(line), Told: func(_ int64, doc string, v Verdict) { told = append(told, doc+" "+v.Kind.String()) }}
	_, err = s.Run(t.Context(), f, strings.NewReader(line+"\n"+line[:len(line)-1]+" }\n"), io.Discard)
	require.NoError(t, err)
	assert.Equal(t, []string{"b new", " error"}, told)
	v, err := f.Put(t.Context(), detect.Document{Name: "c", Text: "two words"})
	require.NoError(t, err)
	assert.Equal(t, Exact, v.Kind)
}
