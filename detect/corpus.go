package detect

import (
	"respun/shingle"
)

// corpus is what a run holds of its documents: sentences and tokens in flat
// arrays without pointers, so that millions of sentences cost the garbage
// collector nothing, and the texts aside in a store.
type corpus struct {
	vocab     *vocabulary
	tokens    []shingle.Token
	sentences []shingle.Sentence // Token counts from the beginning of tokens
	doc       []uint32           // document of each sentence
	first     []uint32           // first sentence of each document; one more at the end
	docs      []docInfo
	texts     textStore
	samples   samples // document level
	contents  contents
	common    sentenceSet // sentences of large groups of the same, but the first
	words     int64
	skips     []Skip
	bytes     int64
	repeated  int64
}

// docInfo is what is known of a document beside its text.
type docInfo struct {
	Document       // Text is empty: it lies in the store
	language uint8 // lexicon.Language

}

// textStore keeps texts by ordinal.
type textStore interface {
	Add(text string) error
	Text(ordinal int) (string, error)
	Close() error
}

// view is one document's part of the corpus.
type view struct {
	c         *corpus
	ordinal   int
	base      uint32 // number of its first sentence in the corpus
	sentences []shingle.Sentence
}

func (c *corpus) view(d int) view {
	return view{c, d, c.first[d], c.sentences[c.first[d]:c.first[d+1]]}
}

// tokensOf returns the tokens of the sentences i to j, both included, counted
// within the document.
func (v view) tokensOf(i, j int) []shingle.Token {
	return v.c.tokensOf(v.base+uint32(i), v.base+uint32(j))
}

func (c *corpus) tokensOf(i, j uint32) []shingle.Token {
	to := uint32(len(c.tokens))
	if int(j)+1 < len(c.sentences) {
		to = c.sentences[j+1].Token
	}
	return c.tokens[c.sentences[i].Token:to]
}

func (v view) len() int { return len(v.sentences) }
