package detect

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Sentences written for this test: a text, the same with a small edit, another.
var languages = []struct{ name, text, edited, other string }{
	{"German", "Die Hafenbehörde von Lindesborg sperrte am Dienstag ihren ältesten Kai, weil Taucher Risse in elf Granitpfeilern gefunden hatten. Die Fähren zu den äußeren Inseln legen bis zum Frühling am Fischmarkt ab.",
		"Die Hafenbehörde von Lindesborg sperrte am Mittwoch ihren ältesten Kai, weil Taucher Risse in elf Granitpfeilern gefunden hatten. Die Fähren zu den äußeren Inseln legen bis zum Sommer am Fischmarkt ab.",
		"Bäcker in der Altstadt wehren sich gegen ein Verbot von Holzöfen. Sie sagen, ihr Roggenbrot lasse sich über Gas nicht backen."},
	{"French", "L'autorité portuaire de Lindesborg a fermé mardi son plus vieux quai parce que des plongeurs ont trouvé des fissures dans onze piliers de granit. Les ferries vers les îles partiront du marché aux poissons jusqu'au printemps.",
		"L'autorité portuaire de Lindesborg a fermé mercredi son plus vieux quai parce que des plongeurs ont trouvé des fissures dans onze piliers de granit. Les ferries vers les îles partiront du marché aux poissons jusqu'à l'été.",
		"Les boulangers de la vieille ville refusent l'interdiction des fours à bois. Ils affirment que le pain de seigle ne peut pas cuire au gaz."},
	{"Spanish", "La autoridad portuaria de Lindesborg cerró el martes su muelle más antiguo después de que unos buzos encontraran grietas en once pilares de granito. Los transbordadores saldrán del mercado de pescado hasta la primavera.",
		"La autoridad portuaria de Lindesborg cerró el jueves su muelle más antiguo después de que unos buzos encontraran grietas en once pilares de granito. Los transbordadores saldrán del mercado de pescado hasta el verano.",
		"Los panaderos del casco antiguo rechazan la prohibición de los hornos de leña. Dicen que el pan de centeno no sale bien con gas."},
	{"Italian", "L'autorità portuale di Lindesborg ha chiuso martedì il molo più antico dopo che i sommozzatori avevano trovato crepe in undici pilastri di granito. I traghetti per le isole partiranno dal mercato del pesce fino alla primavera.",
		"L'autorità portuale di Lindesborg ha chiuso giovedì il molo più antico dopo che i sommozzatori avevano trovato crepe in undici pilastri di granito. I traghetti per le isole partiranno dal mercato del pesce fino all'estate.",
		"I fornai della città vecchia si oppongono al divieto dei forni a legna. Sostengono che il pane di segale non riesce con il gas."},
	{"Russian", "Портовое управление Линдесборга закрыло во вторник старейший причал, потому что водолазы обнаружили трещины в одиннадцати гранитных опорах. Паромы на дальние острова будут отходить от рыбного рынка до весны.",
		"Портовое управление Линдесборга закрыло в среду старейший причал, потому что водолазы обнаружили трещины в одиннадцати гранитных опорах. Паромы на дальние острова будут отходить от рыбного рынка до лета.",
		"Пекари старого города протестуют против запрета дровяных печей. Они утверждают, что ржаной хлеб нельзя испечь на газу."},
	{"Greek", "Η λιμενική αρχή του Λίντεσμποργκ έκλεισε την Τρίτη την παλαιότερη προβλήτα της, αφού δύτες βρήκαν ρωγμές σε έντεκα γρανιτένιους πυλώνες. Τα πλοία για τα νησιά θα φεύγουν από την ψαραγορά μέχρι την άνοιξη.",
		"Η λιμενική αρχή του Λίντεσμποργκ έκλεισε την Τετάρτη την παλαιότερη προβλήτα της, αφού δύτες βρήκαν ρωγμές σε έντεκα γρανιτένιους πυλώνες. Τα πλοία για τα νησιά θα φεύγουν από την ψαραγορά μέχρι το καλοκαίρι.",
		"Οι φουρνάρηδες της παλιάς πόλης αντιδρούν στην απαγόρευση των ξυλόφουρνων. Λένε ότι το ψωμί σίκαλης δεν ψήνεται με αέριο."},
	{"Arabic", "أغلقت سلطة ميناء ليندسبورغ يوم الثلاثاء أقدم رصيف لديها بعد أن عثر الغواصون على شقوق في أحد عشر عمودا من الغرانيت. ستنطلق العبارات إلى الجزر البعيدة من سوق السمك حتى الربيع.",
		"أغلقت سلطة ميناء ليندسبورغ يوم الأربعاء أقدم رصيف لديها بعد أن عثر الغواصون على شقوق في أحد عشر عمودا من الغرانيت. ستنطلق العبارات إلى الجزر البعيدة من سوق السمك حتى الصيف.",
		"يرفض خبازو المدينة القديمة حظر أفران الحطب. ويقولون إن خبز الجاودار لا ينضج على الغاز."},
	{"Hindi", "लिंडेसबोर्ग के बंदरगाह प्राधिकरण ने मंगलवार को अपना सबसे पुराना घाट बंद कर दिया क्योंकि गोताखोरों को ग्रेनाइट के ग्यारह खंभों में दरारें मिलीं। द्वीपों की नौकाएँ वसंत तक मछली बाज़ार से चलेंगी।",
		"लिंडेसबोर्ग के बंदरगाह प्राधिकरण ने बुधवार को अपना सबसे पुराना घाट बंद कर दिया क्योंकि गोताखोरों को ग्रेनाइट के ग्यारह खंभों में दरारें मिलीं। द्वीपों की नौकाएँ गर्मियों तक मछली बाज़ार से चलेंगी।",
		"पुराने शहर के नानबाई लकड़ी के तंदूरों पर रोक का विरोध कर रहे हैं। उनका कहना है कि राई की रोटी गैस पर नहीं बनती।"},
	{"Chinese", "林德斯堡港务局星期二关闭了最古老的码头,因为潜水员在十一根花岗岩柱子上发现了裂缝。开往外岛的渡轮将从鱼市出发,直到春天。工程师认为挖泥船松动了地基。",
		"林德斯堡港务局星期三关闭了最古老的码头,因为潜水员在十一根花岗岩柱子上发现了裂缝。开往外岛的渡轮将从鱼市出发,直到夏天。工程师认为挖泥船松动了地基。",
		"老城的面包师反对禁止使用柴火烤炉。他们说黑麦面包不能用煤气烤。"},
	{"Japanese", "リンデスボリ港湾局は火曜日、潜水士が十一本の花崗岩の柱にひび割れを見つけたため、最も古い埠頭を閉鎖した。離島へのフェリーは春まで魚市場から出航する。",
		"リンデスボリ港湾局は水曜日、潜水士が十一本の花崗岩の柱にひび割れを見つけたため、最も古い埠頭を閉鎖した。離島へのフェリーは夏まで魚市場から出航する。",
		"旧市街のパン職人たちは薪窯の禁止に反対している。ライ麦パンはガスでは焼けないという。"},
	{"Korean", "린데스보르그 항만청은 잠수부들이 화강암 기둥 열한 개에서 균열을 발견하자 화요일에 가장 오래된 부두를 폐쇄했다. 외곽 섬으로 가는 여객선은 봄까지 어시장에서 출발한다.",
		"린데스보르그 항만청은 잠수부들이 화강암 기둥 열한 개에서 균열을 발견하자 수요일에 가장 오래된 부두를 폐쇄했다. 외곽 섬으로 가는 여객선은 여름까지 어시장에서 출발한다.",
		"구시가지의 제빵사들은 장작 화덕 금지에 반대한다. 호밀빵은 가스로 구울 수 없다고 말한다."},
	{"Thai", "การท่าเรือลินเดสบอร์กปิดท่าเรือที่เก่าแก่ที่สุดเมื่อวันอังคาร หลังจากนักดำน้ำพบรอยร้าวในเสาหินแกรนิตสิบเอ็ดต้น เรือข้ามฟากไปเกาะรอบนอกจะออกจากตลาดปลาจนถึงฤดูใบไม้ผลิ",
		"การท่าเรือลินเดสบอร์กปิดท่าเรือที่เก่าแก่ที่สุดเมื่อวันพุธ หลังจากนักดำน้ำพบรอยร้าวในเสาหินแกรนิตสิบเอ็ดต้น เรือข้ามฟากไปเกาะรอบนอกจะออกจากตลาดปลาจนถึงฤดูร้อน",
		"คนทำขนมปังในเมืองเก่าคัดค้านการห้ามใช้เตาฟืน พวกเขาบอกว่าขนมปังข้าวไรย์อบด้วยแก๊สไม่ได้"},
}

