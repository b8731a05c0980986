package detect

import (
	"context"
	"iter"
	"slices"

	"respun/internal/flat"
	"respun/internal/parallel"
	"respun/lsh"
	"respun/shingle"
)

// Candidates are pairs of sentences worth a closer look. They are found from
// keys and numbers alone; no text is asked for. Two families of shingle sets go
// through the same buckets:
//
// (a) runs of four tokens, winnowed, so that five tokens in a row that two sentences
// have make a common key; one such key, or two where many sentences have it: verbatim
// and edited text. A run may reach into the next sentence, because copies are not cut at
// our sentence ends. What many sentences have is a standing phrase more
// often than not: asking for two takes an eighth off a scan of news, and of its matches
// two in a hundred, furniture nearly all. (b) pairs of a sentence's nine rarest stems,
// three common keys: reworded text (all spun pairs of the development data, 96 % of
// machine-translated round trips, at about one candidate a sentence). Triples,
// MinHash by rows and weight floors were worse trades.
//
// Sentences that are the same are put into buckets once and multiplied
// afterwards: a sentence that a thousand articles share would fill its buckets.

const (
	runLength    = 4
	winnowWindow = 2  // a common run of 5 tokens has a common key: with 3 (6 tokens) 5 in 100 short edited copies more are missed, for 5 % of the time
	rareStems    = 9  // with 10 are found 2 more of 1,489 hidden rewrites, for 4 % of the time; with 8, 4 fewer, for 1 % less
	runKeys      = 2  // a run that few sentences have counts for both
	rareKeys     = 3  // common keys that make a candidate: three common stems
	crowdedRun   = 6  // sentences: so many that have a run are many
	bucketCap    = 20 // candidates stay flat from 5 to 225 MB; at 30 no planted passage more is found among 7,400 articles, and 1 copy in 400
	gate         = 1.5
	gateRun      = 5       // shared weight, where a run is shared: a copy may be a small part of both sentences
	gateRunPart  = .5      // or Tversky's index, where it is the most of one
	chunk        = 512     // sentences that are asked together, or more where their stems lie on disk:
	chunkBytes   = 1 << 10 // they are read in order of place, and take so much each meanwhile
	partitions   = 4       // key ranges that buckets are built by: a third of the memory at a few percent of the time
	linkedParts  = 4       // ranges of sentences that know their buckets, one after the other: a tenth of a run's memory
)

// pair packs the numbers of two sentences, the lower first, and what is known of
// them: whether they share a run of tokens, and whether they share enough to be
// worth windows.
type pair uint64

const (
	noRun pair = 1 // not known to share a run
	weak  pair = 2 // share a run, but little else
	flags      = noRun | weak

	// maxSentences is how many sentences can be told apart.
	maxSentences = lsh.MaxItems
)

func makePair(i, j uint32) pair {
	if j < i {
		i, j = j, i
	}
	return pair(i)<<33 | pair(j)<<2 | noRun
}

// withRun returns the pair known to share a run.
func (p pair) withRun() pair { return p &^ noRun }

func (p pair) sharesRun() bool      { return p&noRun == 0 }
func (p pair) isWeak() bool         { return p&weak != 0 }
func (p pair) first() uint32        { return uint32(p >> 33) }
func (p pair) split() (i, j uint32) { return uint32(p >> 33), uint32(p>>2) &^ (1 << 31) }

// sortPairs sorts pairs and makes one of several of the same sentences, which
// knows what each of them knew.
func sortPairs(pairs []pair) []pair {
	slices.Sort(pairs)
	n := 0
	for _, p := range pairs {
		if n > 0 && pairs[n-1]|flags == p|flags {
			pairs[n-1] &= p | ^flags
			continue
		}
		pairs[n] = p
		n++
	}
	return pairs[:n]
}

// finder finds a run's candidates.
type finder struct {
	c      *corpus
	o      Options
	twins  *twins
	funnel funnel
	found  flat.Array[pair]
	asked  int64
	cut    int64 // pairs of twins that were not made
}

