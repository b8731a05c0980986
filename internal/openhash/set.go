package openhash

// Set is a set of odd hashes. Its zero value is of no use before Clear.
type Set struct {
	all   []uint64
	slots []uint64 // as many of all as the set needs; 0: free
	size  int
}

// Clear empties the set and makes room for n hashes; no more may be added.
func (s *Set) Clear(n int) {
	slots := 64
	for slots < 2*n {
		slots *= 2
	}
	if len(s.all) < slots {
		s.all = make([]uint64, slots)
	}
	s.size, s.slots = 0, s.all[:slots]
	clear(s.slots)
}

// Fill makes the set that of a list of hashes, each made odd.
func (s *Set) Fill(list []uint64) {
	s.Clear(len(list))
	for _, x := range list {
		s.Add(x | 1)
	}
}

// Len returns how many hashes are in the set.
func (s *Set) Len() int { return s.size }

// Add puts x, which is odd and whose bits from the 20th on are those of a hash, into
// the set. It tells whether it is new there.
func (s *Set) Add(x uint64) bool {
	slot := s.find(x)
	if *slot == x {
		return false
	}
	*slot = x
	s.size++
	return true
}

// Has tells whether x, which is odd, is in the set.
func (s *Set) Has(x uint64) bool { return *s.find(x) == x }

// find returns the slot of x, or the free one where it belongs.
func (s *Set) find(x uint64) *uint64 {
	mask := uint64(len(s.slots) - 1)
	for i := x >> 20 & mask; ; i = (i + 1) & mask {
		if slot := &s.slots[i]; *slot == 0 || *slot == x {
			return slot
		}
	}
}
