package detect

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// framedDocs are documents that fill one frame with other things.
func framedDocs(n int) (docs []Document) {
	things := []string{"ropeworks", "orchards", "tunnels", "bookbinders", "glaciers", "ferries"}
	topics := []string{whales, library, glacier, bakery, gambit, orchard}
	for i := range n {
		frame := fmt.Sprintf("The quarterly earnings statement about %s contains forward-looking assumptions regarding expected revenue, and shareholders are cautioned against relying on %s.", things[i], things[i])
		docs = append(docs, Document{Name: letters(i), Text: storyOf(topics[i], frame)})
	}
	return docs
}

// What a frame explains counts less once four documents have it.
func TestFrameOfFourDocumentsIsATemplate(t *testing.T) {
	confidence := func(n int) (best float64) {
		r := scanned(t, with(func(o *Options) { o.MinConfidence = 0; o.Classes = allClasses() }), framedDocs(n)...)
		for _, m := range r.Matches {
			if m.A.Doc == "a" && m.B.Doc == "b" && m.Class != Template {
				best = max(best, m.Confidence)
			}
		}
		return best
	}
	assert.Less(t, confidence(4), confidence(3))
}

// Copies of one document make no template of its words: they count as one.
func TestCopiesMakeNoTemplate(t *testing.T) {
	var docs []Document
	for i := range 6 {
		docs = append(docs, Document{Name: fmt.Sprint("copy", i), Text: storyOf(strings.Replace(quay, "loosened", []string{"shook", "moved", "cracked", "bent", "hit", "tore"}[i], 1), library, glacier)})
	}
	r := scanned(t, Defaults(), append(docs, Document{Name: "spun", Text: storyOf(quaySpun)})...)
	found := map[string]bool{}
	for _, m := range r.Matches {
		if m.B.Doc == "spun" {
			found[m.A.Doc] = true
		}
	}
	assert.Len(t, found, len(docs), "the reworded copy is found in each")
}
