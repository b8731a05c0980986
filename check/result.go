package check

import "respun/detect"

// The parts of a draft, in the order of a table. Each of its words is of one.
const (
	Verbatim      = "verbatim"       // copied word for word
	NearDuplicate = "near-duplicate" // copied and edited
	Spun          = "spun"           // reworded
	Quoted        = "quoted"         // found elsewhere, and quoted with its speaker or author
	Template      = "template"       // a frame, list or the like, no reuse
	Excluded      = "excluded"       // found elsewhere, and excluded for another reason
	Inside        = "inside"         // repeats the draft itself, and is found nowhere else
	Original      = "original"       // none of these
)

// parts gives the rows of a table; kinds come first and have their numbers.
var parts = [...]string{Verbatim, NearDuplicate, Spun, Quoted, Template, Excluded, Inside, Original}

// part is a place in parts.
type part uint8

const (
	spunPart     = part(detect.Spun)
	quotedPart   = spunPart + 1
	templatePart = spunPart + 2
	excludedPart = spunPart + 3
	insidePart   = spunPart + 4
	originalPart = spunPart + 5
)

// Reason says why a passage does not count.
type Reason string

// The reasons. Where several hold for a word, the first of them is told.
const (
	Counts        Reason = ""           // none: it counts
	Quotation     Reason = "quotation"  // stands in quotation marks with its speaker or author near, or in a block quote
	References    Reason = "references" // stands in the list of references
	IgnoredPhrase Reason = "ignored"    // is one of Policy.Ignore
	TemplateText  Reason = "template"   // the match is of a class that only looks like reuse: a spun one, or inside the draft
	Short         Reason = "short"      // the match has fewer words than Policy.MinWords
	TrustedSource Reason = "trusted"    // stands in one of Policy.Trusted as like as anywhere else
)

// Countable lists the reasons that Policy.Count may name.
func Countable() []Reason { return []Reason{Quotation, References, TemplateText} }

// String returns the reason as records have it.
func (r Reason) String() string { return string(r) }

var reasons = [...]Reason{Counts, Quotation, References, IgnoredPhrase, TemplateText, Short, TrustedSource}

// Result is what the desk says of one draft.
type Result struct {
	Draft      string
	Ordinal    int  // the draft's place in the run
	Words      int  // words in the draft
	Over       bool // a limit is passed: the answer is no
	Shares     []Share
	Sources    []Source
	Passages   []Passage
	Exclusions []Exclusion
	Gates      []Gate
}

// Share is one part of the draft. Shares sum to 1, with and without exclusions;
// a draft without words is original.
type Share struct {
	Name     string  // a part
	Words    int     // of the draft
	Share    float64 // 0..1 of the draft's words
	AllWords int     // as if nothing were excluded
	AllShare float64
}

// Source is a document that has words of the draft. They are ranked by the words
// that count and are credited to them, then by all words credited to them, then
// by the words that they have.
type Source struct {
	Doc      string
	Source   string // outlet
	Date     string
	Title    string
	Words    int     // of the draft, credited to this document
	Share    float64 // 0..1 of the draft's words
	Excluded int     // of Words, those that don't count
	Has      int     // words of the draft that the document has, whoever is credited
	Passages int     // credited to this document
	Trusted  string  // the pattern of Policy.Trusted that names it; empty: none
}

// Passage is a run of the draft's words of one kind, credited to one source.
type Passage struct {
	detect.Span          // bytes of the draft's text
	Words       int      // in the passage
	Kind        string   // Verbatim, NearDuplicate, Spun or Inside
	Match       string   // id of the match with its source; of the group, where the source is known through one
	Source      string   // name of the document credited; the draft's where it repeats itself
	AlsoIn      []string // other documents that have half of the words at least, the best first
	Excluded    Reason   // why it does not count
}

// Exclusion sums up what one reason excluded.
type Exclusion struct {
	Reason   Reason
	Words    int
	Passages int
}

// Gate is a limit and how the draft stands to it.
type Gate struct {
	Name  string  // Copied, or a part but Original
	Limit float64 // 0..1: a larger share is over
	Share float64 // 0..1
	Over  bool
}
