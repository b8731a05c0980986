package detect

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestGoesOnFromAPassage(t *testing.T) {
	made := func(kind Kind, a, b run) *found {
		f := &found{class: Reuse}
		f.kind, f.A, f.B = kind, a, b
		return f
	}
	tests := []struct {
		name           string
		kind           Kind
		qA, qB, fA, fB run
		same           bool // document
		want           bool
	}{
		{"goes on", Spun, run{1, 2}, run{11, 12}, run{3, 3}, run{13, 14}, false, true},
		{"a sentence between", Spun, run{1, 2}, run{11, 12}, run{4, 4}, run{13, 14}, false, false},
		{"a sentence between, copied", NearDuplicate, run{1, 2}, run{11, 12}, run{4, 4}, run{13, 14}, false, true},
		{"two sentences were made of what one begins with", Spun, run{1, 1}, run{11, 11}, run{2, 2}, run{11, 12}, false, true},
		{"one sentence was made of two", Spun, run{1, 2}, run{11, 11}, run{2, 2}, run{12, 12}, false, true},
		{"copied, and overlaps", NearDuplicate, run{1, 1}, run{11, 11}, run{2, 2}, run{11, 12}, false, false},
		{"told twice, one after the other", Spun, run{1, 1}, run{11, 11}, run{1, 1}, run{12, 12}, false, false},
		{"overlaps, and stands before", Spun, run{1, 2}, run{11, 11}, run{2, 3}, run{10, 10}, false, false},
		{"would meet itself", Spun, run{1, 1}, run{3, 3}, run{2, 3}, run{4, 4}, true, false},
	}
	for _, tt := range tests {
		q, f := made(tt.kind, tt.qA, tt.qB), made(tt.kind, tt.fA, tt.fB)
		assert.Equal(t, tt.want, follows(q, f, tt.same) || overlapping.takes(f) && runsInto(q, f, tt.same), tt.name)
	}
}

// A reworded passage that has grown over another one tells of it too.
func TestUnnested(t *testing.T) {
	made := func(kind Kind, class Class, a, b run) passage { // ten words a sentence
		p := passage{}
		p.kind, p.class, p.copy, p.tokensA, p.tokensB = kind, class, true, a, b
		p.A, p.B = run{a.First / 10, a.Last / 10}, run{b.First / 10, b.Last / 10}
		return p
	}
	outer := made(Spun, Reuse, run{0, 99}, run{200, 299})
	for _, tt := range []struct {
		name  string
		other passage
		kept  bool
	}{
		{"in it on both sides", made(Spun, Reuse, run{20, 39}, run{250, 269}), false},
		{"its end", made(Spun, Reuse, run{90, 99}, run{290, 299}), false},
		{"in it on one side", made(Spun, Reuse, run{20, 39}, run{300, 319}), true},
		{"reaches out of it", made(Spun, Reuse, run{90, 109}, run{290, 299}), true},
		{"the same", outer, false},
		{"copied", made(Verbatim, Reuse, run{20, 39}, run{250, 269}), true},
		{"of a class", made(Spun, Quotation, run{20, 39}, run{250, 269}), true},
	} {
		out := unnested([]passage{outer, tt.other}, view{}, view{})
		assert.Equal(t, tt.kept, len(out) == 2, tt.name)
		assert.Equal(t, outer.found, out[0].found, tt.name)
	}
}

// What a document says over and over ends with one sentence in thousands of matches, and
// what stands beside it begins as many: each of these is compared with few of those.
func TestPassagesJoinInTimeOfTheirNumber(t *testing.T) {
	const copies = 2000
	asked := 0
	counting := following
	counting.goesOn = func(q, f *found, same bool) bool {
		asked++
		return follows(q, f, same)
	}
	var list []passage
	for a := range 3 { // the first paragraph of three sentences, and each of its copies
		for c := 1; c <= copies; c++ {
			p := passage{}
			p.class, p.kind, p.A, p.B = Reuse, Verbatim, run{a, a}, run{10 * c, 10 * c}
			p.B.First, p.B.Last = p.B.First+a, p.B.Last+a
			list = append(list, p)
		}
	}
	out := joinPassages(list, true, counting)
	assert.Len(t, out, copies)
	assert.Equal(t, run{0, 2}, out[copies-1].A)
	assert.Equal(t, run{10 * copies, 10*copies + 2}, out[copies-1].B)
	assert.LessOrEqual(t, asked, 4*copies)
}

// A copy begins and ends with what is a word to who reads.
func TestCopiesEndWithWholeWords(t *testing.T) {
	a := "Stir 200g of the softened butter of the dairy into the rye flour of the mill and let the dough of the guild rest for 40min"
	b := "Then 150g of the softened butter of the dairy into the rye flour of the mill and let the dough of the guild rest for 40h"
	matches := append(comparedAll(t, a, b), scanned(t, with(func(o *Options) { o.Classes = allClasses() }), texts(a, b)...).Matches...)
	assert.Len(t, matches, 2)
	for _, m := range matches {
		for side, text := range map[*Side]string{&m.A: a, &m.B: b} {
			begins, ends := side.Start == 0 || text[side.Start-1] == ' ', side.End == len(text) || text[side.End] == ' '
			assert.True(t, begins && ends, "%q in %q", side.Text, text)
		}
	}
}

// Of passages that came to be the same the surest is told, and once.
func TestUnnestedTellsTheSameOnce(t *testing.T) {
	with := func(confidence float64) passage {
		f := found{hit: hit{copy: true, kind: Spun, tokensA: run{0, 9}, tokensB: run{20, 29}}, confidence: confidence}
		return passage{found: f}
	}
	for _, list := range [][]passage{{with(.6), with(.9)}, {with(.9), with(.6)}, {with(.9), with(.9), with(.6)}} {
		out := unnested(list, view{}, view{})
		assert.Len(t, out, 1)
		assert.Equal(t, .9, out[0].confidence)
	}
}
