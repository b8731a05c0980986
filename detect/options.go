package detect

import (
	"errors"
	"fmt"
	"runtime"
	"slices"

	"github.com/goccy/go-json"
	"github.com/zeebo/xxh3"

	"respun/internal/decide"
	"respun/internal/lexicon"
)

// Version is the version of the program and of what it decides.
const Version = "0.1.0"

// Level is what is compared: passages, or documents as a whole.
type Level uint8

// The levels.
const (
	PassageLevel Level = iota
	DocumentLevel
)

var levelNames = [...]string{"passage", "document"}

func (l Level) String() string { return levelNames[l] }

// SameSource says what becomes of matches between documents of one outlet.
type SameSource uint8

// What becomes of them.
const (
	SameSourceKeep SameSource = iota // reported like others
	SameSourceSkip                   // left out
	SameSourceOnly                   // nothing else is reported
)

var sameSourceNames = [...]string{"keep", "skip", "only"}

func (s SameSource) String() string { return sameSourceNames[s] }

// Options is what a Detector is made with; begin with Defaults, as the zero value is not
// valid. Those of the first part change the result and enter the fingerprint; those of the
// second don't.
type Options struct {
	Level         Level
	Kinds         []Kind     // reported kinds; empty: all
	Classes       []Class    // reported classes of spun matches; empty: reuse
	MinSimilarity float64    // 0..1
	MinConfidence float64    // 0..1
	MinWords      int        // words of the shorter side
	MinPair       float64    // document level and clusters: smallest Jaccard or containment, 0..1; clusters ask for more (clusters.go)
	MaxPairwise   int        // a passage in more places is one group
	SameSource    SameSource // by Document.Source
	Documents     bool       // a record per document
	Language      string     // BCP 47 tag for all documents; empty: each is checked
	OnlyNew       bool       // only what involves a Document.New
	Keep          []string   // names of documents that represent their cluster first
	Brute         bool       // compare every pair of sentences, no buckets: slow, the truth for tests

	Workers int // goroutines that work at a time; 0: one a processor. It limits no processors
	// Memory is how many bytes the process may have in memory; beyond, what is
	// large lies in temporary files below Tmp (empty: where the system keeps such),
	// up to four times the text. 0: no bound, and no files. The bound is the whole
	// process's: it also sets the limit of the garbage collector while a scan runs.
	Memory int64
	Tmp    string
	// Checkpoint is a folder in which a scan keeps what it has done, so that one that
	// was killed goes on there, with the same result; empty: nothing is kept. Nothing
	// is left there once the scan is done.
	Checkpoint string
	// Progress is told now and then, from one goroutine at a time, what a run is at;
	// it may be nil. Stages come one after the other: "read" (In: bytes, Out:
	// documents so far), "compare" (In: all documents, Out: those compared with
	// what they may share), "judge" (In: all pairs of documents with something in
	// common, Out: those decided), "measure" (In: all pairs of documents, Out: those measured);
	// of named pairs "pairs" alone (In: all, Out: those compared).
	Progress func(done Stage)
	Trace    func(Trace) // told what became of each candidate that was decided about, from one goroutine at a time; may be nil
	TraceA   string      // with Trace: only candidates of these two documents, by name; both empty: all
	TraceB   string
	// Listed tells where pair n of ComparePairs, from 0, is listed, as file:line, for
	// messages; nil: they count pairs from 1.
	Listed func(n int) string
}

// Defaults returns the options a scan uses where nothing else is said.
func Defaults() Options {
	return Options{MinConfidence: .5, MinWords: 6, MinPair: .5, MaxPairwise: 20}
}

// mostWorkers is how many workers make sense on the largest machines there are; each
// takes some megabytes.
const mostWorkers = 4096

// Validate names every fault at once.
func (o Options) Validate() error {
	var faults []error
	unit := func(name string, v float64) {
		if !(v >= 0 && v <= 1) {
			faults = append(faults, fmt.Errorf("%s is %v, not within 0..1", name, v))
		}
	}
	unit("the smallest similarity", o.MinSimilarity)
	unit("the smallest confidence", o.MinConfidence)
	unit("the smallest pair", o.MinPair)
	known := func(name string, value int, names []string) {
		if value >= len(names) {
			faults = append(faults, fmt.Errorf("%s %d is none there is", name, value))
		}
	}
	known("level", int(o.Level), levelNames[:])
	for _, k := range o.Kinds {
		known("kind", int(k), kindNames[:])
	}
	for _, c := range o.Classes {
		known("class", int(c), classNames[:])
	}
	known("rule for the same source", int(o.SameSource), sameSourceNames[:])
	if o.MinWords < 0 {
		faults = append(faults, fmt.Errorf("the smallest number of words is %d, below 0", o.MinWords))
	}
	if o.MaxPairwise < 1 {
		faults = append(faults, fmt.Errorf("pairwise matches up to %d places, not at least 1", o.MaxPairwise))
	}
	if o.Memory < 0 {
		faults = append(faults, fmt.Errorf("%d bytes of memory", o.Memory))
	}
	if o.Workers < 0 || o.Workers > mostWorkers {
		faults = append(faults, fmt.Errorf("%d workers, not within 0..%d", o.Workers, mostWorkers))
	}
	if o.Language != "" {
		if _, ok := lexicon.ParseLanguage(o.Language); !ok {
			faults = append(faults, fmt.Errorf("language %q is not known", o.Language))
		}
	}
	return errors.Join(faults...)
}

func (o Options) workers() int {
	if o.Workers > 0 {
		return o.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// changing returns the options that change the result, by name.
func (o Options) changing() map[string]any {
	kinds, classes := o.Kinds, o.Classes
	if len(kinds) == 0 {
		kinds = []Kind{Verbatim, NearDuplicate, Spun}
	}
	if len(classes) == 0 {
		classes = []Class{Reuse}
	}
	language := o.Language
	if language == "" {
		language = "auto"
	}
	return map[string]any{
		"level": o.Level.String(), "kinds": names(kinds), "classes": names(classes),
		"min_similarity": o.MinSimilarity, "min_confidence": o.MinConfidence, "min_words": o.MinWords,
		"min_pair": o.MinPair, "max_pairwise": o.MaxPairwise, "same_source": o.SameSource.String(),
		"documents": o.Documents, "language": language, "only_new": o.OnlyNew, "keep": len(o.Keep), "brute": o.Brute,
	}
}

func names[T fmt.Stringer](list []T) []string {
	var out []string
	for _, x := range list {
		if !slices.Contains(out, x.String()) {
			out = append(out, x.String())
		}
	}
	slices.Sort(out)
	return out
}

// fingerprint is the hash of what changes the result: the options, the embedded
// tables, the decision and the version.
func (o Options) fingerprint() string {
	b, err := json.Marshal([]any{Version, o.changing(), o.Keep, lexicon.Fingerprint(), decide.Fingerprint()})
	if err != nil {
		panic("detect: options cannot be written: " + err.Error()) // only plain values are in it
	}
	return fmt.Sprintf("%016x", xxh3.Hash(b))
}

func (o Options) wantsKind(k Kind) bool { return len(o.Kinds) == 0 || slices.Contains(o.Kinds, k) }

// wantsClass tells whether a match is reported: verbatim and near-duplicate ones
// are never lost by their class.
func (o Options) wantsClass(k Kind, c Class) bool {
	if k != Spun || len(o.Classes) == 0 && c == Reuse {
		return true
	}
	return slices.Contains(o.Classes, c)
}
