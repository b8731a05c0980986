package main

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"respun/internal/lexicon"
)

// relations makes groups of stems out of WordNet and the alias list.
type relations struct {
	speech *speech
	wn     *wordnet
	stop   func(word string) bool
}

// stems returns the distinct stems of words, sorted, without stop words and
// single letters, which no relation needs.
func (r *relations) stems(words []string) []string {
	set := map[string]bool{}
	for _, w := range words {
		if s := r.speech.stem(w); utf8.RuneCountInString(s) > 1 && !r.stop(w) && !r.stop(s) {
			set[s] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// synonyms returns a group per synset with two stems of which it is a top sense.
func (r *relations) synonyms() []group {
	var all []group
	for _, s := range r.wn.order {
		if g := r.stems(r.members(s)); len(g) > 1 {
			all = append(all, group{0, g})
		}
	}
	return all
}

// members returns the words that have the synset among their top senses.
func (r *relations) members(s *synset) []string {
	var top []string
	for _, w := range s.words {
		if w != "" && r.wn.top(w, s.id) {
			top = append(top, w)
		}
	}
	return top
}

// symbols of WordNet's pointers, by relation.
var symbols = map[string]lexicon.Relation{
	"+":  lexicon.Derived,
	"\\": lexicon.Pertainym,
	"&":  lexicon.Similar,
	"@":  lexicon.Hypernym,
}

// related returns the groups of the wanted relations: pairs of stems, for
// aliases sets of them, that are no synonyms already.
func (r *relations) related(wanted map[lexicon.Relation]bool, known pairSet) ([]group, error) {
	var all []group
	if wanted[lexicon.Alias] {
		aliases, err := r.aliases()
		if err != nil {
			return nil, err
		}
		all = aliases
	}
	seen := map[lexicon.Relation]pairSet{}
	for _, s := range r.wn.order {
		for _, p := range s.pointers {
			relation, ok := symbols[p.symbol]
			if !ok || !wanted[relation] {
				continue
			}
			if seen[relation] == nil {
				seen[relation] = pairSet{}
			}
			for _, pair := range r.pairs(s, p, relation) {
				if !known.has(pair) && !seen[relation].has(pair) {
					seen[relation].add(pair)
					all = append(all, group{uint32(relation), pair[:]})
				}
			}
		}
	}
	return all, nil
}

// pairs returns the pairs of stems that a pointer joins: of two words, or of
// all words of the two synsets. A broader term counts for the first sense only.
func (r *relations) pairs(s *synset, p pointer, relation lexicon.Relation) [][2]string {
	t := r.wn.synsets[p.target]
	from, to := r.members(s), r.members(t)
	if p.from > 0 {
		from, to = only(from, s.words[p.from-1]), only(to, t.words[p.to-1])
	}
	if relation == lexicon.Hypernym {
		from = slices.DeleteFunc(from, func(w string) bool { return !r.wn.first[w+" "+s.id] })
		to = slices.DeleteFunc(to, func(w string) bool { return !r.wn.first[w+" "+t.id] })
	}
	var all [][2]string
	for _, a := range r.stems(from) {
		for _, b := range r.stems(to) {
			if a != b {
				all = append(all, ordered(a, b))
			}
		}
	}
	return all
}

// only returns word alone where it is among the members.
func only(members []string, word string) []string {
	if word != "" && slices.Contains(members, word) {
		return []string{word}
	}
	return nil
}

// aliases reads the alias list: a set of words a line.
func (r *relations) aliases() ([]group, error) {
	all, err := lines("aliases.txt")
	var groups []group
	for _, line := range all {
		if g := r.stems(strings.Fields(line)); len(g) > 1 {
			groups = append(groups, group{uint32(lexicon.Alias), g})
		}
	}
	return groups, err
}

// pairSet is a set of unordered pairs of stems.
type pairSet map[[2]string]bool

func ordered(a, b string) [2]string { return [2]string{min(a, b), max(a, b)} }

func (p pairSet) has(pair [2]string) bool { return p[ordered(pair[0], pair[1])] }
func (p pairSet) add(pair [2]string)      { p[ordered(pair[0], pair[1])] = true }

// addGroups adds every pair of every group.
func (p pairSet) addGroups(groups []group) {
	for _, g := range groups {
		for i, a := range g.stems {
			for _, b := range g.stems[:i] {
				p.add([2]string{a, b})
			}
		}
	}
}
