package detect

// Two documents that somebody named as a pair are aligned with each other. That
// is another task than a scan's: every sentence is compared with every other one
// that shares words, no bucket decides; a passage comes out as one match however
// long it is; and a score may be lower, because somebody had a reason to ask.
//
//	fragments  passages that seeds join, with ends to the word (package fragments)
//	seeds      pairs of sentences that share rare words, scored (compare_score.go)
//	confidence the chance that what is left was made from each other (compare_align.go)
//	clauses    copies that no fragment has (compare_clauses.go)
//
// Thresholds and coefficients, those of package fragments too, were set on one half of
// pan13 and of spun_news each, and serve both alike; testdata/compare_quality.txt has the
// figures of all.

import (
	"context"
	"fmt"
	"iter"
)

// Named is two documents that somebody named as a pair.
type Named struct{ A, B string }

// Compare aligns two documents and returns the passages of which one was made
// from the other, in order of a. Options that are a scan's alone (level, pairwise
// matches, same source, pairs and clusters) are not asked; without Options.Classes
// matches of every class are returned. It fails where a text is larger than
// shingle.MaxText or ctx ends.
func (d *Detector) Compare(ctx context.Context, a, b Document) ([]Match, error) {
	var got matchList
	_, err := d.compare(ctx, All(a, b), func(c *corpus) []job { return []job{{0, 1}}[:c.docs.Len()/2] }, &got)
	return got.list, err
}

// ComparePairs aligns the two documents of each pair and hands the records to
// sink: matches and pairs in the order of the list, the same for any number of
// workers. Documents that no pair names may be among docs: they are left out, but have
// their ordinals, so that a name that is there again is name@ordinal as in a scan of the
// same documents. A pair that names none of them, or one twice, is told as a skip. Errors
// are those of Scan.
func (d *Detector) ComparePairs(ctx context.Context, docs iter.Seq2[Document, error], pairs []Named, sink Sink) (Stats, error) {
	e := *d
	e.named = map[string]bool{}
	for _, p := range pairs {
		e.named[p.A], e.named[p.B] = true, true
	}
	return e.compare(ctx, docs, func(c *corpus) []job { return c.jobs(pairs, d.options.Listed) }, sink)
}

func (d *Detector) compare(ctx context.Context, docs iter.Seq2[Document, error], list func(*corpus) []job, sink Sink) (Stats, error) {
	e := *d
	e.options.Level = PassageLevel
	if len(e.options.Classes) == 0 {
		e.options.Classes = classes()
	}
	c, err := e.load(ctx, docs, nil, nil)
	if err != nil {
		return Stats{}, err
	}
	r := &result{c: c, o: e.options}
	if err := r.compare(ctx, list(c)); err != nil {
		return Stats{}, err
	}
	return r.emit(ctx, compareSink{sink})
}

// classes lists all classes.
func classes() (all []Class) {
	for k := range classNames {
		all = append(all, Class(k))
	}
	return all
}

// job is a pair of documents by ordinal.
type job struct{ a, b int }

// jobs looks the documents of pairs up. What is not there is told once a name.
func (c *corpus) jobs(pairs []Named, listed func(n int) string) []job {
	if listed == nil {
		listed = func(n int) string { return fmt.Sprintf("pair %d", n+1) }
	}
	at := make(map[string]int, c.docs.Len())
	for d := range c.docs.Len() {
		at[c.docs.Name(d)] = d
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
				c.skips = append(c.skips, Skip{Doc: name, Reason: "not-found", Detail: listed(n) + " names it, and no document has this name"})
			}
		}
		switch {
		case !okA || !okB:
		case a == b:
			c.skips = append(c.skips, Skip{Doc: p.A, Reason: "same-document", Detail: listed(n) + " names it twice; a scan looks inside documents"})
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
type matchList struct {
	Discard
	list []Match
}

// Match implements Sink.
func (l *matchList) Match(m *Match) error { l.list = append(l.list, *m); return nil }

// Skip implements Sink.
func (*matchList) Skip(s Skip) error {
	return fmt.Errorf("detect: %s: %s: %s", s.Doc, s.Reason, s.Detail)
}
