package report

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"respun/detect"
)

// This file decides how much of each text a page carries, and writes it. Each
// text is a block of its own, which the page reads when it is looked at.

// layOut gives the spans of each document that go into the page, and tells the
// page of its documents.
func (h *htmlSink) layOut() ([][]detect.Span, error) {
	plans := make([][]detect.Span, len(h.known))
	room := maxPageTexts
	for i := range h.known {
		k, d := &h.known[i], &h.page.Docs[i]
		if k.ordinal < 0 {
			continue
		}
		info := h.begin.Doc(k.ordinal)
		d.Source, d.Date = info.Source, info.Date
		if !h.secret(i) {
			d.Title = info.Fields["title"]
		}
		if len(k.spans) == 0 && !k.draft {
			continue // nothing leads to its text
		}
		text, err := h.texts.get(k.ordinal)
		if err != nil {
			return nil, err
		}
		size := len(text.text)
		d.Length = text.offset(size, UTF16)
		if h.secret(i) {
			continue
		}
		if whole := min(maxWholeText, room); size <= whole {
			plans[i] = []detect.Span{{Start: 0, End: size}}
			room -= size
			continue
		}
		plans[i] = excerpts(k.spans, text.text)
		h.page.Excerpts++
	}
	return plans, nil
}

// excerpts joins passages and what stands around them into spans that do not
// meet, cut no character and hardly a word, and leave out no less than they show around.
func excerpts(spans []detect.Span, text string) []detect.Span {
	spans = slices.Clone(spans)
	slices.SortFunc(spans, func(a, b detect.Span) int { return a.Start - b.Start })
	out := []detect.Span{}
	for _, s := range spans {
		start, end := max(0, s.Start-excerptContext), min(len(text), s.End+excerptContext)
		for least := start - longWord; start > 0 && (!utf8.RuneStart(text[start]) || start > least && !space(text[start-1])); {
			start--
		}
		for most := end + longWord; end < len(text) && (!utf8.RuneStart(text[end]) || end < most && !space(text[end])); {
			end++
		}
		if n := len(out); n > 0 && out[n-1].End+excerptContext >= start {
			out[n-1].End = max(out[n-1].End, end)
			continue
		}
		out = append(out, detect.Span{Start: start, End: end})
	}
	return out
}

func space(c byte) bool { return c == ' ' || c == '\n' }

// writeText writes the planned spans of document i as [start, text] pieces.
func (h *htmlSink) writeText(i int, plan []detect.Span) error {
	if len(plan) == 0 {
		return nil
	}
	p, err := h.texts.get(h.known[i].ordinal)
	if err != nil {
		return err
	}
	blocks := make([][2]any, len(plan))
	for j, s := range plan {
		blocks[j] = [2]any{p.offset(s.Start, UTF16), p.text[s.Start:s.End]}
	}
	return h.block("doc-"+strconv.Itoa(i), blocks)
}
