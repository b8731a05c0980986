package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// shells write the completion of a root command.
var shells = map[string]func(*cobra.Command, io.Writer) error{
	"bash":       func(root *cobra.Command, w io.Writer) error { return root.GenBashCompletionV2(w, true) },
	"fish":       func(root *cobra.Command, w io.Writer) error { return root.GenFishCompletion(w, true) },
	"powershell": (*cobra.Command).GenPowerShellCompletionWithDesc,
	"zsh":        (*cobra.Command).GenZshCompletion,
}

func newCompletion() *cobra.Command {
	names := slices.Sorted(maps.Keys(shells))
	return &cobra.Command{
		Use:   "completion " + strings.Join(names, "|"),
		Short: "write the completion of commands and flags for a shell",
		Long:  "Completion writes a script that teaches a shell the commands, the flags and\ntheir values.",
		Example: `  source <(respun completion bash)
  respun completion zsh > "${fpath[1]}/_respun"
  respun completion fish > ~/.config/fish/completions/respun.fish`,
		Args:      arguments("SHELL"),
		ValidArgs: names,
		RunE: func(c *cobra.Command, args []string) error {
			write, ok := shells[args[0]]
			if !ok {
				return badUsage(c, "shell %q is none of %s%s", args[0], strings.Join(names, ", "), didYouMean(nearest(args[0], names)))
			}
			if err := write(c.Root(), c.OutOrStdout()); err != nil {
				return fmt.Errorf("completion: %w", err)
			}
			return nil
		},
	}
}
