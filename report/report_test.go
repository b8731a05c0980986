package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"respun/detect"
)

// cut slices text in the unit of o, as a reader of the records would.
func cut(text string, start, end int, o Offsets) string {
	switch o {
	case Rune:
		return string([]rune(text)[start:end])
	case UTF16:
		return string(utf16.Decode(utf16.Encode([]rune(text))[start:end]))
	}
	return text[start:end]
}

// awkward draws texts that are long enough for several blocks, of characters
// that each unit counts differently.
func awkward(t *rapid.T, label string) string {
	parts := []string{"a ", "word. ", "é", "e\u0301", "漢字", "🚢", "👩\u200d👧", "\r\n", "\n", "\ufeff", "\u00a0", "\u200b", "ﬁ", "\U0010FFFF", strings.Repeat("x", 300)}
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 1, 60).Draw(t, label), "")
}

// span draws a range that cuts no character.
func span(t *rapid.T, text, label string) detect.Span {
	var starts []int
	for i := range text {
		starts = append(starts, i)
	}
	starts = append(starts, len(text))
	i := rapid.IntRange(0, len(starts)-1).Draw(t, label+" start")
	j := rapid.IntRange(i, len(starts)-1).Draw(t, label+" end")
	return detect.Span{Start: starts[i], End: starts[j]}
}

// A draft that does not pass is told what it is over, one that does how it stands to all.
func TestGateTexts(t *testing.T) {
	c := CheckRecord{Gates: []CheckGate{{Name: "copied", Limit: .15, Share: .2, Over: true}, {Name: "spun", Limit: .05, Share: .01}}, Over: true}
	assert.Equal(t, []string{"copied 20.0%, limit 15.0%"}, gateTexts(c, line))
	c.Gates[0].Over, c.Gates[0].Share, c.Over = false, .1, false
	assert.Equal(t, []string{"copied 10.0%, limit 15.0%", "spun 1.0%, limit 5.0%"}, gateTexts(c, line))
}

// Rounded shares sum to 1, where each alone would be rounded up too.
func TestDocumentRecord(t *testing.T) {
	got := newDocumentRecord(&detect.DocumentShares{Inside: .33335, Across: .66665})
	assert.Equal(t, []float64{.3334, .6666, 0}, []float64{got.Inside, got.Across, got.Original})
	got = newDocumentRecord(&detect.DocumentShares{Inside: .33333, Across: .33333, Original: .33334})
	assert.Equal(t, []float64{.3333, .3333, .3334}, []float64{got.Inside, got.Across, got.Original})
}

func TestThousands(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -123: "-123", -1234: "-1,234"} {
		assert.Equal(t, want, thousands(n))
	}
}

// What acts is made visible; what makes words and emoji of several characters stays.
func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"می\u200cخواهم 👩\u200d🚒\ta\nb": "می\u200cخواهم 👩\u200d🚒\ta\nb",
		"co\u00adop":          "coop",
		"a\u2028b\rc\v\u0085": "a b c  ",
		"\x00\x1b[2J\x7f":     "␀␛[2J␡",
		"\u200b\u202e\u009b":  "<U+200B><U+202E><U+009B>",
		"caf\xe9":             "caf\ufffd",
		"caf\xe9\x07":         "caf\ufffd␇",
	} {
		assert.Equal(t, want, clean(in), "%q", in)
	}
}

func TestRangesSliceToTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := &scene{}
		for _, name := range []string{"a", "b"} {
			s.docs = append(s.docs, detect.Document{Name: name, Text: awkward(t, name)})
		}
		for range rapid.IntRange(1, 4).Draw(t, "matches") {
			var m detect.Match
			for i, side := range []*detect.Side{&m.A, &m.B} {
				*side = detect.Side{Doc: s.docs[i].Name, Ordinal: i, Span: span(t, s.docs[i].Text, "side")}
				side.Text = s.docs[i].Text[side.Start:side.End]
			}
			m.Evidence.MarksA = []detect.MarkedSpan{{Span: m.A.Span}}
			s.matches = append(s.matches, m)
		}
		o := Offsets(rapid.IntRange(0, 2).Draw(t, "offsets"))
		checkRanges(t, s, o)
	})
}

