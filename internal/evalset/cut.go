package evalset

import (
	"math/rand/v2"
	"regexp"
	"strings"
)

// Cut to half: a rewrite that a page shows only a part of. A random run of
// whole words is kept, from one clause or sentence boundary to another, that
// holds 40 to 60 % of the words; any such run is as likely as any other. Where
// no two boundaries lie so, a run of half the words (rounded up) from a random
// word. Words are what white space separates; punctuation stays with its word.
//
// Boundaries are both ends of the text; after a word that ends in one of
// . , ; : ! ? … or a dash, closing quotes and brackets aside; and before a word
// that opens a clause (and, but, who, which, that, where, when, while, because,
// although, after, before, as).

var (
	clauseEnd  = regexp.MustCompile(`[.,;:!?…—–-]["'”’)\]]*$`)
	clauseOpen = regexp.MustCompile(`(?i)^["'“‘(\[]*(and|but|who|which|that|where|when|while|because|although|after|before|as)$`)
)

// cutToHalf returns a random contiguous part of about half the words of text.
func cutToHalf(text string, rnd *rand.Rand) string {
	words := strings.Fields(text)
	start, end := halfRun(words, rnd)
	return strings.Join(words[start:end], " ")
}

func halfRun(words []string, rnd *rand.Rand) (start, end int) {
	n := len(words)
	if n < 2 {
		return 0, n
	}
	type run struct{ start, end int }
	var runs []run
	at := boundaries(words)
	for i, s := range at {
		for _, e := range at[i+1:] {
			if 10*(e-s) >= 4*n && 10*(e-s) <= 6*n {
				runs = append(runs, run{s, e})
			}
		}
	}
	if len(runs) == 0 {
		half := (n + 1) / 2
		s := rnd.IntN(n - half + 1)
		return s, s + half
	}
	r := runs[rnd.IntN(len(runs))]
	return r.start, r.end
}

// boundaries returns, in order, the words before which a clause may begin; the
// last is the number of words.
func boundaries(words []string) []int {
	at := []int{0}
	for i := 1; i < len(words); i++ {
		if clauseEnd.MatchString(words[i-1]) || clauseOpen.MatchString(words[i]) {
			at = append(at, i)
		}
	}
	return append(at, len(words))
}
