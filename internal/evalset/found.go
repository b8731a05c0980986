package evalset

import (
	"fmt"
	"maps"
	"slices"
)

// FoundResult tells which labelled passages were found and what else was reported.
type FoundResult struct {
	Found      map[string]Share `json:"found"` // by type of label
	Matches    int              `json:"matches"`
	WideRanges int              `json:"wrong_ranges"`       // on a label, but too wide, narrow or shifted
	SameFact   int              `json:"same_fact_matches"`  // on a SameFact label only: ignored
	Unlabelled int              `json:"unlabelled_matches"` // on no label
	Missed     []Case           `json:"-"`                  // labels not found
	Wide       []Match          `json:"-"`                  // the matches of WideRanges
	Extra      []Match          `json:"-"`                  // the matches of Unlabelled
}

// Found looks for each label in a run: found if a match overlaps it with an
// intersection over union of at least iou (0..1) on the worse side, in either
// order, or holds it whole while it finds another.
func Found(gold []Case, run Run, iou float64) FoundResult {
	f := finder{by: map[docPair][]int{}, gold: gold, hit: make([]bool, len(gold)), iou: iou}
	for i, c := range gold {
		f.by[c.docs()] = append(f.by[c.docs()], i)
	}
	matches := run.named(docsOf(gold)).Matches
	for _, m := range matches {
		f.take(m)
	}
	return f.result(len(matches))
}

type finder struct {
	gold []Case
	by   map[docPair][]int
	hit  []bool
	iou  float64
	res  FoundResult
}

// near is a label and the match as it lies on it.
type near struct {
	label int
	match Sides
}

func (f *finder) near(m Sides) []near {
	var out []near
	for _, v := range []Sides{m, m.flip()} {
		for _, i := range f.by[v.docs()] {
			if f.gold[i].touches(v) {
				out = append(out, near{i, v})
			}
		}
	}
	return out
}

func (f *finder) take(m Match) {
	all := f.near(m.Sides)
	labels := slices.DeleteFunc(slices.Clone(all), func(n near) bool { return f.gold[n.label].Type == SameFact })
	switch {
	case len(labels) > 0:
		if !f.mark(labels) {
			f.res.Wide = append(f.res.Wide, m)
		}
	case len(all) > 0:
		f.res.SameFact++
	default:
		f.res.Extra = append(f.res.Extra, m)
	}
}

// mark notes the labels that a match finds, and with them those it holds whole.
func (f *finder) mark(labels []near) bool {
	good := slices.ContainsFunc(labels, f.good)
	for _, n := range labels {
		if f.good(n) || good && f.gold[n.label].within(n.match) {
			f.hit[n.label] = true
		}
	}
	return good
}

func (f *finder) good(n near) bool { return f.gold[n.label].iou(n.match) >= f.iou }

func (f *finder) result(matches int) FoundResult {
	f.res.Found = map[string]Share{}
	for i, c := range f.gold {
		if c.Type == SameFact {
			continue
		}
		s := f.res.Found[c.Type]
		s.add(f.hit[i])
		f.res.Found[c.Type] = s
		if !f.hit[i] {
			f.res.Missed = append(f.res.Missed, c)
		}
	}
	f.res.Matches, f.res.WideRanges, f.res.Unlabelled = matches, len(f.res.Wide), len(f.res.Extra)
	return f.res
}

// Rows gives the table: a line a type, then what else was reported, then each
// missed label, wrong range and unlabelled match with the start of its texts.
func (r FoundResult) Rows() [][]string {
	rows := [][]string{{"what", "count"}}
	for _, t := range slices.Sorted(maps.Keys(r.Found)) {
		rows = append(rows, []string{"found " + t, r.Found[t].String()})
	}
	rows = append(rows, []string{"matches", fmt.Sprint(r.Matches)},
		[]string{"- with wrong ranges", fmt.Sprint(r.WideRanges)},
		[]string{"- same fact, ignored", fmt.Sprint(r.SameFact)},
		[]string{"- unlabelled", fmt.Sprint(r.Unlabelled)})
	for _, c := range r.Missed {
		rows = append(rows, []string{"missed " + c.Type, "", start(c.AText), start(c.BText)})
	}
	for _, m := range r.Wide {
		rows = append(rows, matchRow("wrong range", m))
	}
	for _, m := range r.Extra {
		rows = append(rows, matchRow("unlabelled", m))
	}
	return rows
}

func matchRow(what string, m Match) []string {
	return []string{what + " " + m.Kind, digits(m.Confidence), start(m.AText), start(m.BText)}
}

// start quotes the first 60 runes of a text, so that a row stays a line.
func start(text string) string {
	r := []rune(text)
	return fmt.Sprintf("%q", string(r[:min(60, len(r))]))
}
