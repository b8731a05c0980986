package detect

import (
	"errors"
	"fmt"
	"math"

	"respun/internal/doctable"
	"respun/internal/flat"
	"respun/internal/sample"
	"respun/internal/textstore"
	"respun/shingle"
)

// corpus is what a run holds of its documents: sentences and tokens in flat
// arrays without pointers, so that millions of sentences cost the garbage
// collector nothing, and the texts aside in a store.
type corpus struct {
	vocab     *vocabulary
	scanner   *shingle.Scanner // knows the words of the documents; for its forks
	tokens    []shingle.Token
	sentences []shingle.Sentence // Token counts from the beginning of tokens
	doc       []uint32           // document of each sentence
	first     []uint32           // first sentence of each document; one more at the end
	docs      *doctable.Table
	texts     textstore.Keeper
	disk      *flat.Disk // where what is large lies; nil: in memory
	memory    int64      // with disk: bytes that stages share
	intake    intake
	identity  identity    // of the documents, where there is a checkpoint
	journal   journal     // of what is done
	samples   sample.List // document level
	contents  contents
	common    sentenceSet // sentences of large groups of the same, but the first
	stars     stars
	words     int64
	skips     []Skip
	bytes     int64
	repeated  int64
}

// intake takes in documents until the corpus is whole.
type intake struct {
	tokens    flat.Array[shingle.Token]
	sentences flat.Array[shingle.Sentence]
	doc       flat.Array[uint32]
}

// newCorpus returns an empty corpus that keeps what is large on disk, or in memory
// where that is nil.
func newCorpus(disk *flat.Disk, v *vocabulary) *corpus {
	return &corpus{
		disk: disk, vocab: v, scanner: shingle.NewScanner(v), docs: doctable.New(disk), texts: textstore.New(disk),
		intake: intake{flat.NewArray[shingle.Token](disk), flat.NewArray[shingle.Sentence](disk), flat.NewArray[uint32](disk)},
	}
}

// done ends the intake.
func (c *corpus) done() error {
	c.first = append(c.first, uint32(c.intake.sentences.Len()))
	var errs [4]error
	c.tokens, errs[0] = c.intake.tokens.Done()
	c.sentences, errs[1] = c.intake.sentences.Done()
	c.doc, errs[2] = c.intake.doc.Done()
	errs[3] = c.docs.Done()
	return errors.Join(errs[:]...)
}

// room returns how many numbers of a size in bytes a stage may gather.
func (c *corpus) room(size int64) int {
	if c.disk == nil {
		return math.MaxInt
	}
	return int(max(1, c.memory/16/size))
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

// tokens returns all tokens of the document.
func (v view) tokens() []shingle.Token {
	if v.len() == 0 {
		return nil
	}
	return v.tokensOf(0, v.len()-1)
}

// isCommon tells whether sentence s is of a large group of the same, and not its first.
func (v view) isCommon(s int) bool { return v.c.common.has(v.base + uint32(s)) }

// token returns the number of the first token of sentence s in its document.
func (v view) token(s int) int { return int(v.sentences[s].Token - v.sentences[0].Token) }

// textReader reads texts for one worker: what it returns is good for a while only
// (textstore.Reader).
type textReader struct {
	c    *corpus
	from textstore.Reader
}

func newTextReader(c *corpus) textReader { return textReader{c, textstore.NewReader(c.texts)} }

// text returns the text of a document; the error names it.
func (r *textReader) text(ordinal int) (string, error) {
	text, err := r.from.Text(ordinal)
	if err != nil {
		return "", fmt.Errorf("detect: %s: %w", r.c.docs.Name(ordinal), err)
	}
	return text, nil
}