func TestLanguages(t *testing.T) {
	for _, l := range languages {
		t.Run(l.name, func(t *testing.T) {
			docs := texts(storyOf(l.other, l.text), storyOf(l.edited))
			r := scanned(t, Defaults(), docs...)
			assertRanges(t, r, docs)
			covered := 0
			for _, m := range r.Matches {
				if m.A.Doc == m.B.Doc {
					assert.Less(t, m.A.Words, 8, "a word of six letters, where letters are counted: ท่าเรือ")
					continue
				}
				assert.NotContains(t, m.A.Text, l.other[:min(len(l.other), 40)])
				covered += m.B.Len()
			}
			assert.Greater(t, covered, len(l.edited)/2, "most of the edited copy is found")
			inside := scanned(t, Defaults(), texts(storyOf(l.text, l.edited))...)
			assert.NotEmpty(t, inside.Matches)
			assert.Empty(t, scanned(t, Defaults(), texts(l.text, l.other)...).Matches, "nothing in common")
		})
	}
}

func TestLanguagesTogether(t *testing.T) {
	var docs []Document
	for _, l := range languages {
		docs = append(docs, Document{Name: l.name, Text: l.text}, Document{Name: l.name + " other", Text: l.other})
	}
	r := scanned(t, with(func(o *Options) { o.Classes = allClasses() }), docs...)
	assert.Empty(t, r.summary(), "no two say the same in the same language")
	for _, l := range languages {
		docs = append(docs, Document{Name: l.name + " edited", Text: l.edited})
	}
	r = scanned(t, Defaults(), docs...)
	for _, m := range r.Matches {
		require.Equal(t, m.A.Doc+" edited", m.B.Doc)
	}
	assert.Len(t, r.Pairs, len(languages))
}

