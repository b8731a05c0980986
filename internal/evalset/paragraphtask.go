package evalset

import (
	"fmt"
	"io/fs"
	"regexp"
	"unicode/utf8"

	"respun/shingle"
)

// The paragraph task: rewritten news paragraphs among all source paragraphs,
// each a document of its own. Every combination of a rewrite and a source is a
// candidate; right is a rewrite with its own source, false one with a paragraph
// of another article. A paragraph with a neighbour of its source is neither.
// Some 8 to 18 "false" pairs per 1,000 are true wire copies between articles.

// ParagraphTask is the task over a sample of labels.
type ParagraphTask struct {
	Rewritten []TaskParagraph
	Sources   []TaskParagraph
	want      map[[2]int]bool // rewritten and source, by their places in the lists
}

// TaskParagraph is a paragraph as a document, and the article it is from.
type TaskParagraph struct {
	shingle.Document
	article string
}

// ParagraphSample is the number of labels in the sample peers were measured on.
const ParagraphSample = 600

var articleID = regexp.MustCompile(`r\d+`)

// NewParagraphTask makes the task of the first n labels of the shuffled
// collection, the same sample for the same n as the peers had. It returns an
// error where a label's document has no article number (r041) in its name.
func NewParagraphTask(news SpunNews, n int) (ParagraphTask, error) {
	t := ParagraphTask{want: map[[2]int]bool{}}
	order := pythonShuffle(sampleSeed, len(news.cases))
	sources := map[Passage]int{}
	for _, k := range order[:min(n, len(order))] {
		c, text := news.cases[k], news.Paragraphs[k].Paragraphs[0]
		a, b := articleID.FindString(c.A.Doc), articleID.FindString(c.B.Doc)
		if a == "" || b == "" {
			return t, fmt.Errorf("no article number in the names %q and %q", c.A.Doc, c.B.Doc)
		}
		s, ok := sources[c.B]
		if !ok {
			s = len(t.Sources)
			sources[c.B] = s
			t.Sources = append(t.Sources, taskParagraph("source", s, text.Source, b))
		}
		t.want[[2]int{len(t.Rewritten), s}] = true
		t.Rewritten = append(t.Rewritten, taskParagraph("rewritten", len(t.Rewritten), text.Rewritten, a))
	}
	return t, nil
}

func taskParagraph(side string, i int, text, article string) TaskParagraph {
	return TaskParagraph{shingle.Document{Name: fmt.Sprintf("%s-%04d", side, i), Text: text}, article}
}

// LoadParagraphTask reads the collection (see LoadSpunNews) and makes the task
// of n labels.
func LoadParagraphTask(fsys fs.FS, n int) (ParagraphTask, error) {
	news, err := LoadSpunNews(fsys)
	if err != nil {
		return ParagraphTask{}, err
	}
	return NewParagraphTask(news, n)
}

// Documents returns all paragraphs, sources first, for a scan at passage level.
func (t ParagraphTask) Documents() []shingle.Document {
	var docs []shingle.Document
	for _, p := range t.Sources {
		docs = append(docs, p.Document)
	}
	for _, p := range t.Rewritten {
		docs = append(docs, p.Document)
	}
	return docs
}

// ParagraphResult is the outcome of a paragraph task.
type ParagraphResult struct {
	Rewritten    int     `json:"n_spun"`
	Sources      int     `json:"n_src"`
	Recall       float64 `json:"recall"`         // 0..1, three digits
	False        int     `json:"false"`          // pairs of paragraphs of different articles
	FalsePer1000 float64 `json:"false_per_1000"` // rewritten paragraphs, one digit
}

// Score counts what a run over Documents found: pairs of a rewritten and a
// source paragraph with a match that is reported as reuse.
func (t ParagraphTask) Score(run Run) ParagraphResult {
	return t.score(t.found(run), func(finding) bool { return true })
}

