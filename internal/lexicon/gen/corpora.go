package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// corpora are the collections of paraphrases below the data folder that word
// pairs can be learned from, by name. What is given here is only how to read
// them: whether a table made from one may be shipped is told in DATA.md.
var corpora = map[string]func(data string, add func(a, b string)) error{
	"mtmpc": func(data string, add func(a, b string)) error {
		return labelledPairs(filepath.Join(data, "mtmpc_pan10", "train.tsv"), add)
	},
	"mrpc": func(data string, add func(a, b string)) error {
		return labelledPairs(filepath.Join(data, "mrpc", "train.tsv"), add)
	},
	"pan13": func(data string, add func(a, b string)) error {
		return alignedPassages(filepath.Join(data, "pan13"), "gold.jsonl", func(c alignedCase) bool {
			return c.Type == "translation" || c.Type == "random"
		}, add)
	},
	// Sources with an even number are held out.
	"spun_news": func(data string, add func(a, b string)) error {
		return alignedPassages(filepath.Join(data, "spun_news"), "gold_paragraph.jsonl", func(c alignedCase) bool {
			number := strings.TrimSuffix(c.B, ".txt")
			return strings.ContainsAny(number[len(number)-1:], "13579")
		}, add)
	},
}

// labelledPairs reads "label<TAB>sentence<TAB>sentence" lines and adds those
// labelled 1.
func labelledPairs(path string, add func(a, b string)) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	for n := 1; in.Scan(); n++ {
		part := strings.Split(in.Text(), "\t")
		if len(part) != 3 {
			return fmt.Errorf("%s:%d: %d fields, not 3", path, n, len(part))
		}
		if part[0] == "1" {
			add(part[1], part[2])
		}
	}
	return in.Err()
}

// alignedCase is a passage of document A made from one of B; ranges are in runes.
type alignedCase struct {
	A      string `json:"a"`
	B      string `json:"b"`
	AStart int    `json:"a_start"`
	ALen   int    `json:"a_len"`
	BStart int    `json:"b_start"`
	BLen   int    `json:"b_len"`
	Type   string `json:"type"`
}

// alignedPassages reads the cases of a gold file that are wanted.
func alignedPassages(dir, gold string, wanted func(alignedCase) bool, add func(a, b string)) error {
	f, err := os.Open(filepath.Join(dir, gold))
	if err != nil {
		return err
	}
	defer f.Close()
	for in := json.NewDecoder(f); in.More(); {
		var c alignedCase
		if err := in.Decode(&c); err != nil {
			return fmt.Errorf("%s: %w", f.Name(), err)
		}
		if !wanted(c) {
			continue
		}
		a, err := passage(filepath.Join(dir, "docs", c.A), c.AStart, c.ALen)
		if err != nil {
			return err
		}
		b, err := passage(filepath.Join(dir, "docs", c.B), c.BStart, c.BLen)
		if err != nil {
			return err
		}
		add(a, b)
	}
	return nil
}

// passage returns length runes of a file from start on.
func passage(path string, start, length int) (string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	text := []rune(string(b))
	if start < 0 || length < 0 || start+length > len(text) {
		return "", fmt.Errorf("%s: no runes %d to %d", path, start, start+length)
	}
	return string(text[start : start+length]), nil
}
