package check

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"respun/detect"
	"respun/lsh"
)

var update = flag.Bool("update", false, "renew the golden files")

// files reads documents in the order of their names.
func files(t *testing.T, pattern string) (docs []detect.Document) {
	t.Helper()
	names, err := filepath.Glob(pattern)
	require.NoError(t, err)
	require.NotEmpty(t, names, pattern)
	for _, name := range names {
		b, err := os.ReadFile(name)
		require.NoError(t, err)
		docs = append(docs, detect.Document{Name: filepath.Base(name), Text: string(b)})
	}
	return docs
}

// recorder keeps what a sink is handed, by name.
type recorder struct {
	discard
	results []*Result
	matches []*detect.Match
	skips   []detect.Skip
	stats   detect.Stats
	pairs   int
	order   []string
}

func (r *recorder) Result(x *Result) error {
	r.results, r.order = append(r.results, x), append(r.order, "result")
	return nil
}

func (r *recorder) Match(m *detect.Match) error {
	r.matches, r.order = append(r.matches, m), append(r.order, "match")
	return nil
}

func (r *recorder) Pair(*detect.Pair) error     { r.pairs++; return nil }
func (r *recorder) Skip(s detect.Skip) error    { r.skips = append(r.skips, s); return nil }
func (r *recorder) End(s detect.Stats) error    { r.stats = s; return nil }
func (r *recorder) result(t *testing.T) *Result { require.Len(t, r.results, 1); return r.results[0] }
func detector(t *testing.T) *detect.Detector {
	d, err := detect.New(Options(detect.Defaults()))
	require.NoError(t, err)
	return d
}

func scan(t *testing.T, p Policy, drafts []detect.Document, against ...detect.Document) *recorder {
	t.Helper()
	r := &recorder{}
	_, err := Scan(context.Background(), detector(t), drafts, detect.All(against...), p, r)
	require.NoError(t, err)
	last := r.stats.Stages[len(r.stats.Stages)-1]
	for cause, n := range last.Capped {
		require.Positive(t, n, cause)
	}
	return r
}

// told writes a result for a golden file.
func told(r *Result, text string) string {
	var b strings.Builder
	for _, s := range r.Shares {
		fmt.Fprintf(&b, "%-14s %4d %.4f   all %4d %.4f\n", s.Name, s.Words, s.Share, s.AllWords, s.AllShare)
	}
	for _, s := range r.Sources {
		fmt.Fprintf(&b, "source %s: %d credited, %d excluded, has %d\n", s.Doc, s.Words, s.Excluded, s.Has)
	}
	for _, p := range r.Passages {
		fmt.Fprintf(&b, "%s [%d:%d] %d words %s %s: %s\n", p.Kind, p.Start, p.End, p.Words, p.Source, p.Excluded, text[p.Start:p.End])
	}
	return b.String()
}

// Article 004 of the seeds shares nothing with the other four; it repeats a
// passage of its own.
func TestSeedAgainstTheOthers(t *testing.T) {
	all := files(t, "../seeds/*.txt")
	draft := all[len(all)-1]
	require.Contains(t, draft.Name, "004")
	r := scan(t, Policy{}, []detect.Document{draft}, all[:len(all)-1]...).result(t)
	checkSums(t, r)
	golden := "testdata/seed004.golden"
	got := told(r, draft.Text)
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got, "run go test -update if this is meant")
	for _, s := range r.Shares {
		require.True(t, s.Words == 0 || s.Name == Inside || s.Name == Original, s.Name)
	}
	require.True(t, r.Over, "a draft that repeats itself does not pass as it is")
}

