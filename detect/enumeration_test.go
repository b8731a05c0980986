package detect

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// itemsOf returns the stems of the items of enumerations in a text.
func itemsOf(text string) string {
	c := newCorpus(nil, newVocabulary())
	z := itemizer{scanner: c.scanner}
	z.text.KeepSpans = true
	z.read(text, 0, &z.a)
	var stems []string
	for _, id := range z.a.items {
		stems = append(stems, c.vocab.stems.at(id))
	}
	return strings.Join(stems, " ")
}

func TestItems(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"after the words that lead to it", "The feast drew the coopers of all towns, tanners, glovers, saddlers and tinkers, weavers.", "tanner glover saddler tinker weaver"},
		{"too few", "The feast drew the coopers of all towns, tanners, glovers, saddlers and tinkers.", ""},
		{"semicolons", "Dead: Ada Osei, 54; Bo Lund, 26; Cy Rask, 59.", "54 bo lund 26 cy rask 59"},
		{"an aside is no enumeration", "The mayor, who had said on Monday, in the harbour office, that it would cost nothing at all to the town, resigned, a day later.", ""},
		{"ended by a long part", "Tanners, glovers, saddlers, weavers, tinkers, and the mayor of the town who had paid for all.", "glover saddler weaver tinker"},
		{"a sentence ends it", "He saw tanners, glovers. Then saddlers, weavers. Then tinkers, coopers.", ""},
		{"the same twice", "Tanners, glovers, saddlers, tanners, glovers, saddlers.", "tanner glover saddler"},
		{"Japanese", "出席者は、桶屋、皮屋、馬具屋、織屋、鍛冶屋。", "桶屋 皮屋 馬具 具屋 織屋 鍛冶 冶屋"},
		{"nothing", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) { assert.Equal(t, tt.want, itemsOf(tt.text)) })
	}
}
