package serve

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"respun/detect"
	"respun/filter"
)

// failing is a store that takes nothing.
type failing struct{}

func (failing) Load(context.Context, func(uint32, []byte) error) (uint32, error) { return 0, nil }
func (failing) AppendStates([]detect.Document, [][]byte) (func() error, error) {
	return nil, errors.New("disk full at /var/lib/secret")
}
func (failing) Document(context.Context, uint32) (detect.Document, error) {
	return detect.Document{}, errors.New("none")
}
func (failing) Expire(uint32) error { return nil }

const (
	jsonType = "application/json"
	someDoc  = `{"id":"a","text":"` + harbour + `"}`
)

// seen is a route and a status that was answered.
type seen struct{ method, path, status string }

// cases answer every status of every route that is not about time and load, which
// have tests of their own.
func TestEveryRouteAndStatus(t *testing.T) {
	o, _ := options(t)
	broken, _ := options(t)
	broken.Archive = &stuck{err: errors.New("/var/lib/secret is damaged")}
	var err error
	memory := filter.Defaults()
	memory.Store = failing{}
	broken.Filter, err = filter.New(context.Background(), memory)
	require.NoError(t, err)
	guarded, _ := options(t)
	guarded.Token = "0123456789abcdef"
	panicking, _ := options(t)
	panicking.Archive = &stuck{panics: true}
	fine, bad, shut, mad := start(t, o), start(t, broken), start(t, guarded), start(t, panicking)
	mad.Filter = nil // which New refuses

	type header map[string]string
	long := strings.Repeat("x", 1<<20+1)
	met := map[seen]bool{}
	for _, c := range []struct {
		to          *running
		method, url string
		header      header
		body        string
		status      int
	}{
		{fine, "POST", "/v1/check", header{"Content-Type": "text/plain"}, harbour, 200},
		{fine, "POST", "/v1/check", header{"Content-Type": "text/markdown"}, "# Storm\n\n" + harbour, 200},
		{fine, "POST", "/v1/check", header{"Content-Type": "text/html"}, "<p>" + harbour, 200},
		{fine, "POST", "/v1/check", header{"Content-Type": jsonType}, someDoc, 200},
		{fine, "POST", "/v1/check", nil, someDoc, 200},
		{fine, "POST", "/v1/check", nil, "", 200},
		{fine, "POST", "/v1/check?format=html&offsets=utf16&name=d&redact=true&min_words=3&max_copied=15%25&max_copied=spun=5%25", nil, harbour, 200},
		{fine, "POST", "/v1/check?format=sarif", nil, harbour, 200},
		{fine, "POST", "/v1/check?format=csv", nil, harbour, 400},
		{fine, "POST", "/v1/check?format=nosuch", nil, harbour, 400},
		{fine, "POST", "/v1/check?max_copied=nosuch", nil, harbour, 400},
		{fine, "POST", "/v1/check?min_words=-1", nil, harbour, 400},
		{fine, "POST", "/v1/check?max-copied=3%25", nil, harbour, 400},
		{fine, "POST", "/v1/check?a=%zz", nil, harbour, 400},
		{fine, "POST", "/v1/check", header{"Content-Type": jsonType}, `{"id":"a"}`, 400},
		{fine, "POST", "/v1/check", header{"Content-Type": jsonType}, `{"text":"a"`, 400},
		{fine, "POST", "/v1/check", header{"Content-Type": jsonType}, `[{"text":"a"},{"text":"b"}]`, 400},
		{fine, "POST", "/v1/check", header{"Content-Type": jsonType}, ``, 400},
		{fine, "POST", "/v1/check", header{"Content-Type": "image/png"}, "x", 415},
		{fine, "POST", "/v1/check", header{"Content-Type": "multipart/form-data; boundary=x"}, "x", 415},
		{fine, "POST", "/v1/check", header{"Content-Encoding": "gzip"}, "x", 415},
		{fine, "POST", "/v1/check", nil, long, 413},
		{fine, "POST", "/v1/check", header{"Origin": "https://evil.example"}, harbour, 403},
		{fine, "POST", "/v1/check", header{"Sec-Fetch-Site": "cross-site"}, harbour, 403},
		{fine, "POST", "/v1/check", header{"Host": "evil.example"}, harbour, 421},
		{shut, "POST", "/v1/check", nil, harbour, 401},
		{bad, "POST", "/v1/check", nil, harbour, 500},
		{mad, "POST", "/v1/check", nil, harbour, 500},

		{fine, "POST", "/v1/filter", header{"Content-Type": jsonType}, someDoc, 200},
		{fine, "POST", "/v1/filter", nil, someDoc, 200},
		{fine, "POST", "/v1/filter", nil, "", 200},
		{fine, "POST", "/v1/filter", nil, "no JSON at all\n", 200},
		{fine, "POST", "/v1/filter", header{"Content-Type": jsonType}, `{"id":1}`, 400},
		{fine, "POST", "/v1/filter", header{"Content-Type": jsonType}, `[]`, 400},
		{fine, "POST", "/v1/filter", header{"Content-Type": jsonType}, ``, 400},
		{fine, "POST", "/v1/filter", nil, long, 413},
		{fine, "POST", "/v1/filter", header{"Content-Encoding": "zstd"}, "x", 415},
		{fine, "POST", "/v1/filter", header{"Origin": "https://evil.example"}, someDoc, 403},
		{fine, "POST", "/v1/filter", header{"Host": "evil.example:80"}, someDoc, 421},
		{shut, "POST", "/v1/filter", nil, someDoc, 401},
		{bad, "POST", "/v1/filter", nil, someDoc, 503},
		{bad, "POST", "/v1/filter", header{"Content-Type": jsonType}, someDoc, 503},
		{mad, "POST", "/v1/filter", nil, `{"id":"a"}`, 500},
		{bad, "GET", "/healthz", nil, "", 503},
		{bad, "GET", "/readyz", nil, "", 503},

		{fine, "GET", "/v1/documents/news/harbour", nil, "", 200},
		{fine, "GET", "/v1/documents/news%2Fharbour", nil, "", 200},
		{fine, "GET", "/v1/documents/https%3A%2F%2Fexample.com%2Fb%3Fx=1", nil, "", 200},
		{fine, "GET", "/v1/documents/nosuch", nil, "", 404},
		{fine, "GET", "/v1/documents/", nil, "", 404},
		{fine, "GET", "/v1/documents/..%2f..%2fetc%2fpasswd", nil, "", 404},
		{fine, "GET", "/v1/documents/nosuch", header{"Host": "evil.example"}, "", 421},
		{shut, "GET", "/v1/documents/nosuch", nil, "", 401},
		{bad, "GET", "/v1/documents/nosuch", nil, "", 500},
		{mad, "GET", "/v1/documents/nosuch", nil, "", 500},

		{fine, "GET", "/metrics", nil, "", 200},
		{fine, "GET", "/metrics", header{"Host": "evil.example"}, "", 421},
		{shut, "GET", "/metrics", nil, "", 401},
		{fine, "GET", "/healthz", nil, "", 200},
		{fine, "GET", "/healthz", header{"Host": "[::1]:99"}, "", 200},
		{fine, "GET", "/healthz", header{"Host": "LOCALHOST"}, "", 200},
		{fine, "GET", "/healthz", header{"Host": "127.0.0.1.evil.example"}, "", 421},
		{shut, "GET", "/healthz", header{"Host": "respun.example"}, "", 200},
		{fine, "GET", "/readyz", nil, "", 200},
		{fine, "GET", "/readyz", header{"Host": "10.0.0.1"}, "", 421},
		{fine, "GET", "/openapi.json", nil, "", 200},
		{fine, "GET", "/openapi.json", header{"Host": "x"}, "", 421},
		{fine, "GET", "/", nil, "", 200},
		{fine, "GET", "/", header{"Host": "x"}, "", 421},
	} {
		r := request(t, c.method, c.to.url+c.url, "", strings.NewReader(c.body))
		for k, v := range c.header {
			r.Header.Set(k, v)
		}
		r.Host = c.header["Host"]
		got := do(t, r)
		name := fmt.Sprintf("%s %s %v %.20s: %.200s", c.method, c.url, c.header, c.body, got.body)
		require.Equal(t, c.status, got.StatusCode, name)
		require.Equal(t, "nosniff", got.Header.Get("X-Content-Type-Options"), name)
		require.NotContains(t, got.body, "secret", name)
		if c.status >= 400 {
			holdProblem(t, got)
		}
		met[seen{strings.ToLower(c.method), patternOf(c.url), fmt.Sprint(c.status)}] = true
	}
	holdDescription(t, met)
}

