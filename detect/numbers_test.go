package detect

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Words become numbers by the lexicon, numbers the same by package amounts.
func TestOtherNumbers(t *testing.T) {
	tests := []struct {
		a, b string
		same bool
	}{
		{"Thirty-one fishermen", "31 fishermen", true},
		{"twelve hundred people", "1,200 people", true},
		{"some 1 200 people", "some 1,200 people", true},
		{"two million three hundred thousand", "2,300,000 of them", true},
		{"a hundred and twenty", "one hundred twenty", true},
		{"Thirty-one fishermen", "40 fishermen", false},
		{"at 5 p.m. today", "at 17:00 today", true},
		{"at 5pm today", "at 17.00 today", true},
		{"at 5 a.m. today", "at 05:00 today", true},
		{"at 5.30pm today", "at 17:30 today", true},
		{"at 5 o'clock today", "at 17:00 today", true},
		{"at midnight, 00:00", "at 12 a.m.", true},
		{"between 5 and 7 p.m.", "from 17:00 to 19:00", true},
		{"um 17.30 Uhr", "um 17:30", true},
		{"um 17 Uhr 30", "um 17:30", true},
		{"à 17h30", "à 17:30", true},
		{"à 17 h 30", "à 17:30", true},
		{"at 5 p.m. today", "at 18:00 today", false},
		{"at 5.30pm today", "at 17:00 today", false},
		{"for 5.30 crowns", "for 17.30 crowns", false},
		{"some 5 people", "some 17.00 crowns", false},
		{"at 25:00", "at 1:00", false},
		{"at 5:75", "at 17:75", false},
		{"at 5:30:10", "at 17:30", false},
		{"à 17h75", "à 18h80", false},
	}
	d, err := New(Defaults())
	require.NoError(t, err)
	for _, tt := range tests {
		c, err := d.load(t.Context(), All(texts(tt.a, tt.b)...), nil, nil)
		require.NoError(t, err)
		p := newPairer(c)
		p.open(c.view(0), c.view(1))
		ta, tb := p.a.tokens(), p.b.tokens()
		p.markStems(ta, tb)
		a, b := p.otherNumbers(ta, tb)
		assert.Equal(t, tt.same, min(a, b) == 0, "%s / %s: %d, %d", tt.a, tt.b, a, b)
	}
}
