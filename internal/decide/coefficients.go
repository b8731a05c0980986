package decide

// Collection is the decision for passages within and across documents.
var Collection = Model{Shared: 2.35, Plain: .53, Tversky: 3.80, Jaccard: 4.75, Run: 1.96, Synonyms: 18.68, Related: 13.13, Intercept: -18.05}

// Prior is the log odds that a context adds to a score.
var Prior = [contexts]float64{
	Across: 1.09, SameParagraph: 1.8, Next: 2.6, NextCondensed: 2.6, TwoOn: 1.8, Far: .44, Linked: 3.0, Doubled: 3.0, Named: 1.1,
}

// Slope makes confidences calibrated.
const Slope = 1.0
