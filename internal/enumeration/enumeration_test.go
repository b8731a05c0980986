package enumeration

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"respun/shingle"
)

// words is a vocabulary in which every word is a stem of its own.
type words struct{ known []string }

func (w *words) Lookup(_ uint8, folded string) shingle.Token {
	id := slices.Index(w.known, folded)
	if id < 0 {
		id = len(w.known)
		w.known = append(w.known, folded)
	}
	t := shingle.Token(id)
	if utf8.RuneCountInString(folded) > 1 && folded != "and" && folded != "the" && folded != "of" {
		t |= shingle.Content
	}
	return t
}

func (*words) Capitals(uint8) bool { return true }

func newFinder() (*Finder, *words) {
	w := &words{known: []string{""}} // 0 is no stem
	return NewFinder(shingle.NewScanner(w)), w
}

// itemsOf returns the stems of the items of enumerations in a text.
func itemsOf(text string) string {
	z, w := newFinder()
	z.read(text, 0, &z.a)
	var stems []string
	for _, id := range z.a.items {
		stems = append(stems, w.known[id])
	}
	return strings.Join(stems, " ")
}

func TestItems(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"after the words that lead to it", "The feast drew the coopers of all towns, tanners, glovers, saddlers and tinkers, weavers.", "tanners glovers saddlers tinkers weavers"},
		{"too few", "The feast drew the coopers of all towns, tanners, glovers, saddlers and tinkers.", ""},
		{"semicolons", "Dead: Ada Osei, 54; Bo Lund, 26; Cy Rask, 59.", "54 bo lund 26 cy rask 59"},
		{"an aside is no enumeration", "The mayor, who had said on Monday, in the harbour office, that it would cost nothing at all to the town, resigned, a day later.", ""},
		{"ended by a long part", "Tanners, glovers, saddlers, weavers, tinkers, and the mayor of the town who had paid for all.", "glovers saddlers weavers tinkers"},
		{"a sentence ends it", "He saw tanners, glovers. Then saddlers, weavers. Then tinkers, coopers.", ""},
		{"the same twice", "Tanners, glovers, saddlers, tanners, glovers, saddlers.", "tanners glovers saddlers"},
		{"Japanese", "出席者は、桶屋、皮屋、馬具屋、織屋、鍛冶屋。", "桶屋 皮屋 馬具 具屋 織屋 鍛冶 冶屋"},
		{"nothing", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) { assert.Equal(t, tt.want, itemsOf(tt.text)) })
	}
}

func TestShareItems(t *testing.T) {
	const guilds = "the coopers of all towns, tanners, glovers, saddlers, weavers"
	for _, tt := range []struct {
		name, a, b string
		heavy      string // a word that weighs ten times as much
		want       bool
	}{
		{"the same guilds", "To the feast came " + guilds + ".", "Exempt are shipwrights, weavers, saddlers, glovers, tanners.", "", true},
		{"and much else", "To the feast came " + guilds + ".", "The feast came, with shipwrights, weavers, saddlers, glovers, tanners.", "feast", false},
		{"in an enumeration on one side", "To the feast came " + guilds + ".", "All the saddlers met most of the weavers, and the glovers saw most of the tanners, ale, bread, salt, hops, fish.", "", false},
		{"other guilds", "To the feast came " + guilds + ".", "The feast has drawn shipwrights, tinkers, rope makers, chandlers, bakers.", "", false},
		{"no text", "", "", "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			z, w := newFinder()
			weight := func(stem uint32) float32 {
				if w.known[stem] == tt.heavy {
					return 10
				}
				return 1
			}
			assert.Equal(t, tt.want, z.ShareItems(weight, tt.a, tt.b, 0, 0))
			assert.Equal(t, tt.want, z.ShareItems(weight, tt.b, tt.a, 0, 0), "the other way round")
		})
	}
}
