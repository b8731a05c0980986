package evalset

import (
	"cmp"
	"maps"
	"slices"
)

// RecallResult tells which planted passages were found.
type RecallResult struct {
	Types map[string]Share `json:"types"` // by type: place and cut, "adj-trunc"
	Words map[string]Share `json:"words"` // by words of the shorter side, "15-24"
	// Misses are the labels that were not found, for reading.
	Misses []Case `json:"-"`
}

// Recall counts the labels that a match touches on both sides, in either
// order, if the match is reported as reuse (Match.Found). How much of them it
// covers is Coverage's matter.
func Recall(gold []Case, run Run) RecallResult {
	by := byDocs(bothWays(gold, run))
	res := RecallResult{Types: map[string]Share{}, Words: map[string]Share{}}
	for _, c := range gold {
		hit := len(touching(c.Sides, by[c.docs()])) > 0
		count(res.Types, c.Type, hit)
		if c.Words > 0 {
			count(res.Words, wordsClass(c.Words), hit)
		}
		if !hit {
			res.Misses = append(res.Misses, c)
		}
	}
	return res
}

// bothWays returns the finds of a run in either order, under the labels' names.
func bothWays(gold []Case, run Run) []Sides {
	var out []Sides
	for _, m := range run.Where(Match.Found).named(docsOf(gold)).Matches {
		out = append(out, m.Sides, m.flip())
	}
	return out
}

func count(shares map[string]Share, key string, hit bool) {
	s := shares[key]
	s.add(hit)
	shares[key] = s
}

// wordsClass names a class of length; under 25 words is where a rewrite keeps
// too little to be told from chance.
func wordsClass(words int) string {
	switch {
	case words < 15:
		return "<15"
	case words < 25:
		return "15-24"
	case words < 35:
		return "25-34"
	}
	return "35+"
}

// Rows gives the table: a line a type, a line a class of length.
func (r RecallResult) Rows() [][]string {
	rows := [][]string{{"planted", "found", "recall"}}
	row := func(name string, s Share) []string { return []string{name, s.String(), digits(s.Value())} }
	for _, t := range slices.Sorted(maps.Keys(r.Types)) {
		rows = append(rows, row(t, r.Types[t]))
	}
	for _, w := range []string{"<15", "15-24", "25-34", "35+"} {
		if s, ok := r.Words[w]; ok {
			rows = append(rows, row(w+" words", s))
		}
	}
	return rows
}

// CoverageResult tells how much of the labelled text was found, by type of label.
type CoverageResult map[string]Covered

// Covered counts runes of both sides and of each. A rewrite that was cut leaves words
// of its source that nothing corresponds to, so the source side cannot come to 1.
type Covered struct {
	Share
	A Share `json:"a"` // the first side: of a pool's labels, the source
	B Share `json:"b"` // the second: the rewrite
}

// Coverage counts the labelled runes that matches reported as reuse cover. A
// match covers a label's runes if it touches the label on both sides, in either
// order. It is micro where Align is macro: long passages weigh more, since the
// question is how much of a hidden text comes to light.
func Coverage(gold []Case, run Run) CoverageResult {
	by := byDocs(bothWays(gold, run))
	res := CoverageResult{}
	for _, c := range gold {
		s := res[c.Type]
		a, b := coveredLens(c.Sides, touching(c.Sides, by[c.docs()]))
		s.A.Found += a
		s.A.Of += c.A.Len()
		s.B.Found += b
		s.B.Of += c.B.Len()
		s.Share = Share{s.A.Found + s.B.Found, s.A.Of + s.B.Of}
		res[c.Type] = s
	}
	return res
}

// Rows gives the table: a line a type, most labelled runes first.
func (r CoverageResult) Rows() [][]string {
	rows := [][]string{{"planted", "characters covered", "share", "of side a", "of side b"}}
	types := slices.SortedFunc(maps.Keys(r), func(a, b string) int {
		return cmp.Or(cmp.Compare(r[b].Of, r[a].Of), cmp.Compare(a, b))
	})
	for _, t := range types {
		rows = append(rows, []string{t, r[t].String(), digits(r[t].Value()), digits(r[t].A.Value()), digits(r[t].B.Value())})
	}
	return rows
}
