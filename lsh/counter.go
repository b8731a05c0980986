package lsh

import "slices"

// Engine names candidates. Counter (sorted tables) and Reference (minhash-lsh)
// are engines; given the same keys they name the same candidates. An Engine is
// used by one goroutine at a time.
type Engine interface {
	// Candidates returns the items above item that share least or more buckets
	// with it, ascending; where buckets may be crowded (Options.Crowded), those that
	// aren't count twice. least is 1 to 255; below and above count as these. The
	// result is valid until the next call.
	Candidates(item uint32, least int) []uint32
	// Stats returns what was counted when the buckets were built.
	Stats() Stats
}

// Counter counts the shared buckets of one item after the other: the scratch of
// one worker, a byte an item.
type Counter struct {
	buckets *Buckets
	counts  []uint8 // by item; zero but for those met; stays at 255
	met     []uint32
	enough  []uint32
	heads   []uint32
}

// NewCounter returns the scratch for one goroutine.
func (b *Buckets) NewCounter() *Counter {
	return &Counter{buckets: b, counts: make([]uint8, b.items)}
}

// Use turns to another block of the same collection, keeping the scratch.
func (c *Counter) Use(block *Buckets) { c.buckets = block }

// Stats returns the counts of the buckets.
func (c *Counter) Stats() Stats { return c.buckets.stats }

// Candidates implements Engine. It allocates nothing once warm.
func (c *Counter) Candidates(item uint32, least int) []uint32 {
	b := c.buckets
	for _, other := range c.met {
		c.counts[other] = 0
	}
	c.met, c.enough = c.met[:0], c.enough[:0]
	i := item - b.first
	if i >= uint32(b.linked) {
		return c.enough // of another block
	}
	follows := b.follows[b.offsets[i]:b.offsets[i+1]]
	// All first members are loaded before the first is used: the loads don't
	// depend on each other, so their cache misses overlap.
	c.heads = c.heads[:0]
	for _, position := range follows {
		c.heads = append(c.heads, b.members[position])
	}
	c.count(follows, clampLeast(least))
	slices.Sort(c.enough)
	return c.enough
}

// Shared returns how many buckets an item above the one last asked for shares
// with it, as Candidates counts; 255 stands for that many and more.
func (c *Counter) Shared(other uint32) int { return int(c.counts[other]) }

// count walks from each position to the end of its bucket.
func (c *Counter) count(follows []uint32, least uint8) {
	members, counts := c.buckets.members, c.counts
	met, enough := c.met, c.enough
	for i, member := range c.heads {
		weight := c.buckets.weight(follows[i])
		for position := follows[i]; ; member = members[position] {
			other := member &^ (last | crowded)
			before := counts[other]
			n := before + weight
			if n < before {
				n = 255 // full: stays there
			}
			if before == 0 {
				met = append(met, other)
			}
			if before < least && n >= least {
				enough = append(enough, other)
			}
			counts[other] = n
			if member >= capped && (member&last != 0 || !c.buckets.isFirst(follows[i])) {
				break
			}
			position++
		}
	}
	c.met, c.enough = met, enough
}

// weight returns how often a bucket counts, one of whose positions is given.
func (b *Buckets) weight(position uint32) uint8 {
	if !b.weighs {
		return 1
	}
	for b.members[position] < capped {
		position++
	}
	if b.members[position]&crowded != 0 { // or over the cap, and crowded for that
		return 1
	}
	return 2
}

func clampLeast(n int) uint8 { return uint8(min(max(n, 1), 255)) }
