package dates

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestParse(t *testing.T) {
	day := time.Date(2024, 5, 2, 0, 0, 0, 0, time.UTC)
	for _, s := range []string{"2024-05-02", "2024-05-02T00:00:00Z", "2024-05-02T02:00:00+02:00", "2024-05-02 00:00:00", "2024-05-02T00:00Z", "Thu, 02 May 2024 00:00:00 +0000",
		"Thu, 02 May 2024 00:00:00 GMT", "Thu, 2 May 2024 00:00:00 +0000", "2 May 2024", "May 2, 2024", "20240502", "2024/05/02", " 2-MAY-2024 ", "2024-05-02T00:00:00.000Z", "20240502000000",
		"2024-05-02T00:00:00+0000", "2024-05-02 00:00:00 UTC", "2024-05-02 02:00:00+02:00", "May 2, 2024 12:00 AM", "Thursday, May 2, 2024", "2 May 2024 00:00", "1714608000", "1714608000000",
		"20240502T000000Z", "20240502T020000+0200", "20240502T000000", "20240502T000000.000Z", "1714608000.0", "1714608000000.0", "1714608000."} {
		got, ok := Parse(s)
		assert.True(t, ok, s)
		assert.True(t, day.Equal(got), "%s: %s", s, got)
	}
	for _, s := range []string{"", "yesterday", "2024-13-01", "31 February 2024", string(make([]byte, 100)), "12", "99999999999999999999", "1714608000.5.5", "1714608000.5e9", "1714608000.-5", "171460800.5", "-171460800", "0000000000", "20240502T250000Z"} {
		_, ok := Parse(s)
		assert.False(t, ok, s)
	}
	for s, part := range map[string]time.Duration{"1714608000.5": time.Second / 2, "1714608000.000000250": 250, "1714608000000.25": time.Second / 4000} {
		got, ok := Parse(s)
		assert.True(t, ok, s)
		assert.Equal(t, part, got.Sub(day), s)
	}
	may, _ := Parse("2024-05")
	year, _ := Parse("2024")
	assert.Equal(t, time.May, may.Month())
	assert.Equal(t, 2024, year.Year())
}

func compareDates(x, y string) int { return Of(x).Compare(Of(y)) }

func TestCompareDates(t *testing.T) {
	order := []string{"1987", "26-FEB-1987 15:01:01.79", "2020-01-01", "Wed, 01 Jan 2020 10:00:00 GMT", "2021", "no date"}
	for i, x := range order {
		for j, y := range order {
			got := compareDates(x, y)
			assert.True(t, i < j && got < 0 || i == j && got == 0 || i > j && got > 0, "%s, %s: %d", x, y, got)
		}
	}
	assert.Zero(t, compareDates("2020-01-01", "1 January 2020"))
	assert.Zero(t, compareDates("", "never"))
}

func FuzzParse(f *testing.F) {
	f.Add("2024-05-02T00:00:00Z", "May 2, 2024")
	f.Fuzz(func(t *testing.T, x, y string) {
		assert.Equal(t, compareDates(x, y), -compareDates(y, x))
	})
}
