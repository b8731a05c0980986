package detect

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"respun/internal/copies"
	"respun/shingle"
)

// shared is a text that two documents have, and whether it is told as a copy.
type shared struct {
	text   string
	copied bool
}

// testCopied tests each text between what stands before and after it in either document.
func testCopied(t *testing.T, a, b [2]string, tests map[string]shared) {
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a := Document{Name: "a", Text: a[0] + tt.text + a[1]}
			b := Document{Name: "b", Text: b[0] + tt.text + b[1]}
			assert.Equal(t, tt.copied, len(scanned(t, Defaults(), a, b).Matches) > 0)
		})
	}
}

func TestPhrasesThatAreCopies(t *testing.T) {
	a := [2]string{"Frost destroyed three quarters of the blossom, said ", ", which few of the smaller farms can afford."}
	b := [2]string{"Meltwater carved a canyon beneath the ice where ", " listened to a tower of drilled boreholes."}
	testCopied(t, a, b, map[string]shared{
		"words that seldom stand together":    {"a bus driver stopped winning against her", true},
		"a title with a name":                 {"Health and Human Services Secretary Alex Azar", false},
		"a name of many words":                {"the Democratic Republic of the Congo", false},
		"an idiom":                            {"at the end of the day it is", false},
		"a name of rare words, long for that": {"the International Telecommunication Union, the World Intellectual Property Organisation and the Trademark Association", true},
	})
}

func TestAddressesAreNoCopies(t *testing.T) {
	a := [2]string{"Three quarters of the trees are in flower.\n", "\nFew of the smaller growers can pay for it."}
	b := [2]string{"Meltwater carved a canyon beneath the ice.\n", "\nBoreholes were drilled from a tower."}
	testCopied(t, a, b, map[string]shared{
		"a statement of a program":   {`document.forms['product_infoForm'].stock_id.value = false`, false},
		"an address":                 {"http://www.example.org/orchard/guide/frost-damage-blossom-types", false},
		"as many words, with blanks": {"Orchard guide to frost damage and the blossom types of example farms", true},
		"words joined by hyphens":    {"A well-known stop-gap farm-to-table scheme for high-street orchards near the water-meadows", true},
	})
}

// tableOf returns rows of a few words in any order.
func tableOf(seed uint64, rows int) string {
	r := rand.New(rand.NewPCG(seed, 0))
	var b strings.Builder
	for range rows {
		for range 8 {
			b.WriteString([]string{"Bluetooth ", "Cable ", "Missing "}[r.IntN(3)])
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestFewWordsOverAndOverAreNoCopy(t *testing.T) {
	a := Document{Name: "a", Text: "Frost destroyed three quarters of the blossom.\n" + tableOf(1, 40)}
	b := Document{Name: "b", Text: "Meltwater carved a canyon beneath the ice.\n" + tableOf(2, 40)}
	across := func(docs ...Document) (n int) {
		for _, m := range scanned(t, Defaults(), docs...).Matches {
			if m.A.Ordinal != m.B.Ordinal {
				n++
			}
		}
		return n
	}
	assert.Zero(t, across(a, b), "as any two tables have in common")
	b.Text += tableOf(1, 40)
	assert.NotZero(t, across(a, b), "a table word for word")
}

func TestFew(t *testing.T) {
	tokens := func(ids ...uint32) (list []shingle.Token) {
		for _, id := range ids {
			list = append(list, shingle.Token(id))
		}
		return list
	}
	p := pairer{seen: make([]uint32, 100)}
	assert.True(t, p.few(tokens(1, 2, 1, 2, 1)), "2 of 5")
	assert.False(t, p.few(tokens(1, 2, 3, 2, 1)), "3 of 5")
	assert.False(t, p.few(tokens(1, 2, 3, 4, 5)))
	var long []uint32
	for i := range uint32(1000) {
		long = append(long, i%15)
	}
	assert.False(t, p.few(tokens(long...)), "15 are many of however many")
	for i := range long {
		long[i] %= 14
	}
	assert.True(t, p.few(tokens(long...)))
}

func TestSteady(t *testing.T) {
	tests := []struct {
		a, b, shared int
		steady       bool
	}{{12, 12, 12, true}, {11, 12, 11, false}, {12, 14, 12, false}, {20, 20, 18, true}, {20, 20, 17, false}}
	for _, tt := range tests {
		c := copies.Copy{A: copies.Run{First: 3, Last: 2 + tt.a}, B: copies.Run{First: 0, Last: tt.b - 1}, Shared: tt.shared}
		assert.Equal(t, tt.steady, steady(c), "%d and %d tokens, %d of which are shared", tt.a, tt.b, tt.shared)
	}
}

// A word that every sentence has is little evidence, however often it is said.
func TestWordSaidAgainCountsNoMore(t *testing.T) {
	d, err := New(Defaults())
	require.NoError(t, err)
	every := strings.Repeat("The harbour was quiet. ", 900)
	c, err := d.load(t.Context(), All(texts(every+"Harbour. Harbour harbour harbour.", every)...), nil, nil)
	require.NoError(t, err)
	p := newPairer(c)
	p.open(c.view(0), c.view(1))
	all := p.a.tokens()
	once, thrice := all[len(all)-1:], all[len(all)-3:]
	score := func(tokens []shingle.Token) float64 {
		return copyEvidence + copySpread*p.copyScore(&hit{whole: true}, tokens, tokens) - wholeBonus
	}
	assert.InDelta(t, p.weight(once[0].ID()), score(once), 1e-6)
	assert.InDelta(t, 3*p.weight(once[0].ID()), score(thrice), 1e-6)
}
