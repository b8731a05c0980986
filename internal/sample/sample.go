// Package sample compares whole documents by samples of their word 5-shingles.
//
// Of a long document an eighth of the shingles, chosen by their hash
// (FracMinHash), are its sample; of a shorter one a fourth, a half or all, so
// that a sample has some 32 to 64 hashes at the least. A shingle that two
// documents share is in both samples or in neither, as far as the coarser of
// the two goes. What they have in common there estimates the containment; of
// short documents it tells it.
//
// Rejected: a fixed number of the smallest hashes for short documents, with a
// bound up to where the sample is complete: the bounds of two documents differ
// nearly always, and all hashes have to be kept whole to be compared with them.
package sample

import (
	"math"
	"math/bits"
	"slices"

	"respun/internal/openhash"
	"respun/lsh"
	"respun/shingle"
)

// Bits is how thin the sample of a long document is: one shingle in 1<<Bits is in it.
const Bits = 3

const (
	sampleLeast = 32 // the shortest documents of which a half is taken have twice as many shingles
	// estimateErrors is how many standard errors below what was asked for the
	// estimate may be: a pair just alike enough is lost once in 30,000 times.
	estimateErrors = 4
)

// List holds the samples of all documents, in chunks, so that a long list of keys is
// never copied to make it longer.
type List struct{ chunks []Chunk }

const chunkDocs = 1 << 12

// Chunk holds the samples of some documents.
type Chunk struct {
	keys   []lsh.Key // of each document, distinct
	ends   []uint32
	whole  []uint64 // hash of all shingles: the same for the same words
	thinly []uint8  // one shingle in 1<<thinly is in the sample
}

// Len returns how many documents there are.
func (s *List) Len() int {
	if len(s.chunks) == 0 {
		return 0
	}
	return (len(s.chunks)-1)*chunkDocs + len(s.chunks[len(s.chunks)-1].ends)
}

// Of returns the sample of document d: distinct keys.
func (s *List) Of(d int) []lsh.Key { return s.chunks[d/chunkDocs].of(d % chunkDocs) }

// Whole returns a hash of all shingles of document d, the same for the same words.
func (s *List) Whole(d int) uint64 { return s.chunks[d/chunkDocs].whole[d%chunkDocs] }

func (s *List) thinly(d int) uint8 { return s.chunks[d/chunkDocs].thinly[d%chunkDocs] }

// Shingles estimates how many shingles document d has.
func (s *List) Shingles(d int) int { return len(s.Of(d)) << s.thinly(d) }

// Keys returns how many keys all samples have.
func (s *List) Keys() (n int) {
	for i := range s.chunks {
		n += len(s.chunks[i].keys)
	}
	return n
}

func (c *Chunk) of(i int) []lsh.Key {
	if i == 0 {
		return c.keys[:c.ends[0]]
	}
	return c.keys[c.ends[i-1]:c.ends[i]]
}

// Place appends the samples of further documents.
func (s *List) Place(b *Chunk) {
	for i := range b.ends {
		if s.Len() == len(s.chunks)*chunkDocs {
			if n := len(s.chunks); n > 0 {
				s.chunks[n-1].keys = slices.Clip(slices.Clone(s.chunks[n-1].keys))
			}
			s.chunks = append(s.chunks, Chunk{ends: make([]uint32, 0, chunkDocs/16)})
		}
		s.chunks[len(s.chunks)-1].append(b.of(i), b.whole[i], b.thinly[i])
	}
}

func (c *Chunk) append(keys []lsh.Key, whole uint64, thinly uint8) {
	c.keys = append(c.keys, keys...)
	c.ends = append(c.ends, uint32(len(c.keys)))
	c.whole = append(c.whole, whole)
	c.thinly = append(c.thinly, thinly)
}

// Sampler takes samples: one a worker.
type Sampler struct {
	shingler shingle.WordShingler
	shingles []uint64
	sampled  []uint64
	keys     []lsh.Key
	seen     openhash.Set
}

// Sample appends the sample of a text to a chunk.
func (p *Sampler) Sample(text string, to *Chunk) {
	p.shingles = p.shingler.Shingles(text, p.shingles[:0])
	thinly := min(Bits, max(0, bits.Len(uint(len(p.shingles)/sampleLeast))-1))
	whole := p.take(thinly)
	for ; thinly > 0 && len(p.keys) < sampleLeast/2; p.take(thinly) { // a text that repeats itself
		thinly--
	}
	to.append(p.keys, whole^whole>>29, uint8(thinly))
}

