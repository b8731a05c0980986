package fragments

import (
	"cmp"
	"slices"

	"respun/internal/align"
)

// Copied stretches are found word by word beside the seeds: runs of five words
// and more that both documents have, chained along a diagonal across small
// edits. They know their ends exactly, which sentences don't, and two copies
// that stand next to each other in one document but not in the other stay two.
// Where a fragment consists of copies they take its place: verbatim passages of
// PAN 2013 rise from .944 to .960 by it.

const (
	copyWords    = 50  // words of a copied stretch; shorter ones are left to the seeds
	copyGap      = 12  // words of an edit within it
	copyPlaces   = 16  // places of b at which a run of a is looked up
	copyBack     = 64  // runs before one that it may follow
	copyShare    = .4  // of a fragment's words, on one side: it may consist of copies
	copyApart    = 1   // alike units outside of copies that it may still have
	copyCosine   = .3  // cosine and Dice of those
	copyLopsided = 4   // times as long is one side: a fragment that holds no copies
	copyEffort   = 4   // words compared a word of text: what repeats itself without end is left
	copySpare    = 1e5 // and so many in any case
)

// Words is a stretch of words [From,To) of a document.
type Words struct{ From, To int }

// Len returns how many there are.
func (w Words) Len() int { return w.To - w.From }

// shared counts the words of w that are in v too.
func (w Words) shared(v Words) int { return max(0, min(w.To, v.To)-max(w.From, v.From)) }

// Box is a stretch of either document.
type Box struct{ A, B Words }

// Shorter returns how many words the shorter side has.
func (k Box) Shorter() int { return min(k.A.Len(), k.B.Len()) }

// stretch is a pair of stretches of which so many words are the same in order.
type stretch struct {
	Box
	same int
}

// stretcher finds copied stretches; it keeps its memory.
type stretcher struct {
	places []place5
	runs   []sharedRun
	capped func(reason string, n int)
}

// sharedRun is n words that both texts have, from a of the one and b of the other; and of
// the chains that end with it the longest. In small numbers: text that repeats itself has
// many.
type sharedRun struct {
	a, b, n int32
	score   int32 // words of that chain
	back    int32 // the run before it there; -1: none
}

func (r *sharedRun) box() Box {
	a, b, n := int(r.a), int(r.b), int(r.n)
	return Box{Words{a, a + n}, Words{b, b + n}}
}

// place5 is where a run of five words begins.
type place5 struct {
	hash uint64
	at   int
}

// find returns the copied stretches of two texts given word by word; on either
// side they overlap by less than half.
func (k *stretcher) find(a, b []uint64) []stretch {
	k.index(b)
	k.runs = k.runs[:0]
	effort := copyEffort*(len(a)+len(b)) + copySpare
	for i, h := range align.Runs(a, align.SnapRun, nil) {
		for _, p := range k.at(h) {
			if i > 0 && p.at > 0 && a[i-1] == b[p.at-1] {
				continue // in the middle of a run
			}
			n := commonPrefix(a[i:], b[p.at:], effort)
			effort -= n
			if n >= align.SnapRun {
				k.runs = append(k.runs, sharedRun{a: int32(i), b: int32(p.at), n: int32(n)})
			}
		}
		if effort <= 0 {
			k.capped("copies in text that repeats itself", 1)
			break
		}
	}
	k.follow()
	return k.chains(len(a), len(b))
}

// index sorts the runs of five words of b.
func (k *stretcher) index(b []uint64) {
	k.places = k.places[:0]
	for j, h := range align.Runs(b, align.SnapRun, nil) {
		k.places = append(k.places, place5{h, j})
	}
	slices.SortFunc(k.places, func(x, y place5) int { return cmp.Or(cmp.Compare(x.hash, y.hash), cmp.Compare(x.at, y.at)) })
}

// at returns the first places of b with a hash.
func (k *stretcher) at(h uint64) []place5 {
	from, _ := slices.BinarySearchFunc(k.places, h, func(p place5, h uint64) int { return cmp.Compare(p.hash, h) })
	to := from
	for to < len(k.places) && k.places[to].hash == h && to < from+copyPlaces {
		to++
	}
	return k.places[from:to]
}

func commonPrefix(a, b []uint64, most int) int {
	n := 0
	for n < len(a) && n < len(b) && n < most && a[n] == b[n] {
		n++
	}
	return n
}

// follow finds, for each run, the run before it that makes the longest stretch.
func (k *stretcher) follow() {
	for n := range k.runs {
		r := &k.runs[n]
		r.score, r.back = r.n, -1
		for m := n - 1; m >= max(0, n-copyBack); m-- {
			p := &k.runs[m]
			ga, gb := r.a-p.a-p.n, r.b-p.b-p.n
			if min(ga, gb) <= -align.SnapRun || max(ga, gb) > copyGap || ga+r.n <= 0 || gb+r.n <= 0 {
				continue
			}
			// A word that both runs claim counts once; gaps, and unequal ones, cost.
			s := p.score + r.n - max(0, -ga, -gb) - max(ga-gb, gb-ga)/2 - max(ga, gb, 0)/4
			if s > r.score {
				r.score, r.back = s, int32(m)
			}
		}
	}
}

