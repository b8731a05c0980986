package detect

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	regulator     = "A scuffle breaking out between a top bank regulator and the state of Rhode Island could foreshadow an increasing number of disputes as more national banks begin selling insurance products, market participants said."
	regulatorSpun = "A dispute between a top bank regulator and Rhode Island may indicate more conflicts in the future as national banks start offering insurance products, according to market participants."
)

// A rewrite that runs what it took of two paragraphs into one sentence: beside the
// sure match of one, its sentence is held against the other too.
func TestLinkedIntoTheSentenceOfAMatch(t *testing.T) {
	second := "The ferry museum of Lindesborg, which opened in spring, would show engravings of vanished lighthouses beside its collection of brass foghorns."
	rewrite := "A dispute between a top bank regulator and Rhode Island may indicate more conflicts in the future as national banks start offering insurance products, according to market participants, engravings of lighthouses that vanished, next to the brass foghorns it collects."
	r := scanned(t, Defaults(), texts(storyOf(library, regulator, second, glacier), storyOf(bakery, rewrite, orchard))...)
	var found []string
	for _, m := range r.Matches {
		found = append(found, m.A.Text)
	}
	assert.Contains(t, found, second)
}

// A sentence of which a few words were copied and the rest reworded is told whole
// beside a sure match; alone, it is no more than the copied words.
func TestLinkedRoundACopy(t *testing.T) {
	second := "Governors in Lindesborg fear that the ruling will frighten anxious depositors away, that the smaller branches must close before the winter, and that nobody will lend to farmers, shipwrights and fishermen any more."
	secondSpun := "In the view of its critics the ruling will frighten anxious depositors away, shut many of the smaller offices within a few months and leave those who farm, fish or build boats without credit."
	alone := scanned(t, Defaults(), texts(storyOf(library, second, glacier), storyOf(bakery, secondSpun, orchard))...)
	require.Len(t, alone.Matches, 1)
	assert.Equal(t, "the ruling will frighten anxious depositors away", alone.Matches[0].B.Text)
	r := scanned(t, Defaults(), texts(storyOf(library, regulator, second, glacier), storyOf(bakery, regulatorSpun, secondSpun, orchard))...)
	require.Len(t, r.Matches, 1)
	assert.Equal(t, regulatorSpun+"\n\n"+secondSpun, r.Matches[0].B.Text)
}

// Of two sentences that share a copied clause and nothing else, the clause is told.
func TestClauseInOtherSentences(t *testing.T) {
	r := scanned(t, Defaults(), texts(
		storyOf(library, "The guild of blacksmiths kept a ledger of every examination, "+clause+", until the great fire of 1804 ended the custom.", glacier),
		storyOf(bakery, "Nobody at the shipyard remembers the winter "+clause+" without a shudder, though children still sing about it.", orchard))...)
	require.Len(t, r.Matches, 1)
	assert.Equal(t, clause, r.Matches[0].A.Text)
	assert.Equal(t, Verbatim, r.Matches[0].Kind)
}

// What looks like a parallel statement or an echo is reuse where it stands in a
// passage that was told again.
func TestCarry(t *testing.T) {
	at := func(a, b int, score float64, class Class) found {
		return found{hit: hit{window: window{A: run{a, a}, B: run{b, b}}, score: score, kind: Spun}, class: class}
	}
	copyOf := func(f found) found {
		f.kind = NearDuplicate
		return f
	}
	tests := []struct {
		name string
		kept []found
		want Class
	}{
		{"alone", []found{at(5, 25, 3, Parallel)}, Parallel},
		{"after a sure one", []found{at(5, 25, 0, Parallel), at(3, 23, carryScore, Reuse)}, Reuse},
		{"before a sure one", []found{at(5, 25, 0, Echo), at(6, 27, carryScore, Reuse)}, Reuse},
		{"after a copy", []found{at(5, 25, 3, Parallel), copyOf(at(3, 23, 3, Reuse))}, Parallel},
		{"an echo after a copy", []found{at(5, 25, 3, Echo), copyOf(at(3, 23, 3, Reuse))}, Reuse},
		{"after one that is not sure", []found{at(5, 25, 3, Parallel), at(3, 23, carryScore-.1, Reuse)}, Parallel},
		{"after another parallel one", []found{at(5, 25, 3, Parallel), at(3, 23, 3, Parallel)}, Parallel},
		{"in another order", []found{at(5, 25, 0, Parallel), at(3, 27, 3, Reuse)}, Parallel},
		{"too far off", []found{at(5, 25, 0, Parallel), at(6+linkReach, 30, 3, Reuse)}, Parallel},
		{"another class", []found{at(5, 25, 0, Caption), at(3, 23, 3, Reuse)}, Caption},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := linker{kept: tt.kept}
			n.carry()
			require.Equal(t, tt.want, n.kept[0].class)
		})
	}
}
