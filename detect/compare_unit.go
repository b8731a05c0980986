package detect

import "strings"

// Documents are compared by units: a sentence, or a short one together with the
// next. Below four content words a sentence says too little to be recognised by
// ("He agreed."), and it would leave holes in what was taken whole.

const (
	unitWords = 4  // content words from which a sentence stands alone
	unitMost  = 60 // content words up to which broken lines are put together
)

// term is a content stem of a unit and how often it stands there.
type term struct{ id, n uint32 }

// units is a document cut into units, in flat arrays that are used again.
type units struct {
	v      view
	runs   []run  // sentences of each unit
	terms  []term // distinct content stems of all units, unit by unit
	starts []int  // where each unit's terms begin; one more at the end
	words  []int  // content words before each unit; one more at the end
}

func (u *units) len() int { return len(u.runs) }

func (u *units) termsOf(i int) []term { return u.terms[u.starts[i]:u.starts[i+1]] }

// wordsIn counts the content words of units r.
func (u *units) wordsIn(r run) int { return u.words[r.Last+1] - u.words[r.First] }

// sentences returns the sentences of units r.
func (u *units) sentences(r run) run { return run{u.runs[r.First].First, u.runs[r.Last].Last} }

// span returns the bytes of units r.
func (u *units) span(r run) Span { return spanOf(u.v, u.sentences(r)) }

// cut cuts v into units. seen is scratch by stem, stamped by stamp.
func (u *units) cut(v view, text string, seen []uint32, stamp *uint32) {
	u.v = v
	u.runs, u.terms, u.starts, u.words = u.runs[:0], u.terms[:0], u.starts[:0], u.words[:0]
	open, words := run{-1, -1}, 0
	for s := range v.sentences {
		n := contentWords(v, s)
		if open.First >= 0 && u.joins(text, open.Last, s, words, n) {
			open.Last = s
			words += n
			continue
		}
		if open.First >= 0 {
			u.runs = append(u.runs, open)
		}
		open, words = run{s, s}, n
	}
	if open.First >= 0 {
		u.runs = append(u.runs, open)
	}
	u.count(seen, stamp)
}

// joins tells whether sentence s goes on the unit that ends with sentence last.
func (u *units) joins(text string, last, s, words, n int) bool {
	a, b := &u.v.sentences[last], &u.v.sentences[s]
	between := text[a.End:b.Start]
	if words < unitWords && (a.Paragraph == b.Paragraph || Lab.JoinLines) {
		return true
	}
	if !Lab.Broken || a.Paragraph == b.Paragraph || words+n > unitMost || strings.Count(between, "\n") > 1 {
		return false
	}
	if unitEnds(text[a.Start:a.End]) {
		return false
	}
	return !Lab.BrokenLow || text[b.Start]-'a' < 26
}

func unitEnds(s string) bool {
	s = strings.TrimRight(s, "\"'”’)]»")
	return s != "" && strings.IndexByte(".!?:", s[len(s)-1]) >= 0
}

func contentWords(v view, s int) (n int) {
	for _, t := range v.tokensOf(s, s) {
		if t.IsContent() {
			n++
		}
	}
	return n
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
			id := t.ID()
			if seen[id] == *stamp {
				for k := from; k < len(u.terms); k++ {
					if u.terms[k].id == id {
						u.terms[k].n++
					}
				}
				continue
			}
			seen[id] = *stamp
			u.terms = append(u.terms, term{id, 1})
		}
	}
	u.starts, u.words = append(u.starts, len(u.terms)), append(u.words, words)
}
