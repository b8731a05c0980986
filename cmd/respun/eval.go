package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"respun/internal/corpus"
	"respun/internal/evalset"
)

// measures makes the commands of eval that compute one result.
var measures = []func() measure{
	measureAlign,
	measureFound,
	measureRecall,
	measureCoverage,
	measureAlarms,
	measureCalibration,
	measureClusters,
	measureSilver,
	measureParagraphs,
	measurePassages,
}

func newEval() *cobra.Command {
	c := &cobra.Command{
		Use:   "eval MEASURE",
		Short: "measure a run against labels",
		Long: `Eval measures a run against labels. RUN is what scan --format jsonl --offsets
rune wrote; labels are JSON lines with ranges in code points, ends exclusive.
Both may be gzipped, and one of them may be - for standard input.

The keys of labels, by measure; those after a semicolon may be missing:

  align, found, recall, coverage, alarms, calibration
      a, a_start, a_end or a_len, b, b_start, b_end or b_len;
      type, words, a_text, b_text
  paragraphs, and pool --rewrites (gold.jsonl and gold_paragraph.jsonl in it)
      a (the rewritten side), a_start, a_end or a_len,
      b, b_start, b_end or b_len, type
  passages
      a, a_start, a_end or a_len, b, b_start, b_end or b_len, kind, len, where
  clusters
      id, cluster
  silver
      a, b, containment8
  align --pairs
      a, b

a and b are names of documents, as the run has them or their last part; a_start
and a_end (or a_len, a length) are a range of a, and so for b. type and kind
sort the labels; of type same-fact are those that are neither right nor wrong to
report: found, alarms and calibration leave them out, the others count them.
Where two documents have labels of several types, align counts all of their
matches to the last one's. words are those of the shorter side; a_text and
b_text are shown of what was missed. Documents (passages, and pool --hosts) are
JSON lines with the keys id, text; date, source.`,
		Example: `  respun scan --format jsonl --offsets rune news/ > run.jsonl
  respun eval found gold.jsonl run.jsonl --table`,
	}
	for _, m := range measures {
		c.AddCommand(m().command())
	}
	c.AddCommand(newEvalPool())
	return asGroup(c)
}

// measure is a command that computes one result from files.
type measure struct {
	name, short, long, example string
	args                       []string
	flags                      func(*pflag.FlagSet)
	also                       *string // a further file, that a flag names
	score                      func(c *cobra.Command, args []string) (evalset.Table, error)
}

func (m measure) command() *cobra.Command {
	use := m.name
	for _, a := range m.args {
		use += " " + a
	}
	table := false
	c := &cobra.Command{
		Use: use, Short: m.short, Long: m.long, Example: m.example, Args: arguments(m.args...),
		RunE: func(c *cobra.Command, args []string) error {
			var also []string
			if m.also != nil {
				also = []string{*m.also}
			}
			if err := onlyOnce(c, args, also); err != nil {
				return err
			}
			result, err := m.score(c, args)
			switch {
			case err != nil || result == nil:
				return err
			case table:
				return evalset.WriteTable(c.OutOrStdout(), result)
			}
			return writeJSON(c.OutOrStdout(), result)
		},
	}
	flagGroup(c, "Flags", func(f *pflag.FlagSet) {
		if m.flags != nil {
			m.flags(f)
		}
		f.BoolVar(&table, "table", false, "a table for people in place of JSON")
	})
	return c
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(v)
}

// load reads a file (- is standard input), gzipped or not.
func load[T any](c *cobra.Command, name string, read func(io.Reader) (T, error)) (v T, err error) {
	f, err := corpus.Open(c.Context(), name, c.InOrStdin())
	if err != nil {
		return v, err
	}
	defer f.Close()
	b := bufio.NewReader(f)
	var r io.Reader = b
	if magic, err := b.Peek(2); err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
		if r, err = gzip.NewReader(b); err != nil {
			return v, fmt.Errorf("%s: %w", name, err)
		}
	}
	if v, err = read(r); err != nil {
		return v, fmt.Errorf("%s: %w", name, err)
	}
	return v, nil
}

// loadBoth reads labels and a run.
func loadBoth[T any](c *cobra.Command, args []string, labels func(io.Reader) (T, error)) (gold T, run evalset.Run, err error) {
	if gold, err = load(c, args[0], labels); err != nil {
		return gold, run, err
	}
	run, err = load(c, args[1], evalset.LoadRun)
	return gold, run, err
}
