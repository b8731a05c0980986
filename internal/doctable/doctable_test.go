package doctable

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"respun/internal/flat"
	"respun/shingle"
)

func TestDocumentsComeBack(t *testing.T) {
	disk, err := flat.OnDisk(t.TempDir(), 1<<20)
	require.NoError(t, err)
	defer func() { require.NoError(t, disk.Close()) }()
	rapid.Check(t, func(t *rapid.T) {
		table := New(rapid.SampledFrom([]*flat.Disk{nil, disk}).Draw(t, "disk"))
		word := rapid.StringN(0, 4, -1)
		var want []shingle.Document
		for range rapid.IntRange(0, 12).Draw(t, "documents") {
			d := shingle.Document{
				Name: word.Draw(t, "name"), Date: word.Draw(t, "date"), Language: word.Draw(t, "language"), New: rapid.Bool().Draw(t, "new"),
				Source: rapid.SampledFrom([]string{"", "The Post", "The Times"}).Draw(t, "source"), Fields: rapid.MapOf(word, word).Draw(t, "fields"),
			}
			if len(d.Fields) == 0 {
				d.Fields = nil
			}
			_, err := table.Add(&d, uint8(len(want)))
			require.NoError(t, err)
			want = append(want, d)
		}
		require.NoError(t, table.Done())
		require.Equal(t, len(want), table.Len())
		named := map[string]int{}
		for i, d := range want {
			require.Equal(t, d, table.Document(i))
			require.Equal(t, d.Name, table.Name(i))
			require.Equal(t, d.Date, table.Date(i))
			require.EqualValues(t, i, table.At(i).Language)
			require.Equal(t, d.New, table.At(i).New)
			require.Equal(t, d.Source == "", table.At(i).Source == 0)
			for j := range i {
				require.Equal(t, want[j].Source == d.Source, table.At(j).Source == table.At(i).Source)
			}
			if _, ok := named[d.Name]; !ok {
				named[d.Name] = i
			}
			require.Equal(t, named[d.Name], table.Find(d.Name), "the first of the name")
		}
		assert.Equal(t, -1, table.Find("none of so long a name"))
	})
}

// What is written of a document tells it from others: a checkpoint is of the same
// documents where the records are the same.
func TestRecordsTellDocumentsApart(t *testing.T) {
	table := New(nil)
	seen := map[string]bool{}
	for _, d := range []shingle.Document{{Name: "ab"}, {Name: "a", Date: "b"}, {Name: "a", Fields: map[string]string{"b": ""}}, {Name: "a", Fields: map[string]string{"": "b"}}} {
		record, err := table.Add(&d, 0)
		require.NoError(t, err)
		assert.False(t, seen[string(record)], "%+v", d)
		seen[string(record)] = true
	}
}
