package detect

import (
	"context"
	"math"
	"slices"

	"respun/internal/copies"
	"respun/internal/decide"
	"respun/internal/doctable"
	"respun/internal/flat"
	"respun/internal/openhash"
	"respun/internal/parallel"
)

// From candidates to hits. Two documents are laid beside each other once for all their
// candidates: first for copies, word by word (copyhits.go), because most of them share a
// run and nothing else; then, around the sentences that share more and are not copied
// whole, for the windows that share most (windows.go). A hit is a copy or a window whose
// score a context might lift to the smallest confidence. What its context is, and which
// of hits that overlap stays, is asked later (judge.go), when templates are known.

// hit is a window with what the decision says of it.
type hit struct {
	window
	f     decide.Features
	score float64
	kind  Kind    // by the shingles of stems; the text decides in the end
	share float32 // of the weight that is shared, what templates don't account for, 0..1

	copy             bool // found word by word: exactly the tokens below
	reworded         bool // of a copy: with reworded text beside it
	whole            bool // of either side, whole sentences
	tokensA, tokensB run  // counted in the document
}

// hits are what was found between two documents, or inside one.
type hits struct {
	a, b int // ordinals, a <= b
	list []hit
}

// verifier measures candidates: one a worker.
type verifier struct {
	p       *pairer
	o       Options
	ctx     context.Context // of the run: nothing is measured after its end
	within  []pair          // of a document: inside it,
	across  []pair          // and with others,
	order   []uint64        // by the other and place
	near    []pair
	strong  []pair
	sharing []int // sentences of b that share a run with a
	ranges  []run
	windows []window
	places  []fetchPlace
	fetched uint32
	hits    []hit     // of the two documents at hand
	seen    windowSet // around the pairs at hand
	tally   tally
	inner   innerPairs
	copier  *copies.Finder
	copied  []copies.Copy            // what it found last
	floors  [decide.Contexts]float64 // scores that a context cannot lift to the smallest confidence
}

func newVerifier(ctx context.Context, c *corpus, o Options) *verifier {
	v := &verifier{ctx: ctx, p: newPairer(c), o: o, copier: copies.NewFinder()}
	for ctx := range v.floors {
		v.floors[ctx] = decide.Floor(o.MinConfidence, decide.Context(ctx))
	}
	return v
}

// verify measures all candidates, document by document on all workers, and
// keeps the hits in order of (a, b).
func verify(ctx context.Context, c *corpus, o Options, pairs []pair) (*hitStore, tally, error) {
	found := &hitStore{flat.NewBlobs(c.disk), unitsOf(c.docs.Len())}
	starts := startsByDocument(c, pairs)
	progress := newProgress(o.Progress, "compare", c.docs.Len())
	var total tally
	err := parallel.InOrder(ctx, o.workers(), found.units, func(int) func(k int) (madeUnit, error) {
		v := newVerifier(ctx, c, o)
		return func(k int) (madeUnit, error) {
			if u, ok, err := c.journal.unit(hitsRecord, k, 1); ok || err != nil {
				progress(min(unitDocs, c.docs.Len()-k*unitDocs))
				return u, err
			}
			var u unitOfHits
			v.tally = tally{}
			for d := k * unitDocs; d < min(c.docs.Len(), (k+1)*unitDocs); d++ {
				u.list = append(u.list, v.document(c, d, pairs[starts[d]:starts[d+1]])...)
				progress(1)
			}
			return madeUnit{bytes: u.encode(), tallies: []tally{v.tally}}, context.Cause(ctx)
		}
	}, func(k int, u madeUnit) error {
		if err := c.journal.putUnit(hitsRecord, k, &u); err != nil {
			return err
		}
		total.merge(&u.tallies[0])
		return found.blobs.Put(k, u.bytes)
	})
	return found, total, err
}

// startsByDocument returns where the pairs of each document's sentences begin.
func startsByDocument(c *corpus, pairs []pair) []int {
	starts := make([]int, c.docs.Len()+1)
	at := 0
	for d := range c.docs.Len() {
		c.disk.Ease()
		starts[d] = at
		for at < len(pairs) && pairs[at].first() < c.first[d+1] {
			at++
		}
	}
	starts[c.docs.Len()] = len(pairs)
	return starts
}

