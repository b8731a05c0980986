package copies

import "respun/shingle"

// Anchors that follow each other on both sides make a chain. Chains live as long as an
// anchor may still follow them, which is some ten tokens of the second document.

type chain struct{ anchors []anchor }

// liveChain is a chain and its last anchor, which every new one is held against: text that
// repeats itself has hundreds that live at a time.
type liveChain struct {
	last anchor
	*chain
}

// retireUntil ends the chains that end before token y of b, each at its time.
func (k *Finder) retireUntil(y int, ta, tb []shingle.Token, same bool, out []Copy) []Copy {
	for len(k.live) > 0 && k.due < y {
		out = k.retire(k.due, ta, tb, same, out)
	}
	return out
}

// add appends an anchor to the live chain that it follows most closely, or
// begins a new one.
func (k *Finder) add(n anchor) {
	best := -1
	least := 2*chainGap + 1
	for i := range k.live {
		l := &k.live[i].last
		da, db := n.a-l.a, n.b-l.b
		if uint(da-1) >= chainGap+AnchorRun || uint(db-1) >= chainGap+AnchorRun || uint(da-db+chainSkew) > 2*chainSkew {
			continue // one question each, of numbers below zero too: most end at the first
		}
		if d := da + db + 2*max(da-db, db-da); d < least {
			best, least = i, d
		}
	}
	if best < 0 {
		best = k.begin(n.b)
	}
	c := &k.live[best]
	c.last, c.anchors = n, append(c.anchors, n)
}

// begin begins a chain at token y of b and returns its place among the live ones.
func (k *Finder) begin(y int) int {
	var c *chain
	if n := len(k.idle); n > 0 {
		c, k.idle = k.idle[n-1], k.idle[:n-1]
		c.anchors = c.anchors[:0]
	} else {
		c = new(chain)
	}
	if len(k.live) == 0 {
		k.due = y + chainGap + AnchorRun + 1
	}
	k.live = append(k.live, liveChain{chain: c})
	return len(k.live) - 1
}

// retire ends the chains that no anchor at y or later can follow.
func (k *Finder) retire(y int, ta, tb []shingle.Token, same bool, out []Copy) []Copy {
	kept := k.live[:0]
	k.due = y + chainGap + AnchorRun + 1
	for _, c := range k.live {
		if last := c.last.b; y-last <= chainGap+AnchorRun {
			k.due = min(k.due, last+chainGap+AnchorRun+1)
			kept = append(kept, c)
			continue
		}
		k.idle = append(k.idle, c.chain)
		if len(c.anchors) == 1 { // shorter than any copy
			continue
		}
		if k.repeats(c.chain, out) {
			continue
		}
		if r, ok := c.stretch(ta, tb); ok {
			r.extend(ta, tb, same)
			if r.dense() {
				out = append(out, r)
			}
		}
	}
	clear(k.live[len(kept):])
	k.live = kept
	return out
}

// lookBack is how many copies found last a chain is held against.
const lookBack = 8

// repeats tells whether a chain lies inside a copy found before, on both sides: a
// text that repeats itself has a chain for every shift of its period.
func (k *Finder) repeats(c *chain, out []Copy) bool {
	first, last := c.anchors[0], c.anchors[len(c.anchors)-1]
	for _, r := range out[max(0, len(out)-lookBack):] {
		if r.A.First <= first.a && last.a+AnchorRun-1 <= r.A.Last && r.B.First <= first.b && last.b+AnchorRun-1 <= r.B.Last {
			return true
		}
	}
	return false
}