// holdProblem holds that an error is a problem with its status.
func holdProblem(t *testing.T, got reply) {
	t.Helper()
	assert.Equal(t, "application/problem+json", got.Header.Get("Content-Type"))
	var p problem
	require.NoError(t, json.Unmarshal([]byte(got.body), &p))
	assert.Equal(t, got.StatusCode, p.Status)
	assert.NotEmpty(t, p.Detail)
}

func patternOf(url string) string {
	path, _, _ := strings.Cut(url, "?")
	if strings.HasPrefix(path, "/v1/documents/") {
		return "/v1/documents/{id}"
	}
	return path
}

// described is what openapi.json says of a route.
type described struct {
	Security  *[]any
	Responses map[string]any
}

func describedRoutes(t *testing.T) map[string]map[string]described {
	var spec struct {
		OpenAPI string
		Paths   map[string]map[string]described
	}
	require.NoError(t, json.Unmarshal(openapiJSON, &spec))
	require.Equal(t, "3.1.0", spec.OpenAPI)
	return spec.Paths
}

// holdDescription holds openapi.json to what was met, and what was met to it.
// 408 and 429, which the other tests meet, are taken as met.
func holdDescription(t *testing.T, met map[seen]bool) {
	paths := describedRoutes(t)
	for m := range met {
		assert.Contains(t, paths[m.path][m.method].Responses, m.status, "%v was answered and is not described", m)
	}
	for path, methods := range paths {
		for method, d := range methods {
			for status := range d.Responses {
				if status == "408" || status == "429" {
					continue // in tests of their own
				}
				assert.True(t, met[seen{method, path, status}], "%s %s %s is described and was not met", method, path, status)
			}
		}
	}
}

