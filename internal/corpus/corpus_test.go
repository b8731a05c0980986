package corpus

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"
	"github.com/ulikunitz/xz"
	"go.uber.org/goleak"

	"respun/shingle"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// got is what one call of Read gave.
type got struct {
	docs  []shingle.Document
	skips []*Skip
	err   error
	r     *Reader
}

func read(t testing.TB, o Options, paths ...string) got {
	t.Helper()
	o.KeepEmpty = true // where files matter and not what is in them, there is nothing in them
	return readAs(t, o, paths...)
}

func readAs(t testing.TB, o Options, paths ...string) got {
	t.Helper()
	r, err := New(o)
	require.NoError(t, err)
	g := got{r: r}
	for d, err := range r.Read(context.Background(), paths...) {
		var s *Skip
		switch {
		case errors.As(err, &s):
			g.skips = append(g.skips, s)
		case err != nil:
			g.err = err
		default:
			g.docs = append(g.docs, readAgain(t, d))
		}
	}
	return g
}

// readAgain checks that a text that can be read again is the same, and returns
// the document without what reads it.
func readAgain(t testing.TB, d shingle.Document) shingle.Document {
	if d.Again != nil {
		text, err := d.Again.Text(d.Place)
		require.NoError(t, err, d.Name)
		require.Equal(t, d.Text, text, d.Name)
	}
	d.Again, d.Place = nil, 0
	return d
}

// stdin reads content as standard input.
func stdin(t testing.TB, o Options, content string) got {
	t.Helper()
	o.Stdin = strings.NewReader(content)
	return read(t, o, "-")
}

func (g got) names() (names []string) {
	for _, d := range g.docs {
		names = append(names, d.Name)
	}
	return names
}

func (g got) texts() (texts []string) {
	for _, d := range g.docs {
		texts = append(texts, d.Text)
	}
	return texts
}

// told lists the skips as "doc reason: detail".
func (g got) told() (told []string) {
	for _, s := range g.skips {
		told = append(told, s.Error())
	}
	return told
}

func (g got) reasons() (reasons []string) {
	for _, s := range g.skips {
		reasons = append(reasons, s.Reason)
	}
	return reasons
}

// tree writes files below a temporary folder and changes into it.
func tree(t testing.TB, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, content := range files {
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, []byte(content), 0o644))
	}
}

func gzipped(t testing.TB, s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := io.WriteString(w, s)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.String()
}

func zstded(t testing.TB, s string) string {
	w, err := zstd.NewWriter(nil)
	require.NoError(t, err)
	defer w.Close()
	return string(w.EncodeAll([]byte(s), nil))
}

// skippable is one of the zstd frames that hold no data.
func skippable(kind byte, content string) string {
	return string(binary.LittleEndian.AppendUint32([]byte{0x50 | kind, 0x2a, 0x4d, 0x18}, uint32(len(content)))) + content
}

func xzed(t testing.TB, s string) string {
	var b bytes.Buffer
	w, err := xz.NewWriter(&b)
	require.NoError(t, err)
	_, err = io.WriteString(w, s)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.String()
}

func TestTextIsKeptExactly(t *testing.T) {
	for _, text := range []string{"", "one line", "\ufeffBOM\r\nand CRLF\r\n", "soft\u00adhyphen, zero\u200bwidth\n\n\n", "NUL later" + strings.Repeat(" ", sniffSize) + "\x00."} {
		tree(t, map[string]string{"a.txt": text, "b.md": text, "c": text})
		g := read(t, Options{}, "a.txt", "b.md", "c")
		require.Equal(t, []string{text, text, text}, g.texts())
		require.Equal(t, []string{"a.txt", "b.md", "c"}, g.names())
		require.Empty(t, g.told())
		require.Equal(t, 3, g.r.Opened())
	}
}

