package detect

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// shared is a text that two documents have, and whether it is told as a copy.
type shared struct {
	text   string
	copied bool
}

// testCopied tests each text between what stands before and after it in either document.
func testCopied(t *testing.T, a, b [2]string, tests map[string]shared) {
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a := Document{Name: "a", Text: a[0] + tt.text + a[1]}
			b := Document{Name: "b", Text: b[0] + tt.text + b[1]}
			assert.Equal(t, tt.copied, len(scanned(t, Defaults(), a, b).Matches) > 0)
		})
	}
}

func TestPhrasesThatAreCopies(t *testing.T) {
	a := [2]string{"Frost destroyed three quarters of the blossom, said ", ", which few of the smaller farms can afford."}
	b := [2]string{"Meltwater carved a canyon beneath the ice where ", " listened to a tower of drilled boreholes."}
	testCopied(t, a, b, map[string]shared{
		"words that seldom stand together":    {"a bus driver stopped winning against her", true},
		"a title with a name":                 {"Health and Human Services Secretary Alex Azar", false},
		"a name of many words":                {"the Democratic Republic of the Congo", false},
		"an idiom":                            {"at the end of the day it is", false},
		"a name of rare words, long for that": {"the International Telecommunication Union, the World Intellectual Property Organisation and the Trademark Association", true},
	})
}

func TestAddressesAreNoCopies(t *testing.T) {
	a := [2]string{"Three quarters of the trees are in flower.\n", "\nFew of the smaller growers can pay for it."}
	b := [2]string{"Meltwater carved a canyon beneath the ice.\n", "\nBoreholes were drilled from a tower."}
	testCopied(t, a, b, map[string]shared{
		"a statement of a program":   {`document.forms['product_infoForm'].stock_id.value = false`, false},
		"an address":                 {"http://www.example.org/orchard/guide/frost-damage-blossom-types", false},
		"as many words, with blanks": {"Orchard guide to frost damage and the blossom types of example farms", true},
		"words joined by hyphens":    {"A well-known stop-gap farm-to-table scheme for high-street orchards near the water-meadows", true},
	})
}
