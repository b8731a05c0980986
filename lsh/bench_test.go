package lsh

import (
	"fmt"
	"testing"
)

// The tables are made beforehand, so that no key is computed while the clock
// runs; bytes are those of the entries, 8 each.

func BenchmarkBuild(b *testing.B) {
	table := pseudo(200_000, 45)
	for _, o := range []Options{{}, {Workers: 2}, {Partitions: 4}, {Partitions: 16}} {
		o.Cap = 20
		b.Run(fmt.Sprintf("workers=%d/partitions=%d", max(1, o.Workers), max(1, o.Partitions)), func(b *testing.B) {
			b.SetBytes(int64(len(table)) * 45 * 8)
			b.ReportAllocs()
			var s Stats
			for b.Loop() {
				s = mustBuild(b, table, o).Stats()
			}
			b.ReportMetric(float64(s.PeakBytes)/float64(s.Entries), "peakB/entry")
			b.ReportMetric(float64(s.Bytes)/float64(s.Entries), "B/entry")
		})
	}
}

func BenchmarkCandidates(b *testing.B) {
	table := pseudo(200_000, 45)
	c := mustBuild(b, table, Options{Cap: 20}).NewCounter()
	b.SetBytes(int64(len(table)) * 45 * 8)
	b.ReportAllocs()
	for b.Loop() {
		for item := range table {
			c.Candidates(uint32(item), 3)
		}
	}
}

func BenchmarkRarePairs(b *testing.B) {
	ranked := make([]uint64, 10)
	for i := range ranked {
		ranked[i] = uint64(i)<<32 | mix(uint64(i))>>32
	}
	keys := make([]Key, 0, 45)
	b.SetBytes(10 * 8)
	b.ReportAllocs()
	for b.Loop() {
		keys = RarePairs(ranked, All, keys[:0])
	}
}

func BenchmarkWinnow(b *testing.B) {
	hashes := make([]uint64, 10000)
	for i := range hashes {
		hashes[i] = mix(uint64(i))
	}
	var picks []int
	b.SetBytes(int64(len(hashes)) * 8)
	b.ReportAllocs()
	for b.Loop() {
		picks = Winnow(hashes, 8, picks[:0])
	}
}

func BenchmarkSign(b *testing.B) {
	for _, n := range []int{5, 50, 500, 5000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			set := make([]uint64, n)
			for i := range set {
				set[i] = mix(uint64(i + 1))
			}
			s, out := NewSigner(DefaultSlots), make([]uint32, DefaultSlots)
			b.SetBytes(int64(n) * 8)
			b.ReportAllocs()
			for b.Loop() {
				s.Sign(set, out)
			}
		})
	}
}

func BenchmarkBandKeys(b *testing.B) {
	signature := signatureOf(NewSigner(DefaultSlots), []uint64{1, 2, 3})
	keys := make([]Key, 0, 25)
	b.SetBytes(125 * 4)
	b.ReportAllocs()
	for b.Loop() {
		keys = BandKeys(signature, 5, 25, keys[:0])
	}
}

func BenchmarkEstimate(b *testing.B) {
	signature := signatureOf(NewSigner(DefaultSlots), []uint64{1, 2, 3})
	b.SetBytes(128 * 4)
	b.ReportAllocs()
	for b.Loop() {
		Estimate(signature, signature)
	}
}

func BenchmarkFraction(b *testing.B) {
	set := make([]uint64, 500)
	for i := range set {
		set[i] = mix(uint64(i + 1))
	}
	var dst []uint64
	b.SetBytes(500 * 8)
	b.ReportAllocs()
	for b.Loop() {
		dst = Fraction(set, 16, 16, dst).Hashes
	}
}