// An input without a byte is no document, unless one is wanted; that of a format which tells its
// documents apart has none in any case.
func TestEmpty(t *testing.T) {
	tree(t, map[string]string{"a.txt": "", "b.md": "", "c.html": "", "d.jsonl": "", "e.txt.gz": gzipped(t, ""), "f.csv": "", "g.docx": "", "h.txt": "\n"})
	g := readAs(t, Options{}, "a.txt", "b.md", "c.html", "d.jsonl", "e.txt.gz", "f.csv", "g.docx", "h.txt")
	require.Equal(t, []string{Empty, Empty, Empty, Empty, Empty}, g.reasons(), g.told())
	require.True(t, g.skips[0].Notice())
	require.Equal(t, []string{"h.txt"}, g.names())
	require.Equal(t, 8, g.r.Opened())
	g = readAs(t, Options{KeepEmpty: true}, "a.txt", "b.md", "c.html", "d.jsonl", "e.txt.gz", "f.csv")
	require.Empty(t, g.skips)
	require.Equal(t, []string{"a.txt", "b.md", "c.html", "e.txt.gz"}, g.names())
}

func TestEncodings(t *testing.T) {
	for name, c := range map[string]struct{ in, want, told string }{
		"stray bytes":   {"caf\xe9 \xff\xfe!", "caf\ufffd \ufffd\ufffd!", "3 bytes"},
		"cut sequence":  {"\xe2\x82", "\ufffd\ufffd", "2 bytes"},
		"real U+FFFD":   {"a\ufffdb", "a\ufffdb", ""},
		"UTF-16LE":      {"\xff\xfeh\x00\xe9\x00", "\ufeffhé", ""},
		"UTF-16BE":      {"\xfe\xff\x00h\x00\xe9", "\ufeffhé", ""},
		"half a pair":   {"\xfe\xff\xd8\x00\x00h", "\ufeff\ufffdh", "1 bytes"},
		"odd last byte": {"\xff\xfeh\x00x", "\ufeffh\ufffd", "1 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			g := stdin(t, Options{}, c.in)
			require.Equal(t, []string{c.want}, g.texts())
			if c.told == "" {
				require.Empty(t, g.told())
				return
			}
			require.Len(t, g.skips, 1)
			require.Equal(t, ReplacedUTF8, g.skips[0].Reason)
			require.Contains(t, g.skips[0].Detail, c.told)
			require.True(t, g.skips[0].Notice())
		})
	}
}

func TestCompression(t *testing.T) {
	lines := `{"id":"a","text":"one"}` + "\n" + `{"id":"b","text":"two"}` + "\n"
	bz, err := os.ReadFile("testdata/two.jsonl.bz2")
	require.NoError(t, err)
	for name, packed := range map[string]string{
		"gzip": gzipped(t, lines), "zstd": zstded(t, lines), "xz": xzed(t, lines), "bzip2": string(bz),
		"gzip members":   gzipped(t, lines[:24]) + gzipped(t, lines[24:]),
		"zstd frames":    zstded(t, lines[:24]) + zstded(t, lines[24:]),
		"zstd of pzstd":  skippable(0, "\x01\x02\x03\x04") + zstded(t, lines[:24]) + skippable(15, strings.Repeat("x", 1<<20)) + zstded(t, lines[24:]),
		"xz streams":     xzed(t, lines[:24]) + xzed(t, lines[24:]),
		"none":           lines,
		"gzip of UTF-16": gzipped(t, utf16LE(lines)),
	} {
		t.Run(name, func(t *testing.T) {
			g := stdin(t, Options{}, packed)
			require.Equal(t, []string{"a", "b"}, g.names())
			require.Equal(t, []string{"one", "two"}, g.texts())
			require.Empty(t, g.told())
		})
	}
}

func utf16LE(s string) string {
	out := "\xff\xfe"
	for _, r := range s {
		out += string([]byte{byte(r), byte(r >> 8)})
	}
	return out
}

