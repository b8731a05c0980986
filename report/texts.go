package report

import (
	"errors"
	"fmt"
	"unicode/utf8"
)

// Ranges are asked for in runs: all matches of a document as a, and now and
// then any other document as b. Counting from the start of the text each time
// is quadratic in a long document, and one running count serves only one
// reader. So each text gets a count every blockSize bytes when it is first
// needed (6% of its size), and a position costs at most one block. Texts that
// are ASCII need no counts: every unit is a byte.
const blockSize = 512

// textsSize bounds the bytes of text kept in either of the two generations.
const textsSize = 32 << 20

// texts gives the documents' texts and their positions in other units.
type texts struct {
	load       func(ordinal int) (string, error)
	young, old map[int]*positions // old is dropped when young is full
	size       int                // bytes of text in young
}

func newTexts(load func(int) (string, error)) *texts {
	return &texts{load: load, young: map[int]*positions{}}
}

// get returns the positions of a document, or the error met in loading it.
func (t *texts) get(ordinal int) (*positions, error) {
	if p := t.young[ordinal]; p != nil {
		return p, nil
	}
	p := t.old[ordinal]
	if p == nil {
		if t.load == nil {
			return nil, errors.New("report: the run gives no texts to find positions in")
		}
		text, err := t.load(ordinal)
		if err != nil {
			return nil, fmt.Errorf("text of document %d: %w", ordinal, err)
		}
		p = newPositions(text)
	}
	t.keep(ordinal, p)
	return p, nil
}

func (t *texts) keep(ordinal int, p *positions) {
	if t.size > 0 && t.size+len(p.text) > textsSize {
		t.old, t.young, t.size = t.young, map[int]*positions{}, 0
	}
	t.young[ordinal] = p
	t.size += len(p.text)
}

// span turns a byte range of a document into unit. Bytes need no text.
func (t *texts) span(ordinal, start, end int, unit Offsets) (int, int, error) {
	if unit == Byte {
		return start, end, nil
	}
	p, err := t.get(ordinal)
	if err != nil {
		return 0, 0, err
	}
	return p.offset(start, unit), p.offset(end, unit), nil
}

// positions tells where bytes of a text are in other units.
type positions struct {
	text   string
	ascii  bool
	blocks []counts // counts before byte i*blockSize; built when first needed
}

// counts holds what stands before a byte: code points, code points beyond the
// basic plane (two UTF-16 units each), and line feeds; and where its line begins.
type counts struct{ runes, wide, lines, start int }

func newPositions(text string) *positions {
	return &positions{text: text, ascii: isASCII(text)}
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// offset gives byte position at, cut to the text, in unit.
func (p *positions) offset(at int, unit Offsets) int {
	at = max(0, min(at, len(p.text)))
	if unit == Byte || p.ascii {
		return at
	}
	c := p.before(at)
	if unit == UTF16 {
		return c.runes + c.wide
	}
	return c.runes
}

// line gives the line of byte position at, from 1.
func (p *positions) line(at int) int {
	return p.before(max(0, min(at, len(p.text)))).lines + 1
}

// column gives the column of byte position at in unit, from 1.
func (p *positions) column(at int, unit Offsets) int {
	at = max(0, min(at, len(p.text)))
	return p.offset(at, unit) - p.offset(p.before(at).start, unit) + 1
}

func (p *positions) before(at int) counts {
	if p.blocks == nil {
		p.build()
	}
	block := at / blockSize
	c := p.blocks[block]
	c.add(p.text, block*blockSize, at)
	return c
}

func (p *positions) build() {
	var c counts
	p.blocks = make([]counts, 0, len(p.text)/blockSize+1)
	for i := 0; i <= len(p.text); i += blockSize {
		p.blocks = append(p.blocks, c)
		c.add(p.text, i, min(i+blockSize, len(p.text)))
	}
}

// add counts bytes from to to-1 by leading bytes, so that a text may be cut anywhere.
func (c *counts) add(text string, from, to int) {
	for i := from; i < to; i++ {
		switch b := text[i]; {
		case b == '\n':
			c.lines++
			c.runes++
			c.start = i + 1
		case b >= 0xF0:
			c.wide++
			c.runes++
		case b < 0x80 || b >= 0xC0:
			c.runes++
		}
	}
}
