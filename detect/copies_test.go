package detect

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Two texts of one phrase have a shared run for every two places of it; the runs
// that are left out are told.
func TestRunsOverTheCapAreTold(t *testing.T) {
	of := func(word string) Document {
		var text strings.Builder
		for i := range 4000 {
			text.WriteString(word + strconv.Itoa(i) + strings.Repeat(" kestrel plover dunlin", 7) + ". ")
		}
		return Document{Name: word, Text: text.String()}
	}
	r := scanned(t, Defaults(), of("harbour"), of("orchard"))
	assert.Positive(t, r.stage(t, "windows").Capped[cappedAnchors])
}
