package check

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"respun/detect"
)

// Found are the documents of an index that may be sources of the drafts.
type Found struct {
	// Stage counts them, and those left out as more than Policy.MaxSources.
	Stage    detect.Stage
	index    detect.Index
	ordinals []uint32
}

// Sources asks an index for the documents that may be sources of the drafts; a nil one
// has none. The error is the index's, or names the faults of the policy.
func Sources(ctx context.Context, d *detect.Detector, drafts []detect.Document, x detect.Index, p Policy) (*Found, error) {
	if err := p.Validate(); err != nil {
		return nil, fmt.Errorf("check: %w", err)
	}
	limit := p.maxSources()
	f := &Found{index: x, Stage: detect.Stage{Name: "sources"}}
	for _, draft := range drafts {
		ordinals, dropped, err := d.Sources(ctx, draft, x, limit)
		if err != nil {
			return nil, fmt.Errorf("check: sources of %s: %w", draft.Name, err)
		}
		f.ordinals = append(f.ordinals, ordinals...)
		f.Stage.In += int64(len(ordinals) + dropped)
		if dropped > 0 {
			f.Stage.Capped = map[string]int64{"more than are compared": int64(dropped) + f.Stage.Capped["more than are compared"]}
		}
	}
	asked := len(f.ordinals)
	slices.Sort(f.ordinals)
	f.ordinals = slices.Compact(f.ordinals)
	if twice := asked - len(f.ordinals); twice > 0 {
		f.Stage.Dropped = map[string]int64{"named for another draft too": int64(twice)}
	}
	f.Stage.Out = int64(len(f.ordinals))
	return f, nil
}

func (p *Policy) maxSources() int {
	if p.MaxSources == 0 {
		return DefaultMaxSources
	}
	return p.MaxSources
}

// Documents yields them in the order of the index. An error of the index is the last.
func (f *Found) Documents(ctx context.Context) iter.Seq2[detect.Document, error] {
	return func(yield func(detect.Document, error) bool) {
		for _, o := range f.ordinals {
			doc, err := f.index.Document(ctx, o)
			if !yield(doc, err) || err != nil {
				return
			}
		}
	}
}
