package detect

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"respun/internal/decide"
)

func TestToldAgain(t *testing.T) {
	const (
		phrase     = "Nothing is final yet."
		phraseSpun = "So much for now."
		weak       = "The chairman of the guild, who has kept an oven of his own since boyhood, called the whole affair a misunderstanding."
		weakSpun   = "It was a misunderstanding from start to end, in the words of the man who heads it and has baked all his life."
		own        = "Dinner guests at the lighthouse may borrow woollen blankets from a cedar chest beside the spiral staircase."
		ownOther   = "Swimmers crossed the reservoir twice before breakfast while accountants audited the raffle behind closed doors."
	)
	const (
		agreed = "The members met on three evenings of that week. On each they went home as they had come, since nobody would say in the hall what he had told the others on the stairs. It was left to an old secretary to put down what they all wanted. He sent it round to those who had paid, and asked for their answer by return. One of them sent it back with a drawing of the stove, which hangs in the kitchen to this day."
		cut    = "Three evenings brought no answer. What was told on the stairs stayed there. In the end a secretary did it. The stove was drawn."
		parted = "Cooks complain that the hall was cold all winter, and that some secretary had hidden their keys in a drawer beneath the maps, where mice had made a nest of last year's accounts."
	)
	long, longOther := glacier+" "+orchard+" "+weak, weakSpun+" "+whales+" "+gambit
	one := func(middle string) string { return "\n\n" + middle + "\n\n" }
	tests := []struct {
		name          string
		first, second string // what stands between two paragraphs, and between the reworded ones
		want          []string
	}{
		{"nothing", "", "", []string{regulatorSpun + "\n\n" + quaySpun}},
		{"a phrase", phrase, phraseSpun, []string{regulatorSpun + one(phraseSpun) + quaySpun}},
		{"a phrase of one side", "", phraseSpun, []string{regulatorSpun + one(phraseSpun) + quaySpun}},
		{"a sentence that shares a word", weak, weakSpun, []string{regulatorSpun + one(weakSpun) + quaySpun}},
		{"a paragraph, cut to a sentence", agreed, cut, []string{regulatorSpun + one(cut) + quaySpun}},
		{"a paragraph of the same subject", agreed, parted, []string{regulatorSpun, quaySpun}},
		{"sentences of their own", own, ownOther, []string{regulatorSpun, quaySpun}},
		{"paragraphs", long, longOther, []string{regulatorSpun, quaySpun}},
		{"paragraphs of the other side", weak, longOther, []string{regulatorSpun, quaySpun}},
		{"a sentence of one side", own, "", []string{regulatorSpun, quaySpun}},
		{"a paragraph of one side", glacier, "", []string{regulatorSpun, quaySpun}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			paragraphs := func(x, y, z string) string {
				if y == "" {
					return storyOf(x, z)
				}
				return storyOf(x, y, z)
			}
			docs := texts(paragraphs(regulator, tt.first, quay), paragraphs(regulatorSpun, tt.second, quaySpun))
			r := scanned(t, Defaults(), docs...)
			assertRanges(t, r, docs)
			var found []string
			for _, m := range r.Matches {
				found = append(found, m.B.Text)
			}
			assert.Equal(t, tt.want, found)
		})
	}
}

// What was copied whole in a passage that was told again stays a match of its own.
func TestCopiedAmongReworded(t *testing.T) {
	const copied = "Nobody has yet explained why the flour merchants of the upper town pay half the toll."
	docs := texts(storyOf(quay, copied, "So it is.", bakery), storyOf(quaySpun, copied, "That is all.", bakerySpun))
	r := scanned(t, Defaults(), docs...)
	assertRanges(t, r, docs)
	for _, m := range r.Matches {
		if m.Kind == Spun {
			assert.NotContains(t, m.B.Text, copied)
		}
	}
	assert.True(t, slices.ContainsFunc(r.Matches, func(m Match) bool { return m.Kind != Spun && strings.Contains(m.B.Text, copied) }))
}

