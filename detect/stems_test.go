package detect

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"respun/internal/lexicon"
)

func TestStemTableAgainstMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type key struct {
			stem string
			l    lexicon.Language
		}
		s, want := stemTable{}, map[key]uint32{}
		apart := rapid.Bool().Draw(t, "apart")
		add := func(stem string, l lexicon.Language) {
			k := key{stem, l}
			if !s.apart {
				k.l = 0
			}
			id, known, slot := s.find(stem, l)
			is, was := want[k]
			assert.Equal(t, was, known)
			if was {
				assert.Equal(t, is, id)
				return
			}
			want[k] = s.add(stem, l, slot)
			assert.Equal(t, stem, s.at(want[k]))
		}
		add("", lexicon.English) // as in every vocabulary, before it is told what to keep apart
		s.apart = apart
		for range rapid.IntRange(0, 200).Draw(t, "words") {
			add(rapid.StringOfN(rapid.RuneFrom([]rune("abé")), 0, 5, -1).Draw(t, "stem"), lexicon.Language(rapid.IntRange(0, 2).Draw(t, "language")))
		}
		assert.Equal(t, len(want), s.len())
	})
}

func TestStemTableGrows(t *testing.T) {
	var s stemTable
	word := func(i int) string { return string(rune('a'+i%26)) + string(rune(0x4e00+i)) }
	for i := range 10000 {
		_, known, slot := s.find(word(i), lexicon.Other)
		assert.False(t, known)
		assert.Equal(t, uint32(i), s.add(word(i), lexicon.Other, slot))
	}
	for i := range 10000 {
		id, known, _ := s.find(word(i), lexicon.Other)
		assert.True(t, known)
		assert.Equal(t, uint32(i), id)
	}
}