// What a stem weighs does not depend on who met it first: English or another language.
func TestWeightsOfSharedStems(t *testing.T) {
	english := "The harbour authority of Lindesborg closed its oldest quay on Tuesday after divers found cracks in the granite of the Markt."
	docs := texts(english, languages[0].text, languages[1].text)
	d, err := New(Defaults())
	require.NoError(t, err)
	weights := func(docs ...Document) map[string]float32 {
		c, err := d.load(t.Context(), All(docs...), nil, nil)
		require.NoError(t, err)
		out := map[string]float32{}
		for i := range c.vocab.stems.len() {
			s := c.vocab.stems.at(uint32(i))
			out[s] = c.vocab.weights[i]
			assert.Equal(t, rank(c.vocab.weights[i], s), c.vocab.ranks[i])
		}
		return out
	}
	want := weights(docs...)
	assert.Equal(t, want, weights(docs[2], docs[1], docs[0]))
	alone := weights(docs[1])
	assert.NotEqual(t, want["lindesborg"], alone["lindesborg"], "a guess")
	assert.Equal(t, weights(docs[0])["lindesborg"], want["lindesborg"])
}

// What is made of passages adds no stems: workers read the arrays without a lock.
func TestPassagesAddNoStems(t *testing.T) {
	var docs []Document
	for _, l := range languages {
		docs = append(docs, Document{Name: l.name, Text: l.text}, Document{Name: l.name + " edited", Text: l.edited})
	}
	d, err := New(Defaults())
	require.NoError(t, err)
	c, err := d.load(t.Context(), All(docs...), nil, nil)
	require.NoError(t, err)
	stems := c.vocab.stems.len()
	r := &result{c: c, o: d.options}
	require.NoError(t, r.passages(t.Context()))
	_, err = r.emit(t.Context(), new(records))
	require.NoError(t, err)
	assert.Equal(t, stems, c.vocab.stems.len())
}

