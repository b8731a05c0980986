package corpus

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"respun/shingle"
)

// Files of word processors, DOCX and ODT, are zip archives with XML inside (ECMA-376 and
// OASIS OpenDocument), and the text is what a reader sees of it (officetext.go).
//
// The XML is taken apart by the tokenizer for HTML, which does not know the prefixes of
// names, nor that names have capitals, and needs to know neither.
//
// Rejected: encoding/xml, which holds all attributes of an element (1 GB for a file of
// 40 kB made to); the libraries for these formats, which build the whole document before
// anybody can say how large it is, and know one of the two.

// Limits of what a file may claim.
const (
	maxOfficeXML   = 32 << 20 // bytes of a part: a thousand pages have some 10 MB
	maxOfficeTag   = 1 << 20  // bytes of a tag, or of text between two
	maxOfficeDepth = 1000     // elements inside one another
	maxDirectory   = 8 << 20  // bytes that are read of a file before its parts are known
)

// readOffice delivers the text of a word processor's file.
func (u *run) readOffice(in *source) error {
	if !bytes.HasPrefix(in.head, []byte("PK")) {
		return unsupported("neither DOCX nor ODT, which begin with PK: leave the format to be told by name and content, or name another")
	}
	file, size, done, err := in.whole()
	if err != nil {
		return err
	}
	defer done()
	parts, err := openOffice(file, size)
	if err != nil {
		return err
	}
	d, err := parts.document(in.name)
	if err != nil {
		return err
	}
	return u.emit(d)
}

// officeFile is a word processor's file.
type officeFile struct {
	dialect
	parts map[string]*zip.File
}

// openOffice tells a word processor's file by its parts.
func openOffice(file io.ReaderAt, size int64) (*officeFile, error) {
	at := &meteredAt{r: file, left: maxDirectory}
	archive, err := zip.NewReader(at, size)
	switch {
	case at.left < 0:
		return nil, fmt.Errorf("%w: a zip archive with a directory of more than %d bytes", errLarge, maxDirectory)
	case errors.Is(err, zip.ErrFormat):
		return nil, io.ErrUnexpectedEOF // its directory stands at the end
	case err != nil:
		return nil, err
	}
	at.open = true
	f := &officeFile{parts: map[string]*zip.File{}}
	for _, p := range archive.File {
		f.parts[p.Name] = p
	}
	mime, err := f.head("mimetype")
	if err != nil {
		return nil, err
	}
	main, err := f.main()
	switch {
	case err != nil:
		return nil, err
	case f.parts[main] != nil && strings.HasPrefix(main, "word/"):
		f.dialect = docx
		f.body = append([]string{main}, docx.body[1:]...)
	case f.parts[main] != nil:
		return nil, unsupported("spreadsheets and slides are not supported: save as CSV or text")
	case strings.HasPrefix(mime, "application/vnd.oasis.opendocument.text"):
		f.dialect = odt
	case mime == "application/epub+zip":
		return nil, unsupported("EPUB is not supported: convert it, for example with pandoc -t plain")
	default:
		return nil, unsupported("zip archives are not supported, but for DOCX and ODT files: unpack them")
	}
	return f, nil
}

// main returns the name of the part with the body of a DOCX file; some programs call it
// word/document2.xml.
func (f *officeFile) main() (name string, err error) {
	name = docx.body[0]
	err = f.each("_rels/.rels", func(t tag) {
		if t.kind != html.StartTagToken || t.name != "relationship" {
			return
		}
		if a := t.attributes("type", "target"); strings.HasSuffix(a[0], "/officeDocument") {
			name = strings.TrimPrefix(a[1], "/")
		}
	})
	return name, err
}

// head returns the beginning of a part; empty where it is not there.
func (f *officeFile) head(name string) (string, error) {
	p := f.parts[name]
	if p == nil {
		return "", nil
	}
	r, err := p.Open()
	if err != nil {
		return "", err
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, 64))
	return string(b), err
}

// meteredAt reads no more than it has left, until it is open.
type meteredAt struct {
	r    io.ReaderAt
	left int
	open bool
}

