package main

import (
	"encoding/binary"
	"math"
)

// sentencesPerArticle turns the chance of an article into that of a sentence.
const sentencesPerArticle = 25

// weightTable makes weights out of document frequencies. A word in df of N
// articles is taken to fall evenly over their sentences (Poisson), which is a
// rate of -ln(1-df/N) an article. The rates of the forms of a stem add up:
// "say", "says" and "said" seldom meet in one sentence.
func weightTable(e *speech) map[string][]byte {
	rates := map[string]float64{}
	for word, df := range e.df {
		rates[e.stem(word)] += -math.Log(1-min(.9999, df/e.articles)) / sentencesPerArticle
	}
	table := map[string][]byte{}
	for stem, rate := range rates {
		weight := -math.Log10(min(.5, rate))
		table[stem] = binary.LittleEndian.AppendUint16(nil, uint16(math.Round(weight*8192)))
	}
	return table
}
