package index

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"respun/detect"
	"respun/lsh"
)

// text makes up a text of sentences that two seeds don't share.
func text(seed uint64, sentences int) string {
	r := rand.New(rand.NewPCG(seed, 3))
	var b strings.Builder
	for range sentences {
		b.WriteString("The")
		for range 9 {
			fmt.Fprintf(&b, " %c%c%c%cing", 'a'+r.IntN(26), 'a'+r.IntN(26), 'a'+r.IntN(26), 'a'+r.IntN(26))
		}
		b.WriteString(". ")
	}
	return b.String()
}

func open(t testing.TB, dir string, change func(*Options)) *Index {
	t.Helper()
	o := Options{Create: true, Passages: true, Publish: time.Hour}
	if change != nil {
		change(&o)
	}
	x, err := Open(dir, o)
	require.NoError(t, err)
	return x
}

func doc(name string, seed uint64) detect.Document {
	return detect.Document{Name: name, Text: text(seed, 4), Source: "paper", Date: "2024-05-06", Fields: map[string]string{"title": "T"}}
}

func add(t *testing.T, x *Index, docs ...detect.Document) Added {
	t.Helper()
	added, err := x.Add(t.Context(), docs...)
	require.NoError(t, err)
	return added
}

func requireSound(t require.TestingT, x *Index) {
	c, err := x.Verify(context.Background())
	require.NoError(t, err)
	require.Zero(t, c.Faulty, "%v", c.Faults)
}

// scannedNames are the names that a scan gives documents.
type scannedNames struct {
	detect.Sink // of which no other method is called
	n           int
	names       []string
}

func (s *scannedNames) Begin(b detect.Begin) error {
	for i := range s.n {
		s.names = append(s.names, b.Doc(i).Name)
	}
	return errStop
}

// A scan and an archive of the same inputs have the same names.
func TestAddAllNamesAsAScan(t *testing.T) {
	for _, names := range [][]string{
		{"a", "b", "a"},
		{"a", "a", "a"},
		{"a", "a@2", "a"}, // somebody has the new name
		{"a@1", "a", "a@1", "a", "a"},
	} {
		var docs []detect.Document
		for i, name := range names {
			docs = append(docs, doc(name, uint64(i%2))) // the same text is no reason to drop one
		}
		sink := &scannedNames{n: len(docs)}
		d, err := detect.New(detect.Defaults())
		require.NoError(t, err)
		_, err = d.Scan(t.Context(), detect.All(docs...), sink)
		require.ErrorIs(t, err, errStop)
		for _, atOnce := range []int{1, 2, len(docs)} {
			x := open(t, t.TempDir(), nil)
			var total Added
			for part := range slices.Chunk(docs, atOnce) {
				added, err := x.AddAll(t.Context(), part...)
				require.NoError(t, err)
				total = total.Plus(added)
			}
			repeated := 0
			for i, d := range docs {
				got, err := x.Document(t.Context(), uint32(i))
				require.NoError(t, err)
				assert.Equal(t, sink.names[i], got.Name)
				assert.Equal(t, d.Text, got.Text)
				if got.Name != d.Name {
					repeated++
				}
			}
			assert.Equal(t, Added{New: len(docs), Repeated: repeated}, total)
			requireSound(t, x)
			require.NoError(t, x.Close())
		}
	}
}

func TestAddFindRemove(t *testing.T) {
	dir := t.TempDir()
	x := open(t, dir, nil)
	assert.Equal(t, Added{New: 2}, add(t, x, doc("a", 1), doc("b", 2)))
	assert.Equal(t, Added{Unchanged: 1, Replaced: 1}, add(t, x, doc("a", 1), doc("b", 3)))
	assert.Equal(t, Added{New: 1, Unchanged: 1}, add(t, x, doc("c", 4), doc("c", 4)))
	found, err := x.Find("b")
	require.NoError(t, err)
	require.Len(t, found, 1)
	got, err := x.Document(t.Context(), found[0])
	require.NoError(t, err)
	assert.Equal(t, doc("b", 3), got)
	requireSound(t, x)
	n, err := x.Remove(t.Context(), "a", "a", "nobody")
	require.NoError(t, err)
	assert.Equal(t, 1, n)
	requireSound(t, x)
	assert.EqualValues(t, 2, x.Info().Documents)
	require.NoError(t, x.Close())

	x = open(t, dir, nil)
	defer x.Close()
	requireSound(t, x)
	_, err = x.Add(t.Context(), detect.Document{Text: "x"})
	assert.ErrorContains(t, err, "without a name")
}

