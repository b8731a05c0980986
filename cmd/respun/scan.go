package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"respun/detect"
	"respun/internal/corpus"
	"respun/internal/flat"
	"respun/report"
)

// scan is the flags of a scan.
type scan struct {
	inputs
	options detect.Options
	reports reports
	newer   []string
	keep    string
	trace   string
	memory  size
	stats   bool
}

func newScan() *cobra.Command {
	s := &scan{options: detect.Defaults()}
	c := &cobra.Command{
		Use:   "scan PATH...",
		Short: "find reuse within and across everything given",
		Long: `Scan finds every reuse within and across the documents of all inputs.

PATH is a file, a folder, a glob, or - for standard input: plain text, Markdown,
HTML, DOCX, ODT, JSON lines, JSON, CSV, TSV, Parquet or web archives (WARC,
WET), also compressed (gzip, zstd, bzip2, xz). In TSV a field is quoted only
where quotation marks stand around all of it; others are characters like any.

A match is two passages. Its kind says how alike they are:

  verbatim        the same words
  near-duplicate  lightly edited
  spun            reworded

Its class says whether that is reuse or only looks so. Spun matches are reported
if they are reuse, and of other classes with --classes; verbatim and
near-duplicate ones always, with their class beside them:

  template   a frame that four documents or more share
  furniture  what stands around the text of a page: players, menus, teasers
  caption    the credit of a picture
  echo       a headline or the lead, told again further down
  parallel   the same frame, told of other numbers or names
  list       links run together, or items of enumerations
  series     four or more passages of one document that are all alike
  quotation  a copy that stands in quotation marks on both sides

With --level document whole documents are compared, by their runs of five words.
Its count of words is then that of runs of letters, digits and underscores, some
percent off the count that matches and --documents have.

Status: 0 done; 2 bad usage, no input readable, or output failed; 3 done, but
some inputs were skipped (each is told on standard error and in the report, or
counted: of one reason in one file after five for people, a thousand in
records); 130 interrupted.`,
		Example: `  respun scan articles/
  respun scan --format jsonl --offsets rune news.jsonl.gz > run.jsonl
  respun scan --new today/ archive/                # what is new, against all
  respun scan --level document --format csv feed/  # near-duplicate documents
  zcat news.jsonl.gz | respun scan --output report.html --format html -
  respun scan --trace a.txt:b.txt a.txt b.txt      # why, or why not`,
		RunE: s.run,
	}
	s.what(c)
	s.inputs.flags(c)
	s.reports.flags(c, 0)
	s.looking(c)
	return c
}

// what are the flags that change the result.
func (s *scan) what(c *cobra.Command) {
	o := &s.options
	flagGroup(c, "What to report", func(f *pflag.FlagSet) {
		chosen(c, &o.Level, upTo(detect.DocumentLevel), "level", "what is compared")
		several(c, &o.Kinds, upTo(detect.Spun), "kinds", "all", "kinds of match, by comma")
		several(c, &o.Classes, upTo(detect.Quotation), "classes", "reuse", "classes of spun match, by comma")
		f.Float64Var(&o.MinSimilarity, "min-similarity", o.MinSimilarity, "smallest similarity of a match, `0..1`")
		f.Float64Var(&o.MinConfidence, "min-confidence", o.MinConfidence, "smallest confidence of a match, `0..1`")
		f.IntVar(&o.MinWords, "min-words", o.MinWords, "fewest `words` of the shorter passage")
		f.Float64Var(&o.MinPair, "min-pair", o.MinPair, "smallest Jaccard or containment of a pair of documents and in clusters, `0..1`; for a cluster two must also share 22 running words, or several runs that have 15 words in all, counted from the eighth word of each, or have a Jaccard of .95")
		f.IntVar(&o.MaxPairwise, "max-pairwise", o.MaxPairwise, "a passage in more `places` becomes one group")
		chosen(c, &o.SameSource, upTo(detect.SameSourceOnly), "same-source", "matches between documents of one outlet")
		f.StringArrayVar(&s.newer, "new", nil, "read this `path` as new and report only what involves new documents; may be repeated")
		f.StringVar(&s.keep, "keep", "", "`file` with names of documents, one a line, that come first as representatives of clusters (-: standard input); those that no document has are told")
		f.StringVar(&o.Language, "language", "", "language of all documents as a BCP 47 `tag` (default: each document is checked)")
		f.BoolVar(&o.Documents, "documents", false, "also a record per document: how much of it is its own (not in csv and sarif)")
	})
}

