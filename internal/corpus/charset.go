package corpus

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
)

// Charsets of pages are declared wrongly so often that what the bytes say goes
// first: a byte order mark, then UTF-8 if the page is nearly valid (a page in
// another charset is not so by chance, a UTF-8 page with one stray byte is
// common, and decoders that take its word fail on it). Then what was declared:
// the HTTP header, the meta element unless it says UTF-8, which it was just seen
// not to be. Then detection, and windows-1252 as browsers have it.

// metaWithin is where a page's declaration is looked for, in bytes.
const metaWithin = 4 << 10

// strayPart is the share of bytes outside ASCII that may be invalid in UTF-8.
const strayPart = 20

var metaCharset = regexp.MustCompile(`(?i)<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_:.-]{2,40})`)

// decodePage decodes a page, declared being the charset of its HTTP header, and
// returns how many characters had to be replaced.
func decodePage(raw string, declared string) (string, int) {
	if e, ok := utf16Of([]byte(raw[:min(len(raw), 2)])); ok {
		return decodeWith(unicode.UTF16(e, unicode.UseBOM), raw)
	}
	raw = strings.TrimPrefix(raw, bom)
	named := lookup(declared)
	if named == nil {
		named = lookup(metaOf(raw))
	}
	switch {
	case strings.Contains(raw, "\x1b$") && named != nil: // ISO-2022: only ASCII bytes
		return decodeWith(named, raw)
	case nearlyUTF8(raw):
		return validUTF8(raw)
	case named == nil:
		named = detect(raw)
	}
	return decodeWith(named, raw)
}

func decodeWith(e encoding.Encoding, raw string) (string, int) {
	s, err := e.NewDecoder().String(raw)
	if err != nil {
		return validUTF8(raw)
	}
	return s, strings.Count(s, "\ufffd")
}

// lookup returns the encoding of a label; nil for none, an unknown one and UTF-8.
func lookup(label string) encoding.Encoding {
	e, name := charset.Lookup(label)
	if name == "utf-8" || name == "replacement" {
		return nil
	}
	return e
}

func metaOf(raw string) string {
	if m := metaCharset.FindStringSubmatch(raw[:min(len(raw), metaWithin)]); m != nil {
		return m[1]
	}
	return ""
}

// nearlyUTF8 reports whether at most one byte in strayPart outside ASCII is invalid.
func nearlyUTF8(s string) bool {
	if utf8.ValidString(s) {
		return true
	}
	high, stray := 0, 0
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			stray++
		}
		high += n
		i += n
	}
	return stray*strayPart <= high
}

// detect guesses by the statistics of bytes outside markup.
func detect(raw string) encoding.Encoding {
	if best, err := chardet.NewHtmlDetector().DetectBest(bytes.TrimSpace([]byte(raw[:min(len(raw), 256<<10)]))); err == nil && best.Confidence >= 50 {
		if e := lookup(best.Charset); e != nil {
			return e
		}
	}
	e, _ := charset.Lookup("windows-1252")
	return e
}