func TestExpireBeyondTheLast(t *testing.T) {
	x := open(t, t.TempDir(), nil)
	add(t, x, doc("a", 1))
	require.NoError(t, x.Expire(100))
	add(t, x, doc("b", 2))
	requireHolds(t, x, oracle{"b": 2})
	require.NoError(t, x.Close())
}

// What expired is as gone as what was removed: the postings are given back.
func TestCompactForgetsTheExpired(t *testing.T) {
	x := open(t, t.TempDir(), nil)
	defer x.Close()
	add(t, x, doc("a", 1), doc("b", 2))
	require.NoError(t, x.Expire(1))
	require.NoError(t, x.Compact(t.Context()))
	for _, k := range x.keysOf(doc("a", 1)) {
		found, _, err := x.postedUnder(k, nil)
		require.NoError(t, err)
		require.NotContains(t, found, uint32(0))
	}
	requireHolds(t, x, oracle{"b": 2})
	requireSound(t, x)
}

// A document that is not counted is told, whatever its ordinal.
func TestVerifySeesDocumentsBeyondTheLast(t *testing.T) {
	x := open(t, t.TempDir(), nil)
	defer x.Close()
	add(t, x, doc("a", 1))
	raw, err := x.get(ordinalKey(documentKey, 0))
	require.NoError(t, err)
	require.NoError(t, x.db.Set(ordinalKey(documentKey, math.MaxUint32), raw, pebble.Sync))
	c, err := x.Verify(t.Context())
	require.NoError(t, err)
	require.Contains(t, c.Faults, "document 4294967295 is there and should not be")
}

// What was removed between the reading of one part of it and of the next is gone, not damaged.
func TestRemovedWhileItIsRead(t *testing.T) {
	x := open(t, t.TempDir(), nil)
	defer x.Close()
	add(t, x, doc("a", 1), doc("b", 2))
	_, err := x.Remove(t.Context(), "a")
	require.NoError(t, err)
	for _, prefix := range []byte{textKey, stateKey} {
		_, err = x.part(prefix, 0) // its entry was read before
		require.ErrorIs(t, err, detect.ErrNoDocument)
	}
	require.NoError(t, x.db.Delete(ordinalKey(textKey, 1), pebble.Sync))
	_, err = x.Document(t.Context(), 1)
	require.ErrorIs(t, err, errDamaged)
	_, err = x.Entry(t.Context(), 1)
	require.ErrorIs(t, err, errDamaged)
}

func TestSourcesOfADraft(t *testing.T) {
	d, err := detect.New(detect.Defaults())
	require.NoError(t, err)
	dir := t.TempDir()
	x := open(t, dir, nil)
	for i := range uint64(30) {
		add(t, x, doc(fmt.Sprint(i), i))
	}
	ask := func(x *Index) []uint32 {
		got, _, err := d.Sources(t.Context(), detect.Document{Name: "draft", Text: text(100, 2) + text(7, 4)}, x, 5)
		require.NoError(t, err)
		return got
	}
	assert.Equal(t, []uint32{7}, ask(x), "from memory")
	require.NoError(t, x.Close())
	x = open(t, dir, nil)
	assert.Empty(t, x.pending.list)
	assert.Equal(t, []uint32{7}, ask(x), "from the store")
	_, err = x.Remove(t.Context(), "7")
	require.NoError(t, err)
	assert.Empty(t, ask(x))
	require.NoError(t, x.Compact(t.Context()))
	assert.Zero(t, x.Info().Removed)
	assert.Empty(t, ask(x))
	requireSound(t, x)
	require.NoError(t, x.Close())
}

