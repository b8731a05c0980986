package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"respun/detect"
	"respun/internal/corpus"
	"respun/report"
	"respun/shingle"
)

// errNoInput ends a run before anything is written.
var errNoInput = errors.New("no input was readable")

// inputs is what to read: paths, flags, and what became of it.
type inputs struct {
	options     corpus.Options
	maxDocument size
	format      word
	old, new    []string
	strict      bool
	quiet       bool
	also        []string // further files that are read

	messages io.Writer // where skips are told as they happen
	few      report.Few
	readers  []*corpus.Reader
	lost     int // skips that make a run incomplete
}

// longestField is how many bytes a further field may have that rides through with its
// document: a title or an address has fewer, and a page's HTML would take more memory
// than all that is made of its text.
const longestField = 4 << 10

func (in *inputs) flags(c *cobra.Command) {
	in.maxDocument, in.options.MaxField = corpus.DefaultMaxDocument, longestField
	flagGroup(c, "Input", func(f *pflag.FlagSet) {
		formats := wordsOf(corpus.Formats())
		chosen(c, &in.format, formats, "input-format", "format of every input (default: told by name and the first 4 KiB, which a pipe is waited for)")
		textFlags(f, &in.options.IDField, &in.options.TextField, "path:line")
		originFlags(f, &in.options.DateField, &in.options.SourceField)
		f.StringArrayVar(&in.options.Include, "include", nil, "below folders, read only what matches this `glob`; may be repeated")
		f.StringArrayVar(&in.options.Exclude, "exclude", nil, "below folders, leave out what matches this `glob`; may be repeated")
		f.StringArrayVar(&in.options.FilesFrom, "files-from", nil, "read the paths that this `file` lists, one a line (-: standard input; if it lists none there is nothing to do, which is no error); may be repeated")
		maxDocumentFlag(f, &in.maxDocument)
		maxRatioFlag(f, &in.options)
		f.BoolVar(&in.strict, "strict", false, "status 2 instead of 3 if anything was skipped")
	})
}

// textFlags name the fields of a document's name and text; nameless says what it is
// called that has none.
func textFlags(f *pflag.FlagSet, id, text *string, nameless string) {
	ids, texts, _, _ := corpus.UsualNames()
	f.StringVar(id, "id-field", "", "`field` that names a document "+firstOf(ids, "; else "+nameless))
	f.StringVar(text, "text-field", "", "`field` with the text "+firstOf(texts, ""))
}

// originFlags name the fields that say when and where a document came out.
func originFlags(f *pflag.FlagSet, date, source *string) {
	_, _, dates, sources := corpus.UsualNames()
	f.StringVar(date, "date-field", "", "`field` with the date "+firstOf(dates, ""))
	f.StringVar(source, "source-field", "", "`field` with the outlet "+firstOf(sources, ""))
}

func firstOf(names []string, further string) string {
	return "(default: the first there is of " + strings.Join(names, ", ") + further + ")"
}

// maxDocumentFlag lets the bound on texts be chosen. That on markup cannot be.
func maxDocumentFlag(f *pflag.FlagSet, to *size) {
	f.Var(to, "max-document", fmt.Sprintf("skip documents with more than this many bytes of text (whatever it is, pages of HTML and records of web archives with more than %dM)", corpus.MaxPage>>20))
}

// maxRatioFlag lets the bound on decompression be chosen. What 0 means is told, as
// the readers take it for the default and people may take it for no bound.
func maxRatioFlag(f *pflag.FlagSet, o *corpus.Options) {
	f.Float64Var(&o.MaxRatio, "max-ratio", corpus.DefaultMaxRatio, "stop reading what decompresses to more than this many `times` its size, past 16 MiB (0: the default, inf: no bound)")
}

