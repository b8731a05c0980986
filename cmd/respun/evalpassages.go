package main

import (
	"encoding/json"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"respun/internal/evalset"
)

// The measures of passages against labelled passages.

var goldAndRun = []string{"GOLD", "RUN"}

// passageKeys ends the help of measures that read labelled passages.
const passageKeys = `

Labels are JSON lines with the keys
a, a_start, a_end or a_len, b, b_start, b_end or b_len
and, where known, type, words, a_text, b_text; see respun help eval.`

func measureAlign() measure {
	var pairs string
	var kinds, sweep bool
	return measure{
		name: "align", args: goldAndRun,
		short: "plagdet, precision, recall and granularity by type of label",
		long: `Align gives the character-level macro measures of Potthast et al. (COLING 2010),
over both sides of each label, for all labels and by their type.` + passageKeys,
		example: `  respun eval align gold.jsonl run.jsonl --pairs pairs.jsonl
  respun eval align gold.jsonl run0.jsonl --sweep --table  # run0: --min-confidence 0`,
		flags: func(f *pflag.FlagSet) {
			f.StringVar(&pairs, "pairs", "", "`file` of the document pairs to count, JSON lines with the keys a, b; those without a label are unrelated")
			f.BoolVar(&kinds, "kind", false, "also count the reported kinds")
			f.BoolVar(&sweep, "sweep", false, "measure at each threshold of confidence")
		},
		also: &pairs,
		score: func(c *cobra.Command, args []string) (evalset.Table, error) {
			gold, run, err := loadBoth(c, args, evalset.LoadGold)
			if err != nil {
				return nil, err
			}
			var compared []evalset.Pair
			if pairs != "" {
				if compared, err = load(c, pairs, evalset.LoadPairs); err != nil {
					return nil, err
				}
			}
			if sweep {
				return evalset.Sweep(gold, run, compared, evalset.Thresholds()), nil
			}
			result := evalset.Align(gold, run, compared)
			if !kinds {
				return withoutKinds{result}, nil
			}
			return result, nil
		},
	}
}

// withoutKinds leaves the count of kinds out of JSON.
type withoutKinds struct{ evalset.AlignResult }

// MarshalJSON writes all members but "kinds".
func (r withoutKinds) MarshalJSON() ([]byte, error) {
	all, err := r.AlignResult.MarshalJSON()
	if err != nil {
		return nil, err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(all, &members); err != nil {
		return nil, err
	}
	delete(members, "kinds")
	return json.Marshal(members)
}

func measureFound() measure {
	iou := share(.5)
	return measure{
		name: "found", args: goldAndRun,
		short:   "which labelled passages were found, and what else was reported",
		long:    "Found counts the labels that a match has with both its ranges, and sorts the\nother matches; the table also shows what was missed and what is wrong." + passageKeys,
		example: "  respun eval found gold.jsonl run.jsonl --table",
		flags: func(f *pflag.FlagSet) {
			f.Var(&iou, "iou", "smallest intersection over union on the worse side, `0..1`")
		},
		score: func(c *cobra.Command, args []string) (evalset.Table, error) {
			gold, run, err := loadBoth(c, args, evalset.LoadGold)
			return evalset.Found(gold, run, float64(iou)), err
		},
	}
}

func measureRecall() measure {
	var misses string
	return measure{
		name: "recall", args: goldAndRun,
		short:   "which planted passages were touched, by type and by length",
		long:    "Recall counts the labels that a match reported as reuse touches on both sides." + passageKeys,
		example: "  respun eval recall pool/gold.jsonl run.jsonl --misses misses.jsonl",
		flags: func(f *pflag.FlagSet) {
			f.StringVar(&misses, "misses", "", "write the labels that were not found to this `file`")
		},
		score: func(c *cobra.Command, args []string) (evalset.Table, error) {
			if err := spare(c, misses, args...); err != nil {
				return nil, err
			}
			gold, run, err := loadBoth(c, args, evalset.LoadGold)
			if err != nil {
				return nil, err
			}
			result := evalset.Recall(gold, run)
			if misses != "" {
				err = writeFile(misses, func(f *os.File) error { return evalset.WriteGold(f, result.Misses) })
			}
			return result, err
		},
	}
}

func measureCoverage() measure {
	return measure{
		name: "coverage", args: goldAndRun,
		short: "how much of the labelled text was found",
		long: `Coverage counts the labelled code points that matches reported as reuse cover,
of both sides and of each: in a pool, a is the source and b the rewrite.` + passageKeys,
		example: "  respun eval coverage pool/gold.jsonl run.jsonl",
		score: func(c *cobra.Command, args []string) (evalset.Table, error) {
			gold, run, err := loadBoth(c, args, evalset.LoadGold)
			return evalset.Coverage(gold, run), err
		},
	}
}

func measureAlarms() measure {
	var gold string
	return measure{
		name: "alarms", args: []string{"RUN"},
		short: "spun matches per 1,000 documents of text without known reuse",
		long: `Alarms counts spun matches reported as reuse. An alarm need not be wrong: news
has real reuse that nobody labelled.` + passageKeys,
		example: `  respun eval alarms run.jsonl
  respun eval alarms pool-run.jsonl --gold pool/gold.jsonl`,
		flags: func(f *pflag.FlagSet) {
			f.StringVar(&gold, "gold", "", "leave out what touches a label of this `file`")
		},
		also: &gold,
		score: func(c *cobra.Command, args []string) (evalset.Table, error) {
			run, err := load(c, args[0], evalset.LoadRun)
			if err != nil {
				return nil, err
			}
			var labels []evalset.Case
			if gold != "" {
				labels, err = load(c, gold, evalset.LoadGold)
			}
			return evalset.Alarms(labels, run), err
		},
	}
}

func measureCalibration() measure {
	iou, all := share(.5), false
	return measure{
		name: "calibration", args: goldAndRun,
		short: "whether confidence means what it says",
		long: `Calibration compares confidence with the share of matches that are right, in
text whose reuse is all labelled.` + passageKeys,
		example: "  respun eval calibration pool/gold.jsonl run0.jsonl --table  # run0: --min-confidence 0",
		flags: func(f *pflag.FlagSet) {
			f.Var(&iou, "iou", "smallest intersection over union of a right match, `0..1`; 0 is any overlap")
			f.BoolVar(&all, "all", false, "count all kinds, not only spun matches")
		},
		score: func(c *cobra.Command, args []string) (evalset.Table, error) {
			gold, run, err := loadBoth(c, args, evalset.LoadGold)
			if !all {
				run = run.Where(evalset.Match.Spun)
			}
			return evalset.Calibration(gold, run, float64(iou)), err
		},
	}
}