// The draft quotes a paragraph of the Courier, rewords two, and is new otherwise.
func TestDraftToTheWord(t *testing.T) {
	draft := files(t, "../testdata/desk/draft.txt")
	archive := files(t, "../testdata/desk/archive/*.txt")
	paragraphs := strings.Split(strings.TrimSpace(draft[0].Text), "\n\n")
	require.Len(t, paragraphs, 7)
	_, quote, found := strings.Cut(paragraphs[2], "“")
	require.True(t, found)
	want := map[string]string{
		Original: strings.Join([]string{paragraphs[0], paragraphs[1], paragraphs[2][:strings.Index(paragraphs[2], "“")], paragraphs[4], paragraphs[6]}, " "),
		Quoted:   quote,
		Spun:     paragraphs[3] + " " + paragraphs[5],
	}
	r := scan(t, Policy{}, draft, archive...).result(t)
	d := newDraft("draft.txt", 0, draft[0].Text, nil)
	got := map[string][]string{}
	at := 0
	for _, p := range append(r.Passages, Passage{Span: detect.Span{Start: len(draft[0].Text), End: len(draft[0].Text)}}) {
		for ; at < len(d.Spans) && d.Spans[at].Start < p.Start; at++ {
			got[Original] = append(got[Original], d.word(at))
		}
		part := p.Kind
		if p.Excluded == Quotation {
			part = Quoted
		}
		for ; at < len(d.Spans) && d.Spans[at].Start < p.End; at++ {
			got[part] = append(got[part], d.word(at))
		}
	}
	for part, text := range want {
		w := newDraft("", 0, text, nil)
		var words []string
		for i := range w.Spans {
			words = append(words, w.word(i))
		}
		require.Equal(t, words, got[part], part)
		require.Len(t, words, r.Shares[indexOf(part)].Words, part)
	}
	require.Len(t, got, 3)
	checkSums(t, r)
	require.Equal(t, "courier.txt", r.Sources[0].Doc)
	require.Equal(t, 41, r.Sources[0].Excluded)
	require.Equal(t, 41, r.Shares[indexOf(Verbatim)].AllWords, "without exclusions the quotation is a copy")
	require.Zero(t, r.Shares[indexOf(Verbatim)].Words)

	counted := scan(t, Policy{Count: []Reason{Quotation}}, draft, archive...).result(t)
	require.Equal(t, 41, counted.Shares[indexOf(Verbatim)].Words)
	require.Zero(t, counted.Shares[indexOf(Quoted)].Words)
}

func indexOf(part string) int {
	for i, p := range parts {
		if p == part {
			return i
		}
	}
	panic(part)
}

// checkSums holds what is true of every result.
func checkSums(t require.TestingT, r *Result) {
	words, all, sum, allSum := 0, 0, 0.0, 0.0
	for _, s := range r.Shares {
		words, all = words+s.Words, all+s.AllWords
		sum, allSum = sum+s.Share, allSum+s.AllShare
	}
	require.Equal(t, r.Words, words)
	require.Equal(t, r.Words, all)
	require.InDelta(t, 1, sum, 1e-9)
	require.InDelta(t, 1, allSum, 1e-9)
	end, inPassages, excluded := 0, 0, 0
	for _, p := range r.Passages {
		require.GreaterOrEqual(t, p.Start, end, "passages overlap")
		require.Positive(t, p.Words)
		require.NotEmpty(t, p.Source)
		require.NotEmpty(t, p.Match)
		require.NotContains(t, p.AlsoIn, p.Source)
		end, inPassages = p.End, inPassages+p.Words
		if p.Excluded != "" {
			excluded += p.Words
		}
	}
	require.Equal(t, r.Words-r.Shares[originalPart].Words, inPassages)
	sumExcluded := 0
	for _, x := range r.Exclusions {
		require.Positive(t, x.Passages)
		sumExcluded += x.Words
	}
	require.Equal(t, excluded, sumExcluded)
	credited, passages := 0, 0
	for _, x := range r.Sources {
		credited, passages = credited+x.Words, passages+x.Passages
		require.LessOrEqual(t, x.Words, x.Has)
		require.LessOrEqual(t, x.Excluded, x.Words)
	}
	own := 0
	for _, p := range r.Passages {
		if p.Source == r.Draft {
			own += p.Words
			passages++
		}
	}
	require.Equal(t, inPassages, credited+own)
	require.Equal(t, len(r.Passages), passages)
}

func TestScanOrderAndSelf(t *testing.T) {
	draft := files(t, "../testdata/desk/draft.txt")
	archive := append(files(t, "../testdata/desk/archive/*.txt"), draft[0])
	r := scan(t, Policy{}, draft, archive...)
	require.Equal(t, []detect.Skip{{Doc: "draft.txt", Reason: "is-draft", Detail: "has the name and the text of a draft, and is not compared with it"}}, r.skips)
	require.Equal(t, "result", r.order[0])
	require.Contains(t, r.order, "match")
	require.EqualValues(t, len(r.matches), r.stats.Matches)
	for _, m := range r.matches {
		require.Zero(t, m.A.Ordinal)
		require.NotEmpty(t, m.Evidence.Explanation)
	}

	again := archive[0]
	again.Name = "again.txt"
	stages := scan(t, Policy{}, draft, archive[0], again).stats.Stages
	require.Empty(t, stages[len(stages)-1].Dropped, "the archive is not compared with itself")

	other := draft[0]
	other.Name = "copy.txt"
	r = scan(t, Policy{}, draft, other)
	require.Equal(t, 1., r.result(t).Shares[0].AllShare, "a copy under another name is a source")
}

