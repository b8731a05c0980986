package evalset

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// AlignResult is how well the matches of a run align with labelled passages.
type AlignResult struct {
	All   Measure
	Types map[string]Measure // by type of label
	// NoReuse is what was reported between documents that share nothing; nil
	// where no list of pairs said which were compared.
	NoReuse *NoReuse
	Kinds   map[string]int // matches by reported kind
}

// NoReuse counts what was reported between unrelated documents.
type NoReuse struct {
	Pairs      int `json:"pairs"`
	Detections int `json:"detections"`
	PairsHit   int `json:"pairs_with_detections"`
}

const noReuse = "no reuse"

// Align measures a run against labelled passages. With pairs, matches between
// other documents are left out, and pairs without a label count as unrelated;
// without (nil), every match counts. A match given in the other order of
// documents than the label is turned round first.
func Align(gold []Case, run Run, pairs []Pair) AlignResult {
	known := typesOf(gold, pairs)
	found, kinds := compared(run, known, pairs != nil)
	res := AlignResult{All: measure(sidesOf(gold, ""), found), Types: map[string]Measure{}, Kinds: kinds}
	for _, c := range gold {
		if _, done := res.Types[c.Type]; !done {
			res.Types[c.Type] = measure(sidesOf(gold, c.Type), ofType(found, known, c.Type))
		}
	}
	if pairs != nil {
		res.NoReuse = unrelated(found, known)
	}
	return res
}

// typesOf gives the type of every pair of documents: that of its last label,
// or noReuse where a list of pairs has it and no label does.
func typesOf(gold []Case, pairs []Pair) map[docPair]string {
	labelled := map[docPair]string{}
	for _, c := range gold {
		labelled[c.docs()] = c.Type
	}
	if pairs == nil {
		return labelled
	}
	listed := map[docPair]string{}
	for _, p := range pairs {
		k := docPair{p.A, p.B}
		listed[k] = noReuse
		if t, ok := labelled[k]; ok {
			listed[k] = t
		}
	}
	return listed
}

// compared returns the run's matches under the labels' names and order of
// documents, and their number by kind; only those of the known pairs if asked.
func compared(run Run, known map[docPair]string, onlyKnown bool) ([]Sides, map[string]int) {
	docs := map[string]bool{}
	for k := range known {
		docs[k.a], docs[k.b] = true, true
	}
	var found []Sides
	kinds := map[string]int{}
	for _, m := range run.named(docs).Matches {
		s := m.Sides
		_, ok := known[s.docs()]
		if _, turned := known[s.docs().flip()]; !ok && turned {
			s, ok = s.flip(), true
		}
		if ok || !onlyKnown {
			found = append(found, s)
			kinds[m.Kind]++
		}
	}
	return found, kinds
}

// sidesOf returns the passages of the labels of a type; "" is every type.
func sidesOf(gold []Case, typ string) []Sides {
	var out []Sides
	for _, c := range gold {
		if typ == "" || c.Type == typ {
			out = append(out, c.Sides)
		}
	}
	return out
}

func ofType(found []Sides, known map[docPair]string, typ string) []Sides {
	var out []Sides
	for _, s := range found {
		if t, ok := known[s.docs()]; ok && t == typ {
			out = append(out, s)
		}
	}
	return out
}

func unrelated(found []Sides, known map[docPair]string) *NoReuse {
	n := &NoReuse{}
	for _, t := range known {
		if t == noReuse {
			n.Pairs++
		}
	}
	hit := map[docPair]bool{}
	for _, s := range ofType(found, known, noReuse) {
		n.Detections++
		hit[s.docs()] = true
	}
	n.PairsHit = len(hit)
	return n
}

// MarshalJSON writes {"all": {...}, TYPE: {...}, "no reuse": {...}, "kinds": {...}}.
func (r AlignResult) MarshalJSON() ([]byte, error) {
	out := map[string]any{}
	for t, m := range r.Types {
		out[t] = m
	}
	out["all"], out["kinds"] = r.All, r.Kinds
	if r.NoReuse != nil {
		out[noReuse] = r.NoReuse
	}
	return json.Marshal(out)
}

// Rows gives the table: a line a type of label.
func (r AlignResult) Rows() [][]string {
	row := func(name string, m Measure) []string {
		return []string{name, digits(m.Plagdet), digits(m.Precision), digits(m.Recall), digits(m.Granularity),
			fmt.Sprint(m.Cases), fmt.Sprint(m.Detections)}
	}
	rows := [][]string{{"type", "plagdet", "precision", "recall", "granularity", "cases", "matches"}, row("all", r.All)}
	for _, t := range slices.Sorted(maps.Keys(r.Types)) {
		if t != "all" {
			rows = append(rows, row(t, r.Types[t]))
		}
	}
	if r.NoReuse != nil {
		rows = append(rows, []string{fmt.Sprintf("%s: %d of %d pairs hit", noReuse, r.NoReuse.PairsHit, r.NoReuse.Pairs),
			"", "", "", "", "", fmt.Sprint(r.NoReuse.Detections)})
	}
	return rows
}
