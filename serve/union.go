package serve

import (
	"context"
	"slices"

	"respun/detect"
	"respun/lsh"
)

// union is two archives as one. Ordinals of the second have the highest bit, which
// none of the first has: an archive holds lsh.MaxItems documents at most.
type union struct{ first, second Archive }

const ofSecond = lsh.MaxItems

// Union returns an archive with the documents of both.
func Union(first, second Archive) Archive { return union{first, second} }

// Postings is what detect.Index asks for: one key at a time, since both answer in
// order of keys.
func (u union) Postings(ctx context.Context, keys []lsh.Key, f func(key int, docs []uint32) error) error {
	for i := range keys {
		var docs []uint32
		err := u.first.Postings(ctx, keys[i:i+1], func(_ int, found []uint32) error {
			docs = append(docs, found...)
			return nil
		})
		if err != nil {
			return err
		}
		err = u.second.Postings(ctx, keys[i:i+1], func(_ int, found []uint32) error {
			docs = append(docs, moved(found)...)
			return nil
		})
		if err != nil {
			return err
		}
		if len(docs) == 0 {
			continue
		}
		if err := f(i, docs); err != nil {
			return err
		}
	}
	return nil
}

// Document returns a document of either.
func (u union) Document(ctx context.Context, ordinal uint32) (detect.Document, error) {
	if ordinal >= ofSecond {
		return u.second.Document(ctx, ordinal-ofSecond)
	}
	return u.first.Document(ctx, ordinal)
}

// Find returns those of the second behind those of the first.
func (u union) Find(name string) ([]uint32, error) {
	first, err := u.first.Find(name)
	if err != nil {
		return nil, err
	}
	second, err := u.second.Find(name)
	return append(first, moved(second)...), err
}

func moved(ordinals []uint32) []uint32 {
	out := slices.Clone(ordinals)
	for i := range out {
		out[i] += ofSecond
	}
	return out
}
