package detect

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"respun/internal/checkpoint"
	"respun/internal/flat"
)

// drawCorpus draws documents that share passages: whole, edited, reworded.
func drawCorpus(t *rapid.T) (docs []Document) {
	pieces := []string{quay, quaySpun, library, bakery, glacier, story(1, 3), story(2, 7), "Said so.", story(3, 1)}
	for i := range rapid.IntRange(0, 24).Draw(t, "documents") {
		d := Document{
			Name: letters(i), Date: rapid.SampledFrom([]string{"", "2021-03-04", "2020"}).Draw(t, "date"),
			Source: rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "outlet"), New: rapid.Bool().Draw(t, "new"),
		}
		if i%3 == 0 {
			d.Fields = map[string]string{"title": letters(i), "url": ""}
		}
		for _, k := range rapid.SliceOfN(rapid.IntRange(0, len(pieces)-1), 0, 4).Draw(t, "pieces") {
			d.Text += pieces[k] + rapid.SampledFrom([]string{" ", "\n\n", "\n"}).Draw(t, "gap")
		}
		docs = append(docs, d)
	}
	return docs
}

func drawOptions(t *rapid.T) Options {
	return with(func(o *Options) {
		o.Level = rapid.SampledFrom([]Level{PassageLevel, PassageLevel, DocumentLevel}).Draw(t, "level")
		o.OnlyNew, o.Documents = rapid.Bool().Draw(t, "only new"), rapid.Bool().Draw(t, "shares")
		o.Workers, o.MaxPairwise = rapid.IntRange(1, 3).Draw(t, "workers"), rapid.SampledFrom([]int{2, 5, 20}).Draw(t, "pairwise")
		o.Brute = rapid.IntRange(0, 9).Draw(t, "brute") == 0
		o.MinPair = .1
	})
}

// With hardly any memory, and all pages handed back all the time, a scan tells
// what it tells in memory.
func TestScanOnDiskTellsTheSame(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		docs, o := drawCorpus(t), drawOptions(t)
		d, err := New(o)
		require.NoError(t, err)
		disk, err := flat.OnDisk(dir, 0)
		require.NoError(t, err)
		got := new(records)
		_, err = d.scan(context.Background(), All(docs...), got, disk, rapid.SampledFrom([]int64{1, 4 << 10, 64 << 10, 1 << 30}).Draw(t, "memory"), nil)
		require.NoError(t, err)
		assert.Equal(t, scannedAgain(t, d, docs).comparable(), got.comparable())
		require.NoError(t, disk.Close())
		left, err := os.ReadDir(dir)
		require.NoError(t, err)
		assert.Empty(t, left)
	})
}

func scannedAgain(t require.TestingT, d *Detector, docs []Document) *records {
	r := new(records)
	_, err := d.Scan(context.Background(), All(docs...), r)
	require.NoError(t, err)
	return r
}

var errCut = errors.New("cut off")

// A scan that is cut off again and again, also in the middle of a record, ends
// with what it tells undisturbed.
func TestScanGoesOn(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		docs, o := drawCorpus(rt), drawOptions(rt)
		d, err := New(o)
		require.NoError(rt, err)
		want := scannedAgain(rt, d, docs).comparable()
		o.Checkpoint, err = os.MkdirTemp(t.TempDir(), "")
		require.NoError(rt, err)
		name := filepath.Join(o.Checkpoint, checkpoint.FileName)
		for range rapid.IntRange(1, 4).Draw(rt, "cuts") {
			ctx, cancel := context.WithCancelCause(context.Background())
			left := rapid.IntRange(0, 40).Draw(rt, "steps")
			o.Progress = func(Stage) {
				if left--; left < 0 {
					cancel(errCut)
				}
			}
			d, err := New(o)
			require.NoError(rt, err)
			if _, err := d.Scan(ctx, All(docs...), new(records)); err == nil {
				break
			}
			if info, err := os.Stat(name); err == nil && rapid.Bool().Draw(rt, "torn") {
				require.NoError(rt, os.Truncate(name, rapid.Int64Range(0, info.Size()).Draw(rt, "size")))
			}
		}
		o.Progress = nil
		d, err = New(o)
		require.NoError(rt, err)
		assert.Equal(rt, want, scannedAgain(rt, d, docs).comparable())
		assert.NoFileExists(t, name, "the scan is done")
	})
}

func TestCheckpointOfAnother(t *testing.T) {
	docs := texts(storyOf(quay, library), storyOf(quaySpun, bakery))
	cut := func(o Options) Options {
		o.Checkpoint = t.TempDir()
		ctx, cancel := context.WithCancelCause(context.Background())
		defer cancel(nil)
		cutting := o
		cutting.Progress = func(s Stage) {
			if s.Name != "read" {
				cancel(errCut)
			}
		}
		d, err := New(cutting)
		require.NoError(t, err)
		_, err = d.Scan(ctx, All(docs...), new(records))
		require.ErrorIs(t, err, errCut)
		return o
	}
	scan := func(o Options, docs []Document) error {
		d, err := New(o)
		require.NoError(t, err)
		_, err = d.Scan(context.Background(), All(docs...), new(records))
		return err
	}
	o := cut(Defaults())
	name := filepath.Join(o.Checkpoint, checkpoint.FileName)
	other := o
	other.MinWords = 9
	assert.ErrorContains(t, scan(other, docs), "was made with other options")
	changed := texts(docs[0].Text, docs[1].Text+"!")
	assert.ErrorContains(t, scan(o, changed), "is of other documents than are there now")
	renamed := texts(docs[0].Text, docs[1].Text)
	renamed[1].Name = "else"
	assert.ErrorContains(t, scan(o, renamed), name)
	assert.FileExists(t, name, "nothing was lost")

	whole, err := os.ReadFile(name)
	require.NoError(t, err)
	for at := range whole { // whatever byte is damaged, nothing wrong is believed
		if at%7 != 0 {
			continue
		}
		damaged := append([]byte{}, whole...)
		damaged[at] ^= 0x20
		require.NoError(t, os.WriteFile(name, damaged, 0o600))
		d, err := New(o)
		require.NoError(t, err)
		got := new(records)
		if _, err := d.Scan(context.Background(), All(docs...), got); err != nil {
			assert.Less(t, at, checkpoint.HeadSize, "only the head ends a scan: %v", err)
			continue
		}
		assert.Equal(t, scanned(t, Defaults(), docs...).comparable(), got.comparable(), fmt.Sprint("byte ", at))
	}
	require.NoError(t, os.WriteFile(name, []byte("shopping list"), 0o600))
	assert.ErrorContains(t, scan(o, docs), "no checkpoint")
	held, err := o.openCheckpoint()
	assert.Error(t, err)
	assert.Nil(t, held)
}
