package detect

import (
	"math/bits"
	"slices"
)

// Words of the same meaning are told by the groups (synonym sets, weaker
// relations) they share. The groups of all stems of a document go into a table
// once; for a window only the groups of the other side's unmatched stems are
// looked up. Building a table for each window took three times as long.

// mostJoined is how many unmatched stems of a side, the heaviest, are looked at.
const mostJoined = 64

// links joins unmatched stems of two sides: one a worker.
type links struct {
	doc      int // whose stems are in the tables
	tables   [2]groupTable
	placeA   []placeInList // by stem
	epoch    uint32
	partners [mostJoined]uint64 // by place in onlyA: stems of onlyB, as bits
}

type placeInList struct{ epoch, place uint32 }

// groupsOf returns the groups by which stems are joined, the stronger first.
func (v *vocabulary) groupsOf() [2][][]uint32 { return [2][][]uint32{v.synonyms, v.related} }

// replaced joins stems that one side lacks with stems that the other lacks, one
// to one, heaviest first: first by synonym sets, then the rest by weaker
// relations. It returns the joined weights, the smaller of each two.
func (p *pairer) replaced() (synonyms, related float32) {
	if len(p.onlyA) == 0 || len(p.onlyB) == 0 {
		return 0, 0
	}
	a, b := p.onlyA[:min(mostJoined, len(p.onlyA))], p.onlyB[:min(mostJoined, len(p.onlyB))]
	p.links.open(p)
	for i, x := range a {
		p.links.placeA[x] = placeInList{p.links.epoch, uint32(i)}
	}
	var usedA, usedB uint64
	synonyms = p.join(0, a, b, &usedA, &usedB)
	related = p.join(1, a, b, &usedA, &usedB)
	return synonyms, related
}

// open fills the tables with the groups of the stems of the first document.
func (l *links) open(p *pairer) {
	l.epoch++
	if l.placeA == nil {
		l.placeA = make([]placeInList, len(p.c.vocab.stems))
		l.doc = -1
	}
	if l.doc == p.a.ordinal {
		return
	}
	l.doc = p.a.ordinal
	ids, _ := p.c.contents.of(p.a.ordinal)
	for k, groups := range p.c.vocab.groupsOf() {
		l.tables[k].fill(ids, groups, p.c.vocab.groups[k])
	}
}

// join joins what is not used yet by one kind of groups.
func (p *pairer) join(kind int, a, b []uint32, usedA, usedB *uint64) (sum float32) {
	l := &p.links
	clear(l.partners[:len(a)])
	table, groups := &l.tables[kind], p.c.vocab.groupsOf()[kind]
	any := uint64(0)
	for j, y := range b {
		if *usedB>>j&1 != 0 {
			continue
		}
		for _, g := range groups[y] {
			for e := table.first(g); e != 0; e = table.entries[e].next {
				if at := l.placeA[table.entries[e].stem]; at.epoch == l.epoch {
					l.partners[at.place] |= 1 << j
					any |= 1 << at.place
				}
			}
		}
	}
	for any &^= *usedA; any != 0; any &= any - 1 {
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

// groupTable maps groups to the stems of a document that belong to them.
type groupTable struct {
	heads   []groupHead // by group
	entries []groupEntry
	stamp   uint32
}

type groupHead struct{ stamp, first uint32 } // first is an entry

// groupEntry is a member of a group; next is the entry of another, 0 for none.
type groupEntry struct{ stem, next uint32 }

// fill puts stems in place of what the table held.
func (t *groupTable) fill(ids []uint32, lists [][]uint32, groups int) {
	if t.stamp++; len(t.heads) < groups || t.stamp == 0 {
		t.heads, t.stamp = make([]groupHead, groups), 1
	}
	t.entries = append(t.entries[:0], groupEntry{}) // 0 is none
	for _, id := range ids {
		for _, g := range lists[id] {
			h := &t.heads[g]
			if h.stamp != t.stamp {
				*h = groupHead{stamp: t.stamp}
			}
			t.entries = append(t.entries, groupEntry{id, h.first})
			h.first = uint32(len(t.entries) - 1)
		}
	}
}

// first returns the first entry of a group; 0 for none.
func (t *groupTable) first(g uint32) uint32 {
	if h := t.heads[g]; h.stamp == t.stamp {
		return h.first
	}
	return 0
}