func TestBrokenCompression(t *testing.T) {
	var lines strings.Builder
	for range 5000 {
		lines.WriteString(`{"text":"` + strings.Repeat("word ", 20) + `"}` + "\n")
	}
	whole := gzipped(t, lines.String())
	flipped := []byte(whole)
	flipped[len(flipped)-5] ^= 1 // in the checksum's neighbour, the length
	for name, c := range map[string]struct {
		in, reason string
		some       bool
	}{
		"gzip cut":      {whole[:len(whole)*2/3], Truncated, true},
		"zstd cut":      {cut(zstded(t, lines.String())), Truncated, true},
		"xz cut":        {cut(xzed(t, lines.String())), Truncated, false},
		"wrong sum":     {string(flipped), Corrupt, true},
		"header only":   {whole[:5], Truncated, false},
		"trailing junk": {whole + "junk that is no member", Corrupt, true},
		"zstd skip cut": {cut(skippable(0, lines.String())), Truncated, false},
		"zstd skipped":  {skippable(7, "no frame follows") + "but text", Corrupt, false},
		"bzip2 noise":   {"BZh9 this is no bzip2 at all", Corrupt, false},
	} {
		t.Run(name, func(t *testing.T) {
			g := stdin(t, Options{}, c.in)
			require.Equal(t, []string{c.reason}, g.reasons(), g.told())
			require.Equal(t, c.some, len(g.docs) > 0)
			require.Equal(t, c.some, g.r.Opened() == 1)
			if detail := g.skips[0].Detail; strings.Contains(detail, " read") {
				require.Equal(t, c.some, !strings.Contains(detail, "nothing of it was read"), detail)
			}
		})
	}
}

// What a cut input gave is told in numbers, also where it gave nothing.
func TestTruncatedTellsWhatWasRead(t *testing.T) {
	lines := strings.Repeat(`{"text":"word"}`+"\n", 3)
	for format, want := range map[string]string{
		Text:  "ends in the middle; nothing of it was read",
		JSONL: "ends in the middle; documents that were complete and read: 3",
	} {
		whole := gzipped(t, lines)
		g := stdin(t, Options{Format: format}, whole[:len(whole)-8])
		require.Equal(t, []string{"-: truncated: " + want}, g.told())
	}
}

func cut(s string) string { return s[:len(s)*2/3] }

func TestBombIsRefused(t *testing.T) {
	bomb := zstded(t, strings.Repeat("0", 64<<20))
	for _, format := range []string{Text, JSONL, JSON} {
		for _, packed := range []string{bomb, skippable(0, "") + bomb} {
			g := stdin(t, Options{Format: format}, packed)
			require.Equal(t, []string{TooPacked}, g.reasons(), g.told())
			require.Empty(t, g.docs)
			require.Zero(t, g.r.Opened())
		}
	}
	require.Len(t, stdin(t, Options{Format: Text, MaxRatio: 1e9}, bomb).docs, 1)
}

// Frames that hold no data make an empty file.
func TestFramesWithoutData(t *testing.T) {
	g := stdin(t, Options{}, strings.Repeat(skippable(3, "nothing"), 10_000))
	require.Equal(t, []string{""}, g.texts())
	require.Empty(t, g.told())
	require.Empty(t, stdin(t, Options{Format: JSONL}, skippable(0, "")).docs)
}

func TestTooLarge(t *testing.T) {
	g := stdin(t, Options{MaxDocument: 3}, "four")
	require.Equal(t, []string{TooLarge}, g.reasons())
	g = stdin(t, Options{MaxDocument: 4}, "four")
	require.Equal(t, []string{"four"}, g.texts())
}

// A name that every match would tell is as long as an address at most.
func TestNamesAreBounded(t *testing.T) {
	line := func(name string) string { return `{"id":"` + name + `","text":"four"}` + "\n" }
	longest := strings.Repeat("é", shingle.MaxName/2)
	g := stdin(t, Options{Format: JSONL}, line(longest)+line("x"+longest)+line("last"))
	require.Equal(t, []string{TooLarge}, g.reasons())
	require.Contains(t, g.told()[0], "x"+strings.Repeat("é", 31)+"…: too-large: a name of 8193 bytes, more than 8192")
	require.Len(t, g.texts(), 2)
}

// TestEndlessInput: what is too large is given up, not collected.
func TestEndlessInput(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	g := read(t, Options{Format: Text, MaxDocument: 1 << 20, Stdin: letters{}}, "-")
	runtime.ReadMemStats(&after)
	require.Equal(t, []string{TooLarge}, g.reasons())
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(16<<20))
}

func TestUnsupportedSaysWhatToUse(t *testing.T) {
	for in, say := range map[string]string{
		"%PDF-1.4 ...":                   "pdftotext",
		"\x89PNG\r\n":                    "images",
		"a\x00b":                         "binary",
		"filedesc://x 0.0.0.0":           "ARC",
		gzipped(t, gzipped(t, "nested")): "compressed twice",
	} {
		g := stdin(t, Options{}, in)
		require.Equal(t, []string{Unsupported}, g.reasons())
		require.Contains(t, g.skips[0].Detail, say)
		require.Zero(t, g.r.Opened())
	}
	require.Len(t, stdin(t, Options{}, "ORCHESTRA plays").docs, 1)
}