func checkRanges(t *rapid.T, s *scene, o Offsets) {
	var b bytes.Buffer
	sink, err := New("jsonl", &b, Options{Offsets: o})
	require.NoError(t, err)
	require.NoError(t, s.send(sink))
	require.True(t, utf8.Valid(b.Bytes()))
	dec := json.NewDecoder(&b)
	seen := 0
	for {
		var r struct {
			Type string
			A, B struct {
				Doc, Text  string
				Start, End int
			}
			Evidence struct{ Marks struct{ A [][3]any } }
		}
		if err := dec.Decode(&r); err == io.EOF {
			break
		} else {
			require.NoError(t, err)
		}
		if r.Type != "match" {
			continue
		}
		m := s.matches[seen]
		seen++
		require.Equal(t, m.A.Text, cut(s.docs[0].Text, r.A.Start, r.A.End, o))
		require.Equal(t, m.B.Text, cut(s.docs[1].Text, r.B.Start, r.B.End, o))
		if m.A.Len() > 0 {
			require.Equal(t, [][3]any{{float64(r.A.Start), float64(r.A.End), "kept"}}, r.Evidence.Marks.A)
		}
	}
	require.Equal(t, len(s.matches), seen)
}

func TestLinesAndColumns(t *testing.T) {
	p := newPositions("\ufeffone\r\n🚢 two\nthree")
	at := strings.Index(p.text, "two")
	assert.Equal(t, 2, p.line(at))
	assert.Equal(t, 3, p.column(at, Rune))
	assert.Equal(t, 4, p.column(at, UTF16))
	assert.Equal(t, 6, p.column(at, Byte))
	assert.Equal(t, 3, p.line(len(p.text)+9), "beyond the text is its end")
	assert.Equal(t, 1, p.line(-1))
}

// A text may be one line of megabytes, in which thousands of passages are told.
func TestColumnsOfALongLine(t *testing.T) {
	p := newPositions(strings.Repeat("é word ", 1<<20) + "\nlast")
	long := strings.IndexByte(p.text, '\n')
	begin := time.Now()
	for at := long - 8; at > long-8*5000; at -= 8 {
		require.Equal(t, at+1, p.column(at, Byte))
	}
	require.Less(t, time.Since(begin), 5*time.Second)
	require.Equal(t, 7<<20+1, p.column(long, Rune))
	require.Equal(t, 3, p.column(long+3, UTF16))
}

func TestTextsAreBoundedInMemory(t *testing.T) {
	loads := 0
	big := strings.Repeat("x", textsSize/2+1)
	x := newTexts(func(int) (string, error) { loads++; return big, nil })
	for range 3 {
		for i := range 2 {
			_, err := x.get(i)
			require.NoError(t, err)
		}
	}
	assert.Equal(t, 2, loads, "both generations are kept")
	for i := range 9 {
		_, _ = x.get(i)
	}
	assert.LessOrEqual(t, len(x.young)+len(x.old), 2)
}

func TestJSONHasNoNumberThatIsNone(t *testing.T) {
	s := harbour()
	s.matches[0].Similarity, s.matches[0].Confidence = math.NaN(), math.Inf(1)
	assert.Contains(t, s.play(t, "jsonl", Options{}), `"similarity":0,"confidence":0,`)
}

func TestInvalidUTF8IsNeverWritten(t *testing.T) {
	s := harbour()
	s.matches[0].A.Text, s.matches[0].A.Doc = "broken \xff\xfe text", "na\xc3me"
	s.skips[0].Detail = "\xf0\x9f"
	for _, f := range Formats() {
		assert.True(t, utf8.ValidString(s.play(t, f, Options{})), f)
	}
}

func TestJSONIsOneObject(t *testing.T) {
	for name, s := range map[string]*scene{"full": desk(), "empty": {}} {
		var o struct {
			Begin, End                                                 map[string]any
			Checks, Matches, Groups, Pairs, Clusters, Documents, Skips []map[string]any
		}
		require.NoError(t, json.Unmarshal([]byte(s.play(t, "json", Options{})), &o), name)
		assert.Len(t, o.Matches, len(s.matches), name)
		assert.NotNil(t, o.Skips, name)
		assert.Equal(t, "end", o.End["type"], name)
	}
}

func TestJSONRefusesRecordsOutOfOrder(t *testing.T) {
	s, err := New("json", io.Discard, Options{})
	require.NoError(t, err)
	require.NoError(t, s.Begin(detect.Begin{}))
	require.NoError(t, s.Skip(detect.Skip{}))
	assert.ErrorContains(t, s.Pair(&detect.Pair{}), "pairs record after skips")
}

// fullDisk takes so many bytes and then fails.
type fullDisk struct{ left int }

