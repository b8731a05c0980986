package report

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"respun/detect"
)

var update = flag.Bool("update", false, "renew the golden files")

// scene is a small run made by hand: documents, and calls in their order.
type scene struct {
	docs    []detect.Document
	checks  []CheckRecord
	matches []detect.Match
	groups  []detect.Group
	pairs   []detect.Pair
	cluster []detect.Cluster
	shares  []detect.DocumentShares
	skips   []detect.Skip
	stats   detect.Stats
	level   detect.Level
}

func (s *scene) begin() detect.Begin {
	return detect.Begin{Version: "1.2.3", Options: map[string]any{"min-confidence": .5, "level": s.level.String()}, Fingerprint: "f00d",
		Text: func(i int) (string, error) {
			if i < 0 || i >= len(s.docs) {
				return "", errors.New("no such document")
			}
			return s.docs[i].Text, nil
		},
		Doc: func(i int) detect.Document {
			d := s.docs[i]
			d.Text = ""
			return d
		}}
}

func (s *scene) place(doc int, passage string) detect.Place {
	at := strings.Index(s.docs[doc].Text, passage)
	if at < 0 {
		panic("not in the document: " + passage)
	}
	return detect.Place{Doc: s.docs[doc].Name, Ordinal: doc, Span: detect.Span{Start: at, End: at + len(passage)}}
}

func (s *scene) side(doc int, passage string) detect.Side {
	p := s.place(doc, passage)
	return detect.Side{Doc: p.Doc, Ordinal: doc, Span: p.Span, Text: passage, Words: len(strings.Fields(passage))}
}

// marks reads "kept:two words|replaced:one" beside the side's text.
func marks(s detect.Side, spec string) []detect.MarkedSpan {
	var out []detect.MarkedSpan
	at := 0
	for _, part := range strings.Split(spec, "|") {
		name, words, _ := strings.Cut(part, ":")
		for _, w := range strings.Fields(words) {
			i := strings.Index(s.Text[at:], w)
			if i < 0 {
				panic("not in the passage: " + w)
			}
			at += i
			out = append(out, detect.MarkedSpan{Span: detect.Span{Start: s.Start + at, End: s.Start + at + len(w)}, Mark: markNamed(name)})
			at += len(w)
		}
	}
	return out
}

func markNamed(name string) detect.Mark {
	for m := detect.Kept; m <= detect.Dropped; m++ {
		if m.String() == name {
			return m
		}
	}
	panic("no such mark: " + name)
}

// play sends the scene to a sink of the named format and returns its output.
func (s *scene) play(t testing.TB, format string, o Options) string {
	t.Helper()
	var b bytes.Buffer
	sink, err := New(format, &b, o)
	require.NoError(t, err)
	require.NoError(t, s.send(sink))
	return b.String()
}

func (s *scene) send(sink detect.Sink) error {
	if err := sink.Begin(s.begin()); err != nil {
		return err
	}
	if c, ok := sink.(CheckSink); ok {
		for _, r := range s.checks {
			if err := c.Check(r); err != nil {
				return err
			}
		}
	}
	if err := each(s.matches, sink.Match); err != nil {
		return err
	}
	if err := errors.Join(each(s.groups, sink.Group), each(s.pairs, sink.Pair), each(s.cluster, sink.Cluster), each(s.shares, sink.Document)); err != nil {
		return err
	}
	for _, k := range s.skips {
		if err := sink.Skip(k); err != nil {
			return err
		}
	}
	return sink.End(s.stats)
}

func each[T any](in []T, f func(*T) error) error {
	for i := range in {
		if err := f(&in[i]); err != nil {
			return err
		}
	}
	return nil
}

