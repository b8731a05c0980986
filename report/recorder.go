package report

import (
	"slices"

	"respun/detect"
)

// This file turns the engine's values into records: ranges into the unit that
// was asked for, numbers rounded.

func (r *run) beginRecord() beginRecord {
	b := r.begin
	return beginRecord{Type: "begin", Format: Format, Version: b.Version, Options: table(b.Options),
		Fingerprint: b.Fingerprint, Offsets: r.opt.Offsets.String()}
}

func (r *run) matchRecord(m *detect.Match) (matchRecord, error) {
	m = r.shown(m)
	rec := matchRecord{Type: "match", ID: m.ID, Kind: m.Kind, Class: m.Class, Excluded: r.excluded(m),
		Similarity: fraction(m.Similarity), Confidence: fraction(m.Confidence), Evidence: evidence(&m.Evidence)}
	var err error
	if rec.A, rec.Evidence.Marks.A, err = r.sideRecord(m.A, m.Evidence.MarksA); err != nil {
		return rec, err
	}
	rec.B, rec.Evidence.Marks.B, err = r.sideRecord(m.B, m.Evidence.MarksB)
	return rec, err
}

func (r *run) sideRecord(s detect.Side, words []detect.MarkedSpan) (sideRecord, [][3]any, error) {
	rec := sideRecord{Text: s.Text, Words: s.Words}
	var err error
	rec.placeRecord, err = r.place(detect.Place{Doc: s.Doc, Ordinal: s.Ordinal, Span: s.Span})
	if err != nil {
		return rec, nil, err
	}
	marks := [][3]any{}
	for _, m := range runs(words, s.Span) {
		start, end, err := r.texts.span(s.Ordinal, m.Start, m.End, r.opt.Offsets)
		if err != nil {
			return rec, nil, err
		}
		marks = append(marks, [3]any{start, end, m.Mark.String()})
	}
	return rec, marks, nil
}

func (r *run) place(p detect.Place) (placeRecord, error) {
	start, end, err := r.texts.span(p.Ordinal, p.Start, p.End, r.opt.Offsets)
	return placeRecord{Doc: p.Doc, Start: start, End: end}, err
}

func evidence(e *detect.Evidence) evidenceRecord {
	return evidenceRecord{Kept: e.Kept, Synonyms: e.Synonyms, Replaced: e.Replaced, Added: e.Added,
		Dropped: e.Dropped, Moved: e.Moved, OtherForms: e.OtherForms, SharedShingles: e.SharedShingles, Rare: list(e.Rare),
		Obfuscation: list(e.Obfuscation), EditSimilarity: fraction(e.EditSimilarity), Explanation: e.Explanation}
}

func (r *run) groupRecord(g *detect.Group) (groupRecord, error) {
	rec := groupRecord{Type: "group", ID: g.ID, Kind: g.Kind, Class: g.Class, Similarity: fraction(g.Similarity),
		Occurrences: make([]placeRecord, len(g.Occurrences))}
	var err error
	for i, p := range g.Occurrences {
		if rec.Occurrences[i], err = r.place(p); err != nil {
			return rec, err
		}
	}
	rec.Representative, err = r.place(g.Representative)
	return rec, err
}

// checkRecord is a check with ranges in a unit; rounded rounds the shares of one whole.
func (r *run) checkRecord(c CheckRecord, unit Offsets, rounded func(...float64) []float64) (checkRecord, error) {
	c = r.check(c)
	rec := checkRecord{Type: "check", CheckRecord: c, Passages: make([]passageRecord, len(c.Passages))}
	for i, p := range c.Passages {
		start, end, err := r.texts.span(c.Ordinal, p.Start, p.End, unit)
		if err != nil {
			return rec, err
		}
		rec.Passages[i] = passageRecord{start, end, p}
	}
	rec.Shares, rec.Sources, rec.Gates = slices.Clone(list(c.Shares)), slices.Clone(list(c.Sources)), slices.Clone(list(c.Gates))
	rec.Exclusions = list(c.Exclusions)
	rec.round(rounded)
	return rec, nil
}

func (rec *checkRecord) round(rounded func(...float64) []float64) {
	var share, all []float64
	for _, s := range rec.Shares {
		share, all = append(share, s.Share), append(all, s.AllShare)
	}
	share, all = rounded(share...), rounded(all...)
	for i := range rec.Shares {
		rec.Shares[i].Share, rec.Shares[i].AllShare = share[i], all[i]
	}
	for i := range rec.Sources {
		rec.Sources[i].Share = rounded(rec.Sources[i].Share)[0]
	}
	for i := range rec.Gates {
		g := &rec.Gates[i]
		g.Share, g.Limit = rounded(g.Share)[0], rounded(g.Limit)[0]
	}
}

func newPairRecord(p *detect.Pair) pairRecord {
	return pairRecord{Type: "pair", A: p.A, B: p.B, Jaccard: fraction(p.Jaccard), Containment: fraction(p.Containment),
		CoverageA: fraction(p.CoverageA), CoverageB: fraction(p.CoverageB), Matches: p.Matches, Kind: p.Kind}
}

func newClusterRecord(c *detect.Cluster) clusterRecord {
	return clusterRecord{Type: "cluster", ID: c.ID, Docs: list(c.Docs), Representative: c.Representative, Cohesion: fraction(c.Cohesion)}
}

func newDocumentRecord(d *detect.DocumentShares) documentRecord {
	shares := fractions(d.Inside, d.Across, d.Original)
	return documentRecord{Type: "document", Doc: d.Doc, Words: d.Words,
		Inside: shares[0], Across: shares[1], Original: shares[2], DuplicateOf: d.DuplicateOf}
}

func newSkipRecord(s detect.Skip) skipRecord {
	return skipRecord{Type: "skip", Doc: s.Doc, Reason: s.Reason, Detail: s.Detail, Count: s.Count}
}

func newEndRecord(s detect.Stats) endRecord {
	rec := statsRecord{Documents: s.Documents, Bytes: s.Bytes, Sentences: s.Sentences, Words: s.Words,
		Matches: s.Matches, Groups: s.Groups, Pairs: s.Pairs, Clusters: s.Clusters,
		Skipped: table(s.Skipped), RepeatedNames: s.RepeatedNames, Stages: []stageRecord{}}
	for _, st := range s.Stages {
		rec.Stages = append(rec.Stages, stageRecord{st.Name, st.In, st.Out, table(st.Added), table(st.Dropped), table(st.Capped)})
	}
	return endRecord{Type: "end", Stats: rec}
}
