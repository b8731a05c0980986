package corpus

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// TestArchives lists what every archive of the data gives: documents with the
// size of their text and their date, and what was not read.
func TestArchives(t *testing.T) {
	dir := filepath.Join(dataFolder(t), "warc")
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	home, err := os.Getwd()
	require.NoError(t, err)
	var list strings.Builder
	t.Chdir(dir)
	for _, e := range entries {
		g := read(t, Options{}, e.Name())
		require.NoError(t, g.err)
		fmt.Fprintf(&list, "%s\n", e.Name())
		for _, d := range g.docs {
			fmt.Fprintf(&list, "\tdocument %s %d bytes, %s\n", d.Name, len(d.Text), d.Date)
		}
		for _, s := range g.skips {
			fmt.Fprintf(&list, "\t%s: %s\n", s.Reason, s.Detail)
		}
	}
	t.Chdir(home)
	golden(t, "warc.txt", list.String())
}

func warcOf(kind, uri, contentType, block string) string {
	return fmt.Sprintf("WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2020-01-02T03:04:05Z\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", kind, uri, contentType, len(block), block)
}

func responseOf(header, body string) string {
	return warcOf("response", "https://www.example.org/", "application/http; msgtype=response", "HTTP/1.1 200 OK\r\n"+header+"\r\n\r\n"+body)
}

// What is told of records that are passed over is bounded, whatever types they claim.
func TestArchiveOfManyTypes(t *testing.T) {
	var in strings.Builder
	for i := range maxTypes + 10 {
		in.WriteString(warcOf(fmt.Sprintf("kind%02d", i), "", "", ""))
	}
	in.WriteString(warcOf("kind00", "", "", ""))
	g := stdin(t, Options{Format: WARC}, in.String())
	require.NoError(t, g.err)
	require.Len(t, g.skips, 1)
	require.Contains(t, g.skips[0].Detail, "2 kind00 records")
	require.Contains(t, g.skips[0].Detail, "10 others")
	require.Equal(t, maxTypes+1, len(strings.Split(g.skips[0].Detail, ", ")))
}

func TestArchiveRecords(t *testing.T) {
	plain := "Content-Type: text/plain"
	chunked := plain + "\r\nTransfer-Encoding: chunked"
	for name, c := range map[string]struct{ in, text, told string }{
		"plain":              {responseOf(plain, "hello"), "hello", ""},
		"chunked":            {responseOf(chunked, "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"), "hello", ""},
		"chunked undone":     {responseOf(chunked, "hello"), "hello", ""},
		"chunk cut":          {responseOf(chunked, "3\r\nhel\r\n9\r\nlo"), "hello", Truncated},
		"gzip":               {responseOf(plain+"\r\nContent-Encoding: gzip", gzipped(t, "hello")), "hello", ""},
		"gzip undone":        {responseOf(plain+"\r\nContent-Encoding: gzip", "hello"), "hello", ""},
		"zstd":               {responseOf(plain+"\r\nContent-Encoding: zstd", zstded(t, "hello")), "hello", ""},
		"deflate":            {responseOf(plain+"\r\nContent-Encoding: deflate", "\x78\x9c\xcb\x48\xcd\xc9\xc9\x07\x00\x06\x2c\x02\x15"), "hello", ""},
		"deflate undone":     {responseOf(plain+"\r\nContent-Encoding: deflate", "hello"), "hello", ""},
		"bare deflate":       {responseOf(plain+"\r\nContent-Encoding: deflate", "\xcbH\xcd\xc9\xc9\a\x00"), "hello", ""},
		"two codings":        {responseOf(plain+"\r\nContent-Encoding: gzip, zstd", zstded(t, gzipped(t, "hello"))), "hello", ""},
		"five codings":       {responseOf(plain+"\r\nContent-Encoding: "+strings.Repeat("identity, ", 4)+"gzip", gzipped(t, "hello")), "hello", ""},
		"six codings":        {responseOf(plain+"\r\nContent-Encoding: "+strings.Repeat("identity, ", 5)+"gzip", gzipped(t, "hello")), "", BadRecord},
		"first of a name":    {responseOf(plain+"\r\nContent-Type: image/png", "hello"), "hello", ""},
		"status 299":         {strings.Replace(responseOf(plain, "hello"), "200 OK", "299 OK", 1), "hello", ""},
		"status 300":         {strings.Replace(responseOf(plain, "hello"), "200 OK", "300 OK", 1), "", HTTPError},
		"status 199":         {strings.Replace(responseOf(plain, "hello"), "200 OK", "199 OK", 1), "", HTTPError},
		"latin1":             {responseOf(plain+"; charset=latin1", "caf\xe9"), "café", ""},
		"image":              {responseOf("Content-Type: image/png", "\x89PNG"), "", NotPage},
		"not found":          {strings.Replace(responseOf(plain, "x"), "200 OK", "404 No", 1), "", HTTPError},
		"revisit":            {warcOf("revisit", "u", "application/http", "HTTP/1.1 200 OK\r\n\r\n"), "", Revisit},
		"request":            {warcOf("request", "u", "application/http", "GET / HTTP/1.1\r\n\r\n"), "", NotArticle},
		"conversion":         {warcOf("conversion", "<https://www.example.org/>", "text/plain", "hello"), "hello", ""},
		"no status":          {warcOf("response", "u", "application/http", "HTTP/1.1\r\n\r\n"), "", BadRecord},
		"too large":          {responseOf(plain, strings.Repeat("x", MaxPage+1)), "", TooLarge},
		"bomb":               {responseOf(plain+"\r\nContent-Encoding: gzip", gzipped(t, strings.Repeat("x", MaxPage+1))), "", TooLarge},
		"claims too much":    {strings.Replace(responseOf(plain, "hello"), "Content-Length: ", "Content-Length: 9", 1), "", Truncated},
		"no length":          {strings.Replace(responseOf(plain, "hello"), "Content-Length: ", "Content-Length: x", 1), "", BadRecord},
		"claims a terabyte":  {strings.Replace(responseOf(plain, "hello"), "Content-Length: ", "Content-Length: 9000000000", 1), "", TooLarge},
		"folded header line": {strings.Replace(responseOf(plain, "hello"), "WARC-Date: ", "WARC-Date:\r\n ", 1), "hello", ""},
	} {
		t.Run(name, func(t *testing.T) {
			g := stdin(t, Options{}, c.in)
			if c.told == "" {
				require.Empty(t, g.told())
			} else {
				require.Contains(t, g.reasons(), c.told, g.told())
			}
			if c.text == "" {
				require.Empty(t, g.docs)
				return
			}
			require.Equal(t, []string{c.text}, g.texts())
			require.Equal(t, []string{"https://www.example.org/"}, g.names())
			require.Equal(t, "example.org", g.docs[0].Source)
			require.Equal(t, "2020-01-02T03:04:05Z", strings.TrimSpace(g.docs[0].Date))
			require.Equal(t, "-", g.docs[0].Fields["archive"])
		})
	}
}