// Letters without spaces between words: what any two texts of a language share of them is
// no reuse, and who rewords changes most of the rest.
func TestScriptsWithoutSpaces(t *testing.T) {
	unrelated := map[string][]string{
		"Thai": {
			"ตำรวจภูเก็ตจับกุมชายชาวต่างชาติสองคนเมื่อคืนวันจันทร์ ฐานลักลอบขายโทรศัพท์มือถือปลอมให้นักท่องเที่ยวบนหาดป่าตอง ของกลางมีมูลค่าราวสามแสนบาท ผู้ต้องหายอมรับว่าซื้อสินค้ามาจากตลาดในกรุงเทพฯ",
			"กระทรวงเกษตรประกาศเมื่อวันจันทร์ว่าราคายางพาราจะปรับขึ้นร้อยละสิบในไตรมาสหน้า เนื่องจากผลผลิตในภาคใต้ลดลงจากฝนตกหนัก เกษตรกรเรียกร้องให้รัฐบาลช่วยเหลือค่าปุ๋ย",
			"ทีมฟุตบอลหญิงไทยชนะเวียดนามสองประตูต่อหนึ่งในรอบรองชนะเลิศเมื่อวันจันทร์ กองหน้ายิงประตูชัยในนาทีสุดท้าย โค้ชกล่าวว่าทีมพร้อมสำหรับรอบชิงที่กรุงเทพฯ",
		},
		"Myanmar": {
			"ရန်ကုန်မြို့တော်စည်ပင်သာယာရေးကော်မတီက မြစ်ကူးတံတားအသစ်တစ်စင်းကို လာမည့်နှစ်တွင် ဆောက်လုပ်မည်ဟု ကြေညာခဲ့သည်။",
			"မန္တလေးတိုင်းဒေသကြီးရှိ လယ်သမားများက ယခုနှစ် မိုးသည်းထန်မှုကြောင့် စပါးဈေးနှုန်းများ မြင့်တက်လာသည်ဟု ပြောကြားခဲ့သည်။",
		},
	}
	for name, list := range unrelated {
		for i := range list {
			for j := range i {
				assert.Empty(t, comparedAll(t, list[j], list[i]), name)
			}
		}
	}
	bridge := "สภาเมืองเชียงใหม่อนุมัติเมื่อวันพุธให้สร้างสะพานคนเดินข้ามแม่น้ำปิงแห่งใหม่ ด้วยงบประมาณสองร้อยล้านบาท คาดว่าจะเปิดใช้ในเดือนพฤศจิกายนปีหน้า ชาวบ้านบางส่วนกังวลเรื่องน้ำท่วม"
	reworded := "เมื่อวันพุธ สภาเมืองเชียงใหม่มีมติอนุมัติการก่อสร้างสะพานคนเดินแห่งใหม่ข้ามแม่น้ำปิง งบประมาณสองร้อยล้านบาท คาดว่าเปิดใช้ได้เดือนพฤศจิกายนปีหน้า ขณะที่ชาวบ้านบางส่วนเป็นห่วงเรื่องน้ำท่วม"
	flood := "ระดับน้ำในแม่น้ำปิงที่เชียงใหม่สูงขึ้นเมื่อวันพุธ เทศบาลเตือนชาวบ้านให้ขนของขึ้นที่สูงและปิดโรงเรียนสามแห่งชั่วคราว"
	assert.NotEmpty(t, comparedAll(t, bridge, reworded))
	assert.Empty(t, comparedAll(t, bridge, flood), "the same town, river and day")
	matches := scanned(t, Defaults(), texts(bridge, reworded)...).Matches
	if assert.NotEmpty(t, matches) {
		assert.Equal(t, Reuse, matches[0].Class, "no mark ends a Thai sentence")
	}
}

