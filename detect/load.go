package detect

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"sync"

	"github.com/zeebo/xxh3"

	"respun/internal/checkpoint"
	"respun/internal/flat"
	"respun/internal/lexicon"
	"respun/internal/sample"
	"respun/internal/textstore"
	"respun/shingle"
)

// Reading is one goroutine's (the input is a stream), taking texts apart is
// everybody's: documents go out in batches, come back in any order and are put
// in place in the order of the input.

// maxTokens is how many tokens the sentences of a run can point at.
const maxTokens = min(1<<32-2, math.MaxInt)

// batchBytes is about how much text a worker takes at a time: enough that
// handing it over costs nothing, little enough to balance and to bound memory.
const batchBytes = 256 << 10

type batch struct {
	number int
	docs   []Document
	langs  []uint8
	plain  bool   // texts are kept as they are
	packed []byte // else compressed, one after the other; passage level
	ends   []int  // of each
	text   shingle.Text
	sample sample.Chunk // document level
	words  int64
	first  []int // first sentence of each document in text
}

// load reads all documents, and keeps what is large on disk, or in memory where
// that is nil. It fails if the input does, a file can't be written, ctx ends, or the
// journal, if there is one, is of other documents.
func (d *Detector) load(ctx context.Context, docs iter.Seq2[Document, error], disk *flat.Disk, kept *checkpoint.Journal) (*corpus, error) {
	c := newCorpus(disk, newVocabulary())
	c.journal = journal{kept}
	if d.options.Level == DocumentLevel {
		c.texts = textstore.NewAgain(disk)
	}
	work, done := make(chan *batch, d.options.workers()), make(chan *batch, d.options.workers())
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var workers sync.WaitGroup
	for i := range d.options.workers() {
		r := newReader(d.options, c.vocab)
		if i == 0 { // most words are met by all
			c.scanner = r.scanner
		}
		workers.Go(func() {
			for b := range work {
				r.takeApart(b)
				done <- b
			}
		})
	}
	go func() { workers.Wait(); close(done) }()
	var err error
	collected := make(chan struct{})
	go func() { defer close(collected); err = c.collect(done, cancel, d.options.Progress) }()
	// Read here, and in no goroutine of ours: a panic of the caller's iterator is the caller's.
	// Even then nothing is left that writes to c.
	readErr := func() error {
		defer func() { <-collected }()
		return d.read(ctx, docs, c, work)
	}()
	if err != nil {
		return nil, err
	}
	if readErr != nil {
		return nil, readErr
	}
	if err := c.done(); err != nil {
		return nil, fmt.Errorf("detect: %w", err)
	}
	if err := kept.Of(uint64(c.identity)); err != nil {
		return nil, fmt.Errorf("detect: %w", err)
	}
	if d.options.Level == PassageLevel {
		c.vocab.relate()
		if err := c.listContents(ctx, d.options.workers()); err != nil {
			return nil, fmt.Errorf("detect: %w", err)
		}
	}
	return c, nil
}

