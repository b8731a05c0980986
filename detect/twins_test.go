package detect

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// Pairs of sentences that are alike, of which one stands in more places than are paired
// with each other, are told as left out.
func TestLeftOutTwinsAreCounted(t *testing.T) {
	const sentence = "Divers found three deep cracks under the oldest granite quay of the harbour."
	const edited = "Divers found four deep cracks under the oldest granite quay of the harbour."
	tests := []struct {
		name       string
		many, few  int
		made, left int64
	}{
		{"each with each", 2, 1, 2, 0},
		{"more places together than are paired", 3, 2, 4, 2},
		{"more places than are paired", 5, 2, 2, 8},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var list []string
			for range tt.many {
				list = append(list, sentence)
			}
			for range tt.few {
				list = append(list, edited)
			}
			r := scanned(t, with(func(o *Options) { o.MaxPairwise = 4 }), texts(list...)...)
			s := r.stage(t, "candidates")
			assert.Equal(t, tt.left, s.Capped[cappedTwins])
			same := int64(tt.many*(tt.many-1)/2 + tt.few*(tt.few-1)/2)
			if tt.many > 4 {
				same = int64(tt.many - 1 + tt.few*(tt.few-1)/2) // with the first
			}
			assert.Equal(t, tt.made+same, s.Out)
			assert.Equal(t, s.Out, s.In+s.Added["sentences of the same words"]-s.Dropped["shares too little weight"]-s.Capped[cappedTwins]-s.Capped[cappedStars])
		})
	}
}