// What is removed is found no more once the archive is compact, though its postings took as
// many bytes with it as without: of 100, 200 and 300 two differences of a byte become one of two.
func TestCompactForgetsTheRemoved(t *testing.T) {
	x := open(t, t.TempDir(), nil)
	defer x.Close()
	docs := make([]detect.Document, 301)
	for i := range docs {
		docs[i] = detect.Document{Name: fmt.Sprint(i)}
		if i%100 == 0 && i > 0 {
			docs[i].Text = text(1, 4)
		}
	}
	appendStates(t, x, docs, make([][]byte, len(docs))...)
	_, err := x.Remove(t.Context(), "200")
	require.NoError(t, err)
	require.NoError(t, x.Compact(t.Context()))
	require.NoError(t, x.Postings(t.Context(), x.keysOf(docs[100]), func(_ int, found []uint32) error {
		require.Equal(t, []uint32{100, 300}, found)
		return nil
	}))
	requireSound(t, x)
	_, err = x.Remove(t.Context(), "300")
	require.NoError(t, err)
	clear(x.removed) // as if no posting named it
	c, err := x.Verify(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, c.Faults)
	require.Contains(t, c.Faults[0], "document 300, which is gone")
}

// oracle is what an archive should hold.
type oracle map[string]uint64 // name → seed of its text

func TestAgainstOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const dir = "archive"
		options := Options{fs: vfs.NewMem(), Create: true, Passages: rapid.Bool().Draw(t, "passages"), Publish: time.Hour, pendingLimit: rapid.SampledFrom([]int{0, 100}).Draw(t, "pending")}
		x, err := Open(dir, options)
		require.NoError(t, err)
		truth := oracle{}
		name := rapid.SampledFrom([]string{"a", "b", "c", "d", "é", strings.Repeat("x", 300)})
		steps := rapid.SliceOfN(rapid.SampledFrom([]string{"add", "add", "add many", "remove", "expire", "reopen", "compact"}), 1, 12).Draw(t, "steps")
		for _, step := range steps {
			switch step {
			case "add", "add many":
				n := 1
				if step == "add many" {
					n = 3
				}
				var docs []detect.Document
				for range n {
					d, seed := name.Draw(t, "name"), rapid.Uint64Range(0, 3).Draw(t, "seed")
					docs = append(docs, doc(d, seed))
					truth[d] = seed
				}
				_, err := x.Add(context.Background(), docs...)
				require.NoError(t, err)
			case "remove":
				d := name.Draw(t, "gone")
				_, err := x.Remove(context.Background(), d)
				require.NoError(t, err)
				delete(truth, d)
			case "expire":
				floor := rapid.Uint32Range(0, x.counts.next).Draw(t, "floor")
				for d := range truth {
					found, err := x.Find(d)
					require.NoError(t, err)
					if found[0] < floor {
						delete(truth, d)
					}
				}
				require.NoError(t, x.Expire(floor))
			case "compact":
				require.NoError(t, x.Compact(context.Background()))
			case "reopen":
				require.NoError(t, x.Close())
				x, err = Open(dir, options)
				require.NoError(t, err)
			}
			requireHolds(t, x, truth)
		}
		require.NoError(t, x.Close())
	})
}

// requireLists checks that what is listed is what is there.
func requireLists(t require.TestingT, x *Index) {
	entries := x.Entries(context.Background())
	next, stop := iter.Pull2(entries)
	defer stop()
	for d, err := range x.Documents(context.Background()) {
		require.NoError(t, err)
		e, err, ok := next()
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, int64(len(d.Text)), e.Bytes)
		require.True(t, e.HasText)
		d.Text = ""
		require.Equal(t, d, e.Document)
	}
	_, _, ok := next()
	require.False(t, ok)
}

// requireHolds checks that the archive holds what it should, and that all of it
// can be found.
func requireHolds(t require.TestingT, x *Index, truth oracle) {
	requireSound(t, x)
	names := map[string]uint64{}
	for d, err := range x.Documents(context.Background()) {
		require.NoError(t, err)
		require.Equal(t, doc(d.Name, truth[d.Name]), d)
		names[d.Name] = truth[d.Name]
	}
	require.Equal(t, map[string]uint64(truth), names)
	requireLists(t, x)
	if !x.options.Passages {
		return
	}
	for seed := range uint64(4) {
		var want []uint32
		for d, s := range truth {
			if s == seed {
				found, err := x.Find(d)
				require.NoError(t, err)
				want = append(want, found...)
			}
		}
		slices.Sort(want)
		keys := x.keysOf(doc("", seed))
		require.NoError(t, x.Postings(context.Background(), keys[:1], func(_ int, docs []uint32) error {
			require.Equal(t, want, docs)
			want = nil
			return nil
		}))
		require.Empty(t, want)
	}
}

func TestUniteIsTheSameInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		truth := map[uint32]map[uint32]bool{}
		var buckets [][]byte
		for range rapid.IntRange(1, 5).Draw(t, "buckets") {
			var list []posting
			for range rapid.IntRange(1, 40).Draw(t, "postings") {
				low, o := rapid.Uint32Range(0, 5).Draw(t, "low")*800, rapid.Uint32Range(0, 3000).Draw(t, "doc")
				list = append(list, posting(0xabc000+low)<<32|posting(o))
				if truth[low] == nil {
					truth[low] = map[uint32]bool{}
				}
				truth[low][o] = true
			}
			slices.Sort(list)
			buckets = append(buckets, appendPostings(nil, slices.Compact(list)))
		}
		one, err := unite(buckets)
		require.NoError(t, err)
		slices.Reverse(buckets)
		some, err := unite(buckets[1:])
		require.NoError(t, err)
		other, err := unite([][]byte{some, buckets[0]})
		require.NoError(t, err)
		require.Equal(t, one, other)
		got := map[uint32]map[uint32]bool{}
		require.NoError(t, eachGroup(one, func(g group) error {
			require.True(t, slices.IsSorted(g.docs))
			got[g.low] = map[uint32]bool{}
			for _, o := range g.docs {
				got[g.low][o] = true
			}
			return nil
		}))
		require.Equal(t, truth, got)
	})
}

func TestHotKeysKeepTheLowest(t *testing.T) {
	var buckets [][]byte
	for part := range 3 {
		var list []posting
		for i := range 500 {
			list = append(list, posting(7)<<32|posting(part+3*i))
		}
		buckets = append(buckets, appendPostings(nil, list))
	}
	out, err := unite(buckets)
	require.NoError(t, err)
	require.NoError(t, eachGroup(out, func(g group) error {
		assert.EqualValues(t, 500, g.dropped)
		assert.Len(t, g.docs, postingsLimit)
		assert.EqualValues(t, postingsLimit-1, g.docs[postingsLimit-1])
		return nil
	}))
}

// What a key of very many documents gives does not depend on when they were written.
func TestHotKeysAreTheSameBeforeTheyAreWritten(t *testing.T) {
	x := open(t, t.TempDir(), nil)
	key := lsh.Key(77)
	var docs []detect.Document
	for i := range postingsLimit + 500 {
		docs = append(docs, detect.Document{Name: fmt.Sprint(i)})
	}
	_, err := x.AppendStates(docs, make([][]byte, len(docs)))
	require.NoError(t, err)
	for i := range docs {
		x.pending.add(uint32(i), []lsh.Key{key})
		if i == 700 {
			x.mu.Lock()
			require.NoError(t, x.flushUpTo(701))
			x.mu.Unlock()
		}
	}
	before, err := x.documentsWith(key, nil)
	require.NoError(t, err)
	x.mu.Lock()
	require.NoError(t, x.flushPostings())
	x.mu.Unlock()
	after, err := x.documentsWith(key, nil)
	require.NoError(t, err)
	require.Len(t, after, postingsLimit)
	require.Equal(t, after, before)
	require.NoError(t, x.Close())
}

// What a full key left out is no fault, also once those are gone that filled it.
func TestVerifyKnowsWhatHotKeysLeftOut(t *testing.T) {
	x := open(t, t.TempDir(), nil)
	var docs []detect.Document
	for i := range postingsLimit + 4*verifySample {
		docs = append(docs, detect.Document{Name: fmt.Sprint(i), Text: "The harbour master saw two ferries turn back before noon on Sunday, lights out."})
	}
	_, err := x.Add(t.Context(), docs...)
	require.NoError(t, err)
	var names []string
	for _, d := range docs[:postingsLimit] {
		names = append(names, d.Name)
	}
	holds := func() {
		v, err := x.Verify(t.Context())
		require.NoError(t, err)
		require.Empty(t, v.Faults)
	}
	holds()
	_, err = x.Remove(t.Context(), names...)
	require.NoError(t, err)
	holds()
	require.NoError(t, x.Compact(t.Context()))
	holds()
	require.NoError(t, x.Close())
}

