package corpus

import (
	"bytes"
	"path"
	"strings"

	"github.com/goccy/go-json"
)

// Formats an input may have.
const (
	Text     = "text"
	Markdown = "markdown"
	HTML     = "html"
	JSONL    = "jsonl"
	JSON     = "json"
	CSV      = "csv"
	TSV      = "tsv"
	Parquet  = "parquet"
	WARC     = "warc"
	Office   = "office" // DOCX and ODT
)

// Formats lists what Options.Format may be.
func Formats() []string {
	return []string{Text, Markdown, HTML, JSONL, JSON, CSV, TSV, Parquet, WARC, Office}
}

// byExtension is what a file's name says; it decides between the formats that
// are all plain text, and content decides where it says nothing.
var byExtension = map[string]string{
	".txt": Text, ".text": Text,
	".md": Markdown, ".markdown": Markdown,
	".html": HTML, ".htm": HTML, ".xhtml": HTML,
	".jsonl": JSONL, ".ndjson": JSONL, ".json": JSONL,
	".csv": CSV, ".tsv": TSV, ".tab": TSV,
}

// refused are the beginnings of formats that are not read, and what to use.
var refused = []struct{ magic, say string }{
	{"%PDF-", "PDF is not supported: convert it, for example with pdftotext"},
	{"\xd0\xcf\x11\xe0", "old Office files, and those with a password, are not supported: save as DOCX or text"},
	{"{\\rtf", "RTF is not supported: convert it, for example with pandoc -t plain"},
	{"\x89PNG", "images are not supported: recognise their text first"},
	{"\xff\xd8\xff", "images are not supported: recognise their text first"},
	{"GIF8", "images are not supported: recognise their text first"},
	{"filedesc://", "ARC web archives are not supported: convert them, for example with warcio recompress"},
	{"7z\xbc\xaf\x27\x1c", "7z archives are not supported: unpack them"},
	{"Rar!", "RAR archives are not supported: unpack them"},
	{"Obj\x01", "Avro is not supported: convert it to Parquet or JSON lines"},
	{"ORC", "ORC is not supported: convert it to Parquet or JSON lines"},
	{"ARROW1", "Arrow files are not supported: convert them to Parquet or JSON lines"},
	{"SQLite format 3", "SQLite is not supported: export the table as JSON lines or CSV"},
	{"\xff\xfe\x00\x00", "UTF-32 is not supported: convert it to UTF-8, for example with iconv"},
}

// format tells an input's format: by Options.Format, by the signatures of
// binary formats, by name, and then by what the text looks like.
func (u *run) format(in *source) (string, error) {
	switch {
	case u.o.Format != "":
		return u.o.Format, nil
	case bytes.HasPrefix(in.head, []byte("PAR1")):
		return Parquet, nil
	case bytes.HasPrefix(in.head, []byte("WARC/")):
		return WARC, nil
	case IsOffice(in.head):
		return Office, nil
	}
	if err := refuse(in); err != nil {
		return "", err
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(in.head, []byte(bom)), " \t\r\n")
	switch f := byExtension[extension(in.name)]; f {
	case JSONL:
		return jsonKind(text), nil
	case "":
		return sniffText(text, u.roles), nil
	default:
		return f, nil
	}
}

// IsOffice tells whether an input may be a word processor's file, by its first bytes: those
// of a zip archive.
func IsOffice(head []byte) bool { return bytes.HasPrefix(head, []byte("PK\x03\x04")) }

