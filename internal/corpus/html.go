package corpus

import (
	"net/url"
	"strings"

	"codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"

	"respun/shingle"
)

// maxPage is the largest page read, in bytes of markup. News pages have some
// hundred kilobytes; parsing and scoring take memory and time many times that.
const maxPage = 4 << 20

// page is one HTML document as it was fetched.
type page struct {
	raw     string
	url     string // where it was fetched from, if known
	charset string // of its HTTP header, if known
}

// article is what a page holds.
type article struct {
	meta
	text     string
	replaced int // characters that could not be decoded
}

// readHTML delivers the main text of a page.
func (u *run) readHTML(in *source) error {
	raw, err := slurp(in.Reader, in.size, maxPage)
	if err != nil {
		return err
	}
	a := extract(page{raw: raw})
	if a.replaced > 0 {
		if err := u.tell(replacedNotice(in.name, a.replaced)); err != nil {
			return err
		}
	}
	return u.emit(a.document(in.name))
}

// document is the article as a document.
func (a article) document(name string) shingle.Document {
	d := shingle.Document{Name: name, Text: a.text, Date: a.date, Source: a.site, Language: a.language}
	for _, f := range []cell{{name: "title", value: a.title}, {name: "url", value: a.url}} {
		if f.value != "" {
			if d.Fields == nil {
				d.Fields = map[string]string{}
			}
			d.Fields[f.name] = f.value
		}
	}
	return d
}

// extract reads one page.
func extract(p page) article {
	text, replaced := decodePage(p.raw, p.charset)
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil { // nested deeper than the parser allows
		return article{text: strip(text), replaced: replaced}
	}
	a := article{meta: metaOfPage(doc, p.url), replaced: replaced}
	whole := visibleText(doc, isAround)
	a.text = mainText(doc, p.url)
	if a.text == "" {
		a.text = whole
	}
	return a
}

// mainText is the text of the article as readability finds it, "" if it finds
// none. It changes doc.
func mainText(doc *html.Node, address string) string {
	base, _ := url.Parse(address)
	parser := readability.NewParser()
	parser.DisableJSONLD = true // metaOfPage reads it
	found, err := parser.ParseAndMutate(doc, base)
	if err != nil || found.Node == nil {
		return ""
	}
	return visibleText(found.Node, nil)
}

func isAround(n *html.Node) bool { return around[n.DataAtom] }

// strip is all text between tags, for pages that cannot be parsed.
func strip(s string) string {
	var w textWriter
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return w.b.String()
		case html.TextToken:
			w.text(z.Token().Data, false)
		default:
			w.space = true
		}
	}
}
