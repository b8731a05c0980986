package detect

type labT struct {
	JoinLines, Broken, BrokenLow, Cross              bool
	TS, Gate, Weak, Val, Bonus, Miss, Floor, SnapCov float64
	Reach, Gap, GapMin, Overlap, MinLen              int
	Sum                                              bool
	SumTS, SumRatio, SumCov, SumX, SumFC             float64
	SumSeeds, SumGap, SumGapA                        int
	M                                                seedModel
}

var Lab = labT{
	JoinLines: false, Broken: true, BrokenLow: false, Cross: true,
	TS: 0, Gate: 6, Weak: .22, Val: .25, Bonus: .3, Miss: .6, Floor: 1.2, SnapCov: .8, Reach: 2, Gap: 4, GapMin: 2, MinLen: 150,
	Sum: true, SumTS: -3, SumRatio: 3, SumCov: .4, SumX: .6, SumFC: .2, SumSeeds: 3, SumGap: 40, SumGapA: 3,
	M: seedModel{Plain: 2.85, Jaccard: 7.2, Order: 3.53, Bigrams: 17.44, SynonymsLog: 1.41, Synonyms: 9.57, Intercept: -16.43},
}