func TestReadersBesideAWriter(t *testing.T) {
	dir := t.TempDir()
	_, err := Open(dir, Options{ReadOnly: true})
	require.ErrorIs(t, err, ErrNone)
	_, err = Open(filepath.Join(dir, "nosuch"), Options{})
	require.ErrorIs(t, err, ErrNone)
	w := open(t, dir, nil)
	add(t, w, doc("a", 1))
	_, err = Open(dir, Options{})
	require.ErrorIs(t, err, ErrLocked)
	require.NoError(t, w.Close())

	w = open(t, dir, func(o *Options) { o.Publish = time.Nanosecond })
	one := open(t, dir, func(o *Options) { o.ReadOnly = true })
	add(t, w, doc("b", 2))
	w.publishing.Wait()
	two := open(t, dir, func(o *Options) { o.ReadOnly = true })
	for range 5 {
		add(t, w, doc("c", rand.Uint64()))
		w.publishing.Wait()
	}
	assert.EqualValues(t, 1, one.Info().Documents, "a reader sees what was there when it came")
	assert.EqualValues(t, 2, two.Info().Documents)
	requireSound(t, one)
	requireSound(t, two)
	found, err := two.Find("b")
	require.NoError(t, err)
	keys := two.keysOf(doc("b", 2))
	n := 0
	require.NoError(t, two.Postings(t.Context(), keys, func(_ int, docs []uint32) error {
		assert.Equal(t, found, docs)
		n++
		return nil
	}))
	assert.Equal(t, len(keys), n)
	_, err = one.Add(t.Context(), doc("x", 1))
	require.ErrorIs(t, err, ErrReadOnly)
	require.NoError(t, one.Close())
	require.NoError(t, two.Close())
	require.NoError(t, w.Close())
	left, err := os.ReadDir(filepath.Join(dir, "readers"))
	require.NoError(t, err)
	assert.Empty(t, left, "readers clean up")
}

func TestDeadReadersAreSwept(t *testing.T) {
	dir := t.TempDir()
	x := open(t, dir, nil)
	dead := filepath.Join(dir, "readers", "1-dead")
	require.NoError(t, os.MkdirAll(dead, 0o755))
	add(t, x, doc("a", 1))
	require.NoError(t, x.Close())
	assert.NoDirExists(t, dead)
}

func TestOtherFormatOrFingerprintIsRefused(t *testing.T) {
	for _, c := range []struct{ header, want string }{
		{`{"format":99,"fingerprint":"x"}`, "of format 99"},
		{fmt.Sprintf(`{"format":%d,"fingerprint":"x"}`, Format), "other tables or rules"},
		{`{`, "damaged"},
	} {
		dir := t.TempDir()
		x := open(t, dir, nil)
		require.NoError(t, x.db.Set([]byte{headerKey}, []byte(c.header), pebble.Sync))
		x.dirty = true
		require.NoError(t, x.Close())
		for _, readOnly := range []bool{false, true} {
			_, err := Open(dir, Options{ReadOnly: readOnly})
			require.ErrorContains(t, err, c.want)
			if c.want != "damaged" {
				require.ErrorContains(t, err, "respun index build")
			}
		}
		if c.want != "other tables or rules" {
			_, err := Open(dir, Options{ReadOnly: true, AnyTables: true})
			require.ErrorContains(t, err, c.want)
		}
	}
}

// What an archive holds can be read whatever tables it was made with, but it takes no more.
func TestDocumentsOfOtherTablesAreRead(t *testing.T) {
	dir := t.TempDir()
	x := open(t, dir, nil)
	add(t, x, doc("a", 1), doc("b", 2))
	require.NoError(t, x.db.Set([]byte{headerKey}, fmt.Appendf(nil, `{"format":%d,"fingerprint":"x"}`, Format), pebble.Sync))
	require.NoError(t, x.Close())
	x, err := Open(dir, Options{ReadOnly: true, AnyTables: true})
	require.NoError(t, err)
	requireLists(t, x)
	assert.EqualValues(t, 2, x.Info().Documents)
	assert.Equal(t, "x", x.Info().Fingerprint)
	require.NoError(t, x.Close())
	_, err = Open(dir, Options{AnyTables: true})
	require.ErrorContains(t, err, "other tables or rules")
}

