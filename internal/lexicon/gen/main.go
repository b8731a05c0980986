// Command gen makes the tables that lexicon embeds. From internal/lexicon:
//
//	go run ./gen -data DIR -wordnet DIR [-out tables] [-relations alias,derived,...]
//
// -data is a folder with lexical/df_news.tsv, -wordnet one with WordNet 3.0's
// database files. DATA.md tells where they come from. The same inputs give the
// same bytes.
package main

import (
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/blevesearch/snowballstem"

	"respun/internal/lexicon"
)

// shipped are the relations in the table that is committed.
const shipped = "alias,derived,pertainym,similar,hypernym"

func main() {
	var o options
	flag.StringVar(&o.data, "data", "", "folder with lexical/df_news.tsv")
	flag.StringVar(&o.wordnet, "wordnet", "", "folder with WordNet's database files")
	flag.StringVar(&o.out, "out", "tables", "folder to write the tables to")
	flag.StringVar(&o.relations, "relations", shipped, "relations in the table of related words")
	flag.Parse()
	if err := generate(o); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

type options struct {
	data, wordnet, out, relations string
}

// generate writes all tables.
func generate(o options) error {
	flags, err := readFlags()
	if err != nil {
		return err
	}
	e, wn, err := readSpeech(o)
	if err != nil {
		return err
	}
	flags.addPlain(e.df)
	wanted, err := parseRelations(o.relations)
	if err != nil {
		return err
	}
	r := &relations{e, wn, func(w string) bool { return flags[w] != nil && flags[w][0]>>lexicon.English&1 == 1 }}
	synonyms := r.synonyms()
	known := pairSet{}
	known.addGroups(synonyms)
	related, err := r.related(wanted, known)
	if err != nil {
		return err
	}
	forms, err := formTable(e)
	if err != nil {
		return err
	}
	for name, entries := range map[string]map[string][]byte{
		"words": flagTable(flags), "forms": forms, "variants": textTable(e.variants), "weights": weightTable(e),
	} {
		if err := writeTable(o.out, name, entries); err != nil {
			return err
		}
	}
	for name, groups := range map[string][]group{"synonyms": synonyms, "related": related} {
		if err := writeGroups(o.out, name, groups); err != nil {
			return err
		}
	}
	return nil
}

// readSpeech reads WordNet and the English word lists.
func readSpeech(o options) (*speech, *wordnet, error) {
	wn, err := readWordnet(o.wordnet)
	if err != nil {
		return nil, nil, err
	}
	e := &speech{env: snowballstem.NewEnv(""), numbers: map[string]string{}}
	all := map[string]string{}
	if err := readNumbers(all); err != nil {
		return nil, nil, err
	}
	for k, v := range all {
		if w, ok := strings.CutPrefix(k, "en:"); ok {
			e.numbers[w] = v
		}
	}
	if err := e.readFrequencies(filepath.Join(o.data, "lexical", "df_news.tsv")); err != nil {
		return nil, nil, err
	}
	if err := e.readBases(wn); err != nil {
		return nil, nil, err
	}
	return e, wn, e.readVariants(wn)
}

// parseRelations reads a list of names.
func parseRelations(list string) (map[lexicon.Relation]bool, error) {
	names := map[string]lexicon.Relation{"alias": lexicon.Alias, "derived": lexicon.Derived,
		"pertainym": lexicon.Pertainym, "similar": lexicon.Similar, "hypernym": lexicon.Hypernym}
	wanted := map[lexicon.Relation]bool{}
	for _, n := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' }) {
		r, ok := names[n]
		if !ok {
			return nil, fmt.Errorf("no relation %q", n)
		}
		wanted[r] = true
	}
	return wanted, nil
}

// flagTable lays the two bit sets of a word side by side.
func flagTable(f wordFlags) map[string][]byte {
	t := map[string][]byte{}
	for w, bits := range f {
		t[w] = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(nil, bits[0]), bits[1])
	}
	return t
}

// formTable holds English irregular forms and all languages' number words and signs.
func formTable(e *speech) (map[string][]byte, error) {
	forms := map[string]string{}
	for form, base := range e.bases {
		if form != base {
			forms["en:"+form] = base
		}
	}
	err := errors.Join(readNumbers(forms), readSymbols(forms))
	return textTable(forms), err
}

func textTable(m map[string]string) map[string][]byte {
	t := make(map[string][]byte, len(m))
	for k, v := range m {
		t[k] = []byte(v)
	}
	return t
}
