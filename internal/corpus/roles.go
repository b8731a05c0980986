package corpus

import (
	"fmt"
	"strconv"
	"strings"

	"respun/shingle"
)

// role is what a field of a structured input is to a document.
type role uint8

const (
	idRole role = iota
	textRole
	dateRole
	sourceRole
	languageRole
	roleCount
)

// usual are the names tried for each role, in order, where the options name
// none. They are those of news scrapers (news-please, newspaper, trafilatura),
// of common data sets and of our own `extract`.
var usual = [roleCount][]string{
	idRole:       {"id", "_id", "guid", "uuid", "doc_id", "docid"},
	textRole:     {"text", "content", "body", "maintext", "article", "article_text", "articleBody", "plain_text"},
	dateRole:     {"date", "published", "published_at", "date_publish", "publish_date", "publication_date", "datePublished", "pub_date", "pubDate", "timestamp"},
	sourceRole:   {"source", "outlet", "site_name", "publisher", "publication", "source_domain", "domain", "site"},
	languageRole: {"language", "lang"},
}

// rank is a name's role and its place among the names of that role.
type rank struct {
	role  role
	order int
}

// roles maps the names to look for to what they are.
func roles(o Options) map[string]rank {
	named := [roleCount]string{idRole: o.IDField, textRole: o.TextField, dateRole: o.DateField, sourceRole: o.SourceField}
	found := map[string]rank{}
	for r, names := range usual {
		if named[r] != "" {
			continue
		}
		for i, n := range names {
			found[n] = rank{role(r), i}
		}
	}
	for r, n := range named {
		if n != "" {
			found[n] = rank{role(r), 0}
		}
	}
	return found
}

// maxFields is how many fields a record may have, and columns a table: spreadsheets have a
// quarter of it. A name and a value take a hundred times what it costs to claim them.
const maxFields = 1 << 16

var tooManyFields = fmt.Sprintf("more than %d fields", maxFields)

// cell is one named value of a structured input.
type cell struct {
	name, value string
	kind        kind
}

// kind is what a value was in its input.
type kind uint8

const (
	isNull   kind = iota
	isString      // value is the string itself
	isNumber      // value is the number as it was written
	isOther       // a truth value, list or object; value is its JSON text
)

// document makes a document of the cells of one record, n being its place in
// the input (the line, where there are lines). Null values count as missing.
// The second result says why there is none.
func (u *run) document(cells []cell, input string, n int) (shingle.Document, string) {
	best := u.best(cells)
	at := best[textRole]
	if at < 0 {
		return shingle.Document{}, u.noText("no field", cells)
	}
	if cells[at].kind != isString {
		return shingle.Document{}, "field " + strconv.Quote(cells[at].name) + " is not a string"
	}
	d := shingle.Document{Text: cells[at].value}
	for i, c := range cells {
		switch {
		case c.kind == isNull || i == at:
		case i == best[idRole] && c.kind != isOther:
			d.Name = c.value
		case i == best[dateRole] && c.kind != isOther:
			d.Date = c.value
		case i == best[sourceRole] && c.kind != isOther:
			d.Source = c.value
		case i == best[languageRole] && c.kind != isOther:
			d.Language = c.value
		default:
			if d.Fields == nil {
				d.Fields = make(map[string]string, len(cells))
			}
			d.Fields[c.name] = c.value
		}
	}
	if d.Name == "" {
		d.Name = input + ":" + strconv.Itoa(n)
	}
	return d, ""
}

// best returns the index of the cell for each role, -1 where there is none.
func (u *run) best(cells []cell) [roleCount]int {
	best := [roleCount]int{-1, -1, -1, -1, -1}
	var order [roleCount]int
	for i, c := range cells {
		if c.kind == isNull {
			continue
		}
		r, ok := u.roles[c.name]
		if ok && (best[r.role] < 0 || r.order <= order[r.role]) {
			best[r.role], order[r.role] = i, r.order
		}
	}
	return best
}

// Of the fields that there are instead of the text field so many are told, and so much
// of a name: a name of a field may be as long as a text.
const (
	fieldsTold = 8
	nameTold   = 40
)

// noText says that there is no text, and which fields there are for whoever has to name
// the one that it is in.
func (u *run) noText(what string, cells []cell) string {
	what += " " + strconv.Quote(u.textField())
	var names []string
	for _, c := range cells {
		if c.kind != isNull {
			names = append(names, strconv.Quote(shortName(c.name, nameTold)))
		}
	}
	if len(names) == 0 {
		return what
	}
	more := ""
	if n := len(names) - fieldsTold; n > 0 {
		names, more = names[:fieldsTold], fmt.Sprintf(" and %d more", n)
	}
	return what + ": there are " + strings.Join(names, ", ") + more + "; --text-field names the one with the text"
}

// shortName shortens a name to so many letters.
func shortName(name string, letters int) string {
	for i := range name {
		if letters--; letters < 0 {
			return name[:i] + "…"
		}
	}
	return name
}

// textField is the name of the text field to tell people of.
func (u *run) textField() string {
	if u.o.TextField != "" {
		return u.o.TextField
	}
	return usual[textRole][0]
}
