package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// The statuses a command ends with. Scripts rely on them. Status 1 is for
// commands that say by it whether they found something.
const (
	statusDone        = 0
	statusFailed      = 2   // bad usage, no input readable, output failed
	statusSkipped     = 3   // done, but some inputs were skipped
	statusInterrupted = 130 // ended by a signal
)

// statusError is an error that asks for a status of its own.
type statusError struct {
	error
	status int
}

// lateError is one that a command met after the signal by which it is meant to end: that
// is no interrupt, and this is told.
type lateError struct{ error }

func (e lateError) Unwrap() error { return e.error }

// statusOf maps how a command ended to its status; written is what writing
// standard output met, and heard whether the command was to be heard out.
func statusOf(ctx context.Context, err, written error, heard bool) int {
	var own statusError
	switch {
	case err == nil:
		return statusDone
	case errors.As(err, new(lateError)):
		return statusFailed
	case errors.Is(written, syscall.EPIPE) && !heard:
		// Whoever reads has seen enough (`| head`). That is no failure: ripgrep
		// ends likewise, and pipefail would make one of it.
		return statusDone
	case ctx.Err() != nil:
		return statusInterrupted
	case errors.As(err, &own):
		return own.status
	}
	return statusFailed
}

// heardOut tells whether a command is done only if all that it writes is read: one that says
// by its status whether something was found must not say no where nobody heard it, and of
// a filter the lines would be lost that it has not read.
func heardOut(c *cobra.Command) bool {
	return c != nil && (c.Name() == "check" || c.Name() == "compare" || c.Name() == "filter")
}

// keptError is an error after which what was done by then stays done.
type keptError struct {
	error
	kept string
}

func (e keptError) Error() string { return e.error.Error() + "; " + e.kept }
func (e keptError) Unwrap() error { return e.error }

// tell writes why a command ended, a line each, and returns the status.
func tell(stderr io.Writer, status int, err error) int {
	var partly keptError
	switch {
	case status == statusDone:
	case status == statusInterrupted && errors.As(err, &partly):
		fmt.Fprintln(stderr, "respun: interrupted; "+printable(partly.kept))
	case status == statusInterrupted:
		fmt.Fprintln(stderr, "respun: interrupted")
	case err.Error() != "":
		text := strings.TrimPrefix(err.Error(), "detect: ") // a package, which is no word here
		for line := range strings.Lines(text) {
			fmt.Fprintln(stderr, "respun: "+printable(strings.TrimRight(line, "\n")))
		}
	}
	return status
}

// badUsage is an error that says where to read on.
func badUsage(c *cobra.Command, format string, args ...any) error {
	return fmt.Errorf("%s\nsee `%s --help`", fmt.Sprintf(format, args...), c.CommandPath())
}

// arguments takes as many arguments as there are names; those in brackets may
// be left out.
func arguments(names ...string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		least := 0
		for _, n := range names {
			if !strings.HasPrefix(n, "[") {
				least++
			}
		}
		if len(args) >= least && len(args) <= len(names) {
			return nil
		}
		if len(names) == 0 {
			return badUsage(c, "%s takes no arguments, %d given", c.CommandPath(), len(args))
		}
		return badUsage(c, "%s takes %s, %d given", c.CommandPath(), strings.Join(names, " "), len(args))
	}
}
