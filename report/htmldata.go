package report

import "respun/detect"

// The data of the page, in the names its scripts know. Positions are UTF-16
// units, documents are places in Docs, kinds and classes are numbers.
type pageData struct {
	Version     string         `json:"version"`
	Fingerprint string         `json:"fingerprint"`
	Options     map[string]any `json:"options"`
	Redacted    bool           `json:"redacted"`
	Left        map[string]int `json:"left"`     // records that did not fit, by what they are
	Excerpts    int            `json:"excerpts"` // texts that are not whole
	Docs        []pageDoc      `json:"docs"`
	Matches     []pageMatch    `json:"matches"`
	Groups      []pageGroup    `json:"groups"`
	Pairs       []pagePair     `json:"pairs"`
	Clusters    []pageCluster  `json:"clusters"`
	Checks      []pageCheck    `json:"checks"`
	Skips       []skipRecord   `json:"skips"`
	Stats       statsRecord    `json:"stats"`
}

// pageCheck is a check with its draft's place in Docs, and passages in UTF-16 units.
type pageCheck struct {
	checkRecord
	Doc int `json:"doc"`
}

type pageDoc struct {
	Name      string      `json:"name"`
	Source    string      `json:"source,omitempty"`
	Date      string      `json:"date,omitempty"`
	Title     string      `json:"title,omitempty"`
	Length    int         `json:"length"`
	Duplicate *int        `json:"duplicate,omitempty"`
	Shares    *pageShares `json:"shares,omitempty"`
}

type pageShares struct {
	Words  int     `json:"words"`
	Inside float64 `json:"inside"`
	Across float64 `json:"across"`
}

type pagePlace struct {
	Doc   int `json:"doc"`
	Start int `json:"start"`
	End   int `json:"end"`
	Line  int `json:"line"`
}

type pageSide struct {
	pagePlace
	Words int   `json:"words"`
	Marks []int `json:"marks"` // start, end, mark; from the passage's start
}

type pageMatch struct {
	ID          string   `json:"id"`
	Kind        int      `json:"kind"`
	Class       int      `json:"class"`
	Similarity  float64  `json:"similarity"`
	Confidence  float64  `json:"confidence"`
	A           pageSide `json:"a"`
	B           pageSide `json:"b"`
	Counts      [6]int   `json:"counts"` // by Mark
	Rare        []string `json:"rare"`
	Obfuscation []string `json:"obfuscation"`
	Why         string   `json:"why"`
	Excluded    string   `json:"excluded,omitempty"`
}

type pageGroup struct {
	Kind           int         `json:"kind"`
	Class          int         `json:"class"`
	Similarity     float64     `json:"similarity"`
	Places         []pagePlace `json:"places"`
	Representative pagePlace   `json:"representative"`
}

type pagePair struct {
	A           int     `json:"a"`
	B           int     `json:"b"`
	Jaccard     float64 `json:"jaccard"`
	Containment float64 `json:"containment"`
	CoverageA   float64 `json:"coverage_a"`
	CoverageB   float64 `json:"coverage_b"`
	Matches     int     `json:"matches"`
	Kind        int     `json:"kind"`
}

type pageCluster struct {
	Docs           []int   `json:"docs"`
	Representative int     `json:"representative"`
	Cohesion       float64 `json:"cohesion"`
}

func newPageMatch(m *detect.Match) pageMatch {
	e := &m.Evidence
	return pageMatch{ID: m.ID, Kind: int(m.Kind), Class: int(m.Class), Similarity: fraction(m.Similarity),
		Confidence: fraction(m.Confidence), Rare: list(e.Rare), Obfuscation: list(e.Obfuscation), Why: e.Explanation,
		Counts: [6]int{detect.Kept: e.Kept, detect.Moved: e.Moved, detect.Synonym: e.Synonyms,
			detect.Replaced: e.Replaced, detect.Added: e.Added, detect.Dropped: e.Dropped}}
}
