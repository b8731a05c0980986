package corpus

import (
	"net/url"
	"strings"

	"github.com/goccy/go-json"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// meta is what a page says of itself.
type meta struct {
	title, date, url, language, site string
	body                             string // the article's text, where the page states it beside its markup
}

// The names under which pages declare each property, in order of trust. They
// are read here and not by the extractor's library, which parses dates into
// its own form and does not give the canonical address.
var (
	titleNames = []string{"og:title", "ld:headline", "twitter:title", "dc.title", "title"}
	dateNames  = []string{"article:published_time", "ld:datepublished", "datepublished", "og:published_time", "parsely-pub-date", "sailthru.date",
		"dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "citation_publication_date", "article.published", "publish-date", "publish_date", "pubdate", "date", "ld:datecreated", "time"}
	addressNames  = []string{"canonical", "og:url", "ld:url"}
	siteNames     = []string{"og:site_name", "ld:publisher", "application-name", "dc.publisher", "publisher", "twitter:site"}
	languageNames = []string{"html:lang", "ld:inlanguage", "content-language", "og:locale", "dc.language", "language"}
)

// maxMeta bounds a property, in bytes; what is longer is no title or date.
const maxMeta = 2 << 10

// metaOfPage reads the properties of a parsed page; base is its address where
// known, for a canonical link that is relative.
func metaOfPage(doc *html.Node, base string) meta {
	p := properties{}
	p.walk(doc)
	m := meta{
		title:    p.first(titleNames),
		date:     p.first(dateNames),
		url:      absolute(base, p.first(addressNames)),
		language: strings.ReplaceAll(p.first(languageNames), "_", "-"),
		site:     p.first(siteNames),
		body:     p["ld:articleBody"],
	}
	if m.site == "" {
		m.site = host(m.url)
	}
	return m
}

// properties maps lower-case names to the first value met.
type properties map[string]string

func (p properties) first(names []string) string {
	for _, n := range names {
		if v := p[n]; v != "" {
			return v
		}
	}
	return ""
}

func (p properties) set(name, value string) {
	name, value = strings.ToLower(strings.TrimSpace(name)), strings.Join(strings.Fields(value), " ")
	if _, known := p[name]; !known && value != "" && len(value) <= maxMeta {
		p[name] = value
	}
}

func (p properties) walk(n *html.Node) {
	if n.Type == html.ElementNode {
		p.element(n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		p.walk(c)
	}
}

func (p properties) element(n *html.Node) {
	switch n.DataAtom {
	case atom.Html:
		p.set("html:lang", attr(n, "lang"))
	case atom.Title:
		title, _ := visibleText(n, nil)
		p.set("title", title)
	case atom.Time:
		p.set("time", attr(n, "datetime"))
	case atom.Meta:
		for _, key := range []string{"property", "name", "itemprop", "http-equiv"} {
			if name := attr(n, key); name != "" {
				p.set(name, attr(n, "content"))
			}
		}
	case atom.Link:
		if strings.EqualFold(attr(n, "rel"), "canonical") {
			p.set("canonical", attr(n, "href"))
		}
	case atom.Script:
		if strings.EqualFold(attr(n, "type"), "application/ld+json") && n.FirstChild != nil {
			p.linkedData(n.FirstChild.Data)
		}
	}
}

// linkedData reads the article of a JSON-LD block. A broken block says nothing.
func (p properties) linkedData(raw string) {
	var v any
	if json.Unmarshal([]byte(strings.TrimSpace(raw)), &v) != nil {
		return
	}
	if a := findArticle(v, 0); a != nil {
		for _, key := range []string{"headline", "datePublished", "dateCreated", "url", "inLanguage"} {
			p.set("ld:"+key, asString(a[key]))
		}
		if body := asString(a["articleBody"]); body != "" && p["ld:articleBody"] == "" {
			p["ld:articleBody"] = strip(html.UnescapeString(body), true)
		}
		publisher, _ := a["publisher"].(map[string]any)
		p.set("ld:publisher", asString(publisher["name"]))
	}
}

// findArticle looks for an object whose type is some article, in lists and
// graphs, a few levels deep.
func findArticle(v any, depth int) map[string]any {
	if depth > 4 {
		return nil
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			if a := findArticle(e, depth+1); a != nil {
				return a
			}
		}
	case map[string]any:
		if isArticle(v["@type"]) {
			return v
		}
		return findArticle(v["@graph"], depth+1)
	}
	return nil
}

func isArticle(kind any) bool {
	if list, ok := kind.([]any); ok && len(list) > 0 {
		return isArticle(list[0])
	}
	s := asString(kind)
	return strings.HasSuffix(s, "Article") || strings.HasSuffix(s, "Posting") || s == "Report"
}

func asString(v any) string { s, _ := v.(string); return s }

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// absolute resolves an address of a page; one that cannot be is kept as it is.
func absolute(base, ref string) string {
	b, err := url.Parse(base)
	if err != nil || base == "" || ref == "" {
		return ref
	}
	r, err := b.Parse(ref)
	if err != nil {
		return ref
	}
	return r.String()
}

func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}
