package main

import (
	"fmt"
	"runtime"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"respun/detect"
	"respun/internal/lexicon"
	"respun/report"
)

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "what this is: version, tables, format of records",
		Long: `Version tells the version of the program, the Go it was built with, the
fingerprint of the embedded tables (two builds with the same one know the same
words) and the format of the records.`,
		Example: "  respun version",
		Args:    arguments(),
		RunE: func(c *cobra.Command, _ []string) error {
			t := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
			fmt.Fprintf(t, "respun\t%s\n", detect.Version)
			fmt.Fprintf(t, "go\t%s\n", runtime.Version())
			fmt.Fprintf(t, "tables\t%s\n", lexicon.Fingerprint())
			fmt.Fprintf(t, "format\t%d\n", report.Format)
			return t.Flush()
		},
	}
}
