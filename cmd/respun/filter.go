package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"respun/detect"
	"respun/filter"
	"respun/index"
	"respun/internal/corpus"
)

// filtering is the flags of the filter.
type filtering struct {
	options  filter.Options
	stream   filter.Stream
	policies []string
	id       string
	text     string
	date     string
	source   string
	ttl      duration
	maxLine  size
	index    string
	verbose  bool
	stats    bool
	strict   bool
}

func newFilter() *cobra.Command {
	f := &filtering{options: filter.Defaults(), maxLine: filter.DefaultMaxLine}
	c := &cobra.Command{
		Use:   "filter",
		Short: "label or drop what a stream of documents repeats",
		Long: `Filter reads JSON lines from standard input and writes them to standard output
in the same order, each with a verdict under the key "respun"; all else stays as
it came, byte for byte.

  new             nothing like it was seen
  exact           the same words, under another name
  near-duplicate  as a whole nearly the same
  contains        holds the text of an earlier document, and other text
  contained       its text stands in an earlier, larger document
  revision        its name was seen with another text
  spun            passages reworded or copied (--level passage)
  error           the line cannot be read

A document of the same name and text gets its first verdict again. Beside the
verdict stand

  of          the earlier document: its name, or the hash of its text, under
              which an index has it
  similarity  the Jaccard index of the two, by runs of five words
  coverage    the share of the new document that the earlier one has, likewise
  matches     how many earlier documents it repeats (spun: how many passages)
  estimate    whether the numbers are those of a sketch, which errs by a
              hundredth or so and may not see a word or two: it never says 1.
              With --keep-text they are exact
  detail      why a line is an error
  invalid_utf8_replaced  how many bytes of the line are no UTF-8: they are
              judged as U+FFFD, and go on as they came

A line that is no JSON object goes on as {"line": ...}; a blank one as it is.
One without a text, or with a name of more than 8 KiB, has the verdict error.
Of several "respun" in a line the last has the verdict; the others are null.

What a source prints on all its pages is a frame, and counts for nothing: what 8
documents of one source have that are no copies of each other. Lines that name
no source count as one source, and 32 are needed. Name sources: without them a
story that everybody prints is taken for a frame.

With --index, a verdict is written once its document is safe on disk, and a
restart goes on where a crash ended. Nothing waits for input that has not come.
Nothing is told on standard error unless asked for, but for one thing: how many
documents of an archive have no text, though texts are to be kept. They stay so,
what repeats them is estimated, and check does not find them.

Status: 0 done; 2 bad usage, index not usable, or output failed, also where its
reader is gone; 3 done, but some lines had the verdict error or were not all
UTF-8 (--strict: 2); 130 interrupted.`,
		Example: `  respun filter <feed.jsonl >labelled.jsonl
  crawl | respun filter --policy exact=drop --policy near-duplicate=drop | store
  respun filter --index seen.idx --ttl 14d --batch 64 <feed.jsonl`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return badUsage(c, "%s reads standard input and takes no arguments: want %[1]s <%s", c.CommandPath(), args[0])
			}
			return nil
		},
		RunE: f.run,
	}
	f.verdicts(c)
	f.remembering(c)
	f.reading(c)
	return c
}

// verdicts are the flags about what becomes of documents.
func (f *filtering) verdicts(c *cobra.Command) {
	flagGroup(c, "Verdicts", func(p *pflag.FlagSet) {
		chosen(c, &f.options.Level, upTo(detect.DocumentLevel), "level", "what is compared; passage also finds reworded passages, and keeps texts")
		p.StringArrayVar(&f.policies, "policy", nil, "what becomes of a verdict, `VERDICT=POLICY`: label (default), keep (goes on as it came), drop; may be repeated")
		complete(c, "policy", policyValues())
		p.BoolVar(&f.strict, "strict", false, "status 2 instead of 3 if any line had the verdict error or was not all UTF-8")
	})
}

