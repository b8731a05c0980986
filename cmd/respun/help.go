package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// groupKey marks a flag with the heading it stands under.
const groupKey = "group"

// flagGroup adds flags under a heading of the command's help.
func flagGroup(c *cobra.Command, heading string, add func(*pflag.FlagSet)) {
	c.Flags().SortFlags = false
	add(c.Flags())
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Annotations[groupKey] == nil {
			if f.Annotations == nil {
				f.Annotations = map[string][]string{}
			}
			f.Annotations[groupKey] = []string{heading}
		}
	})
}

// complete tells the shell's completion which values a flag takes.
func complete(c *cobra.Command, name string, values []string) {
	if err := c.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // a flag without a name, or one registered twice
	}
}

func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]...",
		Short:   "what a command does, with its flags and examples",
		Example: "  respun help scan\n  respun help eval align",
		RunE: func(c *cobra.Command, args []string) error {
			about, rest, err := c.Root().Find(args)
			if err != nil {
				return err
			}
			if len(rest) > 0 {
				return unknownCommand(about, rest[0])
			}
			return about.Help()
		},
		ValidArgsFunction: func(c *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			about, rest, err := c.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			var names []string
			for _, sub := range about.Commands() {
				names = append(names, cobra.CompletionWithDesc(sub.Name(), sub.Short))
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
	}
}

// help writes what a command does, and how it is used.
func help(c *cobra.Command, _ []string) {
	text := c.Long
	if text == "" {
		text = c.Short
	}
	fmt.Fprintf(c.OutOrStdout(), "%s\n\n", strings.TrimSpace(text))
	writeUsage(c.OutOrStdout(), c)
}

func usage(c *cobra.Command) error {
	writeUsage(c.OutOrStderr(), c)
	return nil
}

func writeUsage(w io.Writer, c *cobra.Command) {
	usageLine := c.UseLine()
	if !c.Runnable() {
		usageLine = "respun help " + c.Name()
	}
	fmt.Fprintf(w, "Usage:\n  %s\n", usageLine)
	if c.HasAvailableSubCommands() {
		listCommands(w, c, "Commands", func(sub *cobra.Command) bool { return sub.IsAvailableCommand() || sub.Name() == "help" })
	}
	if c.HasHelpSubCommands() {
		listCommands(w, c, "Pages of the help", (*cobra.Command).IsAdditionalHelpTopicCommand)
	}
	if c.Example != "" {
		fmt.Fprintf(w, "\nExamples:\n%s\n", strings.TrimRight(c.Example, "\n"))
	}
	for _, g := range groups(c) {
		fmt.Fprintf(w, "\n%s:\n%s", g.heading, g.flags.FlagUsagesWrapped(helpWidth(w)))
	}
}

// helpWidth is how many columns flags take: those of the terminal, unless lines were too
// long to read; where there is none, what stands in any.
func helpWidth(w io.Writer) int {
	if columns := width(w); columns > 0 {
		return min(columns, 100)
	}
	return 80
}

// listCommands lists those of the commands below c that which names.
func listCommands(w io.Writer, c *cobra.Command, heading string, which func(*cobra.Command) bool) {
	fmt.Fprintf(w, "\n%s:\n", heading)
	for _, sub := range c.Commands() {
		if which(sub) {
			fmt.Fprintf(w, "  %-*s  %s\n", c.NamePadding(), sub.Name(), sub.Short)
		}
	}
}

type group struct {
	heading string
	flags   *pflag.FlagSet
}

// groups puts the flags of a command under their headings, in order of adding.
func groups(c *cobra.Command) []*group {
	var out []*group
	c.InitDefaultHelpFlag()
	c.Flags().VisitAll(func(f *pflag.Flag) {
		heading := "Flags"
		if g := f.Annotations[groupKey]; len(g) > 0 {
			heading = g[0]
		}
		for _, g := range out {
			if g.heading == heading {
				g.flags.AddFlag(f)
				return
			}
		}
		g := &group{heading, pflag.NewFlagSet(heading, pflag.ContinueOnError)}
		g.flags.SortFlags = false
		g.flags.AddFlag(f)
		out = append(out, g)
	})
	return out
}
