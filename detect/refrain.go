package detect

import (
	"slices"

	"respun/shingle"
)

// A document comes back to what it is about: the name of an office, the line on which a
// speech turns, what stands around each of its posts. Words that it has in a third place,
// a run of three stems at a time, are no evidence that one of two passages was made from
// the other.
//
// Two things look the same and are none. What was doubled by software stands twice
// wherever the original has it once: a third place is one away from both passages. And a
// caption says what the article says too, so that one beside its doubled form has its
// words in a third place anyway: neighbouring paragraphs are left as they are.
//
// Of the spun matches inside plain news that takes one in six, inside web text as many,
// nearly all of them returns to the theme; of the rewrites hidden there none. Across
// documents, where both would have to come back to the same words, it takes nothing.

// refrainApart is how many paragraphs beside either passage are no third place.
const refrainApart = 1

// markRefrains marks the stems of the sides of a window inside a document that stand in
// its refrains, and tells whether there are any.
func (f *frames) markRefrains(k *copier, v view, w *window) (any bool) {
	if v.sentences[w.B.First].Paragraph-v.sentences[w.A.First].Paragraph == 1 {
		return false
	}
	k.open(v)
	beside := [...]run{v.beside(w.A, refrainApart), v.beside(w.B, refrainApart)}
	for side, r := range [...]run{w.A, w.B} {
		tokens := v.tokensOf(r.First, r.Last)
		for i := 0; i+anchorRun <= len(tokens); i++ {
			if k.elsewhere(tokens[i:], beside) {
				f.put(tokens[i:i+anchorRun], side)
				any = true
			}
		}
	}
	return any
}

// beside returns the tokens of the paragraphs of sentences r and of so many on either
// side.
func (v view) beside(r run, paragraphs int) run {
	begins := func(paragraph int) int {
		s, _ := slices.BinarySearchFunc(v.sentences, paragraph, func(s shingle.Sentence, p int) int { return int(s.Paragraph) - p })
		return s
	}
	first, last := int(v.sentences[r.First].Paragraph), int(v.sentences[r.Last].Paragraph)
	return v.tokenRun(run{begins(first - paragraphs), begins(last+paragraphs+1) - 1})
}

// elsewhere tells whether the open document has the run that tokens begin with outside
// given places. Where it stands inside them anchorTwice times, no more are tried: a
// document may be one paragraph.
func (k *copier) elsewhere(tokens []shingle.Token, places [2]run) bool {
	h, inside := anchorHash(tokens), 0
	for x := k.heads[k.slot(h)] - 1; x >= 0 && inside < anchorTwice; x = k.next[x] {
		if k.runsA[x] != h {
			continue
		}
		if at := (run{int(x), int(x)}); !places[0].meets(at) && !places[1].meets(at) {
			return true
		}
		inside++
	}
	return false
}
