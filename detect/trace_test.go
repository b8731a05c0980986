package detect

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTraceTellsOfOnePair(t *testing.T) {
	var got []Trace
	stages := map[string]bool{}
	features := map[string]Features{}
	docs := texts(storyOf(quay, library), quaySpun, storyOf(library, bakery), bakerySpun)
	scanned(t, with(func(o *Options) {
		o.TraceA, o.TraceB = "b", "a"
		o.Trace = func(x Trace) { got = append(got, x); stages[x.Stage] = true; features[x.Stage] = x.Features }
	}), docs...)
	assert.NotEmpty(t, got)
	for _, x := range got {
		assert.Equal(t, "a", x.A.Doc)
		assert.Equal(t, "b", x.B.Doc)
		assert.Equal(t, docs[0].Text[x.A.Start:x.A.End], x.A.Text)
		assert.Contains(t, x.String(), x.A.Text)
		assert.NotEmpty(t, x.Outcome)
	}
	assert.True(t, stages["decision"] && stages["class"])
	assert.Positive(t, features["decision"].Weight)

	all := map[string]bool{}
	scanned(t, with(func(o *Options) { o.Trace = func(x Trace) { all[x.A.Doc+x.B.Doc] = true } }), docs...)
	assert.True(t, all["ab"] && all["ac"] && all["cd"])

	scanned(t, with(func(o *Options) {
		o.TraceA, o.TraceB = "a", "nobody"
		o.Trace = func(Trace) { t.Error("told of a pair that is not there") }
	}), docs...)
}
