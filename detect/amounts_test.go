package detect

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAmounts(t *testing.T) {
	tests := []struct {
		text string
		want []uint64 // the numbers in it, in order
	}{
		{"Thirty-one fishermen", []uint64{31}},
		{"31 fishermen", []uint64{31}},
		{"twelve hundred or 1,200 or 1 200 or 1200", []uint64{1200, 1200, 1200, 1200}},
		{"a hundred and twenty of one hundred twenty", []uint64{120, 120}},
		{"two dozen and a dozen", []uint64{24, 12}},
		{"two million three hundred thousand and five", []uint64{2300005}},
		{"between 30 and 40 people", []uint64{30, 40}},
		{"twenty 2019 cars", []uint64{20, 2019}},
		{"in 2019 200 came", []uint64{2019, 200}},
		{"thirty eleven", []uint64{30, 11}},
		{"hundreds and hundreds, hundred and", []uint64{100, 100, 100}},
		{"no number, and none", nil},
	}
	d, err := New(Defaults())
	require.NoError(t, err)
	for _, tt := range tests {
		c, err := d.load(t.Context(), articles(texts(tt.text)), nil, nil)
		require.NoError(t, err)
		var got []uint64
		tokens := c.view(0).tokens()
		for i := 0; i < len(tokens); {
			value, n := c.vocab.amount(tokens[i:])
			if i += max(1, n); n > 0 {
				got = append(got, value)
			}
		}
		assert.Equal(t, tt.want, got, tt.text)
	}
}