// read sends the documents out in batches, and closes work. Skips are gathered in c.
func (d *Detector) read(ctx context.Context, docs iter.Seq2[Document, error], c *corpus, work chan<- *batch) error {
	defer close(work)
	names := nameList{taken: map[uint64]struct{}{}}
	b, size, number := new(batch), 0, 0
	total := 0 // bytes of text
	send := func() error {
		b.number = number
		number++
		total += size
		b.plain = total <= textstore.PlainBytes && c.disk == nil
		select {
		case work <- b:
			b, size = new(batch), 0
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	for doc, err := range docs {
		if err := ctx.Err(); err != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			skip, ok := asSkip(err)
			if !ok {
				return err
			}
			c.skips = append(c.skips, skip)
			if doc.Name == "" {
				continue
			}
		}
		if len(doc.Text) > shingle.MaxText {
			c.skips = append(c.skips, Skip{Doc: doc.Name, Reason: "too-large", Detail: fmt.Sprintf("%d bytes of text, more than %d", len(doc.Text), shingle.MaxText)})
			continue
		}
		name, repeated := names.next(doc.Name)
		doc.Name = name
		if d.named != nil && !d.named[doc.Name] {
			continue
		}
		if repeated {
			c.repeated++
		}
		b.docs = append(b.docs, doc)
		if size += len(doc.Text) + 64; size >= batchBytes {
			if err := send(); err != nil {
				return err
			}
		}
	}
	if len(b.docs) == 0 {
		return nil
	}
	return send()
}

// nameList gives documents, in order of the input, a name of their own.
type nameList struct {
	taken   map[uint64]struct{} // by hash
	ordinal int                 // of the next document
}

// next returns the name of the next document, which is name@ordinal where an earlier
// one has its name.
func (l *nameList) next(name string) (own string, repeated bool) {
	own = name
	for l.has(own) { // somebody's document may have the new name already
		own, repeated = fmt.Sprintf("%s@%d", own, l.ordinal), true
	}
	l.taken[xxh3.HashString(own)] = struct{}{}
	l.ordinal++
	return own, repeated
}

func (l *nameList) has(name string) bool {
	_, ok := l.taken[xxh3.HashString(name)]
	return ok
}

// Skipped is implemented by errors that stand for an input that was left out:
// the iteration goes on after them. One that stands for many parts of an input tells
// their number by a further method, Parts() int.
type Skipped interface {
	error
	Skip() (doc, reason, detail string)
}

func asSkip(err error) (Skip, bool) {
	var s Skipped
	if !errors.As(err, &s) {
		return Skip{}, false
	}
	doc, reason, detail := s.Skip()
	skip := Skip{Doc: doc, Reason: reason, Detail: detail}
	if many, ok := s.(interface{ Parts() int }); ok && many.Parts() > 1 {
		skip.Count = many.Parts()
	}
	return skip, true
}

// collect puts batches in place, in order.
func (c *corpus) collect(done <-chan *batch, cancel func(), progress func(Stage)) (err error) {
	waiting, next := map[int]*batch{}, 0
	for b := range done {
		waiting[b.number] = b
		for b := waiting[next]; b != nil; b = waiting[next] {
			delete(waiting, next)
			next++
			if err != nil {
				continue
			}
			if err = c.place(b); err != nil {
				cancel()
			}
			if progress != nil {
				progress(Stage{Name: "read", In: c.bytes, Out: int64(c.docs.Len())})
			}
		}
	}
	return err
}

// place appends a batch to the corpus.
func (c *corpus) place(b *batch) error {
	c.samples.Place(&b.sample)
	c.words += b.words
	in := &c.intake
	tokens, sentences := uint32(in.tokens.Len()), uint32(in.sentences.Len())
	if in.tokens.Len()+len(b.text.Tokens) > maxTokens || in.sentences.Len()+len(b.text.Sentences) > maxSentences {
		return fmt.Errorf("detect: %s: more than %d words or %d sentences in one run", b.docs[0].Name, maxTokens, maxSentences)
	}
	for i := range b.text.Sentences {
		b.text.Sentences[i].Token += tokens
	}
	if err := errors.Join(in.tokens.Append(b.text.Tokens...), in.sentences.Append(b.text.Sentences...)); err != nil {
		return fmt.Errorf("detect: %w", err)
	}
	for i := range b.docs {
		doc := &b.docs[i]
		to := len(b.text.Sentences)
		if i+1 < len(b.docs) {
			to = b.first[i+1]
		}
		for range to - b.first[i] {
			if err := in.doc.Append(uint32(c.docs.Len())); err != nil {
				return fmt.Errorf("detect: %w", err)
			}
		}
		c.first = append(c.first, sentences+uint32(b.first[i]))
		c.bytes += int64(len(doc.Text))
		packed := b.packedText(i)
		record, err := c.docs.Add(doc, b.langs[i])
		if err := errors.Join(c.texts.Add(doc, packed), err); err != nil {
			return fmt.Errorf("detect: %s: %w", doc.Name, err)
		}
		if c.journal.Journal != nil {
			c.identity.add(doc.Text, record, doc.New)
		}
		doc.Text, doc.Again = "", nil
	}
	return nil
}

// packedText returns what text i was compressed to; nil where it was not.
func (b *batch) packedText(i int) []byte {
	if len(b.ends) == 0 {
		return nil
	}
	from := 0
	if i > 0 {
		from = b.ends[i-1]
	}
	if from == b.ends[i] {
		return nil
	}
	return b.packed[from:b.ends[i]]
}

// reader takes texts apart: one a worker.
type reader struct {
	level   Level
	scanner *shingle.Scanner
	sampler sample.Sampler
	buf     []byte
	fixed   lexicon.Language
	isFixed bool
}

func newReader(o Options, v *vocabulary) *reader {
	r := &reader{level: o.Level, scanner: shingle.NewScanner(v)}
	if o.Language != "" {
		r.fixed, r.isFixed = lexicon.ParseLanguage(o.Language)
	}
	return r
}

func (r *reader) takeApart(b *batch) {
	if r.level == PassageLevel {
		b.makeRoom()
	}
	for i := range b.docs {
		b.first = append(b.first, len(b.text.Sentences))
		if r.level == DocumentLevel {
			r.sampler.Sample(b.docs[i].Text, &b.sample)
			b.words += int64(r.sampler.Words())
			b.langs = append(b.langs, 0)
			continue
		}
		b.langs = append(b.langs, r.scan(&b.docs[i], &b.text))
		if b.plain {
			continue
		}
		r.buf = textstore.Pack(b.docs[i].Text, r.buf)
		b.packed = append(b.packed, r.buf...)
		b.ends = append(b.ends, len(b.packed))
	}
	b.words += int64(len(b.text.Tokens))
}

// What texts have of each: with that room made beforehand, lists seldom grow.
const (
	textToken    = 5   // bytes of text for a token
	textSentence = 100 // and for a sentence
	textPacked   = 1.5 // and for a byte compressed
)

// makeRoom makes room for what the batch's texts are made into.
func (b *batch) makeRoom() {
	size := 0
	for i := range b.docs {
		size += len(b.docs[i].Text)
	}
	b.text.Tokens = make([]shingle.Token, 0, size/textToken)
	b.text.Sentences = make([]shingle.Sentence, 0, size/textSentence+len(b.docs))
	if !b.plain {
		b.packed = make([]byte, 0, int(float64(size)/textPacked))
	}
}

// scan takes one document apart and returns its language.
func (r *reader) scan(doc *Document, out *shingle.Text) uint8 {
	l := r.language(doc)
	r.scanner.Scan(doc.Text, uint8(l), out)
	return uint8(l)
}

// languageWords is how many words tell a document's language.
const languageWords = 120

func (r *reader) language(doc *Document) lexicon.Language {
	if r.isFixed {
		return r.fixed
	}
	if l, ok := lexicon.ParseLanguage(doc.Language); ok && doc.Language != "" {
		return l
	}
	return lexicon.DetectLanguage(shingle.Words(doc.Text, languageWords))
}
