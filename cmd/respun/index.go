package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"respun/detect"
	"respun/filter"
	"respun/index"
	"respun/internal/corpus"
)

func newIndex() *cobra.Command {
	c := &cobra.Command{
		Use:   "index COMMAND",
		Short: "keep an archive of documents on disk",
		Long: `Index keeps an archive of documents in a folder, for check and filter. One
process writes to an archive at a time; others read what it last published,
which it does every half minute and when it ends; who may only read its folder
reads it in place, while nobody writes. What was acknowledged survives a crash;
a full disk is an error, and nothing is damaged by it.

The archives of another format, or made with other tables, are refused: build
them anew, from the documents or from what index export writes.`,
		Example: `  respun index build archive.idx articles/
  respun index add archive.idx today.jsonl
  respun index info archive.idx`,
	}
	for _, make := range []func() *cobra.Command{newIndexBuild, newIndexAdd, newIndexRemove, newIndexInfo, newIndexList, newIndexExport, newIndexVerify, newIndexCompact, newIndexMerge} {
		c.AddCommand(make())
	}
	return asGroup(c)
}

// indexing is the flags of the commands that read documents.
type indexing struct {
	inputs
	create bool
}

const indexStatus = `

Status: 0 done; 2 bad usage, archive not usable, or no input readable; 3 done,
but some inputs were skipped (--strict: 2); 130 interrupted, with what was
stored by then.`

func newIndexBuild() *cobra.Command {
	return (&indexing{create: true}).command(&cobra.Command{
		Use:   "build INDEX PATH...",
		Short: "make an archive of documents",
		Long: `Build makes an archive in the folder INDEX, which must hold none, of the
documents of all PATHs (files, folders, globs, or - for standard input, as scan
reads them). A name that comes again becomes name@ordinal, as in a scan, and is
counted.` + indexStatus,
		Example: "  respun index build archive.idx articles/",
	})
}

func newIndexAdd() *cobra.Command {
	return (&indexing{}).command(&cobra.Command{
		Use:   "add INDEX PATH...",
		Short: "add documents to an archive",
		Long: `Add adds documents to an archive. A document takes the place of one of the same
name, also of one that came before it in the same inputs; with the same text,
nothing is done. How many were replaced is told.` + indexStatus,
		Example: "  respun index add archive.idx today.jsonl",
	})
}

func (n *indexing) command(c *cobra.Command) *cobra.Command {
	c.Args = func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return badUsage(c, "no INDEX given")
		}
		return nil
	}
	c.RunE = n.run
	n.inputs.flags(c)
	flagGroup(c, "Output", func(f *pflag.FlagSet) {
		f.BoolVarP(&n.quiet, "quiet", "q", false, "no progress, no skips on standard error")
	})
	return c
}

// addAtOnce is how many documents, and how many bytes of text, are stored at a time.
const (
	addAtOnce   = 256
	bytesAtOnce = 4 << 20
)

func (n *indexing) run(c *cobra.Command, args []string) error {
	if err := n.prepare(c, args[1:], nil); err != nil {
		return err
	}
	if n.create {
		if err := mustBeFree(args[0]); err != nil && !holdsNothing(args[0]) {
			return err
		}
	}
	x, err := openIndex(args[0], index.Options{Create: n.create, Passages: true})
	if err != nil {
		return err
	}
	bar := newProgress(c, n.quiet)
	n.messages = bar
	added, err := n.add(c.Context(), x, bar.show)
	bar.stop()
	err = withClosing(err, x.Close()) // before anything is told: what is not published is not done
	switch {
	case err != nil && added != (index.Added{}):
		return keptError{err, "kept: " + countsOf(added)}
	case err != nil && n.create:
		return errors.Join(err, empty(args[0])) // so that the same command may be tried again
	case err != nil:
		return err
	}
	repeated := ""
	if added.Repeated > 0 {
		repeated = fmt.Sprintf(", repeated names %d", added.Repeated)
	}
	fmt.Fprintf(c.OutOrStdout(), "%s%s\n", countsOf(added), repeated)
	return n.outcome()
}

// countsOf tells what became of documents.
func countsOf(a index.Added) string {
	return fmt.Sprintf("added %d, replaced %d, unchanged %d", a.New, a.Replaced, a.Unchanged)
}

// withClosing joins the error of a work with that of closing its archive, by which the
// work failed, whatever status it asks for. That the disk is full is told once, by closing,
// which knows what becomes of what was stored.
func withClosing(err, closing error) error {
	var own statusError
	switch {
	case closing == nil:
		return err
	case errors.Is(err, index.ErrFull) && errors.Is(closing, index.ErrFull):
		return closing
	case errors.As(err, &own):
		if err = nil; own.Error() != "" {
			err = errors.New(own.Error())
		}
	}
	return errors.Join(err, closing)
}

// empty removes what is in a folder.
func empty(dir string) error {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		err = errors.Join(err, os.RemoveAll(filepath.Join(dir, e.Name())))
	}
	return err
}

