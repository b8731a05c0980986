package shingle

import (
	"bytes"
	"iter"
	"unicode"
	"unicode/utf8"
)

// A sentence ends at a full stop, question or exclamation mark, with what
// closes quotes and brackets, before white space; not after abbreviations and
// not before a lower-case letter; also where the space is missing between two
// ordinary words ("over.Then"). A line end ends it too (captions, headlines,
// list items have no full stop), unless the document is hard-wrapped.

// line reads line ends at i: \n, \r\n, \r, \f, \v and blank lines after them.
func (s *Scanner) line(i int) int {
	j, ends := i, 0
	for j < s.n {
		c := class[s.t[j]]
		if c == cLine {
			if s.t[j] != '\n' || j == 0 || s.t[j-1] != '\r' {
				ends++
			}
		} else if c != cSpace {
			break
		}
		j++
	}
	if s.wrapped && ends == 1 {
		return j
	}
	s.endParagraph()
	return j
}

// endParagraph closes the sentence and the paragraph.
func (s *Scanner) endParagraph() {
	s.end(s.last)
	if s.open {
		s.paragraph++
		s.open = false
	}
}

// stop reads a full stop or the like, size bytes long, at i.
func (s *Scanner) stop(i, size int) int {
	t, j := s.t, i+size
	for j < s.n && class[t[j]] == cStop {
		j++
	}
	k := s.skipClosers(j)
	s.touch(i, k)
	single := size == 1 && j == i+1 && t[i] == '.'
	if k >= s.n || s.spaceAt(k) {
		m := s.skipOpeners(s.skipSpace(k))
		if single && s.lastTok&Abbrev != 0 && s.lastWord == i {
			return j
		}
		if m < s.n && s.lowerAt(m) {
			return j
		}
		s.end(k)
		return k
	}
	if single && i >= 2 && k+1 < s.n && isLower(t[i-1]) && isLower(t[i-2]) && isUpper(t[k]) && isLower(t[k+1]) {
		s.end(k)
		return k
	}
	return j
}

func (s *Scanner) skipSpace(i int) int {
	for i < s.n {
		if c := class[s.t[i]]; c == cSpace || c == cLine {
			i++
		} else if c == cHigh {
			r, z := utf8.DecodeRune(s.t[i:s.n])
			if !unicode.IsSpace(r) {
				return i
			}
			i += z
		} else {
			return i
		}
	}
	return i
}

func (s *Scanner) spaceAt(i int) bool { return s.skipSpace(i) > i }

func (s *Scanner) lowerAt(i int) bool {
	if c := s.t[i]; c < utf8.RuneSelf {
		return isLower(c)
	}
	r, _ := utf8.DecodeRune(s.t[i:s.n])
	return unicode.IsLower(r)
}

// skipClosers skips what closes quotations and brackets.
func (s *Scanner) skipClosers(i int) int { return s.skipSet(i, closers) }

// skipOpeners skips what opens them.
func (s *Scanner) skipOpeners(i int) int { return s.skipSet(i, openers) }

func (s *Scanner) skipSet(i int, set string) int {
	for i < s.n && !plain[s.t[i]] {
		r, z := utf8.DecodeRune(s.t[i:s.n])
		if !contains(set, r) {
			return i
		}
		i += z
	}
	return i
}

const (
	closers = "\"'”’)]»›」』"
	openers = "\"'“‘‚„([«‹「『"
)

// plain are the bytes that nothing in closers or openers begins with: most of what
// stands beside a full stop is a blank or a letter, and needs no search.
var plain = func() (all [256]bool) {
	for c := range all[:utf8.RuneSelf] {
		all[c] = !contains(closers+openers, rune(c))
	}
	return all
}()

func contains(set string, r rune) bool {
	for _, c := range set {
		if c == r {
			return true
		}
	}
	return false
}

// hardWrapped tells whether the lines of t were broken to a width, as in mail
// and old wire copy: most lines of like length, many without a full stop at
// their end, many beginning in lower case. The shares were set on Reuters and
// PAN texts, where a paragraph is a block between blank lines.
func hardWrapped(t []byte) bool {
	var lines, open, low int
	for l := range wrappedLines(t) {
		lines++
		switch c := l[len(l)-1]; c {
		case '.', '!', '?', '"', '\'', ':':
		default:
			if c < utf8.RuneSelf {
				open++
			}
		}
		if isLower(l[0]) {
			low++
		}
	}
	if lines <= 3 || 2*open <= lines || 10*low <= 3*lines {
		return false // most texts: the lengths of their lines need not be counted
	}
	even := 0
	for l := range wrappedLines(t) {
		if n := utf8.RuneCount(l); n >= 40 && n <= 110 {
			even++
		}
	}
	return 10*even > 5*lines || inColumn(t)
}

// columnLines is how many lines a narrow column has at least: a short list may look like one.
const columnLines = 6

// inColumn tells whether the lines of t were broken to a narrow column, as those of a
// printed page: the first word of nearly every line had no room in the one before, as
// wide as the widest. Lines of lists and verse end where their author ended them.
func inColumn(t []byte) bool {
	width, lines, full := 0, 0, 0
	for l := range wrappedLines(t) {
		width = max(width, utf8.RuneCount(l))
		lines++
	}
	if lines < columnLines {
		return false
	}
	last := 0
	for l := range wrappedLines(t) {
		word, _, _ := bytes.Cut(l, []byte(" "))
		if last > 0 && last+1+utf8.RuneCount(word) > width {
			full++
		}
		last = utf8.RuneCount(l)
	}
	return 10*full >= 8*(lines-1)
}

// wrappedLines yields the first lines that hardWrapped looks at, without white space
// around them; none is empty.
func wrappedLines(t []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		n := 0
		for l := range bytes.Lines(t) {
			if l = bytes.TrimSpace(l); len(l) == 0 {
				continue
			}
			if n++; n > 400 || !yield(l) {
				return
			}
		}
	}
}
