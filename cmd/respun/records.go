package main

import "github.com/spf13/cobra"

// newRecords is a page of the help and no command: whoever has the program alone needs to
// know what its records say.
func newRecords() *cobra.Command {
	return &cobra.Command{
		Use:   "records",
		Short: "the fields of JSON lines, which other programs may rely on",
		Long: `Scan, compare and check write these with --format jsonl, an object a line; with
--format json they are one object of "begin", lists ("checks", "matches", ...)
and "end". Other fields may come to be; these keep their meaning while "format"
is 1. The same input and options that change the result give the same bytes, for
any number of workers.

Ranges (start, end) are half-open and count in the unit of --offsets into the
document's text, which "respun extract" writes: a slice of it is the passage.
Names of documents are the path as typed, the id field, the address, or
path:line; one that comes again is name@ordinal. Figures without a unit are
0..1, with four decimals.

Each has "type", the word at the left here. They come in this order, those of
one type by the order of the input:

  begin     format      1
            version     of the program
            options     what changes the result; no workers, paths, memory or
                        times
            fingerprint hash of the options and of the embedded tables
            offsets     byte, rune or utf16
  check     (check only) what of a draft is copied, a record a draft
            draft       its name
            words       in it
            over        true: it does not pass
            shares      [{name, words, share, all_words, all_share}] for
                        verbatim, near-duplicate, spun, quoted, template,
                        excluded (for another reason), inside (repeats the
                        draft), original: each word is in one, and the shares
                        sum to 1; all_: as if nothing were excluded
            sources     [{doc, source, date, title, words, share, excluded, has,
                        passages, trusted}], whom words are credited to, the
                        most first; source is the outlet, excluded those of the
                        words that do not count, has the words that the document
                        has whoever is credited, trusted the pattern of
                        --trusted that names it
            exclusions  [{reason, words, passages}]; reason: quotation,
                        references, ignored, template, short, trusted
            gates       [{name, limit, share, over}], the limits of --max-copied
            passages    [{start, end, words, kind, match, source, also_in,
                        excluded}] of the draft, from its first to its last
                        word, without the punctuation that a match has at its
                        ends; kind may be inside; match is the id of the match,
                        or of the group, with the source that is credited;
                        excluded is the reason why it does not count
  match     id          hash of names and ranges
            kind        verbatim, near-duplicate or spun
            class       reuse, or what only looks so: template, furniture,
                        caption, echo, parallel, list, series, quotation
            excluded    (check only) the reason why it does not count
            similarity  exact: Tversky (.8 the smaller side, .2 the larger) over
                        weighted stems; 1 for verbatim
            confidence  the calibrated chance that one side derives from the
                        other
            a, b        {doc, start, end, text, words}; a is the earlier in the
                        input (in the text, of one document), with compare the
                        first given, with check the draft; text is empty where
                        --redact leaves it out
            evidence    {kept, synonyms, replaced, added, dropped, moved},
                        counts of words; other_forms, how many of those kept
                        stand there in another form ("quotas", "quota");
                        shared_shingles, the word 5-shingles that both sides
                        have; rare, the rarest stems that both have;
                        obfuscation, what hides the reuse (look-alike letters,
                        ...); edit_similarity, by words added, dropped and
                        replaced, in form too; explanation, in words; marks {a,
                        b}, lists of [start, end, mark], mark one of kept,
                        moved, synonym, replaced, added (b has it alone),
                        dropped (a has it alone)
  group     a passage in more places than --max-pairwise: its matches are those
            of the representative only
            id, kind, class
            similarity  the smallest to the representative
            occurrences [{doc, start, end}]
            representative {doc, start, end}
  pair      two documents with a match; with --level document, alike by
            --min-pair
            a, b        names
            jaccard     of their word 5-shingles: runs of letters, digits and
                        underscores, in lower case; exact
            containment the share of the smaller one's that the other has
            coverage_a, coverage_b  share of the words inside matches; with
                        --level document, of the shingles that the other has
            matches     how many
            kind        of most words that are matched
  cluster   documents alike to one of them; a document is in one at most
            id
            docs        names
            representative  of the earliest date, else the first in the input;
                        those of --keep before all
            cohesion    the smallest similarity to it that was verified
  document  (with --documents)
            doc, words
            inside      share of the words that repeat an earlier passage of it
            across      share found in other documents
            original    the rest: the three sum to 1
            duplicate_of  the representative of its cluster, where it is another
  skip      an input, or a part of one, that was not read, or not as it was
            written; with check also what else is to be known: is-draft,
            revision, no-words
            doc         document or file
            reason      a word that stays: not-json, no-text, truncated, ...
            detail      for people: line and cause
            count       parts that it stands for, where they are not told one by
                        one
  end       stats       {documents, bytes, sentences, words, matches, groups,
                        pairs, clusters, skipped (by reason), repeated_names,
                        stages}; a stage is {name, in, out, added, dropped,
                        capped}, the last three by reason. What came in and was
                        added is what went out, was dropped or capped; capped of
                        windows, alignments and drafts would else have come in.

With --format csv there are the matches alone, a row each (with --level document
the pairs): groups, clusters, documents and skips have no room in a table.

What the filter writes under "respun" stands in "respun help filter".`,
		Example: `  respun scan --format jsonl news/ | jq -r 'select(.type == "pair") | [.a, .b, .jaccard] | @tsv'
  respun check draft.txt --against archive/ --format jsonl | jq 'select(.type == "check") | .gates'`,
	}
}
