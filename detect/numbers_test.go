package detect

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Words become numbers by the lexicon, numbers the same by package amounts.
func TestOtherNumbers(t *testing.T) {
	tests := []struct {
		a, b string
		same bool
	}{
		{"Thirty-one fishermen", "31 fishermen", true},
		{"twelve hundred people", "1,200 people", true},
		{"some 1 200 people", "some 1,200 people", true},
		{"two million three hundred thousand", "2,300,000 of them", true},
		{"a hundred and twenty", "one hundred twenty", true},
		{"3.5 million people", "3,500,000 people", true},
		{"2.75 billion people", "some 2,750 million people", true},
		{"Das sagte die Ministerin am Montag in der Stadt, und der Sprecher des Landes hat es nicht bestritten. Es waren 3,5 Millionen Menschen auf den Straßen, die mit der Bahn und dem Bus gekommen sind.",
			"Das sagte die Ministerin am Montag in der Stadt, und der Sprecher des Landes hat es nicht bestritten. Es waren 3.500.000 Menschen auf den Straßen, die mit der Bahn und dem Bus gekommen sind.", true},
		{"3.5 million people", "3,600,000 people", false},
		{"3.5 million people", "3.5 people", true},
		{"3.5 thousand people", "3.5 million people", true},
		{"Thirty-one fishermen", "40 fishermen", false},
		{"at 5 p.m. today", "at 17:00 today", true},
		{"at 5pm today", "at 17.00 today", true},
		{"at 5 a.m. today", "at 05:00 today", true},
		{"at 5.30pm today", "at 17:30 today", true},
		{"at 5 o'clock today", "at 17:00 today", true},
		{"at midnight, 00:00", "at 12 a.m.", true},
		{"between 5 and 7 p.m.", "from 17:00 to 19:00", true},
		{"um 17.30 Uhr", "um 17:30", true},
		{"um 17 Uhr 30", "um 17:30", true},
		{"à 17h30", "à 17:30", true},
		{"à 17 h 30", "à 17:30", true},
		{"at 5 p.m. today", "at 18:00 today", false},
		{"at 5.30pm today", "at 17:00 today", false},
		{"for 5.30 crowns", "for 17.30 crowns", false},
		{"some 5 people", "some 17.00 crowns", false},
		{"at 25:00", "at 1:00", false},
		{"at 5:75", "at 17:75", false},
		{"at 5:30:10", "at 17:30", false},
		{"à 17h75", "à 18h80", false},
	}
	for _, tt := range tests {
		a, b := otherNumbersOf(t, texts(tt.a, tt.b))
		assert.Equal(t, tt.same, min(a, b) == 0, "%s / %s: %d, %d", tt.a, tt.b, a, b)
	}
}

// otherNumbersOf counts the numbers of each of two documents that the other one lacks.
func otherNumbersOf(t *testing.T, docs []Document) (a, b int) {
	d, err := New(Defaults())
	require.NoError(t, err)
	c, err := d.load(t.Context(), All(docs...), nil, nil)
	require.NoError(t, err)
	p := newPairer(c)
	p.open(c.view(0), c.view(1))
	ta, tb := p.a.tokens(), p.b.tokens()
	p.markStems(ta, tb)
	return p.otherNumbers(ta, tb, c.docs.At(0).Language, c.docs.At(1).Language)
}

// The words that multiply are those of a document's language, as its stemmer leaves them.
func TestMultipliers(t *testing.T) {
	tests := []struct {
		language string
		a, b     string
		same     bool
	}{
		{"en", "some 3 trillion pounds", "some 3,000 billion pounds", true},
		{"en", "5 lakh rupees, 2 crore people", "500,000 rupees, 20 million people", true},
		{"en", "5bn pounds", "6bn pounds", false},
		{"de", "drei Millionen Euro", "3.000.000 Euro", true},
		{"de", "40 Tausend Euro", "40.000 Euro", true},
		{"de", "2 Mrd. Euro", "2000 Mio. Euro", true},
		{"de", "2 Billionen Euro", "2000 Milliarden Euro", true},
		{"de", "2 Billionen Euro", "3 Milliarden Euro", false},
		{"fr", "40 mille personnes", "40 000 personnes", true},
		{"fr", "3 milliards d'euros", "3000 millions d'euros", true},
		{"es", "40 mil personas", "40.000 personas", true},
		{"es", "3 mil millones de euros", "3.000 millones de euros", true},
		{"es", "3 billones de euros", "3.000 millones de euros", false},
		{"pt", "3 mil milhões de euros", "3 bilhões de euros", true},
		{"pt", "40 mil pessoas", "40.000 pessoas", true},
		{"pt", "2 biliões de euros", "2000 bilhões de euros", true},
		{"it", "40 mila persone, 2 miliardi", "40.000 persone, 2000 milioni", true},
		{"nl", "40 duizend mensen, 2 miljard", "40.000 mensen, 2000 miljoen", true},
		{"sv", "40 tusen kronor, 2 miljarder", "40.000 kronor, 2000 miljoner", true},
		{"da", "40 tusind kroner, 2 mia.", "40.000 kroner, 2000 mio.", true},
		{"no", "40 tusen kroner, 2 milliarder", "40.000 kroner, 2000 mill.", true},
		{"fi", "40 tuhatta euroa, 2 miljardia", "40.000 euroa, 2000 miljoonaa", true},
		{"hu", "40 ezer ember, 2 milliárd", "40.000 ember, 2000 millió", true},
		{"ro", "40 de mii", "50.000 de oameni", false},
		{"ro", "2 miliarde de lei", "2000 milioane lei", true},
		{"ru", "40 тысяч рублей, 2 млрд", "40 000 рублей, 2000 млн", true},
		{"ru", "40 тыс. рублей, 2 миллиарда", "40 000 рублей, 2000 миллионов", true},
		{"tr", "40 bin kişi, 2 milyar", "40.000 kişi, 2000 milyon", true},
		{"ar", "40 ألف شخص، 2 مليار", "40000 شخص، 2000 مليون", true},
		{"ta", "5 லட்சம் பேர்", "500000 பேர்", true},
		{"ga", "2 milliún duine", "2000000 duine", true},
		{"pl", "40 mil", "40000", false}, // none are known
	}
	for _, tt := range tests {
		docs := texts(tt.a, tt.b)
		docs[0].Language, docs[1].Language = tt.language, tt.language
		a, b := otherNumbersOf(t, docs)
		assert.Equal(t, tt.same, a == 0 && b == 0, "%s: %s / %s: %d, %d", tt.language, tt.a, tt.b, a, b)
	}
}