var sgr = regexp.MustCompile("\x1b\\[[0-9;]*m")

var errFull = errors.New("no space left")

func (f *fullDisk) Write(p []byte) (int, error) {
	if f.left < len(p) {
		return 0, errFull
	}
	f.left -= len(p)
	return len(p), nil
}

// The table of formats says what the sinks are.
func TestFormatsOfChecks(t *testing.T) {
	for _, f := range Formats() {
		sink, err := New(f, io.Discard, Options{})
		require.NoError(t, err)
		_, checks := sink.(CheckSink)
		require.Equal(t, checks, slices.Contains(FormatsWith(Checks), f), f)
	}
}

func TestWriteErrorsAreReturned(t *testing.T) {
	for _, f := range Formats() {
		for _, room := range []int{0, 500} {
			s, err := New(f, &fullDisk{room}, Options{})
			require.NoError(t, err)
			assert.ErrorIs(t, desk().send(s), errFull, f)
		}
	}
}

func TestUnreadableTextIsAnError(t *testing.T) {
	s := harbour()
	s.matches[0].B.Ordinal = 99
	for _, f := range []string{"jsonl", "json", "csv", "text"} {
		sink, err := New(f, io.Discard, Options{Offsets: Rune})
		require.NoError(t, err)
		assert.ErrorContains(t, s.send(sink), "document 99", f)
	}
}

func TestCSVActsInNoSpreadsheet(t *testing.T) {
	s := harbour()
	s.matches[0].A.Text = "=cmd|' /C calc'!A0\r\nsecond\u2028line"
	s.matches[0].B.Doc = " \t@SUM(1)"
	out := s.play(t, "csv", Options{})
	assert.Equal(t, 1+len(s.matches), strings.Count(out, "\n"))
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	require.NoError(t, err)
	assert.Equal(t, "'=cmd|' /C calc'!A0 second line", rows[1][9])
	assert.Equal(t, "' \t@SUM(1)", rows[1][10])
}

func TestTextObeysNoStranger(t *testing.T) {
	s := harbour()
	s.docs[0].Name = "evil\x1b]0;owned\a\u202etxt.exe"
	s.matches[0].A = s.side(0, "The old ferry left the harbour at dawn.")
	s.matches[0].B.Text = "a\x1b[2Jb\u009b31mc\x00\u2066d\r\u2069\u00ad\U000E0041"
	s.matches[0].Evidence = detect.Evidence{Explanation: "\x1b[5m"}
	s.skips[0].Detail = "\x1b[1A"
	for _, color := range []bool{false, true} {
		out := s.play(t, "text", Options{Color: color})
		if color {
			out = sgr.ReplaceAllString(out, "")
		}
		for _, r := range out {
			assert.False(t, r != '\n' && acts(r), "%U in the output", r)
		}
		assert.Contains(t, out, "evil␛]0;owned␇<U+202E>txt.exe:1")
		assert.Contains(t, out, "a␛[2Jb<U+009B>31mc␀<U+2066>d <U+2069><U+E0041>")
	}
}

func TestWrapKeepsToTheWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, width := awkward(t, "text"), rapid.IntRange(4, 90).Draw(t, "width")
		var ws words
		ws.add(clean(text), "")
		var all strings.Builder
		for _, l := range wrap(ws.finish(), width) {
			var b strings.Builder
			for _, f := range joined(l) {
				b.WriteString(f.text)
			}
			assert.LessOrEqual(t, runewidth.StringWidth(b.String()), width)
			all.WriteString(b.String())
		}
		assert.Equal(t, strings.Join(strings.Fields(clean(text)), ""), strings.Join(strings.Fields(all.String()), ""))
	})
}

func TestPiecesTileThePassage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := detect.Side{Text: awkward(t, "text"), Span: detect.Span{Start: 7}}
		s.End = s.Start + len(s.Text)
		var ms []detect.MarkedSpan
		for range rapid.IntRange(0, 9).Draw(t, "marks") {
			m := detect.MarkedSpan{Mark: detect.Mark(rapid.IntRange(0, 5).Draw(t, "mark"))}
			m.Start, m.End = rapid.IntRange(0, s.End+9).Draw(t, "start"), rapid.IntRange(0, s.End+9).Draw(t, "end")
			ms = append(ms, m)
		}
		var b strings.Builder
		for _, p := range pieces(s, ms) {
			b.WriteString(p.text)
		}
		assert.Equal(t, s.Text, b.String(), "whatever the marks are")
	})
}

