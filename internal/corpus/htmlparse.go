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

// maxNodes is the most nodes a page may become: news pages have some thousands,
// the longest encyclopedia articles some hundred thousand.
const maxNodes = 2_000_000

// maxDepth is the depth at which the parser gives up.
const maxDepth = 512

var errSwollen = errors.New("misnested formatting would swell the page")

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
	return html.Parse(strings.NewReader(text))
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
