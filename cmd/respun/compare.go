package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"

	"github.com/goccy/go-json"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"respun/detect"
	"respun/internal/corpus"
	"respun/report"
)

// statusFound says that something was found.
const statusFound = 1

// compare is the flags of a comparison.
type compare struct {
	inputs
	options detect.Options
	reports reports
	pairs   string // file
	root    string // folder
	docs    string // file
	stats   bool
	trace   bool

	list   []detect.Named
	lines  []int          // of the list's file, of each pair
	bad    []*corpus.Skip // lines of the list that are left out
	single bool           // two documents given as arguments
	read   int            // documents
	told   map[detect.Skip]bool
	found  bool
}

func newCompare() *cobra.Command {
	p := &compare{options: detect.Defaults(), told: map[detect.Skip]bool{}}
	c := &cobra.Command{
		Use:   "compare A B | compare --pairs FILE",
		Short: "align two documents, or each pair of a list",
		Long: `Compare aligns documents with each other: which passages of A were made from B,
or B's from A, word for word, edited, reworded, or retold much shorter. A
passage is one match however long it is.

A and B are files with one document each. A list of pairs is JSON lines with "a"
and "b": paths (below --root), or the names of documents in --docs, as a scan of
that file has them (a repeated one is name@ordinal). Each document is read once,
and the records come in the order of the list. A pair that is listed again is
told and compared once.

Status: 0 nothing found; 1 found; 2 bad usage, A or B unreadable, or output
failed; 3 nothing found, but some inputs were skipped (each is told on standard
error and in the report); 130 interrupted.`,
		Example: `  respun compare draft.txt wire.txt
  respun compare --pairs pairs.jsonl --root documents/ --format jsonl > run.jsonl
  respun compare --pairs pairs.jsonl --docs news.jsonl.gz --format html -o pairs.html`,
		RunE: p.run,
	}
	p.which(c)
	p.what(c)
	p.reading(c)
	p.reports.flags(c, 0)
	flagGroup(c, "Running and looking inside", func(f *pflag.FlagSet) {
		workersFlag(f, &p.options)
		f.BoolVar(&p.stats, "stats", false, "the funnel: what each stage took, passed on, dropped and capped (in text, else on standard error)")
		f.BoolVar(&p.trace, "trace", false, "tell on standard error what became of each seed and alignment")
	})
	return c
}

// which are the flags that say what is compared.
func (p *compare) which(c *cobra.Command) {
	flagGroup(c, "What to compare", func(f *pflag.FlagSet) {
		f.StringVar(&p.pairs, "pairs", "", "compare each pair of this `file`: JSON lines with a and b (-: standard input)")
		f.StringVar(&p.root, "root", "", "a and b are paths below this `folder`")
		f.StringVar(&p.docs, "docs", "", "a and b are names of documents in this `file`")
	})
}

// what are the flags that change the result.
func (p *compare) what(c *cobra.Command) {
	o := &p.options
	flagGroup(c, "What to report", func(f *pflag.FlagSet) {
		several(c, &o.Kinds, upTo(detect.Spun), "kinds", "all", "kinds of match, by comma")
		several(c, &o.Classes, upTo(detect.Quotation), "classes", "all", "classes of spun match, by comma")
		f.Float64Var(&o.MinSimilarity, "min-similarity", o.MinSimilarity, "smallest similarity of a match, `0..1`")
		f.Float64Var(&o.MinConfidence, "min-confidence", o.MinConfidence, "smallest confidence of a match, `0..1`")
		f.IntVar(&o.MinWords, "min-words", o.MinWords, "fewest `words` of the shorter passage")
		f.StringVar(&o.Language, "language", "", "language of all documents as a BCP 47 `tag` (default: each document is checked)")
	})
}

// reading are the flags of inputs that serve where documents are named one by one.
func (p *compare) reading(c *cobra.Command) {
	p.maxDocument, p.inputs.options.MaxField = corpus.DefaultMaxDocument, longestField
	flagGroup(c, "Input", func(f *pflag.FlagSet) {
		chosen(c, &p.format, wordsOf(corpus.Formats()), "input-format", "format of every document (default: told by name and content)")
		textFlags(f, &p.inputs.options.IDField, &p.inputs.options.TextField, "path:line")
		maxDocumentFlag(f, &p.maxDocument)
		maxRatioFlag(f, &p.inputs.options)
		f.BoolVar(&p.strict, "strict", false, "status 2 if anything was skipped")
	})
}

