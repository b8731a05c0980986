package detect

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"respun/lsh"
	"respun/shingle"
)

// Index is an archive that is asked for the sources of a draft. Candidates come
// from keys and ordinals alone; a text is asked for when a pair is verified, so
// an index may lie on disk, or elsewhere. Implementations are safe for use by
// several goroutines.
type Index interface {
	// Postings calls f, in order of keys, with the documents that have a key: their
	// ordinals, ascending. Keys nobody has are left out. docs is valid during the call.
	Postings(ctx context.Context, keys []lsh.Key, f func(key int, docs []uint32) error) error
	// Document returns a document with its text. The error is ErrNoDocument where
	// there is none, or none any more.
	Document(ctx context.Context, ordinal uint32) (Document, error)
}

// ErrNoDocument is the error of an Index that has no document under an ordinal.
var ErrNoDocument = errors.New("there is no such document")

// In an index a document is posted under the keys of all its sentences. Pairs of
// the eight rarest stems instead of nine, and two common keys instead of three,
// reach as many reworded sentences with 28 keys instead of 45: a document is a
// larger bucket than a sentence, but few documents are asked about at a time.
const (
	indexStems = 8
	indexKeys  = 2
)

// SentenceKeys are the keys of a sentence by family.
type SentenceKeys struct {
	Rare []lsh.Key // pairs of its rarest stems: indexKeys in common make a candidate
	Runs []lsh.Key // winnowed runs of four tokens: one in common, as five tokens in a row make, is a candidate
}

// Keys returns the keys of each sentence of a document, by which an index posts
// and finds it. They depend on the text, its language and the embedded tables
// alone (see Fingerprint).
func (d *Detector) Keys(doc Document) []SentenceKeys {
	k, _ := d.keyers.Get().(*keyer)
	if k == nil || k.vocab.stems.len() > keyerStems {
		k = newKeyer(d.options)
	}
	defer d.keyers.Put(k)
	return k.keys(doc)
}

// keyer makes keys; it keeps what it knows of words from one document to the next.
type keyer struct {
	vocab  *vocabulary
	reader *reader
	ranks  []shingle.Rank
	raw    []uint64
	hashes []uint64
	picks  []int
}

// keyerStems is how many stems a keyer knows before it is replaced: a process
// that runs for weeks meets ever new ones.
const keyerStems = 1 << 19

func newKeyer(o Options) *keyer {
	o.Level = PassageLevel
	v := newVocabulary()
	v.stems.apart = true
	return &keyer{vocab: v, reader: newReader(o, v)}
}

// single takes one document apart.
func (k *keyer) single(doc Document) *corpus {
	c := newCorpus(nil, k.vocab)
	b := &batch{docs: []Document{doc}}
	k.reader.takeApart(b)
	if err := c.place(b); err != nil {
		panic("detect: one document cannot be placed: " + err.Error()) // texts in memory don't fail, and one document is smaller than a run
	}
	if err := c.done(); err != nil {
		panic("detect: a list in memory cannot be closed: " + err.Error())
	}
	return c
}

func (k *keyer) keys(doc Document) []SentenceKeys {
	c := k.single(doc)
	out := make([]SentenceKeys, len(c.sentences))
	for i := range c.sentences {
		k.ranks = shingle.Rarest(c.tokensOf(uint32(i), uint32(i)), indexStems, k.vocab.ranks, k.ranks[:0])
		k.raw = k.raw[:0]
		for _, r := range k.ranks {
			k.raw = append(k.raw, uint64(r))
		}
		out[i].Rare = lsh.RarePairs(k.raw, lsh.All, nil)
		k.hashes = shingle.Runs(c.tokensBeyond(uint32(i), runLength-1), runLength, k.vocab.ranks, k.hashes[:0])
		k.picks = lsh.Winnow(k.hashes, winnowWindow, k.picks[:0])
		for _, at := range k.picks {
			out[i].Runs = append(out[i].Runs, lsh.Key(k.hashes[at]>>32))
		}
	}
	return out
}

// Sources returns the documents of x that may share passages with doc: those
// that share enough keys with one of its sentences, most such sentences first, at
// most limit, and how many more were dropped. Where x is nil there are none. The error is
// the index's.
func (d *Detector) Sources(ctx context.Context, doc Document, x Index, limit int) (ordinals []uint32, dropped int, err error) {
	if x == nil {
		return nil, 0, nil
	}
	sentences := map[uint32]int{}
	for _, s := range d.Keys(doc) {
		shared := map[uint32]int{}
		for _, family := range []struct {
			keys   []lsh.Key
			weight int
		}{{s.Rare, 1}, {s.Runs, indexKeys}} {
			err := x.Postings(ctx, family.keys, func(_ int, docs []uint32) error {
				for _, o := range docs {
					shared[o] += family.weight
				}
				return nil
			})
			if err != nil {
				return nil, 0, err
			}
		}
		for o, n := range shared {
			if n >= indexKeys {
				sentences[o]++
			}
		}
	}
	for o := range sentences {
		ordinals = append(ordinals, o)
	}
	slices.SortFunc(ordinals, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(sentences[b], sentences[a]), cmp.Compare(a, b))
	})
	if limit = max(0, limit); len(ordinals) > limit {
		dropped = len(ordinals) - limit
		ordinals = ordinals[:limit]
	}
	return ordinals, dropped, nil
}

// ScanAgainst compares drafts with the documents of an index that may be their
// sources, and with themselves. Side a of every match is the draft. At most
// limit sources a draft are read; the stage "sources" of the funnel counts those
// left out. Where x is nil the drafts are compared with themselves alone.
func (d *Detector) ScanAgainst(ctx context.Context, drafts []Document, x Index, limit int, sink Sink) (Stats, error) {
	o := d.options
	o.OnlyNew = true
	drafts = slices.Clone(drafts) // they are marked as new
	var sources []uint32
	dropped := 0
	for i := range drafts {
		drafts[i].New = true
		found, n, err := d.Sources(ctx, drafts[i], x, limit)
		if err != nil {
			return Stats{}, fmt.Errorf("detect: %s: %w", drafts[i].Name, err)
		}
		sources = append(sources, found...)
		dropped += n
	}
	slices.Sort(sources)
	sources = slices.Compact(sources)
	e := &Detector{options: o, sources: &Stage{Name: "sources", In: int64(len(sources) + dropped), Out: int64(len(sources))}}
	if dropped > 0 {
		e.sources.Capped = map[string]int64{"more sources than asked for": int64(dropped)}
	}
	return e.Scan(ctx, draftsThenSources(ctx, drafts, sources, x), sink)
}

func draftsThenSources(ctx context.Context, drafts []Document, sources []uint32, x Index) iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		for _, doc := range drafts {
			if !yield(doc, nil) {
				return
			}
		}
		for _, o := range sources {
			doc, err := x.Document(ctx, o)
			doc.New = false
			if !yield(doc, err) || err != nil {
				return
			}
		}
	}
}
