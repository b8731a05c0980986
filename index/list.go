package index

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/klauspost/compress/zstd"

	"respun/detect"
)

// Entry is what an archive tells of a document without reading its text.
type Entry struct {
	Ordinal  uint32
	Document detect.Document // its text is empty
	HasText  bool            // else a filter's state is all there is of it
	Bytes    int64           // of the text
}

// Entries yields what the archive holds, in order of the ordinals. A document without a
// name has that by which a filter tells it. Where one is removed meanwhile by this Index,
// it ends with detect.ErrNoDocument.
func (x *Index) Entries(ctx context.Context) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		err := x.each(documentKey, 0, func(ordinal uint32, _ []byte) error {
			e, err := x.Entry(ctx, ordinal)
			if err == nil && !yield(e, nil) {
				err = errStop
			}
			return err
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(Entry{}, err)
		}
	}
}

// Entry returns one. The error is detect.ErrNoDocument where there is none.
func (x *Index) Entry(ctx context.Context, ordinal uint32) (Entry, error) {
	if err := context.Cause(ctx); err != nil {
		return Entry{}, err
	}
	stored, err := x.standing(ordinal)
	if err != nil {
		return Entry{}, err
	}
	e := Entry{Ordinal: ordinal, Document: stored.doc, HasText: stored.hasText}
	if e.Document.Name == "" {
		p, err := (&merging{x: x}).part(x, ordinal)
		if err != nil {
			return Entry{}, err
		}
		e.Document.Name = nameless(p.hash)
	}
	if e.HasText {
		e.Bytes, err = x.textSize(ordinal, e.Document.Name)
	}
	return e, err
}

// textSize returns how long a text is, which stands in front of it but where it is short.
func (x *Index) textSize(ordinal uint32, name string) (int64, error) {
	packed, err := x.part(textKey, ordinal)
	if err != nil {
		return 0, err
	}
	var h zstd.Header
	if h.Decode(packed) == nil && h.HasFCS {
		return int64(h.FrameContentSize), nil
	}
	text, err := unpack(packed)
	if err != nil {
		return 0, fmt.Errorf("index: %s: text of %q: %w", x.dir, name, err)
	}
	return int64(len(text)), nil
}
