package lexicon

import "strings"

// elisions are the shortened words that French, Italian and Catalan write onto
// the next ("l'homme", "dell'anno"). They are function words all.
var elisions = map[Language]string{
	French:  " l d j m t s c n qu jusqu lorsqu puisqu quoiqu ",
	Italian: " l un d c s n m t v dell all nell sull dall coll quell quest bell ",
	Catalan: " l d s m t n ",
}

// elide takes an elided word off the front, as often as there is one
// ("qu'aujourd'hui" → "aujourd'hui"), so that "l'homme" is "homme".
// Where nothing is elided an apostrophe stands inside a name or a word, which is
// compared without it.
func elide(l Language, word string) string {
	list, ok := elisions[l]
	if !ok && l != English && strings.Trim(word, "'") != "" {
		return strings.ReplaceAll(word, "'", "")
	}
	for ok {
		head, rest, cut := strings.Cut(word, "'")
		if !cut || rest == "" || !strings.Contains(list, " "+head+" ") {
			break
		}
		word = rest
	}
	return word
}
