package evalset

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"respun/shingle"
)

// The measures are checked against the reference scorers that stand beside the
// labelled data, on random labels and runs.

// driver runs a reference scorer's main for each line of arguments on standard
// input and answers each with a JSON string of what it printed.
const driver = `
import sys, io, json, contextlib, importlib.util
spec = importlib.util.spec_from_file_location("reference", sys.argv[1])
ref = importlib.util.module_from_spec(spec); spec.loader.exec_module(ref)
for line in sys.stdin:
    args, out = json.loads(line), io.StringIO()
    with contextlib.redirect_stdout(out):
        if hasattr(ref, "main"):
            sys.argv = ["reference"] + args
            ref.main()
        else:
            print(json.dumps(ref.score(*args)))
    print(json.dumps(out.getvalue()))
`

// reference runs a reference scorer and returns what it prints for each call.
func reference(t *testing.T, script string, calls [][]string) []string {
	t.Helper()
	var in bytes.Buffer
	for _, c := range calls {
		require.NoError(t, json.NewEncoder(&in).Encode(c))
	}
	cmd := exec.Command("python3", "-c", driver, script)
	cmd.Stdin = &in
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(t, err, stderr.String())
	var answers []string
	for s := bufio.NewScanner(bytes.NewReader(out)); s.Scan(); {
		var a string
		require.NoError(t, json.Unmarshal(s.Bytes(), &a))
		answers = append(answers, a)
	}
	require.Len(t, answers, len(calls))
	return answers
}

// scriptBesideData returns a script of the folder beside the labelled data.
func scriptBesideData(t *testing.T, rel string) string {
	t.Helper()
	data := os.Getenv("RESPUN_DATA")
	if data == "" {
		t.Skip("RESPUN_DATA, the folder of labelled data, is not set")
	}
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("no python3 for the reference scorer")
	}
	path := filepath.Join(data, "..", rel)
	if _, err := os.Stat(path); err != nil {
		t.Skip("the reference scorer is not beside the data: ", err)
	}
	return path
}

// firstJSON decodes the JSON value that an answer begins with.
func firstJSON(t *testing.T, answer string) map[string]any {
	t.Helper()
	var v map[string]any
	require.NoError(t, json.NewDecoder(strings.NewReader(answer)).Decode(&v))
	return v
}

func asJSON(t *testing.T, v any) map[string]any {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return firstJSON(t, string(b))
}

// world is a random set of labels and a run, as files.
type world struct {
	rnd                   *rand.Rand
	dir, gold, run, pairs string
	labels, silver        string
	docs                  []string
	goldLines, runLines   []string
}

func newWorld(t *testing.T, seed uint64) *world {
	w := &world{rnd: rand.New(rand.NewPCG(seed, 1)), dir: t.TempDir()}
	for i := range 2 + w.rnd.IntN(8) {
		w.docs = append(w.docs, fmt.Sprintf("d%d.txt", i))
	}
	w.alignment(t)
	w.clustering(t)
	w.runLines = append([]string{`{"type":"begin","format":1,"offsets":"rune"}`}, w.runLines...)
	w.runLines = append(w.runLines, fmt.Sprintf(`{"type":"end","stats":{"documents":%d}}`, len(w.docs)))
	w.run = w.write(t, "run.jsonl", w.runLines)
	return w
}

func (w *world) write(t *testing.T, name string, lines []string) string {
	path := filepath.Join(w.dir, name)
	require.NoError(t, os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600))
	return path
}

func (w *world) doc() string { return w.docs[w.rnd.IntN(len(w.docs))] }

// seen is a document as a run may name it.
func (w *world) seen(doc string) string {
	if w.rnd.IntN(3) == 0 {
		return "some/folder/" + doc
	}
	return doc
}

func (w *world) passage() (start, end int) {
	start = w.rnd.IntN(80)
	return start, start + 1 + w.rnd.IntN(40)
}