// find returns the candidate pairs of sentences, ascending.
func (f *finder) find(ctx context.Context) ([]pair, error) {
	defer f.c.spare()()
	var err error
	if f.twins, err = f.c.findTwins(); err != nil {
		return nil, err
	}
	n := int64(len(f.c.sentences))
	f.funnel.add("identical", n, n-f.twins.count, "repeats another sentence", f.twins.count)
	f.found = flat.NewArray[pair](f.c.disk)
	if f.o.Brute {
		err = f.all(ctx)
	} else {
		err = f.bucketed(ctx)
	}
	if err != nil {
		return nil, err
	}
	pairs, err := f.found.Done()
	if err != nil {
		return nil, err
	}
	gated := int64(len(pairs))
	f.c.common = f.twins.beyond(f.o.MaxPairwise)
	if pairs, err = f.multiply(pairs); err != nil {
		return nil, err
	}
	multiplied := int64(len(pairs))
	if pairs, err = f.spread(ctx, pairs); err != nil {
		return nil, err
	}
	f.funnel.add("candidates", f.asked, int64(len(pairs)), "shares too little weight", f.asked-gated)
	f.funnel.last().Added = addTo(nil, "sentences of the same words", multiplied-gated+f.cut)
	f.funnel.last().Capped = addTo(addTo(nil, cappedTwins, f.cut), cappedStars, multiplied-int64(len(pairs)))
	return pairs, nil
}

// bucketed finds candidates by the two families of keys.
func (f *finder) bucketed(ctx context.Context) error {
	rare, err := f.build("rare pairs", f.rarePairs, 0, rareShare, false) // three times as many keys, half the time each
	if err != nil {
		return err
	}
	defer rare.close()
	f.c.release() // what sorting has left
	runs, err := f.build("runs", f.runs, crowdedRun, runShare, true)
	if err != nil {
		return err
	}
	defer runs.close()
	f.c.release()
	counters := make([]*lsh.Counter, f.o.workers())
	workers := f.gaters(func(worker int) func(i uint32, dst []pair) []pair {
		if counters[worker] == nil {
			counters[worker] = rare.block.NewCounter()
		}
		c := counters[worker]
		return func(i uint32, dst []pair) []pair {
			c.Use(rare.block)
			for _, j := range c.Candidates(i, rareKeys) {
				dst = append(dst, makePair(i, j))
			}
			c.Use(runs.block)
			for _, j := range c.Candidates(i, runKeys) {
				dst = append(dst, makePair(i, j).withRun())
			}
			return sortPairs(dst)
		}
	})
	for lo := 0; lo < len(f.c.sentences); {
		hi, err := rare.reach(lo)
		if err != nil {
			return err
		}
		to, err := runs.reach(lo)
		if err != nil {
			return err
		}
		if err := f.gated(ctx, lo, min(hi, to), workers); err != nil {
			return err
		}
		lo = min(hi, to)
	}
	return nil
}

// family is the buckets of one family of keys, of which a block is at hand.
type family struct {
	block *lsh.Buckets
	next  func() (*lsh.Buckets, error, bool)
	close func()
}

// What the buckets of a family take of a bound: rare pairs have seven times as many
// entries that share a bucket, and all of these are read once for each block.
const (
	rareShare = .2
	runShare  = .1
)

// build puts all sentences into buckets, crowded from so many on, in the given share of
// a bound on memory. It holds the keys meanwhile where they are dear, or few.
func (f *finder) build(name string, source func() lsh.Source, crowded int, share float64, dear bool) (*family, error) {
	n, o := len(f.c.sentences), lsh.Options{Cap: bucketCap, Crowded: crowded, Workers: f.o.workers(), Partitions: partitions}
	small := f.c.bytes < releaseFrom
	if small { // a third of little memory is not worth a pass over the keys each
		o.Partitions = 1
	}
	out := new(family)
	var s lsh.Stats
	if f.c.disk == nil {
		o.Linked = (n + linkedParts - 1) / linkedParts
		o.Hold = dear || small
		b, err := lsh.Build(n, source, o)
		if err != nil {
			return nil, err
		}
		s = b.Stats()
		out.block, out.close = b, func() {}
		out.next = func() (*lsh.Buckets, error, bool) { return b, nil, b.Next() }
	} else {
		e, err := lsh.BuildExternal(n, source, o, f.c.disk.Dir(), int64(share*float64(f.c.memory)))
		if err != nil {
			return nil, err
		}
		s = e.Stats()
		next, stop := iter.Pull2(e.Blocks())
		out.next, out.close = next, func() { stop(); _ = e.Close() } // files without a name: nothing is lost
		if _, err := out.reach(0); err != nil {
			out.close()
			return nil, err
		}
	}
	f.funnel.stages = append(f.funnel.stages, Stage{Name: "buckets: " + name, In: s.Entries, Out: s.Entries - s.Singletons - s.Dropped,
		Dropped: map[string]int64{"alone in its bucket": s.Singletons}, Capped: map[string]int64{"bucket over the cap": s.Dropped}})
	return out, nil
}

