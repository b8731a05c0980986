package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

// word is a value that is its own name.
type word string

func (w word) String() string { return string(w) }

func wordsOf(names []string) []word {
	out := make([]word, len(names))
	for i, n := range names {
		out[i] = word(n)
	}
	return out
}

func namesOf[T fmt.Stringer](list []T) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = x.String()
	}
	return out
}

// upTo lists the values of an enumeration from 0 to last.
func upTo[T ~uint8](last T) []T {
	var out []T
	for x := T(0); x <= last; x++ {
		out = append(out, x)
	}
	return out
}

func parse[T fmt.Stringer](s string, of []T, further ...string) (T, error) {
	names := append(namesOf(of), further...)
	if i := slices.Index(names, strings.ToLower(s)); i >= 0 && i < len(of) {
		return of[i], nil
	}
	var none T
	return none, fmt.Errorf("%q is none of %s%s", s, strings.Join(names, ", "), didYouMean(nearest(s, names)))
}

// oneOf is a flag that takes one of some values by name.
type oneOf[T fmt.Stringer] struct {
	to *T
	of []T
}

func (v oneOf[T]) String() string { return (*v.to).String() }
func (v oneOf[T]) Type() string   { return "name" }
func (v oneOf[T]) Set(s string) (err error) {
	*v.to, err = parse(s, v.of)
	return err
}

// someOf is a flag that takes several of some values by name, or all.
type someOf[T fmt.Stringer] struct {
	to *[]T
	of []T
}

func (v someOf[T]) String() string { return strings.Join(namesOf(*v.to), ",") }
func (v someOf[T]) Type() string   { return "list" }
func (v someOf[T]) Set(s string) error {
	for part := range strings.SplitSeq(s, ",") {
		part = strings.TrimSpace(part)
		if strings.EqualFold(part, "all") {
			*v.to = slices.Clone(v.of)
			continue
		}
		x, err := parse(part, v.of, "all")
		if err != nil {
			return err
		}
		*v.to = append(*v.to, x)
	}
	return nil
}

// once is a flag for the name of a file that is written: of two only one would be, and
// whoever gave the other waits for it.
type once struct{ to *string }

func (v once) String() string {
	if v.to == nil {
		return ""
	}
	return *v.to
}
func (v once) Type() string { return "string" }
func (v once) Set(s string) error {
	if *v.to != "" {
		return fmt.Errorf("%s is written already: one file a run", *v.to)
	}
	*v.to = s
	return nil
}

// share is a flag that takes a number from 0 to 1.
type share float64

func (v *share) Type() string   { return "share" }
func (v *share) String() string { return strconv.FormatFloat(float64(*v), 'g', -1, 64) }

func (v *share) Set(s string) error {
	x, err := strconv.ParseFloat(s, 64)
	switch {
	case err != nil:
		return fmt.Errorf("%q is no number", s)
	case !(0 <= x && x <= 1): // nor is NaN, which is neither
		return fmt.Errorf("%v is not in 0..1", x)
	}
	*v = share(x)
	return nil
}

// size is a flag that takes bytes: 4096, 64K, 8M, 2GiB.
type size int64

var sizeUnits = []string{"", "K", "M", "G", "T"}

func (v *size) Type() string { return "size" }

func (v *size) String() string {
	n, unit := int64(*v), 0
	for n != 0 && n%1024 == 0 && unit+1 < len(sizeUnits) {
		n, unit = n/1024, unit+1
	}
	return strconv.FormatInt(n, 10) + sizeUnits[unit]
}

func (v *size) Set(s string) error {
	number := strings.TrimRight(s, "BbIiKkMmGgTt")
	letter := strings.TrimSuffix(strings.TrimSuffix(strings.ToUpper(s[len(number):]), "B"), "I")
	unit := slices.Index(sizeUnits, letter)
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || unit < 0 || n < 1 || n > 1<<62>>(10*unit) {
		return fmt.Errorf("%q is no number of bytes above 0, as in 4096, 64K, 8M, 2G", s)
	}
	*v = size(n << (10 * unit))
	return nil
}

// chosen adds a flag of one value, known to the shell's completion. Its text
// ends with the values.
func chosen[T fmt.Stringer](c *cobra.Command, to *T, of []T, name, text string) {
	c.Flags().Var(oneOf[T]{to, of}, name, text+": "+strings.Join(namesOf(of), ", "))
	complete(c, name, namesOf(of))
}

// several adds a flag of several values, known to the shell's completion. Its
// text ends with the values and the default, which an empty list stands for.
func several[T fmt.Stringer](c *cobra.Command, to *[]T, of []T, name, byDefault, text string) {
	names := append(namesOf(of), "all")
	c.Flags().Var(someOf[T]{to, of}, name, fmt.Sprintf("%s: %s (default %s)", text, strings.Join(names, ", "), byDefault))
	complete(c, name, names)
}
