package main

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"time"
)

// measured is one run of a program.
type measured struct {
	cpu, wall time.Duration
	peak      int64 // bytes resident
}

// measure runs a command, its standard output into a file.
func measure(args []string, env []string, stdout string) (m measured, err error) {
	out, err := os.Create(stdout)
	if err != nil {
		return m, err
	}
	defer out.Close()
	c := exec.Command(args[0], args[1:]...)
	c.Env, c.Stdout = append(os.Environ(), env...), out
	var told capture
	c.Stderr = &told
	start := time.Now()
	if err := c.Run(); err != nil {
		return m, fmt.Errorf("%s: %w: %s", args[0], err, told.tail())
	}
	m.wall = time.Since(start)
	m.cpu = c.ProcessState.UserTime() + c.ProcessState.SystemTime()
	m.peak = c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss << 10
	return m, nil
}

// capture keeps the end of what a program says.
type capture []byte

func (c *capture) Write(p []byte) (int, error) {
	*c = append(*c, p...)
	*c = (*c)[max(0, len(*c)-600):]
	return len(p), nil
}

func (c *capture) tail() string { return string(*c) }

// medianWall returns the run of the middle wall time.
func medianWall(runs []measured) measured {
	runs = slices.SortedFunc(slices.Values(runs), func(x, y measured) int { return cmp.Compare(x.wall, y.wall) })
	return runs[len(runs)/2]
}

// median returns the run of the middle CPU time.
func median(runs []measured) measured {
	runs = slices.SortedFunc(slices.Values(runs), func(x, y measured) int { return cmp.Compare(x.cpu, y.cpu) })
	return runs[len(runs)/2]
}
