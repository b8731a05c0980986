package corpus

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/ulikunitz/xz"
	"pgregory.net/rapid"
)

// xzBlocks compresses in blocks of the given size.
func xzBlocks(t require.TestingT, data []byte, size int64, check byte) []byte {
	var b bytes.Buffer
	w, err := xz.WriterConfig{BlockSize: size, CheckSum: check, DictCap: 1 << 16}.NewWriter(&b)
	require.NoError(t, err)
	_, err = w.Write(data)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

// TestXzGuardFollows: the guard passes every stream on as it is, and knows at
// the end where it is.
func TestXzGuardFollows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		noise := rand.NewChaCha8([32]byte{byte(rapid.IntRange(0, 255).Draw(t, "seed"))})
		var in []byte
		for range rapid.IntRange(1, 3).Draw(t, "streams") {
			data := make([]byte, rapid.IntRange(0, 20_000).Draw(t, "size"))
			if rapid.Bool().Draw(t, "noise") {
				_, _ = noise.Read(data)
			}
			in = append(in, xzBlocks(t, data, int64(rapid.IntRange(1<<10, 1<<13).Draw(t, "block")), rapid.SampledFrom([]byte{xz.CRC32, xz.CRC64, xz.SHA256}).Draw(t, "check"))...)
			in = append(in, make([]byte, 4*rapid.IntRange(0, 2).Draw(t, "padding"))...)
		}
		g := newXzGuard(bufio.NewReader(bytes.NewReader(in)))
		out, err := io.ReadAll(g)
		require.NoError(t, err)
		require.True(t, bytes.Equal(in, out))
		require.Zero(t, g.pass)
	})
}

func TestXzDictionaryIsBounded(t *testing.T) {
	file := xzBlocks(t, []byte(strings.Repeat("a line of text\n", 20_000)), 1<<17, xz.CRC64)
	g := stdin(t, Options{}, string(file))
	require.Len(t, g.docs, 1)
	at := bytes.LastIndex(file, []byte{0x21, 1}) // the filter of the last block
	start := at - 2                              // after its size and flags
	size := (int(file[start]) + 1) * 4
	for code, told := range map[byte]string{
		30: "", // as many as maxWindow
		31: "dictionary of 201326592 bytes",
		39: "dictionary of 3221225472 bytes",
	} {
		file[at+2] = code
		binary.LittleEndian.PutUint32(file[start+size-4:], crc32.ChecksumIEEE(file[start:start+size-4]))
		g = stdin(t, Options{}, string(file))
		if told == "" {
			require.Len(t, g.docs, 1)
			continue
		}
		require.Equal(t, []string{Unsupported}, g.reasons(), g.told())
		require.Contains(t, g.skips[0].Detail, told)
	}
}

func FuzzDecompression(f *testing.F) {
	text := "some text, some text, some text\n"
	f.Add([]byte(gzipped(f, text)))
	f.Add([]byte(zstded(f, text)))
	f.Add([]byte(xzed(f, text)))
	f.Add(xzBlocks(f, []byte(strings.Repeat(text, 5000)), 1<<16, xz.CRC32))
	f.Fuzz(func(t *testing.T, in []byte) {
		g := stdin(t, Options{Format: Text, MaxDocument: 1 << 20}, string(in))
		require.NoError(t, g.err)
		require.Len(t, append(g.texts(), g.losses()...), 1)
	})
}

func (g got) losses() (lost []string) {
	for _, s := range g.skips {
		if !s.Notice() {
			lost = append(lost, s.Reason)
		}
	}
	return lost
}