// chains returns the longest stretches first, each run in one of them.
func (k *stretcher) chains(na, nb int) (out []stretch) {
	var order []int32
	for n := range k.runs {
		if k.runs[n].score >= copyWords {
			order = append(order, int32(n))
		}
	}
	slices.SortFunc(order, func(x, y int32) int {
		return cmp.Or(cmp.Compare(k.runs[y].score, k.runs[x].score), cmp.Compare(x, y))
	})
	used, inA, inB := make([]bool, len(k.runs)), make([]bool, na), make([]bool, nb)
	for _, n := range order {
		c, ok := k.chain(n, used)
		if ok && 2*claimed(inA, c.A) <= c.A.Len() && 2*claimed(inB, c.B) <= c.B.Len() {
			claim(inA, c.A)
			claim(inB, c.B)
			out = append(out, c)
		}
	}
	return out
}

// chain gathers the stretch that ends with run n.
func (k *stretcher) chain(n int32, used []bool) (c stretch, ok bool) {
	c.Box = k.runs[n].box()
	for ; n >= 0 && !used[n]; n = k.runs[n].back {
		used[n] = true
		r := k.runs[n].box()
		c.A.From, c.B.From = r.A.From, r.B.From
		c.same += r.A.Len()
		ok = true
	}
	return c, ok && min(c.same, c.A.Len(), c.B.Len()) >= copyWords
}

func claimed(in []bool, w Words) (n int) {
	for _, x := range in[w.From:w.To] {
		if x {
			n++
		}
	}
	return n
}

func claim(in []bool, w Words) {
	for i := w.From; i < w.To; i++ {
		in[i] = true
	}
}

// withCopies puts copied stretches, and what was taken beside them in another
// order, in the place of fragments that consist of them, and adds those that no
// fragment holds.
func (c *chainer) withCopies(list []Fragment, copies []stretch) (out []Fragment) {
	held := make([]bool, len(copies))
	for _, f := range list {
		in := within(f.Box, copies)
		if len(in) > 0 && mostlyCopied(&f, copies, in) {
			if rest, swapped := c.outside(&f, copies, in); c.alike(rest) <= copyApart {
				out = append(out, c.fragments(swapped, closestGap)...)
				continue
			}
		}
		for _, k := range in {
			held[k] = held[k] || !f.Box.lopsided()
		}
		out = append(out, f)
	}
	for k, x := range copies {
		if !held[k] {
			a, b := c.a.unitsOf(x.A.From, x.A.To), c.b.unitsOf(x.B.From, x.B.To)
			out = append(out, Fragment{A: a, B: b, Box: x.Box, cosine: 1, Copied: true})
		}
	}
	return out
}

// lopsided tells whether one side is much longer: its points are scattered, as
// where a text repeats itself, and say little about a copy among them.
func (k Box) lopsided() bool {
	return max(k.A.Len(), k.B.Len()) >= copyLopsided*min(k.A.Len(), k.B.Len())
}

// within lists the copies of which more than half lies in a box on both sides.
func within(f Box, copies []stretch) (in []int) {
	for k, x := range copies {
		if 2*x.A.shared(f.A) > x.A.Len() && 2*x.B.shared(f.B) > x.B.Len() {
			in = append(in, k)
		}
	}
	return in
}

// mostlyCopied tells whether copies make up a good part of a fragment.
func mostlyCopied(f *Fragment, copies []stretch, in []int) bool {
	a, b := 0, 0
	for _, k := range in {
		a += copies[k].A.shared(f.Box.A)
		b += copies[k].B.shared(f.Box.B)
	}
	return float64(a) >= copyShare*float64(f.Box.A.Len()) || float64(b) >= copyShare*float64(f.Box.B.Len())
}

// outside lists the points of a fragment that lie in none of the copies, those
// apart that stand before a copy in one document and behind it in the other:
// neighbours that were taken in another order. The rest continues a copy, which
// knows its ends better.
func (c *chainer) outside(f *Fragment, copies []stretch, in []int) (rest, swapped []int) {
	for _, n := range f.points {
		x := &c.points[n]
		var u Box
		u.A.From, u.A.To = c.a.wordsOf(Run{x.I, x.I})
		u.B.From, u.B.To = c.b.wordsOf(Run{x.J, x.J})
		switch any := func(is func(k Box) bool) bool {
			return slices.ContainsFunc(in, func(k int) bool { return is(copies[k].Box) })
		}; {
		case any(func(k Box) bool { return 2*u.A.shared(k.A) > u.A.Len() || 2*u.B.shared(k.B) > u.B.Len() }):
		case any(func(k Box) bool {
			return u.A.To <= k.A.From && k.B.To <= u.B.From || k.A.To <= u.A.From && u.B.To <= k.B.From
		}):
			swapped = append(swapped, n)
		default:
			rest = append(rest, n)
		}
	}
	return rest, swapped
}

// alike counts the points of which the units are alike.
func (c *chainer) alike(points []int) (n int) {
	for _, k := range points {
		if x := &c.points[k]; min(x.cosine, x.dice) >= copyCosine {
			n++
		}
	}
	return n
}