func TestFormatIsTold(t *testing.T) {
	line := `{"text":"x"}`
	for in, want := range map[string]string{
		line: JSONL, "\ufeff" + line + "\n" + line: JSONL, "[" + line + "]": JSON, "[" + line + ",\n" + line + "]": JSON, "{ \"id\": 1\n, \"text\": \"x\" }": JSON, `{"text":` + "\n" + line: JSONL, "{\n \"text\": \"x\"\n}": JSON,
		"{curly} text": Text, "[1] a note": Text, "<!DOCTYPE html><p>x": HTML, "<b>x": Text,
		"id\ttext\n1\tx\n": TSV, "id,text\n1,x\n": CSV, "id;text\n1;x\n": CSV, "Some text, and more\n": Text,
	} {
		require.Equal(t, want, formatOf(t, func(*run) io.Reader { return strings.NewReader(in) }), in)
		require.Equal(t, want, formatOf(t, func(u *run) io.Reader { return u.interruptible(iotest.OneByteReader(strings.NewReader(in))) }), "in pieces: "+in)
	}
}

// formatOf is the format that an input is told to have.
func formatOf(t *testing.T, input func(*run) io.Reader) string {
	r, err := New(Options{})
	require.NoError(t, err)
	u := &run{Reader: r, ctx: t.Context()}
	s, err := u.open("-", input(u), 0)
	require.NoError(t, err)
	format, err := u.format(s)
	require.NoError(t, err)
	return format
}

// What a pipe gives in pieces is read as what a file has.
func TestPieces(t *testing.T) {
	line := `{"text":"one"}`
	for in, format := range map[string]string{
		gzipped(t, line):                  "",
		zstded(t, "["+line+"]"):           "",
		utf16LE(line):                     "",
		" \n[\n" + line + "\n]\n":         "",
		gzipped(t, line) + gzipped(t, ""): JSONL,
		"id;text\n1;one\n":                CSV,
		"text\tid\none\t1":                CSV,
	} {
		g := read(t, Options{Format: format, Stdin: iotest.OneByteReader(strings.NewReader(in))}, "-")
		require.Empty(t, g.told())
		require.Equal(t, []string{"one"}, g.texts(), in)
	}
}

func TestValidate(t *testing.T) {
	require.NoError(t, Options{}.Validate())
	_, err := New(Options{MaxDocument: -1, MaxRatio: -1, Format: "pdf", Include: []string{"[a"}})
	for _, fault := range []string{"largest document", "ratio", `"pdf"`, `"[a"`} {
		require.ErrorContains(t, err, fault)
	}
}

func TestContextEndsTheRun(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	held, w := io.Pipe() // never gives anything more
	defer w.Close()
	go io.WriteString(w, `{"text":"x"}`+"\n")
	r, err := New(Options{Stdin: held, Format: JSONL})
	require.NoError(t, err)
	docs := 0
	var last error
	for _, err := range r.Read(ctx, "-") {
		if last = err; err == nil {
			docs++
			go cancel()
		}
	}
	require.Equal(t, 1, docs)
	require.ErrorIs(t, last, context.Canceled)
}

func TestReadsEndWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := (&counter{ctx: ctx, r: letters{}}).Read(make([]byte, 1))
	require.ErrorIs(t, err, context.Canceled)
}

func TestConsumerMayStop(t *testing.T) {
	r, err := New(Options{Stdin: strings.NewReader("{\"text\":\"x\"}\nbad\n{\"text\":\"y\"}\n")})
	require.NoError(t, err)
	for range r.Read(t.Context(), "-", "absent") {
		break
	}
	require.Equal(t, 1, r.Opened())
}

// An interrupt: the context has ended, and the consumer, who saw it first, is told
// nothing more.
func TestConsumerMayStopAsTheContextEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, err := New(Options{Stdin: strings.NewReader("{\"text\":\"x\"}\n{\"text\":\"y\"}\n")})
	require.NoError(t, err)
	for range r.Read(ctx, "-", "absent") {
		cancel()
		break // the range would panic if it went on
	}
	require.Equal(t, 1, r.Opened())
}
