package detect

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Each rule once in English, and once in another language where it is made for
// English alone.
func TestClassOf(t *testing.T) {
	said := sideInfo{text: "Divers found cracks in the piers.", words: 6, paragraph: 5, ended: true}
	change := func(f func(s *sideInfo)) sideInfo {
		s := said
		f(&s)
		return s
	}
	text := func(s string) sideInfo { return change(func(i *sideInfo) { i.text = s }) }
	open := change(func(s *sideInfo) { s.ended = false })
	number := change(func(s *sideInfo) { s.onlyNumber = 1 })
	names := change(func(s *sideInfo) { s.onlyName = 2 })
	tests := []struct {
		name           string
		in             classInput
		english, other Class
	}{
		{"nothing special", classInput{a: said, b: said}, Reuse, Reuse},
		{"links run together", classInput{a: text("HomeNews SportWeather latestCulture"), b: said}, List, List},
		{"one is not enough", classInput{a: text("He said latestCulture is read."), b: said}, Reuse, Reuse},
		{"names that look like it", classInput{a: text("McDonald and MacArthur saw YouTube."), b: said}, Reuse, Reuse},
		{"a player's time", classInput{a: change(func(s *sideInfo) { s.timed = true }), b: said}, Furniture, Furniture},
		{"two open lines", classInput{a: open, b: open}, Furniture, Furniture},
		{"two open lines, neighbours", classInput{a: open, b: open, inside: true}, Reuse, Reuse},
		{"one open line", classInput{a: open, b: said}, Reuse, Reuse},
		{"photo credit", classInput{a: text("Image caption The quay is closed."), b: said}, Caption, Reuse},
		{"photo credit at the start", classInput{a: said, b: text("Photo: Marguerite Osei")}, Caption, Reuse},
		{"a photo in the text", classInput{a: said, b: text("She took the photo herself.")}, Reuse, Reuse},
		{"photo credit of a doubled document", classInput{a: text("Image caption The quay is closed."), b: said, inside: true, distance: 1, doubled: true}, Reuse, Reuse},
		{"headline told again", classInput{a: change(func(s *sideInfo) { s.paragraph, s.ended = 0, false }), b: said, inside: true, distance: 5}, Echo, Echo},
		{"bullet told again", classInput{a: change(func(s *sideInfo) { s.paragraph, s.text = 2, "• Divers found cracks." }), b: said, inside: true, distance: 3}, Echo, Echo},
		{"short lead told again", classInput{a: change(func(s *sideInfo) { s.paragraph, s.words = 0, 6 }), b: change(func(s *sideInfo) { s.words = 10 }), inside: true, distance: 5}, Echo, Echo},
		{"a long paragraph told again", classInput{a: change(func(s *sideInfo) { s.paragraph, s.words = 0, 30 }), b: change(func(s *sideInfo) { s.words = 30 }), inside: true, distance: 5}, Reuse, Reuse},
		{"headline in another document", classInput{a: change(func(s *sideInfo) { s.paragraph, s.ended = 0, false }), b: said, distance: 5}, Reuse, Reuse},
		{"other numbers", classInput{a: number, b: number, shared: 20}, Parallel, Parallel},
		{"a number more", classInput{a: number, b: said, shared: 20}, Reuse, Reuse},
		{"other names", classInput{a: names, b: names, shared: 4}, Parallel, Reuse},
		{"other names among many", classInput{a: names, b: names, shared: 5}, Reuse, Reuse},
		{"names more", classInput{a: names, b: said}, Reuse, Reuse},
		{"other names in a doubled document", classInput{a: names, b: names, inside: true, distance: 1, doubled: true}, Reuse, Reuse},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			no := func() bool { return false }
			tt.in.spun, tt.in.quoted, tt.in.listed = true, no, no
			tt.in.english = true
			assert.Equal(t, tt.english, classOf(&tt.in))
			tt.in.english = false
			assert.Equal(t, tt.other, classOf(&tt.in))
		})
	}
}

// classes returns the classes of the matches between or inside documents.
func classesOf(t testing.TB, docs ...Document) (out []Class) {
	for _, m := range scanned(t, with(func(o *Options) { o.Classes = allClasses() }), docs...).Matches {
		out = append(out, m.Class)
	}
	return out
}

