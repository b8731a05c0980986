package main

import (
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"respun/internal/evalset"
)

// The two tasks on which other programs were measured.

func measureParagraphs() measure {
	var sample int
	var sweep bool
	var documents string
	return measure{
		name: "paragraphs", args: []string{"NEWS", "[RUN]"},
		short: "rewritten paragraphs against their sources, each a document",
		long: `Paragraphs makes each rewritten paragraph of the collection in the folder NEWS,
and each of its sources, a document (--documents), and counts in a run over them
the rewrites that match their source and the paragraphs that match another.`,
		example: `  respun eval paragraphs news/ --documents docs.jsonl
  respun scan --format jsonl --offsets rune docs.jsonl > run.jsonl
  respun eval paragraphs news/ run.jsonl`,
		flags: func(f *pflag.FlagSet) {
			f.StringVar(&documents, "documents", "", "write the documents to this `file`")
			f.IntVar(&sample, "sample", evalset.ParagraphSample, "`labels` of the shuffled collection to take")
			f.BoolVar(&sweep, "sweep", false, "count at each threshold of confidence, and of confidence times\nwhat is covered of both paragraphs")
		},
		score: func(c *cobra.Command, args []string) (evalset.Table, error) {
			if sample < 1 {
				return nil, badUsage(c, "--sample: %d, not at least 1", sample)
			}
			if documents == "" && len(args) == 1 {
				return nil, badUsage(c, "neither RUN nor --documents given")
			}
			if err := spare(c, documents, args...); err != nil {
				return nil, err
			}
			task, err := evalset.LoadParagraphTask(os.DirFS(args[0]), sample)
			if err == nil && documents != "" {
				err = writeFile(documents, func(f *os.File) error { return evalset.WriteDocuments(f, task.Documents()) })
			}
			if err != nil || len(args) == 1 {
				return nil, err
			}
			run, err := load(c, args[1], evalset.LoadRun)
			thresholds := []float64{0}
			if sweep {
				thresholds = evalset.Thresholds()
			}
			return task.Sweep(run, thresholds), err
		},
	}
}

func measurePassages() measure {
	return measure{
		name: "passages", args: []string{"DOCS", "GOLD", "RUN"},
		short:   "copied and edited passages, in and across documents",
		long:    "Passages measures a run over DOCS, JSON lines with id and text, into which the\npassages of GOLD were planted word for word or with some words edited. Labels\nare JSON lines with the keys\na, a_start, a_end or a_len, b, b_start, b_end or b_len, kind, len, where;\nsee respun help eval.",
		example: "  respun eval passages docs.jsonl gold.jsonl run.jsonl --table",
		score: func(c *cobra.Command, args []string) (evalset.Table, error) {
			docs, err := load(c, args[0], evalset.LoadDocuments)
			if err != nil {
				return nil, err
			}
			gold, run, err := loadBoth(c, args[1:], evalset.LoadPlanted)
			if err != nil {
				return nil, err
			}
			task, err := evalset.NewPassageTask(docs, gold)
			if err != nil {
				return nil, err
			}
			return task.Score(run)
		},
	}
}

// writeFile writes a file that takes its name once it is complete.
func writeFile(name string, write func(*os.File) error) error {
	f, err := newReplacement(name)
	if err != nil {
		return err
	}
	if err := write(f.file); err != nil {
		f.abort()
		return err
	}
	return f.commit()
}
