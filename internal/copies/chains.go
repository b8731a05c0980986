package copies

import "respun/shingle"

// Anchors that follow each other on both sides make a chain. Chains live as long as an
// anchor may still follow them, which is some ten tokens of the second document.

type chain struct{ anchors []anchor }

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
	var best *chain
	least := 2*chainGap + 1
	for _, c := range k.live {
		l := c.anchors[len(c.anchors)-1]
		da, db := n.a-l.a, n.b-l.b
		if da <= 0 || db <= 0 || da > chainGap+AnchorRun || db > chainGap+AnchorRun || da-db > chainSkew || db-da > chainSkew {
			continue
		}
		if d := da + db + 2*max(da-db, db-da); d < least {
			best, least = c, d
		}
	}
	if best == nil {
		best = k.begin(n.b)
	}
	best.anchors = append(best.anchors, n)
}

// begin begins a chain at token y of b.
func (k *Finder) begin(y int) *chain {
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
	k.live = append(k.live, c)
	return c
}

// retire ends the chains that no anchor at y or later can follow.
func (k *Finder) retire(y int, ta, tb []shingle.Token, same bool, out []Copy) []Copy {
	kept := k.live[:0]
	k.due = y + chainGap + AnchorRun + 1
	for _, c := range k.live {
		if last := c.anchors[len(c.anchors)-1].b; y-last <= chainGap+AnchorRun {
			k.due = min(k.due, last+chainGap+AnchorRun+1)
			kept = append(kept, c)
			continue
		}
		k.idle = append(k.idle, c)
		if len(c.anchors) == 1 { // shorter than any copy
			continue
		}
		if k.repeats(c, out) {
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