// TestDescriptionHasEveryRoute holds the list of routes to the description.
func TestDescriptionHasEveryRoute(t *testing.T) {
	o, _ := options(t)
	s, err := New(o)
	require.NoError(t, err)
	paths := describedRoutes(t)
	count := 0
	for _, r := range s.routes() {
		method, path, _ := strings.Cut(r.pattern, " ")
		path = strings.NewReplacer("{id...}", "{id}", "{$}", "").Replace(path)
		d, ok := paths[path][strings.ToLower(method)]
		require.True(t, ok, r.pattern)
		assert.Equal(t, r.open, d.Security != nil, r.pattern)
		_, busy := d.Responses["429"]
		assert.Equal(t, r.work, busy, r.pattern)
		count += len(paths[path])
	}
	assert.Len(t, s.routes(), count)
	for name, reference := range references(t) {
		assert.Contains(t, string(openapiJSON), reference, name)
	}
}

// references returns the components that $ref names, and how they begin.
func references(t *testing.T) map[string]string {
	found := map[string]string{}
	for _, part := range strings.Split(string(openapiJSON), `"$ref": "#/components/`)[1:] {
		path, _, ok := strings.Cut(part, `"`)
		require.True(t, ok)
		_, name, _ := strings.Cut(path, "/")
		found[path] = `"` + name + `": {`
	}
	require.NotEmpty(t, found)
	return found
}

// TestDescriptionHasEveryType holds the types of bodies and reports to it.
func TestDescriptionHasEveryType(t *testing.T) {
	for contentType := range draftFormats {
		if contentType != "" {
			assert.Contains(t, string(openapiJSON), `"`+contentType+`": {"schema"`)
		}
	}
	for format, contentType := range reportTypes {
		plain, _, _ := strings.Cut(contentType, ";")
		assert.Contains(t, string(openapiJSON), `"`+plain+`": {"schema"`, format)
		assert.Contains(t, string(openapiJSON), `"`+format+`"`)
	}
}

func TestOtherMethodsAndPaths(t *testing.T) {
	o, _ := options(t)
	s := start(t, o)
	for _, c := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"GET", "/v1/check", 405, "POST"},
		{"DELETE", "/v1/documents/a", 405, "GET, HEAD"},
		{"POST", "/", 405, "GET, HEAD"},
		{"OPTIONS", "/v1/filter", 405, "POST"},
		{"GET", "/v1/documents/a//b", 404, ""},
		{"GET", "/v1/documents/../../../etc/passwd", 404, ""},
		{"GET", "//evil.example/", 404, ""},
		{"GET", "/assets/page.html", 404, ""},
		{"GET", "/%2e%2e/%2e%2e/etc/passwd", 404, ""},
		{"GET", "/" + strings.Repeat("a/", 4000), 404, ""},
		{"GET", "/v1/documents/%00%ff", 404, ""},
	} {
		r := request(t, c.method, s.url, "", nil)
		r.URL.Opaque = c.path // as it stands
		r.URL.Opaque = "//" + s.addr + c.path
		got := do(t, r)
		require.Equal(t, c.status, got.StatusCode, c.path)
		assert.Equal(t, c.allow, got.Header.Get("Allow"), c.path)
		holdProblem(t, got)
	}
}

