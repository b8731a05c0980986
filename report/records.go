package report

import (
	"cmp"
	"math"
	"slices"

	"respun/detect"
)

// Format is the number of the format of the documented JSON lines. The field order of
// records is the order in the output: change nothing here without changing the number.
const Format = 1

type beginRecord struct {
	Type        string         `json:"type"`
	Format      int            `json:"format"`
	Version     string         `json:"version"`
	Options     map[string]any `json:"options"`
	Fingerprint string         `json:"fingerprint"`
	Offsets     string         `json:"offsets"`
}

type matchRecord struct {
	Type       string         `json:"type"`
	ID         string         `json:"id"`
	Kind       detect.Kind    `json:"kind"`
	Class      detect.Class   `json:"class"`
	Excluded   string         `json:"excluded,omitempty"` // in a check: why it does not count
	Similarity float64        `json:"similarity"`
	Confidence float64        `json:"confidence"`
	A          sideRecord     `json:"a"`
	B          sideRecord     `json:"b"`
	Evidence   evidenceRecord `json:"evidence"`
}

type sideRecord struct {
	placeRecord
	Text  string `json:"text"`
	Words int    `json:"words"`
}

type placeRecord struct {
	Doc   string `json:"doc"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

type evidenceRecord struct {
	Kept           int         `json:"kept"`
	Synonyms       int         `json:"synonyms"`
	Replaced       int         `json:"replaced"`
	Added          int         `json:"added"`
	Dropped        int         `json:"dropped"`
	Moved          int         `json:"moved"`
	OtherForms     int         `json:"other_forms"`
	SharedShingles int         `json:"shared_shingles"`
	Rare           []string    `json:"rare"`
	Obfuscation    []string    `json:"obfuscation"`
	EditSimilarity float64     `json:"edit_similarity"`
	Explanation    string      `json:"explanation"`
	Marks          marksRecord `json:"marks"`
}

// marksRecord lists [start, end, mark] per side.
type marksRecord struct {
	A [][3]any `json:"a"`
	B [][3]any `json:"b"`
}

type groupRecord struct {
	Type           string        `json:"type"`
	ID             string        `json:"id"`
	Kind           detect.Kind   `json:"kind"`
	Class          detect.Class  `json:"class"`
	Similarity     float64       `json:"similarity"`
	Occurrences    []placeRecord `json:"occurrences"`
	Representative placeRecord   `json:"representative"`
}

type pairRecord struct {
	Type        string      `json:"type"`
	A           string      `json:"a"`
	B           string      `json:"b"`
	Jaccard     float64     `json:"jaccard"`
	Containment float64     `json:"containment"`
	CoverageA   float64     `json:"coverage_a"`
	CoverageB   float64     `json:"coverage_b"`
	Matches     int         `json:"matches"`
	Kind        detect.Kind `json:"kind"`
}

type clusterRecord struct {
	Type           string   `json:"type"`
	ID             string   `json:"id"`
	Docs           []string `json:"docs"`
	Representative string   `json:"representative"`
	Cohesion       float64  `json:"cohesion"`
}

type documentRecord struct {
	Type        string  `json:"type"`
	Doc         string  `json:"doc"`
	Words       int     `json:"words"`
	Inside      float64 `json:"inside"`
	Across      float64 `json:"across"`
	Original    float64 `json:"original"`
	DuplicateOf string  `json:"duplicate_of,omitempty"`
}

type skipRecord struct {
	Type   string `json:"type"`
	Doc    string `json:"doc"`
	Reason string `json:"reason"`
	Detail string `json:"detail"`
	Count  int    `json:"count,omitempty"`
}

type checkRecord struct {
	Type string `json:"type"`
	CheckRecord
	Passages []passageRecord `json:"passages"`
}

type passageRecord struct {
	Start int `json:"start"`
	End   int `json:"end"`
	CheckPassage
}

type endRecord struct {
	Type  string      `json:"type"`
	Stats statsRecord `json:"stats"`
}

type statsRecord struct {
	Documents     int64            `json:"documents"`
	Bytes         int64            `json:"bytes"`
	Sentences     int64            `json:"sentences"`
	Words         int64            `json:"words"`
	Matches       int64            `json:"matches"`
	Groups        int64            `json:"groups"`
	Pairs         int64            `json:"pairs"`
	Clusters      int64            `json:"clusters"`
	Skipped       map[string]int64 `json:"skipped"`
	RepeatedNames int64            `json:"repeated_names"`
	Stages        []stageRecord    `json:"stages"`
}

type stageRecord struct {
	Name    string           `json:"name"`
	In      int64            `json:"in"`
	Out     int64            `json:"out"`
	Added   map[string]int64 `json:"added"`
	Dropped map[string]int64 `json:"dropped"`
	Capped  map[string]int64 `json:"capped"`
}

// fraction rounds to the four decimals that records have; what is no number
// becomes 0, since JSON has no way to say it.
func fraction(x float64) float64 { return rounded(x, 1e4) }

// precise is for what is rounded once more where it is shown: .84246 as .8425 would be
// 84.3 %.
func precise(x float64) float64 { return rounded(x, 1e6) }

func precisely(shares ...float64) []float64 {
	out := make([]float64, len(shares))
	for i, x := range shares {
		out[i] = precise(x)
	}
	return out
}

func rounded(x, unit float64) float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return 0
	}
	return math.Round(x*unit) / unit
}

// fractions rounds the shares of one whole so that they sum to it: three thirds would be
// .9999. Those that are cut most get what is left (Hamilton's method): none is off by more
// than the last decimal, and nothing stays nothing.
func fractions(shares ...float64) []float64 {
	millionths, order, left := make([]int, len(shares)), make([]int, len(shares)), 0
	for i, x := range shares {
		n := int(math.Round(precise(x) * 1e6))
		millionths[i], order[i] = n, i
		left += n % 100
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(millionths[j]%100, millionths[i]%100) })
	out := make([]float64, len(shares))
	for n, i := range order {
		units := millionths[i] / 100
		if n < (left+50)/100 {
			units++
		}
		out[i] = float64(units) / 1e4
	}
	return out
}

// list and table make empty lists and objects of nil ones, so that readers
// need not expect null.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

func table[V any](m map[string]V) map[string]V {
	if m == nil {
		return map[string]V{}
	}
	return m
}
