package lexicon

import (
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// samples are a few sentences of each language, as a newspaper would have them.
var samples = map[Language]string{
	English:    "The minister said on Monday that the government would not raise taxes before the next election. Her party has lost three votes in a row, and many of its members want a change.",
	German:     "Die Ministerin sagte am Montag, dass die Regierung die Steuern vor der nächsten Wahl nicht erhöhen werde. Ihre Partei hat drei Abstimmungen verloren, und viele ihrer Mitglieder wollen einen Wechsel.",
	French:     "La ministre a déclaré lundi que le gouvernement n'augmenterait pas les impôts avant les prochaines élections. Son parti a perdu trois scrutins de suite et beaucoup de ses membres veulent un changement.",
	Spanish:    "La ministra dijo el lunes que el gobierno no subirá los impuestos antes de las próximas elecciones. Su partido ha perdido tres votaciones seguidas y muchos de sus miembros quieren un cambio.",
	Italian:    "La ministra ha detto lunedì che il governo non aumenterà le tasse prima delle prossime elezioni. Il suo partito ha perso tre votazioni di fila e molti dei suoi membri vogliono un cambiamento.",
	Portuguese: "A ministra disse na segunda-feira que o governo não vai aumentar os impostos antes das próximas eleições. O seu partido perdeu três votações seguidas e muitos dos seus membros querem uma mudança.",
	Dutch:      "De minister zei maandag dat de regering de belastingen niet zal verhogen voor de volgende verkiezingen. Haar partij heeft drie stemmingen verloren en veel van haar leden willen een verandering.",
	Swedish:    "Ministern sade på måndagen att regeringen inte kommer att höja skatterna före nästa val. Hennes parti har förlorat tre omröstningar i rad och många av dess medlemmar vill ha en förändring.",
	Danish:     "Ministeren sagde mandag, at regeringen ikke vil hæve skatterne før det næste valg. Hendes parti har tabt tre afstemninger i træk, og mange af dets medlemmer vil have en forandring efter de mange år.",
	Finnish:    "Ministeri sanoi maanantaina, että hallitus ei korota veroja ennen seuraavia vaaleja. Hänen puolueensa on hävinnyt kolme äänestystä, ja monet sen jäsenistä haluavat muutosta, mutta se ei ole helppoa.",
	Hungarian:  "A miniszter hétfőn azt mondta, hogy a kormány nem emeli az adókat a következő választás előtt. A pártja három szavazást vesztett el, és sok tagja változást akar, de ez nem olyan egyszerű.",
	Romanian:   "Ministrul a spus luni că guvernul nu va crește taxele înainte de următoarele alegeri. Partidul său a pierdut trei voturi la rând, iar mulți dintre membrii săi vor o schimbare.",
	Turkish:    "Bakan pazartesi günü hükümetin gelecek seçimden önce vergileri artırmayacağını söyledi. Partisi üç oylamayı kaybetti ve çok sayıda üye bu durumdan hiç memnun değil, ama daha bir şey yok.",
	Russian:    "Министр заявила в понедельник, что правительство не будет повышать налоги до следующих выборов. Её партия проиграла три голосования подряд, и многие хотят перемен.",
	Ukrainian:  "Міністерка заявила в понеділок, що уряд не буде підвищувати податки до наступних виборів. Її партія програла три голосування, але багато хто з них хоче змін.",
	Polish:     "Minister powiedziała w poniedziałek, że rząd nie podniesie podatków przed następnymi wyborami. Jej partia przegrała trzy głosowania z rzędu i wielu jej członków chce zmiany, ale to nie jest takie proste.",
	Czech:      "Ministryně v pondělí řekla, že vláda před příštími volbami nezvýší daně. Její strana prohrála tři hlasování po sobě a mnoho jejích členů chce změnu, ale není to tak jednoduché.",
	Greek:      "Η υπουργός είπε τη Δευτέρα ότι η κυβέρνηση δεν θα αυξήσει τους φόρους πριν από τις επόμενες εκλογές.",
	Arabic:     "قالت الوزيرة يوم الاثنين إن الحكومة لن ترفع الضرائب قبل الانتخابات المقبلة في هذا العام",
	Hebrew:     "השרה אמרה ביום שני כי הממשלה לא תעלה את המסים לפני הבחירות הבאות",
	Tamil:      "அடுத்த தேர்தலுக்கு முன் அரசு வரிகளை உயர்த்தாது என்று அமைச்சர் கூறினார்",
	Other:      "部长 星期一 表示 政府 在 下次 选举 之前 不会 加税",
}

func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" .,;:\"", r) })
}

func TestDetectLanguage(t *testing.T) {
	for want, text := range samples {
		assert.Equal(t, want.String(), DetectLanguage(slices.Values(wordsOf(text))).String(), text)
	}
}

