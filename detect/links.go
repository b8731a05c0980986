package detect

import (
	"math/bits"

	"respun/internal/decide"
	"respun/internal/openhash"
)

// Words of the same meaning are told by the groups (synonym sets, weaker
// relations) they share. The groups of one side's unmatched stems go into a small
// table, and those of the other side's are looked up. A table of all stems of a
// document, filled once for all of its windows, took three times as long: one window
// in ten comes so far.

// mostJoined is how many unmatched stems of a side, the heaviest, are looked at.
const mostJoined = 64

// links joins unmatched stems of two sides: one a worker.
type links struct {
	groups   openhash.Map[uint32, uint64] // stems of onlyA that belong to it, as bits
	partners [mostJoined]uint64           // by place in onlyA: stems of onlyB, as bits
	weights  []float32                    // of the stems that linkedFirst has kept
}

// groupsOf returns the groups by which stems are joined, the stronger first.
func (v *vocabulary) groupsOf() [2]*groupLists { return [2]*groupLists{&v.synonyms, &v.related} }

// replaced joins stems that one side lacks with stems that the other lacks, one
// to one, heaviest first: first by synonym sets, then the rest by weaker
// relations. It returns the joined weights, the smaller of each two.
func (p *pairer) replaced() (synonyms, related float32) {
	a, b := p.onlyA[:min(mostJoined, len(p.onlyA))], p.onlyB[:min(mostJoined, len(p.onlyB))]
	var usedA, usedB uint64
	groups := p.c.vocab.groupsOf()
	synonyms = p.join(groups[0], a, b, &usedA, &usedB)
	related = p.join(groups[1], a, b, &usedA, &usedB)
	return synonyms, related
}

// mostReplaced returns what replaced words add to the score at most: as if all of
// the side that has less were.
func (p *pairer) mostReplaced(weight float64) float64 {
	var a, b float32
	for _, id := range p.onlyA {
		a += p.weight(id)
	}
	for _, id := range p.onlyB {
		b += p.weight(id)
	}
	t := &decide.Collection.Terms
	const rounding = 1e-3
	return rounding + max(t[decide.SynonymShare], t[decide.RelatedShare])*float64(min(a, b))/max(weight, 1e-9)
}

// join joins what is not used yet by one kind of groups.
func (p *pairer) join(groups *groupLists, a, b []uint32, usedA, usedB *uint64) (sum float32) {
	l := &p.links
	l.groups.Clear()
	for i, x := range a {
		if *usedA>>i&1 == 0 {
			for _, g := range groups.of(x) {
				*l.groups.At(g) |= 1 << i
			}
		}
	}
	clear(l.partners[:len(a)])
	any := uint64(0)
	for j, y := range b {
		if *usedB>>j&1 != 0 {
			continue
		}
		members := uint64(0)
		for _, g := range groups.of(y) {
			members |= l.groups.Get(g)
		}
		any |= members
		for ; members != 0; members &= members - 1 {
			l.partners[bits.TrailingZeros64(members)] |= 1 << j
		}
	}
	for ; any != 0; any &= any - 1 {
		i := bits.TrailingZeros64(any)
		if partners := l.partners[i] &^ *usedB; partners != 0 {
			j := bits.TrailingZeros64(partners)
			*usedA |= 1 << i
			*usedB |= 1 << j
			sum += min(p.weight(a[i]), p.weight(b[j]))
		}
	}
	return sum
}

// linkedFirst keeps, in place, the stems that have a group, heaviest first.
func (p *pairer) linkedFirst(ids []uint32) []uint32 {
	ranks, weights := p.c.vocab.ranks, p.links.weights[:0]
	n := 0
	for _, x := range ids {
		if !p.c.vocab.linked[x] {
			continue
		}
		w := p.weight(x)
		weights = append(weights, w)
		j := n
		for ; j > 0 && (weights[j-1] < w || weights[j-1] == w && ranks[ids[j-1]] >= ranks[x]); j-- {
			ids[j], weights[j] = ids[j-1], weights[j-1]
		}
		ids[j], weights[j] = x, w
		n++
	}
	p.links.weights = weights
	return ids[:n]
}
