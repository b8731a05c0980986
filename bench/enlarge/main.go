// Command enlarge makes as much text of a kind as is asked for out of a corpus of
// that kind, by seed.
//
// What. The first copy of the corpus is the corpus. In each further one every
// word is another word of about the same frequency, the same throughout the copy;
// the most frequent stay. So a copy repeats itself as the corpus does, and shares
// with the other copies what texts of different events share: frames and chance.
// The corpus written twice would be a corpus of duplicates.
//
//	enlarge -mb 225 news.jsonl            so many megabytes
//	enlarge -documents 1000000 -words 170 news.jsonl    so many short documents
//	enlarge -documents 100000 -words 100 -shared 60 news.jsonl    which share a paragraph of 60 words
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
)

const (
	kept = 200 // most frequent words, which stay
	band = 300 // words of like frequency, among which one is another
)

type settings struct {
	mb                       float64
	documents, words, shared int
	seed                     uint64
}

func main() {
	var s settings
	flag.Float64Var(&s.mb, "mb", 0, "megabytes to write")
	flag.IntVar(&s.documents, "documents", 0, "documents to write")
	flag.IntVar(&s.words, "words", 0, "words of a document; 0: as in the corpus")
	flag.IntVar(&s.shared, "shared", 0, "words of a paragraph that begins every document")
	flag.Uint64Var(&s.seed, "seed", 1, "")
	flag.Parse()
	if err := run(s, flag.Arg(0), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "enlarge:", err)
		os.Exit(1)
	}
}

func run(s settings, file string, to io.Writer) error {
	texts, err := read(file)
	if err != nil {
		return err
	}
	out := &writer{s: s, to: bufio.NewWriterSize(to, 1<<20), shared: paragraph(texts, s)}
	v := newVocabulary(texts)
	for copy := 0; !out.full(); copy++ {
		other := v.permuted(rand.New(rand.NewPCG(s.seed, uint64(copy))))
		if copy == 0 {
			other = nil
		}
		for i, text := range texts {
			if err := out.text(fmt.Sprintf("%d-%d", copy, i), replace(text, other)); err != nil {
				return err
			}
		}
	}
	return out.to.Flush()
}

func read(file string) (texts []string, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var d struct{ Text string }
		if err := json.Unmarshal(lines.Bytes(), &d); err != nil {
			return nil, err
		}
		texts = append(texts, d.Text)
	}
	if len(texts) == 0 && lines.Err() == nil {
		return nil, fmt.Errorf("%s: no documents", file)
	}
	return texts, lines.Err()
}

// paragraph takes the words that every document is to begin with.
func paragraph(texts []string, s settings) string {
	if s.shared == 0 {
		return ""
	}
	words := strings.Fields(texts[s.seed%uint64(len(texts))])
	return strings.Join(words[:min(len(words), s.shared)], " ") + "\n\n"
}

type writer struct {
	s      settings
	to     *bufio.Writer
	shared string
	n      int
	bytes  int64
}

func (w *writer) full() bool {
	return w.s.documents > 0 && w.n >= w.s.documents || w.s.documents == 0 && float64(w.bytes) >= w.s.mb*1e6
}

// text writes a text, as one document or as several of so many words.
func (w *writer) text(id, text string) error {
	if w.s.words == 0 {
		return w.document(id, text)
	}
	words := strings.Fields(text)
	for k := 0; (k+1)*w.s.words <= len(words); k++ {
		if err := w.document(fmt.Sprintf("%s-%d", id, k), strings.Join(words[k*w.s.words:][:w.s.words], " ")); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) document(id, text string) error {
	if w.full() {
		return nil
	}
	line, err := json.Marshal(map[string]string{"id": id, "text": w.shared + text})
	if err != nil {
		return err
	}
	w.n++
	w.bytes += int64(len(line)) + 1
	_, err = w.to.Write(append(line, '\n'))
	return err
}

// vocabulary lists the words of a corpus, the most frequent first.
type vocabulary []string

func newVocabulary(texts []string) vocabulary {
	count := map[string]int{}
	for _, t := range texts {
		words(t, func(a, b int) { count[strings.ToLower(t[a:b])]++ })
	}
	v := make(vocabulary, 0, len(count))
	for w := range count {
		v = append(v, w)
	}
	slices.SortFunc(v, func(x, y string) int { return cmp.Or(count[y]-count[x], strings.Compare(x, y)) })
	return v
}

// permuted returns another word for each.
func (v vocabulary) permuted(random *rand.Rand) map[string]string {
	other := make(map[string]string, len(v))
	for lo := kept; lo < len(v); lo += band {
		words := v[lo:min(len(v), lo+band)]
		for i, j := range random.Perm(len(words)) {
			other[words[i]] = words[j]
		}
	}
	return other
}

// words calls f for each run of ASCII letters.
func words(text string, f func(from, to int)) {
	from := -1
	for i := 0; i <= len(text); i++ {
		letter := i < len(text) && text[i]|0x20-'a' < 26
		switch {
		case letter && from < 0:
			from = i
		case !letter && from >= 0:
			f(from, i)
			from = -1
		}
	}
}

// replace puts the other word for each, with a capital where one stands.
func replace(text string, other map[string]string) string {
	if other == nil {
		return text
	}
	var b strings.Builder
	last := 0
	words(text, func(from, to int) {
		w, ok := other[strings.ToLower(text[from:to])]
		if !ok {
			return
		}
		b.WriteString(text[last:from])
		if text[from] < 'a' {
			w = strings.ToUpper(w[:1]) + w[1:]
		}
		b.WriteString(w)
		last = to
	})
	b.WriteString(text[last:])
	return b.String()
}
