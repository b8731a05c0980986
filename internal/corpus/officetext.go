package corpus

import (
	"strings"

	"golang.org/x/net/html"

	"respun/shingle"
)

// What a reader sees of a word processor's file: paragraphs apart by an empty line,
// without what is deleted, hidden or a comment. Footnotes and text boxes come after the
// body, as they would cut a sentence in two. Paragraphs of the styles for quotations are
// block quotations. Headers and footers of pages are furniture, and left out.

// dialect is what the names of elements mean in one of the formats, without their prefix
// and in lower case.
type dialect struct {
	body    []string          // parts that hold text, in order; the first must be there
	title   string            // part that names the document
	styles  string            // part that names styles
	inside  string            // element whose characters are text
	blocks  map[string]bool   // paragraphs
	aside   map[string]bool   // what comes after the body
	silent  map[string]bool   // what is not read
	written map[string]string // what stands for characters
}

var docx = dialect{
	body: []string{"word/document.xml", "word/footnotes.xml", "word/endnotes.xml"}, title: "docProps/core.xml", styles: "word/styles.xml",
	inside:  "t",
	blocks:  set("p"),
	aside:   set("txbxcontent"),
	silent:  set("del", "movefrom", "fallback", "instrtext"), // fallback: the same again for older programs
	written: map[string]string{"tab": "\t", "br": "\n", "cr": "\n", "nobreakhyphen": "-"},
}

var odt = dialect{
	body: []string{"content.xml"}, title: "meta.xml", styles: "content.xml",
	inside:  "text", // of the body
	blocks:  set("p", "h"),
	aside:   set("note-body", "text-box"),
	silent:  set("tracked-changes", "annotation", "note-citation", "ruby-text"),
	written: map[string]string{"s": " ", "tab": "\t", "line-break": "\n"},
}

func set(names ...string) map[string]bool {
	s := map[string]bool{}
	for _, n := range names {
		s[n] = true
	}
	return s
}

// officeWriter writes what a reader sees of the parts.
type officeWriter struct {
	*dialect
	body, notes textWriter
	// Depths of the elements that are open, 0 where none is: one whose characters are
	// text, one that is not read, one that comes after the body, a paragraph of the body.
	reading, skipped, beside, paragraph int

	run, hidden bool // in a run of characters (DOCX); which nobody sees
	endQuote    func()
	quoting     map[string]bool // styles of quotations
	styleID     string          // of the style at hand
}

// take takes the next tag of a part that holds text.
func (w *officeWriter) take(t tag) {
	switch {
	case t.kind == html.EndTagToken:
		w.end(t)
	case w.skipped > 0:
	case t.kind == html.StartTagToken:
		w.start(t)
	case w.reading > 0 && !w.hidden:
		w.at().text(t.text(), false)
	}
}

// at returns what is written to.
func (w *officeWriter) at() *textWriter {
	if w.beside > 0 {
		return &w.notes
	}
	return &w.body
}

func (w *officeWriter) start(t tag) {
	switch {
	case w.silent[t.name]:
		w.skipped = t.depth
	case w.aside[t.name] && w.beside == 0:
		w.beside = t.depth
	case t.name == w.inside && w.reading == 0:
		w.reading = t.depth
	case w.blocks[t.name]:
		w.at().newline(true)
		if w.beside == 0 && w.paragraph == 0 {
			w.paragraph = t.depth
			w.quote(t.attribute("style-name"))
		}
	case w.written[t.name] != "" && !w.hidden:
		w.at().text(w.written[t.name], true)
	}
	switch t.name {
	case "r":
		w.run = true
	case "vanish":
		v := t.attribute("val")
		w.hidden = w.run && v != "0" && v != "false" && v != "off"
	case "pstyle":
		w.quote(t.attribute("val"))
	case "style":
		w.style(t)
	}
}

// quote begins a quotation where the paragraph at hand has such a style.
func (w *officeWriter) quote(style string) {
	if w.quoting[style] && w.endQuote == nil && w.beside == 0 && w.paragraph > 0 {
		w.endQuote = w.body.quote()
	}
}

func (w *officeWriter) end(t tag) {
	switch t.depth {
	case w.skipped:
		w.skipped = 0
	case w.reading:
		w.reading = 0
	case w.beside:
		w.notes.newline(true)
		w.beside = 0
	case w.paragraph:
		w.paragraph = 0
		if w.endQuote != nil {
			w.endQuote()
			w.endQuote = nil
		}
	}
	switch {
	case w.skipped > 0:
	case t.name == "r":
		w.run, w.hidden = false, false
	case w.blocks[t.name]:
		w.at().newline(true)
	}
}

// style learns the names of the styles of quotations. Built-in ones have English names
// in either format, whatever the language.
func (w *officeWriter) style(t tag) {
	switch {
	case t.kind == html.EndTagToken && t.name == "style":
		w.styleID = ""
	case t.kind != html.StartTagToken:
	case t.name == "style":
		a := t.attributes("styleid", "name", "parent-style-name")
		w.styleID = a[0]
		if a[2] == odtQuotes {
			w.quoting[a[1]] = true
		}
	case t.name == "name" && w.styleID != "":
		if v := strings.ToLower(t.attribute("val")); v == "quote" || v == "intense quote" {
			w.quoting[w.styleID] = true
		}
	}
}

const odtQuotes = "Quotations"

// text returns what was written, and the block quotations in it.
func (w *officeWriter) text() (string, []shingle.Span) {
	body, notes := w.body.b.String(), w.notes.b.String()
	if body != "" && notes != "" {
		body += "\n\n"
	}
	return body + notes, w.body.quotes
}

// titleReader reads the title of a document from what is known of it.
type titleReader struct {
	b    strings.Builder
	open bool
}

func (r *titleReader) take(t tag) {
	if t.kind == html.TextToken {
		if r.open {
			r.b.WriteString(t.text())
		}
		return
	}
	r.open = t.kind == html.StartTagToken && t.name == "title"
}