// mustBeFree is an error where something is that a new archive would mix with. That its
// making was cut off at the first step leaves an empty folder in it.
func mustBeFree(dir string) error {
	entries, err := os.ReadDir(dir)
	if err == nil && len(entries) == 1 && entries[0].Name() == "db" {
		if within, e := os.ReadDir(filepath.Join(dir, "db")); e == nil {
			entries = within
		}
	}
	if errors.Is(err, os.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	return fmt.Errorf("%s is not empty: `respun index add` adds to an archive; a new one needs a folder of its own", dir)
}

// holdsNothing tells whether an archive is one that was never given a document, as where
// its making was cut off.
func holdsNothing(dir string) bool {
	if !index.Is(dir) {
		return false
	}
	x, err := index.Open(dir, index.Options{Create: true})
	if err != nil {
		return false
	}
	given := x.Info().Ordinals
	return x.Close() == nil && given == 0
}

// openIndex opens an archive such that a filter knows what is added to it. Where the disk
// fails in the midst of a write nothing else can be waited for.
func openIndex(dir string, o index.Options) (*index.Index, error) {
	if dir == "" {
		return nil, errors.New("the name of an archive is empty")
	}
	o.Outline, o.State = filter.Outline, filter.ReadState
	o.Broken = func(err error) { os.Exit(tell(os.Stderr, statusFailed, err)) }
	if o.Create && !index.Is(dir) { // files laid among somebody's articles would hide these
		if err := mustBeFree(dir); err != nil {
			return nil, err
		}
	}
	x, err := index.Open(dir, o)
	switch {
	case errors.Is(err, index.ErrNone):
		err = fmt.Errorf("%w; respun index build makes one", err)
	case errors.Is(err, index.ErrLocked):
		err = fmt.Errorf("%w, as check and index info do", err)
	}
	return x, err
}

// add adds the documents of all inputs.
func (n *indexing) add(ctx context.Context, x *index.Index, show func(detect.Stage)) (total index.Added, err error) {
	store := x.Add
	if n.create { // nothing is there to replace but what the same inputs hold
		store = x.AddAll
	}
	var docs []detect.Document
	at, size := detect.Stage{Name: "read"}, 0
	flush := func() error {
		added, err := store(ctx, docs...)
		total = total.Plus(added)
		docs, size = docs[:0], 0
		return err
	}
	for d, err := range n.documents(ctx) {
		if errors.As(err, new(corpus.Skipped)) {
			continue
		}
		if err != nil {
			return total, err
		}
		docs, size = append(docs, d), size+len(d.Text)
		at.In, at.Out = at.In+int64(len(d.Text)), at.Out+1
		show(at)
		if len(docs) >= addAtOnce || size >= bytesAtOnce {
			if err := flush(); err != nil {
				return total, err
			}
		}
	}
	if err := n.readable(); err != nil {
		return total, err
	}
	return total, flush()
}

func newIndexRemove() *cobra.Command {
	from := ""
	c := &cobra.Command{
		Use:   "remove INDEX [NAME...]",
		Short: "remove documents by name",
		Long: `Remove removes the documents of these names. A name that is not there is told;
their keys are given back by index compact.

Status: 0 done; 2 bad usage or archive not usable; 3 done, but some names were
not there.`,
		Example: "  respun index remove archive.idx old.txt\n  respun index remove archive.idx --names gone.txt",
		Args:    func(c *cobra.Command, args []string) error { return needIndex(c, args, -1) },
		RunE: func(c *cobra.Command, args []string) error {
			names := args[1:]
			if from != "" {
				more, err := readNames(c.Context(), from, c.InOrStdin())
				if err != nil {
					return err
				}
				names = append(names, more...)
			}
			if len(names) == 0 && from == "" { // a list may be empty: nothing is old enough
				return badUsage(c, "no NAME given")
			}
			return withIndex(args[0], index.Options{}, func(x *index.Index) error { return removeNames(c, x, names) })
		},
	}
	flagGroup(c, "Flags", func(f *pflag.FlagSet) {
		f.StringVar(&from, "names", "", "`file` with further names, one a line (-: standard input)")
	})
	return c
}

func removeNames(c *cobra.Command, x *index.Index, names []string) error {
	missing := absent{out: c.ErrOrStderr()}
	for _, name := range names {
		found, err := x.Find(name)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			missing.tell(name)
		}
	}
	n, err := x.Remove(c.Context(), names...)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.OutOrStdout(), "removed %d\n", n)
	return missing.err()
}

// absent tells of names that an archive does not have, and counts them.
type absent struct {
	out   io.Writer
	quiet bool
	names int
}

func (a *absent) tell(name string) {
	a.names++
	if !a.quiet {
		fmt.Fprintln(a.out, "respun: "+oneLine(name)+": not in the archive")
	}
}

// err returns what a command ends with: nil where all names were there.
func (a *absent) err() error {
	if a.names == 0 {
		return nil
	}
	text := fmt.Sprintf("names not in the archive: %d", a.names)
	if a.quiet {
		text = ""
	}
	return statusError{errors.New(text), statusSkipped}
}

