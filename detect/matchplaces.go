package detect

import (
	"math"
	"slices"
)

// matchPlaces knows which of the matches of two documents stand where, so that what stands
// at a place is looked for there alone: a document of a few megabytes may repeat itself a
// hundred thousand times, and each match with each other is hours. Both sides say where: of
// a text that is made from thirty words each sentence has matches with a thousand others.
// Of a few matches it names all, and for a place that is wide beside their number: where
// the copy of a book stands there are more cells than matches.
type matchPlaces struct {
	n     int                 // matches
	at    map[placeCell][]int // nil: few
	found []int
}

// placeCell is a sentence of the first document with a block of sentences of the second.
type placeCell struct{ sentence, block int }

const (
	blockBits = 5           // of the numbers of sentences in one block
	wideSide  = 64          // sentences; matches whose second side has more have a block of their own,
	wideBlock = math.MinInt // or the copy of a book would fill a square of cells
)

// blocks returns the first and the last block of sentences, which may begin before the text.
func blocks(r run) (first, last int) { return r.First >> blockBits, r.Last >> blockBits }

// fewPlaced is up to how many matches all are held against each other.
const fewPlaced = 32

// few are the numbers of a few matches, which nobody changes.
var few = func() (all [fewPlaced]int) {
	for k := range all {
		all[k] = k
	}
	return all
}()

// placesFor has room for n matches.
func placesFor(n int) matchPlaces {
	if n <= fewPlaced {
		return matchPlaces{}
	}
	return matchPlaces{at: make(map[placeCell][]int, n)}
}

// add tells where the k-th match, after as many others, stands.
func (p *matchPlaces) add(k int, a, b run) {
	p.n = k + 1
	p.put(k, a, b)
}

// put tells where a match that was added stands too.
func (p *matchPlaces) put(k int, a, b run) {
	if p.at == nil {
		return
	}
	first, last := blocks(b)
	if b.len() > wideSide {
		first, last = wideBlock, wideBlock
	}
	for s := a.First; s <= a.Last; s++ {
		for block := first; block <= last; block++ {
			c := placeCell{s, block}
			if list := p.at[c]; len(list) == 0 || list[len(list)-1] != k { // one that grows stands there already
				p.at[c] = append(list, k)
			}
		}
	}
}

// placesOf tells where n matches stand, of which the sides are given.
func placesOf(n int, sides func(k int) (a, b run)) matchPlaces {
	p := placesFor(n)
	for k := range n {
		a, b := sides(k)
		p.add(k, a, b)
	}
	return p
}

// placesOfFound tells where matches stand.
func placesOfFound(list []found) matchPlaces {
	return placesOf(len(list), func(k int) (a, b run) { return list[k].A, list[k].B })
}

// near returns the numbers of the matches that hold one of the sentences a and one of the
// sentences b, and perhaps of others, ascending; valid until the next call.
func (p *matchPlaces) near(a, b run) []int {
	if p.at == nil {
		return few[:p.n:p.n]
	}
	p.found = p.found[:0]
	p.any(a, b, func(k int) bool {
		p.found = append(p.found, k)
		return false
	})
	slices.Sort(p.found)
	p.found = slices.Compact(p.found)
	return p.found
}

// any tells whether f holds for one of the matches that near would name; it may be asked
// about one several times.
func (p *matchPlaces) any(a, b run, f func(k int) bool) bool {
	first, last := blocks(b)
	if p.at == nil || a.len()*(last-first+1) > p.n {
		for k := range p.n {
			if f(k) {
				return true
			}
		}
		return false
	}
	for s := a.First; s <= a.Last; s++ {
		if slices.ContainsFunc(p.at[placeCell{s, wideBlock}], f) {
			return true
		}
		for block := first; block <= last; block++ {
			if slices.ContainsFunc(p.at[placeCell{s, block}], f) {
				return true
			}
		}
	}
	return false
}
