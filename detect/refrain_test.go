package detect

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// Two sentences that share little but two names look reworded; where the document has
// the names once more, they are what it is about.
func TestRefrain(t *testing.T) {
	const (
		first  = "Nobody had asked the harbour finance committee, or the river tolls inquiry, or the chapel roof fund about lanterns when the Tuesday market burned."
		second = "Later that winter it was the chapel roof fund that bought lanterns for the river tolls inquiry, and the harbour finance committee that burned them."
		third  = "Dogs are a matter for the harbour finance committee alone, cats for the river tolls inquiry, and doves for the chapel roof fund."
		other  = "Dogs are a matter for the mayor alone, and cats for the bishop, as they were in the days of her mother."
	)
	spun := func(paragraphs ...string) (found [][2]string) {
		docs := texts(storyOf(paragraphs...))
		for _, m := range scanned(t, Defaults(), docs...).Matches {
			if m.Kind == Spun {
				found = append(found, [2]string{m.A.Text, m.B.Text})
			}
		}
		return found
	}
	assert.Contains(t, spun(first, glacier, other, whales, orchard, second), [2]string{first, second}, "in two places")
	assert.Empty(t, spun(first, glacier, whales, third, gambit, orchard, second), "in three")
	assert.Empty(t, spun(third, glacier, first, whales, gambit, orchard, second), "in three, the first one elsewhere")
	assert.Contains(t, spun(first, third, glacier, whales, orchard, second), [2]string{first, second}, "the third beside one of the two")
	assert.Contains(t, spun(first, second, glacier, whales, orchard, third), [2]string{first, second}, "the two beside each other")
}