// An older version of the draft is told, compared, and trusted by its own name.
func TestOlderVersionOfTheDraft(t *testing.T) {
	draft := files(t, "../testdata/desk/draft.txt")
	older := draft[0]
	older.Text = older.Text[:len(older.Text)/2]
	r := scan(t, Policy{}, draft, older)
	require.Len(t, r.skips, 1)
	require.Equal(t, "revision", r.skips[0].Reason)
	require.Equal(t, older.Name, r.skips[0].Doc)
	require.True(t, r.result(t).Over)
	require.Equal(t, "draft.txt@1", r.result(t).Sources[0].Doc)
	require.False(t, scan(t, Policy{Trusted: []string{"draft.txt"}}, draft, older).result(t).Over)
}

// A draft is itself under whatever way its path is written, and under no other name.
func TestPathsOfTheDraftItself(t *testing.T) {
	for _, c := range []struct {
		folder, draft, archived string
		itself                  bool
	}{
		{"", "./a.txt", "a.txt", true},
		{"", "texts/../a.txt", "a.txt", true},
		{"", "./texts/a.jsonl:3", "texts//a.jsonl:3", true},
		{"", "/desk/./a.txt", "/desk/a.txt", true},
		{"", "a.txt", "/desk/a.txt", false},
		{"/desk", "a.txt", "/desk/a.txt", true},
		{"/desk", "/desk/texts/a.txt", "texts/a.txt", true},
		{"/desk", "a.txt", "/other/a.txt", false},
		{"", "a.txt", "b/a.txt", false},
		{"", "https://x.example/a//b", "https://x.example/a/b", false},
	} {
		draft := files(t, "../testdata/desk/draft.txt")[0]
		archived := draft
		draft.Name, archived.Name = c.draft, c.archived
		r := scan(t, Policy{Folder: c.folder}, []detect.Document{draft}, archived)
		require.Equal(t, c.itself, len(r.skips) == 1, "%+v", c)
		require.Equal(t, c.itself, len(r.result(t).Sources) == 0, "%+v", c)
		if c.itself {
			require.Equal(t, c.archived, r.skips[0].Doc, "as it is named there")
		}
	}
}

// A draft that is given twice, however its path is written, is itself both times.
func TestADraftGivenTwice(t *testing.T) {
	archive := files(t, "../testdata/desk/archive/*.txt")
	draft := files(t, "../testdata/desk/draft.txt")[0]
	again := draft
	again.Name = "./" + draft.Name
	want := scan(t, Policy{}, []detect.Document{draft}, append(archive, draft)...).result(t)
	for _, drafts := range [][]detect.Document{{draft, again}, {draft, draft}, {again, archive[0], draft}} {
		r := scan(t, Policy{}, drafts, append(archive, draft)...)
		require.Len(t, r.results, len(drafts))
		for i, x := range r.results {
			if drafts[i].Text == draft.Text {
				require.Equal(t, want.Shares, x.Shares)
				require.Equal(t, want.Sources, x.Sources)
			}
		}
	}
}

// Drafts are not each other's sources: a result does not depend on what else is
// checked.
func TestDraftsAreApart(t *testing.T) {
	draft := files(t, "../testdata/desk/draft.txt")[0]
	twin := draft
	twin.Name = "twin.txt"
	archive := files(t, "../testdata/desk/archive/*.txt")
	r := scan(t, Policy{}, []detect.Document{draft, twin}, archive...)
	require.Len(t, r.results, 2)
	alone := scan(t, Policy{}, []detect.Document{draft}, archive...).result(t)
	require.Equal(t, alone.Shares, r.results[0].Shares)
	require.Equal(t, alone.Shares, r.results[1].Shares)
	last := r.stats.Stages[len(r.stats.Stages)-1]
	require.Equal(t, "drafts", last.Name)
	require.Equal(t, last.In, last.Out+last.Dropped["between two drafts"])
	require.Positive(t, last.Dropped["between two drafts"])
}