// document measures the pairs whose first sentence is document d's.
func (v *verifier) document(c *corpus, d int, pairs []pair) []hits {
	var out []hits
	c.disk.Ease()
	a := c.view(d)
	v.tally.in += int64(len(pairs))
	inside, across := v.split(c, d, pairs)
	inside = v.inside(a, inside)
	if h := v.measure(a, a, inside); len(h) > 0 {
		out = append(out, hits{d, d, v.own(h)})
	}
	ahead := across
	for len(across) > 0 && v.ctx.Err() == nil {
		c.disk.Ease()
		if len(ahead) > len(across)-fetchAhead/2 && len(ahead) > 0 {
			n := min(len(ahead), fetchAhead)
			v.fetch(c, ahead[:n])
			ahead = ahead[n:]
		}
		_, j := across[0].split()
		e := c.doc[j]
		n := 1
		for n < len(across) {
			if _, j := across[n].split(); c.doc[j] != e {
				break
			}
			n++
		}
		if v.o.pairsAll() || allowed(v.o, c.docs.At(d), c.docs.At(int(e))) {
			if h := v.measure(a, c.view(int(e)), across[:n]); len(h) > 0 {
				out = append(out, hits{d, int(e), v.own(h)})
			}
		} else {
			v.tally.dropMany(leftOutByOption, n)
		}
		across = across[n:]
	}
	return out
}

// own gives up what measure returned to who keeps it: many as they are, so that they don't
// lie in memory twice, and few without the room they grew in.
func (v *verifier) own(h []hit) []hit {
	if len(h) > heldHits {
		v.hits = nil
		return h
	}
	return slices.Clone(h)
}

// leftOutByOption is why documents are not compared.
const leftOutByOption = "left out by same-source or new-only"

// fetchAhead is how many pairs are fetched together.
const fetchAhead = 64

// fetch reads a word of each cache line that pairs are measured by first. Reads
// that don't wait for each other overlap; one pair after the other, each would be
// waited for.
func (v *verifier) fetch(c *corpus, pairs []pair) {
	v.places = v.places[:0]
	for _, p := range pairs {
		_, j := p.split()
		v.places = append(v.places, fetchPlace{c.sentences[j].Token, c.contents.bags.sentences[j].end, c.contents.starts[c.doc[j]]})
	}
	sum := uint32(0)
	for k, p := range pairs {
		if k%16 == 0 { // each may be anywhere on disk
			c.disk.Ease()
		}
		x := v.places[k]
		if p.sharesRun() {
			t := c.tokens[x.token:min(len(c.tokens), int(x.token)+33)]
			sum += uint32(t[0] + t[len(t)/2] + t[len(t)-1])
		}
		if !p.isWeak() {
			sum += uint32(c.contents.bags.stems[max(1, x.bag)-1])
			ids := c.contents.ids[x.contents:min(len(c.contents.ids), int(x.contents)+256)]
			for i := 0; i < len(ids); i += 16 {
				sum += ids[i]
			}
		}
	}
	v.fetched += sum
}

type fetchPlace struct{ token, bag, contents uint32 }

// split parts the pairs inside document d from those with other documents, the
// latter in order of the other; both are valid until the next call.
func (v *verifier) split(c *corpus, d int, pairs []pair) (inside, across []pair) {
	inside, across, v.order = v.within[:0], v.across[:0], v.order[:0]
	for k, p := range pairs {
		if _, j := p.split(); int(c.doc[j]) == d {
			inside = append(inside, p)
		} else {
			v.order = append(v.order, uint64(c.doc[j])<<32|uint64(k))
		}
	}
	slices.Sort(v.order)
	for _, x := range v.order {
		across = append(across, pairs[uint32(x)])
	}
	v.within, v.across = inside, across
	return inside, across
}

// pairsAll tells whether any two documents are to be compared.
func (o Options) pairsAll() bool { return !o.OnlyNew && o.SameSource == SameSourceKeep }

