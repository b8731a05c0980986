package filter

// The rule. A document is a near-duplicate of an earlier one if their Jaccard
// similarity is nearJaccard or more, the field's usual threshold. Else it may be
// a copy with other text around it, which in news is the usual case and which
// Jaccard cannot see: half of the smaller document stands in the larger. Then it
// contains the earlier document, if it is the larger of the two, or is contained
// in it; but only if the copied part is a fair share of the document itself, so
// that a long article is not taken for the brief it quotes.
//
// The numbers of the rule were chosen on pools with planted copies of nine kinds
// (TestQuality measures them) and hold for word 5-shingles.
const (
	nearJaccard    = .7
	nearEstimate   = .697 // an estimate errs by .01; in doubt a copy is the likelier case
	copiedPart     = .43  // of the smaller document: a half, less what seams and estimates cost
	leastCoverage  = .2   // of the new document
	sureShingles   = 20   // fewer shared ones are a phrase or a form filled in with other figures
	sameAsJaccard  = .95  // from here on the earlier document stands for the new one
	verifyJaccard  = .6   // estimates from which a kept text is asked for the truth
	verifyCopied   = .35
	candidateSlack = .3 // share of the asked part that the keys must show
	mostCandidates = 16 // compared by their sketch, those with most keys in common
	mostTexts      = 4  // compared by their text
)

// judge gives the verdict that an earlier document is reason for; Unseen if it is none.
func (l likeness) judge() Kind {
	switch {
	case l.jaccard() >= nearJaccard || !l.exact && l.jaccard() >= nearEstimate:
		return NearDuplicate
	case l.shared < sureShingles || l.coverage() < leastCoverage || max(l.coverage(), l.held()) < copiedPart:
		return Unseen
	case l.new >= l.old:
		return Contains
	}
	return Contained
}

// promising tells whether an estimate is worth reading a text.
func (l likeness) promising() bool {
	return l.jaccard() >= verifyJaccard || max(l.coverage(), l.held()) >= verifyCopied
}

// better tells whether l is the better reason: the nearer duplicate, else the
// one that more of the document comes from, and of two such the one more alike.
func (l likeness) better(m likeness) bool {
	a, b := l.judge() == NearDuplicate, m.judge() == NearDuplicate
	if a != b {
		return a
	}
	if a {
		return l.jaccard() > m.jaccard()
	}
	return l.coverage()+l.jaccard()/4 > m.coverage()+m.jaccard()/4
}
