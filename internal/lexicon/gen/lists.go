package main

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"strconv"
	"strings"
	"unicode/utf8"

	"respun/internal/lexicon"
)

// lists are the word lists kept beside the generator: written for this
// project, but for the stop lists (DATA.md tells their sources).
//
//go:embed lists
var lists embed.FS

// lines returns the lines of a list, comments and empty ones left out.
func lines(name string) ([]string, error) {
	b, err := fs.ReadFile(lists, "lists/"+name)
	if err != nil {
		return nil, err
	}
	var out []string
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, line)
		}
	}
	return out, nil
}

// keyed reads a list of "key: word word ..." lines and calls add for each.
func keyed(name string, add func(key string, words []string) error) error {
	all, err := lines(name)
	if err != nil {
		return err
	}
	for _, line := range all {
		key, words, ok := strings.Cut(line, ":")
		if !ok {
			return fmt.Errorf("lists/%s: no colon in %q", name, line)
		}
		if err := add(key, strings.Fields(words)); err != nil {
			return fmt.Errorf("lists/%s: %s: %w", name, key, err)
		}
	}
	return nil
}

// wordFlags holds, per word, two bit sets of languages: stop lists and
// abbreviations.
type wordFlags map[string]*[2]uint32

func (f wordFlags) set(l lexicon.Language, which int, word string) {
	if f[word] == nil {
		f[word] = new([2]uint32)
	}
	f[word][which] |= 1 << l
}

// readFlags reads the stop lists and the abbreviations of all languages.
func readFlags() (wordFlags, error) {
	f := wordFlags{}
	for _, l := range lexicon.Languages() {
		if l == lexicon.Other {
			continue
		}
		words, err := lines("stop/" + l.String() + ".txt")
		if err != nil {
			return nil, err
		}
		for _, w := range strings.Fields(strings.Join(words, " ")) {
			f.set(l, 0, w)
		}
	}
	return f, keyed("abbreviations.txt", func(tag string, words []string) error {
		l, ok := lexicon.ParseLanguage(tag)
		if !ok {
			return fmt.Errorf("no such language")
		}
		for _, w := range words {
			f.set(l, 1, w)
		}
		return nil
	})
}

const (
	leastPlain = 3  // letters
	mostPlain  = 30 // English articles
)

// addPlain makes stop words of those written without their accents, too. Not of two
// letters, most of which are words of their own (Swedish "är" and "ar", Turkish "şu" and
// "su"), and not what several English articles have, counted in articles: a name, or a
// word that any language borrows (Romanian "puţin", German "über").
func (f wordFlags) addPlain(articles map[string]float64) {
	for w, bits := range maps.Clone(f) {
		for l := range lexicon.Other {
			if p := lexicon.Plain(l, w); bits[0]>>l&1 == 1 && p != w && utf8.RuneCountInString(p) >= leastPlain && articles[p] < mostPlain {
				f.set(l, 0, p)
			}
		}
	}
}

// readNumbers adds the number words of all languages to forms ("tag:form").
func readNumbers(forms map[string]string) error {
	return keyed("numbers.txt", func(tag string, words []string) error {
		for i, w := range words {
			w, value, ok := strings.Cut(w, "=")
			if !ok {
				value = strconv.Itoa(i)
			}
			if w != "-" {
				forms[tag+":"+w] = value
			}
		}
		return nil
	})
}

// readSymbols adds the words that signs are read as to forms ("tag:sign").
func readSymbols(forms map[string]string) error {
	return keyed("symbols.txt", func(tag string, pairs []string) error {
		for _, p := range pairs {
			sign, word, ok := strings.Cut(p, "=")
			if !ok {
				return fmt.Errorf("no word for %q", sign)
			}
			forms[tag+":"+sign] = word
		}
		return nil
	})
}
