package main

import (
	"fmt"
	"math"
	"strings"
	"unicode"
)

// Word pairs are learned from paraphrases. The two sides are aligned by the
// content stems they share in order; what stands in a gap between the same two
// shared stems on both sides may have replaced each other. Which word stood for
// which in a gap of several is settled by expectation maximisation (IBM model
// 1, Brown et al. 1993), in both directions. A pair is kept that was met in
// minSeen gaps, whose words stand for each other in a fair share of their
// gaps, and far more often than by chance.
//
// Rejected: model 1 over whole sentences, where words of one topic that keep
// company come out as pairs.
const (
	maxGap   = 6   // stems on a side of a gap
	maxSide  = 400 // stems on a side of a pair of passages, to bound the alignment
	rounds   = 5   // of expectation maximisation
	minSeen  = 3   // gaps
	minShare = .05 // of a word's gaps, expected, either way
	minLift  = 20  // times what chance would bring
)

// gap is what stands on either side between two shared stems.
type gap struct{ a, b []string }

// learn returns the pairs of stems that the named corpora of the data folder
// teach and that are not known.
func (r *relations) learn(data, names string, known pairSet) ([]group, error) {
	var gaps []gap
	for _, name := range strings.FieldsFunc(names, func(c rune) bool { return c == ',' }) {
		read, ok := corpora[name]
		if !ok {
			return nil, fmt.Errorf("no corpus %q", name)
		}
		err := read(data, func(a, b string) { gaps = append(gaps, findGaps(r.content(a), r.content(b))...) })
		if err != nil {
			return nil, err
		}
	}
	var all []group
	for pair := range pairsOf(gaps) {
		if !known.has(pair) {
			all = append(all, group{0, pair[:]})
		}
	}
	return all, nil
}

// content returns the stems of a text's content words that are no numbers.
func (r *relations) content(text string) []string {
	var stems []string
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(c rune) bool {
		return !unicode.IsLetter(c) && c != '\'' && c != '’'
	}) {
		w, _, _ = strings.Cut(strings.Trim(strings.ReplaceAll(w, "’", "'"), "'"), "'")
		if len(w) < 2 || r.stop(w) || r.stop(r.speech.bases[w]) {
			continue
		}
		if s := r.speech.stem(w); plain(s) {
			stems = append(stems, s)
		}
	}
	return stems[:min(len(stems), maxSide)]
}

// findGaps aligns a and b by their longest common subsequence and returns the
// gaps that have something on both sides, and not much.
func findGaps(a, b []string) []gap {
	length := make([][]int, len(a)+1) // of the subsequence of a[i:] and b[j:]
	for i := range length {
		length[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				length[i][j] = length[i+1][j+1] + 1
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	var gaps []gap
	i, j, fromA, fromB := 0, 0, 0, 0
	end := func() {
		g := gap{a[fromA:i], b[fromB:j]}
		if n, m := len(g.a), len(g.b); n > 0 && m > 0 && n <= maxGap && m <= maxGap {
			gaps = append(gaps, g)
		}
	}
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			end()
			i, j = i+1, j+1
			fromA, fromB = i, j
		case length[i+1][j] >= length[i][j+1]:
			i++
		default:
			j++
		}
	}
	i, j = len(a), len(b)
	end()
	return gaps
}

// pairsOf returns the pairs that the gaps teach.
func pairsOf(gaps []gap) pairSet {
	back := make([]gap, len(gaps))
	for i, g := range gaps {
		back[i] = gap{g.b, g.a}
	}
	there, seen, inA, inB := expect(gaps)
	again, _, _, _ := expect(back)
	pairs := pairSet{}
	for p, n := range seen {
		q := [2]string{p[1], p[0]}
		if p[0] == p[1] {
			continue
		}
		n += seen[q]
		fa, fb := inA[p[0]]+inB[p[0]], inA[p[1]]+inB[p[1]]
		met := math.Min(there[p]+there[q], again[p]+again[q])
		lift := met * float64(2*len(gaps)) / (fa * fb)
		if n >= minSeen && met >= minShare*max(fa, fb) && lift >= minLift {
			pairs.add(p)
		}
	}
	return pairs
}

// expect returns how often each pair (a, b) is expected to have stood for each
// other, given how b's words are explained by a's; in how many gaps it was
// seen; and in how many gaps each word stands on either side.
func expect(gaps []gap) (expected, seen map[[2]string]float64, inA, inB map[string]float64) {
	seen, inA, inB = map[[2]string]float64{}, map[string]float64{}, map[string]float64{}
	for _, g := range gaps {
		for _, x := range g.a {
			inA[x]++
			for _, y := range g.b {
				seen[[2]string{x, y}]++
			}
		}
		for _, y := range g.b {
			inB[y]++
		}
	}
	chance := map[[2]string]float64{} // of y given x, missing: 1 (uniform)
	for range rounds {
		expected = map[[2]string]float64{}
		total := map[string]float64{}
		for _, g := range gaps {
			for _, y := range g.b {
				sum := 0.
				for _, x := range g.a {
					sum += chanceOf(chance, x, y)
				}
				for _, x := range g.a {
					e := chanceOf(chance, x, y) / sum
					expected[[2]string{x, y}] += e
					total[x] += e
				}
			}
		}
		for p, e := range expected {
			chance[p] = e / total[p[0]]
		}
	}
	return expected, seen, inA, inB
}

func chanceOf(chance map[[2]string]float64, x, y string) float64 {
	if c, ok := chance[[2]string{x, y}]; ok {
		return c
	}
	return 1
}
