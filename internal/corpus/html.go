package corpus

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"respun/shingle"
)

// The extractor is readability: of those tried it is the fastest, and what is
// more exact is so by less than the labels' noise. testdata/html_f1.txt has its
// agreement with people's labels, page by page.

// MaxPage is the largest page read, in bytes of markup, and the largest record of a web
// archive, whatever a document may have. News pages have some hundred kilobytes; parsing
// and scoring take memory and time many times that: up to 350 MB and 2 seconds for a page
// made to, and 3 GB for one of 60 MB.
const MaxPage = 4 << 20

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
	quotes   []shingle.Span // block quotations in text
	replaced int            // characters that could not be decoded
	stripped bool           // could not be parsed; text is all there is between the tags
}

// readHTML delivers the main text of a page.
func (u *run) readHTML(in *source) error {
	raw, err := slurp(in.Reader, in.size, MaxPage)
	switch {
	case errors.Is(err, errLarge):
		return u.tell(&Skip{Doc: in.name, Reason: TooLarge, Detail: fmt.Sprintf("more than %d bytes of HTML, the most of any page: convert it, for example with pandoc -t plain", MaxPage)})
	case err != nil:
		return err
	}
	a := extract(page{raw: raw})
	if err := u.notices(in.name, a); err != nil {
		return err
	}
	return u.emit(a.document(in.name))
}

// notices tells what is unusual about how an article was read.
func (u *run) notices(name string, a article) error {
	if a.replaced > 0 {
		if err := u.tell(replacedNotice(name, a.replaced)); err != nil {
			return err
		}
	}
	if a.stripped {
		return u.tell(&Skip{Doc: name, Reason: TooNested, Detail: "nested too deeply to find the article: all its text was read"})
	}
	return nil
}

// document is the article as a document.
func (a article) document(name string) shingle.Document {
	d := shingle.Document{Name: name, Text: a.text, Quotes: a.quotes, Date: a.date, Source: a.site, Language: a.language}
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
	doc, err := parse(text)
	if err != nil {
		return article{text: strip(text, false), replaced: replaced, stripped: true}
	}
	a := article{meta: metaOfPage(doc, p.url), replaced: replaced}
	whole, wholeQuotes := visibleText(doc, isAround)
	a.text, a.quotes = mainText(doc, p.url, isAround)
	if 2*len(a.text) < len(a.body) { // most of it was taken for something else
		a.text, a.quotes = a.body, nil
	}
	if a.text == "" {
		a.text, a.quotes = whole, wholeQuotes
	}
	return a
}

// mainText is the text of the article, with its block quotations, as
// readability finds it, "" if it finds none; skip leaves out elements. It changes doc. Captions stay: they are text
// that gets reused, though the labels of extraction benchmarks leave them out.
func mainText(doc *html.Node, address string, skip func(*html.Node) bool) (string, []shingle.Span) {
	base, _ := url.Parse(address)
	parser := readability.NewParser()
	parser.DisableJSONLD = true // metaOfPage reads it
	found, err := parser.ParseAndMutate(doc, base)
	if err != nil || found.Node == nil {
		return "", nil
	}
	return visibleText(found.Node, skip)
}

func isAround(n *html.Node) bool { return around[n.DataAtom] }

// strip is all text between tags, for pages that cannot be parsed; with lines,
// new lines in it are kept.
func strip(s string, lines bool) string {
	var w textWriter
	quiet := atom.Atom(0)
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			return w.b.String()
		case html.TextToken:
			if quiet == 0 {
				w.text(z.Token().Data, lines)
			}
			continue
		}
		name, _ := z.TagName()
		tag := atom.Lookup(name)
		switch {
		case kind == html.StartTagToken && (tag == atom.Script || tag == atom.Style):
			quiet = tag
		case kind == html.EndTagToken && tag == quiet:
			quiet = 0
		}
		if apart, block := blocks[tag]; block {
			w.newline(apart)
		}
	}
}