func TestHeaders(t *testing.T) {
	for in, want := range map[string]headers{
		"\r\n":                                   {},
		"A: 1\r\nb:2\n\n":                        {"a": "1", "b": "2"},
		"A: 1\r\n and\r\n\tmore\r\nB: 2\r\n\r\n": {"a": "1 and more", "b": "2"},
		"A: 1\r\nB: 2\r\nA: 3\r\n and more\r\n\r\n":  {"a": "1", "b": "2"},
		"A:\r\nA: 2\r\n\r\n":                         {"a": "2"},
		"no name\r\n A: 1\r\nneither\r\n more\r\n\n": {"a": "1 more"},
	} {
		got, err := readHeaders(&lines{r: bufio.NewReader(strings.NewReader(in)), max: maxHeader})
		require.NoError(t, err, "%q", in)
		require.Equal(t, want, got, "%q", in)
	}
}

// A header that goes on over thousands of lines takes no longer than its length.
func TestFoldedHeadersAreLinear(t *testing.T) {
	record := "WARC/1.0\r\nWARC-Type: response\r\n" + strings.Repeat(" x\r\n", 16_000) + "Content-Length: 0\r\n\r\n\r\n\r\n"
	start := time.Now()
	g := stdin(t, Options{}, strings.Repeat(record, 1000))
	require.Len(t, g.skips, 1)
	require.Less(t, time.Since(start), time.Minute) // quadratic takes five
}

func TestArchiveGoesOnAfterAFault(t *testing.T) {
	good := responseOf("Content-Type: text/plain", "hello")
	short := strings.Replace(responseOf("Content-Type: text/plain", "hello\r\nworld\r\n"), "Content-Length: ", "Content-Length: 0", 1)
	bad := strings.Replace(good, "Content-Length: ", "Content-Length: x", 1)
	g := stdin(t, Options{}, good+bad+short[:len(short)-4]+" and more\r\n\r\n"+good+warcOf("request", "u", "t", "x")+warcOf("request", "u", "t", "x"))
	require.Equal(t, []string{"hello", "hello\r\nworld\r\n", "hello"}, g.texts())
	require.Equal(t, []string{BadRecord, BadRecord, BadRecord, NotArticle}, g.reasons(), g.told())
	require.Equal(t, "2 request records", g.skips[3].Detail)
	require.Equal(t, g.docs[0], g.docs[2])
}

func TestArchiveMembers(t *testing.T) {
	good := responseOf("Content-Type: text/plain", "hello")
	g := stdin(t, Options{}, gzipped(t, good)+gzipped(t, good)+gzipped(t, good)[:60])
	require.Len(t, g.docs, 2)
	require.Equal(t, []string{Truncated}, g.reasons())
}

func FuzzArchives(f *testing.F) {
	f.Add(responseOf("Content-Type: text/html\r\nTransfer-Encoding: chunked", "3\r\nhel\r\n0\r\n\r\n"))
	f.Add(warcOf("conversion", "u", "text/plain", "x") + "junk\r\n" + warcOf("revisit", "u", "", ""))
	f.Add(responseOf("Content-Encoding: deflate, br", "x"))
	f.Fuzz(func(t *testing.T, in string) {
		g := stdin(t, Options{Format: WARC}, in)
		require.NoError(t, g.err)
		for _, d := range g.docs {
			require.True(t, utf8.ValidString(d.Text+d.Name+d.Date))
		}
		for _, s := range g.skips {
			require.True(t, utf8.ValidString(s.Error()))
		}
	})
}
