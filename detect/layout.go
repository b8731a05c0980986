package detect

import (
	"slices"

	"respun/internal/align"
	"respun/shingle"
)

// laidWord is a word of a match that both sides have: where it stands in either document.
// The first and the last word of the second side reach to its ends.
type laidWord struct{ a, b Span }

// layouts remembers how the words of matches stand beside each other: where passages
// overlap, as they do in text that is made from a few words, a match is asked about once
// for each of thousands that it covers.
type layouts struct {
	of   map[*Match][]laidWord
	held int // words
}

// mostLaid is how many words are remembered, some 30 MB: the copy of a book is laid out
// anew for each passage.
const mostLaid = 1 << 20

// get returns the layout of a match, which f takes apart if it is not known.
func (l *layouts) get(m *Match, f *finisher) ([]laidWord, error) {
	if words, ok := l.of[m]; ok {
		return words, nil
	}
	if err := f.readMatch(m); err != nil {
		return nil, err
	}
	pairs := align.Diff(shingle.IDs(f.a.Tokens), shingle.IDs(f.b.Tokens))
	words := make([]laidWord, len(pairs))
	for i, p := range pairs {
		a := f.a.Spans[p.A]
		words[i] = laidWord{Span{Start: f.a.base + a.Start, End: f.a.base + a.End}, f.b.cut(p.B, p.B+1)}
	}
	if l.held += len(words); l.of == nil || l.held > mostLaid {
		l.of, l.held = map[*Match][]laidWord{}, len(words)
	}
	l.of[m] = words
	return words, nil
}

// forget gives up what is remembered.
func (l *layouts) forget() { *l = layouts{} }

// across returns what stands beside a passage of the first document: from the first to the
// last word that both sides have there.
func across(words []laidWord, passage Span) (Span, bool) {
	from, _ := slices.BinarySearchFunc(words, passage.Start, func(w laidWord, start int) int { return w.a.Start - start })
	to, _ := slices.BinarySearchFunc(words, passage.End+1, func(w laidWord, end int) int { return w.a.End - end })
	if from >= to {
		return Span{}, false
	}
	return Span{Start: words[from].b.Start, End: words[to-1].b.End}, true
}
