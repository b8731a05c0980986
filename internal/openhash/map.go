package openhash

// Map maps numbers, which need be no hashes, to values. It grows as it is filled and is
// emptied by a stamp, whatever its size. The zero value is an empty map.
type Map[K ~uint32 | ~uint64, V any] struct {
	slots []slot[K, V]
	stamp uint32 // of the slots in use; 0: none was used yet
	used  int
}

type slot[K, V any] struct {
	key   K
	stamp uint32
	value V
}

// leastSlots is how many slots a map begins with.
const leastSlots = 64

// Clear empties the map.
func (m *Map[K, V]) Clear() {
	if m.stamp++; m.stamp == 0 { // went round
		clear(m.slots)
		m.stamp = 1
	}
	m.used = 0
}

// At returns where the value of a key stands, until the next call; that of a new one is
// zero.
func (m *Map[K, V]) At(key K) *V {
	if 2*m.used >= len(m.slots) {
		m.grow()
	}
	s := m.find(key)
	if s.stamp != m.stamp {
		*s = slot[K, V]{stamp: m.stamp, key: key}
		m.used++
	}
	return &s.value
}

// Get returns the value of a key; zero where the map has none.
func (m *Map[K, V]) Get(key K) (value V) {
	if m.used > 0 {
		if s := m.find(key); s.stamp == m.stamp {
			return s.value
		}
	}
	return value
}

// find returns the slot of a key, or the free one where it belongs.
func (m *Map[K, V]) find(key K) *slot[K, V] {
	mask := uint64(len(m.slots) - 1)
	for i := uint64(key) * 0x9e3779b97f4a7c15 >> 32 & mask; ; i = (i + 1) & mask {
		if s := &m.slots[i]; s.stamp != m.stamp || s.key == key {
			return s
		}
	}
}

func (m *Map[K, V]) grow() {
	old := m.slots
	m.slots = make([]slot[K, V], max(leastSlots, 2*len(old)))
	if m.stamp == 0 {
		m.stamp = 1
	}
	for _, s := range old {
		if s.stamp == m.stamp {
			*m.find(s.key) = s
		}
	}
}
