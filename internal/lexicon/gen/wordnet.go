package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

var partsOfSpeech = []string{"noun", "verb", "adj", "adv"}

// topSenses is how many senses of a word count, as each part of speech: the
// first four cover most of running text, and later ones join words that no
// writer would swap.
const topSenses = 4

// synset is one of WordNet's sets of synonyms.
type synset struct {
	id       string   // part of speech and offset
	words    []string // "" where a member is no plain word
	pointers []pointer
}

// pointer is a relation from a synset, or one of its words, to another.
type pointer struct {
	symbol   string
	target   string // id of a synset
	from, to int    // words, from 1; 0 and 0: the whole synsets
}

// wordnet is WordNet's database as far as single words go.
type wordnet struct {
	dir     string
	synsets map[string]*synset
	order   []*synset           // as in the files
	senses  map[string][]string // word to synset ids, by part of speech and rank, the top ones
	first   map[string]bool     // "word synset" where it is the first sense
	lemma   map[string]bool
	tagged  map[string]int // times a word was met, all senses
}

// readWordnet reads the database files of dir (data.*, index.*, cntlist.rev).
func readWordnet(dir string) (*wordnet, error) {
	wn := &wordnet{dir: dir, synsets: map[string]*synset{}, senses: map[string][]string{},
		first: map[string]bool{}, lemma: map[string]bool{}, tagged: map[string]int{}}
	for _, part := range partsOfSpeech {
		if err := eachLine(filepath.Join(dir, "data."+part), wn.addSynset); err != nil {
			return nil, err
		}
		if err := eachLine(filepath.Join(dir, "index."+part), wn.addIndex); err != nil {
			return nil, err
		}
	}
	return wn, eachLine(filepath.Join(dir, "cntlist.rev"), wn.addCount)
}

// eachLine calls add with the fields of each line but the licence at the top.
func eachLine(path string, add func(fields []string) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	for n := 1; in.Scan(); n++ {
		if strings.HasPrefix(in.Text(), "  ") {
			continue
		}
		data, _, _ := strings.Cut(in.Text(), " | ")
		if err := add(strings.Fields(data)); err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
	}
	return in.Err()
}

// partOf is the letter of a part of speech in ids; adjectives of either kind
// are numbered together.
func partOf(ssType string) string {
	if ssType == "s" {
		return "a"
	}
	return ssType
}

// addSynset reads: offset lex_filenum ss_type w_cnt (word lex_id)... p_cnt
// (symbol offset pos source/target)...
func (wn *wordnet) addSynset(f []string) error {
	count, err := strconv.ParseUint(f[3], 16, 8)
	if err != nil {
		return err
	}
	s := &synset{id: partOf(f[2]) + f[0]}
	f = f[4:]
	for range count {
		word, _, _ := strings.Cut(strings.ToLower(f[0]), "(")
		if !plain(word) {
			word = ""
		}
		s.words = append(s.words, word)
		f = f[2:]
	}
	pointers, err := strconv.Atoi(f[0])
	if err != nil {
		return err
	}
	f = f[1:]
	for range pointers {
		ends, err := strconv.ParseUint(f[3], 16, 16)
		if err != nil {
			return err
		}
		s.pointers = append(s.pointers, pointer{f[0], partOf(f[2]) + f[1], int(ends >> 8), int(ends & 255)})
		f = f[4:]
	}
	wn.synsets[s.id] = s
	wn.order = append(wn.order, s)
	return nil
}

// addIndex reads: lemma pos synset_cnt p_cnt symbol... sense_cnt tagsense_cnt offset...
func (wn *wordnet) addIndex(f []string) error {
	if !plain(f[0]) {
		return nil
	}
	wn.lemma[f[0]] = true
	n, err := strconv.Atoi(f[2])
	if err != nil {
		return err
	}
	for i, offset := range f[len(f)-n:] {
		id := f[1] + offset
		if i < topSenses {
			wn.senses[f[0]] = append(wn.senses[f[0]], id)
		}
		if i == 0 {
			wn.first[f[0]+" "+id] = true
		}
	}
	return nil
}

// addCount reads: sense_key sense_number tag_cnt.
func (wn *wordnet) addCount(f []string) error {
	word, _, _ := strings.Cut(f[0], "%")
	n, err := strconv.Atoi(f[2])
	wn.tagged[word] += n
	return err
}

// synonyms tells whether two words share one of their top senses.
func (wn *wordnet) synonyms(a, b string) bool {
	for _, s := range wn.senses[a] {
		for _, t := range wn.senses[b] {
			if s == t {
				return true
			}
		}
	}
	return false
}

// top tells whether the synset is among the word's top senses.
func (wn *wordnet) top(word, id string) bool {
	for _, s := range wn.senses[word] {
		if s == id {
			return true
		}
	}
	return false
}