// A text of names and figures, or none, is no reason to leave English.
func TestDetectLanguageUndecided(t *testing.T) {
	for _, text := range []string{
		"", "2,345 17:30 $5", "\xff\xfe", "…", "Angela Merkel", "Real Madrid 3 Paris Saint-Germain 1",
		"quarterly revenue guidance raised strong demand chips shares jump",
	} {
		assert.Equal(t, English, DetectLanguage(slices.Values(wordsOf(text))), text)
	}
}

// One word again and again, addresses and letters are no running text.
func TestDetectLanguageOneWord(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("Artmedia v Juventus, Basle v Guimaraes, ", 20),
		strings.Repeat("href http webis medien uni-weimar de . clueweb . de . rotator . ", 10),
		strings.Repeat("Common Pleas : Non Est Inventus, a l folder ", 12),
		"w a x c f e o i u v z r s t d b y l m n k j h q p g a e i o u",
		"a à á â ã ä å æ ç è é ê ë ì í î ï ò ó ô õ ö ø ù ú û ü",
	} {
		assert.Equal(t, English, DetectLanguage(slices.Values(wordsOf(text))), text)
	}
}

// One word again and again decides nothing, so what follows it is read too.
func TestDetectLanguageAfterAList(t *testing.T) {
	text := strings.Repeat("Keller und Sommer, Brandt und Winkler, ", 10) + samples[German]
	assert.Equal(t, German, DetectLanguage(slices.Values(wordsOf(text))))
}

// English that quotes a foreign sentence, or a foreign script, stays English.
func TestDetectLanguageQuotation(t *testing.T) {
	text := samples[English] + " He said: la ministra dijo que no. " + samples[English] + " 部长 表示 政府"
	assert.Equal(t, English, DetectLanguage(slices.Values(wordsOf(text))))
}

// A script without a stemmer is Other, figures and Latin names in between or not.
func TestDetectLanguageOther(t *testing.T) {
	for _, text := range []string{"13日 午後 9時 ごろ", "トレンドマイクロ は 3月 9日 wi-fi 利用時 の 通信", "정부는 세금을 올리지 않는다", "รัฐบาล จะ ไม่ ขึ้น ภาษี", "საქართველოს მთავრობა"} {
		assert.Equal(t, Other, DetectLanguage(slices.Values(wordsOf(text))), text)
	}
}

func TestDetectLanguageStopsReading(t *testing.T) {
	read := 0
	DetectLanguage(func(yield func(string) bool) {
		for yield("xyzzy") {
			read++
		}
	})
	assert.Equal(t, 239, read, "that end with the 240th")
}

// What English is left for, as hits and different function words.
func TestDetectLanguageThresholds(t *testing.T) {
	for _, tt := range []struct {
		english, german float32
		kinds, words    int
		want            Language
	}{
		{0, 3, 3, 50, German},
		{0, 2.9, 3, 40, English},
		{0, 3, 2, 50, English},
		{0, 3, 3, 51, English},
		{10, 13.1, 3, 50, German},
		{10, 12.9, 3, 50, English},
	} {
		counted := tally{words: tt.words}
		counted.score[English], counted.score[German], counted.kinds[German] = tt.english, tt.german, tt.kinds
		assert.Equal(t, tt.want, counted.language(), "%+v", tt)
	}
}

func TestDetectLanguageTakesAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.String(), 0, 60).Draw(t, "words")
		l := DetectLanguage(slices.Values(words))
		assert.LessOrEqual(t, l, Other)
	})
}

// Of tens of thousands of English articles, hardly one is taken for another
// language.
func TestDetectLanguageBulk(t *testing.T) {
	data := os.Getenv("RESPUN_DATA")
	if data == "" {
		t.Skip("RESPUN_DATA, the folder with the labelled data, is not set")
	}
	articles, wrong := 0, 0
	for _, name := range []string{"bbc", "news", "reuters21578"} {
		f, err := os.Open(filepath.Join(data, "bulk", name+".jsonl.gz"))
		require.NoError(t, err)
		defer f.Close()
		text, err := gzip.NewReader(f)
		require.NoError(t, err)
		for in := json.NewDecoder(text); in.More(); articles++ {
			var article struct{ Text string }
			require.NoError(t, in.Decode(&article))
			start := article.Text[:min(len(article.Text), 3000)]
			if l := DetectLanguage(slices.Values(wordsOf(start))); l != English {
				t.Logf("%s: %q", l, start[:min(len(start), 80)])
				wrong++
			}
		}
	}
	t.Logf("%d of %d articles", wrong, articles)
	assert.Less(t, wrong, articles/10000)
}

func BenchmarkDetectLanguage(b *testing.B) {
	words := wordsOf(strings.Repeat(samples[English]+" ", 8))
	for b.Loop() {
		DetectLanguage(slices.Values(words))
	}
}
