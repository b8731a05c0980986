package evalset

import (
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"path"
	"slices"

	"respun/shingle"
)

// PairSet is documents that are to be compared in pairs, and what is labelled.
type PairSet struct {
	Docs  []shingle.Document // each once, in the order of the pairs
	Pairs []Pair
	Gold  []Case
}

// Half puts a pair into the half that is tuned on (0) or the one that is only
// measured (1).
type Half func(Pair) (int, error)

// ByName is the halves of PAN's collections, whose sources serve many: by a
// hash of the suspicious document's name.
func ByName(p Pair) (int, error) {
	h := fnv.New32a()
	h.Write([]byte(p.A))
	return int(h.Sum32()>>7) & 1, nil
}

// BySource is the halves of rewritten news: source articles whose number is 0
// modulo 4, and the others, which are 2. The error names a source without number.
func BySource(p Pair) (int, error) {
	n, err := articleNumber(p.B)
	return n % 4 / 2, err
}

// LoadPairSet reads a folder with docs/, pairs.jsonl and gold.jsonl: those pairs
// of it that are in a half. The error names the file and line.
func LoadPairSet(fsys fs.FS, in Half, half int) (PairSet, error) {
	pairs, err := loadFile(fsys, "pairs.jsonl", LoadPairs)
	if err != nil {
		return PairSet{}, err
	}
	gold, err := loadFile(fsys, "gold.jsonl", LoadGold)
	if err != nil {
		return PairSet{}, err
	}
	var s PairSet
	kept := map[docPair]bool{}
	for _, p := range pairs {
		h, err := in(p)
		if err != nil {
			return PairSet{}, err
		}
		if h == half {
			s.Pairs = append(s.Pairs, p)
			kept[docPair{p.A, p.B}] = true
		}
	}
	s.Gold = slices.DeleteFunc(gold, func(c Case) bool { return !kept[c.docs()] })
	return s, s.read(fsys)
}

func loadFile[T any](fsys fs.FS, name string, load func(io.Reader) (T, error)) (out T, err error) {
	f, err := fsys.Open(name)
	if err != nil {
		return out, err
	}
	defer f.Close()
	if out, err = load(f); err != nil {
		return out, fmt.Errorf("%s: %w", name, err)
	}
	return out, nil
}

// read reads the documents of the pairs.
func (s *PairSet) read(fsys fs.FS) error {
	known := map[string]bool{}
	for _, p := range s.Pairs {
		for _, name := range []string{p.A, p.B} {
			if known[name] {
				continue
			}
			known[name] = true
			b, err := fs.ReadFile(fsys, path.Join("docs", name))
			if err != nil {
				return err
			}
			s.Docs = append(s.Docs, shingle.Document{Name: name, Text: string(b)})
		}
	}
	return nil
}
