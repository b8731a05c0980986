package serve

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"

	"respun/detect"
	"respun/lsh"
)

// Collection is an archive in memory, for some ten thousand documents.
type Collection struct {
	docs     []detect.Document
	names    map[string]uint32
	postings map[lsh.Key][]uint32
}

// Collect takes in documents. Those that come with an error that detect.Skipped is
// implemented by are left out; any other error ends it. A repeated name becomes
// name@ordinal.
func Collect(ctx context.Context, d *detect.Detector, docs iter.Seq2[detect.Document, error]) (*Collection, error) {
	c := &Collection{names: map[string]uint32{}, postings: map[lsh.Key][]uint32{}}
	for doc, err := range docs {
		var skipped detect.Skipped
		switch {
		case errors.As(err, &skipped):
			continue
		case err != nil:
			return nil, err
		case ctx.Err() != nil:
			return nil, context.Cause(ctx)
		}
		c.add(d, doc)
	}
	return c, nil
}

func (c *Collection) add(d *detect.Detector, doc detect.Document) {
	ordinal := uint32(len(c.docs))
	for _, taken := c.names[doc.Name]; taken; _, taken = c.names[doc.Name] {
		doc.Name += "@" + strconv.Itoa(int(ordinal))
	}
	c.names[doc.Name] = ordinal
	c.docs = append(c.docs, doc)
	for _, s := range d.Keys(doc) {
		for _, keys := range [][]lsh.Key{s.Rare, s.Runs} {
			for _, k := range keys {
				if p := c.postings[k]; len(p) == 0 || p[len(p)-1] != ordinal {
					c.postings[k] = append(p, ordinal)
				}
			}
		}
	}
}

// Len returns how many documents there are.
func (c *Collection) Len() int { return len(c.docs) }

// Postings is what detect.Index asks for.
func (c *Collection) Postings(_ context.Context, keys []lsh.Key, f func(key int, docs []uint32) error) error {
	for i, k := range keys {
		if docs := c.postings[k]; len(docs) > 0 {
			if err := f(i, docs); err != nil {
				return err
			}
		}
	}
	return nil
}

// Document is what detect.Index asks for.
func (c *Collection) Document(_ context.Context, ordinal uint32) (detect.Document, error) {
	if int64(ordinal) >= int64(len(c.docs)) {
		return detect.Document{}, fmt.Errorf("serve: document %d: %w", ordinal, detect.ErrNoDocument)
	}
	return c.docs[ordinal], nil
}

// Find returns the ordinal of the document with a name.
func (c *Collection) Find(name string) ([]uint32, error) {
	ordinal, ok := c.names[name]
	if !ok {
		return nil, nil
	}
	return []uint32{ordinal}, nil
}
