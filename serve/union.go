package serve

import (
	"context"
	"slices"

	"respun/detect"
	"respun/lsh"
)

// union is several archives as one: document o of archive i of n is o*n+i, so that
// each may grow.
type union []Archive

// Union returns an archive with the documents of all: at least one, and together
// with at most lsh.MaxItems documents.
func Union(archives ...Archive) Archive {
	if len(archives) == 1 {
		return archives[0]
	}
	return union(archives)
}

// ours turns ordinals of an archive into those of the union, and appends them.
func (u union) ours(dst []uint32, archive int, ordinals []uint32) []uint32 {
	for _, o := range ordinals {
		dst = append(dst, o*uint32(len(u))+uint32(archive))
	}
	return dst
}

// Postings is what detect.Index asks for.
func (u union) Postings(ctx context.Context, keys []lsh.Key, f func(key int, docs []uint32) error) error {
	found := make([][]uint32, len(keys))
	for i, x := range u {
		err := x.Postings(ctx, keys, func(key int, docs []uint32) error {
			found[key] = u.ours(found[key], i, docs)
			return nil
		})
		if err != nil {
			return err
		}
	}
	for key, docs := range found {
		if len(docs) == 0 {
			continue
		}
		slices.Sort(docs)
		if err := f(key, docs); err != nil {
			return err
		}
	}
	return nil
}

// Document returns a document of any.
func (u union) Document(ctx context.Context, ordinal uint32) (detect.Document, error) {
	n := uint32(len(u))
	return u[ordinal%n].Document(ctx, ordinal/n)
}

// Find returns those of each, the first's last: it is the one that is written to.
func (u union) Find(name string) (ordinals []uint32, err error) {
	for i, x := range slices.Backward(u) {
		found, err := x.Find(name)
		if err != nil {
			return nil, err
		}
		ordinals = u.ours(ordinals, i, found)
	}
	return ordinals, nil
}
