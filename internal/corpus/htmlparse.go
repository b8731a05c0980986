package corpus

import (
	"errors"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// HTML's rules for misnested formatting let a page grow without bound: `<b>`
// elements left open by their block are opened again in each block that
// follows, all of them, so that 400 of them and 500,000 `<p>` (4 MB) would make
// 200 million nodes. The parser refuses depth (512), but not this. So the nodes
// a page can at most become are counted over its tokens before it is parsed.
//
// Finding the article looks at the text of an element once for each element that
// holds it: 4 MB of text below 400 elements took 12 seconds. So the steps are
// counted once a page is parsed.

// maxNodes is the most nodes a page may become: news pages have some thousands,
// the longest encyclopedia articles some hundred thousand.
const maxNodes = 2_000_000

// maxSteps is the most bytes of text, each as often as there are elements around it, that
// the article is looked for in: some four seconds. News pages have some hundred thousand.
const maxSteps = 1 << 29

// maxDepth is the depth at which the parser gives up.
const maxDepth = 512

var (
	errSwollen = errors.New("misnested formatting would swell the page")
	errSteps   = errors.New("too much text is nested too deeply")
)

// formatting elements are opened again after their block has closed.
var formatting = map[atom.Atom]bool{
	atom.A: true, atom.B: true, atom.Big: true, atom.Code: true, atom.Em: true, atom.Font: true, atom.I: true, atom.Nobr: true,
	atom.S: true, atom.Small: true, atom.Strike: true, atom.Strong: true, atom.Tt: true, atom.U: true,
}

// parse parses a page unless it is nested too deeply or would swell.
func parse(text string) (*html.Node, error) {
	if nodesOf(text) > maxNodes {
		return nil, errSwollen
	}
	doc, err := html.Parse(strings.NewReader(text))
	if err == nil && stepsOf(doc, 0) > maxSteps {
		return nil, errSteps
	}
	return doc, err
}

// nodeSteps is what a node costs as bytes of text.
const nodeSteps = 4

// stepsOf counts the text below a node, each byte once for each element around it.
// Scripts and styles are taken out before the article is looked for.
func stepsOf(n *html.Node, depth int) int {
	steps := depth * (nodeSteps + len(n.Data))
	if n.DataAtom == atom.Script || n.DataAtom == atom.Style {
		return steps
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		steps += stepsOf(c, depth+1)
	}
	return steps
}

// nodesOf bounds the nodes a page becomes: each token that opens something may
// open all formatting elements again that were not closed.
func nodesOf(text string) int {
	nodes, open := 0, 0
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			return nodes
		case html.TextToken:
			nodes += 1 + open
			continue
		case html.CommentToken, html.DoctypeToken:
			nodes++
			continue
		}
		name, _ := z.TagName()
		switch tag := atom.Lookup(name); {
		case !formatting[tag]:
			nodes += 1 + open
		case kind == html.StartTagToken:
			nodes++
			open = min(open+1, maxDepth)
		case kind == html.EndTagToken:
			open = max(open-1, 0)
		}
	}
}
