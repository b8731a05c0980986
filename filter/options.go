package filter

import (
	"errors"
	"fmt"
	"time"

	"respun/detect"
)

// Options is what a Filter is made with; begin with Defaults, as the zero value asks for the
// passage level without Detect.
type Options struct {
	// TTL is how long a document is remembered from when it came; 0: for ever.
	TTL time.Duration
	// MaxDocuments is how many documents are remembered, the latest; 0: all.
	MaxDocuments int
	// KeepText keeps texts, compressed, and makes every number exact.
	KeepText bool
	// Level detect.PassageLevel also looks for passages of earlier documents that
	// were copied or reworded. It keeps texts.
	Level detect.Level
	// Detect is how passages are compared at the passage level; elsewhere nobody reads it.
	Detect detect.Options
	// Store persists what is remembered; nil: in memory only. At the passage level it is a
	// detect.Index too, as index.Index is. Who made it closes it, after the last Put.
	Store Store
	// Now returns the time; nil: time.Now.
	Now func() time.Time
}

// Defaults returns the options of a filter in memory that compares documents as
// a whole and forgets nothing.
func Defaults() Options {
	return Options{Level: detect.DocumentLevel, Detect: detect.Defaults()}
}

// Validate names every fault at once.
func (o Options) Validate() error {
	var faults []error
	if o.TTL < 0 {
		faults = append(faults, fmt.Errorf("documents are remembered for %v, below 0", o.TTL))
	}
	if o.MaxDocuments < 0 {
		faults = append(faults, fmt.Errorf("%d documents are remembered, below 0", o.MaxDocuments))
	}
	switch o.Level {
	case detect.DocumentLevel:
	case detect.PassageLevel:
		faults = append(faults, o.Detect.Validate())
	default:
		faults = append(faults, fmt.Errorf("level %d is none there is", o.Level))
	}
	return errors.Join(faults...)
}

func (o Options) keepsText() bool { return o.KeepText || o.Level == detect.PassageLevel }

func (o Options) now() time.Time {
	if o.Now != nil {
		return o.Now()
	}
	return time.Now()
}
