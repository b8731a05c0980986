// Package filter tells of each document of a stream whether it, or a part of it,
// was seen before: the crawler's policy on top of the engine.
//
// What. A document is compared as a whole, by its word 5-shingles. One in 24 of
// them, chosen by their hashes, are its keys in buckets (lsh.Table), which name the
// earlier documents worth a comparison; a sketch of the whole set (odd.go) tells
// how much they share to a hundredth, in some 200 bytes; where texts are kept it
// is counted on them. From what is shared follows the verdict (decide.go), of
// which likeness as a whole (Jaccard) is one part and coverage the other.
//
// Why so. A news stream is mostly copies that somebody put other text around.
// The bands of a MinHash find sets that are alike as a whole and miss those;
// sampled shingles find them as surely as whole copies. With an equal number of
// bytes, few keys and a separate sketch find as much as many keys and are surer.
//
// Rejected, by measurement: MinHash bands (recall 0-.02 where half of the text
// is new); deciding by shared keys alone (a precision of .97 at Jaccard .7).
//
// Literature: Irber et al. 2022 (FracMinHash); Mitzenmacher, Pagh, Pham 2014 (odd
// sketches); Broder 1997 (resemblance and containment).
package filter

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"runtime"
	"sync"
	"time"

	"respun/detect"
	"respun/internal/parallel"
	"respun/lsh"
	"respun/shingle"
)

// Filter remembers documents. It may be used by several goroutines; documents
// are judged one after the other, in the order in which they come.
type Filter struct {
	options   Options
	outliners sync.Pool // *outliner
	works     sync.Pool // *work
	mu        sync.Mutex
	memory    *memory
	scratch   scratch
	stats     Stats
	passages  *passages    // passage level
	unstored  int          // documents remembered last that the store does not have yet
	expired   uint32       // documents below were removed from the store
	failed    error        // of the store: what is remembered and what is stored differ from then on
	stored    func() error // waits until the store has all that it was handed
}

// Stats counts what a Filter did since it was made.
type Stats struct {
	Verdicts   map[string]int64 // by name; what came again counts with its first verdict
	Replayed   int64            // came again under their name with their text
	Documents  int              // remembered now
	Bytes      int64            // of memory held for them
	Candidates int64            // earlier documents compared by their sketch
	Capped     int64            // and left uncompared because too many shared keys
	Full       int64            // keys that were left out because their buckets were full
	Framed     int64            // documents with a frame that was left out
}

