package main

import (
	"bufio"
	"context"
	"errors"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"respun/detect"
	"respun/internal/corpus"
)

// extract is the flags of an extraction.
type extract struct {
	inputs
	file string
}

func newExtract() *cobra.Command {
	e := &extract{}
	c := &cobra.Command{
		Use:   "extract PATH...",
		Short: "write what the readers make of inputs, as JSON lines",
		Long: `Extract writes a JSON line per document: id, text, then date, source, language
and further fields where known. This is the text that the ranges of every report
point into; scanned in place of the inputs, the lines give the same report.

PATH and status are those of scan.`,
		Example: `  respun extract page.html | jq -r .text
  respun extract crawl.warc.gz --output articles.jsonl`,
		RunE: e.run,
	}
	e.inputs.flags(c)
	e.options.MaxField = 0 // what is written is all there is
	flagGroup(c, "Output", func(f *pflag.FlagSet) {
		f.VarP(once{&e.file}, "output", "o", "write to this `file`, which is no input and is replaced only at the end (default: standard output)")
		f.BoolVarP(&e.quiet, "quiet", "q", false, "no progress, no skips on standard error")
	})
	return c
}

func (e *extract) run(c *cobra.Command, args []string) error {
	e.options.Output = e.file
	if err := e.prepare(c, args, nil); err != nil {
		return err
	}
	err := writeOut(c.Context(), e.file, c.OutOrStdout(), func(out *bufio.Writer) error {
		bar := newProgress(c, e.quiet || isTerminal(c.OutOrStdout()))
		defer bar.stop()
		e.messages = bar
		return e.write(c.Context(), out, bar.show)
	})
	if err != nil {
		return err
	}
	return e.outcome()
}

// write writes the documents and is an error where there is nothing to read.
func (e *extract) write(ctx context.Context, out *bufio.Writer, show func(detect.Stage)) error {
	at := detect.Stage{Name: "read"}
	for d, err := range e.documents(ctx) {
		if errors.As(err, new(corpus.Skipped)) {
			continue
		}
		if err == nil {
			err = corpus.WriteLine(out, d)
		}
		if err != nil {
			return err
		}
		at.In, at.Out = at.In+int64(len(d.Text)), at.Out+1
		show(at)
	}
	return e.readable()
}
