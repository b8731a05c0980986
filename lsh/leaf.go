package lsh

import "slices"

// leaf holds entries, key<<32 | item, ascending.
type leaf []uint64

// leafHeader is the size in bytes of a leaf without its entries.
const leafHeader = 24

func (l leaf) key(i int) Key     { return Key(l[i] >> 32) }
func (l leaf) item(i int) uint32 { return uint32(l[i]) }

// guess tells about where in a leaf that is not empty a key is: keys of a leaf are
// equal in their low bits and uniform above.
func (l leaf) guess(k Key) int { return int(uint64(k) * uint64(len(l)) >> 32) }

// search returns where the entry is, or where it would be inserted. From the
// guess one or two cache lines are read, where halving reads five.
func (l leaf) search(k Key, item uint32) (at int, found bool) {
	if len(l) == 0 {
		return 0, false
	}
	at = l.guess(k)
	return l.searchFrom(at, l[at], k, item)
}

// searchFrom is search where the guess, and the entry there, are known.
func (l leaf) searchFrom(guess int, near uint64, k Key, item uint32) (at int, found bool) {
	target := uint64(k)<<32 | uint64(item)
	lo, hi := guess, guess
	if near < target {
		for step := 8; hi < len(l) && l[hi] < target; step *= 2 {
			lo, hi = hi, min(len(l), hi+step)
		}
	} else {
		for step := 8; lo > 0 && l[lo-1] >= target; step *= 2 {
			lo, hi = max(0, lo-step), lo
		}
	}
	at, _ = slices.BinarySearch(l[lo:hi], target)
	at += lo
	return at, at < len(l) && l[at] == target
}

// bucket returns the range of the entries with key k, which lies at or beside
// at, provided the leaf has room for limit of them; else it is not worth a look.
func (l leaf) bucket(k Key, at, limit int) (lo, hi int) {
	if len(l) < limit {
		return at, at
	}
	for lo = at; lo > 0 && l.key(lo-1) == k; lo-- {
	}
	for hi = at; hi < len(l) && l.key(hi) == k; hi++ {
	}
	return lo, hi
}

// insert puts an entry at its place, where there must be room.
func (l *leaf) insert(at int, k Key, item uint32) {
	*l = slices.Insert(*l, at, uint64(k)<<32|uint64(item))
}

// replace inserts an entry at its place and takes out the one before hi, which
// may be the one inserted.
func (l leaf) replace(at, hi int, k Key, item uint32) {
	if at == hi {
		return
	}
	copy(l[at+1:hi], l[at:hi-1])
	l[at] = uint64(k)<<32 | uint64(item)
}

// filter takes the entries out of [lo, hi) whose item is not to be kept, and
// returns where the range then ends.
func (l *leaf) filter(lo, hi int, keep func(item uint32) bool) (end int) {
	end = lo
	for _, e := range (*l)[lo:hi] {
		if keep(uint32(e)) {
			(*l)[end] = e
			end++
		}
	}
	*l = slices.Delete(*l, end, hi)
	return end
}

// count returns how many entries have a key that belongs.
func (l leaf) count(belongs func(Key) bool) (n int) {
	for i := range l {
		if belongs(l.key(i)) {
			n++
		}
	}
	return n
}

// moveTo takes the entries whose key belongs to other and appends them there.
func (l *leaf) moveTo(other *leaf, belongs func(Key) bool) {
	stay := (*l)[:0]
	for i, e := range *l {
		if belongs(l.key(i)) {
			*other = append(*other, e)
		} else {
			stay = append(stay, e)
		}
	}
	*l = stay
}