func newIndexInfo() *cobra.Command {
	return &cobra.Command{
		Use:   "info INDEX",
		Short: "what an archive holds, as JSON",
		Long: `Info writes what an archive holds, as last published, as one JSON object:

  documents    names that it knows, with a text or by a filter's sketch alone
  texts        documents stored with their text, which check compares with
  unposted     the last so many places, whose keys are not stored yet: who reads
               makes them
  removed      documents whose keys index compact would give back
  ordinals     places given so far, also to documents that are gone
  bytes        on disk
  format       of the archive; fingerprint of the tables that it was made with`,
		Example: "  respun index info archive.idx",
		Args:    func(c *cobra.Command, args []string) error { return needIndex(c, args, 1) },
		RunE: func(c *cobra.Command, args []string) error {
			return withIndex(args[0], index.Options{ReadOnly: true, AnyTables: true}, func(x *index.Index) error {
				return writeJSON(c.OutOrStdout(), x.Info())
			})
		},
	}
}

func newIndexVerify() *cobra.Command {
	return &cobra.Command{
		Use:   "verify INDEX",
		Short: "read all of an archive and check that it agrees",
		Long: `Verify reads all documents, texts, names and postings of an archive as last
published, checks that each is whole and that they agree, and writes what it
looked at as JSON.

Status: 0 all is well; 2 archive not usable, or something is wrong.`,
		Example: "  respun index verify archive.idx",
		Args:    func(c *cobra.Command, args []string) error { return needIndex(c, args, 1) },
		RunE: func(c *cobra.Command, args []string) error {
			return withIndex(args[0], index.Options{ReadOnly: true}, func(x *index.Index) error {
				check, err := x.Verify(c.Context())
				if err == nil {
					err = writeJSON(c.OutOrStdout(), check)
				}
				if err == nil && check.Faulty > 0 {
					err = fmt.Errorf("%s: things that are wrong: %d", args[0], check.Faulty)
				}
				return err
			})
		},
	}
}

func newIndexCompact() *cobra.Command {
	return &cobra.Command{
		Use:   "compact INDEX",
		Short: "give back what is not needed, and finish what a filter left",
		Long: `Compact makes the documents that a filter stored with their texts findable by
their passages, gives back what removed documents left, and rewrites the archive
in as little space as it takes.`,
		Example: "  respun index compact archive.idx",
		Args:    func(c *cobra.Command, args []string) error { return needIndex(c, args, 1) },
		RunE: func(c *cobra.Command, args []string) error {
			return withIndex(args[0], index.Options{}, func(x *index.Index) error { return x.Compact(c.Context()) })
		},
	}
}

func newIndexMerge() *cobra.Command {
	return &cobra.Command{
		Use:   "merge INDEX FROM...",
		Short: "add what other archives hold",
		Long: `Merge adds all documents of the archives FROM, in their order, to the archive
INDEX, which is made if it is not there. A document takes the place of one of
the same name; with the same text, nothing is done: merging again changes
nothing. What FROM itself has under one name, as a filter keeps revisions, comes
as it is, each text once.

What a filter remembers comes along, also without a text. Where one archive has
the text and the other only what a filter remembers of that name, nothing is
lost: of the same text, both become one document; else they stand beside each
other.`,
		Example: "  respun index merge all.idx monday.idx tuesday.idx",
		Args:    func(c *cobra.Command, args []string) error { return needIndex(c, args, -2) },
		RunE: func(c *cobra.Command, args []string) error {
			for _, name := range args[1:] { // before INDEX is made
				if err := withIndex(name, index.Options{ReadOnly: true}, func(*index.Index) error { return nil }); err != nil {
					return err
				}
			}
			return withIndex(args[0], index.Options{Create: true, Passages: true}, func(x *index.Index) error {
				for _, name := range args[1:] {
					err := withIndex(name, index.Options{ReadOnly: true}, func(from *index.Index) error {
						added, err := x.Merge(c.Context(), from)
						if err != nil {
							return keptError{err, fmt.Sprintf("kept of %s: %s", name, countsOf(added))}
						}
						fmt.Fprintf(c.OutOrStdout(), "%s: %s\n", name, countsOf(added)) // who reads no more wants the merge all the same
						return nil
					})
					if err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
}

// needIndex checks the number of arguments: n of them, or with -n so many or more.
func needIndex(c *cobra.Command, args []string, n int) error {
	want := strings.Fields(c.Use)[1:]
	if len(args) == n || n < 0 && len(args) >= -n {
		return nil
	}
	return badUsage(c, "%s takes %s, %d given", c.CommandPath(), strings.Join(want, " "), len(args))
}

// withIndex opens an archive, works with it and closes it.
func withIndex(dir string, o index.Options, work func(*index.Index) error) (err error) {
	x, err := openIndex(dir, o)
	if err != nil {
		return err
	}
	defer func() { err = withClosing(err, x.Close()) }()
	return work(x)
}
