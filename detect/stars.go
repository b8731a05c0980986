package detect

import (
	"context"
	"math"
	"slices"

	"respun/internal/copies"
	"respun/internal/flat"
	"respun/internal/parallel"
)

// Documents of one frame: contracts, notices, product pages. Any two of them have the same
// sentences, lightly edited, and that tells nothing once both are known to copy a third.
// So where more than Options.MaxPairwise documents copy sentences of one, that one, their
// centre, is compared with all of them, and they with each other only in what does not come
// from it: stars in the place of all edges, as in star clustering (Aslam, Pelekhov and Rus
// 2004). Where the sentences stand groups tell. 300 contracts of 24 clauses (4 MB) took
// 117 s without it, as each two were aligned, and 4.5 s with it; 2,400 take 37 s. Of bulk
// news nothing is told otherwise.
//
// A document's centre is the first with which it has half as many candidates as with any.
// That it copies it is seen word by word. What a centre lacks others may have from each
// other: so it is done again with the candidates that are left.
//
// Rejected: stars of sentences. Which are near-copies would have to be told by the weights
// of their stems, where names and numbers, in which documents of a frame differ, weigh most.

const (
	starRounds = 4
	starLeast  = 3  // sentences of the centre with a candidate in a document
	starFill   = .7 // of a sentence's tokens, in copies of the centre
)

// stars are what many documents copy from one.
type stars struct {
	Centres []map[uint32]uint32 // by round: the centre of each document that has one
	Copied  sentenceSet         // sentences from a centre that many have from there
}

// share tells whether two documents have the same centre.
func (s *stars) share(d, e int) bool {
	return slices.ContainsFunc(s.Centres, func(centres map[uint32]uint32) bool {
		x, ok := centres[uint32(d)]
		y, too := centres[uint32(e)]
		return ok && too && x == y
	})
}

// hold tells whether all of the sentences r come from centres.
func (s *stars) hold(v view, r run) bool {
	for i := r.First; i <= r.Last; i++ {
		if !s.Copied.has(v.base + uint32(i)) {
			return false
		}
	}
	return true
}

// cappedStars is why candidates are left out.
const cappedStars = "both from a document that many copy"

// spread finds the stars among candidate pairs, and returns the pairs but those of which
// both sentences come from one centre.
func (f *finder) spread(ctx context.Context, pairs []pair) ([]pair, error) {
	all := &f.c.stars
	for range starRounds {
		r := starRound{f: f, centre: f.centres(pairs)}
		if r.centre == nil {
			return pairs, nil
		}
		if err := r.findCopied(ctx); err != nil {
			return nil, err
		}
		r.findFramed(pairs)
		left, err := r.left(pairs)
		if err != nil || len(left) == len(pairs) {
			return left, err
		}
		all.Centres = append(all.Centres, r.members())
		all.Copied = r.framed.with(all.Copied)
		pairs = left
	}
	return pairs, nil
}

// noCentre is the centre of a document that has none.
const noCentre = math.MaxUint32

// centres returns the centre of each document; nil where no star is large.
func (f *finder) centres(pairs []pair) []uint32 {
	n := f.c.docs.Len()
	best, centre, size := make([]uint32, n), make([]uint32, n), make([]uint32, n)
	f.eachShare(pairs, func(_, e, sentences uint32) { best[e] = max(best[e], sentences) })
	for e := range centre {
		centre[e] = noCentre
	}
	f.eachShare(pairs, func(d, e, sentences uint32) {
		if centre[e] == noCentre && sentences >= starLeast && 2*sentences >= best[e] && f.c.mayCompare(f.o, int(d), int(e)) {
			centre[e] = d
			size[d]++
		}
	})
	large := false
	for e, d := range centre {
		switch {
		case d == noCentre:
		case int(size[d]) > f.o.MaxPairwise:
			large = true
		default:
			centre[e] = noCentre
		}
	}
	if !large {
		return nil
	}
	return centre
}

// eachShare calls yield for any two documents, by the first, with how many sentences of
// the first share a run with the second, but for those that come from a centre already.
func (f *finder) eachShare(pairs []pair, yield func(d, e, sentences uint32)) {
	n := f.c.docs.Len()
	count, last := make([]uint32, n), make([]uint32, n) // of the second documents: sentences, and the last of them, plus one
	var met []uint32
	tell := func(d uint32) {
		for _, e := range met {
			yield(d, e, count[e])
			count[e] = 0
		}
		met = met[:0]
	}
	at := uint32(0) // first document of the pairs at hand
	for k, p := range pairs {
		f.ease(k)
		i, j := p.split()
		d, e := f.c.doc[i], f.c.doc[j]
		if d != at {
			tell(at)
			at = d
		}
		if d == e || !p.sharesRun() || last[e] == i+1 || f.c.stars.Copied.has(j) {
			continue
		}
		if count[e] == 0 {
			met = append(met, e)
		}
		last[e] = i + 1
		count[e]++
	}
	tell(at)
}