// finding is how sure a rewritten and a source paragraph match.
type finding struct {
	confidence float64 // of the surest match
	whole      float64 // that times the share of the paragraph that matches cover less
}

// found returns the findings, by the places of the paragraphs in their lists.
func (t ParagraphTask) found(run Run) map[[2]int]finding {
	rewritten, sources := places(t.Rewritten), places(t.Sources)
	hits, found := map[[2]int][]Sides{}, map[[2]int]finding{}
	for _, m := range run.Where(Match.Found).Matches {
		for _, v := range []Sides{m.Sides, m.flip()} {
			i, isA := rewritten[v.A.Doc]
			j, isB := sources[v.B.Doc]
			if isA && isB {
				at := [2]int{i, j}
				hits[at] = append(hits[at], v)
				found[at] = finding{confidence: max(found[at].confidence, m.Confidence)}
			}
		}
	}
	for at, f := range found {
		f.whole = f.confidence * t.covered(at, hits[at])
		found[at] = f
	}
	return found
}

// covered returns which share of two paragraphs the hits cover, of the one that they
// cover less, 0..1.
func (t ParagraphTask) covered(at [2]int, hits []Sides) float64 {
	a, b := t.Rewritten[at[0]], t.Sources[at[1]]
	whole := Sides{A: Passage{a.Name, 0, utf8.RuneCountInString(a.Text)}, B: Passage{b.Name, 0, utf8.RuneCountInString(b.Text)}}
	ofA, ofB := coveredLens(whole, hits)
	return min(ratio(ofA, whole.A.End), ratio(ofB, whole.B.End))
}

func (t ParagraphTask) score(found map[[2]int]finding, keep func(finding) bool) ParagraphResult {
	hits, wrong := 0, 0
	for p, f := range found {
		switch {
		case !keep(f):
		case t.want[p]:
			hits++
		case t.Rewritten[p[0]].article != t.Sources[p[1]].article:
			wrong++
		}
	}
	return ParagraphResult{Rewritten: len(t.Rewritten), Sources: len(t.Sources), False: wrong,
		Recall: round(ratio(hits, len(t.want)), 3), FalsePer1000: perThousand(wrong, len(t.Rewritten))}
}

func places(ps []TaskParagraph) map[string]int {
	at := map[string]int{}
	for i, p := range ps {
		at[p.Name] = i
	}
	return at
}

// ParagraphSweep is the outcome at each threshold.
type ParagraphSweep []ParagraphPoint

// ParagraphPoint is what a threshold gives, first of confidence. Whole is what it
// gives of confidence times the share of the paragraph that is covered less: two
// paragraphs of other articles have a phrase or a name in common, seldom the whole.
type ParagraphPoint struct {
	Threshold float64 `json:"threshold"` // 0..1
	ParagraphResult
	Whole ParagraphResult `json:"whole"`
}

// Sweep scores one run made with --min-confidence 0 at each threshold.
func (t ParagraphTask) Sweep(run Run, thresholds []float64) ParagraphSweep {
	found := t.found(run)
	var s ParagraphSweep
	for _, th := range thresholds {
		s = append(s, ParagraphPoint{th,
			t.score(found, func(f finding) bool { return f.confidence >= th }),
			t.score(found, func(f finding) bool { return f.whole >= th })})
	}
	return s
}

// Rows gives the table: a line a threshold.
func (s ParagraphSweep) Rows() [][]string {
	rows := [][]string{{"threshold", "recall", "false", "false per 1,000", "whole: recall", "false", "false per 1,000"}}
	for _, p := range s {
		row := []string{fmt.Sprintf("%.3f", p.Threshold)}
		for _, r := range []ParagraphResult{p.ParagraphResult, p.Whole} {
			row = append(row, fmt.Sprintf("%.3f", r.Recall), fmt.Sprint(r.False), fmt.Sprintf("%.1f", r.FalsePer1000))
		}
		rows = append(rows, row)
	}
	return rows
}
