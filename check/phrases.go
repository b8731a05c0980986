package check

import (
	"slices"

	"respun/shingle"
)

// phrases are runs of folded words by their first one.
type phrases map[uint64][][]uint64

func newPhrases(list []string) phrases {
	p := phrases{}
	for _, phrase := range list {
		var t shingle.Text
		takeApart(phrase, &t)
		if len(t.Forms) > 0 {
			p[t.Forms[0]] = append(p[t.Forms[0]], t.Forms)
		}
	}
	return p
}

// in returns where a draft has one of the phrases.
func (p phrases) in(d *draft) (found []span) {
	for i, form := range d.Forms {
		for _, phrase := range p[form] {
			if len(phrase) <= len(d.Forms)-i && slices.Equal(phrase, d.Forms[i:i+len(phrase)]) {
				found = append(found, span{i, i + len(phrase)})
			}
		}
	}
	return found
}
