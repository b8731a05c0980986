package evalset

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"respun/shingle"
)

// The passage task: passages planted into articles word for word, with case and
// punctuation changed, or with 5 to 20 % of the words edited. Precision is what
// can be verified: articles share more than was planted, so a match is right if
// it lies on a planted passage, or shares 8 words in a row, or is alike word by
// word.

// PlantedPassage is a label of the passage task.
type PlantedPassage struct {
	Sides
	Kind   string // "verbatim", "case-punct", "edit05", "edit10", "edit20"
	Length string // "s" (9-13 words), "m" (15-30), "l" (40-80)
	Where  string // "cross" or "within"
}

// PassageTask is the documents and labels of a passage task.
type PassageTask struct {
	gold []PlantedPassage
	text map[string][]rune
	by   map[docPair][]PlantedPassage // in both orders
}

// LoadPlanted reads labels from JSON lines with a, a_start, a_end, b, b_start,
// b_end, kind, len and where. The error names the line.
func LoadPlanted(r io.Reader) ([]PlantedPassage, error) {
	type record struct {
		caseRecord
		Kind  string `json:"kind"`
		Len   string `json:"len"`
		Where string `json:"where"`
	}
	var gold []PlantedPassage
	err := eachRecord(r, "gold", func(rec record) error {
		c, err := rec.toCase()
		gold = append(gold, PlantedPassage{c.Sides, rec.Kind, rec.Len, rec.Where})
		return err
	})
	return gold, err
}

// NewPassageTask joins documents and labels. The error names a label whose
// document is not there or ends before it.
func NewPassageTask(docs []shingle.Document, gold []PlantedPassage) (PassageTask, error) {
	t := PassageTask{gold: gold, text: map[string][]rune{}, by: map[docPair][]PlantedPassage{}}
	for _, d := range docs {
		t.text[d.Name] = []rune(d.Text)
	}
	for _, g := range gold {
		if err := t.checkSides(g.Sides); err != nil {
			return t, fmt.Errorf("gold: %w", err)
		}
		t.by[g.docs()] = append(t.by[g.docs()], g)
		if g.A.Doc != g.B.Doc {
			t.by[g.docs().flip()] = append(t.by[g.docs().flip()], g)
		}
	}
	return t, nil
}

func (t PassageTask) checkSides(s Sides) error {
	for _, p := range []Passage{s.A, s.B} {
		if p.End > len(t.text[p.Doc]) {
			return fmt.Errorf("%q [%d, %d) is not in the documents", p.Doc, p.Start, p.End)
		}
	}
	return nil
}

// PassageResult is the outcome of a passage task.
type PassageResult struct {
	Pairs        int                `json:"pairs"`           // matches
	PairRecall   float64            `json:"pair_recall"`     // a match covers half of both sides
	Precision    float64            `json:"prec_verifiable"` // right by what can be verified
	SharePlanted float64            `json:"share_planted"`   // of matches, on a planted passage
	CoverRecall  float64            `json:"cover_recall"`    // half of one side is covered by anything
	By           map[string]float64 `json:"by"`              // pair recall by kind, length, where
	ByKindLen    map[string]float64 `json:"by_kind_len"`     // pair recall by kind and length
}

// judgedMatches is about how many matches precision is measured on at most,
// taken at even steps: comparing word by word is slow. It is that of the peers.
const judgedMatches = 4000

// Score measures a run over the documents; matches reported as reuse count.
// It returns an error where a match is not in the documents.
func (t PassageTask) Score(run Run) (PassageResult, error) {
	var found []Sides
	for _, m := range run.Where(Match.Found).Matches {
		if err := t.checkSides(m.Sides); err != nil {
			return PassageResult{}, fmt.Errorf("run: %w", err)
		}
		found = append(found, m.Sides)
	}
	res := PassageResult{Pairs: len(found)}
	t.recall(&res, found)
	t.precision(&res, found)
	return res, nil
}

func (t PassageTask) recall(res *PassageResult, found []Sides) {
	var turned []Sides
	ranges := map[string][]Passage{}
	for _, s := range found {
		turned = append(turned, s, s.flip())
		ranges[s.A.Doc] = append(ranges[s.A.Doc], s.A)
		ranges[s.B.Doc] = append(ranges[s.B.Doc], s.B)
	}
	by := byDocs(turned)
	hits, covers := map[string]Share{}, Share{}
	for _, g := range t.gold {
		hit := slices.ContainsFunc(by[g.docs()], g.halfCovered)
		for _, k := range []string{"all", g.Kind, "len-" + g.Length, g.Where, g.Kind + "/" + g.Length} {
			count(hits, k, hit)
		}
		covers.add(halfOf(g.A, ranges) || halfOf(g.B, ranges))
	}
	res.PairRecall, res.CoverRecall = round(hits["all"].Value(), 4), round(covers.Value(), 4)
	delete(hits, "all")
	res.By, res.ByKindLen = map[string]float64{}, map[string]float64{}
	for k, s := range hits {
		if strings.Contains(k, "/") {
			res.ByKindLen[k] = round(s.Value(), 2)
		} else {
			res.By[k] = round(s.Value(), 3)
		}
	}
}

// halfCovered tells whether a match covers half of both sides.
func (g PlantedPassage) halfCovered(m Sides) bool {
	return 2*g.A.overlap(m.A) >= g.A.Len() && 2*g.B.overlap(m.B) >= g.B.Len()
}

func halfOf(p Passage, ranges map[string][]Passage) bool {
	return 2*unionLen(p, ranges[p.Doc]) >= p.Len()
}

func (t PassageTask) precision(res *PassageResult, found []Sides) {
	step := 1
	if len(found) > judgedMatches {
		step = len(found)/judgedMatches + 1
	}
	planted, right, n := 0, 0, 0
	for i := 0; i < len(found); i += step {
		n++
		if t.onPlanted(found[i]) {
			planted++
		} else if t.alike(found[i]) {
			right++
		}
	}
	res.Precision = round(ratio(planted+right, n), 4)
	res.SharePlanted = round(ratio(planted, n), 4)
}

// onPlanted tells whether more than 20 runes of the match's side in the label's
// first document lie on that label. One side is asked only, as for the peers.
func (t PassageTask) onPlanted(m Sides) bool {
	return slices.ContainsFunc(t.by[m.docs()], func(g PlantedPassage) bool {
		side := m.A
		if g.A.Doc != m.A.Doc {
			side = m.B
		}
		return g.A.overlap(side) > 20
	})
}

func (t PassageTask) alike(m Sides) bool {
	a, b := t.wordsOf(m.A), t.wordsOf(m.B)
	inA := map[string]bool{}
	for _, g := range grams(a, 8) {
		inA[g] = true
	}
	if slices.ContainsFunc(grams(b, 8), func(g string) bool { return inA[g] }) {
		return true
	}
	return len(a) >= 6 && sequenceRatio(a, b) >= .6
}

func (t PassageTask) wordsOf(p Passage) []string {
	return words(string(t.text[p.Doc][p.Start:p.End]))
}

// Rows gives the table: the figures, then recall by kind, length and place.
func (r PassageResult) Rows() [][]string {
	rows := [][]string{{"passages", "share"}, {"recall", digits(r.PairRecall)}, {"precision", digits(r.Precision)},
		{"- of it planted", digits(r.SharePlanted)}, {"covered", digits(r.CoverRecall)}}
	for _, m := range []map[string]float64{r.By, r.ByKindLen} {
		for _, k := range slices.Sorted(maps.Keys(m)) {
			rows = append(rows, []string{"recall " + k, fmt.Sprint(m[k])})
		}
	}
	return rows
}