// allowed tells whether two documents are to be compared.
func allowed(o Options, a, b *doctable.Info) bool {
	if o.OnlyNew && !a.New && !b.New {
		return false
	}
	same := a.Source != 0 && a.Source == b.Source
	switch o.SameSource {
	case SameSourceSkip:
		return !same
	case SameSourceOnly:
		return same
	}
	return true
}

// mayCompare tells whether passages of two documents, or of one, are to be compared.
func (c *corpus) mayCompare(o Options, d, e int) bool {
	return d == e || allowed(o, c.docs.At(d), c.docs.At(e))
}

// compares tells whether a document is compared with itself.
func (v *verifier) compares(a view) bool {
	doc := a.c.docs.At(a.ordinal)
	return a.len() > 0 && (!v.o.OnlyNew || doc.New)
}

// measure returns the hits among candidate pairs of two documents; they are valid
// until the next call. Copies come first, because most pairs of documents are
// laid beside each other for a shared run alone, and what is copied whole needs
// no window.
func (v *verifier) measure(a, b view, pairs []pair) (out []hit) {
	if len(pairs) == 0 {
		return nil
	}
	copies := v.withoutFramed(a, b, v.findCopies(a, b, v.parts(a, b, pairs)))
	if len(copies) == 0 && !slices.ContainsFunc(pairs, func(p pair) bool { return !p.isWeak() }) {
		v.tally.dropMany("share a run, but no copy", len(pairs))
		return nil
	}
	v.tally.add("copies", len(copies))
	v.p.open(a, b)
	out = v.judgeCopies(a, b, copies, decide.Across, v.hits[:0])
	pairs = v.worthWindows(a, b, pairs, out)
	n := len(out)
	out = v.aroundAll(pairs, false, out)
	if a.ordinal == b.ordinal && mayDouble(out[n:], a) {
		v.tally.again(len(pairs), len(out)-n)
		out = v.aroundAll(pairs, true, out[:n])
	}
	v.tally.out += int64(len(out))
	v.hits = out
	return out
}

// worthWindows returns the pairs that share more than a run, and are not copied
// whole.
func (v *verifier) worthWindows(a, b view, pairs []pair, copies []hit) []pair {
	v.strong = append(v.strong[:0], pairs...)
	switch {
	case a.ordinal != b.ordinal:
		v.strong = v.p.strong(v.strong, gateAcross)
	case a.len() > mostSummed:
		v.strong = v.p.strong(v.strong, gateInside)
	default:
		v.strong = v.inner.strong(a, v.strong)
	}
	strong := len(v.strong)
	v.tally.dropMany("sentences share too little", len(pairs)-strong)
	if len(copies) > 0 {
		whole := newCopiedSentences(a, b, copies)
		v.strong = slices.DeleteFunc(v.strong, func(p pair) bool {
			i, j := p.split()
			return whole.has(int(i-a.base), int(j-b.base))
		})
	}
	v.tally.dropMany("sentences copied whole", strong-len(v.strong))
	return v.strong
}

// copiedSentences knows the sentences that copies hold whole.
type copiedSentences struct {
	a, b []run // of each copy
	at   matchPlaces
}

func newCopiedSentences(a, b view, copies []hit) copiedSentences {
	s := copiedSentences{a: make([]run, len(copies)), b: make([]run, len(copies))}
	for k := range copies {
		c := &copies[k]
		s.a[k], s.b[k] = a.inside(c.tokensA, c.A), b.inside(c.tokensB, c.B)
	}
	s.at = placesOf(len(copies), func(k int) (a, b run) { return s.a[k], s.b[k] })
	return s
}

// has tells whether one copy holds sentence i of a and sentence j of b.
func (s *copiedSentences) has(i, j int) bool {
	x, y := run{i, i}, run{j, j}
	return s.at.any(x, y, func(k int) bool { return s.a[k].meets(x) && s.b[k].meets(y) })
}

