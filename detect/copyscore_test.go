package detect

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPhrasesThatAreCopies(t *testing.T) {
	for name, tt := range map[string]struct {
		phrase string
		copied bool
	}{
		"words that seldom stand together":    {"a bus driver stopped winning against her", true},
		"a title with a name":                 {"Health and Human Services Secretary Alex Azar", false},
		"a name of many words":                {"the Democratic Republic of the Congo", false},
		"an idiom":                            {"at the end of the day it is", false},
		"a name of rare words, long for that": {"the International Telecommunication Union, the World Intellectual Property Organisation and the Trademark Association", true},
	} {
		t.Run(name, func(t *testing.T) {
			a := Document{Name: "a", Text: "Frost destroyed three quarters of the blossom, said " + tt.phrase + ", which few of the smaller farms can afford."}
			b := Document{Name: "b", Text: "Meltwater carved a canyon beneath the ice where " + tt.phrase + " listened to a tower of drilled boreholes."}
			assert.Equal(t, tt.copied, len(scanned(t, Defaults(), a, b).Matches) > 0)
		})
	}
}