func TestVerifySeesDamage(t *testing.T) {
	for name, damage := range map[string]func(x *Index) error{
		"text gone":      func(x *Index) error { return x.db.Delete(ordinalKey(textKey, 0), pebble.Sync) },
		"text replaced":  func(x *Index) error { return x.db.Set(ordinalKey(textKey, 0), pack("other"), pebble.Sync) },
		"document gone":  func(x *Index) error { return x.db.Delete(ordinalKey(documentKey, 0), pebble.Sync) },
		"document wrong": func(x *Index) error { return x.db.Set(ordinalKey(documentKey, 0), []byte{1}, pebble.Sync) },
		"state without":  func(x *Index) error { return x.db.Set(ordinalKey(stateKey, 9), nil, pebble.Sync) },
		"postings wrong": func(x *Index) error { return x.db.Set(bucketKey(lsh.Key(1<<31)), []byte{0xff}, pebble.Sync) },
		"postings gone": func(x *Index) error {
			return x.db.DeleteRange([]byte{postingsKey}, []byte{postingsKey + 1}, pebble.Sync)
		},
		"name gone": func(x *Index) error { return x.db.DeleteRange([]byte{nameKey}, []byte{nameKey + 1}, pebble.Sync) },
	} {
		t.Run(name, func(t *testing.T) {
			x := open(t, t.TempDir(), nil)
			defer x.Close()
			add(t, x, doc("a", 1))
			require.NoError(t, x.flushPostings())
			requireSound(t, x)
			require.NoError(t, damage(x))
			c, err := x.Verify(t.Context())
			require.NoError(t, err)
			assert.NotZero(t, c.Faulty)
			assert.NotEmpty(t, c.Faults)
		})
	}
}

