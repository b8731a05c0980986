package detect

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"respun/internal/decide"
)

// Of the windows that reach their floor, hardly any is given up before all of its
// features are measured; of the others most are.
func TestGivenUpWindows(t *testing.T) {
	docs, _ := newsFor(t)
	d, err := New(Defaults())
	require.NoError(t, err)
	c, err := d.load(context.Background(), All(docs...), nil, nil)
	require.NoError(t, err)
	v := newVerifier(t.Context(), c, d.options)
	var reached, lost, others, spared int
	for a := range c.docs.Len() {
		view := c.view(a)
		v.p.open(view, view)
		for _, p := range v.p.strong(v.inside(view, nil), gateInside) {
			i, j := p.split()
			for _, w := range v.p.windows(int(i-view.base), int(j-view.base), nil, nil) {
				floor := v.floors[contextOf(&w, view, view, false)]
				full := v.p.outline(&w)
				short := full
				score := decide.Collection.Score(full)
				ok := v.p.features(&w, &short, score, floor)
				v.p.features(&w, &full, score, math.Inf(-1))
				c, words := &decide.Collection.Terms, full.Terms()
				added := c[decide.SynonymShare]*words[decide.SynonymShare] + c[decide.RelatedShare]*words[decide.RelatedShare]
				require.LessOrEqual(t, added, v.p.mostReplaced(full.Weight))
				switch pass := decide.Collection.Score(full) >= floor; {
				case pass && !ok:
					reached++
					lost++
				case pass:
					reached++
				default:
					others++
					if !ok {
						spared++
					}
				}
			}
		}
	}
	t.Logf("%d of %d lost, %d of %d spared", lost, reached, spared, others)
	assert.Greater(t, reached, 300)
	assert.LessOrEqual(t, float64(lost), .01*float64(reached))
	assert.GreaterOrEqual(t, float64(spared), .5*float64(others))
}

// A run that is over measures no further pairs, however many a document has.
func TestVerifierEndsInsideADocument(t *testing.T) {
	d, err := New(Defaults())
	require.NoError(t, err)
	c, err := d.load(t.Context(), All(texts(storyOf(quay, quaySpun, bakery, bakerySpun))...), nil, nil)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	v := newVerifier(ctx, c, d.options)
	pairs := v.inside(c.view(0), nil)
	v.p.open(c.view(0), c.view(0))
	require.NotEmpty(t, v.aroundAll(pairs, false, nil))
	cancel()
	assert.Empty(t, v.aroundAll(pairs, false, nil))
}

func TestWindowKeysDiffer(t *testing.T) {
	seen := map[uint64]window{}
	for first := range 12 {
		for second := range 12 {
			for k := range 9 {
				w := window{A: run{first, first + k/3}, B: run{second, second + k%3}}
				assert.NotContains(t, seen, w.key())
				seen[w.key()] = w
			}
		}
	}
}

// Runs may overlap: a setting of the process holds until the last is over, and is what
// it was then.
func TestSettingsOfOverlappingRuns(t *testing.T) {
	now := int64(100)
	s := setting{set: func(to int64) int64 { former := now; now = to; return former }}
	first, second := s.lower(6), s.lower(20)
	assert.EqualValues(t, 6, now, "the lowest")
	first()
	assert.EqualValues(t, 6, now)
	third := s.lower(5)
	second()
	third()
	assert.EqualValues(t, 100, now)
	now = -1 // none
	undo := s.lower(6)
	assert.EqualValues(t, 6, now)
	undo()
	assert.EqualValues(t, -1, now)
}

// Counts of sentences are told apart by epochs, which go round.
func TestEpochsGoRound(t *testing.T) {
	d, err := New(Defaults())
	require.NoError(t, err)
	c, err := d.load(t.Context(), All(texts(storyOf(quay, library), storyOf(quay, glacier))...), nil, nil)
	require.NoError(t, err)
	weights := func(p *pairer) (sum float32) {
		p.open(c.view(0), c.view(1))
		for id := range c.vocab.stems.len() {
			sum += p.weight(uint32(id))
		}
		return sum
	}
	want := weights(newPairer(c))
	p := newPairer(c)
	p.epochs[1] = 0
	p.open(c.view(1), c.view(0)) // counted under the first epoch
	p.epochs[1] = 1<<32 - 256
	p.open(c.view(0), c.view(0)) // the last one is over
	assert.Equal(t, want, weights(p))
}
