package report

import (
	"bufio"
	"encoding/csv"
	"strconv"
	"strings"

	"respun/detect"
)

// csvSink writes matches for a spreadsheet, a line each; of whole documents, which
// have no matches, pairs. A table has the columns of one kind of record.
type csvSink struct {
	run
	csv *csv.Writer
}

func newCSV(w *bufio.Writer, o Options) detect.Sink {
	return &csvSink{run: run{out: w, opt: o}, csv: csv.NewWriter(w)}
}

var csvHeader = []string{"id", "kind", "class", "similarity", "confidence",
	"a_doc", "a_start", "a_end", "a_words", "a_text", "b_doc", "b_start", "b_end", "b_words", "b_text",
	"kept", "synonyms", "replaced", "added", "dropped", "moved", "shared_shingles", "rare", "obfuscation",
	"edit_similarity", "explanation"}

var csvPairHeader = []string{"a_doc", "b_doc", "kind", "jaccard", "containment", "coverage_a", "coverage_b"}

func (c *csvSink) Begin(b detect.Begin) error {
	c.start(b)
	if c.ofDocuments() {
		return c.csv.Write(csvPairHeader)
	}
	return c.csv.Write(csvHeader)
}

func (c *csvSink) Match(m *detect.Match) error {
	r, err := c.matchRecord(m)
	if err != nil {
		return err
	}
	row := []string{cell(r.ID), r.Kind.String(), r.Class.String(), decimal(r.Similarity), decimal(r.Confidence)}
	row = append(row, sideCells(r.A)...)
	row = append(row, sideCells(r.B)...)
	row = append(row, evidenceCells(&r.Evidence)...)
	return c.csv.Write(row)
}

func sideCells(s sideRecord) []string {
	return []string{cell(s.Doc), strconv.Itoa(s.Start), strconv.Itoa(s.End), strconv.Itoa(s.Words), cell(s.Text)}
}

func evidenceCells(e *evidenceRecord) []string {
	var row []string
	for _, n := range []int{e.Kept, e.Synonyms, e.Replaced, e.Added, e.Dropped, e.Moved, e.SharedShingles} {
		row = append(row, strconv.Itoa(n))
	}
	return append(row, cell(strings.Join(e.Rare, " ")), cell(strings.Join(e.Obfuscation, " ")),
		decimal(e.EditSimilarity), cell(e.Explanation))
}

func (c *csvSink) Group(*detect.Group) error             { return nil }
func (c *csvSink) Cluster(*detect.Cluster) error         { return nil }
func (c *csvSink) Document(*detect.DocumentShares) error { return nil }
func (c *csvSink) Skip(detect.Skip) error                { return nil }

func (c *csvSink) Pair(p *detect.Pair) error {
	if !c.ofDocuments() {
		return nil
	}
	r := newPairRecord(p)
	return c.csv.Write([]string{cell(r.A), cell(r.B), r.Kind.String(), decimal(r.Jaccard), decimal(r.Containment),
		decimal(r.CoverageA), decimal(r.CoverageB)})
}

func (c *csvSink) End(detect.Stats) error {
	c.csv.Flush()
	if err := c.csv.Error(); err != nil {
		return err
	}
	return c.out.Flush()
}

// lineBreaks holds what spreadsheets and line counters take for a new line.
var lineBreaks = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\v", " ", "\f", " ",
	"\u0085", " ", "\u2028", " ", "\u2029", " ", "\x00", "\uFFFD")

// cell makes a stranger's string one that stays on its line and that no
// spreadsheet takes for a formula: those begin with =, +, -, @, a tab or, in
// East Asian settings, the full-width forms, also after blanks.
func cell(s string) string {
	s = lineBreaks.Replace(strings.ToValidUTF8(s, "\uFFFD"))
	first := strings.TrimLeft(s, " \u00a0\u3000\ufeff\u200b")
	if first != "" && strings.ContainsRune("=+-@\t＝＋－＠", []rune(first[:min(4, len(first))])[0]) {
		return "'" + s
	}
	return s
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
