package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The Scrapy example runs where Python is; Scrapy itself is not needed.
func TestScrapyExample(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3")
	}
	self, err := os.Executable()
	require.NoError(t, err)
	bin := t.TempDir()
	require.NoError(t, os.Symlink(self, filepath.Join(bin, "respun"))) // this binary is respun under that name
	c := exec.Command(python, "-B", "try_pipeline.py")
	c.Dir = filepath.Join("..", "..", "examples", "scrapy")
	c.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	out, err := c.CombinedOutput()
	require.NoError(t, err, "%s", out)
	assert.Equal(t, "http://a/1 new\nhttp://b/2 dropped: exact of http://a/1\nhttp://c/3 new\n", string(out))
}
