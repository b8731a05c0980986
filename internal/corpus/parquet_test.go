package corpus

import (
	"bytes"
	"math"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
	"github.com/stretchr/testify/require"

	"respun/shingle"
)

type story4 struct {
	ID    int64     `parquet:"id"`
	Body  *string   `parquet:"content,optional"`
	Date  time.Time `parquet:"date,timestamp(millisecond)"`
	Score float64   `parquet:"score"`
	Tags  []string  `parquet:"tags,list"`
	Blob  []byte    `parquet:"blob"`
	Ok    bool      `parquet:"ok"`
}

func parquetFile(t testing.TB, options ...parquet.WriterOption) string {
	one, two := "one", strings.Repeat("two ", 2000)
	day := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
	var b bytes.Buffer
	w := parquet.NewGenericWriter[story4](&b, options...)
	_, err := w.Write([]story4{{ID: 1, Body: &one, Date: day, Score: 1.5, Tags: []string{"a", "b"}, Blob: []byte("\xff"), Ok: true}, {ID: 2}})
	require.NoError(t, err)
	require.NoError(t, w.Flush())
	_, err = w.Write([]story4{{ID: 3, Body: &two, Tags: []string{"c"}, Date: day}})
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.String()
}

// codecs are those a page may have.
func codecs() []compress.Codec {
	return []compress.Codec{&parquet.Uncompressed, &parquet.Snappy, &parquet.Gzip, &parquet.Brotli, &parquet.Zstd, &parquet.Lz4Raw}
}

func TestParquetCodecs(t *testing.T) {
	for _, c := range codecs() {
		for version := 1; version <= 2; version++ {
			g := stdin(t, Options{}, parquetFile(t, parquet.Compression(c), parquet.DataPageVersion(version)))
			require.Equal(t, []string{"1", "3"}, g.names(), c)
			require.Equal(t, []string{NoText}, g.reasons(), c)
		}
	}
}

// TestParquetPagesKeepTheirWord: a page that gives more than it claims is refused.
func TestParquetPagesKeepTheirWord(t *testing.T) {
	for _, c := range codecs()[1:] {
		page, err := c.Encode(nil, bytes.Repeat([]byte("word "), 10_000))
		require.NoError(t, err)
		h := format.PageHeader{CompressedPageSize: int32(len(page)), UncompressedPageSize: 50_000}
		require.NoError(t, checkContent(bytes.NewReader(page), 0, h, c.CompressionCodec()))
		h.UncompressedPageSize--
		require.Error(t, checkContent(bytes.NewReader(page), 0, h, c.CompressionCodec()))
	}
}

func TestParquet(t *testing.T) {
	file := parquetFile(t)
	tree(t, map[string]string{"a.parquet": file, "b.parquet.gz": gzipped(t, file)})
	want := []shingle.Document{
		{Name: "1", Text: "one", Date: "2020-01-02T03:04:05Z", Fields: map[string]string{"score": "1.5", "ok": "true"}},
		{Name: "3", Text: strings.Repeat("two ", 2000), Date: "2020-01-02T03:04:05Z", Fields: map[string]string{"score": "0", "ok": "false", "blob": ""}},
	}
	for _, g := range []got{read(t, Options{}, "a.parquet"), read(t, Options{}, "b.parquet.gz"), stdin(t, Options{}, file)} {
		require.Equal(t, []string{NoText}, g.reasons(), g.told())
		require.Contains(t, g.skips[0].Detail, "row 2: ")
		require.Equal(t, want, g.docs)
		require.Equal(t, 1, g.r.Opened())
	}
	require.Equal(t, []string{NoText}, read(t, Options{TextField: "score"}, "a.parquet").reasons())
	require.Empty(t, read(t, Options{Format: Text}, "a.parquet").names()[1:])
}

// Text that is not all UTF-8 is read, whether the column says that it is text or its name
// does; other bytes are not.
func TestInvalidUTF8InParquet(t *testing.T) {
	type said struct {
		Text  string `parquet:"text"`
		Title string `parquet:"title\xff"`
	}
	type unsaid struct {
		Text  []byte `parquet:"text"`
		Title []byte `parquet:"title"`
	}
	var b bytes.Buffer
	w := parquet.NewGenericWriter[said](&b)
	_, err := w.Write([]said{{"caf\xe9", "a\xff\xff"}, {"fine", "b"}})
	require.NoError(t, err)
	require.NoError(t, w.Close())
	g := stdin(t, Options{}, b.String())
	require.Equal(t, []shingle.Document{
		{Name: "-:1", Text: "caf\ufffd", Fields: map[string]string{"title\ufffd": "a\ufffd\ufffd"}},
		{Name: "-:2", Text: "fine", Fields: map[string]string{"title\ufffd": "b"}},
	}, g.docs)
	require.Equal(t, []string{
		"-: invalid-utf8-replaced: names of columns: 1 bytes are not valid text and were read as U+FFFD",
		"-: invalid-utf8-replaced: row 1: 3 bytes are not valid text and were read as U+FFFD",
	}, g.told())

	b.Reset()
	v := parquet.NewGenericWriter[unsaid](&b)
	_, err = v.Write([]unsaid{{[]byte("caf\xe9"), []byte("\xff")}, {[]byte("\x1f\x8b\x00\xff"), nil}})
	require.NoError(t, err)
	require.NoError(t, v.Close())
	g = stdin(t, Options{}, b.String())
	require.Equal(t, []string{"caf\ufffd"}, g.texts())
	require.Empty(t, g.docs[0].Fields)
	require.Equal(t, []string{ReplacedUTF8, NoText}, g.reasons())
	require.Contains(t, g.skips[0].Detail, "row 1: 1 bytes")
}