// prepare checks that there is something to read, and how.
func (in *inputs) prepare(c *cobra.Command, old, new []string) error {
	in.old, in.new = old, new
	if len(old)+len(new)+len(in.options.FilesFrom) == 0 {
		return badUsage(c, "no PATH given (- reads standard input)")
	}
	if slices.Contains(slices.Concat(old, new, in.options.FilesFrom), "") { // a shell's variable that is not set
		return badUsage(c, "a path is empty")
	}
	in.options.Stdin, in.options.Stdout = c.InOrStdin(), fileOf(c.OutOrStdout())
	in.options.MaxDocument = int64(in.maxDocument)
	in.options.Format = in.format.String()
	if err := onlyOnce(c, in.options.FilesFrom, in.old, in.new, in.also); err != nil {
		return err
	}
	if in.maxDocument > shingle.MaxText {
		return badUsage(c, "--max-document: no document can have more than %d bytes of text", shingle.MaxText)
	}
	for range 2 {
		r, err := corpus.New(in.options)
		if err != nil {
			return badUsage(c, "%v", err)
		}
		in.readers = append(in.readers, r)
		in.options.FilesFrom = nil // the lists stand with the old inputs
	}
	return in.readers[0].Spares(c.Context(), slices.Concat(old, new, in.also)...)
}

// onlyOnce is an error where more than one name stands for standard input.
func onlyOnce(c *cobra.Command, lists ...[]string) error {
	names := slices.DeleteFunc(slices.Concat(lists...), func(name string) bool { return name != "-" })
	if len(names) > 1 {
		return badUsage(c, "standard input can be read only once")
	}
	return nil
}

// spare is an error where a file that is written would replace what is read.
func spare(c *cobra.Command, output string, read ...string) error {
	r, err := corpus.New(corpus.Options{Output: output, Stdin: c.InOrStdin()})
	if err != nil {
		return err
	}
	return r.Spares(c.Context(), read...)
}

// documents reads the old inputs, then the new ones. Skips are told as they
// happen and handed on as errors that detect.Skipped is implemented by.
func (in *inputs) documents(ctx context.Context) iter.Seq2[detect.Document, error] {
	return func(yield func(detect.Document, error) bool) {
		defer in.tellRest()
		for i, paths := range [][]string{in.old, in.new} {
			for d, err := range in.readers[i].Read(ctx, paths...) {
				d.New = i == 1
				var s *corpus.Skip
				if errors.As(err, &s) {
					in.tell(s)
					err = s.Skipped()
				}
				if !yield(d, err) {
					return
				}
			}
		}
	}
}

func (in *inputs) tell(s *corpus.Skip) {
	if counts(s) {
		in.lost += s.Parts()
	}
	in.tellFew(in.few.Next(detect.Skip{Doc: s.Doc, Reason: s.Reason, Detail: s.Detail, Count: s.Count}))
}

// tellRest tells how much was left out of the last input.
func (in *inputs) tellRest() { in.tellFew(in.few.Rest()) }

func (in *inputs) tellFew(skips []detect.Skip) {
	for _, s := range skips {
		if !in.quiet {
			text := (&corpus.Skip{Doc: s.Doc, Reason: s.Reason, Detail: s.Detail}).Error()
			fmt.Fprintln(in.messages, "respun: "+oneLine(text))
		}
	}
}

// counts reports whether a skip makes a run incomplete. Replaced bytes are no
// loss of a document, but what stands there is not what was written.
func counts(s *corpus.Skip) bool { return !s.Notice() || s.Reason == corpus.ReplacedUTF8 }

// readable is an error where no input could be read. That lists are empty is none: a job
// that finds nothing new has nothing to do.
func (in *inputs) readable() error {
	named := 0
	for _, r := range in.readers {
		if r.Opened() > 0 {
			return nil
		}
		named += r.Named()
	}
	if named == 0 {
		return nil
	}
	return errNoInput
}

// outcome is an error with the status of a run whose inputs were skipped.
func (in *inputs) outcome() error {
	switch {
	case in.lost == 0:
		return nil
	case in.strict:
		return in.incomplete(statusFailed)
	}
	return in.incomplete(statusSkipped)
}

func (in *inputs) incomplete(status int) error {
	text := fmt.Sprintf("inputs or parts of inputs skipped: %d", in.lost)
	if in.quiet {
		text = ""
	}
	return statusError{errors.New(text), status}
}
