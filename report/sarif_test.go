package report

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"respun/detect"
)

// The shape below is what the published schema asks of the parts we write:
// required properties, closed objects, enumerations, ranges.
type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool        sarifTool         `json:"tool"`
	ColumnKind  string            `json:"columnKind"`
	Properties  map[string]any    `json:"properties"`
	Results     []sarifResult     `json:"results"`
	Invocations []sarifInvocation `json:"invocations"`
}

type sarifInvocation struct {
	ExecutionSuccessful        *bool               `json:"executionSuccessful"`
	ToolExecutionNotifications []sarifNotification `json:"toolExecutionNotifications"`
}

func readSARIF(t require.TestingT, out string) sarifRun {
	dec := json.NewDecoder(strings.NewReader(out))
	dec.DisallowUnknownFields()
	var log sarifLog
	require.NoError(t, dec.Decode(&log))
	require.Equal(t, "2.1.0", log.Version)
	require.Len(t, log.Runs, 1)
	run := log.Runs[0]
	require.Contains(t, []string{"utf16CodeUnits", "unicodeCodePoints"}, run.ColumnKind)
	require.Len(t, run.Invocations, 1)
	require.NotNil(t, run.Invocations[0].ExecutionSuccessful)
	require.NotNil(t, run.Results)
	for _, r := range run.Results {
		checkResult(t, run.Tool.Driver.Rules, r)
	}
	return run
}

func checkResult(t require.TestingT, rules []sarifRule, r sarifResult) {
	require.Equal(t, r.RuleID, rules[r.RuleIndex].ID)
	require.Contains(t, []string{"none", "note", "warning", "error"}, r.Level)
	require.Contains(t, []string{"", "pass", "fail"}, r.Kind)
	require.NotEmpty(t, r.Message.Text)
	require.GreaterOrEqual(t, r.Rank, -1.)
	require.LessOrEqual(t, r.Rank, 100.)
	require.Len(t, r.Locations, 1)
	require.NotNil(t, r.Locations[0].Physical.Region, "a viewer shows a result at a line")
	for _, l := range append(r.Locations, r.Related...) {
		_, err := url.Parse(l.Physical.Artifact.URI)
		require.NoError(t, err)
		if g := l.Physical.Region; g != nil {
			require.Positive(t, g.StartLine)
			require.Positive(t, g.StartColumn)
			require.GreaterOrEqual(t, g.EndLine, g.StartLine)
			require.Positive(t, g.EndColumn)
			require.GreaterOrEqual(t, g.CharOffset, 0)
			require.GreaterOrEqual(t, g.CharLength, 0)
		}
	}
}

func TestSARIFShape(t *testing.T) {
	for name, s := range map[string]*scene{"desk": desk(), "hostile": hostile(), "empty": {}} {
		run := readSARIF(t, s.play(t, "sarif", Options{}))
		assert.Len(t, run.Results, len(s.checks)+len(s.matches)+len(s.groups), name)
		assert.Len(t, run.Invocations[0].ToolExecutionNotifications, len(s.skips), name)
		for _, n := range run.Invocations[0].ToolExecutionNotifications {
			assert.NotContains(t, n.Message.Text, "skipped", "a notice is about what was read")
		}
	}
}

func TestSARIFTellsItsUnit(t *testing.T) {
	for offsets, unit := range map[Offsets]string{Byte: "utf16CodeUnits", UTF16: "utf16CodeUnits", Rune: "unicodeCodePoints"} {
		assert.Contains(t, desk().play(t, "sarif", Options{Offsets: offsets}), `"columnKind":"`+unit+`"`)
	}
}

func TestSARIFResult(t *testing.T) {
	s := desk()
	s.checks[0].Passages[0].Excluded = "trusted"
	s.docs[1].Name = "a [link](http://x) b.txt"
	s.matches[0] = s.verbatim()
	r := readSARIF(t, s.play(t, "sarif", Options{Redact: true})).Results[1]
	assert.Equal(t, map[string]string{"respunMatch/v1": "m1"}, r.Prints)
	assert.Equal(t, `8 words verbatim, as in [a \[link\](http://x) b.txt line 2](1): similarity 1.00, confidence 1.00.`, r.Message.Text)
	assert.Equal(t, "./a%20%5Blink%5D%28http://x%29%20b.txt", r.Related[0].Physical.Artifact.URI)
	assert.Nil(t, r.Related[0].Physical.Region.Snippet, "a source's text is left out")
	assert.NotNil(t, r.Locations[0].Physical.Region.Snippet)
	assert.Equal(t, []sarifSuppression{{"external", "accepted", "excluded: trusted"}}, r.Suppressions)
}

func TestArtifactURI(t *testing.T) {
	for name, want := range map[string]string{
		"a/b c.txt":               "a/b%20c.txt",
		"./a/../b.txt":            "a/../b.txt",
		`dir\file.txt`:            "dir/file.txt",
		"/abs/ü.txt":              "file:///abs/%C3%BC.txt",
		"https://x.example/ü?q=1": "https://x.example/%C3%BC?q=1",
		"javascript:alert(1)":     "./javascript:alert%281%29",
		"id:7#3%":                 "./id:7%233%25",
	} {
		assert.Equal(t, want, artifactURI(name), name)
	}
}

// TestSARIFRegions reads regions as the standard says: the text without its
// byte order mark, cut by characters, and by lines and columns.
func TestSARIFRegions(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := &scene{docs: []detect.Document{{Name: "a", Text: awkward(r, "a")}}}
		at := span(r, s.docs[0].Text, "a")
		side := detect.Side{Doc: "a", Span: at, Text: s.docs[0].Text[at.Start:at.End]}
		s.matches = []detect.Match{{A: side, B: side}}
		o := Offsets(rapid.IntRange(1, 2).Draw(r, "offsets"))
		g := readSARIF(r, s.play(t, "sarif", Options{Offsets: o})).Results[0].Locations[0].Physical.Region
		text, want := strings.TrimPrefix(s.docs[0].Text, "\ufeff"), side.Text
		if at.Start == 0 {
			want = strings.TrimPrefix(want, "\ufeff")
		}
		require.Equal(r, want, cut(text, g.CharOffset, g.CharOffset+g.CharLength, o))
		require.Equal(r, g.CharOffset, seek(text, g.StartLine, g.StartColumn, o))
		require.Equal(r, g.CharOffset+g.CharLength, seek(text, g.EndLine, g.EndColumn, o))
	})
}

// A byte order mark counts nowhere, and so takes a column off the first line alone.
func TestSARIFColumnsBehindAMark(t *testing.T) {
	p := newPositions("\ufeffone two\nthree four")
	s := &sarifSink{unit: UTF16}
	for word, column := range map[string]int{"one": 1, "two": 5, "three": 1, "four": 7} {
		assert.Equal(t, column, s.column(p, strings.Index(p.text, word)), word)
	}
}

// seek counts the characters before a line and column.
func seek(text string, line, column int, o Offsets) int {
	lines := strings.SplitAfter(text, "\n")
	p := newPositions(strings.Join(lines[:line-1], ""))
	return p.offset(len(p.text), o) + column - 1
}