// comparedAll returns the matches of two texts, of every class.
func comparedAll(t *testing.T, a, b string) []Match {
	d, err := New(with(func(o *Options) { o.Classes = allClasses() }))
	require.NoError(t, err)
	matches, err := d.Compare(t.Context(), Document{Name: "a", Text: a}, Document{Name: "b", Text: b})
	require.NoError(t, err)
	return matches
}

// The same sentence as people type it who have no accents at hand.
func TestAccentsLeftOff(t *testing.T) {
	tests := []struct{ name, text, plain string }{
		{"English", "The café in São Paulo served crème brûlée to Beyoncé, André Müller and Zoë Gärtner before the fiancé of the protégée arrived.",
			"The cafe in Sao Paulo served creme brulee to Beyonce, Andre Muller and Zoe Gartner before the fiance of the protegee arrived."},
		{"French", "Le préfet de la région a annoncé l'évacuation de près de deux cents élèves après l'incendie qui a ravagé l’école élémentaire située à l'extrémité du quartier des Épinettes.",
			"Le prefet de la region a annonce l'evacuation de pres de deux cents eleves apres l'incendie qui a ravage l’ecole elementaire situee a l'extremite du quartier des Epinettes."},
		{"German", "Die Münchner Behörde prüft, ob die Brücke über den Mühlbach für größere Züge geöffnet werden kann; Anwohner befürchten häufige Störungen.",
			"Die Muenchner Behoerde prueft, ob die Bruecke ueber den Muehlbach fuer groessere Zuege geoeffnet werden kann; Anwohner befuerchten haeufige Stoerungen."},
		{"Hebrew", "הַיֶּלֶד הָלַךְ לַגַּן עִם אִמָּא שֶׁלּוֹ בַּבֹּקֶר וְאָכַל תַּפּוּחַ אָדֹם גָּדוֹל", "הילד הלך לגן עם אמא שלו בבקר ואכל תפוח אדם גדול"},
	}
	for _, tt := range tests {
		matches := append(comparedAll(t, tt.text, tt.plain), scanned(t, Defaults(), texts(tt.text, tt.plain)...).Matches...)
		if assert.Len(t, matches, 2, tt.name) {
			for _, m := range matches {
				assert.Greater(t, m.Similarity, .75, tt.name)
				assert.GreaterOrEqual(t, 10*(m.Evidence.Kept+m.Evidence.Moved), 8*m.A.Words, "%s: %s", tt.name, m.Evidence.Explanation)
			}
		}
	}
}

// As text taken out of PDF and of a scanned page has it.
func TestWordsBrokenAtLineEnds(t *testing.T) {
	text := "The water company was fined two million crowns after untreated sewage closed three beaches in the north for nine days last August. Engineers were not sent to the pumping station until eleven hours after the first warning, the court heard."
	broken := "The water company was fined two mil-\nlion crowns after untreated sew-\nage closed three beach-\nes in the north for nine\ndays last August. Engi-\nneers were not sent to the\npumping station until elev-\nen hours after the first\nwarning, the court heard.\n"
	matches := append(comparedAll(t, text, broken), scanned(t, Defaults(), texts(text, broken)...).Matches...)
	assert.Len(t, matches, 2)
	for _, m := range matches {
		assert.Equal(t, Verbatim, m.Kind)
		assert.Equal(t, Span{Start: 0, End: len(text)}, m.A.Span)
		assert.Equal(t, Span{Start: 0, End: len(broken) - 1}, m.B.Span)
	}
}

