package detect

import "slices"

// matchPlaces knows which of the matches of two documents hold a sentence of the first
// one, so that what stands at a place is looked for there alone: a document of a few
// megabytes may repeat itself a hundred thousand times, and each match with each
// other is hours. Of a few it names all.
type matchPlaces struct {
	all   []int
	at    map[int][]int // by sentence; nil: few
	found []int
}

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
	return matchPlaces{at: make(map[int][]int, n)}
}

// add tells where the k-th match, after as many others, stands.
func (p *matchPlaces) add(k int, side run) {
	if p.at == nil {
		p.all = few[: k+1 : k+1]
		return
	}
	for s := side.First; s <= side.Last; s++ {
		p.at[s] = append(p.at[s], k)
	}
}

// placesOf tells where n matches stand, of which the first sides are given.
func placesOf(n int, side func(k int) run) matchPlaces {
	p := placesFor(n)
	for k := range n {
		p.add(k, side(k))
	}
	return p
}

// placesOfFound tells where matches stand.
func placesOfFound(list []found) matchPlaces {
	return placesOf(len(list), func(k int) run { return list[k].A })
}

// near returns the numbers of the matches that hold one of the sentences r, and perhaps
// of others, ascending; valid until the next call.
func (p *matchPlaces) near(r run) []int {
	if p.at == nil {
		return p.all
	}
	p.found = p.found[:0]
	for s := r.First; s <= r.Last; s++ {
		p.found = append(p.found, p.at[s]...)
	}
	slices.Sort(p.found)
	p.found = slices.Compact(p.found)
	return p.found
}

// any tells whether f holds for one of the matches that near would name; it may be asked
// about one several times.
func (p *matchPlaces) any(r run, f func(k int) bool) bool {
	if p.at == nil {
		return slices.ContainsFunc(p.all, f)
	}
	for s := r.First; s <= r.Last; s++ {
		if slices.ContainsFunc(p.at[s], f) {
			return true
		}
	}
	return false
}
