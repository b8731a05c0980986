package evalset

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"

	"respun/shingle"
)

// ParagraphPair is a paragraph and its rewrite, spaces collapsed.
type ParagraphPair struct {
	Source, Rewritten string
}

// Rewrite is a passage of one or more paragraphs that a language model rewrote.
type Rewrite struct {
	Number     int    // that of the source article, from its name
	Type       string // the way of rewriting: "llm-concise", ...
	Paragraphs []ParagraphPair
}

// SpunNews is the collection of rewritten news: articles, the paragraphs of
// them that were rewritten, and the passages these paragraphs make up.
type SpunNews struct {
	Sources    []shingle.Document
	Paragraphs []Rewrite // a paragraph each
	Passages   []Rewrite // two paragraphs and more each
	// cases are the labels of Paragraphs, in order.
	cases []Case
}

// LoadSpunNews reads the folder of rewritten news: docs/, gold.jsonl and
// gold_paragraph.jsonl, in which a is the rewritten side. The error names the
// file and line.
func LoadSpunNews(fsys fs.FS) (SpunNews, error) {
	l := spunLoader{fsys: fsys, texts: map[string][]rune{}}
	var err error
	if l.news.cases, err = l.gold("gold_paragraph.jsonl"); err != nil {
		return SpunNews{}, err
	}
	passages, err := l.gold("gold.jsonl")
	if err != nil {
		return SpunNews{}, err
	}
	for _, c := range l.news.cases {
		if err := l.add(&l.news.Paragraphs, c, []Case{c}); err != nil {
			return SpunNews{}, err
		}
	}
	for _, c := range passages {
		if err := l.add(&l.news.Passages, c, paragraphsOf(c, l.news.cases)); err != nil {
			return SpunNews{}, err
		}
	}
	return l.news, l.sources()
}

type spunLoader struct {
	fsys  fs.FS
	texts map[string][]rune
	news  SpunNews
}

func (l *spunLoader) gold(name string) ([]Case, error) {
	f, err := l.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	cases, err := LoadGold(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return cases, nil
}

// paragraphsOf returns the paragraph labels inside a passage's label; none for
// passages that are labelled as a whole, or are one paragraph only.
func paragraphsOf(passage Case, paragraphs []Case) []Case {
	var in []Case
	for _, p := range paragraphs {
		if p.docs() == passage.docs() && p.within(passage.Sides) {
			in = append(in, p)
		}
	}
	if len(in) < 2 {
		return nil
	}
	return in
}

func (l *spunLoader) add(to *[]Rewrite, c Case, paragraphs []Case) error {
	if len(paragraphs) == 0 {
		return nil
	}
	n, err := articleNumber(c.B.Doc)
	if err != nil {
		return err
	}
	rw := Rewrite{Number: n, Type: c.Type}
	for _, p := range paragraphs {
		rewritten, err := l.slice(p.A)
		if err != nil {
			return err
		}
		source, err := l.slice(p.B)
		if err != nil {
			return err
		}
		rw.Paragraphs = append(rw.Paragraphs, ParagraphPair{Source: source, Rewritten: rewritten})
	}
	*to = append(*to, rw)
	return nil
}

// slice returns a passage of a document, spaces collapsed so that it is one
// paragraph wherever it is put.
func (l *spunLoader) slice(p Passage) (string, error) {
	text, ok := l.texts[p.Doc]
	if !ok {
		b, err := fs.ReadFile(l.fsys, path.Join("docs", p.Doc))
		if err != nil {
			return "", err
		}
		text = []rune(string(b))
		l.texts[p.Doc] = text
	}
	if p.End > len(text) {
		return "", fmt.Errorf("label past the end of %s: [%d, %d) of %d", p.Doc, p.Start, p.End, len(text))
	}
	return collapse(string(text[p.Start:p.End])), nil
}

func collapse(s string) string { return strings.Join(strings.Fields(s), " ") }

// sources reads every original article, rewritten in part or not: none of them
// may be near a host.
func (l *spunLoader) sources() error {
	names, err := fs.Glob(l.fsys, "docs/source-*.txt")
	for _, name := range names {
		b, err := fs.ReadFile(l.fsys, name)
		if err != nil {
			return err
		}
		l.news.Sources = append(l.news.Sources, shingle.Document{Name: path.Base(name), Text: string(b)})
	}
	return err
}

var numberInName = regexp.MustCompile(`\d+`)

// articleNumber reads the 41 of source-r041.txt.
func articleNumber(name string) (int, error) {
	n, err := strconv.Atoi(numberInName.FindString(name))
	if err != nil {
		return 0, fmt.Errorf("no article number in the name %q", name)
	}
	return n, nil
}
