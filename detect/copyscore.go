package detect

import "respun/shingle"

// A copy is judged by how unlikely its words are in this order, not by the
// decision, which was trained on reworded text: the summed weight of the shared
// words, local to the two documents, so that the phrases of one story count for
// little; less what stands between them. The words of a name come together by
// themselves, so that "former Attorney General Jeff Sessions" is little evidence;
// stop words seldom stand in names and titles, so that they count for more than
// their rarity. How rare a word is elsewhere adds nothing.
//
// What words count beside each other is fitted: logistic regression of planted
// copies of 9 to 13 words against whatever else two documents share in web text and
// news. At even odds nearly all that was planted passes.
const (
	copyEvidence  = 4    // summed weight at even odds
	copySpread    = 5    // summed weight that makes the odds e times better
	plainWord     = 1.15 // weight of a stop word
	strangeWord   = .8   // what an unshared word takes away
	nameWord      = .6   // of its weight, what the first word of a name counts
	nameRest      = .33  // and a further one
	wholeBonus    = 1    // summed weight that whole sentences are worth: a phrase is seldom one
	shortPhrase   = 7    // tokens up to which a part of a sentence is a phrase until it is proved to be rare
	phrasePenalty = 5    // summed weight that proves it
	framedShare   = .3   // of a word's weight where it stands in a template: a phrase that many documents use must be long to be a copy
)

// copyScore returns the log odds that two token lists are a copy. Stems that
// frames marks on both sides stand in a template.
func (p *pairer) copyScore(h *hit, ta, tb []shingle.Token) float64 {
	p.markStems(ta, tb)
	p.stampS++
	const named = 2
	for _, t := range tb {
		if t&shingle.Capital != 0 {
			p.marks[t.ID()].b |= named
		}
	}
	var sum float64
	name := false // whether the last word was one of a name on both sides
	for _, t := range ta {
		id := t.ID()
		further := name
		if name = t&shingle.Capital != 0 && p.marks[id].b&named != 0; !name && !t.IsContent() {
			name = further // the "of" in a name
		}
		if p.marks[id].b == 0 {
			sum -= strangeWord
			continue
		}
		w := plainWord
		if t.IsContent() {
			own := float64(p.weight(id))
			again := p.seen[id] == p.stampS
			p.seen[id] = p.stampS
			switch {
			case again: // no more than the first time
				w = min(plainWord, own)
			case name && further:
				w = own * nameRest
			case name:
				w = own * nameWord
			default:
				w = own
			}
		}
		if p.frames.both(id) {
			w *= framedShare
		}
		sum += w
	}
	for _, t := range tb {
		if p.marks[t.ID()].a == 0 {
			sum -= strangeWord
		}
	}
	switch {
	case h.whole:
		sum += wholeBonus
	case min(len(ta), len(tb)) <= shortPhrase:
		sum -= phrasePenalty
	}
	return (sum - copyEvidence) / copySpread
}
