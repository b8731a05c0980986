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

func TestAddressesAreNoCopies(t *testing.T) {
	for name, tt := range map[string]struct {
		line   string
		copied bool
	}{
		"a statement of a program":   {`document.forms['product_infoForm'].stock_id.value = false`, false},
		"an address":                 {"http://www.example.org/orchard/guide/frost-damage-blossom-types", false},
		"as many words, with blanks": {"Orchard guide to frost damage and the blossom types of example farms", true},
		"words joined by hyphens":    {"A well-known stop-gap farm-to-table scheme for high-street orchards near the water-meadows", true},
	} {
		t.Run(name, func(t *testing.T) {
			a := Document{Name: "a", Text: "Three quarters of the trees are in flower.\n" + tt.line + "\nFew of the smaller growers can pay for it."}
			b := Document{Name: "b", Text: "Meltwater carved a canyon beneath the ice.\n" + tt.line + "\nBoreholes were drilled from a tower."}
			assert.Equal(t, tt.copied, len(scanned(t, Defaults(), a, b).Matches) > 0)
		})
	}
}
