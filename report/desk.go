package report

import (
	"fmt"
	"slices"
	"strings"

	"respun/detect"
)

// This file holds what the formats share in telling of a check.

// shownSources and shownAlso are how many names people are shown at once; what
// is beyond is counted, and the records for programs have it all.
const (
	shownSources = 20
	shownAlso    = 3
)

// check keeps what the matches of a draft are told by, and returns it as it may be
// shown: under Redact, without the titles of sources.
func (r *run) check(c CheckRecord) CheckRecord {
	if r.opt.Redact {
		c.Sources = slices.Clone(c.Sources)
		for i := range c.Sources {
			c.Sources[i].Title = ""
		}
	}
	r.drafts[c.Draft] = &c
	return c
}

// excluded tells why a match does not count: empty where one of the draft's
// passages that it overlaps does, or where nothing was checked.
func (r *run) excluded(m *detect.Match) string {
	c := r.drafts[m.A.Doc]
	if c == nil {
		return ""
	}
	at := m.A.Span
	if m.A.Ordinal == m.B.Ordinal && m.B.Start > m.A.Start {
		at = m.B.Span // of two passages of the draft the later one repeats
	}
	first, _ := slices.BinarySearchFunc(c.Passages, at.Start, func(p CheckPassage, start int) int {
		if p.End <= start {
			return -1
		}
		return 1
	})
	why := ""
	for _, p := range c.Passages[first:] {
		switch {
		case p.Start >= at.End:
			return why
		case p.Excluded == "":
			return ""
		case why == "":
			why = p.Excluded
		}
	}
	return why
}

// shownShares leaves out the parts that the draft has nothing of.
func shownShares(c CheckRecord) []CheckShare {
	return slices.DeleteFunc(slices.Clone(c.Shares), func(s CheckShare) bool {
		return s.Words == 0 && s.AllWords == 0 && s.Name != "original"
	})
}

// credited gives the sources to show, and how many are not.
func credited(c CheckRecord) (shown []CheckSource, more int) {
	for _, s := range c.Sources {
		if s.Words > 0 && len(shown) < shownSources {
			shown = append(shown, s)
		}
	}
	return shown, len(c.Sources) - len(shown)
}

// headline is a title on one line, of a length that a line takes.
func headline(title string) string {
	const most = 100 // characters
	r := []rune(line(title))
	if len(r) > most {
		return string(r[:most]) + "..."
	}
	return string(r)
}

// moreSources says how many are not shown.
func moreSources(n int) string {
	if n == 0 {
		return ""
	}
	return plural(int64(n), "further document") + " with words of the draft, which are credited to others or few"
}

// alsoIn names some documents and counts the rest.
func alsoIn(names []string, safe func(string) string) string {
	shown := make([]string, 0, shownAlso)
	for _, n := range names[:min(shownAlso, len(names))] {
		shown = append(shown, safe(n))
	}
	text := strings.Join(shown, ", ")
	if n := len(names) - len(shown); n > 0 {
		text += fmt.Sprintf(" and %d more", n)
	}
	return text
}

// gateTexts says how the draft stands to each limit; where it is over any, only
// those it is over.
func gateTexts(c CheckRecord, safe func(string) string) (out []string) {
	for _, g := range c.Gates {
		if g.Over == c.Over {
			out = append(out, fmt.Sprintf("%s %s, limit %s", safe(g.Name), percent(g.Share), percent(g.Limit)))
		}
	}
	return out
}

func verdictOf(c CheckRecord) string {
	if c.Over {
		return "does not pass"
	}
	return "passes"
}