// TestHostileHeaders: what package http refuses by itself, and that the server
// lives on.
func TestHostileHeaders(t *testing.T) {
	o, log := options(t)
	s := start(t, o)
	for _, c := range []struct{ send, status string }{
		{"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + strings.Repeat("a", 64<<10) + "\r\n\r\n", "431"},
		{"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", "400"},
		{"GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n", "400"},
		{"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", "400"},
		{"POST /v1/filter HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", "400"},
		{"POST /v1/filter HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", "400"},
		{"POST /v1/filter HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n", "400"},
		{"POST /v1/filter HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999999\r\n\r\n", "413"},
		{"POST /v1/filter HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n", "501"},
		{"POST /v1/filter HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400"},
		{"POST /v1/check HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400"},
		{"POST /v1/filter HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: the-unexpected\r\nContent-Length: 1\r\n\r\n", "417"},
		{"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\nConnection: close\r\n\r\n", "421"},
		{"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "421"},
		{"GET /v1/documents/a\r\n HTTP/1.1\r\nHost: localhost\r\n\r\n", "400"},
		{"OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "200"},
		{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "421"},
	} {
		got := raw(t, s.addr, c.send)
		require.Regexp(t, `\AHTTP/1.[01] `+c.status, got, "%.60q", c.send)
	}
	assert.Equal(t, 200, get(t, s.url+"/healthz").StatusCode)
	assert.NotContains(t, log.String(), `"level":"ERROR"`)
}

func TestCheckFindsWhatIsCopied(t *testing.T) {
	o, log := options(t)
	s := start(t, o)
	got := post(t, s.url+"/v1/check?name=my.txt", "text/plain", "We were told this. "+harbour)
	require.Equal(t, 200, got.StatusCode)
	var r struct {
		Checks []struct {
			Draft   string
			Over    bool
			Sources []struct{ Doc string }
		}
		Matches []struct{ B struct{ Doc string } }
	}
	require.NoError(t, json.Unmarshal([]byte(got.body), &r))
	require.Len(t, r.Checks, 1)
	assert.Equal(t, "my.txt", r.Checks[0].Draft)
	assert.True(t, r.Checks[0].Over)
	require.NotEmpty(t, r.Matches)
	assert.Equal(t, "news/harbour", r.Matches[0].B.Doc)
	got = post(t, s.url+"/v1/check?max_copied=100%25&format=text", jsonType, `{"id":"named","text":"`+harbour+`"}`)
	assert.Contains(t, got.body, "named")
	assert.Contains(t, got.body, "passes")
	again := post(t, s.url+"/v1/check?max_copied=100%25&format=text", jsonType, `{"id":"named","text":"`+harbour+`"}`)
	assert.Equal(t, got.body, again.body)
	assert.NotContains(t, log.String(), "my.txt")
	assert.NotContains(t, log.String(), "ferries")
	assert.NotContains(t, log.String(), "named")
}

// TestCheckOfFilesOfWordProcessors: the page hands them on as they are, curl without
// saying what they are.
func TestCheckOfFilesOfWordProcessors(t *testing.T) {
	o, _ := options(t)
	s := start(t, o)
	var file bytes.Buffer
	z := zip.NewWriter(&file)
	w, err := z.Create("word/document.xml")
	require.NoError(t, err)
	_, err = io.WriteString(w, "<w:document><w:p><w:r><w:t>"+harbour+"</w:t></w:r></w:p></w:document>")
	require.NoError(t, err)
	require.NoError(t, z.Close())
	for _, contentType := range []string{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/octet-stream"} {
		got := post(t, s.url+"/v1/check?format=text", contentType, file.String())
		require.Equal(t, 200, got.StatusCode, got.body)
		assert.Contains(t, got.body, "from news/harbour")
	}
	got := post(t, s.url+"/v1/check", "application/octet-stream", file.String()[:100])
	assert.Equal(t, 400, got.StatusCode)
	assert.Contains(t, got.body, "truncated")
}

// What had to be replaced in a draft is told of it, in every format with room for it, as
// respun check tells it of a file.
func TestCheckTellsWhatWasReplaced(t *testing.T) {
	o, _ := options(t)
	s := start(t, o)
	const detail = "1 bytes are not valid text and were read as U+FFFD"
	const plain = detail + "; a text of another encoding is to be converted first, as by iconv -f WINDOWS-1252 -t UTF-8"
	for _, c := range []struct{ contentType, query, body, doc, detail string }{
		{"text/plain", "", "The caf\xe9 is closed. " + harbour, "draft", plain},
		{"text/plain", "name=my.txt", "The caf\xe9 is closed.", "my.txt", plain},
		{"", "", "The caf\xe9 is closed.", "draft", plain},
		{"text/markdown", "", "# Caf\xe9", "draft", plain},
		{"text/html", "", "<p>Ein Caf\u00e9 " + strings.Repeat("\u00e9", 40) + " caf\xe9</p>", "draft", detail},
		{jsonType, "", "{\"id\":\"a\",\"text\":\"The caf\xe9 is closed.\"}", "a", "element 1: " + detail},
	} {
		got := post(t, s.url+"/v1/check?"+c.query, c.contentType, c.body)
		require.Equal(t, 200, got.StatusCode, got.body)
		var told struct {
			Skips []struct{ Doc, Reason, Detail string }
		}
		require.NoError(t, json.Unmarshal([]byte(got.body), &told))
		require.Len(t, told.Skips, 1, c.contentType)
		assert.Equal(t, struct{ Doc, Reason, Detail string }{c.doc, "invalid-utf8-replaced", c.detail}, told.Skips[0])
	}
	for _, format := range []string{"text", "jsonl", "html", "sarif", "markdown"} {
		got := post(t, s.url+"/v1/check?format="+format, "text/plain", "The caf\xe9 is closed.")
		assert.Contains(t, strings.ReplaceAll(got.body, `\-`, "-"), "invalid-utf8-replaced", format)
	}
	got := post(t, s.url+"/v1/check", "text/plain", "The caf\u00e9 is closed. "+harbour)
	assert.NotContains(t, got.body, "invalid-utf8")
}

// TestUnion: a draft is compared with all archives, and documents are found in all.
func TestUnion(t *testing.T) {
	o, _ := options(t)
	second, err := Collect(context.Background(), o.Detector, detect.All(detect.Document{Name: "more", Text: bakery}, detect.Document{Name: "more", Text: "again"},
		detect.Document{Name: "news/harbour", Text: "told anew"}))
	require.NoError(t, err)
	require.Equal(t, 3, second.Len())
	third, err := Collect(context.Background(), o.Detector, detect.All())
	require.NoError(t, err)
	o.Archive = Union(o.Archive, second, third)
	s := start(t, o)
	got := post(t, s.url+"/v1/check?format=jsonl", "text/plain", harbour+" "+bakery)
	for _, name := range []string{`"doc":"news/harbour"`, `"doc":"more"`, `"doc":"https://example.com/b?x=1"`} {
		assert.Contains(t, got.body, name)
	}
	assert.Contains(t, get(t, s.url+"/v1/documents/more@1").body, "again")
	assert.Contains(t, get(t, s.url+"/v1/documents/news/harbour").body, "ferries")
}

// TestUnionPostings: ascending, as detect.Index asks, though the archives are not.
func TestUnionPostings(t *testing.T) {
	o, _ := options(t)
	filler := detect.Document{Name: "filler", Text: "Nothing of this is anywhere else, whoever looks."}
	late, err := Collect(context.Background(), o.Detector, detect.All(filler, detect.Document{Name: "late", Text: bakery}))
	require.NoError(t, err)
	early, err := Collect(context.Background(), o.Detector, detect.All(detect.Document{Name: "early", Text: bakery}))
	require.NoError(t, err)
	u := Union(late, early)
	keys := o.Detector.Keys(detect.Document{Text: bakery})[0].Runs
	require.NotEmpty(t, keys)
	count := 0
	require.NoError(t, u.Postings(context.Background(), keys, func(key int, docs []uint32) error {
		assert.Equal(t, []uint32{1, 2}, docs)
		count++
		return nil
	}))
	assert.Equal(t, len(keys), count)
	for ordinal, name := range map[uint32]string{0: "filler", 1: "early", 2: "late"} {
		doc, err := u.Document(context.Background(), ordinal)
		require.NoError(t, err)
		assert.Equal(t, name, doc.Name)
	}
}

func TestFilterAnswersInOrder(t *testing.T) {
	o, _ := options(t)
	s := start(t, o)
	var in strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&in, `{"id":"d%d", "n" : %d,"text":"Report number %d of the harbour master, written on day %d of the year."}`+"\n", i, i, i, i)
	}
	in.WriteString("\nnot JSON\n" + `{"id":"last","text":"` + bakery + `"}`)
	sent := strings.Split(in.String(), "\n")
	for _, live := range []bool{false, true} {
		r := request(t, "POST", s.url+"/v1/filter", lineType, strings.NewReader(in.String()))
		if live {
			r = request(t, "POST", s.url+"/v1/filter", lineType, struct{ io.Reader }{strings.NewReader(in.String())})
		}
		got := do(t, r)
		require.NoError(t, got.cut)
		require.Equal(t, lineType, got.Header.Get("Content-Type"))
		lines := strings.Split(got.body, "\n")
		require.Len(t, lines, len(sent))
		for i, line := range lines[:1000] {
			require.True(t, strings.HasPrefix(line, strings.TrimSuffix(sent[i], "}")+`,"respun":{"verdict":`), line)
		}
		assert.Equal(t, "", lines[1000])
		assert.Contains(t, lines[1001], `{"line":"not JSON","respun":{"verdict":"error"`)
		assert.Contains(t, lines[1002], `"verdict":"new"`)
	}
	assert.Contains(t, get(t, s.url+"/metrics").body, `respun_filter_verdicts_total{verdict="new"}`)
}

func TestFilterOfOne(t *testing.T) {
	o, _ := options(t)
	s := start(t, o)
	got := post(t, s.url+"/v1/filter", jsonType, "{\n  \"id\": \"a\",\n  \"text\": \""+harbour+"\"\n}\n")
	assert.Equal(t, `{"id":"a","text":"`+harbour+`","respun":{"verdict":"new","similarity":0,"coverage":0,"matches":0,"estimate":false}}`+"\n", got.body)
	got = post(t, s.url+"/v1/filter", "application/json; charset=utf-8", `{"id":"b","text":"`+harbour+`"}`)
	assert.Contains(t, got.body, `"verdict":"exact","of":"a"`)
	got = post(t, s.url+"/v1/filter", jsonType, "\ufeff"+`{"id":"c","text":"`+harbour+`"}`) // as a check and lines may begin
	assert.Contains(t, got.body, `"verdict":"exact","of":"a"`)
}

// TestStreamIsLive: a line is answered before the next one is sent.
func TestStreamIsLive(t *testing.T) {
	o, _ := options(t)
	s := start(t, o)
	in, out := io.Pipe()
	go func() { _, _ = fmt.Fprintf(out, `{"id":"0","text":"`+harbour+`"}`+"\n") }()
	resp, err := http.DefaultClient.Do(request(t, "POST", s.url+"/v1/filter", lineType, in))
	require.NoError(t, err)
	defer resp.Body.Close()
	answers := json.NewDecoder(resp.Body)
	for i := range 20 {
		var line struct {
			ID     string
			Respun struct{ Verdict string }
		}
		require.NoError(t, answers.Decode(&line))
		require.Equal(t, fmt.Sprint(i), line.ID)
		if i < 19 {
			_, err = fmt.Fprintf(out, `{"id":"%d","text":"`+harbour+`"}`+"\n", i+1)
			require.NoError(t, err)
		}
	}
	require.NoError(t, out.Close())
	_, err = answers.Token()
	assert.Equal(t, io.EOF, err)
}

func TestBombs(t *testing.T) {
	o, _ := options(t)
	s := start(t, o)
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	for range 20 {
		_, _ = z.Write(make([]byte, 1<<20))
	}
	require.NoError(t, z.Close())
	for _, contentType := range []string{"text/plain", "text/html", jsonType, ""} {
		got := post(t, s.url+"/v1/check", contentType, bomb.String())
		assert.Contains(t, []int{400, 413}, got.StatusCode, got.body)
		holdProblem(t, got)
	}
	deep := strings.Repeat("[", 300_000)
	assert.Equal(t, 400, post(t, s.url+"/v1/filter", jsonType, deep).StatusCode)
	assert.Equal(t, 400, post(t, s.url+"/v1/check", jsonType, `{"text":"a","x":`+deep).StatusCode)
	assert.Equal(t, 200, post(t, s.url+"/v1/check", "text/html", strings.Repeat("<div>", 100_000)).StatusCode)
	for _, r := range []*http.Request{
		request(t, "POST", s.url+"/v1/check", "text/plain", struct{ io.Reader }{endless{}}),
		request(t, "POST", s.url+"/v1/filter", jsonType, struct{ io.Reader }{endless{}}),
		request(t, "POST", s.url+"/v1/filter", lineType, struct{ io.Reader }{endless{}}),
	} {
		got := do(t, r)
		assert.Equal(t, 413, got.StatusCode)
		holdProblem(t, got)
	}
}

// endless is a body, or a line, without an end.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// TestMetrics: what was asked, how it ended and how long it took, and what became of drafts
// and documents.
func TestMetrics(t *testing.T) {
	o, _ := options(t)
	s := start(t, o)
	post(t, s.url+"/v1/check", "text/plain", harbour)
	post(t, s.url+"/v1/check?max_copied=100%25", "text/plain", harbour)
	post(t, s.url+"/v1/check?format=nosuch", "text/plain", harbour)
	for _, id := range []string{"a", "a", "b"} {
		post(t, s.url+"/v1/filter", jsonType, `{"id":"`+id+`","text":"`+harbour+`"}`)
	}
	get(t, s.url+"/nosuch")
	// A request is counted once it is answered, for which its client does not wait.
	var told string
	lines := []string{
		`respun_http_requests_total{route="POST /v1/check",status="200"} 2`,
		`respun_http_requests_total{route="POST /v1/check",status="400"} 1`,
		`respun_http_requests_total{route="POST /v1/filter",status="200"} 3`,
		`respun_http_requests_total{route="none",status="404"} 1`,
		`respun_http_request_seconds_count{route="POST /v1/check"} 3`,
		`respun_check_drafts_total{result="over"} 1`,
		`respun_check_drafts_total{result="passes"} 1`,
		`respun_filter_verdicts_total{verdict="new"} 2`,
		`respun_filter_verdicts_total{verdict="exact"} 1`,
		`respun_filter_replayed_total 1`,
		`respun_filter_documents 2`,
	}
	assert.Eventually(t, func() bool {
		told = get(t, s.url+"/metrics").body
		return !slices.ContainsFunc(lines, func(l string) bool { return !strings.Contains(told, l+"\n") })
	}, 20*time.Second, 10*time.Millisecond)
	for _, l := range lines {
		assert.Contains(t, told, l+"\n")
	}
}

func TestToken(t *testing.T) {
	o, _ := options(t)
	o.Token = "0123456789abcdef"
	s := start(t, o)
	for shown, status := range map[string]int{"Bearer 0123456789abcdef": 200, "bearer 0123456789abcdef": 200, "Bearer 0123456789abcdeg": 401,
		"Bearer ": 401, "Bearer": 401, "": 401, "0123456789abcdef": 401, "Basic 0123456789abcdef": 401, "Bearer 0123456789abcdef ": 200} {
		r := request(t, "GET", s.url+"/metrics", "", nil)
		r.Header.Set("Authorization", shown)
		got := do(t, r)
		require.Equal(t, status, got.StatusCode, shown)
		if status == 401 {
			assert.Equal(t, "Bearer", got.Header.Get("WWW-Authenticate"))
		}
	}
}

func TestListenRefusesOtherMachines(t *testing.T) {
	for _, address := range []string{":0", "0.0.0.0:0", "[::]:0", "192.0.2.1:0", "example.com:0", "nonsense"} {
		_, err := Listen(context.Background(), address, "")
		assert.Error(t, err, address)
	}
	for _, address := range []string{"localhost:0", "127.0.0.1:0", "127.9.9.9:0"} {
		l, err := Listen(context.Background(), address, "")
		require.NoError(t, err, address)
		require.NoError(t, l.Close())
	}
}

func TestOptionsNameEveryFault(t *testing.T) {
	_, err := New(Options{})
	for _, fault := range []string{"archive", "at most 0 bytes", "time limit", "0 requests", "field"} {
		assert.ErrorContains(t, err, fault)
	}
	for name, forget := range map[string]func(*Options){
		"archive":  func(o *Options) { o.Archive = nil },
		"detector": func(o *Options) { o.Detector = nil },
		"filter":   func(o *Options) { o.Filter = nil },
		"log":      func(o *Options) { o.Log = nil },
	} {
		o, _ := options(t)
		forget(&o)
		assert.ErrorContains(t, o.Validate(), name)
	}
}

// TestLogTellsNoStranger: a line a request, with nothing in it that a client chose.
func TestLogTellsNoStranger(t *testing.T) {
	o, log := options(t)
	s := start(t, o)
	get(t, s.url+"/v1/documents/private-name?secret=1")
	post(t, s.url+"/v1/filter", jsonType, `{"id":"private-name","text":"secret"}`)
	require.NoError(t, s.stop())
	lines := slices.DeleteFunc(strings.Split(log.String(), "\n"), func(l string) bool { return !strings.Contains(l, `"msg":"request"`) })
	require.Len(t, lines, 2)
	assert.NotContains(t, log.String(), "private")
	assert.NotContains(t, log.String(), "secret")
	assert.Contains(t, lines[0], `"route":"GET /v1/documents/{id...}","status":404`)
}

// TestPanicsAreTold: to the log, not to the client.
func TestPanicsAreTold(t *testing.T) {
	o, log := options(t)
	o.Archive = &stuck{panics: true}
	s := start(t, o)
	got := get(t, s.url+"/v1/documents/a")
	assert.Equal(t, 500, got.StatusCode)
	assert.NotContains(t, got.body, "secret")
	assert.Eventually(t, func() bool {
		return strings.Contains(log.String(), "secret /etc/shadow") && strings.Contains(log.String(), "main_test.go")
	}, 20*time.Second, time.Millisecond)
	assert.Equal(t, 200, get(t, s.url+"/healthz").StatusCode)
}

// TestInnerFaultsAreTold: to the log with their cause, to the client without.
func TestInnerFaultsAreTold(t *testing.T) {
	o, log := options(t)
	o.Archive = &stuck{err: errors.New("/var/lib/secret is damaged")}
	memory := filter.Defaults()
	memory.Store = failing{}
	var err error
	o.Filter, err = filter.New(t.Context(), memory)
	require.NoError(t, err)
	s := start(t, o)
	for _, c := range []struct {
		got    reply
		status int
		cause  string
	}{
		{get(t, s.url+"/v1/documents/a"), 500, "/var/lib/secret is damaged"},
		{post(t, s.url+"/v1/filter", jsonType, someDoc), 503, "disk full at /var/lib/secret"},
	} {
		assert.Equal(t, c.status, c.got.StatusCode)
		assert.NotContains(t, c.got.body, "secret")
		assert.Regexp(t, `"level":"ERROR".*`+c.cause, log.String())
	}
}

// TestBadParameters: what is wrong with a query is told in words, with what there is.
func TestBadParameters(t *testing.T) {
	s := &Server{}
	for query, told := range map[string]string{
		"max-copied=5%25": "max-copied: there is no such parameter; there are format, max_copied, min_words, name, offsets, redact",
		"redact=often":    `redact: "often" is neither true nor false`,
		"min_words=few":   `min_words: "few" is no whole number`,
		"format=xls":      `format: "xls" is none of text, jsonl, json, html, sarif, markdown`,
	} {
		_, err := s.question(query)
		assert.ErrorContains(t, err, told, query)
	}
	var described struct {
		Paths map[string]map[string]struct{ Parameters []struct{ Name string } }
	}
	require.NoError(t, json.Unmarshal(openapiJSON, &described))
	_, err := s.question("nothing=1")
	for _, p := range described.Paths["/v1/check"]["post"].Parameters {
		assert.ErrorContains(t, err, p.Name)
	}
}

// TestByteOrderMarkBeginsOnly: of lines only the first may begin with a byte order mark, wherever
// pieces are cut.
func TestByteOrderMarkBeginsOnly(t *testing.T) {
	o, _ := options(t)
	s := start(t, o)
	line := "\ufeff" + `{"id":"a","text":"` + strings.Repeat("harbour ", pieceSize/8) + `"}` + "\n"
	for _, live := range []bool{false, true} {
		r := request(t, "POST", s.url+"/v1/filter", lineType, strings.NewReader(strings.Repeat(line, 3)))
		if live {
			r.ContentLength = -1
		}
		got := strings.Split(do(t, r).body, "\n")
		require.Len(t, got, 4)
		assert.False(t, strings.Contains(got[0], `"verdict":"error"`))
		assert.True(t, strings.Contains(got[1], `"verdict":"error"`))
		assert.True(t, strings.Contains(got[2], `"verdict":"error"`))
	}
}