// A word may be a stop word with an accent, and none without ("après"); who comes
// first matters for nothing all the same.
func TestSimilarityIsSymmetric(t *testing.T) {
	a := Document{Name: "a", Text: "Le préfet de la région a annoncé l'évacuation de près de deux cents élèves après l'incendie qui a ravagé l'école élémentaire située à l'extrémité du quartier des Épinettes, où les pompiers étaient encore mobilisés."}
	b := Document{Name: "b", Text: "Le prefet de la region a annonce l'evacuation de pres de deux cents eleves apres l'incendie qui a ravage l'ecole elementaire situee a l'extremite du quartier des Epinettes, ou les pompiers etaient encore mobilises."}
	x, y := scanned(t, Defaults(), a, b).Matches, scanned(t, Defaults(), b, a).Matches
	if assert.Len(t, x, 1) && assert.Len(t, y, 1) {
		assert.Equal(t, x[0].A.Text, y[0].B.Text)
		assert.InDelta(t, x[0].Similarity, y[0].Similarity, 1e-9)
	}
}

// Of two market reports and two of earthquakes, which share their frames, nothing is reuse;
// of a report reworded it is.
func TestJapaneseEndingsAreLittleEvidence(t *testing.T) {
	const bridge = "県は5日、老朽化した吊り橋を来年3月末で閉鎖すると発表した。年間約3万5000人が利用しているが、修理には12億円かかり、財政的に困難だという。"
	const spun = "老朽化が進む吊り橋について、県は来年三月末に閉鎖することを五日明らかにした。利用者は年におよそ三万五千人いるものの、十二億円の修理費をまかなうのは財政上難しいとしている。"
	assert.NotEmpty(t, scanned(t, Defaults(), texts(bridge, spun)...).Matches)
	for _, other := range [][]string{
		{"半導体関連株が買われた。輸出企業の収益が改善するとの見方が広がった。", "自動車関連株が売られた。世界経済の先行きに対する不安が広がった。"},
		{"気象庁によると、13日午前6時ごろ、茨城県北部で震度4の地震があった。津波の心配はないという。", "気象庁によると、20日午後9時すぎ、岩手県沖を震源とする地震があり、盛岡市で震度3を観測した。この地震による津波の心配はない。"},
	} {
		for _, m := range scanned(t, Defaults(), texts(other...)...).Matches {
			assert.NotEqual(t, Spun, m.Kind, "%s / %s", m.A.Text, m.B.Text)
		}
	}
}

// German writes all nouns with capitals: to reword them is not to speak of others.
func TestReplacedGermanNounsAreNoOtherNames(t *testing.T) {
	const fire = "Bei einem Brand in einer Lagerhalle in Rastatt ist in der Nacht zum Mittwoch ein Schaden von mehreren Millionen Euro entstanden. Verletzt wurde niemand, teilte die Polizei mit. Die Ursache des Feuers ist noch unklar."
	const spun = "Ein Feuer hat in der Nacht auf Mittwoch eine Lagerhalle in Rastatt zerstört. Die Polizei schätzt den Schaden auf mehrere Millionen Euro. Menschen kamen nicht zu Schaden, die Brandursache ist bislang ungeklärt."
	const other = "Nach einem Brand in einem Wohnhaus in Achern hat die Polizei in der Nacht zum Montag einen Mann festgenommen. Die Feuerwehr brachte zwei Bewohner ins Freie, sie wurden mit leichten Verletzungen in eine Klinik gebracht."
	assert.NotEmpty(t, scanned(t, Defaults(), texts(fire, spun)...).Matches)
	assert.Empty(t, scanned(t, Defaults(), texts(fire, other)...).Matches)
}
