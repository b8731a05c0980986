package edits

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"respun/shingle"
)

// tokens numbers words by their place in known, which it makes longer; the and of are
// stop words.
func tokens(text string, known *[]string) (out []shingle.Token) {
	for w := range strings.FieldsSeq(text) {
		id := slices.Index(*known, w)
		if id < 0 {
			id = len(*known)
			*known = append(*known, w)
		}
		t := shingle.Token(id)
		if w != "the" && w != "of" {
			t |= shingle.Content
		}
		out = append(out, t)
	}
	return out
}

// marked returns the marks of the words of two texts, by their first letters. Words that
// begin with two letters in common are synonyms.
func marked(a, b string) (ofA, ofB string) {
	known := []string{""} // 0 is no stem
	ta, tb := tokens(a, &known), tokens(b, &known)
	letters := func(list []Mark) (s string) {
		for _, m := range list {
			s += m.String()[:1]
		}
		return s
	}
	ma, mb := Marks(ta, tb, func(x, y uint32) bool { return known[x][:2] == known[y][:2] })
	return letters(ma), letters(mb)
}

func TestMarks(t *testing.T) {
	for _, tt := range []struct{ name, a, b, ofA, ofB string }{
		{"the same", "divers found cracks", "divers found cracks", "kkk", "kkk"},
		{"a synonym", "divers found big cracks", "divers found bigger cracks", "kksk", "kksk"},
		{"a synonym first, whatever its place", "divers saw cracks yesterday", "divers craters with yesterday", "krsk", "ksrk"},
		{"another word", "divers found cracks", "divers missed cracks", "krk", "krk"},
		{"dropped", "divers soon found cracks", "divers found cracks", "kdkk", "kkk"},
		{"added", "divers found cracks", "divers soon found cracks", "kkk", "kakk"},
		{"moved", "on monday divers found cracks", "divers found cracks on monday", "mmkkk", "kkkmm"},
		{"a stop word moves with others", "the quay divers found cracks", "divers found cracks the quay", "mmkkk", "kkkmm"},
		{"and not alone", "the minister found cracks", "minister found of the cracks", "dkkk", "kkaak"},
		{"nothing in common", "divers found cracks", "bakers fight bans today", "rrr", "rrra"},
		{"one side is empty", "", "bakers fight", "", "aa"},
		{"both are", "", "", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ofA, ofB := marked(tt.a, tt.b)
			assert.Equal(t, tt.ofA, ofA)
			assert.Equal(t, tt.ofB, ofB)
		})
	}
}

// What faces something on one side faces it on the other: marks but dropped and added come
// in twos.
func TestMarksComeInTwos(t *testing.T) {
	word := rapid.SampledFrom(strings.Fields("the of divers found cracks cradles diverse monday in quays quiet"))
	rapid.Check(t, func(t *rapid.T) {
		a := strings.Join(rapid.SliceOfN(word, 0, 20).Draw(t, "a"), " ")
		b := strings.Join(rapid.SliceOfN(word, 0, 20).Draw(t, "b"), " ")
		ofA, ofB := marked(a, b)
		for _, m := range "kmsr" {
			assert.Equal(t, strings.Count(ofA, string(m)), strings.Count(ofB, string(m)), string(m))
		}
		assert.NotContains(t, ofA, "a")
		assert.NotContains(t, ofB, "d")
	})
}
