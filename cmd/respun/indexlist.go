package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strconv"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"respun/index"
	"respun/internal/corpus"
)

// held is the flags of the commands that tell what an archive holds.
type held struct {
	format word
	file   string
	quiet  bool
}

func newIndexList() *cobra.Command {
	h := &held{format: "text"}
	c := &cobra.Command{
		Use:   "list INDEX [NAME...]",
		Short: "list what an archive holds, a line a document",
		Long: `List writes a line for each document of an archive as last published, or of
these names, in the order in which they were added: the bytes of its text, its
date, name and title. Where a filter keeps a sketch alone, - stands for the
bytes.

With --format jsonl a line is an object of id, bytes (missing where there is no
text), date, source, language, and fields, what else rode through.

Status: 0 done; 2 bad usage or archive not usable; 3 done, but some names were
not there.`,
		Example: `  respun index list archive.idx
  respun index list archive.idx --format jsonl | jq -r 'select(.date and .date < "2020") | .id' |
    respun index remove archive.idx --names -`,
		Args: func(c *cobra.Command, args []string) error { return needIndex(c, args, -1) },
	}
	c.RunE = func(c *cobra.Command, args []string) error { return h.write(c, args, h.list) }
	flagGroup(c, "Output", func(*pflag.FlagSet) {
		chosen(c, &h.format, wordsOf([]string{"text", "jsonl"}), "format", "format")
	})
	h.flags(c)
	return c
}

func newIndexExport() *cobra.Command {
	h := &held{}
	c := &cobra.Command{
		Use:   "export INDEX [NAME...]",
		Short: "write the documents of an archive with their texts, as JSON lines",
		Long: `Export writes a JSON line for each document of an archive as last published, or
of these names, in the order in which they were added: id, text, then date,
source, language and further fields where known, as extract does. Index build
makes an archive of them again. An archive that was made with other tables,
which most commands refuse, is read too; of one of another format the version
that made it writes them.

Documents of which a filter keeps a sketch alone have no text; they are left out
and counted. What a filter remembers is not written: index merge brings it
along.

Status: 0 done; 2 bad usage, archive not usable, or output failed; 3 done, but
some names were not there.`,
		Example: `  respun index export archive.idx | respun index build new.idx -
  respun index export archive.idx news/42.txt | jq -r .text`,
		Args: func(c *cobra.Command, args []string) error { return needIndex(c, args, -1) },
	}
	c.RunE = func(c *cobra.Command, args []string) error { return h.write(c, args, h.export) }
	h.flags(c)
	return c
}

func (h *held) flags(c *cobra.Command) {
	flagGroup(c, "Output", func(f *pflag.FlagSet) {
		f.VarP(once{&h.file}, "output", "o", "write to this `file`, which is replaced only at the end (default: standard output)")
		f.BoolVarP(&h.quiet, "quiet", "q", false, "nothing on standard error of what is missing")
	})
}

// write opens the archive and the output, and has it filled with the entries of all
// documents, or of those with a name.
func (h *held) write(c *cobra.Command, args []string, fill func(*cobra.Command, *bufio.Writer, *index.Index, iter.Seq2[index.Entry, error]) error) error {
	missing := absent{out: c.ErrOrStderr(), quiet: h.quiet}
	err := withIndex(args[0], index.Options{ReadOnly: true, AnyTables: true}, func(x *index.Index) error {
		entries := x.Entries(c.Context())
		if len(args) > 1 {
			entries = named(c.Context(), x, args[1:], &missing)
		}
		return writeOut(c.Context(), h.file, c.OutOrStdout(), func(out *bufio.Writer) error { return fill(c, out, x, entries) })
	})
	if err != nil {
		return err
	}
	return missing.err()
}

// named yields the entries of some names, and tells of those that are not there.
func named(ctx context.Context, x *index.Index, names []string, missing *absent) iter.Seq2[index.Entry, error] {
	return func(yield func(index.Entry, error) bool) {
		for _, name := range names {
			found, err := x.Find(name)
			if err != nil {
				yield(index.Entry{}, err)
				return
			}
			if len(found) == 0 {
				missing.tell(name)
			}
			for _, o := range found {
				if !yield(x.Entry(ctx, o)) {
					return
				}
			}
		}
	}
}

func (h *held) list(c *cobra.Command, out *bufio.Writer, _ *index.Index, entries iter.Seq2[index.Entry, error]) error {
	write := writeEntry
	if h.format == "jsonl" {
		write = writeEntryJSON
	}
	for e, err := range entries {
		if err == nil {
			err = write(out, &e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// writeEntry writes a line for people. Dates of a day and a second, as most are, stand in
// a column.
func writeEntry(out io.Writer, e *index.Entry) error {
	size, date, title := "-", e.Document.Date, e.Document.Fields["title"]
	if e.HasText {
		size = strconv.FormatInt(e.Bytes, 10)
	}
	if date == "" {
		date = "-"
	}
	if title != "" {
		title = "  " + title
	}
	_, err := fmt.Fprintf(out, "%9s  %-20s  %s%s\n", size, oneLine(date), oneLine(e.Document.Name), oneLine(title))
	return err
}

// entryRecord is an entry for programs.
type entryRecord struct {
	ID       string            `json:"id"`
	Bytes    *int64            `json:"bytes,omitempty"`
	Date     string            `json:"date,omitempty"`
	Source   string            `json:"source,omitempty"`
	Language string            `json:"language,omitempty"`
	Fields   map[string]string `json:"fields,omitempty"`
}

func writeEntryJSON(out io.Writer, e *index.Entry) error {
	d := &e.Document
	r := entryRecord{ID: d.Name, Date: d.Date, Source: d.Source, Language: d.Language, Fields: d.Fields}
	if e.HasText {
		r.Bytes = &e.Bytes
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return enc.Encode(r)
}

func (h *held) export(c *cobra.Command, out *bufio.Writer, x *index.Index, entries iter.Seq2[index.Entry, error]) error {
	textless := 0
	for e, err := range entries {
		if err != nil {
			return err
		}
		if !e.HasText {
			textless++
			continue
		}
		if err := exportDocument(c.Context(), out, x, &e); err != nil {
			return err
		}
	}
	if textless > 0 && !h.quiet {
		fmt.Fprintf(c.ErrOrStderr(), "respun: without a text, and not written: %d\n", textless)
	}
	return nil
}

func exportDocument(ctx context.Context, out io.Writer, x *index.Index, e *index.Entry) error {
	d, err := x.Document(ctx, e.Ordinal)
	if err != nil {
		return err
	}
	d.Name = e.Document.Name
	return corpus.WriteLine(out, d)
}
