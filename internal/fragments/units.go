package fragments

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

// Term is a content stem of a unit, by its number, and how often it stands there.
type Term struct{ ID, N uint32 }

// Units is a document cut into units, in flat arrays that are used again.
type Units struct {
	doc    Document
	runs   []Run  // sentences of each unit
	terms  []Term // distinct content stems of all units, unit by unit
	starts []int  // where each unit's terms begin; one more at the end
	words  []int  // content words before each unit; one more at the end
}

// Len returns how many units there are.
func (u *Units) Len() int { return len(u.runs) }

func (u *Units) all() Run { return Run{0, len(u.runs) - 1} }

// Terms returns the distinct terms of unit i.
func (u *Units) Terms(i int) []Term { return u.terms[u.starts[i]:u.starts[i+1]] }

func (u *Units) termsIn(r Run) []Term { return u.terms[u.starts[r.First]:u.starts[r.Last+1]] }

// wordsIn counts the content words of units r.
func (u *Units) wordsIn(r Run) int { return u.words[r.Last+1] - u.words[r.First] }

// Sentences returns the sentences of units r.
func (u *Units) Sentences(r Run) Run { return Run{u.runs[r.First].First, u.runs[r.Last].Last} }

// Together tells whether no blank line stands between units i and j.
func (u *Units) Together(i, j int) bool { return u.lines(u.runs[i].Last, u.runs[j].First) <= 1 }

// cut cuts a document into units. seen is scratch by stem, stamped by stamp.
func (u *Units) cut(d Document, seen []uint32, stamp *uint32) {
	u.doc = d
	u.runs, u.terms, u.starts, u.words = u.runs[:0], u.terms[:0], u.starts[:0], u.words[:0]
	words := 0 // content words of the last unit
	for s := range d.Sentences {
		n := contentWords(d.tokens(s, s))
		if last := len(u.runs) - 1; last >= 0 && u.goesOn(s, words, n) {
			u.runs[last].Last = s
			words += n
			continue
		}
		u.runs = append(u.runs, Run{s, s})
		words = n
	}
	u.count(seen, stamp)
}

// goesOn tells whether sentence s, of n content words, goes on the unit before
// it, which has words.
func (u *Units) goesOn(s, words, n int) bool {
	a, b := &u.doc.Sentences[s-1], &u.doc.Sentences[s]
	if a.Paragraph == b.Paragraph {
		return words < unitWords
	}
	return words+n <= unitMost && u.lines(s-1, s) <= 1 && !unitEnds(u.doc.Text[a.Start:a.End])
}

// lines counts the line ends between sentences i and j.
func (u *Units) lines(i, j int) int {
	return strings.Count(u.doc.Text[u.doc.Sentences[i].End:u.doc.Sentences[j].Start], "\n")
}

// unitEnds tells whether a sentence ends with punctuation, a colon too.
func unitEnds(s string) bool {
	s = strings.TrimRight(s, "\"'”’)]»")
	return s != "" && strings.IndexByte(".!?:", s[len(s)-1]) >= 0
}

// count gathers the terms of every unit.
func (u *Units) count(seen []uint32, stamp *uint32) {
	words := 0
	for _, r := range u.runs {
		*stamp++
		from := len(u.terms)
		u.starts, u.words = append(u.starts, from), append(u.words, words)
		for _, t := range u.doc.tokens(r.First, r.Last) {
			if !t.IsContent() {
				continue
			}
			words++
			if seen[t.ID()] == *stamp {
				again(u.terms[from:], t.ID())
				continue
			}
			seen[t.ID()] = *stamp
			u.terms = append(u.terms, Term{t.ID(), 1})
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
func again(terms []Term, id uint32) {
	for k := range terms {
		if terms[k].ID == id {
			terms[k].N++
			return
		}
	}
}

// wordAt returns the number of the first word of sentence i in the document; of
// the sentence after the last, the number of words.
func (u *Units) wordAt(i int) int {
	if i < len(u.doc.Sentences) {
		return int(u.doc.Sentences[i].Token - u.doc.Sentences[0].Token)
	}
	return len(u.doc.Tokens)
}

// wordsOf returns the words [from,to) of units r.
func (u *Units) wordsOf(r Run) (from, to int) {
	s := u.Sentences(r)
	return u.wordAt(s.First), u.wordAt(s.Last + 1)
}

// unitsOf returns the units that hold words [from,to).
func (u *Units) unitsOf(from, to int) Run {
	begins := func(i int) int { return u.wordAt(u.runs[i].First) }
	first := sort.Search(len(u.runs), func(i int) bool { return begins(i) > from }) - 1
	last := sort.Search(len(u.runs), func(i int) bool { return begins(i) >= to }) - 1
	return Run{max(0, first), max(0, last)}
}

// SpanOf returns the bytes of words w of the document; where a sentence begins or ends
// with them, with its quotes and full stop.
func (u *Units) SpanOf(w Words) shingle.Span {
	spans := u.doc.Words.Spans
	span := shingle.Span{Start: spans[w.From].Start, End: spans[w.To-1].End}
	if i := u.sentenceFrom(w.From); u.wordAt(i) == w.From {
		span.Start = int(u.doc.Sentences[i].Start)
	}
	if i := u.sentenceFrom(w.To); u.wordAt(i) == w.To {
		span.End = int(u.doc.Sentences[i-1].End)
	}
	return span
}

// sentenceFrom returns the first sentence that begins at word w or later.
func (u *Units) sentenceFrom(w int) int {
	return sort.Search(len(u.doc.Sentences), func(i int) bool { return u.wordAt(i) >= w })
}