// New returns a Filter that remembers what its store holds.
func New(ctx context.Context, o Options) (*Filter, error) {
	if err := o.Validate(); err != nil {
		return nil, fmt.Errorf("filter: %w", err)
	}
	f := &Filter{options: o, memory: newMemory(), stats: Stats{Verdicts: map[string]int64{}}, stored: func() error { return nil }}
	f.outliners.New = func() any { return new(outliner) }
	f.works.New = func() any { return new(work) }
	if err := f.load(ctx); err != nil {
		return nil, err
	}
	if o.Level == detect.PassageLevel {
		if err := f.readyPassages(); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// work is a document on its way through the filter.
type work struct {
	outline outline
	text    []byte // compressed
}

// Put tells what a document is to those put before, and remembers it. A document
// put again under its name with its text gets its first verdict again. A document without a
// name is compared by its text alone. One of more than shingle.MaxText bytes, or with a name
// of more than shingle.MaxName, gets the verdict Error. The error is the store's, or ctx's.
func (f *Filter) Put(ctx context.Context, doc detect.Document) (Verdict, error) {
	v, err := f.PutAll(ctx, []detect.Document{doc})
	if err != nil {
		return Verdict{}, err
	}
	return v[0], nil
}

// PutAll is Put for several documents in a row: taken apart by all processors,
// judged in order, and stored as one. Where the store fails, none is stored.
func (f *Filter) PutAll(ctx context.Context, docs []detect.Document) ([]Verdict, error) {
	if err := ctx.Err(); err != nil {
		return nil, context.Cause(ctx)
	}
	works := f.takeApart(docs)
	defer func() {
		for _, w := range works {
			if cap(w.outline.shingles) <= 1<<16 { // one giant must not be paid for for ever
				f.works.Put(w)
			}
		}
	}()
	verdicts := make([]Verdict, len(docs))
	stored, err := f.judgeAll(ctx, docs, works, verdicts)
	if err != nil {
		return nil, err
	}
	if err := stored(); err != nil { // beside others, so that one disk write serves several
		f.mu.Lock()
		defer f.mu.Unlock()
		return nil, f.fail(err)
	}
	return verdicts, nil
}

// judgeAll judges documents in order and hands them to the store. stored waits until it
// has them, and what they may be a repetition of.
func (f *Filter) judgeAll(ctx context.Context, docs []detect.Document, works []*work, verdicts []Verdict) (stored func() error, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.failed != nil {
		return nil, f.failed
	}
	var fresh []detect.Document
	var states [][]byte
	for i := range docs {
		r, err := f.put(ctx, &docs[i], works[i], &verdicts[i])
		if err != nil {
			// Those before are remembered: so they must be stored, too.
			return nil, errors.Join(err, f.flush(&fresh, &states))
		}
		if r == nil || f.options.Store == nil {
			continue
		}
		doc := docs[i]
		if !f.options.keepsText() {
			doc.Text = ""
		}
		if doc.Name == "" { // in the store it must be found, and told, by the name that verdicts have for it
			doc.Name = textName(works[i].outline.raw)
		}
		fresh, states = append(fresh, doc), append(states, r.appendState(nil))
		f.unstored++
		if f.options.Level == detect.PassageLevel { // the next one is compared with it
			if err := f.flush(&fresh, &states); err != nil {
				return nil, err
			}
		}
	}
	if err := f.flush(&fresh, &states); err != nil {
		return nil, err
	}
	return f.stored, nil
}

// flush hands documents to the store.
func (f *Filter) flush(docs *[]detect.Document, states *[][]byte) error {
	err := f.persist(*docs, *states)
	f.memory.dropTexts(f.unstored) // the store has them now
	*docs, *states, f.unstored = nil, nil, 0
	return err
}

// takeApart makes the outlines of documents on all processors.
func (f *Filter) takeApart(docs []detect.Document) []*work {
	works := make([]*work, len(docs))
	workers := min(runtime.GOMAXPROCS(0), len(docs)/4) // of few documents each would start for nothing
	parallel.Each(workers, len(docs), func(i int) { works[i] = f.outline(docs[i].Text) })
	return works
}

func (f *Filter) outline(text string) *work {
	w := f.works.Get().(*work)
	w.text = nil
	if len(text) > shingle.MaxText {
		return w // told by put
	}
	o := f.outliners.Get().(*outliner)
	defer f.outliners.Put(o)
	o.outline(text, &w.outline)
	if f.options.keepsText() {
		w.text = pack(text)
	}
	return w
}

// put judges one document and remembers it, unless it came before.
func (f *Filter) put(ctx context.Context, doc *detect.Document, w *work, v *Verdict) (r *remembered, err error) {
	defer func() {
		if err == nil {
			f.stats.Verdicts[v.Kind.String()]++
		}
	}()
	if fault := faultOf(doc); fault != "" {
		*v = Verdict{Kind: Error, Detail: fault}
		return nil, nil
	}
	now := f.options.now()
	f.expire(now)
	f.scratch.ownReady = false
	name := nameHash(doc)
	var came bool
	if *v, came = f.before(doc, name, &w.outline); came {
		f.stats.Replayed++
		return nil, nil
	}
	var twin *uint32
	if *v, twin, err = f.judge(ctx, doc, name, &w.outline); err != nil {
		return nil, err
	}
	// As they will be when the document comes again: records keep 32 bits.
	v.Similarity, v.Coverage = float64(float32(v.Similarity)), float64(float32(v.Coverage))
	ordinal := f.memory.next
	if twin != nil {
		*twin = ordinal - *twin
	}
	r = f.scratch.describe(doc, &w.outline, *v, twin, now.Unix())
	f.memory.add(ordinal, r, w.text)
	if f.passages != nil {
		f.passages.add(ordinal, doc)
	}
	f.forgetSurplus() // only now: the next one is compared with as many as are remembered
	return r, nil
}

// faultOf tells why a document cannot be judged; empty where it can.
func faultOf(doc *detect.Document) string {
	switch {
	case len(doc.Text) > shingle.MaxText:
		return fmt.Sprintf("%d bytes of text, more than %d", len(doc.Text), shingle.MaxText)
	case len(doc.Name) > shingle.MaxName:
		return fmt.Sprintf("a name of %d bytes, more than %d", len(doc.Name), shingle.MaxName)
	}
	return ""
}

// before returns the first verdict of a document that comes again.
func (f *Filter) before(doc *detect.Document, name uint64, o *outline) (Verdict, bool) {
	if doc.Name == "" {
		return Verdict{}, false
	}
	for _, ordinal := range f.bucket(f.memory.same, replayKey(name, o.raw)) {
		if r, b := f.memory.at(ordinal); r != nil && r.raw == o.raw && r.nameHash == name && b.name(r) == doc.Name {
			return b.verdict(r), true
		}
	}
	return Verdict{}, false
}

// judge compares a document with those before. twin is the ordinal of the one
// that stands for it from now on, if there is one: then the document needs no keys.
func (f *Filter) judge(ctx context.Context, doc *detect.Document, name uint64, o *outline) (v Verdict, twin *uint32, err error) {
	former, err := f.former(ctx, doc, name, o)
	if err != nil {
		return v, nil, err
	}
	if former != nil {
		return former.verdict(Revision, 1), former.standsFor(), nil
	}
	if first, b, ordinal := f.sameWords(o); first != nil {
		if at, s, _ := f.memory.stand(ordinal); s != nil {
			twin = &at
		}
		return Verdict{Kind: Exact, Of: b.name(first), Similarity: 1, Coverage: 1, Matches: 1}, twin, nil
	}
	best, matches, err := f.nearest(ctx, doc, o)
	if err != nil {
		return v, nil, err
	}
	if best != nil {
		return best.verdict(best.judge(), matches), best.standsFor(), nil
	}
	if f.passages != nil {
		v, err = f.passages.judge(ctx, doc)
		return v, nil, err
	}
	return Verdict{Kind: Unseen}, nil, nil
}

// reason is an earlier document that may be reason for a verdict.
type reason struct {
	likeness
	ordinal uint32
	name    string
	bereft  bool // there is no sketch by which it could stand for another
}

func (r *reason) verdict(k Kind, matches int) Verdict {
	v := Verdict{Kind: k, Of: r.name, Similarity: r.jaccard(), Coverage: r.coverage(), Matches: matches, Estimate: !r.exact}
	if v.Estimate {
		v.Similarity, v.Coverage = min(v.Similarity, mostEstimate), min(v.Coverage, mostEstimate)
	}
	return v
}

// standsFor returns the ordinal where the document is so like the earlier one
// that keys of its own would find nothing more.
func (r *reason) standsFor() *uint32 {
	if r.jaccard() >= sameAsJaccard && !r.bereft {
		return &r.ordinal
	}
	return nil
}

// sameWords returns the first document with the same words in the same order.
func (f *Filter) sameWords(o *outline) (*record, *block, uint32) {
	if o.words == 0 {
		return nil, nil, 0
	}
	for _, ordinal := range f.bucket(f.memory.same, wordsKey(o.words)) {
		if r, b := f.memory.at(ordinal); r != nil && r.hasWords(o) {
			return r, b, ordinal
		}
	}
	return nil, nil, 0
}

// hasWords tells whether a remembered document has the words of an outline, in their order.
func (r *record) hasWords(o *outline) bool {
	return r.words == o.words && int(r.size) == len(o.shingles)
}

// former returns the document of the same name that is most alike.
func (f *Filter) former(ctx context.Context, doc *detect.Document, name uint64, o *outline) (best *reason, err error) {
	if doc.Name == "" {
		return nil, nil
	}
	keys := -1 // not looked for yet
	for _, ordinal := range f.bucket(f.memory.same, nameKey(name)) {
		r, b := f.memory.at(ordinal)
		if r == nil || r.nameHash != name || b.name(r) != doc.Name {
			continue
		}
		at, s, sb := f.memory.stand(ordinal)
		x := &reason{ordinal: at, name: doc.Name, bereft: s == nil}
		if s != nil {
			if keys < 0 {
				keys = f.meet(o)
			}
			x.likeness = f.scratch.estimated(o, s, sb, f.scratch.metIn(at), keys)
		}
		if r.hasWords(o) {
			x.likeness = likeness{shared: float64(r.size), new: float64(r.size), old: float64(r.size), exact: true}
		}
		if l, ok, err := f.count(ctx, o, ordinal, b); err != nil {
			return nil, err
		} else if ok {
			x.likeness = l
		}
		if best == nil || x.jaccard() > best.jaccard() {
			best = x
		}
	}
	return best, nil
}

// nearest returns the best reason among the documents that share keys, and how
// many would be reason enough.
func (f *Filter) nearest(ctx context.Context, doc *detect.Document, o *outline) (best *reason, matches int, err error) {
	s := &f.scratch
	f.candidates(o, sourceHash(doc.Source))
	frame, texts := 0., 0
	if len(s.frames) > 0 {
		frame = float64(frameSize(o, s.frames))
		f.stats.Framed++
	}
	for _, c := range s.candidates {
		r, b := f.memory.at(c.ordinal)
		l := s.estimated(o, r, b, c.shared, len(o.keys))
		if l.promising() && texts < mostTexts {
			counted, ok, err := f.count(ctx, o, c.ordinal, b)
			if err != nil {
				return nil, 0, err
			}
			if ok {
				l = counted
				texts++
			}
		}
		if frame > 0 {
			keys, frames := float64(len(o.keys)), float64(len(s.frames))
			l = l.without(frame, frames/keys, share(float64(c.shared), keys-frames))
		}
		if l.judge() == Unseen {
			continue
		}
		matches++
		if best == nil || l.better(best.likeness) {
			best = &reason{likeness: l, ordinal: c.ordinal, name: b.name(r)}
		}
	}
	return best, matches, nil
}

// describe makes the record of a document.
func (s *scratch) describe(doc *detect.Document, o *outline, v Verdict, twin *uint32, seconds int64) *remembered {
	r := &s.remembered
	*r = remembered{name: doc.Name}
	r.raw, r.words, r.nameHash, r.nameLen = o.raw, o.words, nameHash(doc), uint32(len(doc.Name))
	r.source, r.time, r.size = sourceHash(doc.Source), uint32(seconds), uint32(len(o.shingles))
	r.flags = present
	r.setVerdict(v)
	switch {
	case twin != nil:
		r.twin = *twin
	case len(o.shingles) > 0:
		words, thin := sketchShape(len(o.shingles))
		r.thin, r.sketchLen = thin, uint16(words)
		r.keys = o.keys[:min(len(o.keys), math.MaxUint16)]
		r.keyCount = uint16(len(r.keys))
		r.sketch = s.storedSketch(o, words, thin)
	}
	return r
}

// expire forgets what is too old.
func (f *Filter) expire(now time.Time) {
	m, ttl := f.memory, f.options.TTL
	if ttl == 0 {
		return
	}
	oldest := now.Add(-ttl).Unix()
	floor := m.floor
	for ; floor < m.next; floor++ {
		if r, _ := m.at(floor); r != nil && int64(r.time) > oldest {
			break
		}
	}
	m.forget(floor)
}

// forgetSurplus forgets what is too much.
func (f *Filter) forgetSurplus() {
	m, most := f.memory, f.options.MaxDocuments
	if most == 0 {
		return
	}
	floor := m.floor
	for left := m.count; left > most && floor < m.next; floor++ {
		if r, _ := m.at(floor); r != nil {
			left--
		}
	}
	m.forget(floor)
}

// Stats returns what was counted so far.
func (f *Filter) Stats() Stats {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := f.stats
	s.Verdicts = maps.Clone(f.stats.Verdicts)
	s.Documents = f.memory.count
	likes, same := f.memory.likes.Stats(), f.memory.same.Stats()
	s.Bytes, s.Full = f.memory.bytes+likes.Bytes+same.Bytes, likes.Dropped
	if f.passages != nil && f.passages.table != nil {
		sentences := f.passages.table.Stats()
		s.Bytes, s.Full = s.Bytes+sentences.Bytes, s.Full+sentences.Dropped
	}
	return s
}

// bucket returns the documents of a bucket, valid until the next call.
func (f *Filter) bucket(t *lsh.Table, k lsh.Key) []uint32 {
	s := &f.scratch
	s.key[0] = k
	s.bucket = t.Query(s.key[:], 1, s.bucket[:0])
	return s.bucket
}