// harbour is the scene of the golden files.
func harbour() *scene {
	s := &scene{docs: []detect.Document{
		{Name: "north/ferry.txt", Text: "The old ferry left the harbour at dawn.\r\n\r\n" +
			"Heavy fog delayed the morning crossing for nearly two hours, the company said.\r\n\r\n" +
			"The morning passage was held up by thick fog for almost two hours, said the firm.\r\n" +
			"Nobody was hurt. 🚢 Passengers got tea.\r\n", Source: "North", Date: "2024-05-01"},
		{Name: "south/ferry.txt", Text: "Travellers waited on the quay.\n" +
			"The old ferry left the harbour at dawn.\nCafé owners opened early — \u201cnobody was hurt\u201d, they said.\n", Source: "South"},
		{Name: "wire/photo.txt", Text: "Photo: A. Nyman / Wire\nNobody was hurt.\n"},
	}}
	s.matches = []detect.Match{s.verbatim(), s.spun(), s.quoted()}
	s.groups = []detect.Group{{ID: "g1", Kind: detect.Verbatim, Similarity: 1,
		Occurrences:    []detect.Place{s.place(0, "Nobody was hurt."), s.place(2, "Nobody was hurt.")},
		Representative: s.place(0, "Nobody was hurt.")}}
	s.pairs = []detect.Pair{{A: "north/ferry.txt", B: "south/ferry.txt", OrdinalB: 1, Jaccard: .12345678, Containment: .25,
		CoverageA: .3, CoverageB: .4, Matches: 2, Kind: detect.Verbatim}}
	s.cluster = []detect.Cluster{{ID: "c1", Docs: []string{"north/ferry.txt", "south/ferry.txt"}, Representative: "north/ferry.txt", Cohesion: .8}}
	s.shares = []detect.DocumentShares{
		{Doc: "north/ferry.txt", Words: 41, Inside: .3, Across: .2, Original: .5},
		{Doc: "south/ferry.txt", Ordinal: 1, Words: 22, Across: .4, Original: .6, DuplicateOf: "north/ferry.txt"}}
	s.skips = []detect.Skip{{Doc: "broken.jsonl", Reason: "not-json", Detail: "broken.jsonl:7: unexpected end"}}
	s.stats = detect.Stats{Documents: 3, Bytes: 480, Sentences: 9, Words: 71234, Matches: 3, Groups: 1, Pairs: 1, Clusters: 1,
		Skipped: map[string]int64{"not-json": 1}, Stages: []detect.Stage{
			{Name: "sentences", In: 9, Out: 8, Dropped: map[string]int64{"too-short": 1}},
			{Name: "buckets", In: 8, Out: 8, Capped: map[string]int64{"full": 2}}}}
	return s
}

func (s *scene) verbatim() detect.Match {
	const ferry = "The old ferry left the harbour at dawn."
	m := detect.Match{ID: "m1", Kind: detect.Verbatim, Similarity: 1, Confidence: .99996, A: s.side(0, ferry), B: s.side(1, ferry)}
	m.Evidence = detect.Evidence{Kept: 8, SharedShingles: 4, Rare: []string{"ferri", "harbour"}, EditSimilarity: 1, Explanation: "All 8 words are the same."}
	m.Evidence.MarksA, m.Evidence.MarksB = marks(m.A, "kept:"+ferry), marks(m.B, "kept:"+ferry)
	return m
}

func (s *scene) spun() detect.Match {
	m := detect.Match{ID: "m2", Kind: detect.Spun, Similarity: .71428571, Confidence: .93,
		A: s.side(0, "Heavy fog delayed the morning crossing for nearly two hours, the company said."),
		B: s.side(0, "The morning passage was held up by thick fog for almost two hours, said the firm.")}
	m.Evidence = detect.Evidence{Kept: 4, Synonyms: 4, Replaced: 1, Added: 5, Dropped: 1, Moved: 3, Rare: []string{"fog"},
		Obfuscation: []string{"homoglyphs"}, EditSimilarity: .4, Explanation: "9 of 13 words are kept or have the same meaning; \u201cdelayed\u201d became \u201cheld up\u201d."}
	m.Evidence.MarksA = marks(m.A, "synonym:Heavy|moved:fog|replaced:delayed|dropped:the|kept:morning|synonym:crossing|kept:for|synonym:nearly|kept:two hours|moved:the|synonym:company|moved:said")
	m.Evidence.MarksB = marks(m.B, "added:The|kept:morning|synonym:passage|added:was|replaced:held|added:up by|synonym:thick|moved:fog|kept:for|synonym:almost|kept:two hours|moved:said the|synonym:firm")
	return m
}

