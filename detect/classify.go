package detect

import (
	"cmp"
	"slices"

	"respun/internal/lexicon"
	"respun/internal/lines"
	"respun/shingle"
)

// What only looks like reuse gets its own name. The rules are tried in order,
// the first that fits names the class, and a class is told, never deleted.
//
//	list       link lists run together by scraping ("wordWord", "word2019"); or what
//	           both sides share are items of enumerations (package enumeration)
//	furniture  a line that ends in a time (players); or, not neighbours, two
//	           lines without end punctuation (menus, teasers); of several lines
//	           the most
//	caption    markers of photo credits
//	echo       headline, bullet or lead told again further down
//	parallel   each side has a number that the other lacks, however written; or
//	           each has names and numbers that the other lacks, two at least
//	           and half as many as are shared: the same frame told of other
//	           things. The number rule is the best of all: 190 alarms fewer
//	           per 1,000 articles at no recall.
//	quotation  both passages stand in quotation marks: a label of copies only. A
//	           quotation that was reworded is no quotation.
//
// Two more are decided elsewhere: template (template.go), series (series.go). An echo
// or a parallel statement that goes on beside a sure match is reuse again (linker.go).
// Rules made for English (captions, and names told by capitals) are off for
// other languages.

// page is a document's text, and how its lines look.
type page struct {
	*lines.Lines
	text     string
	language uint8
}

func newPage(text string, language uint8) *page { return &page{lines.New(text), text, language} }

func (p *page) english() bool { return lexicon.Language(p.language) == lexicon.English }

// sideInfo is what the rules ask of one side.
type sideInfo struct {
	text       string // of the passage
	language   uint8
	words      int
	paragraph  int
	ended      bool // its line has end punctuation
	timed      bool // its line ends in a time
	onlyNumber int  // distinct numbers that the other side lacks
	onlyName   int  // distinct names that the other side lacks altogether
}

type classInput struct {
	a, b     sideInfo
	inside   bool
	spun     bool
	distance int         // paragraphs between, inside a document
	shared   int         // names and numbers that both sides have
	listed   func() bool // what both sides share are items of enumerations
	quoted   func() bool
	english  bool
	doubled  bool // the document doubles its paragraphs: echoes and captions are what it consists of
}

// classOf names what a spun match is.
func classOf(in *classInput) Class {
	a, b := &in.a, &in.b
	near := in.inside && in.distance <= 2
	switch {
	case lines.LinkList(a.text) || lines.LinkList(b.text):
		return List
	case a.timed || b.timed || !a.ended && !b.ended && !near:
		return Furniture
	case in.english && !in.doubled && (lines.Caption(a.text) || lines.Caption(b.text)):
		return Caption
	case in.inside && !in.doubled && echoes(in):
		return Echo
	case min(a.onlyNumber, b.onlyNumber) >= 1:
		return Parallel
	case in.english && !in.doubled && otherNames(in):
		return Parallel
	case in.listed():
		return List
	case !in.spun && in.quoted():
		return Quotation
	}
	return Reuse
}

// headlineWords is how many words a headline or a bullet at the top has at most: what is
// longer is a caption.
const headlineWords = 20

// echoes tells whether a headline, a bullet or the lead is told again.
func echoes(in *classInput) bool {
	a, b := &in.a, &in.b
	if in.distance > 2 && a.paragraph < 4 && (!a.ended || lines.Bullet(a.text) || 10*a.words <= 6*b.words) {
		return true
	}
	return in.distance >= 1 && a.paragraph < 3 && !a.ended && a.words <= headlineWords
}

// otherNames tells whether the sides speak of other people, places or amounts.
func otherNames(in *classInput) bool {
	m := min(in.a.onlyNumber+in.a.onlyName, in.b.onlyNumber+in.b.onlyName)
	return m >= 2 && 2*m >= in.shared
}

// side describes one side of a window for the rules.
func (p *page) side(v view, r run, words int) sideInfo {
	first, last := v.sentences[r.First], v.sentences[r.Last]
	s := sideInfo{text: p.text[first.Start:last.End], language: p.language, words: words, paragraph: int(first.Paragraph)}
	s.ended, s.timed = p.ends(v, r)
	return s
}

// ends tells whether the most of a passage stands in lines that have end punctuation,
// and in lines that end in a time: a headline or a list of ingredients makes no
// furniture of the article below it. A line is that of the author: of a text that was
// broken to a width, the whole paragraph.
func (p *page) ends(v view, r run) (ended, timed bool) {
	var all, inEnded, inTimed int
	for i := r.First; i <= r.Last; {
		next, _ := slices.BinarySearchFunc(v.sentences, v.sentences[i].Paragraph+1, func(s shingle.Sentence, p uint32) int { return cmp.Compare(s.Paragraph, p) })
		line := p.Through(int(v.sentences[i].Start), int(v.sentences[next-1].End))
		n := spanOf(v, run{i, min(next-1, r.Last)}).Len()
		all += n
		if lines.EndsSentence(line) {
			inEnded += n
		}
		if lines.EndsInTime(line) {
			inTimed += n
		}
		i = next
	}
	return 2*inEnded >= all, 2*inTimed >= all
}

// names counts the names and numbers that both sides have, and that one lacks.
func (p *pairer) names(ta, tb []shingle.Token, a, b *sideInfo) (shared int) {
	p.markStems(ta, tb)
	shared = p.countNames(ta, a, func(m *stemMark) bool { return m.b != 0 })
	p.countNames(tb, b, func(m *stemMark) bool { return m.a != 0 })
	if a.onlyNumber > 0 && b.onlyNumber > 0 {
		a.onlyNumber, b.onlyNumber = p.otherNumbers(ta, tb, a.language, b.language)
	}
	return shared
}

func (p *pairer) countNames(tokens []shingle.Token, s *sideInfo, other func(*stemMark) bool) (shared int) {
	p.stampS++
	for _, t := range tokens {
		if t&(shingle.Capital|shingle.Number) == 0 || !t.IsContent() && t&shingle.Number == 0 || p.seen[t.ID()] == p.stampS {
			continue
		}
		p.seen[t.ID()] = p.stampS
		switch {
		case other(&p.marks[t.ID()]):
			shared++
		case t&shingle.Number != 0:
			s.onlyNumber++
		default:
			s.onlyName++
		}
	}
	return shared
}
