package detect

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
	copyEffort   = 16  // words compared a word of text: what repeats itself without end is left
	copySpare    = 1e5 // and so many in any case
)

// words is a stretch of words [from,to) of a document.
type words struct{ from, to int }

func (w words) len() int { return w.to - w.from }

// shared counts the words of w that are in v too.
func (w words) shared(v words) int { return max(0, min(w.to, v.to)-max(w.from, v.from)) }

// box is a stretch of either document.
type box struct{ A, B words }

// stretch is a pair of stretches of which so many words are the same in order.
type stretch struct {
	box
	same int
}

// stretcher finds copied stretches; it keeps its memory.
type stretcher struct {
	places []place5
	runs   []stretch
	score  []int
	back   []int
	tally  *tally
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
				k.runs = append(k.runs, stretch{box{words{i, i + n}, words{p.at, p.at + n}}, n})
			}
		}
		if effort <= 0 {
			k.tally.drop("copies in text that repeats itself")
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
	k.score, k.back = emptied(k.score, len(k.runs)), emptied(k.back, len(k.runs))
	for n := range k.runs {
		r := &k.runs[n]
		k.score[n], k.back[n] = r.same, -1
		for m := n - 1; m >= max(0, n-copyBack); m-- {
			p := &k.runs[m]
			ga, gb := r.A.from-p.A.to, r.B.from-p.B.to
			if min(ga, gb) <= -align.SnapRun || max(ga, gb) > copyGap || r.A.to <= p.A.to || r.B.to <= p.B.to {
				continue
			}
			// A word that both runs claim counts once; gaps, and unequal ones, cost.
			s := k.score[m] + r.same - max(0, -ga, -gb) - max(ga-gb, gb-ga)/2 - max(ga, gb, 0)/4
			if s > k.score[n] {
				k.score[n], k.back[n] = s, m
			}
		}
	}
}

// chains returns the longest stretches first, each run in one of them.
func (k *stretcher) chains(na, nb int) (out []stretch) {
	var order []int
	for n := range k.runs {
		if k.score[n] >= copyWords {
			order = append(order, n)
		}
	}
	slices.SortFunc(order, func(x, y int) int { return cmp.Or(cmp.Compare(k.score[y], k.score[x]), cmp.Compare(x, y)) })
	used, inA, inB := make([]bool, len(k.runs)), make([]bool, na), make([]bool, nb)
	for _, n := range order {
		c, ok := k.chain(n, used)
		if ok && 2*claimed(inA, c.A) <= c.A.len() && 2*claimed(inB, c.B) <= c.B.len() {
			claim(inA, c.A)
			claim(inB, c.B)
			out = append(out, c)
		}
	}
	return out
}

// chain gathers the stretch that ends with run n.
func (k *stretcher) chain(n int, used []bool) (c stretch, ok bool) {
	c.A.to, c.B.to = k.runs[n].A.to, k.runs[n].B.to
	for ; n >= 0 && !used[n]; n = k.back[n] {
		used[n] = true
		c.A.from, c.B.from = k.runs[n].A.from, k.runs[n].B.from
		c.same += k.runs[n].same
		ok = true
	}
	return c, ok && min(c.same, c.A.len(), c.B.len()) >= copyWords
}

func claimed(in []bool, w words) (n int) {
	for _, x := range in[w.from:w.to] {
		if x {
			n++
		}
	}
	return n
}

func claim(in []bool, w words) {
	for i := w.from; i < w.to; i++ {
		in[i] = true
	}
}

// withCopies puts copied stretches, and what was taken beside them in another
// order, in the place of fragments that consist of them, and adds those that no
// fragment holds.
func (c *chainer) withCopies(list []fragment, copies []stretch) (out []fragment) {
	held := make([]bool, len(copies))
	for _, f := range list {
		in := within(f.box, copies)
		if len(in) > 0 && mostlyCopied(&f, copies, in) {
			if rest, swapped := c.outside(&f, copies, in); c.alike(rest) <= copyApart {
				out = append(out, c.fragments(swapped, closestGap)...)
				continue
			}
		}
		for _, k := range in {
			held[k] = held[k] || !f.box.lopsided()
		}
		out = append(out, f)
	}
	for k, x := range copies {
		if !held[k] {
			a, b := c.a.unitsOf(x.A.from, x.A.to), c.b.unitsOf(x.B.from, x.B.to)
			out = append(out, fragment{A: a, B: b, box: x.box, cosine: 1, copied: true})
		}
	}
	return out
}

// lopsided tells whether one side is much longer: its points are scattered, as
// where a text repeats itself, and say little about a copy among them.
func (k box) lopsided() bool {
	return max(k.A.len(), k.B.len()) >= copyLopsided*min(k.A.len(), k.B.len())
}

// within lists the copies of which more than half lies in a box on both sides.
func within(f box, copies []stretch) (in []int) {
	for k, x := range copies {
		if 2*x.A.shared(f.A) > x.A.len() && 2*x.B.shared(f.B) > x.B.len() {
			in = append(in, k)
		}
	}
	return in
}

// mostlyCopied tells whether copies make up a good part of a fragment.
func mostlyCopied(f *fragment, copies []stretch, in []int) bool {
	a, b := 0, 0
	for _, k := range in {
		a += copies[k].A.shared(f.box.A)
		b += copies[k].B.shared(f.box.B)
	}
	return float64(a) >= copyShare*float64(f.box.A.len()) || float64(b) >= copyShare*float64(f.box.B.len())
}

// outside lists the points of a fragment that lie in none of the copies, those
// apart that stand before a copy in one document and behind it in the other:
// neighbours that were taken in another order. The rest continues a copy, which
// knows its ends better.
func (c *chainer) outside(f *fragment, copies []stretch, in []int) (rest, swapped []int) {
	for _, n := range f.points {
		x := &c.points[n]
		var u box
		u.A.from, u.A.to = c.a.wordsOf(run{x.I, x.I})
		u.B.from, u.B.to = c.b.wordsOf(run{x.J, x.J})
		switch any := func(is func(k box) bool) bool {
			return slices.ContainsFunc(in, func(k int) bool { return is(copies[k].box) })
		}; {
		case any(func(k box) bool { return 2*u.A.shared(k.A) > u.A.len() || 2*u.B.shared(k.B) > u.B.len() }):
		case any(func(k box) bool {
			return u.A.to <= k.A.from && k.B.to <= u.B.from || k.A.to <= u.A.from && u.B.to <= k.B.from
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
