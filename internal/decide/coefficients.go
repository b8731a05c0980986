package decide

// Collection is the decision for passages within and across documents.
var Collection = Model{Shared: 1.17, Plain: .93, Tversky: 4.35, Jaccard: 5.73, Run: 2.32, Synonyms: 17.62, Related: 0, Intercept: -15.1}

// Prior is the log odds that a context adds to a score.
var Prior = [contexts]float64{
	Across: .1, SameParagraph: .1, Next: .5, NextCondensed: 1.5, TwoOn: .3, Far: -.2, Linked: 2, Doubled: 1, Named: .1,
}

// Slope makes confidences calibrated.
const Slope = 1.0