func TestClassesEndToEnd(t *testing.T) {
	tests := []struct {
		name string
		docs []Document
		want Class
	}{
		{"reworded", texts(storyOf(library, quay), storyOf(quaySpun, glacier)), Reuse},
		{"other numbers", texts(
			"The railway tunnel under the Korsa ridge will open 9 months late because a boring machine hit an underground lake.",
			"Because boring machines had hit an underground lake, the railway tunnel under the Korsa ridge opens 14 months late."), Parallel},
		{"numbers written out", texts(
			"The railway tunnel under the Korsa ridge will open 31 months late because a boring machine hit an underground lake.",
			"Because boring machines had hit an underground lake, the railway tunnel under the Korsa ridge opens thirty-one months late."), Reuse},
		{"the same time in another notation", texts(
			"The railway tunnel under the Korsa ridge will open at 5 p.m. on Friday, late because a boring machine hit an underground lake.",
			"Because boring machines had hit an underground lake, the tunnel of the railway under Korsa ridge opens late, on Friday at 17:00."), Reuse},
		{"another time", texts(
			"The railway tunnel under the Korsa ridge will open at 5 p.m. on Friday, late because a boring machine hit an underground lake.",
			"Because boring machines had hit an underground lake, the tunnel of the railway under Korsa ridge opens late, on Friday at 16:30."), Parallel},
		{"numbers in Chinese characters", texts(
			"科尔萨山脊下的铁路隧道将于三月十五日开通,因为钻机撞上了地下湖,工期推迟了三十一个月,市长在星期二说。",
			"市长星期二表示,由于钻机撞上地下湖,科尔萨山脊下的铁路隧道工期推迟31个月,将在3月15日开通。"), Reuse},
		{"other numbers in Chinese characters", texts(
			"科尔萨山脊下的铁路隧道将于三月十五日开通,因为钻机撞上了地下湖,工期推迟了三十一个月,市长在星期二说。",
			"市长星期二表示,由于钻机撞上地下湖,科尔萨山脊下的铁路隧道工期推迟二十八个月,将在四月二日开通。"), Parallel},
		{"a doubled caption, without a full stop", texts(storyOf(library, glacier,
			"Divers found deep cracks in eleven granite piers of the oldest quay of Lindesborg, which the harbour authority has closed to ferries until spring",
			"In Lindesborg's oldest quay, closed to ferries by the port authority until spring, divers discovered cracks in eleven of the granite piers", bakery)), Reuse},
		{"a clause copied between other numbers", texts(
			storyOf(library, "The guild paid 14 crowns for the test for which a master had to forge nine anchors and a bell under the eyes of the dean, until 1804."),
			storyOf(glacier, "In 1911 some 30 children sang of the test for which a master had to forge nine anchors and a bell under the eyes of the dean.")), Reuse},
		{"the same guilds named in two enumerations", texts(
			"Among the guilds that sent anchors to the feast were the coopers of Lindesborg, tanners, rope makers, chandlers, sail weavers, glovers, basket makers, saddlers and tinkers.",
			"Exempt from the harbour tax, as the mayor explained on Monday, are chandlers, coopers, sail weavers, saddlers, tanners, tinkers, rope makers, glovers and basket makers."), List},
		{"a reworded sentence that names guilds", texts(
			"The harbour authority of Lindesborg closed its oldest quay after divers had discovered deep cracks in eleven granite piers, so that coopers, tanners, weavers, chandlers, glovers, tinkers, and saddlers too had to move their stalls.",
			"Divers discovered cracks in eleven piers of granite, so the authority closed the oldest quay of Lindesborg's harbour; the tanners, coopers, weavers, tinkers, glovers, saddlers, and chandlers moved away with their stalls."), Reuse},
		{"reworded, German", texts(
			"Die Hafenbehörde von Lindesborg hat am Dienstag ihren ältesten Kai gesperrt, nachdem Taucher Risse in elf Granitpfeilern entdeckt hatten.",
			"Nachdem Taucher in elf Granitpfeilern Risse entdeckt hatten, sperrte die Hafenbehörde von Lindesborg am Dienstag den ältesten Kai."), Reuse},
		{"an article with its headline", texts("Quay closed until spring\n\n"+quay, storyOf(library)+"\n\nQuay closed until spring\n\n"+quay), Reuse},
		{"a list above a sentence", texts(
			"Subscribe to all newsletters\nShare this article with a friend\nRead more stories from the harbour quarter\nRate it now.",
			storyOf(library)+"\n\nSubscribe to all newsletters\nShare this article with a friend\nRead more stories from the harbour quarter\nRate it now."), Furniture},
		{"quoted twice", texts(
			storyOf(library, "“Without these ovens the rye loaves of our grandmothers would be gone within a single winter,” said a baker."),
			storyOf(glacier, "A petition says: “Without these ovens the rye loaves of our grandmothers would be gone within a single winter”.")), Quotation},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { assert.Contains(t, classesOf(t, tt.docs...), tt.want) })
	}
}