// inside returns those of the sentences r that lie among the given tokens, or all
// but their first or last word.
func (v view) inside(tokens, r run) run {
	if tokens.First > v.token(r.First)+1 {
		r.First++
	}
	if tokens.Last < v.token(r.Last)+len(v.tokensOf(r.Last, r.Last))-2 {
		r.Last--
	}
	return r
}

// mayDouble tells whether the hits of a document leave it possible that it
// doubles its paragraphs (see doubles): what is decided later only takes away.
func mayDouble(hits []hit, a view) bool {
	n := 0
	for i := range hits {
		d := a.sentences[hits[i].B.First].Paragraph - a.sentences[hits[i].A.First].Paragraph
		if hits[i].kind == Spun && d == 1 {
			n++
		}
	}
	return n >= doubledNeighbours
}

// lookUp is after how many pairs it is asked whether the run is over: a
// millisecond's work.
const lookUp = 256

// mostHits is how many hits two documents, or one inside itself, have at most: of
// 50,000 photo credits in one page there would be 700,000, and what becomes of them
// lies in memory at once. A variable, so that tests come to it.
var mostHits = 1 << 17

// cappedHits is why pairs of sentences were not looked at.
const cappedHits = "hits of two documents over the cap"

// aroundAll appends the hits among the best windows around all pairs; doubled
// says in which context those inside a document are to be seen. What the first
// sentences share comes first: they represent large groups.
func (v *verifier) aroundAll(pairs []pair, doubled bool, out []hit) []hit {
	v.seen.Clear()
	for k, p := range pairs {
		if k%lookUp == 0 && v.ctx.Err() != nil {
			break
		}
		if len(out) >= mostHits {
			v.tally.capped = addTo(v.tally.capped, cappedHits, int64(len(pairs)-k))
			break
		}
		i, j := p.split()
		out = v.around(int(i-v.p.a.base), int(j-v.p.b.base), out, nil, func(w *window) decide.Context {
			return contextOf(w, v.p.a, v.p.b, doubled)
		})
	}
	return out
}

// around appends the best window around two sentences, of runs that fit, if it is
// a hit.
func (v *verifier) around(i, j int, out []hit, fits func(a, b run) bool, in func(*window) decide.Context) []hit {
	v.windows = v.p.windows(i, j, fits, v.windows[:0])
	if len(v.windows) == 0 {
		v.tally.drop("windows share too little")
		return out
	}
	var best *window
	var f decide.Features
	var score float64
	top := math.Inf(-1)
	for k := range v.windows {
		w := &v.windows[k]
		x := v.p.outline(w)
		s := decide.Collection.Score(x)
		if over := s - v.floors[in(w)]; over > top {
			best, f, score, top = w, x, s, over
		}
	}
	seen := v.seen.At(best.key())
	if *seen {
		v.tally.drop("best window of another pair too")
		return out
	}
	*seen = true
	floor := v.floors[in(best)]
	ok := v.p.features(best, &f, score, floor)
	s := decide.Collection.Score(f)
	if !ok || s < floor {
		v.tally.drop("score out of reach")
		return out
	}
	if best.T < lettersShare && v.p.ofLetters(best) {
		v.tally.drop("letters share too little")
		return out
	}
	return append(out, hit{window: *best, f: f, score: s, kind: v.p.kind(best), share: 1})
}

// windowSet remembers windows: a pair of documents has some ten, and there are a million
// pairs.
type windowSet = openhash.Map[uint64, bool]

// key packs a window's runs, which have three sentences at most.
func (w *window) key() uint64 {
	return uint64(w.A.First)<<34 | uint64(w.A.Last-w.A.First)<<32 | uint64(w.B.First)<<2 | uint64(w.B.Last-w.B.First)
}

// lettersShare is the least Tversky index of reworded text in scripts that are
// compared by pairs of letters: any two texts share a fifth of them, and no names
// are known that would speak against it.
const lettersShare = .3

// ofLetters tells whether a window is compared by pairs of letters.
func (p *pairer) ofLetters(w *window) bool {
	ta := p.a.tokensOf(w.A.First, w.A.Last)
	return p.c.vocab.words(ta) < len(ta)*3/4
}
