package lexicon

import (
	"encoding/binary"
	"unicode/utf8"
)

// Weights of stems that no table has. A word that 39,779 articles lack is
// rarer than one in a million sentences, which is where their counts end.
const (
	unknownWeight = 7
	numberWeight  = 4 // two digits and more
	digitWeight   = 2
	weightUnit    = 1. / 8192 // of weights.bin
)

// Weight returns -log10 of the chance that a sentence of news contains the
// stem, from .3 (every second sentence) to 7. English stems have theirs from
// document frequencies (which end at .55: a word of every article is no surer). For the other languages none are at hand: there the
// length of the stem stands for its rarity (Zipf's law of abbreviation), from
// 1.5 to 6.
func Weight(l Language, stem string, number bool) float32 {
	if number {
		if len(stem) == 1 {
			return digitWeight
		}
		return numberWeight
	}
	if l != English {
		return float32(min(max(1.2+.45*float64(utf8.RuneCountInString(stem)), 1.5), 6))
	}
	if v, ok := weights.find(stem); ok {
		return float32(binary.LittleEndian.Uint16([]byte(v))) * weightUnit
	}
	return unknownWeight
}
