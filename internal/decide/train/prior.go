package main

import (
	"slices"

	"respun/detect"
	"respun/internal/decide"
)

// The context priors are chosen by what a reader can bear: so many alarms per
// 1,000 articles of plain news, across and inside. Inside a document the share
// of each place is that which finds most of the training rewrites, with the
// order of places kept: the next paragraph, and most of all where one side
// holds the other, is where spinning software leaves its doubles; far places
// are many. Two places no pool has rewrites in: two paragraphs on stands midway
// between next and far, and so does the same paragraph, which asks for more
// evidence as it is.

// budget is alarms per 1,000 documents.
type budget struct{ across, inside float64 }

// What is added to a neighbouring context's prior. Beside a sure match little is
// asked (testdata/linked.txt, by linked.go: half a step more finds next to nothing more
// of cut passages, for two alarms).
// In a document that doubles its paragraphs it is one below the threshold of
// neighbours, as the prototype had it; it was not fitted here.
const (
	linkedOver  = 3 // over across
	doubledOver = 1 // over next
)

// priors returns the log odds that put even confidence at scores which news
// reaches within the budget.
func priors(m *decide.Model, train []rows, news *rows, b budget) (p [decide.Contexts]float64) {
	wrong := alarmScores(m, news)
	across := threshold(wrong[decide.Across], b.across*float64(news.docs)/1000)
	in := inside{finds: findScores(m, train), wrong: wrong, most: int(b.inside * float64(news.docs) / 1000)}
	t := in.best()
	p[decide.Across] = -across
	p[decide.Next], p[decide.NextCondensed], p[decide.Far] = -t.next, -t.condensed, -t.far
	p[decide.TwoOn], p[decide.SameParagraph] = -t.middle(), -t.middle()
	p[decide.Linked] = p[decide.Across] + linkedOver
	p[decide.Doubled] = max(p[decide.Next]+doubledOver, p[decide.NextCondensed])
	for c := range p {
		p[c] = round(p[c])
	}
	return p
}

// evident repeats the gates of detect: least shared weight in a context.
func evident(r *row) bool {
	if r.Context == decide.SameParagraph {
		return r.F.Shared >= 7
	}
	return r.F.Shared >= 5
}

// scores are descending, by context.
type scores [decide.Contexts][]float64

// alarmScores returns the scores of the wrong matches that plain news brings.
func alarmScores(m *decide.Model, news *rows) (s scores) {
	var list []scored
	for i := range news.list {
		if r := &news.list[i]; r.Kind != detect.Spun || r.Class == detect.Reuse && evident(r) {
			list = append(list, scored{r, m.Score(r.F)})
		}
	}
	for _, w := range suppress(list) {
		if w.spun() {
			s[w.Context] = append(s[w.Context], w.score)
		}
	}
	return s
}

// threshold returns the score that n alarms reach.
func threshold(descending []float64, n float64) float64 {
	if len(descending) == 0 {
		return 0
	}
	return descending[min(int(n), len(descending)-1)]
}

// findScores returns, for each hidden rewrite inside a document, its best score
// in each context.
func findScores(m *decide.Model, pools []rows) (finds [][decide.Contexts]float64) {
	for i := range pools {
		p := &pools[i]
		at := map[int]int{}
		for k := range p.list {
			r := &p.list[k]
			if r.Case < 0 || r.A != r.B || !r.reuse() || r.Kind == detect.Spun && !evident(r) {
				continue
			}
			n, ok := at[r.Case]
			if !ok {
				n = len(finds)
				at[r.Case] = n
				finds = append(finds, lowest)
			}
			finds[n][r.Context] = max(finds[n][r.Context], m.Score(r.F))
		}
	}
	return finds
}

var lowest = func() (s [decide.Contexts]float64) {
	for c := range s {
		s[c] = -99
	}
	return s
}()

// inside looks for the thresholds of the places inside a document.
type inside struct {
	finds [][decide.Contexts]float64
	wrong scores
	most  int // alarms
}

type places struct{ condensed, next, far float64 }

func (t places) middle() float64 { return (t.next + t.far) / 2 }

// best tries all thresholds in steps of a tenth.
func (s *inside) best() (best places) {
	found, alarms := -1, 0
	for condensed := -4.0; condensed <= 3; condensed += .1 {
		for next := condensed; next <= 3; next += .1 {
			t, n, ok := s.nearestFar(condensed, next)
			if !ok {
				continue
			}
			if f := s.found(t); f > found || f == found && n < alarms {
				best, found, alarms = t, f, n
			}
		}
	}
	return best
}

// nearestFar returns the lowest threshold far off that keeps within the budget,
// and the alarms.
func (s *inside) nearestFar(condensed, next float64) (t places, alarms int, ok bool) {
	for far := next; far <= 4; far += .1 {
		t = places{condensed, next, far}
		if alarms = s.alarms(t); alarms <= s.most {
			return t, alarms, true
		}
	}
	return t, alarms, false
}

func (s *inside) alarms(t places) int {
	return reach(s.wrong[decide.NextCondensed], t.condensed) + reach(s.wrong[decide.Next], t.next) +
		reach(s.wrong[decide.Far], t.far) + reach(s.wrong[decide.TwoOn], t.middle()) + reach(s.wrong[decide.SameParagraph], t.middle())
}

func (s *inside) found(t places) (n int) {
	for _, f := range s.finds {
		if f[decide.NextCondensed] >= t.condensed || f[decide.Next] >= t.next || f[decide.Far] >= t.far ||
			max(f[decide.TwoOn], f[decide.SameParagraph]) >= t.middle() {
			n++
		}
	}
	return n
}

// reach counts the scores of at least least.
func reach(descending []float64, least float64) int {
	n, _ := slices.BinarySearchFunc(descending, least, func(s, least float64) int {
		if s >= least {
			return -1
		}
		return 1
	})
	return n
}
