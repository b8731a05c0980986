package check

import (
	"slices"
	"strings"
	"unicode"

	"respun/detect"
	"respun/internal/quotes"
	"respun/shingle"
)

// A quotation is attributed if, in its paragraph and outside all quotation
// marks, a verb of saying stands within twelve words, or a name within six; or
// if it goes on from an attributed quotation of the paragraph before. Names are
// told by a capital inside a sentence; where a language writes every noun with
// one, as German does, capitals tell nothing and verbs are asked alone.

const (
	verbReach = 12 // words
	nameReach = 6
	// nounCapitals is the share of words with a capital inside a sentence above
	// which nouns have one. Measured: .28 in ten German pages (.19 the least), .12
	// in 2,000 English news articles, .18 in nine of ten of them. By these rules
	// 83% of the quotations in the latter are attributed.
	nounCapitals = .2
)

// quotations returns the words of a draft that stand in attributed quotations
// and block quotes.
func (d *draft) quotations() (found []span) {
	for _, b := range slices.Concat(d.quotes, blockQuotes(d.text)) {
		found = append(found, d.words(b))
	}
	names := d.namesTell()
	carried := false // the paragraph before ends in an attributed quotation that goes on, or is nothing but one
	for k, p := range d.paragraphs {
		list := quotationsIn(d.text, d.paragraphBytes(k))
		spans := make([]span, 0, len(list))
		quoted := map[int]bool{}
		for _, q := range list {
			if q.Open && !d.opensQuotation(k+1) {
				continue
			}
			s := d.words(detect.Span{Start: q.Start, End: q.End})
			spans = append(spans, s)
			for w := s.from; w < s.to; w++ {
				quoted[w] = true
			}
		}
		whole := len(quoted) == p.len()
		any := false
		for _, s := range spans {
			if carried && whole || d.attributed(s, p, quoted, names) {
				found = append(found, s)
				any = true
			}
		}
		carried = any
	}
	return found
}

// paragraphBytes returns the range of bytes of a paragraph, with the marks
// around its words; it is empty beyond the last one.
func (d *draft) paragraphBytes(k int) detect.Span {
	if k >= len(d.paragraphs) {
		return detect.Span{}
	}
	return detect.Span{Start: d.lineEnd(k - 1), End: d.lineEnd(k)}
}

// lineEnd returns the byte where paragraph k ends: the first line end after its words.
func (d *draft) lineEnd(k int) int {
	if k < 0 {
		return 0
	}
	last, next := d.Spans[d.paragraphs[k].to-1].End, len(d.text)
	if k+1 < len(d.paragraphs) {
		next = d.Spans[d.paragraphs[k+1].from].Start
	}
	if i := strings.IndexAny(d.text[last:next], "\n\r\f\v\u0085\u2028\u2029"); i >= 0 {
		return last + i
	}
	return next
}

// opensQuotation tells whether paragraph k begins with an opening mark.
func (d *draft) opensQuotation(k int) bool {
	p := d.paragraphBytes(k)
	first := p.End - len(strings.TrimLeftFunc(d.text[p.Start:p.End], unicode.IsSpace))
	r := quotes.NewReader(d.text, p.Start, p.End)
	_, opens := r.Next(first + 1)
	return opens
}

// namesTell tells whether a capital is worth something in this text.
func (d *draft) namesTell() bool {
	n := 0
	for _, t := range d.Tokens {
		if t&shingle.Capital != 0 {
			n++
		}
	}
	return float64(n) <= nounCapitals*float64(len(d.Tokens))
}

// attributed tells whether quotation q of paragraph p has its speaker or author near.
func (d *draft) attributed(q, p span, quoted map[int]bool, names bool) bool {
	near := func(i, distance int) bool {
		if quoted[i] {
			return false
		}
		if sayingVerbs[d.word(i)] || d.pairSays(i) {
			return true
		}
		s := d.Spans[i]
		return names && distance <= nameReach && d.Tokens[i]&shingle.Capital != 0 && s.Len() > 1
	}
	for distance := 1; distance <= verbReach; distance++ {
		if i := q.from - distance; i >= p.from && near(i, distance) {
			return true
		}
		if i := q.to - 1 + distance; i < p.to && near(i, distance) {
			return true
		}
	}
	return false
}

// pairSays tells whether word i and the next are a verb of saying: Chinese and Japanese are
// written without spaces, and their characters are words of their own.
func (d *draft) pairSays(i int) bool {
	if i+1 >= len(d.Spans) || d.Spans[i].End != d.Spans[i+1].Start {
		return false
	}
	return sayingVerbs[d.text[d.Spans[i].Start:d.Spans[i+1].End]]
}

// sayingVerbs are the words by which news names who said or wrote something.
var sayingVerbs = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`
said say says saying told tell tells stated states stating wrote write writes written added adds according asked asks explained explains
replied replies answered noted notes argued argues claimed claims warned warns announced announces declared declares insisted insists
commented comments remarked recalled recalls quoted quotes reported reports admitted acknowledged acknowledges concluded concludes described
describes tweeted posted testified suggested suggests observed called calls reads cited cites reaffirmed promised promises
sagte sagt sagten erklärte erklärt schrieb schreibt schrieben meinte meint betonte betont teilte zufolge laut ergänzte berichtete berichtet
kündigte warnte warnt kritisierte zitiert äußerte antwortete fragte nannte nennt
dit disait déclaré déclare affirmé affirme selon écrit expliqué explique ajouté ajoute annoncé précisé souligné estime confié répondu
dijo dice afirmó afirma según explicó explica añadió señaló declaró aseguró escribió comentó agregó indicó respondió
detto dice affermato dichiarato secondo spiegato spiega aggiunto scritto scrive sottolineato risposto
disse afirmou afirma segundo declarou explicou acrescentou escreveu respondeu contou
zei zegt aldus volgens schreef schrijft verklaarde vertelde antwoordde
sade säger skrev skriver berättade berättar uppger uppgav menar sagde siger fortæller fortalte oplyser sier forteller opplyser
powiedział powiedziała mówi stwierdził stwierdziła dodał dodała napisał napisała podkreślił podkreśliła poinformował poinformowała według
řekl řekla uvedl uvedla dodal dodala napsal napsala podle
dedi söyledi belirtti açıkladı ekledi yazdı
сказал сказала сказали говорит заявил заявила заявили сообщил сообщила сообщили отметил отметила добавил добавила рассказал рассказала
подчеркнул подчеркнула объяснил объяснила написал написала пишет считает словам
сказав заявив заявила повідомив повідомила зазначив зазначила додав додала розповів розповіла наголосив наголосила написав каже словами
είπε δήλωσε ανέφερε τόνισε πρόσθεσε σύμφωνα
قال قالت وقال وقالت يقول تقول أضاف أضافت وأضاف وأضافت صرح صرحت أكد أكدت وأكد وأكدت أوضح أوضحت وأوضح وأوضحت كتب كتبت وفقا بحسب
אמר אמרה הוסיף הוסיפה כתב כתבה
말했다 밝혔다 전했다 강조했다 설명했다 덧붙였다
说 說 称 稱 表示 指出 认为 認為 强调 強調 告诉 告訴 写道 寫道 回应 回應 透露 宣布 警告
述べ 語っ 話し 言っ 話す 語る 述べる 指摘 説明 発表 書い コメント`) {
		m[w] = true
	}
	return m
}()
