package evalset

import "fmt"

// ClustersResult compares clusters with labels. Pairs are of documents that
// are in one cluster.
type ClustersResult struct {
	Documents     int     `json:"documents"`
	ARI           float64 `json:"ari"`            // -1..1, four digits; 0 is chance
	PairPrecision float64 `json:"pair_precision"` // 0..1, four digits
	PairRecall    float64 `json:"pair_recall"`    // 0..1, four digits
}

// Clusters gives the adjusted Rand index (Hubert and Arabie 1985) of a run's
// clusters against labels, over the labelled documents; a document in no
// cluster is alone. It returns an error where the run has a document in two
// clusters.
func Clusters(gold []Label, run Run) (ClustersResult, error) {
	known := map[string]bool{}
	labels := map[string]string{}
	for _, l := range gold {
		known[l.ID], labels[l.ID] = true, l.cluster()
	}
	got, err := memberships(run.named(known))
	if err != nil {
		return ClustersResult{}, err
	}
	return compare(labels, got), nil
}

// memberships gives the cluster of each document, counted from 1: 0 is none.
func memberships(run Run) (map[string]int, error) {
	of := map[string]int{}
	for i, docs := range run.Clusters {
		for _, d := range docs {
			if of[d] != 0 {
				return nil, fmt.Errorf("run: document %q stands twice in clusters", d)
			}
			of[d] = i + 1
		}
	}
	return of, nil
}

func compare(labels map[string]string, got map[string]int) ClustersResult {
	type cell struct {
		label   string
		cluster int
	}
	cells, byLabel, byCluster := map[cell]int{}, map[string]int{}, map[int]int{}
	for doc, label := range labels {
		byLabel[label]++
		if c := got[doc]; c != 0 { // one alone adds no pair
			cells[cell{label, c}]++
			byCluster[c]++
		}
	}
	both, wanted, had := pairsIn(cells), pairsIn(byLabel), pairsIn(byCluster)
	return ClustersResult{
		Documents: len(labels), ARI: round(adjustedRand(both, wanted, had, len(labels)), 4),
		PairPrecision: round(orOne(both, had), 4), PairRecall: round(orOne(both, wanted), 4),
	}
}

// pairsIn counts the pairs inside the groups of these sizes.
func pairsIn[K comparable](sizes map[K]int) float64 {
	n := 0
	for _, s := range sizes {
		n += s * (s - 1) / 2
	}
	return float64(n)
}

// adjustedRand is the adjusted Rand index from the numbers of pairs in both partitions,
// in either, and of documents.
func adjustedRand(both, wanted, had float64, documents int) float64 {
	expected := 0.0
	if documents > 1 {
		expected = wanted * had / float64(documents*(documents-1)/2)
	}
	top := (wanted + had) / 2
	if top == expected {
		return 1
	}
	return (both - expected) / (top - expected)
}

// orOne is n/d, and 1 where nothing was asked.
func orOne(n, d float64) float64 {
	if d == 0 {
		return 1
	}
	return n / d
}

// Rows gives the table, a line.
func (r ClustersResult) Rows() [][]string {
	return [][]string{{"documents", "ari", "pair precision", "pair recall"},
		{fmt.Sprint(r.Documents), digits(r.ARI), digits(r.PairPrecision), digits(r.PairRecall)}}
}

// SilverResult compares clusters with silver pairs.
type SilverResult struct {
	Wanted          int     `json:"wanted"`
	ClusteredPairs  int     `json:"clustered_pairs"`
	PairRecall      float64 `json:"pair_recall"`       // 0..1, four digits
	PrecisionAtHalf float64 `json:"precision_at_half"` // 0..1, four digits
}

// Silver measures a run's clusters against silver pairs: wanted are those whose
// containment is at least at (0..1); a clustered pair is right from half of it,
// because where near-duplicates begin is a matter of taste. It returns an error
// where the run has a document in two clusters.
func Silver(pairs []SilverPair, run Run, at float64) (SilverResult, error) {
	known := map[string]bool{}
	contained := map[docPair]float64{}
	for _, p := range pairs {
		known[p.A], known[p.B] = true, true
		contained[docPair{min(p.A, p.B), max(p.A, p.B)}] = p.Containment
	}
	run = run.named(known)
	of, err := memberships(run)
	if err != nil {
		return SilverResult{}, err
	}
	var wanted, got Share // got.Found: clustered pairs that are right
	for p, c := range contained {
		together := p.a != p.b && of[p.a] != 0 && of[p.a] == of[p.b]
		if c >= at {
			wanted.add(together)
		}
		if c >= at/2 && together {
			got.Found++
		}
	}
	for _, docs := range run.Clusters {
		got.Of += len(docs) * (len(docs) - 1) / 2
	}
	return SilverResult{Wanted: wanted.Of, ClusteredPairs: got.Of,
		PairRecall: round(wanted.Value(), 4), PrecisionAtHalf: round(got.Value(), 4)}, nil
}

// Rows gives the table, a line.
func (r SilverResult) Rows() [][]string {
	return [][]string{{"wanted pairs", "clustered pairs", "pair recall", "precision at half"},
		{fmt.Sprint(r.Wanted), fmt.Sprint(r.ClusteredPairs), digits(r.PairRecall), digits(r.PrecisionAtHalf)}}
}