// TestDamagedParquet flips bytes and cuts at many lengths: nothing panics,
// and no damage is silent where the file no longer opens.
func TestDamagedParquet(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	for _, c := range codecs() {
		file := parquetFile(t, parquet.Compression(c))
		for i := 0; i < len(file); i += 1 + len(file)/100 {
			flipped := []byte(file)
			flipped[i] ^= 0xff
			require.NoError(t, stdin(t, Options{Format: Parquet}, string(flipped)).err)
		}
	}
	file := parquetFile(t)
	for i := 0; i < len(file); i += 1 + len(file)/100 {
		g := stdin(t, Options{Format: Parquet}, file[:i])
		require.NoError(t, g.err)
		require.Len(t, g.skips, 1)
	}
	left, err := os.ReadDir(os.TempDir())
	require.NoError(t, err)
	require.Empty(t, left)
}

// What is no Parquet is not said to be cut off, and what is cut off is.
func TestNotParquet(t *testing.T) {
	file := parquetFile(t)
	for name, c := range map[string]struct{ in, reason, detail string }{
		"text":      {"The storm closed every harbour.\n", Unsupported, "not Parquet"},
		"JSON":      {`{"text":"a"}`, Unsupported, "not Parquet"},
		"short":     {"PAX", Unsupported, "not Parquet"},
		"encrypted": {"PARE" + file[4:], Unsupported, "encrypted"},
		"cut":       {file[:len(file)/2], Truncated, "nothing of it was read"},
		"cut soon":  {file[:3], Truncated, "nothing of it was read"},
		"empty":     {"", Truncated, "nothing of it was read"},
	} {
		tree(t, map[string]string{"in": c.in, "in.gz": gzipped(t, c.in)})
		for _, g := range []got{read(t, Options{Format: Parquet}, "in"), read(t, Options{Format: Parquet}, "in.gz"), stdin(t, Options{Format: Parquet}, c.in)} {
			require.Equal(t, []string{c.reason}, g.reasons(), name)
			require.Contains(t, g.skips[0].Detail, c.detail, name)
			require.Zero(t, g.r.Opened())
		}
	}
}

func TestParquetClaims(t *testing.T) {
	for _, h := range []format.PageHeader{{CompressedPageSize: -1}, {UncompressedPageSize: maxPart + 1}, {CompressedPageSize: maxPart + 1},
		{DataPageHeader: thrift.New(format.DataPageHeader{NumValues: maxValues + 1})}} {
		require.Error(t, checkPage(h))
	}
	require.NoError(t, checkPage(format.PageHeader{CompressedPageSize: 1, UncompressedPageSize: maxPart}))
	require.ErrorContains(t, func() (err error) {
		defer recovered(&err)
		panic("library")
	}(), "library")
}

// Pages out of all proportion to the file are not read, in however many row groups.
func TestParquetRatio(t *testing.T) {
	page := format.PageHeader{UncompressedPageSize: ratioFrom / 2}
	data := []byte(parquetFile(t))
	small, large := &unpacked{in: int64(len(data)), ratio: 100}, &unpacked{in: 1 << 20, ratio: DefaultMaxRatio}
	for range 2 {
		require.NoError(t, small.add(page), "as far as any file may go")
		require.NoError(t, large.add(page))
	}
	require.ErrorIs(t, small.add(page), errPacked)
	require.NoError(t, large.add(page))
	table, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	err = checkPages(bytes.NewReader(data), table.Metadata().RowGroups[0], small)
	require.ErrorIs(t, err, errPacked, "the next row group goes on where the last ended")
}

// Where the library reads pages by the footer, they are checked: it would believe others
// whatever they claim.
func TestParquetPagesAreWhereTheFooterSays(t *testing.T) {
	data := []byte(parquetFile(t))
	size := int64(len(data))
	for name, c := range map[string]struct {
		change func(*format.ColumnMetaData)
		want   string
	}{
		"as written":        {func(*format.ColumnMetaData) {}, ""},
		"endless":           {func(m *format.ColumnMetaData) { m.TotalCompressedSize = math.MaxInt64 }, "in a file of"},
		"beyond the end":    {func(m *format.ColumnMetaData) { m.TotalCompressedSize = size - m.DataPageOffset + 1 }, "in a file of"},
		"of less than none": {func(m *format.ColumnMetaData) { m.TotalCompressedSize = -1 }, "in a file of"},
		"before the file":   {func(m *format.ColumnMetaData) { m.DataPageOffset = -1 }, "in a file of"},
		"dictionary after":  {func(m *format.ColumnMetaData) { m.DataPageOffset, m.DictionaryPageOffset = 4, m.DataPageOffset }, "no page begins at 4"},
		"data inside a page": {func(m *format.ColumnMetaData) {
			m.DataPageOffset, m.DictionaryPageOffset = m.DataPageOffset+1, m.DataPageOffset
		}, "no page begins at"},
	} {
		table, err := parquet.OpenFile(bytes.NewReader(data), size)
		require.NoError(t, err)
		group := table.Metadata().RowGroups[0]
		c.change(&group.Columns[1].MetaData)
		err = checkPages(bytes.NewReader(data), group, &unpacked{in: size, ratio: DefaultMaxRatio})
		if c.want == "" {
			require.NoError(t, err, name)
			continue
		}
		require.ErrorContains(t, err, c.want, name)
	}
}

// Whatever a file claims, the rest is read.
func FuzzParquet(f *testing.F) {
	for _, c := range codecs() {
		f.Add([]byte(parquetFile(f, parquet.Compression(c))))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		g := stdin(t, Options{Format: Parquet}, string(in))
		require.NoError(t, g.err)
		for _, d := range g.docs {
			require.True(t, utf8.ValidString(d.Text+d.Name))
		}
	})
}
