package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"text/tabwriter"

	"respun/detect"
	"respun/internal/decide"
	"respun/internal/evalset"
	"respun/shingle"
)

// What each part of the decision is worth: fitted again without it, thresholds
// set again to the same alarms among the candidates of plain news, and measured
// on held-out rewrites. Candidates are measured, not scans, since that takes a
// second a line; linked matches, which a scan adds, are missing.

type variant struct {
	name string
	use  termSet
	flat bool // one threshold for all places inside a document
	keep func(*row) bool
}

func variants() []variant {
	list := []variant{{name: "all", use: allTerms()}}
	for k, name := range termNames {
		use := allTerms()
		use[k] = false
		list = append(list, variant{name: "without " + name, use: use})
	}
	use := allTerms()
	use[decide.SynonymShare], use[decide.RelatedShare] = false, false
	return append(list,
		variant{name: "without SynonymShare and RelatedShare", use: use},
		variant{name: "one threshold inside documents", use: allTerms(), flat: true},
		variant{name: "single sentences only", use: allTerms(), keep: func(r *row) bool { return r.F.Sentences == 1 || r.Kind != detect.Spun }},
		variant{name: "copies only", keep: func(r *row) bool { return r.Kind != detect.Spun }},
	)
}

// ablation returns the table. Aim is the budget among candidates, b the one of
// scans that it stands for.
func (d *data) ablation(aim, b budget) string {
	var out strings.Builder
	fmt.Fprintf(&out, "# Held-out rewrites whose candidates pass, all places, each line fitted and set anew to the same alarms\n")
	fmt.Fprintf(&out, "# in plain news (full decision: %.0f across, %.0f inside per 1,000 articles). Renewed by internal/decide/train -ablation.\n", b.across, b.inside)
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "decision\twhole\tcut to half\tlog loss a rewrite")
	for _, v := range variants() {
		whole, cut, loss := d.try(v, aim)
		fmt.Fprintf(w, "%s\t%.3f\t%.3f\t%.3f\n", v.name, whole.Value(), cut.Value(), loss)
	}
	whole, cut := sharedShingles(d.held)
	fmt.Fprintf(w, "5-word shingles, one shared, alarms not counted\t%.3f\t%.3f\n", whole.Value(), cut.Value())
	w.Flush()
	return out.String()
}

// try fits and measures a variant.
func (d *data) try(v variant, aim budget) (whole, cut evalset.Share, loss float64) {
	train, held, news := filter(rowsOf(d.train), v.keep), filter(rowsOf(d.held), v.keep), filter([]rows{d.candidates}, v.keep)[0]
	var m decide.Model
	if v.use != (termSet{}) {
		m = fit(append(slices.Clone(train), news.half(0), filter([]rows{d.repeats}, v.keep)[0]), v.use)
	}
	p := priors(&m, train, &news, aim)
	if v.flat {
		p = flat(p, &m, &news, aim)
	}
	for i := range held {
		for k, ok := range held[i].passing(&m, p) {
			add(&whole, &cut, held[i].cases[k].Type, ok)
		}
	}
	return whole, cut, logLoss(&m, append(slices.Clone(held), news.half(1)))
}

// logLoss is what the fit lowers, on other candidates: the mean over the hidden
// rewrites that have any, in nats. A case more or less does not sway it.
func logLoss(m *decide.Model, parts []rows) float64 {
	var list []example
	for i := range parts {
		list = parts[i].examples(m, list)
	}
	sum, n := 0.0, 0
	for _, e := range list {
		s := -m.ScoreTerms(e.x)
		if e.right {
			s = -s
			n++
		}
		sum += math.Log1p(math.Exp(-s))
	}
	return sum / float64(max(1, n))
}

func filter(list []rows, keep func(*row) bool) []rows {
	if keep == nil {
		return list
	}
	out := slices.Clone(list)
	for i := range out {
		out[i].list = slices.DeleteFunc(slices.Clone(out[i].list), func(r row) bool { return !keep(&r) })
	}
	return out
}

// flat puts one threshold everywhere inside documents, at the same number of alarms.
func flat(p [decide.Contexts]float64, m *decide.Model, news *rows, aim budget) [decide.Contexts]float64 {
	var all []float64
	wrong := alarmScores(m, news)
	for _, c := range decide.Inside() {
		all = append(all, wrong[c]...)
	}
	slices.Sort(all)
	slices.Reverse(all)
	for _, c := range decide.Inside() {
		p[c] = -threshold(all, aim.inside*float64(news.docs)/1000)
	}
	return p
}

// passing tells for each hidden rewrite whether a candidate on it passes.
func (r *rows) passing(m *decide.Model, p [decide.Contexts]float64) []bool {
	ok := make([]bool, len(r.cases))
	for i := range r.list {
		w := &r.list[i]
		if w.Case >= 0 && w.reuse() && (w.Kind != detect.Spun || evident(w) && m.Score(w.F)+p[w.Context] >= 0) {
			ok[w.Case] = true
		}
	}
	return ok
}

func add(whole, cut *evalset.Share, typ string, ok bool) {
	s := whole
	if strings.HasSuffix(typ, "-trunc") {
		s = cut
	}
	s.Of++
	if ok {
		s.Found++
	}
}

// sharedShingles tells how many rewrites share a 5-word shingle with their source.
func sharedShingles(pools []pool) (whole, cut evalset.Share) {
	var s shingle.WordShingler
	for _, p := range pools {
		for _, c := range p.cases {
			a, b := s.Shingles(c.AText, nil), s.Shingles(c.BText, nil)
			add(&whole, &cut, c.Type, slices.ContainsFunc(a, func(h uint64) bool { return slices.Contains(b, h) }))
		}
	}
	return whole, cut
}
