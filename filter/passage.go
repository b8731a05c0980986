package filter

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"respun/detect"
	"respun/lsh"
)

// At the passage level a document that is no copy as a whole is compared passage
// by passage, as a draft is with an archive: detect names the sources by the keys
// of sentences, and finds what was copied or reworded. It looks inside the document too,
// for a time that grows faster than the text where this has no full stops. So a giant is
// taken in parts, and of giants fewer are read at a time: everybody waits meanwhile.

const (
	spunCoverage   = .2       // share of the document's words inside matches that makes it spun
	spunSources    = 20       // documents read for one, those with most sentences in common
	mostSources    = 16 << 20 // bytes of their texts, which take some ten times as much memory
	mostPart       = 1 << 20  // bytes of a document that are compared at a time
	passageBuckets = 200
)

// passages are what is asked for sources of a document: the store, where it can
// tell, else sentences' keys in memory. It implements detect.Index.
type passages struct {
	filter   *Filter
	detector *detect.Detector
	table    *lsh.Table   // in memory; nil where a store answers
	index    detect.Index // nil where the table answers
	part     int          // bytes of a document that are compared at a time, at most
	texts    int          // bytes of the sources that these are compared with, at most, but for the first
	queried  []uint32     // of the table,
	bucket   []uint32     // and what of it is remembered
}

// readyPassages makes what the passage level needs. A store that holds texts must
// be a detect.Index.
func (f *Filter) readyPassages() error {
	o := f.options.Detect
	o.Documents, o.OnlyNew = true, true // how many words there are; sources are not compared with each other
	d, err := detect.New(o)
	if err != nil {
		return fmt.Errorf("filter: %w", err)
	}
	f.passages = &passages{filter: f, detector: d, part: mostPart, texts: mostSources}
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

// judge compares the passages of a document with those before, a part of it at a time.
func (p *passages) judge(ctx context.Context, doc *detect.Document) (Verdict, error) {
	found := &gathered{sources: map[uint32]*shareOf{}}
	for rest := doc.Text; rest != ""; {
		part := *doc
		part.Text, rest = cutPart(rest, p.part)
		if err := p.compare(ctx, part, found); err != nil {
			return Verdict{}, fmt.Errorf("filter: %s: %w", doc.Name, err)
		}
	}
	ordinal, best := found.best()
	if best == nil || found.across < spunCoverage*found.words {
		return Verdict{Kind: Unseen}, nil
	}
	r, b := p.filter.memory.at(ordinal)
	if r == nil {
		return Verdict{}, fmt.Errorf("filter: source %d is not remembered", ordinal)
	}
	return Verdict{Kind: Spun, Of: b.name(r), Similarity: best.similarity / float64(best.words),
		Coverage: best.covered / found.words, Matches: found.matches}, nil
}

// cutPart cuts a text behind its last line end, else blank, that leaves a part of at most
// so many bytes, or where there is none between two characters.
func cutPart(text string, most int) (part, rest string) {
	if len(text) <= most {
		return text, ""
	}
	at := 1 + strings.LastIndexByte(text[:most], '\n')
	if at == 0 {
		at = 1 + strings.LastIndexByte(text[:most], ' ')
	}
	if at == 0 {
		for at = most; at > most-utf8.UTFMax && !utf8.RuneStart(text[at]); at-- {
		}
	}
	return text[:at], text[at:]
}

// compare compares a part of a document with its sources.
func (p *passages) compare(ctx context.Context, part detect.Document, found *gathered) error {
	part.Name, part.New = "", true
	ordinals, _, err := p.detector.Sources(ctx, part, p, spunSources)
	if err != nil {
		return err
	}
	sources, size := map[uint32]detect.Document{}, 0
	for i, ordinal := range ordinals {
		doc, err := p.Document(ctx, ordinal)
		if err != nil {
			return err
		}
		if size += len(doc.Text); i > 0 && size > p.texts {
			break
		}
		sources[ordinal] = doc
	}
	docs := []detect.Document{part}
	found.ordinals = slices.Sorted(maps.Keys(sources))
	for _, ordinal := range found.ordinals {
		docs = append(docs, sources[ordinal])
	}
	_, err = p.detector.Scan(ctx, detect.All(docs...), found)
	return err
}

// gathered is the sink of the comparisons of a document, one a part.
type gathered struct {
	detect.Discard
	ordinals []uint32 // of the sources of the part at hand, which come behind it
	sources  map[uint32]*shareOf
	pairs    []detect.Pair // of the part at hand
	matches  int
	words    float64 // of the document
	across   float64 // and of these, in matches with any source
}

// shareOf is what a document shares with one source.
type shareOf struct {
	words      int     // of the document, in each match
	similarity float64 // summed over these words
	covered    float64 // words of the document inside matches: each once, as a source may say a thing twice
}

// best returns the source with most of the document's words, the earliest of several.
func (g *gathered) best() (ordinal uint32, best *shareOf) {
	for _, o := range slices.Sorted(maps.Keys(g.sources)) {
		if s := g.sources[o]; best == nil || s.covered > best.covered {
			ordinal, best = o, s
		}
	}
	return ordinal, best
}

// source returns the ordinal of a document of the comparison at hand, which is none of
// the draft.
func (g *gathered) source(place int) uint32 { return g.ordinals[place-1] }

// Match implements detect.Sink.
func (g *gathered) Match(m *detect.Match) error {
	if m.A.Ordinal == m.B.Ordinal {
		return nil // repeats itself
	}
	ordinal := g.source(m.B.Ordinal)
	s := g.sources[ordinal]
	if s == nil {
		s = &shareOf{}
		g.sources[ordinal] = s
	}
	s.words += m.A.Words
	s.similarity += m.Similarity * float64(m.A.Words)
	g.matches++
	return nil
}

// Pair implements detect.Sink. Pairs come after the matches.
func (g *gathered) Pair(p *detect.Pair) error {
	g.pairs = append(g.pairs, *p)
	return nil
}

// Document implements detect.Sink. Documents come after the pairs, of whose shares they tell
// what makes them words.
func (g *gathered) Document(d *detect.DocumentShares) error {
	if d.Ordinal != 0 {
		return nil
	}
	words := func(share float64) float64 { return math.Round(share * float64(d.Words)) }
	for i := range g.pairs {
		if s := g.sources[g.source(g.pairs[i].OrdinalB)]; s != nil {
			s.covered += words(g.pairs[i].CoverageA)
		}
	}
	g.pairs = g.pairs[:0]
	g.words += float64(d.Words)
	g.across += words(d.Across)
	return nil
}
