package check

import (
	"slices"
	"strings"

	"respun/detect"
	"respun/shingle"
)

// draft is a draft taken apart as the engine does it: its words are the
// engine's tokens, so that a count here is a count there.
type draft struct {
	name    string
	ordinal int
	text    string
	quotes  []detect.Span // block quotations, as the markup tells them
	shingle.Text
	paragraphs []span // of words
}

// span is a half-open range of words.
type span struct{ from, to int }

func (s span) len() int { return s.to - s.from }

// plainWords is a vocabulary that knows nothing: every word is content, so that
// the scanner tells of each whether it has a capital inside a sentence. Where
// words begin and end does not depend on a vocabulary.
type plainWords struct{}

func (plainWords) Lookup(uint8, string) shingle.Token { return shingle.Content | 1 }

func (plainWords) Capitals(uint8) bool { return true }

// takeApart appends the words of text to out.
func takeApart(text string, out *shingle.Text) {
	out.KeepSpans = true
	shingle.NewScanner(plainWords{}).Scan(text, 0, out)
}

// isWordless reports whether a text has no words.
func isWordless(text string) bool {
	var t shingle.Text
	takeApart(text, &t)
	return len(t.Spans) == 0
}

func newDraft(name string, ordinal int, text string, quotes []detect.Span) *draft {
	d := &draft{name: name, ordinal: ordinal, text: text, quotes: quotes}
	takeApart(text, &d.Text)
	for i, s := range d.Sentences {
		from, to := d.SentenceTokens(i)
		if n := len(d.paragraphs); n > 0 && d.Sentences[i-1].Paragraph == s.Paragraph {
			d.paragraphs[n-1].to = to
		} else {
			d.paragraphs = append(d.paragraphs, span{from, to})
		}
	}
	return d
}

// words returns the words that lie inside a range of bytes.
func (d *draft) words(s detect.Span) span {
	from, _ := slices.BinarySearchFunc(d.Spans, s.Start, func(w detect.Span, at int) int { return w.Start - at })
	to := from
	for to < len(d.Spans) && d.Spans[to].End <= s.End {
		to++
	}
	return span{from, to}
}

// word returns word i in lower case.
func (d *draft) word(i int) string { return strings.ToLower(d.text[d.Spans[i].Start:d.Spans[i].End]) }

// bytes returns the range of bytes of a run of words.
func (d *draft) bytes(s span) detect.Span {
	return detect.Span{Start: d.Spans[s.from].Start, End: d.Spans[s.to-1].End}
}
