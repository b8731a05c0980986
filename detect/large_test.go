package detect

import (
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// story writes n sentences of made-up words that have no sense but a rhythm;
// different seeds share hardly a word.
func story(seed uint64, n int) string {
	rnd := rand.New(rand.NewPCG(seed, 1))
	var s strings.Builder
	for i := range n {
		for w := range 8 + rnd.IntN(9) {
			word := nonsense(rnd)
			if w == 0 {
				word = strings.ToUpper(word[:1]) + word[1:]
			} else {
				s.WriteByte(' ')
			}
			s.WriteString(word)
			if w%4 == 1 {
				s.WriteString([]string{" the", " of", " in", " and"}[rnd.IntN(4)])
			}
		}
		s.WriteByte('.')
		if i%3 == 2 {
			s.WriteString("\n\n")
		} else {
			s.WriteByte(' ')
		}
	}
	return s.String()
}

func nonsense(rnd *rand.Rand) string {
	var w strings.Builder
	for range 2 + rnd.IntN(2) {
		w.WriteByte("bdfgklmnprstvz"[rnd.IntN(14)])
		w.WriteByte("aeiou"[rnd.IntN(5)])
	}
	w.WriteByte("nlrk"[rnd.IntN(4)])
	return w.String()
}

func TestHugeInputsAreAffordable(t *testing.T) {
	size := 16 << 20
	if testing.Short() {
		size = 1 << 20
	}
	book := story(1, size/90)
	one := strings.Repeat("word ", size/5)
	tests := []struct {
		name  string
		level Level
		docs  []Document
		pairs int
	}{
		{"identical documents", DocumentLevel, texts(book, book), 1},
		{"one word", DocumentLevel, texts(one, one), 1},
		{"one line of letters", DocumentLevel, texts(strings.Repeat("x", size), strings.Repeat("x", size)), 1},
		{"letters by passages", PassageLevel, texts(strings.Repeat("x", size), strings.Repeat("x", size)), 0},
		{"nothing in common", PassageLevel, texts(story(2, size/180), story(3, size/180)), 0},
		{"copies by passages", PassageLevel, texts(book[:200<<10], book[:200<<10]), 1},
		{"one sentence by passages", PassageLevel, texts(strings.Repeat(quay+"\n", 60)), 0},
		{"empty lines", PassageLevel, texts(strings.Repeat("\n", size), strings.Repeat(" \r\n", size/3)), 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			begun := time.Now()
			r := scanned(t, with(func(o *Options) { o.Documents, o.Level = true, tt.level }), tt.docs...)
			runtime.ReadMemStats(&after)
			assert.Less(t, time.Since(begun), 5*time.Minute) // quadratic takes hours
			assert.Less(t, after.Sys-min(after.Sys, before.Sys), uint64(48*size+200<<20))
			assert.Len(t, r.Pairs, tt.pairs)
			for i := range r.Matches {
				assert.LessOrEqual(t, len(r.Matches[i].Evidence.MarksA), markedWords)
			}
		})
	}
}