func (w *world) alignment(t *testing.T) {
	types := []string{"verbatim", "random", SameFact, "spun"}
	var pairs []string
	for range w.rnd.IntN(12) {
		a, b := w.doc(), w.doc()
		s, e := w.passage()
		u, v := w.passage()
		typ := types[w.rnd.IntN(len(types))]
		w.goldLines = append(w.goldLines, fmt.Sprintf(`{"a":%q,"a_start":%d,"a_len":%d,"b":%q,"b_start":%d,"b_end":%d,"type":%q}`, a, s, e-s, b, u, v, typ))
		pairs = append(pairs, fmt.Sprintf(`{"a":%q,"b":%q}`, a, b))
		for range w.rnd.IntN(3) { // a match that lies about right
			w.match(w.seen(a), s+w.rnd.IntN(8), e+8, w.seen(b), u+w.rnd.IntN(8), v+8)
		}
		if w.rnd.IntN(4) == 0 {
			w.match(b, u, v, a, s, e)
		}
	}
	for range w.rnd.IntN(6) {
		s, e := w.passage()
		u, v := w.passage()
		w.match(w.doc(), s, e, w.doc(), u, v)
		pairs = append(pairs, fmt.Sprintf(`{"a":%q,"b":%q}`, w.doc(), w.doc()))
	}
	w.gold, w.pairs = w.write(t, "gold.jsonl", w.goldLines), w.write(t, "pairs.jsonl", pairs)
}

func (w *world) match(a string, s, e int, b string, u, v int) {
	kind := []string{"verbatim", "near-duplicate", "spun"}[w.rnd.IntN(3)]
	w.runLines = append(w.runLines, fmt.Sprintf(`{"type":"match","kind":%q,"class":"reuse","confidence":%.3f,"a":{"doc":%q,"start":%d,"end":%d,"text":"x"},"b":{"doc":%q,"start":%d,"end":%d,"text":"y"}}`,
		kind, w.rnd.Float64(), a, s, e, b, u, v))
}

func (w *world) clustering(t *testing.T) {
	var labels, silver []string
	clusters := make([][]string, 4)
	for i, d := range w.docs {
		labels = append(labels, fmt.Sprintf(`{"id":%q,"cluster":%d}`, d, w.rnd.IntN(4)))
		c := w.rnd.IntN(6)
		if c < len(clusters) {
			clusters[c] = append(clusters[c], w.seen(d))
		}
		for _, e := range w.docs[:i] {
			if w.rnd.IntN(2) == 0 {
				silver = append(silver, fmt.Sprintf(`{"a":%q,"b":%q,"containment8":%.2f}`, d, e, w.rnd.Float64()))
			}
		}
	}
	for i, docs := range clusters {
		if len(docs) > 0 {
			b, err := json.Marshal(map[string]any{"type": "cluster", "id": fmt.Sprint(i), "docs": docs})
			require.NoError(t, err)
			w.runLines = append(w.runLines, string(b))
		}
	}
	w.labels, w.silver = w.write(t, "labels.jsonl", labels), w.write(t, "silver.jsonl", silver)
}

func load[T any](t *testing.T, path string, f func(r *os.File) (T, error)) T {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	v, err := f(file)
	require.NoError(t, err)
	return v
}

func (w *world) loaded(t *testing.T) (gold []Case, run Run, pairs []Pair) {
	gold = load(t, w.gold, func(f *os.File) ([]Case, error) { return LoadGold(f) })
	run = load(t, w.run, func(f *os.File) (Run, error) { return LoadRun(f) })
	pairs = load(t, w.pairs, func(f *os.File) ([]Pair, error) { return LoadPairs(f) })
	return gold, run, pairs
}

