package detect

import (
	"respun/internal/align"
	"strings"
)

// trim and snap ends.

const around = 400 // bytes beside a fragment that are read for copied runs

// edges moves the ends of two spans.
func (f *finisher) edges(p *pairer, a, b int, textA, textB string, sa, sb Span) (Span, Span) {
	f.read(&f.a, textA, widen(textA, sa), f.c.docs[a].language)
	f.read(&f.b, textB, widen(textB, sb), f.c.docs[b].language)
	a0, a1 := f.a.within(sa)
	b0, b1 := f.b.within(sb)
	na0, na1 := f.trim(p, &f.a, a0, a1, &f.b, b0, b1)
	nb0, nb1 := f.trim(p, &f.b, b0, b1, &f.a, a0, a1)
	a0, a1, b0, b1 = na0, na1, nb0, nb1
	a0, a1, b0, b1 = f.snapWide(a0, a1, b0, b1)
	return f.a.spanOf(a0, a1, sa), f.b.spanOf(b0, b1, sb)
}

// widen adds some text on both sides, to white space.
func widen(text string, s Span) Span {
	start, end := max(0, s.Start-around), min(len(text), s.End+around)
	if start > 0 {
		if k := strings.IndexAny(text[start:s.Start], " \n\t"); k >= 0 {
			start += k
		} else {
			start = s.Start
		}
	}
	if end < len(text) {
		if k := strings.LastIndexAny(text[s.End:end], " \n\t"); k >= 0 {
			end = s.End + k
		} else {
			end = s.End
		}
	}
	return Span{Start: start, End: end}
}

// within returns the tokens [from,to) that lie in a span of the document.
func (s *side) within(span Span) (from, to int) {
	for from < len(s.Spans) && s.base+s.Spans[from].Start < span.Start {
		from++
	}
	to = len(s.Spans)
	for to > from && s.base+s.Spans[to-1].End > span.End {
		to--
	}
	return from, to
}

// spanOf returns the bytes of tokens [from,to); an end that was not moved stays.
func (s *side) spanOf(from, to int, whole Span) Span {
	if from >= to {
		return whole
	}
	out := Span{Start: s.base + s.Spans[from].Start, End: s.base + s.Spans[to-1].End}
	a0, a1 := s.within(whole)
	if from == a0 {
		out.Start = whole.Start
	}
	if to == a1 {
		out.End = whole.End
	}
	return out
}

func (f *finisher) trim(p *pairer, s *side, from, to int, o *side, ofrom, oto int) (int, int) {
	in := map[uint32]bool{}
	for _, t := range o.Tokens[ofrom:oto] {
		if t.IsContent() {
			in[t.ID()] = true
		}
	}
	var content []int
	var worth []float32
	var sum float32
	for i := from; i < to; i++ {
		if t := s.Tokens[i]; t.IsContent() {
			w := p.weight(t.ID())
			content = append(content, i)
			worth = append(worth, w)
			sum += w
		}
	}
	if len(content) == 0 {
		return from, to
	}
	mean := sum / float32(len(content))
	for k, i := range content {
		if in[s.Tokens[i].ID()] {
			worth[k] += float32(Lab.Bonus) * mean
		} else {
			worth[k] = -float32(Lab.Miss) * mean
		}
	}
	floor := -float32(Lab.Floor) * mean
	var cum, low float32
	first, last := 0, len(content)
	for k, v := range worth {
		if cum += v; cum < low {
			low, first = cum, k+1
		}
	}
	if low >= floor || first >= len(content) {
		first = 0
	}
	cum, low = 0, 0
	for k := len(worth) - 1; k >= 0; k-- {
		if cum += worth[k]; cum < low {
			low, last = cum, k
		}
	}
	if low >= floor || last <= 0 {
		last = len(content)
	}
	if first >= last {
		return content[0], content[len(content)-1] + 1
	}
	if first > 0 {
		from = content[first]
	}
	if last < len(content) {
		to = content[last-1] + 1
	}
	return from, to
}

func (f *finisher) snapWide(a0, a1, b0, b1 int) (int, int, int, int) {
	ma, mb := sharedMarks(f.a.Forms, f.b.Forms), sharedMarks(f.b.Forms, f.a.Forms)
	if max(share(ma[a0:a1]), share(mb[b0:b1])) < Lab.SnapCov {
		return a0, a1, b0, b1
	}
	x0, x1 := outermost(ma, a0, a1)
	y0, y1 := outermost(mb, b0, b1)
	return x0, x1, y0, y1
}

func share(m []bool) float64 {
	n := 0
	for _, x := range m {
		if x {
			n++
		}
	}
	return float64(n) / float64(max(1, len(m)))
}

func sharedMarks(a, b []uint64) []bool {
	in := map[uint64]bool{}
	for _, h := range align.Runs(b, align.SnapRun) {
		in[h] = true
	}
	marks := make([]bool, len(a))
	for i, h := range align.Runs(a, align.SnapRun) {
		if in[h] {
			for j := range align.SnapRun {
				marks[i+j] = true
			}
		}
	}
	return marks
}

// outermost returns the range of the runs that touch [from,to).
func outermost(m []bool, from, to int) (int, int) {
	first, last := -1, -1
	for i := 0; i < len(m); {
		if !m[i] {
			i++
			continue
		}
		j, end := i, i
		for j < len(m) && j-end <= 12 {
			if m[j] {
				end = j
			}
			j++
		}
		if i < to && end >= from && end-i >= align.SnapRun {
			if first < 0 {
				first = i
			}
			last = end + 1
		}
		i = end + 1
	}
	if first < 0 {
		return from, to
	}
	return first, last
}
