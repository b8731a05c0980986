package evalset

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
)

// Table is a result that people can read: its rows, the heading first.
type Table interface {
	Rows() [][]string
}

// WriteTable prints a result in aligned columns. The error is the writer's.
func WriteTable(w io.Writer, t Table) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range t.Rows() {
		if _, err := fmt.Fprintln(tw, strings.Join(row, "\t")); err != nil {
			return err
		}
	}
	return tw.Flush()
}

func digits(x float64) string { return strconv.FormatFloat(x, 'f', 4, 64) }

// Share is a number found out of a number wanted.
type Share struct {
	Found int `json:"found"`
	Of    int `json:"of"`
}

// Value is the share, 0..1; 0 of nothing.
func (s Share) Value() float64 { return ratio(s.Found, s.Of) }

func (s Share) String() string { return fmt.Sprintf("%d of %d", s.Found, s.Of) }

func (s *Share) add(found bool) {
	s.Of++
	if found {
		s.Found++
	}
}
