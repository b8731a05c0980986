package decide

// Seed scores a point.
var Seed = Linear{[]float64{
	SeedLogShared:    1.30,
	SeedLogPlain:     0.25,
	SeedLogRun:       0.78,
	SeedTversky:      1.77,
	SeedJaccard:      2.44,
	SeedSynonymShare: 9.07,
	SeedRelatedShare: 6.27,
	SeedCosine:       3.17,
	SeedDice:         5.01,
}, -10.70}

// Alignment gives the log odds that an alignment is right.
var Alignment = Linear{[]float64{
	AlignedLogShared: 1.82,
	AlignedTversky:   0.901,
	AlignedBest:      0.496,
	AlignedLogSeeds:  1.233,
}, -8.724}
