package corpus

import "slices"

// UsualNames are the fields tried for a document's id, text, date and source
// where the options name none, those to try first in front.
func UsualNames() (id, text, date, source []string) {
	return slices.Clone(usual[idRole]), slices.Clone(usual[textRole]), slices.Clone(usual[dateRole]), slices.Clone(usual[sourceRole])
}
