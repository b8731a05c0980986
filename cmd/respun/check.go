package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"respun/check"
	"respun/detect"
	"respun/index"
	"respun/internal/corpus"
	"respun/report"
	"respun/serve"
)

// desk is the flags of a check.
type desk struct {
	inputs
	options detect.Options
	policy  check.Policy
	reports reports
	against []string
	before  []int // how many drafts came before each of against
	ignore  []string
	stats   bool

	indexes    []*index.Index
	lostDrafts int // drafts, or parts of them, that could not be read
	over       int // drafts that do not pass
	compared   int // documents with a text that the drafts are compared with
}

func newCheck() *cobra.Command {
	k := &desk{options: detect.Defaults()}
	c := &cobra.Command{
		Use:   "check DRAFT... --against PATH|INDEX",
		Short: "say of drafts what is copied, from where, and whether they may go out",
		Long: `Check compares drafts with what is out there and says of every word of a draft
whether it is copied, edited, reworded, quoted, a repetition or new, which
source each passage is to be credited to, and whether the draft passes.

What is quoted with its speaker or author, lists of references, templates, and
what --ignore, --trusted and --min-words name does not count, nor does what is
left beside quoted or ignored words if it is too short for a match (6 words, or
--min-words). All is shown nevertheless, and the shares are given with and
without.

Matches are those of a scan that reads the draft first and then what it is
compared with, with --classes all. What many documents have counts for less: of
an archive only the possible sources of the drafts are seen, so that a short
match may be surer, and be told, against an archive that is not against the same
texts as files.

A document with the name and the text of a draft is the draft, and not compared
with it. One with the name and another text is told (revision) and compared;
--trusted NAME keeps one's own older version from counting.

A draft passes unless more than --max-copied of its words is copied; without
that flag, any reuse that is not excluded keeps it from passing.

Status: 0 every draft passes; 1 one does not; 2 bad usage, a draft could not be
read, nothing to compare with, or output failed; 3 every draft passes, but some
inputs were skipped; 130 interrupted.`,
		Example: `  respun check draft.md --against archive/
  respun check draft.html --against archive/ --trusted ap.org --format html -o check.html
  respun check drafts/ --against archive.idx --max-copied 15% --max-copied spun=5%
  pandoc -t plain draft.docx | respun check - --against archive/ --format markdown`,
		RunE: k.run,
	}
	k.what(c)
	k.inputs.flags(c)
	k.reports.flags(c, report.Checks)
	flagGroup(c, "Running and looking inside", func(f *pflag.FlagSet) {
		workersFlag(f, &k.options)
		f.BoolVar(&k.stats, "stats", false, "the funnel: what each stage took, passed on, dropped and capped (in text, else on standard error)")
	})
	return c
}

// what are the flags that change the result.
func (k *desk) what(c *cobra.Command) {
	o, p := &k.options, &k.policy
	flagGroup(c, "What to compare with", func(f *pflag.FlagSet) {
		f.Var(against{k, c.Flags().Args}, "against", "`path` of what is out there: an archive of respun index, a file, a folder, or a glob in quotation marks; may be repeated")
		f.IntVar(&p.MaxSources, "max-sources", check.DefaultMaxSources, "most `documents` of an archive to compare a draft with; more are counted and told")
		f.Float64Var(&o.MinConfidence, "min-confidence", o.MinConfidence, "smallest confidence of a match, `0..1`")
		f.Float64Var(&o.MinSimilarity, "min-similarity", o.MinSimilarity, "smallest similarity of a match, `0..1`")
		f.StringVar(&o.Language, "language", "", "language of all documents as a BCP 47 `tag` (default: each document is checked)")
	})
	flagGroup(c, "What counts", func(f *pflag.FlagSet) {
		f.Var((*limits)(&p.Limits), "max-copied", "most of a draft that may be copied, as in 15% or .15, or be of one part, as in spun=5%; may be repeated (default: no reuse at all)")
		f.StringArrayVar(&k.ignore, "ignore", nil, "`file` with phrases, one a line, that don't count (-: standard input); may be repeated")
		f.StringArrayVar(&p.Trusted, "trusted", nil, "reuse from this `source` doesn't count: an outlet, a domain, or a glob over names; may be repeated")
		f.IntVar(&p.MinWords, "min-words", 0, fmt.Sprintf("matches of fewer `words` don't count (below %d they are not looked for)", o.MinWords))
		several(c, &p.Count, check.Countable(), "count", "none", "let count what is excluded otherwise")
	})
}