// looking are the flags for those who want to know why.
func (s *scan) looking(c *cobra.Command) {
	flagGroup(c, "Running and looking inside", func(f *pflag.FlagSet) {
		workersFlag(f, &s.options)
		f.Var(&s.memory, "memory", "most memory of the whole run, as in 2GiB; what is more lies in files below --tmp (default: no bound)")
		f.StringVar(&s.options.Tmp, "tmp", "", "`folder` for temporary files with --memory: up to four times the text (default: the system's)")
		f.StringVar(&s.options.Checkpoint, "checkpoint", "", "`folder` in which what is done is kept until the scan is: after a kill, the same command goes on from there")
		f.BoolVar(&s.stats, "stats", false, "the funnel: what each stage took, passed on, dropped and capped (in text, else on standard error)")
		f.StringVar(&s.trace, "trace", "", "tell on standard error what became of each candidate of these two documents, `A:B` (A::B where names hold colons)")
		f.BoolVar(&s.options.Brute, "brute", false, "compare every pair of sentences: slow, for checking")
	})
}

// ofPassages are flags that mean nothing where whole documents are compared.
var ofPassages = []string{"kinds", "classes", "min-similarity", "min-confidence", "min-words", "trace"}

// prepare checks the flags and completes the engine's options.
func (s *scan) prepare(c *cobra.Command, args []string) error {
	o := &s.options
	o.OnlyNew, o.Memory = len(s.newer) > 0, int64(s.memory)
	if err := o.Validate(); err != nil {
		return badUsage(c, "%v", err)
	}
	if o.Level == detect.DocumentLevel {
		for _, name := range ofPassages {
			if c.Flags().Changed(name) {
				return badUsage(c, "--%s is about passages: --level document has none", name)
			}
		}
	}
	if err := s.haveRoom(c); err != nil {
		return err
	}
	if s.trace != "" {
		a, b, ok := splitPair(s.trace)
		if !ok {
			return badUsage(c, "--trace %s: want the names of two documents as A:B, or as A::B where they hold colons", s.trace)
		}
		o.TraceA, o.TraceB = a, b
	}
	s.quiet, s.reports.Stats = s.reports.Quiet, s.stats
	s.inputs.options.Output = s.reports.file
	if s.keep != "" {
		s.also = []string{s.keep}
	}
	s.tellOverlap(c.ErrOrStderr(), args)
	if err := s.inputs.prepare(c, args, s.newer); err != nil || s.keep == "" {
		return err
	}
	var err error
	if o.Keep, err = readNames(c.Context(), s.keep, c.InOrStdin()); err != nil {
		return fmt.Errorf("--keep: %w", err)
	}
	return nil
}

// tellOverlap tells of what is read twice: each document of it is found to be a copy of
// itself. Whoever excludes something is taken to know.
func (s *scan) tellOverlap(w io.Writer, old []string) {
	if s.quiet || len(s.inputs.options.Exclude) > 0 {
		return
	}
	paths := slices.Concat(old, s.newer)
	twice := overlaps(paths)
	for i, pair := range twice {
		if i == mostOverlaps {
			fmt.Fprintf(w, "respun: read twice too: %d\n", len(twice)-i)
			return
		}
		fmt.Fprintln(w, "respun: "+oneLine(readTwice(paths, len(old), pair)))
	}
}

// mostOverlaps is up to how many overlaps are told: of news and news/* there is one a file.
const mostOverlaps = 5

// readTwice says what is read twice: a path, and one that it is or lies in. The first
// paths are old ones.
func readTwice(paths []string, old int, pair [2]int) string {
	inner, outer := pair[0], pair[1]
	if (inner < old) == (outer < old) {
		return fmt.Sprintf("%s: is read from %s too, and found to be a copy of itself; give it once", paths[inner], paths[outer])
	}
	older, newer := min(inner, outer), max(inner, outer)
	return fmt.Sprintf("--new %s: its documents are read from %s too and compared with themselves; leave them out there, as with --exclude", paths[newer], paths[older])
}

// overlaps lists the places of paths that are, or lie in, another one; links are followed.
func overlaps(paths []string) (pairs [][2]int) {
	first, real := map[string]int{}, make([]string, len(paths))
	for i, path := range paths {
		whole, err := filepath.Abs(path)
		if err == nil {
			whole, err = filepath.EvalSymlinks(whole)
		}
		if path == "-" || err != nil {
			continue
		}
		real[i] = whole
		if _, ok := first[whole]; !ok {
			first[whole] = i
		}
	}
	for i, path := range real {
		if path == "" {
			continue
		}
		if outer := first[path]; outer < i {
			pairs = append(pairs, [2]int{i, outer})
			continue
		}
		for dir := filepath.Dir(path); dir != path; path, dir = dir, filepath.Dir(dir) {
			if outer, ok := first[dir]; ok {
				pairs = append(pairs, [2]int{i, outer})
				break
			}
		}
	}
	return pairs
}

