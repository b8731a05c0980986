package main

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

// speech is English as the tables see it: how often words occur, their bases,
// and which stems are spellings of one.
type speech struct {
	articles float64            // counted
	df       map[string]float64 // articles with the word
	bases    map[string]string  // irregular form to base
	variants map[string]string  // stem to stem
	numbers  map[string]string  // number word to digits
	env      *snowballstem.Env
}

func (e *speech) snowball(word string) string {
	e.env.SetCurrent(word)
	english.Stem(e.env)
	return e.env.Current()
}

// stem is what lexicon's Lookup makes of an English word; a test holds the two
// together.
func (e *speech) stem(word string) string {
	if b, ok := e.bases[word]; ok {
		word = b
	}
	if n, ok := e.numbers[word]; ok {
		return n
	}
	s := e.snowball(word)
	if v, ok := e.variants[s]; ok {
		return v
	}
	return s
}

// readFrequencies reads "word<TAB>articles" lines; "#N" is the number of articles.
func (e *speech) readFrequencies(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	e.df = map[string]float64{}
	in := bufio.NewScanner(f)
	for n := 1; in.Scan(); n++ {
		word, count, _ := strings.Cut(in.Text(), "\t")
		v, err := strconv.ParseFloat(count, 64)
		if err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
		if word == "#N" {
			e.articles = v
			continue
		}
		e.df[word] = v
	}
	if e.articles == 0 && in.Err() == nil {
		return fmt.Errorf("%s: no #N line", path)
	}
	return in.Err()
}

// readBases fills bases: the hand list first, then WordNet's exceptions.
func (e *speech) readBases(wn *wordnet) error {
	e.bases = map[string]string{}
	err := keyed("irregular.txt", func(base string, forms []string) error {
		for _, f := range forms {
			e.bases[f] = base
		}
		return nil
	})
	if err != nil {
		return err
	}
	byHand := maps.Clone(e.bases)
	for _, part := range partsOfSpeech {
		if err := e.readExceptions(filepath.Join(wn.dir, part+".exc"), wn, byHand); err != nil {
			return err
		}
	}
	return nil
}

// readExceptions reads "form base..." lines. An exception is kept where the
// stemmer fails to bring form and base together, and only if the base is met
// more than four times as often, among WordNet's tagged senses, as the form as
// a word of its own ("ground" is hardly ever ground coffee).
func (e *speech) readExceptions(path string, wn *wordnet, byHand map[string]string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	for in.Scan() {
		fields := strings.Fields(in.Text())
		if len(fields) < 2 || !plain(fields[0]) {
			continue
		}
		form, base := fields[0], ""
		for _, b := range fields[1:] {
			if plain(b) && (base == "" || wn.tagged[b] > wn.tagged[base]) {
				base = b
			}
		}
		if base == "" || byHand[form] != "" || e.snowball(form) == e.snowball(base) {
			continue
		}
		if wn.lemma[form] && wn.tagged[base] <= 4*wn.tagged[form] {
			continue
		}
		if old := e.bases[form]; old == "" || wn.tagged[base] > wn.tagged[old] {
			e.bases[form] = base
		}
	}
	return in.Err()
}

// readVariants fills variants: British stems to American ones, by the listed
// beginnings, and by -ise/-ize and -yse/-yze where WordNet has both.
func (e *speech) readVariants(wn *wordnet) error {
	pairs, err := lines("spelling.txt")
	if err != nil {
		return err
	}
	american := map[string]string{}
	for _, p := range pairs {
		b, a, ok := strings.Cut(p, " ")
		if !ok {
			return fmt.Errorf("lists/spelling.txt: no pair: %q", p)
		}
		american[b] = a
	}
	e.variants = map[string]string{}
	for _, w := range e.vocabulary(wn) {
		if a, ok := respell(w, american, wn); ok {
			from, to := e.snowball(w), e.snowball(a)
			// A stem that other words share keeps to itself where its own
			// spelling is the rule ("practic" is practical's as well).
			if from != to && (e.variants[from] == "" || e.df[a] > e.df[e.variants[from]]) {
				e.variants[from] = to
			}
		}
	}
	for from, to := range e.variants { // no chains: one step leads to the end
		if v, ok := e.variants[to]; ok && v != from {
			e.variants[from] = v
		}
		if e.variants[to] == from {
			return fmt.Errorf("spelling: %q and %q lead to each other", from, to)
		}
	}
	return nil
}

// vocabulary returns every plain word of WordNet and of the frequencies, sorted.
func (e *speech) vocabulary(wn *wordnet) []string {
	all := maps.Clone(wn.lemma)
	for w := range e.df {
		if plain(w) {
			all[w] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// respell returns the American spelling of a British word: as listed, by its
// longest listed beginning, or by its end.
func respell(w string, american map[string]string, wn *wordnet) (string, bool) {
	if a, ok := american[w]; ok {
		return a, true
	}
	for n := len(w); n >= 3; n-- {
		if a, ok := american[w[:n]+"*"]; ok {
			return a + w[n:], a != w[:n]
		}
	}
	for _, end := range [...][2]string{{"ise", "ize"}, {"yse", "yze"}} {
		if s, ok := strings.CutSuffix(w, end[0]); ok && wn.synonyms(w, s+end[1]) {
			return s + end[1], true
		}
	}
	return "", false
}

// plain tells whether w is one word of English letters.
func plain(w string) bool {
	return w != "" && strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") == ""
}