// refuse tells what to use instead for formats that are not read.
func refuse(in *source) error {
	for _, f := range refused {
		if bytes.HasPrefix(in.head, []byte(f.magic)) && isBinary(f.magic, in.head) {
			return unsupported(f.say)
		}
	}
	switch {
	case len(in.head) > 262 && string(in.head[257:262]) == "ustar":
		return unsupported("tar archives are not supported: unpack them")
	case compressionOf(in.head) != nil && bytes.IndexByte(in.head, 0) >= 0:
		return unsupported("compressed twice: decompress it once")
	case bytes.IndexByte(in.head, 0) >= 0 && !strayNULs(in):
		return unsupported("binary content (NUL bytes): give text, Markdown, HTML, JSON lines, JSON, CSV, Parquet, WARC, DOCX or ODT; UTF-16 needs a byte order mark")
	}
	return nil
}

// strayNULs tells whether an input whose name says text has so few NUL bytes, one
// in a hundred at most, that they are flaws of a text: old wire copy has them.
func strayNULs(in *source) bool {
	switch byExtension[extension(in.name)] {
	case Text, Markdown, HTML:
		return 100*bytes.Count(in.head, []byte{0}) <= len(in.head)
	}
	return false
}

// isBinary keeps text that begins with the letters of a signature ("ORC",
// "GIF8", "Rar!", "7z") from being refused for that alone.
func isBinary(magic string, head []byte) bool {
	letters := strings.IndexFunc(magic, func(r rune) bool { return r < ' ' || r > '~' }) < 0
	return !letters || len(magic) > 4 || bytes.IndexByte(head, 0) >= 0
}

// extension is the extension of a name below that of a compression, in lower case.
func extension(name string) string {
	name = strings.ToLower(name)
	switch ext := path.Ext(name); ext {
	case ".gz", ".zst", ".zstd", ".bz2", ".xz":
		return path.Ext(strings.TrimSuffix(name, ext))
	default:
		return ext
	}
}

// jsonKind tells JSON lines from JSON that spans lines (a list, objects printed
// over several lines) by its first two lines: lines are whole values, and each
// begins with a brace.
func jsonKind(text []byte) string {
	first, rest, more := bytes.Cut(text, []byte("\n"))
	rest = bytes.TrimLeft(rest, " \t\r\n")
	switch {
	case len(text) == 0 || text[0] != '{' && text[0] != '[':
		return JSONL
	case !more || len(rest) == 0:
		return map[bool]string{true: JSON, false: JSONL}[text[0] == '[']
	case text[0] == '{' && rest[0] == '{' || json.Valid(first):
		return JSONL
	}
	return JSON
}

// sniffText tells the format of text whose name says nothing.
func sniffText(text []byte, roles map[string]rank) string {
	lower := bytes.ToLower(text[:min(len(text), 512)])
	switch {
	case len(text) > 1 && text[0] == '{' && startsWithAny(bytes.TrimLeft(text[1:], " \t\r\n"), `"`, `}`):
		return jsonKind(text)
	case len(text) > 1 && text[0] == '[' && startsWithAny(bytes.TrimLeft(text[1:], " \t\r\n"), `{`):
		return JSON
	case startsWithAny(lower, "<!doctype html", "<html", "<head", "<body", "<!--") && bytes.Contains(lower, []byte("<")):
		return HTML
	case startsWithAny(lower, "<?xml") && bytes.Contains(lower, []byte("<html")):
		return HTML
	}
	return headerKind(text, roles)
}

// headerKind tells CSV and TSV by a first line with a column that holds text.
func headerKind(text []byte, roles map[string]rank) string {
	line, _, more := bytes.Cut(text, []byte("\n"))
	for _, f := range []struct{ sep, kind string }{{"\t", TSV}, {",", CSV}, {";", CSV}} {
		cols := strings.Split(strings.TrimRight(string(line), "\r"), f.sep)
		for _, c := range cols {
			if r, ok := roles[strings.ToLower(strings.Trim(c, `" `))]; ok && r.role == textRole && len(cols) > 1 && more {
				return f.kind
			}
		}
	}
	return Text
}

func startsWithAny(b []byte, prefixes ...string) bool {
	for _, p := range prefixes {
		if bytes.HasPrefix(b, []byte(p)) {
			return true
		}
	}
	return false
}
