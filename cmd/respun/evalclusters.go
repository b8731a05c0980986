package main

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"respun/internal/evalset"
)

// The measures of clusters.

func measureClusters() measure {
	return measure{
		name: "clusters", args: goldAndRun,
		short:   "clusters against labels: adjusted Rand index, pair precision and recall",
		long:    "Clusters compares the clusters of a run with labels, JSON lines with the keys\nid, cluster.",
		example: "  respun eval clusters gold.jsonl run.jsonl",
		score: func(c *cobra.Command, args []string) (evalset.Table, error) {
			gold, run, err := loadBoth(c, args, evalset.LoadLabels)
			if err != nil {
				return nil, err
			}
			return evalset.Clusters(gold, run)
		},
	}
}

func measureSilver() measure {
	at := share(.5)
	return measure{
		name: "silver", args: []string{"PAIRS", "RUN"},
		short:   "clusters against pairs by shared 8-word shingles",
		long:    "Silver compares the clusters of a run with near-duplicates that people did not\njudge, JSON lines with the keys a, b, containment8.",
		example: "  respun eval silver silver_pairs.jsonl.gz run.jsonl --at .5",
		flags: func(f *pflag.FlagSet) {
			f.Var(&at, "at", "containment from which a pair is wanted, `0..1`")
		},
		score: func(c *cobra.Command, args []string) (evalset.Table, error) {
			pairs, run, err := loadBoth(c, args, evalset.LoadSilver)
			if err != nil {
				return nil, err
			}
			return evalset.Silver(pairs, run, float64(at))
		},
	}
}