func TestSameFiguresAsReference(t *testing.T) {
	script := scriptBesideData(t, "eval/score.py")
	const seeds = 150
	worlds := make([]*world, seeds)
	var calls [][]string
	for i := range worlds {
		w := newWorld(t, uint64(i))
		worlds[i] = w
		calls = append(calls, []string{"align", w.gold, w.run, "--kind"}, []string{"align", w.gold, w.run, "--pairs", w.pairs, "--kind"},
			[]string{"found", w.gold, w.run, "--iou", "0.4"}, []string{"clusters", w.labels, w.run}, []string{"silver", w.silver, w.run, "--at", "0.6"})
	}
	answers := reference(t, script, calls)
	for i, w := range worlds {
		gold, run, pairs := w.loaded(t)
		labels := load(t, w.labels, func(f *os.File) ([]Label, error) { return LoadLabels(f) })
		silver := load(t, w.silver, func(f *os.File) ([]SilverPair, error) { return LoadSilver(f) })
		clusters, err := Clusters(labels, run)
		require.NoError(t, err)
		silvered, err := Silver(silver, run, .6)
		require.NoError(t, err)
		found := Found(gold, run, .4)
		got := []any{Align(gold, run, nil), Align(gold, run, pairs), foundAsReference(found), clusters, silvered}
		for k, g := range got {
			require.Equal(t, firstJSON(t, answers[5*i+k]), asJSON(t, g), "%v", calls[5*i+k])
		}
		lines := strings.Split(answers[5*i+2], "\n")
		require.Equal(t, len(found.Missed), countPrefix(lines, "missed "))
	}
}

func countPrefix(lines []string, prefix string) int {
	n := 0
	for _, l := range lines {
		if strings.HasPrefix(l, prefix) {
			n++
		}
	}
	return n
}

// foundAsReference writes shares as the reference does, "1 of 2".
func foundAsReference(r FoundResult) map[string]any {
	found := map[string]string{}
	for t, s := range r.Found {
		found[t] = s.String()
	}
	return map[string]any{"found": found, "matches": r.Matches, "wrong_ranges": r.WideRanges,
		"same_fact_matches": r.SameFact, "unlabelled_matches": r.Unlabelled}
}

func TestPassageTaskAsReference(t *testing.T) {
	script := scriptBesideData(t, "bench/eval_w3.py")
	const seeds = 40
	var calls [][]string
	var got []any
	for i := range seeds {
		stem, found, res := passageWorld(t, uint64(i))
		calls = append(calls, []string{found, stem})
		got = append(got, res)
	}
	for i, answer := range reference(t, script, calls) {
		want := firstJSON(t, answer)
		delete(want, "spans") // of tools that name no source
		require.Equal(t, want, asJSON(t, got[i]), "seed %d", i)
	}
}

