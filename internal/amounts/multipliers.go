package amounts

// multipliersOf are the words that multiply what stands before them, by the tag of a language
// and by their stems: those that mean one number only wherever the language is spoken.
// A billion is 10⁹ in English, 10¹² in German and Dutch; in Spanish and French it is written
// for either, and left out. So is what is another word as well: a "mil" of ten kilometres,
// the French "cents" that are coins, the Turkish "yüz" that is a face.
var multipliersOf = map[string]map[string]uint64{
	"en": {"dozen": 12, "hundr": 100, "thousand": 1e3, "lakh": 1e5, "million": 1e6, "crore": 1e7, "billion": 1e9, "bn": 1e9, "trillion": 1e12},
	"ar": {"الف": 1e3, "الاف": 1e3, "مليون": 1e6, "ملاي": 1e6, "مليار": 1e9, "مليارا": 1e9},
	"da": {"hundred": 100, "tusind": 1e3, "million": 1e6, "mio": 1e6, "milliard": 1e9, "mia": 1e9, "mrd": 1e9, "billion": 1e12},
	"de": {"dutzend": 12, "hundert": 100, "tausend": 1e3, "million": 1e6, "mio": 1e6, "milliard": 1e9, "mrd": 1e9, "billion": 1e12},
	"es": {"docen": 12, "mil": 1e3, "millon": 1e6, "millard": 1e9},
	"fi": {"tuha": 1e3, "tuhat": 1e3, "miljoon": 1e6, "milj": 1e6, "miljard": 1e9, "mrd": 1e9},
	"fr": {"douzain": 12, "mill": 1e3, "million": 1e6, "milliard": 1e9, "md": 1e9, "mds": 1e9},
	"ga": {"milliun": 1e6},
	"hu": {"szaz": 100, "ezer": 1e3, "millio": 1e6, "milliar": 1e9, "mrd": 1e9, "billio": 1e12},
	"it": {"dozzin": 12, "mill": 1e3, "mil": 1e3, "milion": 1e6, "mln": 1e6, "miliard": 1e9, "mld": 1e9},
	"nl": {"dozijn": 12, "honderd": 100, "duizend": 1e3, "miljoen": 1e6, "mln": 1e6, "miljard": 1e9, "mld": 1e9, "mrd": 1e9, "biljoen": 1e12},
	"no": {"hundr": 100, "tus": 1e3, "million": 1e6, "mill": 1e6, "milliard": 1e9, "mrd": 1e9, "billion": 1e12},
	"pt": {"duz": 12, "mil": 1e3, "milha": 1e6, "milho": 1e6, "mi": 1e6, "bilha": 1e9, "bilho": 1e9, "bi": 1e9, "bilia": 1e12, "bilio": 1e12},
	"ro": {"sut": 100, "mie": 1e3, "mii": 1e3, "milion": 1e6, "milioan": 1e6, "mil": 1e6, "miliard": 1e9, "mld": 1e9},
	"ru": {"тысяч": 1e3, "тыс": 1e3, "миллион": 1e6, "млн": 1e6, "миллиард": 1e9, "млрд": 1e9, "триллион": 1e12},
	"sv": {"dussin": 12, "hundr": 100, "tus": 1e3, "miljon": 1e6, "mn": 1e6, "miljard": 1e9, "md": 1e9, "mdr": 1e9, "biljon": 1e12},
	"ta": {"ஆயிரம்": 1e3, "லட்சம்": 1e5, "மில்லியன்": 1e6, "கோடி": 1e7},
	"tr": {"bin": 1e3, "milyo": 1e6, "mn": 1e6, "milyar": 1e9, "trilyo": 1e12},
}

// multipliers returns those of a language; of one that has none here, the English.
func multipliers(language string) map[string]uint64 {
	if m, ok := multipliersOf[language]; ok {
		return m
	}
	return multipliersOf["en"]
}
