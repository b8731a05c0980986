package corpus

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"respun/shingle"
)

// zipped returns a zip archive of parts, name and content in turns.
func zipped(t testing.TB, parts ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		require.NoError(t, err)
		_, err = w.Write([]byte(parts[i+1]))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return b.Bytes()
}

func docxOf(t testing.TB, body string, more ...string) []byte {
	return zipped(t, append([]string{"word/document.xml", `<?xml version="1.0"?><w:document><w:body>` + body + `</w:body></w:document>`}, more...)...)
}

func odtOf(t testing.TB, body string, more ...string) []byte {
	content := `<office:document-content><office:automatic-styles><style:style style:name="P1" style:parent-style-name="Quotations"/></office:automatic-styles>` +
		`<office:body><office:text>` + body + `</office:text></office:body></office:document-content>`
	return zipped(t, append([]string{"mimetype", "application/vnd.oasis.opendocument.text", "content.xml", content}, more...)...)
}

// readFile reads a file of the given name and content.
func readFile(t *testing.T, name string, data []byte) ([]shingle.Document, []*Skip) {
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, data, 0o600))
	g := read(t, Options{}, path)
	return g.docs, g.skips
}

func TestOffice(t *testing.T) {
	const styles = `<w:styles><w:style w:styleId="Zitat"><w:name w:val="Quote"/></w:style><w:style w:styleId="Plain"><w:name w:val="Normal"/></w:style></w:styles>`
	for _, c := range []struct {
		name   string
		file   []byte
		text   string
		title  string
		quotes []string
	}{
		{name: "paragraphs and runs", file: docxOf(t, `<w:p><w:r><w:t>The storm</w:t></w:r><w:r><w:t xml:space="preserve"> closed it.</w:t></w:r></w:p><w:p><w:r><w:t>Nobody &amp; nothing left.</w:t></w:r></w:p>`),
			text: "The storm closed it.\n\nNobody & nothing left."},
		{name: "tabs, breaks, hyphens", file: docxOf(t, `<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r></w:p>`),
			text: "a b\nc-d"},
		{name: "deleted, moved, inserted, hidden, shown after all", file: docxOf(t, `<w:p><w:r><w:t>kept</w:t></w:r><w:del><w:r><w:delText>gone</w:delText><w:t>gone</w:t></w:r></w:del>`+
			`<w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom><w:ins><w:r><w:t>, added</w:t></w:r></w:ins>`+
			`<w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>, seen</w:t></w:r>`+
			`<w:r><w:rPr><w:vanish w:val="false"/></w:rPr><w:t>, seen</w:t></w:r><w:r><w:rPr><w:vanish w:val="off"/></w:rPr><w:t>, seen</w:t></w:r><w:r><w:rPr><w:vanish w:val="on"/></w:rPr><w:t>unseen</w:t></w:r></w:p>`),
			text: "kept, added, seen, seen, seen"},
		{name: "the mark of a paragraph is hidden, not the paragraph", file: docxOf(t, `<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>seen</w:t></w:r></w:p>`),
			text: "seen"},
		{name: "text boxes after the body, once", file: docxOf(t, `<w:p><w:r><w:t>Before</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent><w:p><w:r><w:t>Box</w:t></w:r></w:p></w:txbxContent></wps:txbx></mc:Choice>`+
			`<mc:Fallback><w:p><w:r><w:t>Box</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t xml:space="preserve"> and after.</w:t></w:r></w:p>`),
			text: "Before and after.\n\nBox"},
		{name: "footnotes and title", file: docxOf(t, `<w:p><w:r><w:t>Body</w:t></w:r></w:p>`, "word/footnotes.xml", `<w:footnotes><w:footnote><w:p><w:r><w:t>Note</w:t></w:r></w:p></w:footnote></w:footnotes>`,
			"docProps/core.xml", `<cp:coreProperties><dc:creator>who</dc:creator><dc:title> A title </dc:title></cp:coreProperties>`),
			text: "Body\n\nNote", title: "A title"},
		{name: "quotations", file: docxOf(t, `<w:p><w:r><w:t>He said:</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val="Zitat"/></w:pPr><w:r><w:t>Never so high.</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val="Plain"/></w:pPr><w:r><w:t>That is all.</w:t></w:r></w:p>`, "word/styles.xml", styles),
			text: "He said:\n\nNever so high.\n\nThat is all.", quotes: []string{"Never so high."}},
		{name: "another name of the body", file: zipped(t, "_rels/.rels", `<Relationships><Relationship Type="http://schemas/officeDocument" Target="/word/document2.xml"/></Relationships>`,
			"word/document2.xml", `<w:document><w:p><w:r><w:t>Body</w:t></w:r></w:p></w:document>`), text: "Body"},
		{name: "odt", file: odtOf(t, `<text:h>Head</text:h><text:p>The  storm<text:s text:c="3"/>closed<text:tab/>it<text:line-break/>all<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Note</text:p></text:note-body></text:note>, then.</text:p>`+
			`<text:p text:style-name="P1">Never so high.</text:p><text:tracked-changes><text:p>gone</text:p></text:tracked-changes><office:annotation><text:p>remark</text:p></office:annotation>`+
			`<text:p text:style-name="Quotations">Nor so late.</text:p>`, "meta.xml", `<office:document-meta><dc:title>Odt</dc:title></office:document-meta>`),
			text: "Head\n\nThe storm closed it\nall, then.\n\nNever so high.\n\nNor so late.\n\nNote", title: "Odt", quotes: []string{"Never so high.", "Nor so late."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			docs, skips := readFile(t, "draft.bin", c.file)
			require.Empty(t, skips)
			require.Len(t, docs, 1)
			assert.Equal(t, c.text, docs[0].Text)
			assert.Equal(t, c.title, docs[0].Fields["title"])
			var quotes []string
			for _, q := range docs[0].Quotes {
				quotes = append(quotes, docs[0].Text[q.Start:q.End])
			}
			assert.Equal(t, c.quotes, quotes)
		})
	}
}

