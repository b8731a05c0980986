package detect

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"respun/internal/copies"
	"respun/shingle"
)

// Two sentences that share little but two names look reworded; where the document has
// the names once more, they are what it is about.
func TestRefrain(t *testing.T) {
	const (
		first  = "Nobody had asked the harbour finance committee, or the river tolls inquiry, or the chapel roof fund about lanterns when the Tuesday market burned."
		second = "Later that winter it was the chapel roof fund that bought lanterns for the river tolls inquiry, and the harbour finance committee that burned them."
		third  = "Dogs are a matter for the harbour finance committee alone, cats for the river tolls inquiry, and doves for the chapel roof fund."
		other  = "Dogs are a matter for the mayor alone, and cats for the bishop, as they were in the days of her mother."
	)
	spun := func(paragraphs ...string) (found [][2]string) {
		docs := texts(storyOf(paragraphs...))
		for _, m := range scanned(t, Defaults(), docs...).Matches {
			if m.Kind == Spun {
				found = append(found, [2]string{m.A.Text, m.B.Text})
			}
		}
		return found
	}
	assert.Contains(t, spun(first, glacier, other, whales, orchard, second), [2]string{first, second}, "in two places")
	assert.Empty(t, spun(first, glacier, whales, third, gambit, orchard, second), "in three")
	assert.Empty(t, spun(third, glacier, first, whales, gambit, orchard, second), "in three, the first one elsewhere")
	assert.Contains(t, spun(first, third, glacier, whales, orchard, second), [2]string{first, second}, "the third beside one of the two")
	assert.Contains(t, spun(first, second, glacier, whales, orchard, third), [2]string{first, second}, "the two beside each other")
}

// What stands in a third place is what a look at every place finds.
func TestRefrainsOfAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := viewOf(rapid.SliceOfN(rapid.IntRange(1, 5), 1, 60).Draw(t, "sentences"), func(int) uint32 { return rapid.Uint32Range(0, 1).Draw(t, "new paragraph") },
			func(int) shingle.Token {
				id := shingle.Token(rapid.IntRange(1, 4).Draw(t, "id"))
				if id > 1 {
					id |= shingle.Content
				}
				return id
			})
		from := rapid.IntRange(0, v.len()-1).Draw(t, "from")
		to := rapid.IntRange(from, v.len()-1).Draw(t, "to")
		w := window{A: run{from, from}, B: run{to, to}}
		beside := func(token int) bool {
			p := v.sentences[v.sentencesOf(run{token, token}).First].Paragraph
			for _, s := range [...]int{from, to} {
				if q := v.sentences[s].Paragraph; p+1 >= q && p <= q+1 {
					return true
				}
			}
			return false
		}
		want, any := map[uint32]uint8{}, false
		all := v.tokens()
		for side, r := range [...]run{w.A, w.B} {
			tokens := v.tokensOf(r.First, r.Last)
			for i := 0; i+copies.AnchorRun <= len(tokens); i++ {
				for x := 0; x+copies.AnchorRun <= len(all); x++ {
					if slices.Equal(tokens[i:i+copies.AnchorRun], all[x:x+copies.AnchorRun]) && slices.ContainsFunc(all[x:x+copies.AnchorRun], shingle.Token.IsContent) && !beside(x) {
						any = true
						for _, token := range tokens[i : i+copies.AnchorRun] {
							want[token.ID()] |= 1 << side
						}
					}
				}
			}
		}
		if v.sentences[to].Paragraph-v.sentences[from].Paragraph == 1 {
			want, any = map[uint32]uint8{}, false
		}
		f := frames{stems: make([]frameMark, 8)}
		f.clear()
		assert.Equal(t, any, f.markRefrains(copies.NewFinder(), v, &w))
		for id := range uint32(8) {
			assert.Equal(t, want[id] == 3, f.both(id))
		}
	})
}

// One run again and again in one paragraph has no third place, which is not to be looked
// for in all that there are.
func TestRefrainsOfOneParagraph(t *testing.T) {
	const n = 200_000
	v := viewOf(slices.Repeat([]int{3}, n), func(int) uint32 { return 0 }, func(i int) shingle.Token { return shingle.Token(i%3+1) | shingle.Content })
	k, f := copies.NewFinder(), frames{stems: make([]frameMark, 8)}
	begun := time.Now()
	for i := range n / 4 {
		assert.False(t, f.markRefrains(k, v, &window{A: run{i, i}, B: run{n - 1 - i, n - 1 - i}}))
	}
	assert.Less(t, time.Since(begun), 10*time.Second)
}

// viewOf returns a document of made-up tokens: the lengths of its sentences, whether each
// begins a paragraph, 0 or 1, and what its tokens are.
func viewOf(lengths []int, begins func(sentence int) uint32, token func(i int) shingle.Token) view {
	c := &corpus{first: []uint32{0, uint32(len(lengths))}}
	paragraph := uint32(0)
	for s, n := range lengths {
		if s > 0 {
			paragraph += begins(s)
		}
		c.sentences = append(c.sentences, shingle.Sentence{Token: uint32(len(c.tokens)), Paragraph: paragraph})
		for range n {
			c.tokens = append(c.tokens, token(len(c.tokens)))
		}
	}
	return c.view(0)
}
