package detect

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Any two or three texts: no panic, ranges that slice, nothing that depends on
// the number of workers. A separator parts the last text in two.
func FuzzScan(f *testing.F) {
	for _, s := range []string{quay, quaySpun, bakery + "\x1e" + bakerySpun, storyOf(library, library), "", "\xff\xfe", strings.Repeat("a ", 300), "It’s 5 p.m. He said “no.”\n今天。", "A1\r\nB2\r\n\ufeff\u200b"} {
		f.Add(quay, s, false)
		f.Add(s, s, true)
	}
	f.Fuzz(func(t *testing.T, a, b string, whole bool) {
		if len(a)+len(b) > 1<<13 {
			t.Skip("long texts have tests of their own")
		}
		docs := texts(append([]string{a}, strings.SplitN(b, "\x1e", 2)...)...)
		run := func(workers int) *records {
			return scanned(t, with(func(o *Options) {
				o.Workers, o.Documents, o.Classes, o.MinWords, o.MinConfidence, o.MaxPairwise = workers, true, allClasses(), 0, .2, 3
				if whole {
					o.Level = DocumentLevel
				}
			}), docs...).comparable()
		}
		one := run(1)
		assertRanges(t, one, docs)
		for _, s := range one.Shares {
			assert.InDelta(t, 1, s.Inside+s.Across+s.Original, 1e-9)
		}
		assert.Equal(t, one, run(3))
	})
}
