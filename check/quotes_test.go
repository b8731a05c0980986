package check

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// quoted returns what stands in attributed quotations, by run.
func quoted(text string) (out []string) {
	d := newDraft("d", 0, text, nil)
	in := make([]bool, len(d.Spans)+1)
	for _, s := range d.quotations() {
		for w := s.from; w < s.to; w++ {
			in[w] = true
		}
	}
	for from := 0; from < len(d.Spans); from++ {
		if !in[from] {
			continue
		}
		to := from
		for in[to] {
			to++
		}
		b := d.bytes(span{from, to})
		out = append(out, text[b.Start:b.End])
		from = to
	}
	return out
}

func TestQuotations(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"verb after":         {"“The bridge is safe for now,” said the engineer.", []string{"The bridge is safe for now"}},
		"verb before":        {"The engineer wrote: “The bridge is safe for now.”", []string{"The bridge is safe for now"}},
		"straight":           {`The engineer said "it's safe, all 5 of them" and left.`, []string{"it's safe, all 5 of them"}},
		"single":             {"The engineer said: ‘It’s safe, don’t worry.’ He left.", []string{"It’s safe, don’t worry"}},
		"name near":          {"For Ada Holm it was “a bridge like no other” in the north.", []string{"a bridge like no other"}},
		"nobody named":       {"It was “a bridge like no other” in the north.", nil},
		"verb too far":       {"The engineer said so. " + strings.Repeat("and then some more words came ", 3) + "“the bridge is safe”.", nil},
		"verb just near":     {"he said " + strings.Repeat("so ", 11) + "“the bridge is safe”.", []string{"the bridge is safe"}},
		"verb just too far":  {"he said " + strings.Repeat("so ", 12) + "“the bridge is safe”.", nil},
		"verb near, behind":  {"it was “a bridge” " + strings.Repeat("so ", 11) + "said she", []string{"a bridge"}},
		"verb far behind":    {"it was “a bridge” " + strings.Repeat("so ", 12) + "said she", nil},
		"name just near":     {"it was for Holm " + strings.Repeat("so ", 5) + "“the bridge is safe” and then some words more", []string{"the bridge is safe"}},
		"name just too far":  {"it was for Holm " + strings.Repeat("so ", 6) + "“the bridge is safe” and then some words more", nil},
		"verb in quotes":     {"It was “the man said nothing and left” in the end.", nil},
		"verb in another":    {"it was “a bridge” and “he said so at last” in the end.", nil},
		"verb elsewhere":     {"The engineer said nothing.\n\nIt was “a bridge like no other” then.", nil},
		"german":             {"„Die Brücke ist sicher“, sagte der Ingenieur.", []string{"Die Brücke ist sicher"}},
		"german, no verb":    {"Der Bau der Brücke war „ein großes Werk der Stadt“ und ein Fest der Bürger und Bauern.", nil},
		"french":             {"« Le pont est sûr », a déclaré l’ingénieur.", []string{"Le pont est sûr"}},
		"inverted":           {"Die Ingenieurin sagte: »Die Brücke ist sicher.«", []string{"Die Brücke ist sicher"}},
		"russian":            {"«Мост безопасен», – сказал инженер.", []string{"Мост безопасен"}},
		"polish":             {"„Most jest bezpieczny” – powiedziała inżynier.", []string{"Most jest bezpieczny"}},
		"arabic":             {"وقال المهندس: «الجسر آمن الآن».", []string{"الجسر آمن الآن"}},
		"korean":             {"기술자는 “다리는 안전하다”고 말했다.", []string{"다리는 안전하다"}},
		"chinese":            {"市长表示：“这座桥现在是安全的。”", []string{"这座桥现在是安全的"}},
		"chinese, one":       {"「這座橋是安全的」，他說。", []string{"這座橋是安全的"}},
		"chinese, no verb":   {"这是“一座独特的桥”而已。", nil},
		"chinese, apart":     {"表，示：“这座桥现在是安全的。”", nil},
		"japanese":           {"「橋は安全です」と市長は述べた。", []string{"橋は安全です"}},
		"swedish":            {"För Ada Holm var den ”en bro utan like” i norr.", []string{"en bro utan like"}},
		"closed straight":    {"„Die Brücke ist sicher\", sagte der Ingenieur.", []string{"Die Brücke ist sicher"}},
		"two in one":         {"“It is safe,” she said. “It was always safe.”", []string{"It is safe", "It was always safe"}},
		"goes on":            {"“It is safe,” she said. “It always was.\n\n“Nobody need fear.”", []string{"It is safe", "It always was.\n\n“Nobody need fear"}},
		"goes on, from text": {"She said: “It always was.\n\n“Nobody need fear,” she added.", []string{"It always was.\n\n“Nobody need fear"}},
		"a paragraph alone":  {"“It is safe,” she said.\n\n“Nobody need fear.”", []string{"It is safe", "Nobody need fear"}},
		"alone, none before": {"The bridge closed.\n\n“Nobody need fear it at all.”", nil},
		"not closed":         {"She said “it is safe and then the text goes on and on.\n\nNothing here.", nil},
		"inches":             {`The plank is 5" wide, she said, and 7" long.`, nil},
		"block":              {"> It is safe.\n> It was always safe.\n\nNot so.", []string{"It is safe.\n> It was always safe"}},
		"nested":             {"He said: “She called it ‘a wreck’ at once.”", []string{"She called it ‘a wreck’ at once"}},
		"carriage returns":   {"He said: “It is safe.”\r\n\r\nNot so.\r\n", []string{"It is safe"}},
		"empty":              {"He said “”.", nil},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want, quoted(c.text)) })
	}
}