func (p *compare) run(c *cobra.Command, args []string) error {
	if err := p.prepare(c, args); err != nil {
		return err
	}
	return p.reports.write(c, func(sink detect.Sink) error {
		bar := newProgress(c, p.quiet)
		defer bar.stop()
		p.messages, p.options.Progress = bar, bar.show
		if !p.single {
			p.options.Listed = func(n int) string { return fmt.Sprintf("%s:%d", p.pairs, p.lines[n]) }
		}
		traced := 0
		if p.trace {
			p.options.Trace = tracer(bar, &traced)
		}
		defer keepTo(p.options.Workers)()
		d, err := detect.New(p.options)
		if err != nil {
			return err
		}
		stats, err := d.ComparePairs(c.Context(), p.documents(c.Context()), p.list, &compareGuard{sink, p, bar.stop})
		p.found = stats.Matches > 0
		if err == nil && p.trace && traced == 0 {
			fmt.Fprintln(bar, nothingTraced)
		}
		if err == nil && p.stats && p.reports.format != "text" {
			bar.stop()
			err = report.Funnel(c.ErrOrStderr(), stats)
		}
		return err
	}, p.outcome)
}

// prepare checks the flags and reads the list.
func (p *compare) prepare(c *cobra.Command, args []string) error {
	p.quiet, p.reports.Stats = p.reports.Quiet, p.stats
	if err := p.options.Validate(); err != nil {
		return badUsage(c, "%v", err)
	}
	p.single = p.pairs == ""
	switch {
	case p.single && len(args) != 2:
		return badUsage(c, "want two documents, A and B, or --pairs FILE")
	case p.single && p.root+p.docs != "":
		return badUsage(c, "--root and --docs go with --pairs")
	case p.single && (args[0] == args[1] || sameName(args[0], args[1])):
		return badUsage(c, "A and B are the same; a scan looks inside documents")
	case !p.single && len(args) > 0:
		return badUsage(c, "either A and B, or --pairs FILE")
	case p.root != "" && p.docs != "":
		return badUsage(c, "either --root or --docs")
	case p.docs == "-" && p.pairs == "-":
		return badUsage(c, "standard input can be read only once")
	case p.single:
		p.list = []detect.Named{{A: args[0], B: args[1]}}
	default:
		if err := p.readList(c.Context(), c.InOrStdin()); err != nil {
			return fmt.Errorf("--pairs: %w", err)
		}
	}
	p.inputs.options.Output, p.inputs.options.KeepEmpty = p.reports.file, true
	p.inputs.options.Literal = p.docs == "" // what a pair names is one file
	read := p.files()
	if !p.single {
		read = append(read, p.pairs)
	}
	return p.inputs.prepare(c, read, nil)
}

