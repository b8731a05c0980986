package parallel

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		workers, n := rapid.IntRange(1, 5).Draw(t, "workers"), rapid.IntRange(0, 60).Draw(t, "parts")
		fails := rapid.IntRange(0, 2*n).Draw(t, "fails") // from n on: none does
		want := errors.New("failed")
		var made atomic.Int64
		var taken []int
		err := InOrder(t.Context(), workers, n, func(worker int) func(k int) (int, error) {
			require.Less(t, worker, workers)
			return func(k int) (int, error) {
				made.Add(1)
				if k == fails {
					return 0, want
				}
				return 10 * k, nil
			}
		}, func(k, part int) error {
			require.Equal(t, 10*k, part)
			taken = append(taken, k)
			return nil
		})
		if fails < n {
			require.ErrorIs(t, err, want)
		} else {
			require.NoError(t, err)
			require.EqualValues(t, n, made.Load(), "each is made once")
		}
		require.Len(t, taken, min(fails, n))
		for k, x := range taken {
			require.Equal(t, k, x)
		}
	})
}

func TestInOrderEndsWithItsContextOrTaker(t *testing.T) {
	number := func(int) func(k int) (int, error) { return func(k int) (int, error) { return k, nil } }
	ctx, cancel := context.WithCancelCause(t.Context())
	gone := errors.New("gone")
	taken := 0
	err := InOrder(ctx, 2, 1000, number, func(int, int) error {
		if taken++; taken == 10 {
			cancel(gone)
		}
		return nil
	})
	require.ErrorIs(t, err, gone)
	assert.Less(t, taken, 1000)
	err = InOrder(t.Context(), 2, 1000, number, func(k, _ int) error {
		if k == 10 {
			return gone
		}
		return nil
	})
	require.ErrorIs(t, err, gone)
}

func TestEach(t *testing.T) {
	for _, n := range []int{0, 1, 2, 500} {
		for _, workers := range []int{-1, 0, 1, 2, 7} {
			done := make([]atomic.Int64, n)
			Each(workers, n, func(i int) { done[i].Add(1) })
			for i := range done {
				assert.EqualValues(t, 1, done[i].Load(), "%d of %d, %d workers", i, n, workers)
			}
		}
	}
	var order []int // without a lock: who called does it all
	Each(1, 5, func(i int) { order = append(order, i) })
	assert.Equal(t, []int{0, 1, 2, 3, 4}, order)
	var met sync.WaitGroup // two are at work at a time
	met.Add(2)
	Each(2, 2, func(int) { met.Done(); met.Wait() })
}

func TestEachRange(t *testing.T) {
	for _, n := range []int{0, 1, RangeSize, 5*RangeSize + 1} {
		for _, workers := range []int{1, 2, 7} {
			by := make([]int64, n)
			var made atomic.Int64
			require.NoError(t, EachRange(t.Context(), workers, n, func() func(i int) error {
				worker := made.Add(1)
				return func(i int) error {
					by[i] = worker
					return nil
				}
			}))
			assert.LessOrEqual(t, made.Load(), int64(workers))
			for i, worker := range by {
				assert.NotZero(t, worker)
				assert.Equal(t, by[i/RangeSize*RangeSize], worker, "a range is one worker's")
			}
		}
	}
	want := errors.New("failed")
	err := EachRange(t.Context(), 2, 1000, func() func(i int) error {
		return func(i int) error {
			if i == 70 {
				return want
			}
			return nil
		}
	})
	require.ErrorIs(t, err, want)
}