// policyValues lists what --policy takes.
func policyValues() (out []string) {
	for _, v := range upTo(filter.Error) {
		for _, p := range upTo(filter.Drop) {
			out = append(out, v.String()+"="+p.String())
		}
	}
	return out
}

// remembering are the flags about the memory.
func (f *filtering) remembering(c *cobra.Command) {
	flagGroup(c, "Memory", func(p *pflag.FlagSet) {
		p.StringVar(&f.index, "index", "", "remember in the archive in this `folder`, through restarts and crashes (default: in memory)")
		p.Var(&f.ttl, "ttl", "forget a document after this time, as in 14d, 36h, 90m (default: never)")
		p.IntVar(&f.options.MaxDocuments, "max-documents", 0, "remember the latest `number` of documents (default: all)")
		p.BoolVar(&f.options.KeepText, "keep-text", false, "keep texts, compressed, and count on them instead of estimating; with --index, check finds them too")
	})
}

// reading are the flags about lines.
func (f *filtering) reading(c *cobra.Command) {
	flagGroup(c, "Input and output", func(p *pflag.FlagSet) {
		textFlags(p, &f.id, &f.text, "the hash of its text")
		originFlags(p, &f.date, &f.source)
		p.IntVar(&f.stream.Batch, "batch", filter.DefaultBatch, "judge, store and write up to this `number` of lines at a time: fewer for latency, more for speed")
		p.Var(&f.maxLine, "max-line", "cut longer lines, whose verdict is error")
		p.BoolVarP(&f.verbose, "verbose", "v", false, "tell each verdict but new, and each line that is not all UTF-8, on standard error")
		p.BoolVar(&f.stats, "stats", false, "at the end, tell counts on standard error")
	})
}

// prepare checks the flags.
func (f *filtering) prepare(c *cobra.Command) error {
	f.options.TTL = time.Duration(f.ttl)
	if err := f.options.Validate(); err != nil {
		return badUsage(c, "%v", err)
	}
	if f.stream.Batch < 1 {
		return badUsage(c, "--batch: %d lines, not at least 1", f.stream.Batch)
	}
	if in, ok := c.InOrStdin().(*os.File); ok && sameFile(in, fileOf(c.OutOrStdout())) {
		return errors.New("standard input is standard output too: what is written would be read again, without an end")
	}
	f.stream.MaxLine = int(f.maxLine)
	f.stream.Policies = map[filter.Kind]filter.Policy{}
	for _, p := range f.policies {
		verdict, policy, _ := strings.Cut(p, "=")
		k, err := parse(verdict, upTo(filter.Error))
		if err != nil {
			return badUsage(c, "--policy %s: %v", p, err)
		}
		if f.stream.Policies[k], err = parse(policy, upTo(filter.Drop)); err != nil {
			return badUsage(c, "--policy %s: %v", p, err)
		}
	}
	f.stream.Fields = fieldsOf(f.id, f.text, f.date, f.source)
	return nil
}

// fieldsOf returns the fields to look for: those named, else the usual ones.
func fieldsOf(id, text, date, source string) filter.Fields {
	var fields filter.Fields
	fields.ID, fields.Text, fields.Date, fields.Source = corpus.UsualNames()
	for _, x := range []struct {
		named string
		to    *[]string
	}{{id, &fields.ID}, {text, &fields.Text}, {date, &fields.Date}, {source, &fields.Source}} {
		if x.named != "" {
			*x.to = []string{x.named}
		}
	}
	return fields
}

func (f *filtering) run(c *cobra.Command, _ []string) (err error) {
	if err := f.prepare(c); err != nil {
		return err
	}
	if f.verbose {
		f.stream.Told = func(number int64, doc string, v filter.Verdict) { tellVerdict(c.ErrOrStderr(), number, doc, v) }
	}
	// What is remembered is most of the memory and holds no pointers, so collecting
	// often costs little, and seldom would double it.
	defer debug.SetGCPercent(debug.SetGCPercent(10))
	defer runtime.KeepAlive(ballast())
	seen, closeIndex, err := f.open(c.Context(), c.ErrOrStderr())
	if err != nil {
		return err
	}
	defer func() { err = withClosing(err, closeIndex()) }()
	stats, err := f.stream.Run(c.Context(), seen, c.InOrStdin(), c.OutOrStdout())
	if f.stats {
		tellFiltered(c.ErrOrStderr(), stats, seen.Stats())
	}
	switch {
	case err != nil || stats.Errors+stats.Replaced == 0:
		return err
	case f.strict:
		return statusError{errors.New(""), statusFailed}
	}
	return statusError{errors.New(""), statusSkipped}
}

