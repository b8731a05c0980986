package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// madeUp makes as many documents as are asked for, of the lengths of real ones,
// no two of which share a run of five words: every fourth word of an article is
// replaced by one that no other document has.
type madeUp struct{ articles []string } // escaped for JSON

func readArticles(file string, most int) (m madeUp, err error) {
	err = lines(file, func(line string) error {
		if len(m.articles) == most {
			return nil
		}
		var d struct{ Text string }
		if err := json.Unmarshal([]byte(line), &d); err != nil {
			return err
		}
		quoted, err := json.Marshal(d.Text)
		if err != nil {
			return err
		}
		m.articles = append(m.articles, string(quoted[1:len(quoted)-1]))
		return nil
	})
	if err == nil && len(m.articles) == 0 {
		err = fmt.Errorf("%s: no documents", file)
	}
	return m, err
}

// line appends document n as a line.
func (m madeUp) line(dst []byte, n int) []byte {
	dst = append(strconv.AppendInt(append(dst, `{"id":"https://news.example/`...), int64(n), 10), `","text":"`...)
	rest := m.articles[n%len(m.articles)]
	for i := 0; rest != ""; i++ {
		end := strings.IndexByte(rest, ' ') + 1
		if end == 0 {
			end = len(rest)
		}
		if i%4 == 0 {
			dst = append(strconv.AppendInt(append(dst, 'w'), int64(n), 36), ' ')
		} else {
			dst = append(dst, rest[:end]...)
		}
		rest = rest[end:]
	}
	return append(dst, '"', '}', '\n')
}

// write writes documents from..to-1.
func (m madeUp) write(w io.Writer, from, to int) error {
	var buf []byte
	for n := from; n < to; n++ {
		if buf = m.line(buf, n); len(buf) > 1<<20 || n == to-1 {
			if _, err := w.Write(buf); err != nil {
				return err
			}
			buf = buf[:0]
		}
	}
	return nil
}
