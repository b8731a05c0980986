package detect

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// shelf is an input that can be read again.
type shelf struct {
	texts []string
	asked int
}

func (s *shelf) Text(place uint64) (string, error) {
	s.asked++
	if place >= uint64(len(s.texts)) {
		return "", errors.New("gone")
	}
	return s.texts[place], nil
}

func (s *shelf) put(d Document) Document {
	s.texts = append(s.texts, d.Text)
	d.Again, d.Place = s, uint64(len(s.texts)-1)
	return d
}

// A document level scan asks for the texts it measures, and notices when they
// are no longer what they were.
func TestDocumentLevelReadsAgain(t *testing.T) {
	body := storyOf(quay, library, glacier, bakery)
	docs := texts(body, storyOf(body, gambit), orchard)
	want := scanned(t, with(func(o *Options) { o.Level = DocumentLevel }), docs...)
	require.Len(t, want.Pairs, 1)
	var s shelf
	for i := range docs {
		docs[i] = s.put(docs[i])
	}
	got := scanned(t, with(func(o *Options) { o.Level = DocumentLevel }), docs...)
	assert.Equal(t, want.Pairs, got.Pairs)
	assert.Equal(t, 2, s.asked)
	for _, change := range []func(){func() { s.texts[1] += "." }, func() { s.texts = s.texts[:1] }} {
		change()
		d, err := New(with(func(o *Options) { o.Level = DocumentLevel }))
		require.NoError(t, err)
		_, err = d.Scan(context.Background(), All(docs...), Discard{})
		assert.ErrorContains(t, err, "b: ")
	}
}
