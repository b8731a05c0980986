package filter

import (
	"context"
	"fmt"
	"strconv"

	"respun/detect"
	"respun/lsh"
)

// At the passage level a document that is no copy as a whole is compared passage
// by passage, as a draft is with an archive: detect names the sources by the keys
// of sentences, and finds what was copied or reworded.

const (
	spunCoverage   = .2 // share of the document's words inside matches that makes it spun
	spunSources    = 20 // documents read for one, those with most sentences in common
	passageBuckets = 200
)

// passages are what is asked for sources of a document: the store, where it can
// tell, else sentences' keys in memory. It implements detect.Index.
type passages struct {
	filter   *Filter
	detector *detect.Detector
	table    *lsh.Table   // in memory; nil where a store answers
	index    detect.Index // nil where the table answers
	queried  []uint32     // of the table,
	bucket   []uint32     // and what of it is remembered
}

// readyPassages makes what the passage level needs. A store that holds texts must
// be a detect.Index.
func (f *Filter) readyPassages() error {
	o := f.options.Detect
	o.Documents = true // tells how many words there are
	d, err := detect.New(o)
	if err != nil {
		return fmt.Errorf("filter: %w", err)
	}
	f.passages = &passages{filter: f, detector: d}
	if f.options.Store == nil {
		f.passages.table = lsh.NewTable(passageBuckets)
		return nil
	}
	x, ok := f.options.Store.(detect.Index)
	if !ok {
		return fmt.Errorf("filter: the store cannot be asked for passages")
	}
	f.passages.index = x
	return nil
}

// add makes a document findable by its sentences.
func (p *passages) add(ordinal uint32, doc *detect.Document) {
	if p.table == nil {
		return
	}
	p.table.Expire(p.filter.memory.floor)
	for _, s := range p.detector.Keys(*doc) {
		p.table.Add(ordinal, s.Rare)
		p.table.Add(ordinal, s.Runs)
	}
}

// Postings implements detect.Index.
func (p *passages) Postings(ctx context.Context, keys []lsh.Key, f func(key int, docs []uint32) error) error {
	// Documents are forgotten before tables and stores let go of them.
	remembered := func(key int, docs []uint32) error {
		p.bucket = p.bucket[:0]
		for _, d := range docs {
			if r, _ := p.filter.memory.at(d); r != nil {
				p.bucket = append(p.bucket, d)
			}
		}
		if len(p.bucket) == 0 {
			return nil
		}
		return f(key, p.bucket)
	}
	if p.index != nil {
		return p.index.Postings(ctx, keys, remembered)
	}
	for i := range keys {
		p.queried = p.table.Query(keys[i:i+1], 1, p.queried[:0])
		if err := remembered(i, p.queried); err != nil {
			return err
		}
	}
	return nil
}

// Document implements detect.Index. Documents are named by their ordinals here:
// names may repeat.
func (p *passages) Document(ctx context.Context, ordinal uint32) (detect.Document, error) {
	doc, err := p.filter.document(ctx, ordinal)
	doc.Name = strconv.FormatUint(uint64(ordinal), 10)
	return doc, err
}

// judge compares the passages of a document with those before.
func (p *passages) judge(ctx context.Context, doc *detect.Document) (Verdict, error) {
	draft := *doc
	draft.Name = ""
	found := &gathered{sources: map[string]*shareOf{}}
	if _, err := p.detector.ScanAgainst(ctx, []detect.Document{draft}, p, spunSources, found); err != nil {
		return Verdict{}, fmt.Errorf("filter: %s: %w", doc.Name, err)
	}
	if found.across < spunCoverage || found.best == nil {
		return Verdict{Kind: Unseen}, nil
	}
	ordinal, err := strconv.ParseUint(found.best.doc, 10, 32)
	if err != nil {
		return Verdict{}, fmt.Errorf("filter: source %q: %w", found.best.doc, err)
	}
	r, b := p.filter.memory.at(uint32(ordinal))
	if r == nil {
		return Verdict{}, fmt.Errorf("filter: source %d is not remembered", ordinal)
	}
	best := found.best
	return Verdict{Kind: Spun, Of: b.name(r), Similarity: best.similarity / float64(best.words),
		Coverage: best.coverage, Matches: found.matches}, nil
}

// gathered is the sink of one comparison.
type gathered struct {
	detect.Discard
	sources map[string]*shareOf
	best    *shareOf // most of the document
	matches int
	across  float64 // share of the document's words in matches with any source
}

// shareOf is what a document shares with one source.
type shareOf struct {
	doc        string
	words      int     // of the document, in each match
	similarity float64 // summed over these words
	coverage   float64 // share of the document's words inside matches: each once, as a source may say a thing twice
}

// Match implements detect.Sink.
func (g *gathered) Match(m *detect.Match) error {
	if m.A.Ordinal == m.B.Ordinal {
		return nil // repeats itself
	}
	s := g.sources[m.B.Doc]
	if s == nil {
		s = &shareOf{doc: m.B.Doc}
		g.sources[m.B.Doc] = s
	}
	s.words += m.A.Words
	s.similarity += m.Similarity * float64(m.A.Words)
	g.matches++
	return nil
}

// Pair implements detect.Sink. Pairs come after the matches.
func (g *gathered) Pair(p *detect.Pair) error {
	s := g.sources[p.B]
	if s == nil {
		return nil
	}
	s.coverage = p.CoverageA
	if g.best == nil || s.coverage > g.best.coverage {
		g.best = s
	}
	return nil
}

// Document implements detect.Sink.
func (g *gathered) Document(d *detect.DocumentShares) error {
	if d.Ordinal == 0 {
		g.across = d.Across
	}
	return nil
}
