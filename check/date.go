package check

import (
	"strings"
	"time"
)

// layouts are the forms of dates that news comes with.
var layouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02 15:04", "2006-01-02",
	time.RFC1123Z, time.RFC1123, time.RFC850, "2 January 2006", "2 Jan 2006", "January 2, 2006", "Jan 2, 2006",
	"20060102150405", "20060102", "2006/01/02", "2006-01", "2006",
}

// maxDate bounds what is tried as a date, in bytes.
const maxDate = 64

// when reads a date. What is none comes after every date.
func when(s string) time.Time {
	s = strings.TrimSpace(s)
	if len(s) <= maxDate {
		for _, layout := range layouts {
			if t, err := time.Parse(layout, s); err == nil {
				return t
			}
		}
	}
	return time.Unix(1<<40, 0)
}
