// Package dates reads the dates that inputs give their documents, in the forms that news
// comes with, and orders them. What is no date is none: nobody is told, as a document does
// without.
package dates

import (
	"strconv"
	"strings"
	"time"
)

// layouts are the forms of dates that news comes with; a fraction of a second
// may follow any seconds.
var layouts = []string{
	time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z07:00",
	"2006-01-02 15:04:05", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 Z0700", "2006-01-02 15:04:05 MST", "2006-01-02 15:04", "2006-01-02",
	time.RFC1123Z, time.RFC1123, time.RFC850, "Mon, 2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05", "2 Jan 2006 15:04", "2 January 2006 15:04",
	"2 January 2006", "2 Jan 2006", "January 2, 2006", "Jan 2, 2006", "January 2, 2006 3:04 PM", "Jan 2, 2006 3:04 PM", "Monday, January 2, 2006", "Monday, 2 January 2006",
	"2-Jan-2006 15:04:05", "2-Jan-2006", "20060102150405", "20060102T150405", "20060102T150405Z0700", "20060102", "2006/01/02 15:04:05", "2006/01/02", "2006-01", "2006",
}

// Parse reads a date as inputs give it; ok is false where it is none. A time
// without a zone counts as UTC; ten or thirteen digits are seconds or
// milliseconds since 1970, and a fraction may follow.
func Parse(s string) (t time.Time, ok bool) {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 64 {
		return t, false
	}
	if t, ok := sinceEpoch(s); ok {
		return t, true
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return t, false
}

// sinceEpoch reads seconds or milliseconds since 1970, told apart by their digits.
func sinceEpoch(s string) (t time.Time, ok bool) {
	whole, fraction, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n <= 0 || strings.Trim(fraction, "0123456789") != "" {
		return t, false
	}
	part, _ := strconv.ParseFloat("0."+fraction, 64) // of digits alone, if any
	switch len(whole) {
	case len("1714608000"):
		return time.Unix(n, int64(part*1e9)), true
	case len("1714608000000"):
		return time.UnixMilli(n).Add(time.Duration(part * 1e6)), true
	}
	return t, false
}

// Date is a date to be compared with others again and again, or none.
type Date struct {
	at time.Time
	ok bool
}

// Of returns the date that Parse reads.
func Of(s string) Date {
	t, ok := Parse(s)
	return Date{t, ok}
}

// Compare orders dates, the earlier first; what is none comes last.
func (x Date) Compare(y Date) int {
	switch {
	case x.ok && y.ok:
		return x.at.Compare(y.at)
	case x.ok:
		return -1
	case y.ok:
		return 1
	}
	return 0
}
