package detect

import (
	"strings"

	"respun/internal/align"
	"respun/internal/copies"
	"respun/internal/fragments"
	"respun/internal/lines"
	"respun/shingle"
)

// Passages become matches on the text: what is reported is computed here, from the two
// passages as they stand, whatever led to them.

// side is a passage's words with their ranges in the document.
type side struct {
	shingle.Text
	base int // where the passage begins in the document
	text string
}

// finisher measures passages on the text: one a worker.
type finisher struct {
	c       *corpus
	o       Options
	texts   textReader
	scanner *shingle.Scanner
	a, b    side
	sides   stemSides
	runs    runCounter
}

func newFinisher(c *corpus, o Options) *finisher {
	c.vocab.freeze()
	f := &finisher{c: c, o: o, texts: newTextReader(c), scanner: c.scanner.Fork()}
	f.a.KeepSpans, f.b.KeepSpans = true, true
	return f
}

// read takes a passage's text apart.
func (f *finisher) read(s *side, text string, span Span, language uint8) {
	s.Reset()
	s.base, s.text = span.Start, text[span.Start:span.End]
	f.scanner.Scan(s.text, language, &s.Text)
}

// readMatch takes both sides of a match apart.
func (f *finisher) readMatch(m *Match) error {
	for _, x := range []struct {
		to   *side
		side *Side
	}{{&f.a, &m.A}, {&f.b, &m.B}} {
		text, err := f.texts.text(x.side.Ordinal)
		if err != nil {
			return err
		}
		f.read(x.to, text, x.side.Span, f.c.docs.At(x.side.Ordinal).Language)
	}
	return nil
}

// finish turns a passage into a match: its ends to the word where words are
// copied, its kind and numbers on the text. Names and texts are filled in when it
// is told.
func (f *finisher) finish(p *passage, a, b int, textA, textB string) *Match {
	la, lb := f.c.docs.At(a).Language, f.c.docs.At(b).Language
	f.read(&f.a, textA, p.spanA, la)
	f.read(&f.b, textB, p.spanB, lb)
	switch {
	case p.copy:
		f.cut(p, f.c.view(a), f.c.view(b))
	case p.kind != Spun:
		f.snap(p)
	}
	m := &Match{Class: p.class, Confidence: p.confidence}
	m.Kind = f.exactKind()
	if p.copy && !p.reworded && m.Kind == Spun { // its stems are copied; inflections were changed
		m.Kind = NearDuplicate
	}
	m.Similarity = f.similarity(m.Kind)
	m.A = Side{Ordinal: a, Span: p.spanA, Words: len(f.a.Tokens)}
	m.B = Side{Ordinal: b, Span: p.spanB, Words: len(f.b.Tokens)}
	return m
}

// cut moves the ends of a copy to its words.
func (f *finisher) cut(p *passage, a, b view) {
	from := func(v view, r run, tokens run) (int, int) {
		skipped := v.token(r.First)
		return tokens.First - skipped, tokens.Last + 1 - skipped
	}
	a0, a1 := from(a, p.A, p.tokensA)
	b0, b1 := from(b, p.B, p.tokensB)
	f.keep(p, a0, a1, b0, b1)
}

// snapShare is the share of either side, covered by copied runs, from which ends are
// snapped to the word.
const snapShare = .5

// snap moves the ends of a passage to the outermost copied runs.
func (f *finisher) snap(p *passage) {
	a0, a1, b0, b1, ok := align.Snap(f.a.Forms, f.b.Forms, snapShare)
	if ok && a1 > a0 && b1 > b0 {
		f.keep(p, a0, a1, b0, b1)
	}
}

// keep leaves of a passage that was read the words [a0,a1) and [b0,b1).
func (f *finisher) keep(p *passage, a0, a1, b0, b1 int) {
	k := wholeWords(&f.a, &f.b, fragments.Box{A: fragments.Words{From: a0, To: a1}, B: fragments.Words{From: b0, To: b1}})
	p.spanA, p.spanB = f.a.keep(k.A.From, k.A.To), f.b.keep(k.B.From, k.B.To)
}

