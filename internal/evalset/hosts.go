package evalset

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"respun/shingle"
)

// Limits of a host. Too few paragraphs leave no "far away"; very long texts are
// transcripts and lists rather than articles.
const (
	minHostRunes      = 400
	maxHostRunes      = 12000
	minHostParagraphs = 8
	sameStart         = 60 // runes: articles that begin alike are copies
)

// Host is an unrelated article into which rewrites may be planted.
type Host struct {
	Index int // its place in the collection, from 0: what a Residue divides
	shingle.Document
}

// HostsDropped counts the articles that cannot be hosts, by the first reason.
type HostsDropped struct {
	Length     int // under 400 or over 12,000 runes
	Paragraphs int // fewer than 8
	Repeated   int // begins with the same 60 runes as an earlier article
	Near       int // shares 8 words in a row with a source of the rewrites
}

// Hosts picks from a collection the articles that are fit for planting: no
// copies of each other or of the sources, since a match between such would be
// right though no label has it. Copies are dropped over the whole collection, so
// that hosts of different residues are no copies of each other either.
func Hosts(collection, sources []shingle.Document) ([]Host, HostsDropped) {
	var hosts []Host
	var dropped HostsDropped
	near := eightWords(sources)
	seen := map[string]bool{}
	for i, d := range collection {
		switch n := utf8.RuneCountInString(d.Text); {
		case n < minHostRunes || n > maxHostRunes:
			dropped.Length++
		case len(paragraphs(d.Text)) < minHostParagraphs:
			dropped.Paragraphs++
		case seen[beginning(d.Text)]:
			dropped.Repeated++
		case sharesAny(d.Text, near):
			dropped.Near++
		default:
			seen[beginning(d.Text)] = true
			hosts = append(hosts, Host{Index: i, Document: d})
		}
	}
	return hosts, dropped
}

// beginning returns the first 60 runes, which a text over minHostRunes has.
func beginning(text string) string {
	return string([]rune(text[:min(len(text), 4*sameStart)])[:sameStart])
}

// paragraphs returns the lines of a text that are not blank, trimmed.
func paragraphs(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// words returns the lower-cased runs of letters, digits and _ of a text.
func words(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return r != '_' && !unicode.IsLetter(r) && !unicode.IsNumber(r)
	})
}

func eightWords(docs []shingle.Document) map[string]bool {
	set := map[string]bool{}
	for _, d := range docs {
		for _, g := range grams(words(d.Text), 8) {
			set[g] = true
		}
	}
	return set
}

func sharesAny(text string, set map[string]bool) bool {
	for _, g := range grams(words(text), 8) {
		if set[g] {
			return true
		}
	}
	return false
}

// grams returns the runs of n words, joined by spaces, as slices of one string.
func grams(words []string, n int) []string {
	if len(words) < n {
		return nil
	}
	joined := strings.Join(words, " ")
	out := make([]string, 0, len(words)-n+1)
	start, end := 0, len(strings.Join(words[:n], " "))
	for i := 0; ; i++ {
		out = append(out, joined[start:end])
		if i+n == len(words) {
			return out
		}
		start += len(words[i]) + 1
		end += 1 + len(words[i+n])
	}
}
