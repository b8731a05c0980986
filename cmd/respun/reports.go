package main

import (
	"errors"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"respun/detect"
	"respun/report"
)

// reports is how and where the records of a run are written.
type reports struct {
	report.Options
	format  word
	file    string
	noColor bool
}

// flags are those of the formats that have room for what a command finds.
func (r *reports) flags(c *cobra.Command, has report.Content) {
	r.format = "text"
	units := []report.Offsets{report.Byte, report.Rune, report.UTF16}
	flagGroup(c, "Output", func(f *pflag.FlagSet) {
		chosen(c, &r.format, wordsOf(report.FormatsWith(has)), "format", "format of the report")
		f.VarP(once{&r.file}, "output", "o", "write to this `file`, which is no input and is replaced only once the report is complete (default: standard output)")
		chosen(c, &r.Offsets, units, "offsets", "unit of ranges (bytes of UTF-8, code points, UTF-16 units)")
		f.BoolVar(&r.Redact, "redact", false, "leave out the text of sources")
		f.BoolVar(&r.noColor, "no-color", false, "no colours; so too with NO_COLOR set or TERM=dumb")
		f.BoolVarP(&r.Quiet, "quiet", "q", false, "no progress, no skips on standard error, no summary in text")
	})
}

// write opens the output, has fill put a report into the sink, and closes it.
// finish is asked last: its error stands though the report is whole.
func (r *reports) write(c *cobra.Command, fill func(detect.Sink) error, finish func() error) error {
	to, err := openTarget(c.Context(), r.file, c.OutOrStdout())
	if err != nil {
		return err
	}
	if r.file == "" || r.file == "-" {
		r.Color = !r.noColor && colours(c.OutOrStdout())
		r.Width = width(c.OutOrStdout())
	}
	sink, err := report.New(r.format.String(), to, r.Options)
	if err == nil {
		err = fill(sink)
	}
	var whole wholeError
	if err != nil && !errors.As(err, &whole) {
		to.abort()
		return err
	}
	if err := to.commit(); err != nil {
		return err
	}
	if err != nil {
		return err
	}
	return finish()
}

// wholeError is an error after which the report is whole all the same.
type wholeError struct{ error }
