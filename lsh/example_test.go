package lsh_test

import (
	"fmt"

	"respun/lsh"
	"respun/shingle"
)

var articles = []string{
	"The harbour authority of Lindesborg closed its oldest quay after divers found cracks in eleven granite piers, and ferries will leave from the market until spring.",
	"Snow fell on the islands for the third day, and the schools of the archipelago stayed closed on Tuesday while the ploughs were out.",
	"The harbour authority of Lindesborg closed its oldest quay after divers found cracks in eleven granite piers, and ferries will leave from the market until summer.",
}

// MinHash signatures, cut into bands, whose keys name buckets: documents that share one
// are candidates. What is estimated chooses them only; what they share is then counted.
func ExampleBuild() {
	var shingler shingle.WordShingler
	signer := lsh.NewSigner(lsh.DefaultSlots)
	signatures := make([][]uint32, len(articles))
	for i, text := range articles {
		signatures[i] = make([]uint32, signer.Slots())
		signer.Sign(shingler.Shingles(text, nil), signatures[i])
	}
	rows, bands := lsh.Bands(.7, .99, lsh.DefaultSlots)
	source := func(item uint32, _ lsh.Range, dst []lsh.Key) []lsh.Key {
		return lsh.BandKeys(signatures[item], rows, bands, dst)
	}
	buckets, err := lsh.Build(len(articles), func() lsh.Source { return source }, lsh.Options{Cap: 100})
	if err != nil {
		panic(err)
	}
	counter := buckets.NewCounter()
	for item := range uint32(len(articles)) {
		for _, other := range counter.Candidates(item, 1) {
			fmt.Printf("%d and %d: similarity about %.1f\n", item, other, lsh.Estimate(signatures[item], signatures[other]))
		}
	}
	// Output: 0 and 2: similarity about 0.9
}

// A table grows as documents come, and forgets those below a floor. Sampled shingles
// serve as keys where a text may stand inside a longer one.
func ExampleTable() {
	var shingler shingle.WordShingler
	keys := func(text string) (keys []lsh.Key) {
		for _, h := range lsh.Fraction(shingler.Shingles(text, nil), 4, 8, nil).Hashes {
			keys = append(keys, lsh.Key(h)) // the lower half: of what is sampled the upper bits are low
		}
		return keys
	}
	table := lsh.NewTable(200)
	for item, text := range articles {
		fmt.Println(item, "has keys in common with", table.Query(keys(text), 3, nil))
		table.Add(uint32(item), keys(text))
	}
	table.Expire(1)
	fmt.Println("0 is forgotten:", table.Query(keys(articles[0]), 3, nil))
	// Output:
	// 0 has keys in common with []
	// 1 has keys in common with []
	// 2 has keys in common with [0]
	// 0 is forgotten: [2]
}

// How much of a text lies inside another, whatever their lengths.
func ExampleContainment() {
	var shingler shingle.WordShingler
	part := lsh.Fraction(shingler.Shingles(articles[0], nil), 1, 0, nil)
	whole := lsh.Fraction(shingler.Shingles(articles[0]+"\n"+articles[1], nil), 1, 0, nil)
	share, of := lsh.Containment(part, whole)
	fmt.Printf("%.0f %% of %d shingles\n", 100*share, of)
	// Output: 100 % of 22 shingles
}