// A sentence in more places than become matches is a group; a draft that is not
// its representative has its sources all the same.
func TestGroups(t *testing.T) {
	const line = "The harbour master of Lower Quay counts sixty boats before sunrise and writes their names into a green ledger."
	var archive []detect.Document
	for i := range 30 {
		archive = append(archive, detect.Document{Name: fmt.Sprintf("s%02d", i), Date: fmt.Sprintf("2024-01-%02d", 30-i), Text: line + "\n"})
	}
	drafts := []detect.Document{{Name: "one", Text: "Something of my own comes first here.\n\n" + line + "\n"}, {Name: "two", Text: line + "\n\nA remark of nobody else.\n\n" + line + "\n"}}
	r := scan(t, Policy{}, drafts, archive...)
	require.Len(t, r.results, 2)
	for _, x := range r.results {
		checkSums(t, x)
	}
	require.Equal(t, 19, r.results[0].Shares[0].Words)
	require.Equal(t, 38, r.results[1].Shares[0].Words)
	for _, x := range r.results {
		require.Equal(t, "s29", x.Passages[0].Source, "the earliest")
		require.Len(t, x.Passages[0].AlsoIn, 29)
	}
	require.EqualValues(t, len(r.matches), r.stats.Matches)
	require.EqualValues(t, r.pairs, r.stats.Pairs)
	require.Positive(t, r.pairs)
}

// Of the many sources of a passage those that are not claimed are told, of each group once.
func TestGroupsOfManySources(t *testing.T) {
	lines := []string{
		"The harbour master of Lower Quay counts sixty boats before sunrise and writes their names into a green ledger.",
		"Nobody in the valley remembers a summer when the three mills stood still for as long as this one did.",
	}
	var archive []detect.Document
	for i := range mostCited + 5 {
		archive = append(archive, detect.Document{Name: fmt.Sprint("s", i), Text: strings.Join(lines, "\n") + "\n"})
	}
	draft := detect.Document{Name: "draft", Text: lines[0] + "\n\nA remark of nobody else.\n\n" + lines[1] + "\n\nAnd another one of my own.\n\n" + lines[0] + "\n\nWhat follows was said.\n\n" + lines[1] + "\n"}
	r := scan(t, Policy{}, []detect.Document{draft}, archive...)
	require.Equal(t, 2*(19+20), r.result(t).Shares[0].Words)
	last := r.stats.Stages[len(r.stats.Stages)-1]
	require.Equal(t, map[string]int64{"further sources of a passage in many documents": 2 * 5}, last.Capped, "the first place of a line has its matches")
}

// shelf is an index in memory.
type shelf struct {
	docs  []detect.Document
	posts map[lsh.Key][]uint32
}

func newShelf(d *detect.Detector, docs []detect.Document) *shelf {
	x := &shelf{docs, map[lsh.Key][]uint32{}}
	for i, doc := range docs {
		for _, s := range d.Keys(doc) {
			for _, k := range append(s.Rare, s.Runs...) {
				if list := x.posts[k]; len(list) == 0 || list[len(list)-1] != uint32(i) {
					x.posts[k] = append(list, uint32(i))
				}
			}
		}
	}
	return x
}

func (x *shelf) Postings(_ context.Context, keys []lsh.Key, f func(int, []uint32) error) error {
	for i, k := range keys {
		if list := x.posts[k]; len(list) > 0 {
			if err := f(i, list); err != nil {
				return err
			}
		}
	}
	return nil
}

func (x *shelf) Document(_ context.Context, ordinal uint32) (detect.Document, error) {
	return x.docs[ordinal], nil
}

func TestRunAgainstAnIndex(t *testing.T) {
	draft := files(t, "../testdata/desk/draft.txt")
	archive := files(t, "../testdata/desk/archive/*.txt")
	d := detector(t)
	x := newShelf(d, archive)
	got, err := Run(context.Background(), d, draft[0], x, Policy{})
	require.NoError(t, err)
	want := scan(t, Policy{}, draft, archive...).result(t)
	require.Equal(t, want.Shares, got.Shares)
	require.Equal(t, want.Passages, got.Passages)

	two := append(draft, archive[0]) // both have the same source
	found, err := Sources(context.Background(), d, two, newShelf(d, append(archive, archive...)), Policy{MaxSources: 1})
	require.NoError(t, err)
	require.Equal(t, found.Stage.In, found.Stage.Out+found.Stage.Dropped["named for another draft too"]+found.Stage.Capped["more than are compared"])
	require.Positive(t, found.Stage.Capped["more than are compared"])
	found, err = Sources(context.Background(), d, two, x, Policy{})
	require.NoError(t, err)
	var names []string
	for doc := range found.Documents(context.Background()) {
		names = append(names, doc.Name)
	}
	require.Equal(t, []string{"courier.txt"}, names, "a source of two drafts comes once")
	found, err = Sources(context.Background(), d, draft, x, Policy{})
	require.NoError(t, err)
	require.Empty(t, found.Stage.Dropped)
	require.Empty(t, found.Stage.Capped)
}

