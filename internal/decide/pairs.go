package decide

// Documents that somebody named as a pair are aligned sentence by sentence, and
// another decision serves there: see compare.go in package detect. First a point,
// two sentences with what stands around them, is scored, to find where to look;
// then the stretches that points join, to tell the chance that one was made from
// the other. Both are linear, with coefficients of 0 or more, as Model is.

// Linear is the coefficients of a decision over terms. All but Intercept are 0
// or more.
type Linear struct {
	Terms     []float64
	Intercept float64
}

// Score returns the log odds that terms, of which there are as many as
// coefficients, give.
func (m *Linear) Score(terms []float64) (s float64) {
	for i, c := range m.Terms {
		s += c * terms[i]
	}
	return s + m.Intercept
}

// SeedTerms are what a point's score is made of: terms of the two windows around
// its sentences that share most, and how alike the sentences themselves are.
type SeedTerms [seedTermCount]float64

// The terms of Seed.
const (
	SeedLogShared    = iota // of the windows, as are the next six: ln(1 + Features.Shared)
	SeedLogPlain            // ln(1 + Plain)
	SeedLogRun              // ln(1 + Run)
	SeedTversky             // Tversky
	SeedJaccard             // Jaccard
	SeedSynonymShare        // Synonyms / Weight
	SeedRelatedShare        // Related / Weight
	SeedCosine              // of the sentences, 0..1
	SeedDice                // of the sentences, 0..1
	seedTermCount
)

// SeedTerms returns the terms of windows with features f around sentences of
// that cosine and Dice's coefficient, both 0..1.
func (f Features) SeedTerms(cosine, dice float64) SeedTerms {
	t := f.Terms()
	return SeedTerms{
		SeedLogShared: t[LogShared], SeedLogPlain: t[LogPlain], SeedLogRun: t[LogRun], SeedTversky: f.Tversky, SeedJaccard: f.Jaccard,
		SeedSynonymShare: t[SynonymShare], SeedRelatedShare: t[RelatedShare], SeedCosine: cosine, SeedDice: dice,
	}
}

// AlignmentTerms are what the confidence of an alignment is made of.
type AlignmentTerms [alignmentTermCount]float64

// The terms of Alignment.
const (
	AlignedLogShared = iota // ln(1 + weight of the stems that both sides have)
	AlignedTversky          // of these, as in Features
	AlignedBest             // score of the best seed
	AlignedLogSeeds         // ln(1 + seeds)
	alignmentTermCount
)
