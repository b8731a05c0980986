package report

import (
	"strings"
	"unicode"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/mattn/go-runewidth"
)

// fragment is a part of a word in one colour.
type fragment struct {
	text  string
	style string // SGR parameters; empty for none
}

// word is what may not be broken unless it is longer than a line.
type word struct {
	parts []fragment
	width int // columns
}

func (w *word) add(text, style string) {
	w.parts = append(w.parts, fragment{text, style})
	w.width += runewidth.StringWidth(text)
}

// words collects fragments into words; white space ends one.
type words struct {
	done []word
	open word
}

func (w *words) add(text, style string) {
	for text != "" {
		if i := strings.IndexFunc(text, unicode.IsSpace); i != 0 {
			if i < 0 {
				i = len(text)
			}
			w.open.add(text[:i], style)
			text = text[i:]
			continue
		}
		w.finish()
		text = strings.TrimLeftFunc(text, unicode.IsSpace)
	}
}

func (w *words) finish() []word {
	if len(w.open.parts) > 0 {
		w.done = append(w.done, w.open)
		w.open = word{}
	}
	return w.done
}

// wrap fills lines of at most width columns; wide characters count two.
func wrap(ws []word, width int) [][]word {
	var lines [][]word
	var line []word
	used := 0
	for _, w := range split(ws, width) {
		if len(line) > 0 && used+1+w.width > width {
			lines, line, used = append(lines, line), nil, 0
		}
		if len(line) > 0 {
			used++
		}
		line, used = append(line, w), used+w.width
	}
	if len(line) > 0 {
		lines = append(lines, line)
	}
	return lines
}

// split breaks words longer than a line between characters as people see them:
// scripts without spaces, and addresses.
func split(ws []word, width int) []word {
	var out []word
	for _, w := range ws {
		if w.width <= width {
			out = append(out, w)
			continue
		}
		var open word
		for _, f := range w.parts {
			for g := graphemes.FromString(f.text); g.Next(); {
				if open.width > 0 && open.width+runewidth.StringWidth(g.Value()) > width {
					out, open = append(out, open), word{}
				}
				open.append(g.Value(), f.style)
			}
		}
		out = append(out, open)
	}
	return out
}

// append adds text to the last part where the style allows it.
func (w *word) append(text, style string) {
	if n := len(w.parts); n > 0 && w.parts[n-1].style == style {
		w.parts[n-1].text += text
		w.width += runewidth.StringWidth(text)
		return
	}
	w.add(text, style)
}
