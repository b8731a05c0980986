package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// commands makes every command, and the pages of the help that are none. Help lists them
// by name.
var commands = []func() *cobra.Command{
	newScan,
	newCheck,
	newCompare,
	newExtract,
	newFilter,
	newIndex,
	newServe,
	newEval,
	newCompletion,
	newMan,
	newVersion,
	newRecords,
}

// execute runs the command that args name and returns its status.
func execute(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	// A pipe that its reader closed is an error of the write, not a signal: the
	// commands have temporary files to remove.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), endings()...)
	defer stop()
	// The first signal ends the run in order, the second at once.
	context.AfterFunc(ctx, stop)
	return run(ctx, args, stdin, stdout, stderr)
}

// endings are the signals that end a run in order. A hangup that was ignored from the
// start (nohup) stays ignored: to ask for it would take that back.
func endings() []os.Signal {
	if signal.Ignored(syscall.SIGHUP) {
		return []os.Signal{os.Interrupt, syscall.SIGTERM}
	}
	return []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	out := &output{Writer: stdout}
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(out)
	root.SetErr(stderr)
	c, err := root.ExecuteContextC(ctx)
	if out.err != nil {
		err = out.err // also where what wrote it did not look, as in help
	}
	return tell(stderr, statusOf(ctx, err, out.err, heardOut(c)), err)
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "respun COMMAND",
		Short: "find text that was used twice",
		Long: `respun finds text that was used twice: word for word, lightly edited, or
reworded ("spun"), inside one document and across a collection. It shows where,
how alike, how sure, and why.`,
		Example: `  respun scan articles/
  respun scan --format jsonl news.jsonl.gz | jq 'select(.type == "match")'
  respun help scan`,
		SilenceErrors:     true,
		SilenceUsage:      true,
		PersistentPreRunE: refuseEmpty,
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpCommand(newHelp())
	root.SetFlagErrorFunc(flagError)
	root.SetUsageFunc(usage)
	root.SetHelpFunc(help)
	for _, make := range commands {
		root.AddCommand(make())
	}
	return asGroup(root)
}

// asGroup makes a command that only holds others: alone, or with the name of
// none, it is bad usage.
func asGroup(c *cobra.Command) *cobra.Command {
	c.Args = cobra.ArbitraryArgs
	c.DisableFlagsInUseLine = true
	c.RunE = func(c *cobra.Command, args []string) error {
		if len(args) > 0 {
			return unknownCommand(c, args[0])
		}
		return badUsage(c, "no command given")
	}
	return c
}

// refuseEmpty tells of a flag for a file or a folder that was given an empty name, as by a
// shell's variable that is not set: it would count as not given, and a filter would forget
// what it was told to remember.
func refuseEmpty(c *cobra.Command, _ []string) (err error) {
	c.Flags().Visit(func(f *pflag.Flag) {
		if what, _ := pflag.UnquoteUsage(f); err == nil && f.Value.String() == "" && (what == "file" || what == "folder") {
			err = badUsage(c, "--%s: the name of a %s is empty", f.Name, what)
		}
	})
	return err
}
