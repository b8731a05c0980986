package detect

import (
	"context"
	"fmt"
	"iter"
)

// Named is two documents that somebody named as a pair.
type Named struct{ A, B string }

// Compare aligns two documents and returns the passages of which one was made
// from the other, in order of a. It fails where a text is larger than
// shingle.MaxText or ctx ends.
func (d *Detector) Compare(ctx context.Context, a, b Document) ([]Match, error) {
	var got matchList
	both := func(yield func(Document, error) bool) { _ = yield(a, nil) && yield(b, nil) }
	_, err := d.compare(ctx, both, func(c *corpus) []job { return []job{{0, 1}}[:len(c.docs)/2] }, &got)
	return got.list, err
}

// ComparePairs aligns the two documents of each pair and hands the records to
// sink: matches and pairs in the order of the list, the same for any number of
// workers. Documents are given once each; a pair that names none of them, or one
// twice, is told as a skip. Errors are those of Scan.
func (d *Detector) ComparePairs(ctx context.Context, docs iter.Seq2[Document, error], pairs []Named, sink Sink) (Stats, error) {
	return d.compare(ctx, docs, func(c *corpus) []job { return c.jobs(pairs) }, sink)
}

func (d *Detector) compare(ctx context.Context, docs iter.Seq2[Document, error], list func(*corpus) []job, sink Sink) (Stats, error) {
	e := *d
	e.options.Level = PassageLevel
	c, err := e.load(ctx, docs)
	if err != nil {
		return Stats{}, err
	}
	defer c.texts.Close()
	r := &result{c: c, o: e.options}
	if err := r.compare(ctx, list(c)); err != nil {
		return Stats{}, err
	}
	return r.emit(ctx, compareSink{sink})
}

// job is a pair of documents by ordinal.
type job struct{ a, b int }

// jobs looks the documents of pairs up. What is not there is told once a name.
func (c *corpus) jobs(pairs []Named) []job {
	at := make(map[string]int, len(c.docs))
	for d := range c.docs {
		at[c.docs[d].Name] = d
	}
	known := map[string]bool{}
	for _, s := range c.skips {
		known[s.Doc] = true
	}
	var out []job
	for n, p := range pairs {
		a, okA := at[p.A]
		b, okB := at[p.B]
		for _, name := range []string{p.A, p.B} {
			if _, ok := at[name]; !ok && !known[name] {
				known[name] = true
				c.skips = append(c.skips, Skip{name, "not-found", fmt.Sprintf("pair %d names it, and no document has this name", n+1)})
			}
		}
		switch {
		case !okA || !okB:
		case a == b:
			c.skips = append(c.skips, Skip{p.A, "same-document", fmt.Sprintf("pair %d names it twice; a scan looks inside documents", n+1)})
		default:
			out = append(out, job{a, b})
		}
	}
	return out
}

// compareSink says in the head of the records that documents were compared.
type compareSink struct{ Sink }

func (s compareSink) Begin(b Begin) error {
	b.Options["compare"] = true
	b.Fingerprint = id(b.Fingerprint + compareFingerprint())
	return s.Sink.Begin(b)
}

// matchList is a Sink that keeps the matches. Every skip is an error: of two
// documents none can be missing.
type matchList struct{ list []Match }

func (*matchList) Begin(Begin) error              { return nil }
func (l *matchList) Match(m *Match) error         { l.list = append(l.list, *m); return nil }
func (*matchList) Group(*Group) error             { return nil }
func (*matchList) Pair(*Pair) error               { return nil }
func (*matchList) Cluster(*Cluster) error         { return nil }
func (*matchList) Document(*DocumentShares) error { return nil }
func (*matchList) End(Stats) error                { return nil }
func (*matchList) Skip(s Skip) error {
	return fmt.Errorf("detect: %s: %s: %s", s.Doc, s.Reason, s.Detail)
}
