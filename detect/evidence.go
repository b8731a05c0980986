package detect

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"respun/internal/align"
	"respun/internal/edits"
	"respun/internal/openhash"
	"respun/shingle"
)

// Evidence is told word by word (package edits), in counts, and in a sentence.

// rareListed is how many rare stems are named.
const rareListed = 8

// editTokens is up to how many tokens of the longer side the edit similarity is
// computed exactly; beyond, the table would cost more than the rest of the scan,
// and the share of aligned tokens, a lower bound, is given.
const editTokens = 600

// markedWords is up to how many words of a passage are shown one by one: nobody
// reads on, and a whole book has no place in a record. The counts are of all.
const markedWords = 1 << 16

// explain fills the evidence of a match from the passages at hand.
func (f *finisher) explain(m *Match) {
	e := &m.Evidence
	ma, mb := edits.Marks(f.a.Tokens, f.b.Tokens, f.c.vocab.synonymous)
	if max(len(ma), len(mb)) <= markedWords {
		e.MarksA, e.MarksB = f.a.marked(ma), f.b.marked(mb)
	}
	count(e, ma, mb)
	e.OtherForms = f.otherForms(ma, mb)
	e.SharedShingles, _, _ = f.commonForms(shingle.WordK)
	e.Rare = f.rare()
	e.Obfuscation = obfuscation(f.a.text, f.b.text)
	e.EditSimilarity = editSimilarity(f.a.Forms, f.b.Forms, e.Kept)
	e.Explanation = f.sentence(m)
}

// synonymous tells whether two stems are in one group of synonyms, or related.
func (v *vocabulary) synonymous(x, y uint32) bool {
	return intersect(v.synonyms.of(x), v.synonyms.of(y)) || intersect(v.related.of(x), v.related.of(y))
}

// marked gives the words of a side their ranges in the document.
func (s *side) marked(marks []Mark) []MarkedSpan {
	out := make([]MarkedSpan, len(marks))
	for i, m := range marks {
		out[i] = MarkedSpan{Span{Start: s.base + s.Spans[i].Start, End: s.base + s.Spans[i].End}, m}
	}
	return out
}

func count(e *Evidence, ma, mb []Mark) {
	for _, m := range ma {
		switch m {
		case Kept:
			e.Kept++
		case Moved:
			e.Moved++
		case Synonym:
			e.Synonyms++
		case Replaced:
			e.Replaced++
		case Dropped:
			e.Dropped++
		}
	}
	for _, m := range mb {
		if m == Added {
			e.Added++
		}
	}
}

// otherForms counts the kept words whose form is another on the other side. They stand
// there in the same order, as many of them.
func (f *finisher) otherForms(ma, mb []Mark) (n int) {
	j := 0
	for i, m := range ma {
		if m != Kept {
			continue
		}
		for mb[j] != Kept {
			j++
		}
		if f.a.Forms[i] != f.b.Forms[j] {
			n++
		}
		j++
	}
	return n
}

// rare lists the rarest stems that both sides have, as words.
func (f *finisher) rare() []string {
	v := f.c.vocab
	f.sides.Clear()
	for _, t := range f.b.Tokens {
		*f.sides.At(t.ID()) = inB
	}
	var ids []uint32
	for _, t := range f.a.Tokens {
		if s := f.sides.At(t.ID()); *s == inB && t.IsContent() {
			ids = append(ids, t.ID())
			*s = 0
		}
	}
	slices.SortFunc(ids, func(x, y uint32) int { return cmp.Compare(v.ranks[x], v.ranks[y]) })
	out := []string{}
	for _, x := range ids[:min(len(ids), rareListed)] {
		out = append(out, v.stems.at(x))
	}
	return out
}

// editSimilarity is 1 - Levenshtein distance / longer side over folded words.
func editSimilarity(a, b []uint64, aligned int) float64 {
	longer := max(len(a), len(b))
	if min(len(a), len(b)) == 0 {
		return 0
	}
	if longer > editTokens {
		return float64(aligned) / float64(longer)
	}
	return 1 - float64(align.Distance(a, b))/float64(longer)
}