// wholeWords takes off, where either side begins or ends inside of what is one word to who
// reads ("g" of "200g"), that part of it from both, if it is the same one.
func wholeWords(a, b *side, k fragments.Box) fragments.Box {
	for k.Shorter() > 1 && (a.glued(k.A.From) || b.glued(k.B.From)) && a.Forms[k.A.From] == b.Forms[k.B.From] {
		k.A.From, k.B.From = k.A.From+1, k.B.From+1
	}
	for k.Shorter() > 1 && (a.glued(k.A.To) || b.glued(k.B.To)) && a.Forms[k.A.To-1] == b.Forms[k.B.To-1] {
		k.A.To, k.B.To = k.A.To-1, k.B.To-1
	}
	return k
}

// glued tells whether no blank and no mark stands between word i and the one before it.
func (s *side) glued(i int) bool {
	if i == 0 || i == len(s.Spans) || s.Spans[i-1].End < s.Spans[i].Start {
		return false
	}
	at := s.Spans[i].Start
	return lines.IsWordByte(s.text[at-1]) && lines.IsWordByte(s.text[at])
}

// keep leaves of a side the words [from,to), and returns where they stand in the document.
func (s *side) keep(from, to int) Span {
	span := s.cut(from, to)
	skipped := span.Start - s.base
	s.base, s.text = span.Start, s.text[skipped:span.End-s.base]
	s.Tokens, s.Forms, s.Spans = append(s.Tokens[:0], s.Tokens[from:to]...), append(s.Forms[:0], s.Forms[from:to]...), append(s.Spans[:0], s.Spans[from:to]...)
	for i := range s.Spans {
		s.Spans[i].Start -= skipped
		s.Spans[i].End -= skipped
	}
	return span
}

// cut returns the range of the document that the words [from,to) span; the ends
// stay where no word is cut off, with their punctuation.
func (s *side) cut(from, to int) Span {
	span := Span{Start: s.base, End: s.base + len(s.text)}
	if from > 0 {
		span.Start = s.base + s.Spans[from].Start
	}
	if to < len(s.Spans) {
		span.End = s.base + s.Spans[to-1].End
	}
	return span
}

// What stands between blanks is a word to who reads: an address, or a name in a
// program, has many tokens and says one thing. A passage of fewer such words than a
// copy has, most of them of several tokens, is none.
const tokensInWord = .6 // words between blanks for each token, below which most are of several

// oneWord tells whether either side is little more than an address or such a name.
// Scripts without blanks have none.
func (f *finisher) oneWord() bool {
	for _, s := range [...]*side{&f.a, &f.b} {
		if f.c.vocab.words(s.Tokens) < len(s.Tokens) {
			return false
		}
	}
	few := func(s *side) bool {
		n := 0
		for range strings.FieldsSeq(s.text) {
			if n++; n >= copies.LeastShared {
				return false
			}
		}
		return float64(n) < tokensInWord*float64(len(s.Tokens))
	}
	return few(&f.a) || few(&f.b)
}

// similarity is Tversky's index (Tversky 1977), .8 for the smaller side and .2
// for the larger, over distinct content stems with the embedded weights; where
// neither side has content, over all stems alike.
func (f *finisher) similarity(k Kind) float64 {
	if k == Verbatim {
		return 1
	}
	weight := func(t shingle.Token) float64 {
		if t.IsContent() {
			return float64(f.c.vocab.weights[t.ID()])
		}
		return 0
	}
	s := f.tversky(weight)
	if s < 0 {
		s = max(0, f.tversky(func(shingle.Token) float64 { return 1 }))
	}
	return s
}

// tversky returns -1 where both sides weigh nothing. A stem is shared where it weighs
// something on both: a stop word and another word may have one stem.
func (f *finisher) tversky(weight func(shingle.Token) float64) float64 {
	f.sides.Clear()
	var wa, wb, e float64
	for _, t := range f.a.Tokens {
		if s := f.sides.At(t.ID()); *s&inA == 0 && weight(t) > 0 {
			*s = inA
			wa += weight(t)
		}
	}
	for _, t := range f.b.Tokens {
		s := f.sides.At(t.ID())
		if *s&inB != 0 || weight(t) <= 0 {
			continue
		}
		wb += weight(t)
		if *s&inA != 0 {
			e += weight(t)
		}
		*s |= inB
	}
	if wa+wb == 0 {
		return -1
	}
	if e <= 0 {
		return 0
	}
	return min(1, e/(e+.8*max(0, min(wa, wb)-e)+.2*max(0, max(wa, wb)-e)))
}