// sameName tells whether two names lead to one file.
func sameName(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil || !x.Mode().IsRegular() {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// files lists the files that are read beside the list of pairs.
func (p *compare) files() []string {
	if p.docs != "" {
		return []string{p.docs}
	}
	var files []string
	for _, name := range p.names() {
		if p.root == "" || filepath.IsLocal(name) {
			files = append(files, filepath.Join(p.root, name))
		}
	}
	return files
}

// readList reads the pairs. A line that is none, or one that was there before, is
// told and left out.
func (p *compare) readList(ctx context.Context, stdin io.Reader) error {
	f, err := corpus.Open(ctx, p.pairs, stdin)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	n, listed := 0, map[detect.Named]int{} // the line of each
	told := corpus.Told{}
	leaveOut := func(reason, detail string) {
		s := &corpus.Skip{Doc: p.pairs, Reason: reason, Detail: fmt.Sprintf("line %d: %s", n, detail)}
		if told.Tells(s) {
			p.bad = append(p.bad, s)
		}
	}
	for lines.Scan() {
		n++
		if len(lines.Bytes()) == 0 {
			continue
		}
		var x struct{ A, B string }
		if err := json.Unmarshal(lines.Bytes(), &x); err != nil || x.A == "" || x.B == "" {
			leaveOut("not-pair", "no JSON object with a and b")
			continue
		}
		pair := detect.Named{A: x.A, B: x.B}
		if first, ok := listed[pair]; ok {
			leaveOut(corpus.RepeatedPair, fmt.Sprintf("%s and %s stand in line %d", pair.A, pair.B, first))
			continue
		}
		listed[pair] = n
		p.list, p.lines = append(p.list, pair), append(p.lines, n)
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("%s: line %d is too long for a pair", p.pairs, n+1)
	}
	p.bad = append(p.bad, told.Rest(p.pairs)...)
	return lines.Err()
}

// names lists the names of the pairs, each once.
func (p *compare) names() []string {
	var names []string
	seen := map[string]bool{}
	for _, x := range p.list {
		for _, n := range []string{x.A, x.B} {
			if !seen[n] {
				seen[n] = true
				names = append(names, n)
			}
		}
	}
	return names
}

// documents reads every document that a pair names. Skips are told as they
// happen and handed on.
func (p *compare) documents(ctx context.Context) iter.Seq2[detect.Document, error] {
	return func(yield func(detect.Document, error) bool) {
		defer p.tellRest()
		for _, s := range p.bad {
			p.tellOnce(s)
			if !yield(detect.Document{}, s.Skipped()) {
				return
			}
		}
		all := p.eachNamed
		if p.docs != "" { // those that no pair names are left out by who knows all names: of a repeated one the place tells
			all = func(ctx context.Context) iter.Seq2[detect.Document, error] { return p.readers[0].Read(ctx, p.docs) }
		}
		for d, err := range all(ctx) {
			var s *corpus.Skip
			if errors.As(err, &s) {
				p.tellOnce(s)
				err = s.Skipped()
			}
			if d.Name != "" {
				p.read++
			}
			if !yield(d, err) {
				return
			}
		}
	}
}

// tellOnce tells of a skip on standard error, once.
func (p *compare) tellOnce(s *corpus.Skip) {
	k := detect.Skip{Doc: s.Doc, Reason: s.Reason, Detail: s.Detail}
	if !p.told[k] {
		p.told[k] = true
		p.tell(s)
	}
}

// eachNamed reads the files that pairs name, a document each.
func (p *compare) eachNamed(ctx context.Context) iter.Seq2[detect.Document, error] {
	return func(yield func(detect.Document, error) bool) {
		for _, name := range p.names() {
			for d, err := range p.one(ctx, name) {
				if !yield(d, err) {
					return
				}
			}
		}
	}
}

// one reads the document of a file, under the name that the pairs have for it.
func (p *compare) one(ctx context.Context, name string) iter.Seq2[detect.Document, error] {
	return func(yield func(detect.Document, error) bool) {
		if p.root != "" && !filepath.IsLocal(name) {
			yield(detect.Document{}, &corpus.Skip{Doc: name, Reason: "outside", Detail: "no path below " + p.root})
			return
		}
		path, found := filepath.Join(p.root, name), false
		for d, err := range p.readers[0].Read(ctx, path) {
			var s *corpus.Skip
			switch {
			case d.Name != "" && found:
				yield(detect.Document{}, &corpus.Skip{Doc: name, Reason: "several-documents", Detail: "the first is compared; --docs takes files of many"})
				return
			case d.Name != "":
				d.Name, found = name, true
			case errors.As(err, &s) && s.Doc == path:
				err = &corpus.Skip{Doc: name, Reason: s.Reason, Detail: s.Detail}
			}
			if !yield(d, err) {
				return
			}
		}
	}
}

// outcome is an error with the status of what was found and skipped.
func (p *compare) outcome() error {
	p.tellRest() // of what the engine told of
	err := p.inputs.outcome()
	if !p.found || err != nil && p.strict {
		return err
	}
	text := ""
	if err != nil {
		text = err.Error()
	}
	return statusError{errors.New(text), statusFound}
}

// compareGuard ends a run that has nothing to compare before anything is
// written, and tells skips that only the engine could see.
type compareGuard struct {
	detect.Sink
	p    *compare
	stop func()
}

func (g *compareGuard) Begin(b detect.Begin) error {
	g.stop() // a report that goes to the same terminal needs the line
	if g.p.single && g.p.read < 2 {
		return errors.New("both documents must be readable")
	}
	if len(g.p.list) == 0 && len(g.p.bad) > 0 {
		return errNoInput
	}
	if err := g.p.readable(); err != nil {
		return err
	}
	return g.Sink.Begin(b)
}

func (g *compareGuard) Skip(s detect.Skip) error {
	g.p.tellOnce(&corpus.Skip{Doc: s.Doc, Reason: s.Reason, Detail: s.Detail})
	return g.Sink.Skip(s)
}