func (m *meteredAt) ReadAt(b []byte, at int64) (int, error) {
	if !m.open {
		if m.left -= len(b); m.left < 0 {
			return 0, errLarge
		}
	}
	return m.r.ReadAt(b, at)
}

// document reads the text of all parts.
func (f *officeFile) document(name string) (shingle.Document, error) {
	d := shingle.Document{Name: name}
	w := officeWriter{dialect: &f.dialect, quoting: set(odtQuotes)}
	if f.styles != f.body[0] {
		if err := f.each(f.styles, w.style); err != nil {
			return d, err
		}
	}
	for i, part := range f.body {
		if f.parts[part] == nil && i > 0 {
			continue
		}
		if err := f.each(part, w.take); err != nil {
			return d, err
		}
	}
	title := titleReader{}
	if err := f.each(f.title, title.take); err != nil {
		return d, err
	}
	if t := strings.TrimSpace(title.b.String()); t != "" {
		d.Fields = map[string]string{"title": t}
	}
	d.Text, d.Quotes = w.text()
	return d, nil
}

// tag is an element that begins or ends, or the text between two.
type tag struct {
	kind  html.TokenType // html.StartTagToken, html.EndTagToken or html.TextToken
	name  string         // of an element
	depth int            // of an element, 1 for the outermost
	z     *html.Tokenizer
}

// each hands on the tags of a part, if it is there.
func (f *officeFile) each(part string, take func(t tag)) error {
	p := f.parts[part]
	if p == nil {
		return nil
	}
	r, err := p.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	limited := &io.LimitedReader{R: r, N: maxOfficeXML}
	z := html.NewTokenizer(limited)
	z.SetMaxBuf(maxOfficeTag)
	z.AllowCDATA(true)
	for depth := 0; ; {
		kind := z.Next()
		switch {
		case limited.N == 0:
			return fmt.Errorf("%w: %s has %d bytes and more", errLarge, part, maxOfficeXML)
		case kind == html.ErrorToken && z.Err() == io.EOF && depth == 0:
			return nil
		case kind == html.ErrorToken && z.Err() == io.EOF:
			return io.ErrUnexpectedEOF
		case kind == html.ErrorToken && z.Err() == html.ErrBufferExceeded:
			return fmt.Errorf("%s: a tag or a text of more than %d bytes", part, maxOfficeTag)
		case kind == html.ErrorToken:
			return fmt.Errorf("%s: %w", part, z.Err())
		}
		t := tag{kind: kind, depth: depth, z: z}
		switch kind {
		case html.StartTagToken, html.SelfClosingTagToken:
			t.kind, t.name, t.depth = html.StartTagToken, t.local(), depth+1
			take(t)
			if kind == html.SelfClosingTagToken {
				t.kind = html.EndTagToken
				take(t)
			} else if depth++; depth > maxOfficeDepth {
				return fmt.Errorf("%s: more than %d elements lie in one another", part, maxOfficeDepth)
			}
		case html.EndTagToken:
			t.name = t.local()
			take(t)
			if depth--; depth < 0 {
				return fmt.Errorf("%s: an element ends that has not begun", part)
			}
		case html.TextToken:
			take(t)
		}
	}
}

// local returns the name of an element without its prefix.
func (t *tag) local() string {
	name, _ := t.z.TagName()
	return string(name[bytes.LastIndexByte(name, ':')+1:])
}

// attributes returns the named attributes of an element that begins, without their
// prefix, empty where they are not there; once, as they are read when they are asked for.
func (t *tag) attributes(names ...string) []string {
	values := make([]string, len(names))
	for more := true; more; {
		var name, value []byte
		name, value, more = t.z.TagAttr()
		name = name[bytes.LastIndexByte(name, ':')+1:]
		if i := slices.Index(names, string(name)); i >= 0 {
			values[i] = string(value)
		}
	}
	return values
}

// attribute returns one of them.
func (t *tag) attribute(name string) string { return t.attributes(name)[0] }

// text returns the text between two tags; bytes that are no UTF-8 are replaced.
func (t *tag) text() string {
	s, _ := validUTF8(string(t.z.Text()))
	return s
}