// ballast counts as memory in use but is never touched, so that the system has
// none of it to find: collecting a tenth of little would take an eighth of the time.
var ballast = sync.OnceValue(func() []byte { return make([]byte, 256<<20) })

// open makes the filter, with what its archive remembers.
func (f *filtering) open(ctx context.Context, messages io.Writer) (seen *filter.Filter, closeIndex func() error, err error) {
	closeIndex = func() error { return nil }
	if f.index != "" {
		keeps := f.options.KeepText || f.options.Level == detect.PassageLevel
		x, err := openIndex(f.index, index.Options{Create: true, Passages: keeps})
		if err != nil {
			return nil, nil, err
		}
		if info := x.Info(); keeps && info.Texts < info.Documents {
			fmt.Fprintf(messages, "respun: %s: without a text, and left so: %d of %d documents; what repeats them is estimated, and check does not find them\n",
				f.index, info.Documents-info.Texts, info.Documents)
		}
		f.options.Store, closeIndex = x, x.Close
	}
	seen, err = filter.New(ctx, f.options)
	if err != nil {
		return nil, nil, withClosing(err, closeIndex())
	}
	return seen, closeIndex, nil
}

func tellVerdict(w io.Writer, number int64, doc string, v filter.Verdict) {
	if doc != "" {
		doc += ": "
	}
	tell := func(what string) { fmt.Fprintln(w, oneLine(fmt.Sprintf("respun: line %d: %s%s", number, doc, what))) }
	if v.Replaced > 0 {
		tell(fmt.Sprintf("%s: %d bytes are not valid text and were read as U+FFFD", corpus.ReplacedUTF8, v.Replaced))
	}
	switch v.Kind {
	case filter.Unseen:
	case filter.Error:
		tell("error: " + v.Detail)
	default:
		tell(fmt.Sprintf("%s of %s (similarity %.2f, coverage %.2f)", v.Kind, v.Of, v.Similarity, v.Coverage))
	}
}

func tellFiltered(w io.Writer, lines filter.StreamStats, s filter.Stats) {
	fmt.Fprintf(w, "respun: %v\n", lines)
	for _, k := range upTo(filter.Error) {
		if n := s.Verdicts[k.String()]; n > 0 {
			fmt.Fprintf(w, "respun: %s: %d\n", k, n)
		}
	}
	fmt.Fprintf(w, "respun: came again %d, with a frame that was left out %d, remembered %d in %d bytes\n", s.Replayed, s.Framed, s.Documents, s.Bytes)
	fmt.Fprintf(w, "respun: compared %d, capped %d, keys left out of full buckets %d\n", s.Candidates, s.Capped, s.Full)
}

// duration is a flag that takes a time: 14d, 36h, 1h30m.
type duration time.Duration

func (d *duration) Type() string { return "time" }

func (d *duration) String() string {
	if *d == 0 {
		return ""
	}
	return time.Duration(*d).String()
}

func (d *duration) Set(s string) error {
	if number, ok := strings.CutSuffix(s, "d"); ok {
		if days, err := strconv.Atoi(number); err == nil && days > 0 && days < 1e5 {
			*d = duration(time.Duration(days) * 24 * time.Hour)
			return nil
		}
	}
	t, err := time.ParseDuration(s)
	if err != nil || t <= 0 {
		return fmt.Errorf("%q is no time above 0, as in 14d, 36h, 90m", s)
	}
	*d = duration(t)
	return nil
}
