package report

import "respun/detect"

// CheckSink is a sink that can also write what the desk found. Check is called
// once a draft, after Begin and before the first Match, so that formats which
// are read from the top can say it there. CSV, which has matches only, is none.
type CheckSink interface {
	detect.Sink
	Check(CheckRecord) error
}

// CheckRecord is what the desk found about one draft, ready to be written.
type CheckRecord struct {
	Draft   string `json:"draft"` // the draft's name
	Ordinal int    `json:"-"`     // its place in the input
	Words   int    `json:"words"` // words in the draft
	Over    bool   `json:"over"`  // a gate was passed: the answer is no
	// Shares gives a line per kind of reuse and one for what is original.
	Shares []CheckShare `json:"shares"`
	// Sources is ranked: what explains most comes first.
	Sources []CheckSource `json:"sources"`
	// Passages gives the draft's matched passages in order.
	Passages []CheckPassage `json:"passages"`
	// Exclusions sums up what was left out of the shares, by reason.
	Exclusions []CheckExclusion `json:"exclusions"`
	// Gates lists the limits that were set.
	Gates []CheckGate `json:"gates"`
}

// CheckShare is a part of the draft: "verbatim", "near-duplicate", "spun",
// "quoted", "template", "excluded" (for another reason), "inside" (repeats the
// draft itself), "original". Each word is in one part: the shares sum to 1.
type CheckShare struct {
	Name     string  `json:"name"`
	Words    int     `json:"words"`     // exclusions left out
	Share    float64 `json:"share"`     // 0..1 of the draft's words
	AllWords int     `json:"all_words"` // as if nothing were excluded
	AllShare float64 `json:"all_share"`
}

// CheckSource is a document the draft took passages from.
type CheckSource struct {
	Doc      string  `json:"doc"`
	Source   string  `json:"source,omitempty"` // outlet
	Date     string  `json:"date,omitempty"`
	Title    string  `json:"title,omitempty"`
	Words    int     `json:"words"`    // of the draft, credited to this source
	Share    float64 `json:"share"`    // 0..1 of the draft's words
	Excluded int     `json:"excluded"` // of the words, those that don't count
	Has      int     `json:"has"`      // words of the draft that it has, whoever is credited
	Passages int     `json:"passages"` // credited to this source
	// Trusted says by which pattern reuse from it is excluded; empty where it is not.
	Trusted string `json:"trusted,omitempty"`
}

// CheckPassage is one passage of the draft and whom it is credited to.
type CheckPassage struct {
	detect.Span `json:"-"` // bytes of the draft's text
	Words       int        `json:"words"`
	Kind        string     `json:"kind"`               // a kind, or "inside"
	Match       string     `json:"match"`              // id of the match with its best source
	Source      string     `json:"source"`             // document credited; the draft where it repeats itself
	AlsoIn      []string   `json:"also_in,omitempty"`  // other documents that have half of the words at least
	Excluded    string     `json:"excluded,omitempty"` // why it does not count
}

// CheckExclusion sums up what one reason excluded.
type CheckExclusion struct {
	Reason   string `json:"reason"`
	Words    int    `json:"words"`
	Passages int    `json:"passages"`
}

// CheckGate is a limit and how the draft stands to it.
type CheckGate struct {
	Name  string  `json:"name"`  // "copied", or a part but "original"
	Limit float64 `json:"limit"` // 0..1, the most that may pass
	Share float64 `json:"share"` // 0..1
	Over  bool    `json:"over"`
}