// ease hands pages back now and then, where pairs or sentences lie on disk.
func (f *finder) ease(k int) {
	if k%256 == 0 {
		f.c.disk.Ease()
	}
}

// starRound is one search for stars.
type starRound struct {
	f      *finder
	centre []uint32    // of each document
	copied sentenceSet // from the centre of their document
	framed sentenceSet // of these, what many documents have from there
	met    sentenceSet // these, and others with a candidate among what many have
}

// members returns the documents that have a centre.
func (r *starRound) members() map[uint32]uint32 {
	out := map[uint32]uint32{}
	for e, d := range r.centre {
		if d != noCentre {
			out[uint32(e)] = d
		}
	}
	return out
}

// findCopied finds the sentences that documents copy from their centres.
func (r *starRound) findCopied(ctx context.Context) error {
	c := r.f.c
	r.copied = newSentenceSet(len(c.sentences))
	return parallel.InOrder(ctx, r.f.o.workers(), (len(r.centre)+listChunk-1)/listChunk, func(int) func(k int) ([]uint32, error) {
		finder, found := copies.NewFinder(), []copies.Copy(nil)
		return func(k int) (sentences []uint32, err error) {
			for e := k * listChunk; e < min(len(r.centre), (k+1)*listChunk); e++ {
				if r.centre[e] == noCentre {
					continue
				}
				c.disk.Ease()
				a, b := c.view(int(r.centre[e])), c.view(e)
				finder.Open(a.ordinal, a.tokens())
				found = finder.Append(found[:0], b.tokens(), 0, len(b.tokens()), false)
				for s := range b.len() {
					if filledBy(found, b.tokenRun(run{s, s})) {
						sentences = append(sentences, b.base+uint32(s))
					}
				}
			}
			return sentences, nil
		}
	}, func(_ int, sentences []uint32) error {
		for _, i := range sentences {
			r.copied.add(i)
		}
		return nil
	})
}

// filledBy tells whether tokens of b are filled by copies, which are in order of their
// places in b.
func filledBy(found []copies.Copy, tokens run) bool {
	held, from := 0, tokens.First
	for _, c := range found {
		if part := (run{max(from, c.B.First), min(tokens.Last, c.B.Last)}); part.First <= part.Last {
			held += part.len()
			from = part.Last + 1
		}
	}
	return float64(held) >= starFill*float64(tokens.len())
}

// findFramed finds, of sentences that are copied, those of which more than MaxPairwise
// documents have the sentence of the centre.
func (r *starRound) findFramed(pairs []pair) {
	c := r.f.c
	r.framed, r.met = newSentenceSet(len(c.sentences)), newSentenceSet(len(c.sentences))
	for lo := 0; lo < len(pairs); {
		r.f.ease(lo)
		i := pairs[lo].first()
		documents, last := 0, uint32(noCentre)
		hi := lo
		for ; hi < len(pairs) && pairs[hi].first() == i; hi++ {
			if j, ok := r.below(pairs[hi]); ok && r.copied.has(j) && c.doc[j] != last {
				last = c.doc[j]
				documents++
			}
		}
		for _, p := range pairs[lo:hi] {
			if j, ok := r.below(p); ok && documents > r.f.o.MaxPairwise {
				r.met.add(j)
				if r.copied.has(j) {
					r.framed.add(j)
				}
			}
		}
		lo = hi
	}
}

// below returns the second sentence of a pair, if the first is of its document's centre.
func (r *starRound) below(p pair) (j uint32, ok bool) {
	i, j := p.split()
	return j, r.centre[r.f.c.doc[j]] == r.f.c.doc[i]
}

// left returns the pairs but those of documents of one centre of which one sentence is
// framed, and the other too, or has a candidate among what many copy there.
func (r *starRound) left(pairs []pair) ([]pair, error) {
	c := r.f.c
	out := flat.NewArray[pair](c.disk)
	for k, p := range pairs {
		r.f.ease(k)
		i, j := p.split()
		d, e := c.doc[i], c.doc[j]
		if d != e && r.centre[d] != noCentre && r.centre[d] == r.centre[e] &&
			(r.framed.has(i) && r.met.has(j) || r.met.has(i) && r.framed.has(j)) {
			continue
		}
		if err := out.Append(p); err != nil {
			return nil, err
		}
	}
	if err := flat.Free(c.disk, pairs); err != nil {
		return nil, err
	}
	return out.Done()
}
