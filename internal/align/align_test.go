package align

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// letters writes a text as tokens, a letter each.
func letters(s string) (out []uint32) {
	for _, r := range s {
		out = append(out, uint32(r))
	}
	return out
}

func aligned(a, b string) string {
	var out []byte
	for _, p := range Diff(letters(a), letters(b)) {
		out = append(out, a[p.A])
	}
	return string(out)
}

func TestDiff(t *testing.T) {
	tests := []struct{ a, b, want string }{
		{"", "", ""}, {"a", "", ""}, {"", "b", ""}, {"a", "a", "a"}, {"a", "b", ""},
		{"abcdef", "abcdef", "abcdef"}, {"abcdef", "abxdef", "abdef"}, {"abc", "xabcx", "abc"},
		{"abcde", "deabc", "abc"}, {"aaaa", "aa", "aa"}, {"abab", "baba", "bab"},
	}
	for _, tt := range tests {
		assert.Equal(t, tt.want, aligned(tt.a, tt.b), "%s, %s", tt.a, tt.b)
	}
}

// longest is the length of the longest common subsequence by its definition.
func longest(a, b []uint32) int {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	if a[0] == b[0] {
		return 1 + longest(a[1:], b[1:])
	}
	return max(longest(a[1:], b), longest(a, b[1:]))
}

func checkOrder(t assert.TestingT, a, b []uint32, pairs []Pair) {
	last := Pair{-1, -1}
	for _, p := range pairs {
		assert.True(t, last.A < p.A && last.B < p.B, "%v after %v", p, last)
		assert.Equal(t, a[p.A], b[p.B])
		last = p
	}
}

func TestDiffIsLongest(t *testing.T) {
	token := rapid.Uint32Range(0, 3)
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.SliceOfN(token, 0, 8).Draw(t, "a")
		b := rapid.SliceOfN(token, 0, 8).Draw(t, "b")
		pairs := Diff(a, b)
		checkOrder(t, a, b, pairs)
		assert.Len(t, pairs, longest(a, b))
	})
}

// Beyond the table unique tokens part the ranges; what is found stays in order,
// and copied stretches between unique tokens are found whole.
func TestDiffOfLongSequences(t *testing.T) {
	const n = 200_000
	a, b := make([]uint32, n), make([]uint32, n)
	for i := range a {
		a[i], b[i] = uint32(i), uint32(i)
	}
	edits := 0
	for i := 50; i < n; i += 101 {
		b[i] = uint32(n + i)
		edits++
	}
	begun := time.Now()
	pairs := Diff(a, b)
	checkOrder(t, a, b, pairs)
	assert.Len(t, pairs, n-edits)
	same := make([]uint32, n) // one word, over and over
	assert.Len(t, Diff(same, same), n)
	assert.Len(t, Diff(same, same[:n-7]), n-7)
	swapped := append(append([]uint32{}, a[n/2:]...), a[:n/2]...)
	assert.GreaterOrEqual(t, len(Diff(a, swapped)), n/2)
	assert.Empty(t, Diff(a, same[:0]))
	for i := range b {
		b[i] = uint32(i % 2)
	}
	checkOrder(t, same, b, Diff(same, b)) // without structure a stretch may stay unaligned
	assert.Less(t, time.Since(begun), 2*time.Minute)
}

func hashes(s string) (out []uint64) {
	for _, r := range s {
		out = append(out, uint64(r))
	}
	return out
}

func TestSnap(t *testing.T) {
	tests := []struct {
		name, a, b     string
		a0, a1, b0, b1 int
		ok             bool
	}{
		{"the same", "abcdefgh", "abcdefgh", 0, 8, 0, 8, true},
		{"nothing", "abcdefgh", "ijklmnop", 0, 8, 0, 8, false},
		{"inside a longer one", "abcdefgh", "xxxxabcdefghyyyy", 0, 8, 4, 12, true},
		{"ends of both differ", "1abcdefghij2", "34abcdefghij", 1, 11, 2, 12, true},
		{"too little of either", "abcdefghijklmnop", "abcde12345678901", 0, 16, 0, 16, false},
		{"a small edit between", "abcdefXghijklm", "abcdefYghijklm", 0, 14, 0, 14, true},
		{"empty", "", "abc", 0, 0, 0, 3, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a0, a1, b0, b1, ok := Snap(hashes(tt.a), hashes(tt.b), .8)
			assert.Equal(t, []any{tt.a0, tt.a1, tt.b0, tt.b1, tt.ok}, []any{a0, a1, b0, b1, ok})
		})
	}
}

func TestSnapStaysInside(t *testing.T) {
	token := rapid.Uint64Range(0, 5)
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.SliceOfN(token, 0, 30).Draw(t, "a")
		b := rapid.SliceOfN(token, 0, 30).Draw(t, "b")
		a0, a1, b0, b1, ok := Snap(a, b, rapid.Float64Range(0, 1).Draw(t, "share"))
		assert.True(t, 0 <= a0 && a0 <= a1 && a1 <= len(a) && 0 <= b0 && b0 <= b1 && b1 <= len(b))
		if !ok {
			assert.True(t, a0 == 0 && b0 == 0 && a1 == len(a) && b1 == len(b))
		}
	})
}

func TestRuns(t *testing.T) {
	assert.Len(t, Runs(hashes("abcdef"), 5, nil), 2)
	assert.Empty(t, Runs(hashes("abcd"), 5, nil))
	r := Runs(hashes("abcabc"), 3, nil)
	assert.Equal(t, r[0], r[3])
	assert.NotEqual(t, r[0], r[1])
}
