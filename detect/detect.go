// Package detect finds text that was used twice: word for word, lightly edited,
// or reworded, inside a document and across a collection. It is the one package
// that library users import.
package detect

import (
	"fmt"
	"sync"

	"github.com/zeebo/xxh3"

	"respun/internal/lexicon"
)

// Detector finds reuse. It may be used by several goroutines.
type Detector struct {
	options Options
	sources *Stage     // how the documents were found, where an index named them
	keyers  *sync.Pool // of *keyer
}

// New returns a Detector. The error names every fault of the options.
func New(o Options) (*Detector, error) {
	if err := o.Validate(); err != nil {
		return nil, fmt.Errorf("detect: %w", err)
	}
	return &Detector{options: o, keyers: new(sync.Pool)}, nil
}

// matchID is the hash of a match's names and ranges.
func matchID(m *Match) string {
	return id(fmt.Sprintf("%q %d %d %q %d %d", m.A.Doc, m.A.Start, m.A.End, m.B.Doc, m.B.Start, m.B.End))
}

func id(s string) string { return fmt.Sprintf("%016x", xxh3.HashString(s)) }

// Fingerprint names what the keys of a document depend on: an index made with
// another one must be made anew.
func Fingerprint() string { return id(Version + lexicon.Fingerprint() + keyScheme) }

// keyScheme changes with the rules for sentences, tokens and keys.
const keyScheme = "1"
