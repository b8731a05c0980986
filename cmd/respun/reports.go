package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"respun/detect"
	"respun/report"
)

// reports is how and where the records of a run are written.
type reports struct {
	report.Options
	format  word
	formats []string // that have room for what the command finds
	file    string
	noColor bool
}

// flags are those of the formats that have room for what a command finds.
func (r *reports) flags(c *cobra.Command, has report.Content) {
	r.format, r.formats = "text", report.FormatsWith(has)
	units := []report.Offsets{report.Byte, report.Rune, report.UTF16}
	flagGroup(c, "Output", func(f *pflag.FlagSet) {
		chosen(c, &r.format, wordsOf(r.formats), "format", "format of the report")
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
	if near := r.formatOfName(); near != "" && !c.Flags().Changed("format") && !r.Quiet {
		fmt.Fprintf(c.ErrOrStderr(), "respun: %s: is written as text: --format %s writes what its name says\n", oneLine(r.file), near)
	}
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

// formatOfName is the format that the name of the output file ends in; empty where it is
// none.
func (r *reports) formatOfName() string {
	name := strings.TrimPrefix(filepath.Ext(r.file), ".")
	switch name {
	case "htm":
		name = "html"
	case "md":
		name = "markdown"
	case "ndjson":
		name = "jsonl"
	}
	if name == "text" || !slices.Contains(r.formats, name) {
		return ""
	}
	return name
}

// wholeError is an error after which the report is whole all the same.
type wholeError struct{ error }