func TestWhoIsASource(t *testing.T) {
	for name, c := range map[string]struct {
		fresh []int
		draft string
		a, b  bool
	}{
		"the later":          {nil, "", false, true},
		"not the new":        {[]int{1}, "", true, false},
		"the old":            {[]int{0}, "", false, true},
		"the later of new":   {[]int{0, 1}, "", false, true},
		"what is no draft":   {nil, "south/ferry.txt", true, false},
		"neither of a third": {[]int{0}, "draft.txt", true, true},
	} {
		s := harbour()
		for _, i := range c.fresh {
			s.docs[i].New = true
		}
		var r run
		r.start(s.begin())
		if c.draft != "" {
			r.check(CheckRecord{Draft: c.draft})
		}
		a, b := r.sources(&s.matches[0])
		assert.Equal(t, [2]bool{c.a, c.b}, [2]bool{a, b}, name)
	}
}

func TestSourcesAreLeftOut(t *testing.T) {
	for name, s := range map[string]*scene{"scan": harbour(), "check": desk()} {
		s.docs[2].Text += "Seen by nobody."
		for _, f := range Formats() {
			out := s.play(t, f, Options{Redact: true})
			for _, theirs := range []string{"they said", "Travellers", "Seen by nobody", "All 3 words", "sighs"} {
				assert.NotContains(t, out, theirs, "%s, %s", name, f)
			}
		}
		assert.Equal(t, "The old ferry left the harbour at dawn.", s.matches[0].B.Text, "the caller's match is left alone")
	}
}

func TestParseOffsets(t *testing.T) {
	for o := Byte; o <= UTF16; o++ {
		got, err := ParseOffsets(o.String())
		require.NoError(t, err)
		assert.Equal(t, o, got)
	}
	_, err := ParseOffsets("utf8")
	assert.ErrorContains(t, err, "byte, rune, utf16")
}

func TestHundredthsAreCut(t *testing.T) {
	for x, want := range map[float64]string{1: "1.00", .99996: "1.00", .9999: "0.99", .549: "0.54", .29: "0.29", .57: "0.57", 0: "0.00", math.NaN(): "0.00"} {
		assert.Equal(t, want, hundredths(x))
	}
}

func TestSummaryTellsWhatClassesLeftOut(t *testing.T) {
	assert.Equal(t, "1,203 furniture, 4 echo", leftOut([]detect.Stage{
		{Name: "report", Dropped: map[string]int64{"class echo": 3, "class furniture": 1203, "fewer words than asked for": 7}},
		{Name: "again", Dropped: map[string]int64{"class echo": 1}}}))
	s := harbour()
	assert.NotContains(t, s.play(t, "text", Options{}), "left out by class")
	s.stats.Stages = append(s.stats.Stages, detect.Stage{Name: "report", Dropped: map[string]int64{"class echo": 3}})
	assert.Contains(t, s.play(t, "text", Options{}), "\nleft out by class: 3 echo; --classes all tells them too\n")
}

// The same words in several documents are shown once, with all places; what is told of
// them otherwise stays apart.
func TestTextShowsTheSameWordsOnce(t *testing.T) {
	s := harbour()
	third := s.matches[0]
	third.B = s.matches[0].B
	third.B.Doc, third.B.Ordinal = "wire/photo.txt", 2
	unsure := third
	unsure.Confidence = .6
	s.matches = []detect.Match{s.matches[0], third, unsure, s.matches[1]}
	got := s.play(t, "text", Options{})
	assert.Equal(t, 2, strings.Count(got, "a=b | The old ferry left"))
	assert.Contains(t, got, "      All 8 words are the same.\n  b  wire/photo.txt:")
	assert.Contains(t, got, "confidence 0.60\n  a  north/ferry.txt:")
}

// Of what many documents have the desk is told how it may leave it out.
func TestTextNamesStandingText(t *testing.T) {
	s := desk()
	assert.NotContains(t, s.play(t, "text", Options{}), "--ignore")
	p := &s.checks[0].Passages[0]
	p.AlsoIn = slices.Repeat([]string{"wire/photo.txt"}, manyDocuments)
	assert.Contains(t, s.play(t, "text", Options{}), "\ncounted, and in more than 20 documents: 1 passage, 8 words; a house's standing text doesn't count if a file given with --ignore has it\n")
	p.Excluded = "trusted"
	assert.NotContains(t, s.play(t, "text", Options{}), "--ignore")
}