// against is a flag that takes paths one by one, and notes how many drafts came before.
type against struct {
	desk   *desk
	drafts func() []string // so far
}

func (a against) String() string { return "" }
func (a against) Type() string   { return "path" }
func (a against) Set(s string) error {
	a.desk.against, a.desk.before = append(a.desk.against, s), append(a.desk.before, len(a.drafts()))
	return nil
}

// globbed returns the first of the files that a shell has likely put for a glob behind the
// flag (draft.md --against archive/*): all but one would be drafts, and pass as nothing of
// them is found. They stand in one folder, in order, and the draft in another.
func (k *desk) globbed(drafts []string) string {
	for i, path := range k.against {
		rest, folder := drafts[k.before[i]:], filepath.Dir(path)
		outside := func(draft string) bool { return filepath.Dir(draft) != folder }
		if folder != "." && len(rest) > 0 && !outside(rest[0]) && path < rest[0] && slices.ContainsFunc(drafts, outside) {
			return rest[0]
		}
	}
	return ""
}

// limits is a flag that takes limits one by one: a comma may be a decimal one.
type limits []check.Limit

func (l *limits) String() string { return "" }
func (l *limits) Type() string   { return "share" }
func (l *limits) Set(s string) error {
	one, err := check.ParseLimit(s)
	if err == nil {
		*l = append(*l, one)
	}
	return err
}

// validate names every fault of the flags.
func (k *desk) validate() error {
	var none error
	if k.policy.MaxSources == 0 { // in a Policy, the default
		none = errors.New("--max-sources: 0 documents, not at least 1")
	}
	return errors.Join(none, k.options.Validate(), k.policy.Validate())
}

// prepare checks the flags and reads what they name.
func (k *desk) prepare(c *cobra.Command, args []string) error {
	if len(args)+len(k.inputs.options.FilesFrom) == 0 {
		return badUsage(c, "no DRAFT given (- reads standard input)")
	}
	if len(k.against) == 0 {
		return badUsage(c, "nothing to compare with: want --against PATH")
	}
	if path := k.globbed(args); path != "" {
		return badUsage(c, "%s and what follows it would be drafts, as --against takes one path: name the folder, or put the glob in quotation marks", path)
	}
	if err := k.validate(); err != nil {
		return badUsage(c, "%v", err)
	}
	k.quiet, k.reports.Stats = k.reports.Quiet, k.stats
	k.policy.Folder, _ = os.Getwd() // without it, names are cleaned and no more
	var paths []string
	for _, path := range k.against {
		if !index.Is(path) {
			paths = append(paths, path)
			continue
		}
		// What a writer had no time to post before it published, or fell, is found too.
		x, err := index.Open(path, index.Options{ReadOnly: true, Passages: true})
		if err != nil {
			return err
		}
		k.indexes = append(k.indexes, x)
		if text := withoutTexts(path, x.Info()); text != "" && !k.quiet {
			fmt.Fprintln(c.ErrOrStderr(), "respun: "+oneLine(text))
		}
	}
	k.inputs.options.Output, k.also, k.inputs.options.KeepEmpty = k.reports.file, k.ignore, true
	if err := k.inputs.prepare(c, args, paths); err != nil {
		return err
	}
	for _, file := range k.ignore {
		phrases, err := readNames(c.Context(), file, c.InOrStdin())
		if err != nil {
			return fmt.Errorf("--ignore: %w", err)
		}
		k.policy.Ignore = append(k.policy.Ignore, phrases...)
	}
	return nil
}

// withoutTexts tells of documents of an archive that a draft cannot be compared with:
// unasked, a filter keeps sketches alone. That nothing is found there is no answer.
func withoutTexts(path string, info index.Info) string {
	n := info.Documents - info.Texts
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%s: without a text, and not compared: %d of %d documents; filter keeps texts with --keep-text", path, n, info.Documents)
}

func (k *desk) close() (err error) {
	for _, x := range k.indexes {
		err = errors.Join(err, x.Close())
	}
	return err
}

