package detect

import (
	"math"
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"

	"respun/internal/lexicon"
	"respun/shingle"
)

// vocabulary numbers the stems that occur and keeps what the lexicon knows of
// each, in flat arrays by number. Numbers depend on the order in which words
// are met, and so on chance where several workers read: nothing that is
// reported may depend on them. Ranks and hashes don't.
//
// Languages share their stems, names above all. What the weight of a stem is must
// not depend on which of them was read first: English has counted its stems, the
// others guess by length, so English has the say where it has met the stem.
type vocabulary struct {
	stemmers sync.Pool  // of *lexicon.Stemmer: stemming takes longer than numbering
	mu       sync.Mutex // of what follows
	stems    stemTable
	ranks    []shingle.Rank
	weights  []float32 // -log10 p
	guessed  []bool    // the weight, as no English document has the stem
	chance   []float32 // p: chance that a sentence contains the stem
	synonyms groupLists
	related  groupLists
	letters  []bool // of a script without spaces: a token is a letter with its next one, not a word as in Katakana
	linked   []bool // has a group of either kind
	frozen   bool   // numbers no further stem
}

func newVocabulary() *vocabulary {
	v := new(vocabulary)
	v.stemmers.New = func() any { return lexicon.NewStemmer() }
	v.number(lexicon.Word{Stop: true}, lexicon.English) // 0 is no stem
	return v
}

// Lookup implements shingle.Vocabulary.
func (v *vocabulary) Lookup(language uint8, folded string) shingle.Token {
	stemmer := v.stemmers.Get().(*lexicon.Stemmer)
	w := stemmer.Lookup(lexicon.Language(language), folded)
	v.stemmers.Put(stemmer)
	v.mu.Lock()
	id := v.number(w, lexicon.Language(language))
	v.mu.Unlock()
	t := shingle.Token(id)
	if id != 0 && !w.Stop && (w.Number || len(w.Stem) > 1 && w.Stem[0] < 0x80 || len([]rune(w.Stem)) > 1) {
		t |= shingle.Content
	}
	if w.Number {
		t |= shingle.Number
	}
	if w.Abbreviation {
		t |= shingle.Abbrev
	}
	if w.Stop {
		t |= shingle.Stop
	}
	return t
}

// Capitals implements shingle.Vocabulary.
func (v *vocabulary) Capitals(language uint8) bool {
	return lexicon.Language(language).Capitals()
}

// freeze ends numbering: workers that read the arrays without a lock rely on it.
// A passage cut out of its document may hold forms that no document has (in
// scripts without spaces the last character of a passage lacks its next one);
// they are no stems.
func (v *vocabulary) freeze() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.frozen = true
}

// number returns the number of a word's stem, which is given one if need be.
func (v *vocabulary) number(w lexicon.Word, l lexicon.Language) uint32 {
	id, known, slot := v.stems.find(w.Stem, l)
	if known {
		if v.guessed[id] && l == lexicon.English && !v.frozen {
			v.guessed[id] = false
			v.weigh(id, w.Weight)
		}
		return id
	}
	if v.frozen || v.stems.len() >= shingle.MaxID || len(v.stems.letters)+len(w.Stem) > min(math.MaxUint32, math.MaxInt) {
		return 0
	}
	id = v.stems.add(w.Stem, l, slot)
	first, _ := utf8.DecodeRuneInString(w.Stem)
	v.letters = append(v.letters, shingle.Unspaced(first) && !(unicode.Is(unicode.Katakana, first) && utf8.RuneCountInString(w.Stem) > 2))
	v.ranks, v.weights, v.chance = append(v.ranks, 0), append(v.weights, 0), append(v.chance, 0)
	v.guessed = append(v.guessed, l != lexicon.English)
	v.weigh(id, w.Weight)
	return id
}

// weigh sets what depends on the weight of a stem.
func (v *vocabulary) weigh(id uint32, weight float32) {
	v.weights[id] = weight
	v.ranks[id] = rank(weight, v.stems.at(id))
	v.chance[id] = float32(math.Pow(10, -float64(weight)))
}

// rank orders stems by falling weight, then by the hash of their letters.
func rank(weight float32, stem string) shingle.Rank {
	return shingle.Rank(uint64(^math.Float32bits(weight))<<32 | uint64(shingle.HashStem(stem)))
}

// relate lists the groups of each stem, when all stems are known: those that two
// of them belong to at least, as the others join nothing.
func (v *vocabulary) relate() {
	v.synonyms, v.related = v.groups(lexicon.AppendSynonyms), v.groups(lexicon.AppendRelated)
	v.linked = make([]bool, v.stems.len())
	for id := range v.linked {
		v.linked[id] = len(v.synonyms.of(uint32(id)))+len(v.related.of(uint32(id))) > 0
	}
}

// groups lists the groups of one kind.
func (v *vocabulary) groups(list func(dst []uint32, stem string) []uint32) groupLists {
	all := groupLists{ends: make([]uint32, v.stems.len())}
	for id := range all.ends {
		all.groups = list(all.groups, v.stems.at(uint32(id)))
		all.ends[id] = uint32(len(all.groups))
	}
	var stems [1 << 8][]uint8 // by relation and number of the group: how many it has, up to two
	count := func(g uint32) *uint8 {
		of, n := &stems[lexicon.RelationOf(g)], int(lexicon.NumberOf(g))
		if n >= len(*of) {
			*of = append(*of, make([]uint8, n+1-len(*of))...)
		}
		return &(*of)[n]
	}
	for _, g := range all.groups {
		if n := count(g); *n < 2 {
			*n++
		}
	}
	from, n := uint32(0), uint32(0)
	for id, end := range all.ends {
		for _, g := range all.groups[from:end] {
			if *count(g) > 1 {
				all.groups[n] = g
				n++
			}
		}
		all.ends[id], from = n, end
	}
	all.groups = slices.Clip(all.groups[:n])
	return all
}

// words counts tokens; of letters, two make a word.
func (v *vocabulary) words(tokens []shingle.Token) int {
	letters := 0
	for _, t := range tokens {
		if v.letters[t.ID()] {
			letters++
		}
	}
	return len(tokens) - letters/2
}