// haveRoom is an error where the format would drop what was asked for: an empty report
// would look like an answer.
func (s *scan) haveRoom(c *cobra.Command) error {
	format := s.reports.format.String()
	for _, x := range []struct {
		asked bool
		what  report.Content
		by    string
	}{
		{s.options.Documents, report.Shares, "--documents"},
		{s.options.Level == detect.DocumentLevel, report.Pairs, "--level document"},
	} {
		if have := report.FormatsWith(x.what); x.asked && !slices.Contains(have, format) {
			return badUsage(c, "%s has no room in --format %s; %s have", x.by, format, strings.Join(have, ", "))
		}
	}
	return nil
}

func (s *scan) run(c *cobra.Command, args []string) error {
	if err := s.prepare(c, args); err != nil {
		return err
	}
	return s.reports.write(c, func(sink detect.Sink) error {
		bar := newProgress(c, s.quiet)
		defer bar.stop()
		s.messages, s.options.Progress = bar, bar.show
		traced := 0
		if s.trace != "" {
			s.options.Trace = tracer(bar, &traced)
		}
		defer keepTo(s.options.Workers)()
		d, err := detect.New(s.options)
		if err != nil {
			return err
		}
		defer collectOften(s.options)()
		stats, err := d.Scan(c.Context(), s.documents(c.Context()), &guard{Sink: sink, scan: s, stop: bar.stop})
		if errors.Is(err, flat.ErrInUse) {
			err = fmt.Errorf("--checkpoint %s: another scan keeps its work there; wait for it to end, or name another folder", s.options.Checkpoint)
		}
		if err == nil && s.trace != "" && traced == 0 {
			fmt.Fprintln(bar, nothingTraced)
		}
		if err == nil && s.stats && s.reports.format != "text" {
			bar.stop()
			err = report.Funnel(c.ErrOrStderr(), stats)
		}
		return err
	}, s.outcome)
}

// guard ends a run that has nothing to report about before anything is written.
type guard struct {
	detect.Sink
	scan *scan
	stop func()
	doc  func(int) detect.Document
}

func (g *guard) Begin(b detect.Begin) error {
	g.stop() // a report that goes to the same terminal needs the line
	if err := g.scan.readable(); err != nil {
		return err
	}
	g.doc = b.Doc
	return g.Sink.Begin(b)
}

// End tells where a document to keep or to trace was not there: silence would look like
// an answer.
func (g *guard) End(s detect.Stats) error {
	if err := g.Sink.End(s); err != nil {
		return err
	}
	g.scan.tellUnknown(int(s.Documents), g.doc)
	if g.scan.trace == "" {
		return nil
	}
	return checkTraced(g.scan.options, documentNames(int(s.Documents), g.doc))
}

// mostCompared is up to how many pairs of names are compared for one that was meant:
// some tenths of a second.
const mostCompared = 1 << 20

// tellUnknown tells of names to keep that no document has. It is no error: a list may be
// for more than one scan.
func (s *scan) tellUnknown(documents int, doc func(int) detect.Document) {
	unknown := map[string]bool{}
	for _, name := range s.options.Keep {
		unknown[name] = true
	}
	for i := 0; i < documents && len(unknown) > 0; i++ {
		delete(unknown, doc(i).Name)
	}
	if s.quiet || len(unknown) == 0 {
		return
	}
	var names []string
	if documents*len(unknown) <= mostCompared {
		names = documentNames(documents, doc)
	}
	for _, name := range s.options.Keep {
		if unknown[name] {
			delete(unknown, name) // the list may have it twice
			text := fmt.Sprintf("%s: --keep %s names it, and no document has this name%s", name, s.keep, didYouMean(nearest(name, names)))
			fmt.Fprintln(s.messages, "respun: "+oneLine(text))
		}
	}
}

// documentNames lists the names of all documents.
func documentNames(documents int, doc func(int) detect.Document) []string {
	names := make([]string, documents)
	for i := range names {
		names[i] = doc(i).Name
	}
	return names
}

// readNames reads names from a file (- is standard input), a line each.
func readNames(ctx context.Context, file string, stdin io.Reader) ([]string, error) {
	f, err := corpus.Open(ctx, file, stdin)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var names []string
	lines := bufio.NewScanner(f)
	line := 1 // the next one
	for ; lines.Scan(); line++ {
		text := lines.Text()
		if line == 1 {
			text = strings.TrimPrefix(text, "\ufeff")
		}
		if name := strings.TrimSpace(text); name != "" {
			names = append(names, name)
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return nil, fmt.Errorf("%s: line %d is too long for a name", file, line)
	}
	return names, lines.Err()
}