// obfuscation names what hides reuse from a plain comparison of characters.
func obfuscation(texts ...string) []string {
	var lookalike, invisible, fullWidth bool
	for _, s := range texts {
		foreign := false // letters beyond Latin ones
		for i := 0; i < len(s); i++ {
			if s[i] < utf8.RuneSelf {
				continue
			}
			r, n := utf8.DecodeRuneInString(s[i:])
			if from := i; hides(r) {
				for ; hides(r); r, n = utf8.DecodeRuneInString(s[i:]) {
					i += n
				}
				invisible = invisible || insideWord(s[:from], r)
			}
			i += n - 1
			foreign = foreign || r >= 0x370 && unicode.IsLetter(r)
			fullWidth = fullWidth || r >= 0xff21 && r <= 0xff5a
		}
		lookalike = lookalike || foreign && shingle.MixesScripts(s)
	}
	out := []string{}
	for _, o := range []struct {
		found bool
		name  string
	}{{lookalike, "look-alike letters"}, {invisible, "invisible characters"}, {fullWidth, "full-width letters"}} {
		if o.found {
			out = append(out, o.name)
		}
	}
	return out
}

// hides tells whether r shows nothing. A soft hyphen does, but shows where a word may be
// broken: that is typesetting.
func hides(r rune) bool {
	return r != '\u00ad' && (shingle.Invisible(r) || unicode.Is(unicode.Variation_Selector, r))
}

// insideWord tells whether what stands between a text and the next character stands inside
// a word of a script that has no use for what shows nothing: Persian, Hindi, emoji have.
func insideWord(before string, next rune) bool {
	letter := func(r rune) bool { return unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic) }
	last, _ := utf8.DecodeLastRuneInString(before)
	return letter(last) && letter(next)
}

// sentence tells the evidence in words.
func (f *finisher) sentence(m *Match) string {
	parts := []string{fmt.Sprintf("All %d words are the same", m.A.Words)}
	if m.Kind != Verbatim {
		parts = f.edits(m)
	}
	if by := m.Evidence.Obfuscation; len(by) > 0 {
		parts = append(parts, "hidden by "+strings.Join(by, " and "))
	}
	return strings.Join(parts, ", ") + "."
}

// edits tells what was kept and what was changed.
func (f *finisher) edits(m *Match) []string {
	e := &m.Evidence
	parts := []string{fmt.Sprintf("%d of %d words kept", e.Kept+e.Moved, m.A.Words)}
	rare, of := f.rareKept()
	if of > 0 {
		parts = append(parts, fmt.Sprintf("%d of the %d rare ones", rare, of))
	}
	for _, p := range []struct {
		n    int
		text string
	}{{e.OtherForms, "%d in another form"}, {e.Synonyms, "%d replaced by synonyms"}, {e.Replaced, "%d replaced otherwise"}, {e.Dropped, "%d dropped"}, {e.Added, "%d added"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf(p.text, p.n))
		}
	}
	if e.Moved > 0 {
		parts = append(parts, fmt.Sprintf("order changed (%d moved)", e.Moved))
	}
	return parts
}

// rareWeight is from which weight a stem is called rare: fewer than one
// sentence in a thousand has it.
const rareWeight = 3

// rareKept counts the rare stems of the smaller side, and those the other has.
func (f *finisher) rareKept() (kept, of int) {
	small, large := &f.a, &f.b
	if len(small.Tokens) > len(large.Tokens) {
		small, large = large, small
	}
	f.sides.Clear()
	for _, t := range large.Tokens {
		*f.sides.At(t.ID()) = inB
	}
	for _, t := range small.Tokens {
		if !t.IsContent() || f.c.vocab.weights[t.ID()] < rareWeight {
			continue
		}
		s := f.sides.At(t.ID())
		if *s&inA != 0 {
			continue
		}
		of++
		if *s&inB != 0 {
			kept++
		}
		*s |= inA
	}
	return kept, of
}

// stemSides tells on which sides of a match a stem stands.
type stemSides = openhash.Map[uint32, uint8]

// The sides, as bits.
const inA, inB = 1, 2
