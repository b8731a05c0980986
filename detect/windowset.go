package detect

// windowSet remembers windows: open addressing, half full at most, emptied by a
// stamp. A pair of documents has some ten windows, and there are a million pairs:
// clearing and filling a map took as long as weighing what stands in the windows.
type windowSet struct {
	slots []windowSlot
	stamp uint32
	used  int
}

type windowSlot struct {
	key   uint64
	stamp uint32
}

// clear forgets all windows.
func (s *windowSet) clear() {
	if s.stamp++; s.stamp == 0 { // went round
		clear(s.slots)
		s.stamp = 1
	}
	s.used = 0
}

// add tells whether a window is new, and remembers it.
func (s *windowSet) add(w *window) bool {
	if 2*s.used >= len(s.slots) {
		s.grow()
	}
	// A run has three sentences at most.
	key := uint64(w.A.First)<<34 | uint64(w.A.Last-w.A.First)<<32 | uint64(w.B.First)<<2 | uint64(w.B.Last-w.B.First)
	slot := s.find(key)
	if slot.stamp == s.stamp {
		return false
	}
	*slot = windowSlot{key, s.stamp}
	s.used++
	return true
}

// find returns the slot of a key, or the free one where it belongs.
func (s *windowSet) find(key uint64) *windowSlot {
	mask := uint64(len(s.slots) - 1)
	for i := key * 0x9e3779b97f4a7c15 >> 32 & mask; ; i = (i + 1) & mask {
		if x := &s.slots[i]; x.stamp != s.stamp || x.key == key {
			return x
		}
	}
}

func (s *windowSet) grow() {
	old := s.slots
	s.slots = make([]windowSlot, max(64, 2*len(old)))
	for _, x := range old {
		if x.stamp == s.stamp {
			*s.find(x.key) = x
		}
	}
	if s.stamp == 0 {
		s.stamp = 1
	}
}
