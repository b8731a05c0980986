package detect

import (
	"sort"
	"strings"

	"respun/shingle"
)

// Documents are aligned by units: a sentence; or a short one together with the
// next, since below four content words it says too little to be recognised by
// ("He agreed.") and would leave a hole in what was taken whole; or the lines of
// one sentence, where they were broken to a width. The last is decided line by
// line, because a text put together from several is wrapped in parts only: on
// PAN 2013 it brings .007, and news have no such lines.

const (
	unitWords = 4  // content words from which a sentence stands alone
	unitMost  = 60 // content words up to which broken lines are put together
)

// term is a content stem of a unit and how often it stands there.
type term struct{ id, n uint32 }

// units is a document cut into units, in flat arrays that are used again.
type units struct {
	v      view
	text   string
	runs   []run  // sentences of each unit
	terms  []term // distinct content stems of all units, unit by unit
	starts []int  // where each unit's terms begin; one more at the end
	words  []int  // content words before each unit; one more at the end
}

func (u *units) len() int { return len(u.runs) }

func (u *units) all() run { return run{0, len(u.runs) - 1} }

func (u *units) termsOf(i int) []term { return u.terms[u.starts[i]:u.starts[i+1]] }

func (u *units) termsIn(r run) []term { return u.terms[u.starts[r.First]:u.starts[r.Last+1]] }

// wordsIn counts the content words of units r.
func (u *units) wordsIn(r run) int { return u.words[r.Last+1] - u.words[r.First] }

// sentences returns the sentences of units r.
func (u *units) sentences(r run) run { return run{u.runs[r.First].First, u.runs[r.Last].Last} }

// cut cuts v into units. seen is scratch by stem, stamped by stamp.
func (u *units) cut(v view, text string, seen []uint32, stamp *uint32) {
	u.v, u.text = v, text
	u.runs, u.terms, u.starts, u.words = u.runs[:0], u.terms[:0], u.starts[:0], u.words[:0]
	words := 0 // content words of the last unit
	for s := range v.sentences {
		n := contentWords(v.tokensOf(s, s))
		if last := len(u.runs) - 1; last >= 0 && u.goesOn(s, words, n) {
			u.runs[last].Last = s
			words += n
			continue
		}
		u.runs = append(u.runs, run{s, s})
		words = n
	}
	u.count(seen, stamp)
}

// goesOn tells whether sentence s, of n content words, goes on the unit before
// it, which has words.
func (u *units) goesOn(s, words, n int) bool {
	a, b := &u.v.sentences[s-1], &u.v.sentences[s]
	if a.Paragraph == b.Paragraph {
		return words < unitWords
	}
	return words+n <= unitMost && u.lines(s-1, s) <= 1 && !unitEnds(u.text[a.Start:a.End])
}

// lines counts the line ends between sentences i and j.
func (u *units) lines(i, j int) int {
	return strings.Count(u.text[u.v.sentences[i].End:u.v.sentences[j].Start], "\n")
}

// unitEnds tells whether a sentence ends with punctuation, a colon too.
func unitEnds(s string) bool {
	s = strings.TrimRight(s, "\"'”’)]»")
	return s != "" && strings.IndexByte(".!?:", s[len(s)-1]) >= 0
}

// count gathers the terms of every unit.
func (u *units) count(seen []uint32, stamp *uint32) {
	words := 0
	for _, r := range u.runs {
		*stamp++
		from := len(u.terms)
		u.starts, u.words = append(u.starts, from), append(u.words, words)
		for _, t := range u.v.tokensOf(r.First, r.Last) {
			if !t.IsContent() {
				continue
			}
			words++
			if seen[t.ID()] == *stamp {
				again(u.terms[from:], t.ID())
				continue
			}
			seen[t.ID()] = *stamp
			u.terms = append(u.terms, term{t.ID(), 1})
		}
	}
	u.starts, u.words = append(u.starts, len(u.terms)), append(u.words, words)
}

func contentWords(tokens []shingle.Token) (n int) {
	for _, t := range tokens {
		if t.IsContent() {
			n++
		}
	}
	return n
}

// again counts one more of a stem. Units are short: looking through one is
// cheaper than remembering where.
func again(terms []term, id uint32) {
	for k := range terms {
		if terms[k].id == id {
			terms[k].n++
			return
		}
	}
}

// wordAt returns the number of the first word of sentence i in the document; of
// the sentence after the last, the number of words.
func (u *units) wordAt(i int) int {
	if i < len(u.v.sentences) {
		return int(u.v.sentences[i].Token - u.v.sentences[0].Token)
	}
	return len(u.v.tokensOf(0, i-1))
}

// wordsOf returns the words [from,to) of units r.
func (u *units) wordsOf(r run) (from, to int) {
	s := u.sentences(r)
	return u.wordAt(s.First), u.wordAt(s.Last + 1)
}

// unitsOf returns the units that hold words [from,to).
func (u *units) unitsOf(from, to int) run {
	begins := func(i int) int { return u.wordAt(u.runs[i].First) }
	first := sort.Search(len(u.runs), func(i int) bool { return begins(i) > from }) - 1
	last := sort.Search(len(u.runs), func(i int) bool { return begins(i) >= to }) - 1
	return run{max(0, first), max(0, last)}
}

// spanOf returns the bytes of words w, given those of each word of the document;
// where a sentence begins or ends with them, with its quotes and full stop.
func (u *units) spanOf(spans []Span, w words) Span {
	span := Span{Start: spans[w.from].Start, End: spans[w.to-1].End}
	if i := u.sentenceFrom(w.from); u.wordAt(i) == w.from {
		span.Start = int(u.v.sentences[i].Start)
	}
	if i := u.sentenceFrom(w.to); u.wordAt(i) == w.to {
		span.End = int(u.v.sentences[i-1].End)
	}
	return span
}

// sentenceFrom returns the first sentence that begins at word w or later.
func (u *units) sentenceFrom(w int) int {
	return sort.Search(len(u.v.sentences), func(i int) bool { return u.wordAt(i) >= w })
}
