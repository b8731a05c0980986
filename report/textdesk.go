package report

import (
	"fmt"
	"slices"
	"strings"
)

// Check says what the desk found, ahead of the matches: the verdict, the shares,
// whom to credit, and the passages in their order.
func (t *textSink) Check(c CheckRecord) error {
	c = t.check(c)
	t.gap()
	style := "32"
	if c.Over {
		style = "1;31"
	}
	t.line("", t.paint("1", line(c.Draft)), plural(int64(c.Words), "word"), t.paint(style, verdictOf(c)), strings.Join(gateTexts(c, line), "; "))
	t.shares(c)
	t.sources(c)
	if len(c.Passages) > 0 {
		t.gap()
	}
	for _, p := range c.Passages {
		if err := t.checked(c, p); err != nil {
			return err
		}
	}
	if passages, words := everywhere(c); passages > 0 {
		t.gap()
		t.line("", fmt.Sprintf("counted, and in more than %d documents: %s, %s; a house's standing text doesn't count if a file given with --ignore has it",
			manyDocuments, plural(passages, "passage"), plural(words, "word")))
	}
	return failed(t.out)
}

// manyDocuments is beyond how many a passage is likelier what a house prints below
// everything than what somebody took.
const manyDocuments = 20

// everywhere counts the passages that count and that many documents have, and their words.
func everywhere(c CheckRecord) (passages, words int64) {
	for _, p := range c.Passages {
		if p.Excluded == "" && len(p.AlsoIn) >= manyDocuments {
			passages++
			words += int64(p.Words)
		}
	}
	return passages, words
}

func (t *textSink) shares(c CheckRecord) {
	t.gap()
	t.line("", t.paint("2", fmt.Sprintf("  %-14s %7s %7s   %s", "", "share", "words", "nothing excluded")))
	for _, s := range shownShares(c) {
		t.line("", fmt.Sprintf("  %-14s %7s %7s   %7s %8s", line(s.Name), percent(s.Share), thousands(int64(s.Words)),
			percent(s.AllShare), thousands(int64(s.AllWords))))
	}
	for _, x := range c.Exclusions {
		t.line("  excluded: ", line(x.Reason), plural(int64(x.Passages), "passage"), plural(int64(x.Words), "word"))
	}
}

func (t *textSink) sources(c CheckRecord) {
	if len(c.Sources) == 0 {
		return
	}
	t.gap()
	shown, more := credited(c)
	for i, s := range shown {
		parts := []string{percent(s.Share), line(s.Doc), line(s.Source), line(s.Date), plural(int64(s.Words), "word"), plural(int64(s.Passages), "passage"), ""}
		if s.Excluded > 0 {
			parts[6] = plural(int64(s.Excluded), "word") + " excluded"
		}
		if s.Trusted != "" {
			parts = append(parts, "trusted as "+line(s.Trusted))
		}
		t.line(fmt.Sprintf("%4d  ", i+1), slices.DeleteFunc(parts, func(s string) bool { return s == "" })...)
		if s.Title != "" {
			t.line("      ", t.paint("2", headline(s.Title)))
		}
	}
	if more > 0 {
		t.line("      ", moreSources(more))
	}
}

// checked writes a passage of the draft in a line.
func (t *textSink) checked(c CheckRecord, p CheckPassage) error {
	where, err := t.where(c.Draft, c.Ordinal, p.Span)
	if err != nil {
		return err
	}
	parts := []string{where, line(p.Kind), plural(int64(p.Words), "word")}
	if p.Source != c.Draft {
		parts = append(parts, "from "+line(p.Source))
	}
	if len(p.AlsoIn) > 0 {
		parts = append(parts, "also in "+alsoIn(p.AlsoIn, line))
	}
	if p.Excluded != "" {
		parts = append(parts, "excluded: "+line(p.Excluded))
	}
	t.line("  ", parts...)
	return nil
}