// passageWorld writes random documents over few words, labels and matches, and
// scores them.
func passageWorld(t *testing.T, seed uint64) (stem, found string, res PassageResult) {
	w := &world{rnd: rand.New(rand.NewPCG(seed, 2)), dir: t.TempDir()}
	var docs []shingle.Document
	for i := range 4 {
		words := make([]string, 150)
		for j := range words {
			words[j] = []string{"Über", "the", "a", "fox_3", "12", "ran", "'s", "off,", "日本"}[w.rnd.IntN(9)]
		}
		docs = append(docs, shingle.Document{Name: fmt.Sprintf("d%d", i), Text: strings.Join(words, " ")})
	}
	var gold, runLines, refLines []string
	for range 8 {
		a, b := docs[w.rnd.IntN(4)].Name, docs[w.rnd.IntN(4)].Name
		s, u, n := w.rnd.IntN(200), w.rnd.IntN(200), 10+w.rnd.IntN(100)
		gold = append(gold, fmt.Sprintf(`{"a":%q,"a_start":%d,"a_end":%d,"b":%q,"b_start":%d,"b_end":%d,"kind":%q,"len":%q,"words":9,"where":%q}`,
			a, s, s+n, b, u, u+n, []string{"verbatim", "edit05"}[w.rnd.IntN(2)], []string{"s", "m"}[w.rnd.IntN(2)], []string{"cross", "within"}[w.rnd.IntN(2)]))
		for range w.rnd.IntN(3) {
			x, y := s+w.rnd.IntN(60), u+w.rnd.IntN(60)
			w.match(a, x, x+n, b, y, y+n)
			refLines = append(refLines, fmt.Sprintf(`{"a":%q,"as":%d,"ae":%d,"b":%q,"bs":%d,"be":%d}`, a, x, x+n, b, y, y+n))
		}
	}
	w.match("d0", 0, 30, "d1", 5, 40) // so that there is one at least
	refLines = append(refLines, `{"a":"d0","as":0,"ae":30,"b":"d1","bs":5,"be":40}`)
	runLines = append(append([]string{`{"type":"begin","offsets":"rune"}`}, w.runLines...), `{"type":"end"}`)

	var buf bytes.Buffer
	require.NoError(t, WriteDocuments(&buf, docs))
	w.write(t, "w3.jsonl", []string{strings.TrimSpace(buf.String())})
	planted, err := LoadPlanted(strings.NewReader(strings.Join(gold, "\n")))
	require.NoError(t, err)
	w.write(t, "w3.gold.jsonl", gold)
	run, err := LoadRun(strings.NewReader(strings.Join(runLines, "\n")))
	require.NoError(t, err)
	task, err := NewPassageTask(docs, planted)
	require.NoError(t, err)
	res, err = task.Score(run)
	require.NoError(t, err)
	return filepath.Join(w.dir, "w3"), w.write(t, "found.jsonl", refLines), res
}

// paragraphDriver scores random pairs with the reference of the paragraph task.
const paragraphDriver = `
import sys, json, random, runpy
sys.argv = [sys.argv[1], "none", sys.argv[2]]
ref = runpy.run_path(sys.argv[0])
rng = random.Random(1)
pairs = [(i, j) for i, j in sorted(ref["gold"]) if rng.random() < .6] + [(rng.randrange(len(ref["A"])), rng.randrange(len(ref["B"]))) for _ in range(40)]
print(json.dumps({"a": [t for _, t in ref["A"]], "b": [t for _, t in ref["B"]], "pairs": pairs}))
ref["rep"]("", "", pairs, 0)
`

func TestParagraphTaskAsReference(t *testing.T) {
	script := scriptBesideData(t, "bench/run_w4b.py")
	task, err := LoadParagraphTask(os.DirFS(filepath.Join(os.Getenv("RESPUN_DATA"), "spun_news")), ParagraphSample)
	require.NoError(t, err)
	out, err := exec.Command("python3", "-c", paragraphDriver, script, fmt.Sprint(ParagraphSample)).Output()
	require.NoError(t, err)
	dec := json.NewDecoder(bytes.NewReader(out))
	var ref struct {
		A, B  []string
		Pairs [][2]int
	}
	var want map[string]any
	require.NoError(t, dec.Decode(&ref))
	require.NoError(t, dec.Decode(&want))

	require.Len(t, task.Rewritten, len(ref.A))
	require.Len(t, task.Sources, len(ref.B))
	for i, p := range task.Rewritten {
		assert.Equal(t, collapse(ref.A[i]), p.Text)
	}
	for i, p := range task.Sources {
		assert.Equal(t, collapse(ref.B[i]), p.Text)
	}
	var run Run
	for n, p := range ref.Pairs {
		s := Sides{A: Passage{task.Rewritten[p[0]].Name, 0, 1}, B: Passage{task.Sources[p[1]].Name, 0, 1}}
		if n%2 == 0 {
			s = s.flip()
		}
		run.Matches = append(run.Matches, Match{Sides: s, Kind: "spun"})
	}
	got := asJSON(t, task.Score(run))
	for _, k := range []string{"peer", "setting", "s"} {
		delete(want, k)
	}
	assert.Equal(t, want, got)
}