// Words returns how many words the last text had.
func (p *Sampler) Words() int { return p.shingler.Words() }

// take samples one shingle in 1<<thinly, and hashes them all.
func (p *Sampler) take(thinly int) (whole uint64) {
	bound := ^uint64(0) >> thinly
	p.sampled = slices.Grow(p.sampled[:0], len(p.shingles))[:len(p.shingles)]
	whole = 1
	n := 0
	for _, x := range p.shingles {
		whole = whole*0x9e3779b97f4a7c15 + x
		p.sampled[n] = x // always, so that the test costs no misguessed branch
		if x <= bound {
			n++
		}
	}
	p.seen.Clear(n)
	p.keys = p.keys[:0]
	for _, x := range p.sampled[:n] {
		if p.seen.Add(x) {
			p.keys = append(p.keys, sampleKey(x))
		}
	}
	return whole
}

// sampleKey makes a key of a hash. Its lowest bits are the hash's highest, by
// which it was chosen: what a bucket is found by, the highest bits, stays uniform.
func sampleKey(hash uint64) lsh.Key { return bits.RotateLeft32(uint32(hash>>32), Bits) }

// size returns how many keys of document d a sample that thin has.
func (s *List) size(d int, thinly uint8) int {
	keys := s.Of(d)
	if s.thinly(d) == thinly {
		return len(keys)
	}
	n := 0
	for _, k := range keys {
		if k%(1<<Bits) < 1<<Bits>>thinly {
			n++
		}
	}
	return n
}

// Estimate tells how many keys two documents must have in common to be as alike as
// asked for, in all likelihood.
type Estimate struct {
	asked float64
	few   [Bits + 1][256]uint16 // by how thin the sample is, and its size
}

// NewEstimate takes the containment that is asked for, 0..1.
func NewEstimate(asked float64) *Estimate {
	e := &Estimate{asked: asked}
	for thinly := range e.few {
		for n := range e.few[thinly] {
			e.few[thinly][n] = uint16(e.compute(n, uint8(thinly)))
		}
	}
	return e
}

// least is for the smaller of two samples that thin, which has n keys.
func (e *Estimate) least(n int, thinly uint8) int {
	if n < len(e.few[thinly]) {
		return int(e.few[thinly][n])
	}
	return e.compute(n, thinly)
}

func (e *Estimate) compute(n int, thinly uint8) int {
	if n == 0 {
		return 1
	}
	left := 1 - 1/float64(uint(1)<<thinly) // of the sampling error, as no shingle is taken twice
	spread := math.Sqrt(e.asked * (1 - e.asked) * left / float64(n))
	return max(1, int(math.Ceil(float64(n)*(e.asked-estimateErrors*spread)-1e-9)))
}

// Alike tells whether two documents, which met so many times and may have so many
// keys in common that they did not meet by, are likely to be as alike as asked for.
func (s *List) Alike(d, e, met, unseen int, likely *Estimate, first *KeySet) bool {
	thinly := max(s.thinly(d), s.thinly(e))
	least := likely.least(min(s.size(d, thinly), s.size(e, thinly)), thinly)
	if met >= least || met+unseen < least && met < 255 { // 255 is that many and more
		return met >= least
	}
	first.take(s, d)
	return first.shares(s.Of(e), least)
}

// KeySet holds the keys of a document that is compared with many: one a worker.
type KeySet struct {
	document int // plus one
	keys     openhash.Set
}

func (k *KeySet) take(s *List, d int) {
	if k.document == d+1 {
		return
	}
	k.document = d + 1
	k.keys.Clear(len(s.Of(d)))
	for _, x := range s.Of(d) {
		k.keys.Add(odd(x))
	}
}

// shares tells whether so many of some keys, at least one, are in the set.
func (k *KeySet) shares(keys []lsh.Key, least int) bool {
	for i, x := range keys {
		if least > len(keys)-i {
			return false
		}
		if k.keys.Has(odd(x)) {
			if least--; least == 0 {
				return true
			}
		}
	}
	return false
}

// odd makes of a key what an openhash.Set takes: odd, and uniform in the bits from the
// twentieth on, where it looks first.
func odd(x lsh.Key) uint64 { return uint64(x)<<(20-Bits) | 1 }
