package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/adrg/strutil/metrics"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// nearest returns the known name that a mistyped one may stand for: at most
// every third letter is wrong, or one begins the other. Empty where none is near.
func nearest(typed string, known []string) string {
	best, distance := "", max(2, len(typed)/3)+1
	for _, k := range known {
		d := metrics.NewLevenshtein().Distance(strings.ToLower(typed), strings.ToLower(k))
		if len(typed) > 1 && (strings.HasPrefix(k, typed) || strings.HasPrefix(typed, k)) {
			d = min(d, 1)
		}
		if d < distance && d < len(k) {
			best, distance = k, d
		}
	}
	return best
}

func didYouMean(name string) string {
	if name == "" {
		return ""
	}
	return ", did you mean " + name + "?"
}

func unknownCommand(c *cobra.Command, typed string) error {
	var known []string
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() || sub.Name() == "help" {
			known = append(known, sub.Name())
		}
	}
	return badUsage(c, "unknown command %q%s", typed, didYouMean(nearest(typed, known)))
}

// flagError says what is wrong with a flag: of an unknown one which may have been meant,
// of a value why it is none.
func flagError(c *cobra.Command, err error) error {
	if c.HasSubCommands() && c.Flags().NArg() > 0 {
		return unknownCommand(c, c.Flags().Arg(0)) // whose flags these are
	}
	var unknown *pflag.NotExistError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &invalid):
		return badUsage(c, "--%s: %v", invalid.GetFlag().Name, noValue(invalid))
	case !errors.As(err, &unknown):
		return badUsage(c, "%v", err)
	}
	var known []string
	c.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
	if near := nearest(unknown.GetSpecifiedName(), known); near != "" {
		return badUsage(c, "%v%s", err, didYouMean("--"+near))
	}
	return badUsage(c, "%v", err)
}

// noValue says why a flag does not take a value. Of numbers Go tells its own functions.
func noValue(invalid *pflag.InvalidValueError) error {
	var number *strconv.NumError
	switch value := invalid.GetValue(); {
	case !errors.As(invalid, &number):
		return errors.Unwrap(invalid)
	case errors.Is(number, strconv.ErrRange):
		return fmt.Errorf("%q is out of range", value)
	case number.Func == "ParseBool":
		return fmt.Errorf("%q is neither true nor false", value)
	case number.Func == "ParseFloat":
		return fmt.Errorf("%q is no number", value)
	default:
		return fmt.Errorf("%q is no whole number", value)
	}
}
