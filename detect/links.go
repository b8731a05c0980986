package detect

import (
	"math/bits"
	"slices"

	"respun/internal/decide"
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
	table    groupTable
	partners [mostJoined]uint64 // by place in onlyA: stems of onlyB, as bits
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
	l.table.clear()
	for i, x := range a {
		if *usedA>>i&1 == 0 {
			l.table.add(groups.of(x), 1<<i)
		}
	}
	clear(l.partners[:len(a)])
	any := uint64(0)
	for j, y := range b {
		if *usedB>>j&1 != 0 {
			continue
		}
		members := l.table.members(groups.of(y))
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

// linkedFirst keeps the stems that have a group, heaviest first.
func (p *pairer) linkedFirst(ids []uint32) []uint32 {
	ids = slices.DeleteFunc(ids, func(id uint32) bool { return !p.c.vocab.linked[id] })
	ranks := p.c.vocab.ranks
	for i := 1; i < len(ids); i++ {
		x := ids[i]
		w := p.weight(x)
		j := i
		for ; j > 0; j-- {
			if v := p.weight(ids[j-1]); v > w || v == w && ranks[ids[j-1]] < ranks[x] {
				break
			}
			ids[j] = ids[j-1]
		}
		ids[j] = x
	}
	return ids
}

// groupTable maps groups to the stems that belong to them, as bits: open
// addressing, half full at most, emptied by a stamp.
type groupTable struct {
	slots []groupSlot
	stamp uint32
	used  int
}

type groupSlot struct {
	stamp, group uint32
	members      uint64
}

// clear forgets all groups.
func (t *groupTable) clear() {
	if t.stamp++; t.stamp == 0 || t.slots == nil { // went round
		t.slots, t.stamp = make([]groupSlot, max(512, len(t.slots))), 1
	}
	t.used = 0
}

// add adds a member to each of the groups.
func (t *groupTable) add(groups []uint32, member uint64) {
	for _, g := range groups {
		if 2*t.used >= len(t.slots) {
			t.grow()
		}
		s := t.slot(g)
		if s.stamp != t.stamp {
			*s = groupSlot{stamp: t.stamp, group: g}
			t.used++
		}
		s.members |= member
	}
}

// members returns what any of the groups has.
func (t *groupTable) members(groups []uint32) (all uint64) {
	if t.used == 0 {
		return 0
	}
	for _, g := range groups {
		if s := t.slot(g); s.stamp == t.stamp {
			all |= s.members
		}
	}
	return all
}

// slot returns the slot of group g, or the free one where it would go.
func (t *groupTable) slot(g uint32) *groupSlot {
	mask := uint32(len(t.slots) - 1)
	for i := g * 0x9e3779b1 >> 7 & mask; ; i = (i + 1) & mask {
		if s := &t.slots[i]; s.stamp != t.stamp || s.group == g {
			return s
		}
	}
}

func (t *groupTable) grow() {
	old := t.slots
	t.slots = make([]groupSlot, 2*len(old))
	for _, s := range old {
		if s.stamp == t.stamp {
			*t.slot(s.group) = s
		}
	}
}