// Without an index a draft is checked for what it repeats itself.
func TestRunAlone(t *testing.T) {
	const sentence = "The harbour authority closed the northern pier on Tuesday after divers found cracks in four of its concrete pillars."
	for text, inside := range map[string]bool{sentence: false, sentence + "\n\nNobody was hurt.\n\n" + sentence: true} {
		draft := detect.Document{Name: "draft", Text: text}
		got, err := Run(t.Context(), detector(t), draft, nil, Policy{})
		require.NoError(t, err)
		want := scan(t, Policy{}, []detect.Document{draft}).result(t)
		require.Equal(t, want.Shares, got.Shares)
		alone := &recorder{}
		_, err = Scan(t.Context(), detector(t), []detect.Document{draft}, nil, Policy{}, alone)
		require.NoError(t, err)
		require.Equal(t, want, alone.result(t))
		require.Equal(t, want.Passages, got.Passages)
		require.Equal(t, inside, got.Over)
		require.Equal(t, inside, len(got.Passages) > 0)
		require.Empty(t, got.Sources)
	}
}

// What a draft repeats is a quotation where its marks are closed; one that is not hides
// nothing.
func TestRepeatedBehindAMark(t *testing.T) {
	sentence := "“The dredgers had been idle since the spring, and nobody at the authority could say why the fishermen mark the shoals with paint drums."
	for repeated, inside := range map[string]bool{sentence: true, sentence + "”": false} {
		draft := detect.Document{Name: "d", Text: repeated + "\n\nThe mayor went to see the new school on the hill.\n\n" + repeated}
		got, err := Run(t.Context(), detector(t), draft, nil, Policy{})
		require.NoError(t, err)
		require.Equal(t, inside, got.Over, repeated)
	}
}

func TestPolicyFaults(t *testing.T) {
	err := Policy{MinWords: -1, MaxSources: -1, Trusted: []string{"[a"}, Limits: []Limit{{"all", .1}, {Spun, 2}}}.Validate()
	require.Error(t, err)
	for _, part := range []string{"words", "sources", "[a", `"all"`, "spun"} {
		require.ErrorContains(t, err, part)
	}
	require.NoError(t, Policy{}.Validate())
	_, err = Scan(context.Background(), detector(t), nil, detect.All(nil...), Policy{MinWords: -1}, &recorder{})
	require.ErrorContains(t, err, "check: ")
}

func TestBeginTellsThePolicy(t *testing.T) {
	one := compile(Policy{Trusted: []string{"AP"}})
	engine := map[string]any{"level": "passage"}
	all := one.options(engine)
	require.Equal(t, "passage", all["level"])
	require.Equal(t, map[string]float64{Copied: 0, Inside: 0}, all["check"].(map[string]any)["limits"])
	require.Len(t, engine, 1, "the engine's are left alone")
	two := compile(Policy{Ignore: []string{"AP"}})
	require.NotEqual(t, one.fingerprint("f"), two.fingerprint("f"))
	require.NotEqual(t, one.fingerprint("f"), one.fingerprint("g"))
}

func TestEmptyDraft(t *testing.T) {
	r := scan(t, Policy{}, []detect.Document{{Name: "empty"}, {Name: "marks", Text: "***\n\n---"}}, files(t, "../testdata/desk/archive/*.txt")...)
	for _, x := range r.results {
		checkSums(t, x)
		require.False(t, x.Over)
	}
}

// A document that is one of several drafts is a source for the others, under its name
// in the archive.
func TestDraftsThatAreArchived(t *testing.T) {
	drafts := append(files(t, "../testdata/desk/archive/*.txt")[:1], files(t, "../testdata/desk/draft.txt")...)
	archived := slices.Clone(drafts)
	for i := range archived {
		archived[i].Name = "./" + archived[i].Name // another way to write the same path
	}
	want := scan(t, Policy{}, drafts[1:], archived[0])
	got := scan(t, Policy{}, drafts, archived...)
	require.Len(t, got.results, 2)
	require.Empty(t, got.skips)
	require.NotEmpty(t, want.results[0].Sources)
	require.Equal(t, want.results[0].Sources, got.results[1].Sources)
	for _, m := range got.matches {
		require.NotEqual(t, "./"+m.A.Doc, m.B.Doc, "nothing is its own source")
		require.NotContains(t, m.B.Doc, twinName)
	}
}