// What a stranger's file may hold: each costs that file, and is told.
func TestOfficeFaults(t *testing.T) {
	whole := docxOf(t, `<w:p><w:r><w:t>The storm closed every harbour on the coast.</w:t></w:r></w:p>`)
	damaged := bytes.Clone(whole)
	damaged[60] ^= 0xff
	var many []string
	for range 80_000 {
		many = append(many, strings.Repeat("x", 60), "")
	}
	for _, c := range []struct {
		name, reason, detail string
		file                 []byte
	}{
		{"cut off", Truncated, "nothing of it was read", whole[:len(whole)-30]},
		{"its beginning alone", Truncated, "nothing of it was read", whole[:40]},
		{"damaged", Corrupt, "", damaged},
		{"elements that don't end", Truncated, "", docxOf(t, `<w:p>`)},
		{"elements that end too often", Corrupt, "has not begun", docxOf(t, `</w:p></w:p></w:p></w:p>`)},
		{"nested", Corrupt, "more than 1000 elements", docxOf(t, strings.Repeat("<w:p>", 2000))},
		{"attributes", Corrupt, "a tag or a text", docxOf(t, `<w:p `+strings.Repeat(`a="" `, 300_000)+`>`)},
		{"a bomb", TooLarge, "word/document.xml", docxOf(t, strings.Repeat("<w:p>"+strings.Repeat("x", 1000)+"</w:p>", maxOfficeXML/1000))},
		{"a large directory", TooLarge, "directory", zipped(t, many...)},
		{"a plain zip", Unsupported, "unpack them", zipped(t, "a.txt", "text")},
		{"a book", Unsupported, "pandoc", zipped(t, "mimetype", "application/epub+zip")},
		{"a table", Unsupported, "CSV", zipped(t, "_rels/.rels", `<Relationships><Relationship Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`, "xl/workbook.xml", "<a/>")},
	} {
		t.Run(c.name, func(t *testing.T) {
			docs, skips := readFile(t, "draft.docx", c.file)
			assert.Empty(t, docs)
			require.Len(t, skips, 1)
			assert.Equal(t, c.reason, skips[0].Reason)
			assert.Contains(t, skips[0].Detail, c.detail)
		})
	}
}

// FuzzOffice reads parts that hold anything.
func FuzzOffice(f *testing.F) {
	f.Add(`<w:p><w:pPr><w:pStyle w:val="Quote"/></w:pPr><w:r><w:rPr><w:vanish/></w:rPr><w:t>a</w:t></w:r></w:p>`, `<w:style w:styleId="Quote"><w:name w:val="quote"/></w:style>`)
	f.Add(`<text:p style-name="P1">a<text:note-body><text:p>b</text:p></text:note-body></text:p>`, `<dc:title>x</dc:title>`)
	f.Fuzz(func(t *testing.T, body, other string) {
		for _, file := range [][]byte{
			zipped(t, "word/document.xml", body, "word/styles.xml", other, "docProps/core.xml", other),
			zipped(t, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", body, "meta.xml", other),
		} {
			parts, err := openOffice(bytes.NewReader(file), int64(len(file)))
			require.NoError(t, err)
			d, err := parts.document("x")
			if err != nil {
				continue
			}
			assert.True(t, utf8.ValidString(d.Text))
			last := 0
			for _, q := range d.Quotes {
				assert.True(t, last <= q.Start && q.Start < q.End && q.End <= len(d.Text))
				last = q.End
			}
		}
	})
}