func TestReferences(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"markdown": {"Text.\n\n## References\n\n1. Holm, A.: Bridges, 1999.\n2. https://example.org/piers\n\n## More\n\nText of 2001.\n",
			[]string{"\n1. Holm, A.: Bridges, 1999.\n2. https://example.org/piers\n"}},
		"plain":              {"Text.\n\nREFERENCES:\n\n[1] Holm, Bridges\nand piers of the north\n\n[2] Pryce, 1888\n\nProse follows here.", []string{"\n[1] Holm, Bridges\nand piers of the north\n\n[2] Pryce, 1888\n"}},
		"two lists":          {"Notes\n[1] Holm, 1999\nLiteratur\nPryce 1888: Piers.", []string{"[1] Holm, 1999\n", "Pryce 1888: Piers."}},
		"other language":     {"Text.\n\nLiteratur\nHolm 1999: Brücken.", []string{"Holm 1999: Brücken."}},
		"prose at once":      {"Sources\n\nThe county says that nothing is known of this.", nil},
		"long prose, a year": {"Sources\n\n" + strings.Repeat("In 1999 the county said that nothing is known. ", 10), nil},
		"prose behind one":   {"Sources\nHolm, 1999\n" + strings.Repeat("The county says that nothing is known of this.\n", 12), []string{"Holm, 1999\n"}},
		"prose behind two":   {"Sources\nHolm, 1999\nBridges\nPryce, 1888\n" + strings.Repeat("The county says that nothing is known of this.\n", 12), []string{"Holm, 1999\nBridges\nPryce, 1888\n"}},
		"a long entry":       {"Sources\nHolm, 1999\n" + strings.Repeat("Bridges and piers\n", 26), []string{"Holm, 1999\n" + strings.Repeat("Bridges and piers\n", 26)}},
		"no heading":         {"[1] Holm, 1999", nil},
		"in a sentence":      {"The references are good.\n[1] Holm, 1999", nil},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, s := range references(c.text) {
				got = append(got, c.text[s.Start:s.End])
			}
			require.Equal(t, c.want, got)
		})
	}
}

// Marks and paragraphs without end cost no more than their length.
func TestExclusionsAreLinear(t *testing.T) {
	for _, unit := range []string{"a \"b ", "“a\n\n", "a\r\r", "a\f", "> a\n", "‘a’ ", "References\n1999\n", "said “a” ", "“", "\"a", "»a« "} {
		text := strings.Repeat(unit, 1<<20/len(unit))
		start := time.Now()
		d := newDraft("d", 0, text, nil)
		d.quotations()
		references(text)
		require.Less(t, time.Since(start), time.Minute, "%q", unit) // quadratic takes hours
	}
}

// Whatever a draft holds, its quotations and references lie in it, in order.
func FuzzExclusions(f *testing.F) {
	f.Add("He said: “It is safe.”\n\n## References\n[1] 1999")
	f.Add("“a\n\n“b”\xff\xfe\" > '‘’»«")
	f.Add("> said \u202e „x“ \r\n\r\n\"\"\"")
	f.Fuzz(func(t *testing.T, text string) {
		d := newDraft("d", 0, text, nil)
		for _, s := range d.quotations() {
			require.True(t, 0 <= s.from && s.from <= s.to && s.to <= len(d.Spans))
		}
		end := 0
		for _, s := range references(text) {
			require.True(t, end <= s.Start && s.Start < s.End && s.End <= len(text))
			end = s.End
		}
		phrases := newPhrases([]string{text})
		if len(d.Spans) > 0 {
			require.Contains(t, phrases.in(d), span{0, len(d.Spans)})
		}
	})
}
