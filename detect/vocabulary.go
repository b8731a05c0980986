package detect

import (
	"math"
	"sync"
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
	ids      map[string]uint32
	stems    []string
	ranks    []shingle.Rank
	weights  []float32           // -log10 p
	guessed  []bool              // the weight, as no English document has the stem
	chance   []float32           // p: chance that a sentence contains the stem
	logs     [][logSteps]float32 // log10(K·p + n) for n = 1, 2, ...
	synonyms [][]uint32
	related  [][]uint32
	letters  []bool // of a script without spaces: a token is a letter with its next one, not a word
	linked   []bool // has a group of either kind
	frozen   bool   // numbers no further stem
	apart    bool   // keeps the stems of languages apart, so that a document's depend on nothing else
}

func newVocabulary() *vocabulary {
	v := &vocabulary{ids: map[string]uint32{}}
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
	stem, key := w.Stem, w.Stem
	if v.apart && l != lexicon.English {
		key += "\x00" + l.String()
	}
	if id, ok := v.ids[key]; ok {
		if v.guessed[id] && l == lexicon.English && !v.frozen {
			v.guessed[id] = false
			v.weigh(id, w.Weight)
		}
		return id
	}
	id := uint32(len(v.stems))
	if v.frozen || int(id) >= shingle.MaxID {
		return 0
	}
	v.ids[key] = id
	first, _ := utf8.DecodeRuneInString(stem)
	v.letters = append(v.letters, shingle.Unspaced(first))
	v.stems = append(v.stems, stem)
	v.ranks, v.weights, v.chance = append(v.ranks, 0), append(v.weights, 0), append(v.chance, 0)
	v.logs = append(v.logs, [logSteps]float32{})
	v.guessed = append(v.guessed, l != lexicon.English)
	v.weigh(id, w.Weight)
	v.synonyms = append(v.synonyms, lexicon.Synonyms(stem))
	v.related = append(v.related, lexicon.Related(stem))
	v.linked = append(v.linked, len(v.synonyms[id])+len(v.related[id]) > 0)
	return id
}

// weigh sets what depends on the weight of a stem.
func (v *vocabulary) weigh(id uint32, weight float32) {
	v.weights[id] = weight
	v.ranks[id] = rank(weight, v.stems[id])
	p := math.Pow(10, -float64(weight))
	v.chance[id] = float32(p)
	for n := range v.logs[id] {
		v.logs[id][n] = float32(math.Log10(smooth*p + float64(n+1)))
	}
}

// rank orders stems by falling weight, then by the hash of their letters.
func rank(weight float32, stem string) shingle.Rank {
	return shingle.Rank(uint64(^math.Float32bits(weight))<<32 | uint64(shingle.HashStem(stem)))
}

// logChance returns log10(K·p + n) for a stem that n sentences of the two
// documents contain.
func (v *vocabulary) logChance(id, n uint32) float32 {
	if n > 0 && n <= logSteps {
		return v.logs[id][n-1]
	}
	return float32(math.Log10(smooth*float64(v.chance[id]) + float64(n)))
}

// logSteps is how many counts have their logarithm at hand.
const logSteps = 4

// prune leaves out the groups that only one stem of the run belongs to: they join
// nothing.
func (v *vocabulary) prune() {
	for _, lists := range v.groupsOf() {
		members := map[uint32]bool{} // whether the group has two
		total := 0
		for _, l := range lists {
			for _, g := range l {
				_, met := members[g]
				members[g] = met
			}
		}
		for _, l := range lists {
			for _, g := range l {
				if members[g] {
					total++
				}
			}
		}
		flat := make([]uint32, 0, total)
		for id, l := range lists {
			from := len(flat)
			for _, g := range l {
				if members[g] {
					flat = append(flat, g)
				}
			}
			lists[id] = flat[from:len(flat):len(flat)]
		}
	}
	for id := range v.linked {
		v.linked[id] = len(v.synonyms[id])+len(v.related[id]) > 0
	}
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
