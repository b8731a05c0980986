package detect

import (
	"respun/internal/edits"
	"respun/shingle"
)

// Document and Span are shingle's, so that library users import one package.
type (
	Document = shingle.Document
	Span     = shingle.Span
)

// Kind tells how alike the two passages of a match are.
type Kind uint8

// The kinds, from the most to the least alike.
const (
	Verbatim      Kind = iota // the same tokens once case, quotes and dashes are folded
	NearDuplicate             // lightly edited
	Spun                      // reworded
)

var kindNames = [...]string{"verbatim", "near-duplicate", "spun"}

func (k Kind) String() string { return kindNames[k] }

// MarshalText writes the name of the kind.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// Class tells reuse from what merely looks like it. It is decided for spun
// matches; verbatim and near-duplicate ones may carry one as a label.
type Class uint8

// The classes; design and measured effect are described in classify.go.
const (
	Reuse Class = iota
	Template
	Furniture
	Caption
	Echo
	Parallel
	List
	Series
	Quotation
)

var classNames = [...]string{"reuse", "template", "furniture", "caption", "echo", "parallel", "list", "series", "quotation"}

func (c Class) String() string { return classNames[c] }

// MarshalText writes the name of the class.
func (c Class) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// Side is one of the two passages of a match.
type Side struct {
	Doc     string // the document's name
	Ordinal int    // its place in the input, from 0
	Span           // bytes of the document's text
	Text    string // the text of the span
	Words   int    // words in the span
}

// Mark tells what became of one word of a passage.
type Mark = edits.Mark

// What became of a word on the other side.
const (
	Kept     = edits.Kept     // stands there too, in the same order
	Moved    = edits.Moved    // stands there too, elsewhere
	Synonym  = edits.Synonym  // replaced by a word of the same meaning
	Replaced = edits.Replaced // replaced by another word
	Added    = edits.Added    // stands in b only
	Dropped  = edits.Dropped  // stands in a only
)

// MarkedSpan is a word (byte range into the document's text) and its mark.
type MarkedSpan struct {
	Span
	Mark Mark
}

// Evidence says why a match is believed. Counts are words.
type Evidence struct {
	Kept, Synonyms, Replaced, Added, Dropped, Moved int
	// OtherForms counts those kept that stand there in another form: "quotas" for "quota".
	OtherForms int
	// SharedShingles counts the distinct 5-word shingles both sides have.
	SharedShingles int
	// Rare lists the rarest shared stems, rarest first (8 at most).
	Rare []string
	// Obfuscation names what hides the reuse: "look-alike letters",
	// "invisible characters", "full-width letters".
	Obfuscation []string
	// EditSimilarity is 1 - Levenshtein distance over tokens / longer side, 0..1.
	EditSimilarity float64
	// Explanation is the evidence in one English sentence.
	Explanation string
	// MarksA and MarksB give the words of either side in order; empty where a side
	// has more than 65,536.
	MarksA, MarksB []MarkedSpan
}

// Match is two passages of which one was made from the other, or both from a third.
type Match struct {
	ID         string // hash of names and ranges
	Kind       Kind
	Class      Class
	Similarity float64 // 0..1, exact: Tversky (.8 smaller, .2 larger side) over weighted stems; 1 for verbatim
	Confidence float64 // 0..1: calibrated chance that one side derives from the other
	A, B       Side
	Evidence   Evidence
}

// Place is a passage's place in a document.
type Place struct {
	Doc     string
	Ordinal int
	Span
}

// Group is one passage found in more places than Options.MaxPairwise.
type Group struct {
	ID             string
	Kind           Kind
	Class          Class
	Similarity     float64 // smallest to the representative, 0..1
	Occurrences    []Place
	Representative Place
}

// Pair sums up what two documents share.
type Pair struct {
	A, B                 string
	OrdinalA, OrdinalB   int
	Jaccard              float64 // of word 5-shingles, exact, 0..1
	Containment          float64 // of word 5-shingles, in the smaller document, exact, 0..1
	CoverageA, CoverageB float64 // share of the document's words inside matches, 0..1; document level: of its word 5-shingles that the other has
	Matches              int
	Kind                 Kind // of most of the matched words; document level: verbatim where Jaccard is 1, else near-duplicate
}

// Cluster is a set of documents alike to its representative.
type Cluster struct {
	ID             string
	Docs           []string
	Representative string
	Cohesion       float64 // smallest verified similarity to the representative, 0..1
}

// DocumentShares says how much of a document is its own. The shares sum to 1.
type DocumentShares struct {
	Doc         string
	Ordinal     int
	Words       int
	Inside      float64 // repeats the document itself
	Across      float64 // found in other documents
	Original    float64
	DuplicateOf string // representative of the document's cluster, where it is another
}

// Skip is an input, or a part of one, that was not compared, and why.
type Skip struct {
	Doc    string // name of the document or input file
	Reason string // a short stable word: "not-json", "no-text", "truncated", ...
	Detail string // for people: line number, cause
	Count  int    // parts of an input that it stands for, where they are too many to be told one by one; 0: one
}

// Stage is a step of the funnel: what came in, what went on, what was lost and why. What
// came in and was added is what went on, was dropped or was capped; but that what is
// capped of windows, alignments and drafts would have come in.
type Stage struct {
	Name    string
	In, Out int64
	Added   map[string]int64 // by where it comes from; found by the stage itself
	Dropped map[string]int64 // by reason; not passed on
	Capped  map[string]int64 // by reason; not looked at, as there was too much
}

// Stats is the funnel of a run.
type Stats struct {
	Documents, Bytes, Sentences, Words int64 // at document level no sentences, and words as word shingles have them, not tokens as DocumentShares
	Matches, Groups, Pairs, Clusters   int64
	Skipped                            map[string]int64 // by reason
	RepeatedNames                      int64
	Stages                             []Stage
}

// Begin opens a run.
type Begin struct {
	Version     string
	Options     map[string]any // result-changing options only
	Fingerprint string         // hash of Options and the embedded tables
	// Text returns a document's text by ordinal; it serves until the run ends.
	// Reports need it to give ranges in runes or UTF-16 units.
	Text func(ordinal int) (string, error)
	// Doc returns a document's name and what is known of it, without the text.
	Doc func(ordinal int) Document
}

// Sink takes a run's records in their fixed order: Begin; Match by (ordinal of
// a, a.start, ordinal of b, b.start); Group; Pair; Cluster; Document; Skip; End.
// Calls come from one goroutine; what they hand over may be kept. An error ends the run.
type Sink interface {
	Begin(Begin) error
	Match(*Match) error
	Group(*Group) error
	Pair(*Pair) error
	Cluster(*Cluster) error
	Document(*DocumentShares) error
	Skip(Skip) error
	End(Stats) error
}