func (k *desk) run(c *cobra.Command, args []string) (err error) {
	defer func() { err = errors.Join(err, k.close()) }()
	if err := k.prepare(c, args); err != nil {
		return err
	}
	return k.reports.write(c, func(sink detect.Sink) error {
		bar := newProgress(c, k.quiet)
		defer bar.stop()
		k.messages, k.options.Progress = bar, bar.show
		defer keepTo(k.options.Workers)()
		d, err := detect.New(check.Options(k.options))
		if err != nil {
			return err
		}
		drafts, skips, err := k.read(c.Context())
		if err != nil {
			return err
		}
		found, stages, err := k.sources(c.Context(), d, drafts)
		if err != nil {
			return err
		}
		stats, err := check.Scan(c.Context(), d, drafts, k.others(c.Context(), skips, found), k.policy, &verdicts{sink.(report.CheckSink), k, bar.stop}, stages...)
		if err == nil && k.stats && k.reports.format != "text" {
			bar.stop()
			err = report.Funnel(c.ErrOrStderr(), stats)
		}
		return err
	}, k.verdict)
}

// read reads the drafts. They stay in memory, as they do in the engine.
func (k *desk) read(ctx context.Context) (drafts []detect.Document, skips []corpus.Skipped, err error) {
	defer k.tellRest()
	for d, err := range k.readers[0].Read(ctx, k.old...) {
		var s *corpus.Skip
		switch {
		case errors.As(err, &s):
			k.tell(s)
			skips = append(skips, s.Skipped())
			if !s.Notice() {
				k.lostDrafts++
			}
		case err != nil:
			return nil, nil, err
		default:
			drafts = append(drafts, d)
		}
	}
	if len(drafts) == 0 && k.readers[0].Named() > 0 {
		return nil, nil, errors.New("no draft was readable")
	}
	return drafts, skips, nil
}

// sources asks the archives for what the drafts may come from.
func (k *desk) sources(ctx context.Context, d *detect.Detector, drafts []detect.Document) (found []*check.Found, stages []detect.Stage, err error) {
	for _, x := range k.indexes {
		f, err := check.Sources(ctx, d, drafts, x, k.policy)
		if err != nil {
			return nil, nil, err
		}
		found, stages = append(found, f), append(stages, f.Stage)
		k.compared += int(x.Info().Texts)
		for why, n := range f.Stage.Capped {
			if !k.quiet {
				fmt.Fprintf(k.messages, "respun: possible sources left out: %d, %s; see --max-sources\n", n, why)
			}
		}
	}
	return found, stages, nil
}

// others yields what the drafts are compared with, after the skips of the drafts.
func (k *desk) others(ctx context.Context, skips []corpus.Skipped, found []*check.Found) iter.Seq2[detect.Document, error] {
	return func(yield func(detect.Document, error) bool) {
		defer k.tellRest()
		for _, s := range skips {
			if !yield(detect.Document{}, s) {
				return
			}
		}
		for d, err := range k.readers[1].Read(ctx, k.new...) {
			var s *corpus.Skip
			if errors.As(err, &s) {
				k.tell(s)
				err = s.Skipped()
			} else if err == nil {
				k.compared++
			}
			if !yield(d, err) {
				return
			}
		}
		for _, f := range found {
			for d, err := range f.Documents(ctx) {
				if !yield(d, err) {
					return
				}
			}
		}
	}
}

// verdict is an error with the status of a check that was done.
func (k *desk) verdict() error {
	switch {
	case k.lostDrafts > 0:
		return k.found(statusFailed, "drafts or parts of drafts not read: %d", k.lostDrafts)
	case k.lost > 0 && k.strict || k.over == 0:
		return k.outcome()
	}
	return k.found(statusFound, "drafts that do not pass: %d", k.over)
}

func (k *desk) found(status int, format string, n int) error {
	text := fmt.Sprintf(format, n)
	if k.quiet {
		text = ""
	}
	return statusError{errors.New(text), status}
}

// verdicts hands results to a report, and counts them.
type verdicts struct {
	report.CheckSink
	desk *desk
	stop func()
}

// Begin ends a check that has nothing to compare with before anything is
// written: whatever it said would look like an answer.
func (v *verdicts) Begin(b detect.Begin) error {
	v.stop() // a report that goes to the same terminal needs the line
	if v.desk.compared == 0 {
		return errors.New("nothing to compare with was readable")
	}
	return v.CheckSink.Begin(b)
}

func (v *verdicts) Result(r *check.Result) error {
	if r.Over {
		v.desk.over++
	}
	if r.Words == 0 && !v.desk.quiet {
		fmt.Fprintf(v.desk.messages, "respun: %s: %s: %s\n", oneLine(r.Draft), check.NoWords, check.NoWordsDetail)
	}
	return v.CheckSink.Check(serve.Record(r))
}
