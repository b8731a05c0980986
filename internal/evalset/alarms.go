package evalset

import "fmt"

// AlarmsResult counts spun matches of class reuse in text without known reuse.
type AlarmsResult struct {
	Documents int `json:"documents"`
	Across    int `json:"across"` // between two documents
	Inside    int `json:"inside"` // inside one
	// AcrossPer1000 and InsidePer1000 are per 1,000 documents, one digit.
	AcrossPer1000 float64 `json:"across_per_1000"`
	InsidePer1000 float64 `json:"inside_per_1000"`
	// DocumentsInside is how many documents have an alarm inside.
	DocumentsInside int `json:"documents_inside"`
}

// Alarms counts a run's alarms: matches of kind spun and class reuse. Documents
// come from the run's end record. Matches that touch a label are no alarms, so
// pools can be counted too; nil counts all. An alarm need not be wrong: news has
// real reuse that nobody labelled.
func Alarms(gold []Case, run Run) AlarmsResult {
	by := casesByDocs(gold)
	res := AlarmsResult{Documents: run.Documents}
	inside := map[string]bool{}
	for _, m := range run.Where(Match.Spun).named(docsOf(gold)).Matches {
		if known, judged := judge(m.Sides, by, 0); known || !judged {
			continue
		}
		if m.A.Doc == m.B.Doc {
			res.Inside++
			inside[m.A.Doc] = true
		} else {
			res.Across++
		}
	}
	res.DocumentsInside = len(inside)
	res.AcrossPer1000 = perThousand(res.Across, res.Documents)
	res.InsidePer1000 = perThousand(res.Inside, res.Documents)
	return res
}

func perThousand(n, of int) float64 { return round(ratio(1000*n, of), 1) }

// Rows gives the table: across and inside.
func (r AlarmsResult) Rows() [][]string {
	return [][]string{{"spun alarms", "count", "per 1,000 of " + fmt.Sprint(r.Documents) + " documents"},
		{"across", fmt.Sprint(r.Across), fmt.Sprint(r.AcrossPer1000)},
		{"inside", fmt.Sprint(r.Inside), fmt.Sprint(r.InsidePer1000)}}
}
