package corpus

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"respun/shingle"
)

// silent elements hold nothing a reader sees as text.
var silent = map[atom.Atom]bool{
	atom.Head: true, atom.Script: true, atom.Style: true, atom.Template: true, atom.Noscript: true, atom.Iframe: true,
	atom.Object: true, atom.Canvas: true, atom.Svg: true, atom.Audio: true, atom.Video: true, atom.Map: true,
	atom.Select: true, atom.Textarea: true, atom.Button: true, atom.Math: true,
}

// around elements hold what stands around an article; the fallback leaves them out.
var around = map[atom.Atom]bool{atom.Nav: true, atom.Aside: true, atom.Footer: true, atom.Form: true, atom.Dialog: true, atom.Menu: true}

// blocks begin and end a line; those that are true also an empty line.
var blocks = map[atom.Atom]bool{
	atom.P: true, atom.Blockquote: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true,
	atom.Ul: true, atom.Ol: true, atom.Dl: true, atom.Table: true, atom.Pre: true, atom.Hr: true, atom.Figure: true, atom.Article: true, atom.Section: true,
	atom.Div: false, atom.Figcaption: false, atom.Li: false, atom.Dt: false, atom.Dd: false, atom.Header: false, atom.Footer: false,
	atom.Main: false, atom.Aside: false, atom.Nav: false, atom.Address: false, atom.Details: false, atom.Summary: false, atom.Form: false,
	atom.Fieldset: false, atom.Caption: false, atom.Thead: false, atom.Tbody: false, atom.Tfoot: false, atom.Tr: false, atom.Picture: false, atom.Body: false,
}

// visibleText is the text below a node as a reader sees it: white space folded,
// paragraphs apart by an empty line, other blocks by a new line. A block ends a
// line on both sides, so that a caption does not run into the sentence after it.
// Block quotations have their ranges of bytes beside it, one inside another
// being part of it. skip leaves out elements.
func visibleText(n *html.Node, skip func(*html.Node) bool) (string, []shingle.Span) {
	var w textWriter
	w.node(n, skip, false)
	return w.b.String(), w.quotes
}

// textWriter writes words, and white space only once a word follows it.
type textWriter struct {
	b     strings.Builder
	lines int // newlines due before the next word
	space bool
	// quotes are the block quotations that are done; quoted tells that one is open.
	quotes []shingle.Span
	quoted bool
}

// node writes one node. Its recursion is bounded by the parser's limit on depth.
func (w *textWriter) node(n *html.Node, skip func(*html.Node) bool, pre bool) {
	switch n.Type {
	case html.TextNode:
		w.text(n.Data, pre)
		return
	case html.ElementNode:
		if silent[n.DataAtom] || skip != nil && skip(n) {
			return
		}
	}
	if n.DataAtom == atom.Blockquote && !w.quoted {
		defer w.quote()()
	}
	apart, block := blocks[n.DataAtom]
	switch {
	case block:
		w.newline(apart)
	case n.DataAtom == atom.Br:
		w.lines = min(w.lines+1, 2)
	case n.DataAtom == atom.Td || n.DataAtom == atom.Th:
		w.space = true
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c, skip, pre || n.DataAtom == atom.Pre)
	}
	if block {
		w.newline(apart)
	}
}

// quote begins a block quotation; what it returns ends it, at its last word.
func (w *textWriter) quote() (end func()) {
	from := w.b.Len()
	w.quoted = true
	return func() {
		w.quoted = false
		if said := strings.TrimLeft(w.b.String()[from:], " \n"); said != "" {
			w.quotes = append(w.quotes, shingle.Span{Start: w.b.Len() - len(said), End: w.b.Len()})
		}
	}
}

func (w *textWriter) newline(apart bool) {
	w.lines = max(w.lines, 1)
	if apart {
		w.lines = 2
	}
}

func (w *textWriter) text(s string, pre bool) {
	start := -1
	for i, r := range s {
		switch {
		case !unicode.IsSpace(r):
			if start < 0 {
				start = i
			}
			continue
		case start >= 0:
			w.word(s[start:i])
			start = -1
		}
		w.space = true
		if pre && r == '\n' {
			w.lines = min(w.lines+1, 2)
		}
	}
	if start >= 0 {
		w.word(s[start:])
	}
}

func (w *textWriter) word(s string) {
	switch {
	case w.b.Len() == 0:
	case w.lines > 0:
		w.b.WriteString("\n\n"[:w.lines])
	case w.space:
		w.b.WriteByte(' ')
	}
	w.lines, w.space = 0, false
	w.b.WriteString(s)
}
