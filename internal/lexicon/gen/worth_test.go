package main

import (
	"bufio"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"respun/internal/lexicon"
)

// sentencePair is the distinct content stems of two sentences.
type sentencePair struct{ a, b []string }

// TestWorth measures what each relation joins of the words that one sentence
// has and the other lacks: in paraphrases, in sentences on the same topic that
// are none, and between strangers. DATA.md quotes the table; see it with -v.
func TestWorth(t *testing.T) {
	o := inputs(t)
	flags, err := readFlags()
	require.NoError(t, err)
	e, wn, err := readSpeech(o)
	require.NoError(t, err)
	r := &relations{e, wn, func(w string) bool { return flags[w] != nil && flags[w][0]&1 == 1 }}
	same, other, strangers := r.sentencePairs(t, o.data)

	known := pairSet{}
	known.addGroups(r.synonyms())
	worth := func(name string, set pairSet, before pairSet) (float64, float64) {
		p, q, s := joined(same, set, before), joined(other, set, before), joined(strangers, set, before)
		t.Logf("%-10s %6d pairs: paraphrases %.4f, same topic %.4f, strangers %.4f", name, len(set), p, q, s)
		return p, s
	}
	p, s := worth("synonyms", known, nil)
	assert.Greater(t, p, 2*s)
	for _, name := range strings.Split(shipped, ",") {
		wanted, err := parseRelations(name)
		require.NoError(t, err)
		found, err := r.related(wanted, known)
		require.NoError(t, err)
		set := pairSet{}
		set.addGroups(found)
		worth(name, set, known)
	}
}

// sentencePairs reads the labelled pairs of MTMPC and MRPC, and sets each
// first sentence against the next pair's second one.
func (r *relations) sentencePairs(t *testing.T, data string) (same, other, strangers []sentencePair) {
	for _, folder := range []string{"mtmpc_pan10", "mrpc"} {
		f, err := os.Open(filepath.Join(data, folder, "train.tsv"))
		require.NoError(t, err)
		defer f.Close()
		last := ""
		for in := bufio.NewScanner(f); in.Scan(); {
			part := strings.Split(in.Text(), "\t")
			pair := sentencePair{r.rarestFirst(part[1]), r.rarestFirst(part[2])}
			if part[0] == "1" {
				same = append(same, pair)
			} else {
				other = append(other, pair)
			}
			strangers = append(strangers, sentencePair{r.rarestFirst(last), pair.b})
			last = part[1]
		}
	}
	return same, other, strangers
}

// content returns the stems of a text's content words that are no numbers.
func (r *relations) content(text string) []string {
	var stems []string
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(c rune) bool {
		return !unicode.IsLetter(c) && c != '\'' && c != '’'
	}) {
		w, _, _ = strings.Cut(strings.Trim(strings.ReplaceAll(w, "’", "'"), "'"), "'")
		if len(w) < 2 || r.stop(w) || r.stop(r.speech.bases[w]) {
			continue
		}
		if s := r.speech.stem(w); plain(s) {
			stems = append(stems, s)
		}
	}
	return stems
}

func weigh(stem string) float64 { return float64(lexicon.Weight(lexicon.English, stem, false)) }

func (r *relations) rarestFirst(text string) []string {
	stems := r.content(text)
	slices.Sort(stems)
	stems = slices.Compact(stems)
	slices.SortStableFunc(stems, func(a, b string) int { return int((weigh(b) - weigh(a)) * 8192) })
	return stems
}

// joined returns the weight that set joins, as a share of the weight of the
// lighter sentence, averaged over the pairs; what before joins is taken first.
func joined(pairs []sentencePair, set, before pairSet) float64 {
	sum := 0.
	for _, p := range pairs {
		lighter := min(total(p.a), total(p.b))
		if lighter == 0 {
			continue
		}
		a := slices.DeleteFunc(slices.Clone(p.a), func(s string) bool { return slices.Contains(p.b, s) })
		b := slices.DeleteFunc(slices.Clone(p.b), func(s string) bool { return slices.Contains(p.a, s) })
		a, b, _ = join(a, b, before)
		_, _, weight := join(a, b, set)
		sum += weight / lighter
	}
	return sum / float64(len(pairs))
}

func total(stems []string) (sum float64) {
	for _, s := range stems {
		sum += weigh(s)
	}
	return sum
}

// join pairs stems one to one, rarest first, and returns what is left of
// either side and the weight of the pairs.
func join(a, b []string, set pairSet) (restA, restB []string, weight float64) {
	for _, x := range a {
		i := slices.IndexFunc(b, func(y string) bool { return set.has([2]string{x, y}) })
		if i < 0 {
			restA = append(restA, x)
			continue
		}
		weight += min(weigh(x), weigh(b[i]))
		b = slices.Delete(slices.Clone(b), i, i+1)
	}
	return restA, b, weight
}