// What a disk has damaged is told as an error, and no end of the process.
func TestDamagedFilesAreErrors(t *testing.T) {
	dir := t.TempDir()
	x := open(t, dir, nil)
	for seed := range uint64(40) {
		add(t, x, doc(fmt.Sprint(seed), seed))
	}
	require.NoError(t, x.Close())
	files, err := filepath.Glob(filepath.Join(dir, "published", "*", "*.sst"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, name := range files {
		b, err := os.ReadFile(name)
		require.NoError(t, err)
		for i := 0; i < len(b)/2; i += 50 { // the end says where everything is
			b[i] ^= 0xff
		}
		require.NoError(t, os.WriteFile(name, b, 0o600))
	}
	x, err = Open(dir, Options{ReadOnly: true})
	if err == nil {
		_, err = x.Verify(t.Context())
		require.NoError(t, x.Close())
	}
	assert.ErrorContains(t, err, "checksum mismatch")
	assert.NotContains(t, err.Error(), "\n", "one damage, one line")
}

// full is a disk that says how much room it has.
type full struct {
	vfs.FS
	free uint64
}

func (f *full) GetDiskUsage(string) (vfs.DiskUsage, error) {
	return vfs.DiskUsage{AvailBytes: f.free}, nil
}

func TestFullDisk(t *testing.T) {
	disk := &full{vfs.Default, 1 << 40}
	dir := t.TempDir()
	x := open(t, dir, func(o *Options) { o.fs = disk })
	add(t, x, doc("a", 1))
	x.publishing.Wait()
	disk.free = 1 << 20
	_, err := x.Add(t.Context(), doc("b", 2))
	require.ErrorIs(t, err, ErrFull)
	_, err = x.AppendStates([]detect.Document{{Name: "c"}}, [][]byte{nil})
	require.ErrorIs(t, err, ErrFull)
	removed, err := x.Remove(t.Context(), "a")
	require.ErrorIs(t, err, ErrFull)
	require.Zero(t, removed)
	requireHolds(t, x, oracle{"a": 1})
	disk.free = 1 << 40
	add(t, x, doc("b", 2))
	requireHolds(t, x, oracle{"a": 1, "b": 2})
	disk.free = 0
	err = x.Close()
	require.ErrorIs(t, err, ErrFull)
	require.ErrorContains(t, err, "published when it is next opened for writing")
	_, err = Open(dir, Options{fs: disk})
	require.ErrorIs(t, err, ErrFull)
	another := t.TempDir()
	_, err = Open(another, Options{Create: true, fs: disk})
	require.ErrorIs(t, err, ErrFull)
	left, err := os.ReadDir(another)
	require.NoError(t, err)
	require.Empty(t, left, "an archive may be made there yet")
	disk.free = 1 << 40
	x = open(t, dir, func(o *Options) { o.Passages = false }) // writes nothing
	require.NoError(t, x.Close())
	x = open(t, dir, func(o *Options) { o.ReadOnly = true })
	requireHolds(t, x, oracle{"a": 1, "b": 2})
	require.NoError(t, x.Close())
}

// What a full disk kept from being posted is posted once, when it is tried again.
func TestCompactOnAFullDisk(t *testing.T) {
	disk := &full{vfs.Default, 1 << 40}
	x := open(t, t.TempDir(), func(o *Options) { o.fs, o.Passages = disk, false })
	add(t, x, doc("a", 1), doc("b", 2))
	x.publishing.Wait()
	disk.free = 1 << 20
	require.ErrorIs(t, x.Compact(t.Context()), ErrFull)
	disk.free = 1 << 40
	require.NoError(t, x.Compact(t.Context()))
	requireHolds(t, x, oracle{"a": 1, "b": 2})
	require.NoError(t, x.Close())
}

func FuzzEntry(f *testing.F) {
	f.Add((&entry{doc: doc("name", 1), hash: 7, hasText: true}).append(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := parseEntry(b)
		if err != nil {
			return
		}
		again, err := parseEntry(e.append(nil))
		require.NoError(t, err)
		require.Equal(t, e.hash, again.hash)
		require.True(t, maps.Equal(e.doc.Fields, again.doc.Fields))
		require.Equal(t, e.doc.Name, again.doc.Name)
	})
}

func FuzzPostings(f *testing.F) {
	f.Add(appendPostings(nil, []posting{1, 2, 1<<32 | 5}))
	f.Fuzz(func(t *testing.T, b []byte) {
		out, err := unite([][]byte{b, b})
		if err != nil {
			return
		}
		again, err := unite([][]byte{out})
		require.NoError(t, err)
		require.True(t, bytes.Equal(out, again))
	})
}

// sealed is a file system that may only be read.
type sealed struct{ vfs.FS }

func (sealed) refuse(op, name string) error {
	return &fs.PathError{Op: op, Path: name, Err: syscall.EROFS}
}

func (s sealed) Create(name string, _ vfs.DiskWriteCategory) (vfs.File, error) {
	return nil, s.refuse("create", name)
}

func (s sealed) OpenReadWrite(name string, _ vfs.DiskWriteCategory, _ ...vfs.OpenOption) (vfs.File, error) {
	return nil, s.refuse("open", name)
}

func (s sealed) ReuseForWrite(name, _ string, _ vfs.DiskWriteCategory) (vfs.File, error) {
	return nil, s.refuse("open", name)
}

func (s sealed) Lock(name string) (io.Closer, error)       { return nil, s.refuse("lock", name) }
func (s sealed) MkdirAll(name string, _ os.FileMode) error { return s.refuse("mkdir", name) }
func (s sealed) Link(name, _ string) error                 { return s.refuse("link", name) }
func (s sealed) Rename(name, _ string) error               { return s.refuse("rename", name) }
func (s sealed) Remove(name string) error                  { return s.refuse("remove", name) }
func (s sealed) RemoveAll(name string) error               { return s.refuse("remove", name) }

// Who may only read an archive reads it, beside others that do.
func TestReadingWithoutWriting(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, nil)
	add(t, w, doc("a", 1), doc("b", 2))
	require.NoError(t, w.Close())
	before, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	require.NoError(t, err)
	readOnly := func(o *Options) { o.ReadOnly, o.fs = true, sealed{vfs.Default} }
	one, two := open(t, dir, readOnly), open(t, dir, readOnly)
	for _, x := range []*Index{one, two} {
		requireSound(t, x)
		requireHolds(t, x, oracle{"a": 1, "b": 2})
	}
	require.NoError(t, one.Close())
	requireSound(t, two)
	require.NoError(t, two.Close())
	after, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	require.NoError(t, err)
	assert.Equal(t, before, after)
	_, err = Open(dir, Options{fs: sealed{vfs.Default}})
	require.ErrorIs(t, err, syscall.EROFS, "a writer is told")
}

// vanishing is a file system whose tables were removed.
type vanishing struct{ sealed }

func (v vanishing) Open(name string, o ...vfs.OpenOption) (vfs.File, error) {
	if filepath.Ext(name) == ".sst" {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return v.sealed.Open(name, o...)
}

// A writer may take away what is read in place: that is told, and no end of the process.
func TestReadingInPlaceIsOvertaken(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, nil)
	add(t, w, doc("a", 1))
	w.publishing.Wait() // from the log; what follows goes to a table
	add(t, w, doc("b", 2))
	require.NoError(t, w.Close())
	_, err := Open(dir, Options{ReadOnly: true, fs: vanishing{sealed{vfs.Default}}})
	require.ErrorIs(t, err, errOvertaken)
	require.ErrorContains(t, err, dir)
}

// listing is a file system in which something happens before a folder is listed.
type listing struct {
	vfs.FS
	before func(dir string)
}

func (l listing) List(dir string) ([]string, error) {
	l.before(dir)
	return l.FS.List(dir)
}

// halfway is a file system that is still at it when folders are removed.
type halfway struct{ vfs.FS }

func (h halfway) RemoveAll(dir string) error {
	names, _ := h.List(dir)
	for _, name := range names[:len(names)/2] {
		if err := h.Remove(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// A reader that comes while a publication is removed reads the next one, and not what is
// left of the former.
func TestReadingWhatIsRemoved(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, func(o *Options) { o.fs = halfway{vfs.Default} })
	defer w.Close()
	add(t, w, doc("a", 1))
	w.publishing.Wait()
	add(t, w, doc("b", 2))
	former := filepath.Join(dir, "published", "1")
	met := 0
	x := open(t, dir, func(o *Options) {
		o.ReadOnly, o.fs = true, listing{vfs.Default, func(dir string) {
			if dir != former {
				return
			}
			if met++; met == 1 {
				w.mu.Lock()
				defer w.mu.Unlock()
				require.NoError(t, w.publish())
			}
		}}
	})
	requireHolds(t, x, oracle{"a": 1, "b": 2})
	require.NoError(t, x.Close())
	require.Equal(t, 1, met)
}

// vanished is a file system on which a publication that is listed first is removed meanwhile:
// the folder that was opened for that has nothing left in it.
type vanished struct {
	vfs.FS
	met *int
}

func (v vanished) List(dir string) ([]string, error) {
	if filepath.Base(filepath.Dir(dir)) == "published" {
		if *v.met++; *v.met == 1 {
			return nil, nil
		}
	}
	return v.FS.List(dir)
}

func TestReadingWhatWasRemovedWhileListed(t *testing.T) {
	requireReadAgain(t, func(met *int) vfs.FS { return vanished{vfs.Default, met} })
}

// requireReadAgain reads an archive on a file system where what a reader looks at is gone the
// first time, which counts how often it was met.
func requireReadAgain(t *testing.T, on func(met *int) vfs.FS) {
	dir, met := t.TempDir(), 0
	w := open(t, dir, nil)
	add(t, w, doc("a", 1))
	require.NoError(t, w.Close())
	x := open(t, dir, func(o *Options) { o.ReadOnly, o.fs = true, on(&met) })
	defer x.Close()
	requireHolds(t, x, oracle{"a": 1})
	require.Greater(t, met, 1)
}

// sweeping is a file system on which the first folder of a reader is locked by a writer
// that takes it for a dead one's.
type sweeping struct {
	vfs.FS
	met *int
}

func (s sweeping) Lock(name string) (io.Closer, error) {
	if *s.met++; *s.met == 1 {
		return nil, syscall.EAGAIN
	}
	return s.FS.Lock(name)
}

// A reader whose folder was swept before it could say that it lives makes another one.
func TestReadingFromASweptFolder(t *testing.T) {
	requireReadAgain(t, func(met *int) vfs.FS { return sweeping{vfs.Default, met} })
}

// unpublishable is a file system with no room for publications.
type unpublishable struct {
	vfs.FS
	full *bool
}

func (u unpublishable) Create(name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	f, err := u.FS.Create(name, c)
	if err == nil && *u.full && strings.Contains(name, "published") {
		return crammed{f}, nil
	}
	return f, err
}

type crammed struct{ vfs.File }

func (crammed) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

// A publication that fails is no end: what is stored is, and it is tried again.
func TestPublishingFails(t *testing.T) {
	dir, full := t.TempDir(), true
	x := open(t, dir, func(o *Options) {
		o.fs, o.Broken = unpublishable{vfs.Default, &full}, func(err error) { t.Error(err) }
	})
	add(t, x, doc("a", 1))
	x.publishing.Wait()
	require.ErrorIs(t, x.Close(), syscall.ENOSPC)
	full = false
	require.NoError(t, open(t, dir, nil).Close())
	x = open(t, dir, func(o *Options) { o.ReadOnly = true })
	requireHolds(t, x, oracle{"a": 1})
	require.NoError(t, x.Close())
}
