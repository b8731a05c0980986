package report

import "respun/detect"

// runs joins neighbouring words with equal marks and drops what does not lie
// inside within, in order: a report must not fail on a mark.
func runs(marks []detect.MarkedSpan, within detect.Span) []detect.MarkedSpan {
	var out []detect.MarkedSpan
	at := within.Start
	for _, m := range marks {
		if m.Start < at || m.End <= m.Start || m.End > within.End {
			continue
		}
		at = m.End
		if n := len(out); n > 0 && out[n-1].Mark == m.Mark {
			out[n-1].End = m.End
			continue
		}
		out = append(out, m)
	}
	return out
}

// piece is a stretch of a passage. What lies between words of different marks
// is kept: nothing happened to it.
type piece struct {
	text string
	mark detect.Mark
}

// pieces cuts a side's text at its marks; joined again they are the text.
func pieces(side detect.Side, marks []detect.MarkedSpan) []piece {
	within := detect.Span{Start: side.Start, End: side.Start + len(side.Text)}
	var out []piece
	at := within.Start
	for _, r := range runs(marks, within) {
		if r.Start > at {
			out = append(out, piece{text: side.Text[at-within.Start : r.Start-within.Start]})
		}
		out = append(out, piece{text: side.Text[r.Start-within.Start : r.End-within.Start], mark: r.Mark})
		at = r.End
	}
	if at < within.End {
		out = append(out, piece{text: side.Text[at-within.Start:]})
	}
	return out
}
