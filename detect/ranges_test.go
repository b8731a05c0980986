package detect

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The same story as it may come: the ranges slice to it whatever stands around.
func TestRangesOfAwkwardTexts(t *testing.T) {
	wrapped := strings.NewReplacer("after ", "after\n", "that ", "that\n", "storms ", "storms\n", "the fish", "the\nfish").Replace(quay)
	tests := []struct {
		name, text string
		kind       Kind
	}{
		{"plain", quay, Verbatim},
		{"CRLF", strings.ReplaceAll(storyOf(library, quay, glacier), "\n", "\r\n"), Verbatim},
		{"byte order mark", "\ufeff" + quay, Verbatim},
		{"emoji", "🙂🙂 " + strings.ReplaceAll(quay, ". ", ". 🚢 ") + " 👩‍👩‍👧", Verbatim},
		{"zero width", strings.ReplaceAll(quay, "har", "h\u200bar"), Verbatim},
		{"soft hyphens", strings.ReplaceAll(quay, "divers", "di\u00advers"), Verbatim},
		{"Chinese around", "港口局星期二关闭了最古老的码头。\n" + quay + "\n工程师认为挖泥船松动了地基。", Verbatim},
		{"invalid UTF-8", "\xff\xfe " + quay + "\xc3", Verbatim},
		{"invalid UTF-8 within", strings.ReplaceAll(quay, "divers", "di\xffvers"), NearDuplicate},
		{"hard-wrapped", wrapped, Verbatim},
		{"capitals", strings.ToUpper(quay), Verbatim},
		{"no full stop", strings.TrimSuffix(quay, "."), Verbatim},
		{"non-breaking spaces", strings.ReplaceAll(quay, " ", "\u00a0"), Verbatim},
		{"look-alike letters", strings.NewReplacer("a", "а", "o", "о").Replace(quay), NearDuplicate}, // "а" alone may be Russian
		{"full width", strings.ReplaceAll(quay, "Ferries", "Ｆｅｒｒｉｅｓ"), Verbatim},
		{"control characters", strings.ReplaceAll(quay, "divers", "\x00divers\x1b"), Verbatim},
		{"sentences run together", strings.ReplaceAll(quay, ". ", "."), Verbatim},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			docs := texts(storyOf(orchard, quay, bakery), tt.text)
			r := scanned(t, with(func(o *Options) { o.Documents = true }), docs...)
			assertRanges(t, r, docs)
			require.NotEmpty(t, r.Matches)
			words := 0
			for _, m := range r.Matches {
				assert.Equal(t, "a-b", m.A.Doc+"-"+m.B.Doc)
				assert.LessOrEqual(t, m.Kind, tt.kind)
				words += m.A.Words
			}
			assert.GreaterOrEqual(t, words, 45, "of 52")
		})
	}
}

func TestTextsWithNothingToCompare(t *testing.T) {
	list := []string{"", " ", "\n\n\n", "\ufeff", "\xff", "\x00", "word", "...", "🙂", "”", "\r\n\r\n", "今", "5", "a b"}
	docs := texts(append(list, list...)...)
	for _, level := range []Level{PassageLevel, DocumentLevel} {
		r := scanned(t, with(func(o *Options) { o.Documents = true; o.MinWords = 0; o.Level = level }), docs...)
		require.Len(t, r.Shares, len(docs))
		for _, s := range r.Shares {
			assert.InDelta(t, 1, s.Inside+s.Across+s.Original, 1e-9)
		}
		assert.EqualValues(t, len(docs), r.Stats.Documents)
		assertRanges(t, r, docs)
	}
	assert.Empty(t, scanned(t, Defaults()).Matches, "no documents at all")
}

// Fewer words than a shingle of five has, and all the same the same.
func TestDocumentsShorterThanAShingle(t *testing.T) {
	docs := texts("Divers inspected granite", "Divers inspected granite", "Bakers banned chimneys")
	r := scanned(t, with(func(o *Options) { o.Level = DocumentLevel }), docs...)
	require.Len(t, r.Pairs, 1)
	assert.Equal(t, 1., r.Pairs[0].Jaccard)
	require.Len(t, r.Clusters, 1)
	assert.Equal(t, []string{"a", "b"}, r.Clusters[0].Docs)
	assert.EqualValues(t, 9, r.Stats.Words)
	r = scanned(t, with(func(o *Options) { o.MinWords = 3 }), docs...)
	require.Len(t, r.Matches, 1, "passages, too")
	assert.Equal(t, Verbatim, r.Matches[0].Kind)
}

func TestRangesOfNews(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	for _, name := range []string{"bbc", "news"} {
		t.Run(name, func(t *testing.T) {
			docs := bulk(t, name)
			for lo := 0; lo < len(docs); lo += 2500 {
				part := docs[lo:min(len(docs), lo+2500)]
				assertRanges(t, scanned(t, with(func(o *Options) { o.Classes = allClasses() }), part...), part)
			}
		})
	}
}

func allClasses() (out []Class) {
	for c := range classNames {
		out = append(out, Class(c))
	}
	return out
}

func TestRepeatedNamesAreToldApart(t *testing.T) {
	docs := []Document{{Name: "x", Text: quay}, {Name: "x", Text: quay}, {Name: "", Text: bakery}, {Name: "", Text: bakery}}
	r := scanned(t, Defaults(), docs...)
	assert.EqualValues(t, 2, r.Stats.RepeatedNames)
	assert.Equal(t, []string{"x-x@1 verbatim reuse", "-@3 verbatim reuse"}, r.summary())
	assert.Equal(t, "x@1", r.Begun.Doc(1).Name)
	text, err := r.Begun.Text(1)
	require.NoError(t, err)
	assert.Equal(t, quay, text)
}

func TestIDsAreStable(t *testing.T) {
	docs := texts(storyOf(library, quay), storyOf(quay, glacier), storyOf(bakery), storyOf(bakery, gambit))
	first := scanned(t, Defaults(), docs...)
	again := scanned(t, Defaults(), docs...)
	assert.Equal(t, first.comparable(), again.comparable())
	seen := map[string]bool{}
	for _, m := range first.Matches {
		assert.Len(t, m.ID, 16)
		assert.False(t, seen[m.ID])
		seen[m.ID] = true
	}
	alone := scanned(t, with(func(o *Options) { o.MinSimilarity = .9 }), docs[:2]...)
	assert.Equal(t, first.Matches[0].ID, alone.Matches[0].ID, "whatever else was scanned")
	assert.NotEqual(t, first.Begun.Fingerprint, alone.Begun.Fingerprint)
}

// A name made for a repeated one does not take the name of another document.
func TestMadeNamesAreNobodyElses(t *testing.T) {
	r := scanned(t, Defaults(), Document{Name: "x@2", Text: quay}, Document{Name: "x", Text: bakery}, Document{Name: "x", Text: glacier})
	assert.Equal(t, "x@2@2", r.Begun.Doc(2).Name)
}
