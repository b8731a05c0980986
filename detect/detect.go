// Package detect finds text that was used twice: word for word, lightly edited,
// or reworded, inside a document and across a collection. It is the one package
// that library users import.
package detect

import (
	"fmt"
	"strconv"
	"sync"

	"github.com/zeebo/xxh3"

	"respun/internal/lexicon"
)

// Detector finds reuse. It may be used by several goroutines.
type Detector struct {
	options Options
	sources *Stage          // how the documents were found, where an index named them
	keyers  *sync.Pool      // of *keyer
	named   map[string]bool // documents that are kept; nil: all
}

// New returns a Detector. The error names every fault of the options.
func New(o Options) (*Detector, error) {
	if err := o.Validate(); err != nil {
		return nil, fmt.Errorf("detect: %w", err)
	}
	return &Detector{options: o, keyers: new(sync.Pool)}, nil
}

// Level returns what the detector compares: passages or whole documents.
func (d *Detector) Level() Level { return d.options.Level }

// matchID is the hash of a match's names and ranges.
func matchID(m *Match) string {
	b := make([]byte, 0, 128)
	for i, s := range []*Side{&m.A, &m.B} {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(strconv.AppendQuote(b, s.Doc), ' ')
		b = append(strconv.AppendInt(b, int64(s.Start), 10), ' ')
		b = strconv.AppendInt(b, int64(s.End), 10)
	}
	return id(string(b))
}

func id(s string) string { return fmt.Sprintf("%016x", xxh3.HashString(s)) }

// Fingerprint names what the keys of a document depend on: an index made with
// another one must be made anew.
func Fingerprint() string { return id(Version + lexicon.Fingerprint() + keyScheme) }

// keyScheme changes with the rules for sentences, tokens and keys.
const keyScheme = "3"
