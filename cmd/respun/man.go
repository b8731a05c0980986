package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"respun/detect"
)

func newMan() *cobra.Command {
	return &cobra.Command{
		Use:   "man [DIR]",
		Short: "write the manual pages",
		Long: `Man writes a manual page per command into DIR, or the page of respun itself to
standard output. Pages carry the date of the source, not of the day.`,
		Example: `  respun man | man -l -
  respun man /usr/local/share/man/man1`,
		Args: arguments("[DIR]"),
		RunE: func(c *cobra.Command, args []string) error {
			date, err := sourceDate()
			if err != nil {
				return err
			}
			header := &doc.GenManHeader{Section: "1", Date: &date, Source: "respun " + detect.Version, Manual: "respun"}
			c.Root().DisableAutoGenTag = true
			setTables(c.Root())
			if len(args) == 0 {
				return doc.GenMan(c.Root(), header, c.OutOrStdout())
			}
			return writePages(c.Root(), header, args[0])
		},
	}
}

// writePages writes a page per command, and one per page of the help that is none.
func writePages(root *cobra.Command, header *doc.GenManHeader, dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	err := doc.GenManTree(root, header, dir)
	for _, c := range root.Commands() {
		if err == nil && c.IsAdditionalHelpTopicCommand() {
			err = doc.GenManTree(c, header, dir)
		}
	}
	return err
}

// setTables keeps the lines of tables apart: what stands indented in a help is for
// Markdown, which pages are made of, a line as any other until it is indented further.
func setTables(c *cobra.Command) {
	var out strings.Builder
	inTable := false
	for line := range strings.Lines(c.Long) {
		isRow := strings.HasPrefix(line, "  ")
		if isRow != inTable {
			out.WriteByte('\n')
		}
		if inTable = isRow; isRow {
			out.WriteString("  ")
		}
		out.WriteString(line)
	}
	c.Long = out.String()
	for _, sub := range c.Commands() {
		setTables(sub)
	}
}

// sourceDate is the date of the source, so that the same source gives the same
// pages: SOURCE_DATE_EPOCH (https://reproducible-builds.org), else that of the
// commit built, else the beginning of time.
func sourceDate() (time.Time, error) {
	if epoch := os.Getenv("SOURCE_DATE_EPOCH"); epoch != "" {
		seconds, err := strconv.ParseInt(epoch, 10, 64)
		if err != nil {
			return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH: %q is no number of seconds", epoch)
		}
		return time.Unix(seconds, 0).UTC(), nil
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key != "vcs.time" {
				continue
			}
			if t, err := time.Parse(time.RFC3339, s.Value); err == nil {
				return t, nil
			}
		}
	}
	return time.Unix(0, 0).UTC(), nil
}