// Beside a reworded passage a copy is told to the ends of its sentences, where it has a
// good part of them and either side has words left.
func TestComplete(t *testing.T) {
	const a, b = 0, 1
	d, err := New(Defaults())
	require.NoError(t, err)
	c, err := d.load(t.Context(), All(texts("Ones twos threes fours fives sixes sevens eights nines. Ones twos.", "Fives sixes sevens eights nines tens elevens twelves thirteens. Ones twos.")...), nil, nil)
	require.NoError(t, err)
	spun := func(first int) found {
		return found{hit: hit{window: window{A: run{first, first}, B: run{first, first}}, kind: Spun}}
	}
	copied := func(a, b run) found {
		return found{hit: hit{copy: true, tokensA: a, tokensB: b, kind: NearDuplicate}}
	}
	other := spun(1)
	other.kind = NearDuplicate
	tests := []struct {
		name   string
		beside found
		a, b   run
		wantA  run
		wantB  run
	}{
		{"in the middle", spun(1), run{2, 6}, run{2, 6}, run{0, 8}, run{0, 8}},
		{"at the beginning of one side", spun(1), run{0, 4}, run{2, 6}, run{0, 8}, run{2, 8}},
		{"at the end of one side", spun(1), run{2, 6}, run{4, 8}, run{0, 6}, run{0, 8}},
		{"a small part of one side", spun(1), run{2, 3}, run{2, 6}, run{2, 3}, run{2, 6}},
		{"beside what is not reworded", other, run{2, 6}, run{2, 6}, run{2, 6}, run{2, 6}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			kept := []found{copied(tt.a, tt.b), tt.beside}
			complete(kept, c.view(a), c.view(b))
			assert.Equal(t, tt.wantA, kept[0].tokensA)
			assert.Equal(t, tt.wantB, kept[0].tokensB)
			assert.Equal(t, tt.a != tt.wantA || tt.b != tt.wantB, kept[0].reworded)
		})
	}
}

func TestGoesOn(t *testing.T) {
	at := func(a, b run) *found { return &found{hit: hit{window: window{A: a, B: b}}} }
	tests := []struct {
		name string
		x, y *found
		want bool
	}{
		{"next on both sides", at(run{5, 6}, run{20, 20}), at(run{7, 7}, run{21, 22}), true},
		{"in another order", at(run{5, 6}, run{20, 20}), at(run{7, 7}, run{18, 19}), false},
		{"run into one sentence", at(run{5, 6}, run{20, 20}), at(run{7, 7}, run{20, 20}), true},
		{"taken apart", at(run{5, 6}, run{20, 20}), at(run{5, 6}, run{21, 21}), true},
		{"the same", at(run{5, 6}, run{20, 20}), at(run{5, 6}, run{20, 20}), false},
		{"too far on one side", at(run{5, 5}, run{20, 20}), at(run{6 + linkReach, 6 + linkReach}, run{20, 20}), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, goesOn(tt.x, tt.y))
			assert.Equal(t, tt.want, goesOn(tt.y, tt.x))
		})
	}
}

// A copy too short to be told alone is told beside a sure match.
func TestLinkedCopy(t *testing.T) {
	const (
		short      = "Carters who came down from the upper villages doubt it, for the weigh house closes before dusk."
		shortOther = "It matters little to a ferryman, a pedlar or a nun of the seven convents whether the weigh house closes before dusk while snow lies on the passes."
		part       = "the weigh house closes before dusk"
	)
	find := func(first, second string) (found []string) {
		for _, m := range scanned(t, Defaults(), texts(storyOf(first, short, glacier), storyOf(second, shortOther, orchard))...).Matches {
			found = append(found, m.B.Text)
		}
		return found
	}
	assert.Empty(t, find(quay, bakery))
	assert.Equal(t, []string{quay, part}, find(quay, quay))
	h := &hit{copy: true, score: -.5}
	assert.Less(t, confidenceOf(h, decide.Across), .5)
	assert.Greater(t, confidenceOf(h, decide.Linked), .5)
}

// Whatever something may be welded to is named, in order, wherever it has grown to.
func TestWeldEnds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ends, last := weldEnds{at: map[int][]int{}}, map[int]int{}
		place := rapid.IntRange(0, 1000)
		for range rapid.IntRange(0, 60).Draw(t, "passages") {
			k := rapid.IntRange(0, len(last)).Draw(t, "a new one or one that grew")
			last[k] = max(last[k], place.Draw(t, "last"))
			ends.add(k, run{last[k], last[k]})
		}
		gone := rapid.IntRange(0, 9).Draw(t, "gone")
		for range 5 {
			first := place.Draw(t, "first")
			live := ends.before(run{first, first + 9}, func(k int) bool { return k < gone })
			assert.True(t, slices.IsSorted(live))
			for k, l := range last {
				gap := first - l - 1
				assert.True(t, k < gone || gap < 0 || gap > weldParagraph || slices.Contains(live, k), "%d, which ends at %d, before %d", k, l, first)
				assert.False(t, k < gone && slices.Contains(live, k))
			}
		}
	})
}