func (s *scene) quoted() detect.Match {
	m := detect.Match{ID: "m3", Kind: detect.NearDuplicate, Class: detect.Quotation, Similarity: .9, Confidence: .6,
		A: s.side(0, "Nobody was hurt."), B: s.side(1, "\u201cnobody was hurt\u201d, they said.")}
	m.Evidence = detect.Evidence{Kept: 3, Added: 2, Explanation: "All 3 words of a stand in b."}
	m.Evidence.MarksA = marks(m.A, "kept:Nobody was hurt")
	m.Evidence.MarksB = marks(m.B, "kept:nobody was hurt|added:they said")
	return m
}

// desk is the harbour with what a check says of its first document.
func desk() *scene {
	s := harbour()
	p := s.place(0, "The old ferry left the harbour at dawn.")
	double, quote := s.matches[1].B, s.matches[2].A
	s.checks = []CheckRecord{{Draft: s.docs[0].Name, Words: 41, Over: true,
		Shares: []CheckShare{{"verbatim", 8, .1951, 11, .2683}, {"near-duplicate", 0, 0, 0, 0}, {"spun", 0, 0, 0, 0}, {"quoted", 3, .0732, 0, 0},
			{"template", 0, 0, 0, 0}, {"excluded", 0, 0, 0, 0}, {"inside", 16, .3902, 16, .3902}, {"original", 14, .3415, 14, .3415}},
		Sources: []CheckSource{{Doc: "south/ferry.txt", Source: "South", Title: "Quay of *sighs*", Words: 11, Share: .2683, Excluded: 3, Has: 11, Passages: 2},
			{Doc: "wire/photo.txt", Date: "2024-04-30", Has: 8, Trusted: "wire"}},
		Passages: []CheckPassage{{Span: p.Span, Words: 8, Kind: "verbatim", Match: "m1", Source: "south/ferry.txt", AlsoIn: []string{"wire/photo.txt"}},
			{Span: double.Span, Words: 16, Kind: "inside", Match: "m2", Source: s.docs[0].Name},
			{Span: quote.Span, Words: 3, Kind: "verbatim", Match: "m3", Source: "south/ferry.txt", Excluded: "quotation"}},
		Exclusions: []CheckExclusion{{"quotation", 3, 1}},
		Gates:      []CheckGate{{"copied", .15, .1951, true}}}}
	return s
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "run go test -update to make it")
	require.Equal(t, string(want), got, "run go test -update if this is meant")
}

func TestGolden(t *testing.T) {
	for _, c := range []struct {
		file, format string
		scene        *scene
		opt          Options
	}{
		{"harbour.txt", "text", harbour(), Options{Stats: true}},
		{"harbour.colour.txt", "text", harbour(), Options{Color: true, Width: 50, Offsets: UTF16}},
		{"desk.txt", "text", desk(), Options{Quiet: true, Redact: true}},
		{"harbour.jsonl", "jsonl", harbour(), Options{}},
		{"harbour.utf16.jsonl", "jsonl", harbour(), Options{Offsets: UTF16}},
		{"desk.redacted.jsonl", "jsonl", desk(), Options{Offsets: Rune, Redact: true}},
		{"desk.json", "json", desk(), Options{Offsets: Rune}},
		{"harbour.csv", "csv", harbour(), Options{}},
		{"desk.sarif", "sarif", desk(), Options{}},
		{"desk.md", "markdown", desk(), Options{}},
		{"harbour.redacted.md", "markdown", harbour(), Options{Redact: true}},
	} {
		t.Run(c.file, func(t *testing.T) { golden(t, c.file, c.scene.play(t, c.format, c.opt)) })
	}
}

func TestNewNamesTheFormats(t *testing.T) {
	_, err := New("xml", nil, Options{})
	require.EqualError(t, err, `unknown format "xml": want one of text, jsonl, json, csv, html, sarif, markdown`)
	_, err = New("jsonl", nil, Options{Offsets: UTF16 + 1})
	require.EqualError(t, err, `unknown offsets 3: want one of byte, rune, utf16`)
}