// reach goes on to the block of sentence i and returns where it ends.
func (f *family) reach(i int) (end int, err error) {
	for f.block == nil || !knows(f.block, i) {
		b, err, ok := f.next()
		if err != nil {
			return 0, err
		}
		if !ok {
			return i, nil
		}
		f.block = b
	}
	_, hi := f.block.Range()
	return int(hi), nil
}

// knows tells whether buckets can be asked about sentence i.
func knows(b *lsh.Buckets, i int) bool {
	lo, hi := b.Range()
	return int(lo) <= i && i < int(hi)
}

// all pairs every sentence with every later one.
func (f *finder) all(ctx context.Context) error {
	return f.gated(ctx, 0, len(f.c.sentences), f.gaters(func(int) func(i uint32, dst []pair) []pair {
		return func(i uint32, dst []pair) []pair {
			for j := int(i) + 1; j < len(f.c.sentences); j++ {
				if !f.twins.is(uint32(j)) {
					dst = append(dst, makePair(i, uint32(j)).withRun())
				}
			}
			return dst
		}
	}))
}

// asker asks for the partners of a sentence and keeps those that share enough
// weight: one a worker.
type asker struct {
	partners func(i uint32, dst []pair) []pair
	g        *gater
	js       []pair
	asked    []pair
}

// gaters returns what makes each worker's asker, once.
func (f *finder) gaters(partners func(worker int) func(i uint32, dst []pair) []pair) func(worker int) *asker {
	made := make([]*asker, f.o.workers())
	return func(worker int) *asker {
		if made[worker] == nil {
			made[worker] = &asker{partners: partners(worker), g: newGater(f.c)}
		}
		return made[worker]
	}
}

// gated gathers the pairs of sentences lo to hi-1 that share enough weight, on all
// workers.
func (f *finder) gated(ctx context.Context, lo, hi int, newAsker func(worker int) *asker) error {
	type part struct {
		pairs []pair
		asked int
	}
	size := chunk
	if f.c.disk != nil {
		size = max(chunk, min(f.c.room(chunkBytes), (hi-lo)/(2*f.o.workers())))
	}
	return parallel.InOrder(ctx, f.o.workers(), (hi-lo+size-1)/size, func(worker int) func(k int) (part, error) {
		a := newAsker(worker)
		return func(k int) (p part, err error) {
			a.asked = a.asked[:0]
			for i := lo + k*size; i < min(hi, lo+(k+1)*size); i++ {
				if !f.twins.is(uint32(i)) {
					a.js = a.partners(uint32(i), a.js[:0])
					a.asked = append(a.asked, a.js...)
				}
			}
			return part{a.g.keep(a.asked, gate), len(a.asked)}, nil
		}
	}, func(_ int, p part) error {
		f.asked += int64(p.asked)
		return f.found.Append(p.pairs...)
	})
}

// rarePairs yields the keys of family (b).
func (f *finder) rarePairs() lsh.Source {
	var raw []uint64
	return func(i uint32, in lsh.Range, dst []lsh.Key) []lsh.Key {
		if i%256 == 0 {
			f.c.disk.Ease()
		}
		if f.twins.is(i) {
			return dst
		}
		bag := f.c.contents.bags.of(i)
		raw = raw[:0]
		for _, t := range bag[:min(rareStems, len(bag))] {
			raw = append(raw, uint64(f.c.vocab.ranks[t.ID()]))
		}
		return lsh.RarePairs(raw, in, dst)
	}
}

// runs yields the keys of family (a).
func (f *finder) runs() lsh.Source {
	var hashes []uint64
	var picks []int
	return func(i uint32, _ lsh.Range, dst []lsh.Key) []lsh.Key {
		if i%256 == 0 {
			f.c.disk.Ease()
		}
		if f.twins.is(i) {
			return dst
		}
		hashes = shingle.Runs(f.c.tokensBeyond(i, runLength-1), runLength, f.c.vocab.ranks, hashes[:0])
		picks = lsh.Winnow(hashes, winnowWindow, picks[:0])
		for _, at := range picks {
			dst = append(dst, lsh.Key(hashes[at]>>32)) // the same one twice, seldom, counts once
		}
		return dst
	}
}

// tokensBeyond returns the tokens of sentence i and n more of its document.
func (c *corpus) tokensBeyond(i uint32, n int) []shingle.Token {
	from := c.sentences[i].Token
	end := uint32(len(c.tokens))
	if next := c.first[c.doc[i]+1]; int(next) < len(c.sentences) {
		end = c.sentences[next].Token
	}
	to := end
	if int(i)+1 < len(c.sentences) {
		to = min(end, c.sentences[i+1].Token+uint32(n))
	}
	return c.tokens[from:to]
}