// The line of a passage is its author's, however wide a program has broken it.
func TestClassOfWrappedText(t *testing.T) {
	wrap := func(text string, width int) string {
		var b strings.Builder
		for p := range strings.SplitSeq(text, "\n\n") {
			at := 0
			for w := range strings.FieldsSeq(p) {
				if at += len(w) + 1; at > width {
					b.WriteByte('\n')
					at = len(w) + 1
				}
				b.WriteString(w + " ")
			}
			b.WriteString("\n\n")
		}
		return b.String()
	}
	for _, width := range []int{60, 72, 80} {
		r := scanned(t, Defaults(), texts(wrap(storyOf(library, quay), width), wrap(storyOf(quaySpun, glacier), width))...)
		require.Len(t, r.Matches, 1, width)
		assert.Equal(t, Spun, r.Matches[0].Kind)
	}
}

func TestLinkedNeighbours(t *testing.T) {
	// Beside a sure copy a passage is believed that would not be by itself.
	weak, reworded := "A veterinarian counted animals swimming towards open water at sunrise.", "At sunrise animals were seen by a vet as they swam to the open sea."
	alone := scanned(t, Defaults(), texts(weak, reworded)...)
	assert.Empty(t, alone.Matches)
	beside := scanned(t, Defaults(), texts(storyOf(library, weak), storyOf(library, reworded))...)
	assert.Equal(t, []string{"a-b verbatim reuse", "a-b spun reuse"}, beside.summary())
}

func TestDoubledDocument(t *testing.T) {
	doubles := []struct{ text, spun string }{
		{"The harbour authority closed its oldest quay after divers found cracks in eleven granite piers.", "After divers discovered cracks in eleven granite piers, the port authority shut its oldest quay."},
		{"A retired bookbinder gave the county library four hundred atlases printed before lithography.", "Four hundred atlases, printed before lithography, were donated to the county library by a retired bookbinder."},
		{"Frost destroyed three quarters of the apricot blossom in the Vellin valley in April.", "In April frost ruined three quarters of the Vellin valley's apricot blossom."},
		{"Volunteers kept the stranded whale calves wet with buckets throughout the night.", "Throughout the night, volunteers used buckets so that the stranded whale calves stayed wet."},
	}
	var parts []string
	for _, d := range doubles {
		parts = append(parts, d.text, d.spun)
	}
	r := scanned(t, Defaults(), texts(storyOf(parts...))...)
	assert.Len(t, r.Matches, len(doubles))
	for _, m := range r.Matches {
		assert.NotEqual(t, Verbatim, m.Kind)
		assert.Equal(t, Reuse, m.Class)
	}
}

func TestMarkSeries(t *testing.T) {
	spun := func(a, b int) found {
		return found{hit: hit{window: window{A: run{a, a}, B: run{b, b}}, kind: Spun}}
	}
	chain := []found{spun(0, 5), spun(5, 9), spun(9, 14)} // four passages
	markSeries(chain)
	for _, f := range chain {
		assert.Equal(t, Series, f.class)
	}
	pairs := []found{spun(0, 5), spun(1, 6), spun(2, 7)}
	markSeries(pairs)
	for _, f := range pairs {
		assert.Equal(t, Reuse, f.class)
	}
	twice := []found{spun(0, 10), spun(1, 10), spun(1, 11), spun(2, 12)} // a part told again
	markSeries(twice)
	for _, f := range twice {
		assert.Equal(t, Reuse, f.class)
	}
	sure := []found{spun(0, 10), spun(1, 11), spun(2, 12), spun(0, 2), spun(11, 12)}
	for i := range 3 {
		sure[i].confidence = .9
	}
	markSeries(sure)
	for i, f := range sure {
		assert.Equal(t, i >= 3, f.class == Series, "a part told again, whose paragraphs are alike: %d", i)
	}
	star := []found{spun(0, 5), spun(0, 9), spun(0, 14)}
	markSeries(star)
	assert.Equal(t, Series, star[0].class)
	copies := []found{spun(0, 5), spun(5, 9), spun(9, 14)}
	for i := range copies {
		copies[i].kind = Verbatim
	}
	markSeries(copies)
	assert.Equal(t, Reuse, copies[0].class, "copies are no series")
}
