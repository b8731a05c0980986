package detect

import (
	"slices"

	"respun/internal/copies"
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
func (f *frames) markRefrains(k *copies.Finder, v view, w *window) (any bool) {
	if v.sentences[w.B.First].Paragraph-v.sentences[w.A.First].Paragraph == 1 {
		return false
	}
	k.Open(v.ordinal, v.tokens())
	beside := [...]copies.Run{copies.Run(v.beside(w.A, refrainApart)), copies.Run(v.beside(w.B, refrainApart))}
	for side, r := range [...]run{w.A, w.B} {
		tokens := v.tokensOf(r.First, r.Last)
		for i := 0; i+copies.AnchorRun <= len(tokens); i++ {
			if k.Elsewhere(tokens[i:], beside) {
				f.put(tokens[i:i+copies.AnchorRun], side)
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
