package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"

	"respun/detect"
)

// kindStyles and markStyles hold SGR parameters, by Kind and Mark.
var (
	kindStyles = [...]string{"31", "33", "35"}
	markStyles = [...]string{detect.Kept: "", detect.Moved: "35", detect.Synonym: "36",
		detect.Replaced: "33", detect.Added: "32", detect.Dropped: "31"}
)

// marked makes visible what differs: in colours, or in brackets without.
func (t *textSink) marked(ps []piece) []fragment {
	out := make([]fragment, len(ps))
	if t.opt.Color {
		for i, p := range ps {
			out[i] = fragment{clean(p.text), markStyles[p.mark]}
		}
		return out
	}
	for i, text := range around(ps, "[", "]", clean) {
		out[i].text = text
	}
	return out
}

// around puts one pair of brackets around all that differs in a row, which
// keeps a reworded sentence readable.
func around(ps []piece, before, after string, safe func(string) string) []string {
	out := make([]string, len(ps))
	open := false
	for i, p := range ps {
		out[i] = safe(p.text)
		if p.mark == detect.Kept {
			continue
		}
		if !open {
			out[i], open = before+out[i], true
		}
		if !goesOn(ps[i+1:]) {
			out[i], open = out[i]+after, false
		}
	}
	return out
}

// goesOn tells whether the next word differs too.
func goesOn(ps []piece) bool {
	for _, p := range ps {
		if p.mark != detect.Kept || strings.IndexFunc(p.text, isWord) >= 0 {
			return p.mark != detect.Kept
		}
	}
	return false
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func (t *textSink) paint(style, s string) string {
	if !t.opt.Color || style == "" {
		return s
	}
	return "\x1b[" + style + "m" + s + "\x1b[0m"
}

// line writes parts on one line, two blanks apart. They are clean already.
func (t *textSink) line(indent string, parts ...string) {
	t.out.WriteString(indent)
	t.out.WriteString(strings.Join(parts, "  "))
	t.out.WriteByte('\n')
}

// block wraps words after a label of so many columns, and further lines after
// next.
func (t *textSink) block(label, next string, columns int, ws []word) {
	for i, line := range wrap(ws, t.width-columns) {
		if i > 0 {
			label = next
		}
		t.out.WriteString(label)
		for _, f := range joined(line) {
			t.out.WriteString(t.paint(f.style, f.text))
		}
		t.out.WriteByte('\n')
	}
}

// joined puts blanks between the words of a line and neighbours of one style
// into one fragment.
func joined(line []word) []fragment {
	var all word
	for i, w := range line {
		for j, f := range w.parts {
			if i > 0 && j == 0 {
				all.append(" ", blank(all.parts, f.style))
			}
			all.append(f.text, f.style)
		}
	}
	return all.parts
}

// blank is the style of a blank after before: that of both neighbours or none.
func blank(before []fragment, style string) string {
	if before[len(before)-1].style == style {
		return style
	}
	return ""
}

// plural gives a number and its noun.
func plural(n int64, noun string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case strings.HasSuffix(noun, "ch"):
		noun += "es"
	default:
		noun += "s"
	}
	return thousands(n) + " " + noun
}

// thousands sets a comma every three digits.
func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func percent(share float64) string { return fmt.Sprintf("%.1f%%", math.Round(1000*precise(share))/10) }

// hundredths cuts, and does not round: what is called 1.00 is 1, and what a
// threshold of .55 leaves out is not called 0.55.
func hundredths(x float64) string {
	return strconv.FormatFloat(math.Floor(fraction(x)*100+1e-9)/100, 'f', 2, 64)
}
