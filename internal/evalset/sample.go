package evalset

import "math/bits"

// The sample of the paragraph task was drawn with Python's random.Random(3), so
// drawing the same one takes Python's generator: MT19937 (Matsumoto and
// Nishimura 1998), seeded by an array, and its shuffle. Another sample would be
// as good a measure, but no figure of a peer could stand beside it.

const sampleSeed = 3

// pythonShuffle returns 0..n-1 as Python's Random(seed).shuffle orders a list.
func pythonShuffle(seed uint32, n int) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	m := newTwister(seed)
	for i := n - 1; i >= 1; i-- {
		j := m.below(i + 1)
		order[i], order[j] = order[j], order[i]
	}
	return order
}

const twisterWords = 624

type twister struct {
	state [twisterWords]uint32
	at    int
}

// newTwister seeds as init_by_array with an array of one.
func newTwister(seed uint32) *twister {
	m := &twister{at: twisterWords}
	s := &m.state
	s[0] = 19650218
	for i := uint32(1); i < twisterWords; i++ {
		s[i] = 1812433253*(s[i-1]^s[i-1]>>30) + i
	}
	i := 1
	step := func() {
		if i++; i == twisterWords {
			s[0], i = s[twisterWords-1], 1
		}
	}
	for range twisterWords {
		s[i] = (s[i] ^ (s[i-1]^s[i-1]>>30)*1664525) + seed
		step()
	}
	for range twisterWords - 1 {
		s[i] = (s[i] ^ (s[i-1]^s[i-1]>>30)*1566083941) - uint32(i)
		step()
	}
	s[0] = 1 << 31
	return m
}

func (m *twister) next() uint32 {
	if m.at == twisterWords {
		m.refill()
	}
	y := m.state[m.at]
	m.at++
	y ^= y >> 11
	y ^= y << 7 & 0x9d2c5680
	y ^= y << 15 & 0xefc60000
	return y ^ y>>18
}

func (m *twister) refill() {
	s := &m.state
	for i := range s {
		y := s[i]&(1<<31) | s[(i+1)%twisterWords]&(1<<31-1)
		s[i] = s[(i+397)%twisterWords] ^ y>>1 ^ (y&1)*0x9908b0df
	}
	m.at = 0
}

// below draws from 0..n-1, as Python does: so many bits, again while too large.
func (m *twister) below(n int) int {
	k := bits.Len(uint(n))
	for {
		if r := int(m.next() >> (32 - k)); r < n {
			return r
		}
	}
}
