package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// pipe is a program that runs beside, lines in and lines out.
type pipe struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
	err capture
}

func startFilter(s settings, flags ...string) (*pipe, error) {
	return startPipe(s, s.respun, append([]string{"filter"}, flags...)...)
}

func startPipe(s settings, program string, args ...string) (*pipe, error) {
	p := &pipe{cmd: exec.Command(program, args...)}
	p.cmd.Env = append(os.Environ(), limits(s.threads)...)
	p.cmd.Stderr = &p.err
	in, err := p.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.in, p.out = in, bufio.NewReaderSize(out, 1<<20)
	return p, p.cmd.Start()
}

// next passes over a line of the output.
func (p *pipe) next() error {
	for {
		if _, err := p.out.ReadSlice('\n'); err != bufio.ErrBufferFull {
			return err
		}
	}
}

// end closes the input and waits for the rest.
func (p *pipe) end() error {
	if err := p.in.Close(); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, p.out); err != nil {
		return err
	}
	if err := p.cmd.Wait(); err != nil {
		return fmt.Errorf("%s: %w: %s", strings.Join(p.cmd.Args[1:], " "), err, p.err.tail())
	}
	return nil
}

// resident is the memory of the process now, in bytes.
func (p *pipe) resident() (int64, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := bytes.Cut(raw, []byte("VmRSS:"))
	fields := bytes.Fields(rest)
	if len(fields) == 0 {
		return 0, fmt.Errorf("no VmRSS in /proc")
	}
	kb, err := strconv.ParseInt(string(fields[0]), 10, 64)
	return kb << 10, err
}

// pass sends documents through and returns when the last has come out. rate is how
// many a second are sent, 0: as fast as they go. late, if not nil, gets how long
// after it was due each came out.
func (p *pipe) pass(m madeUp, from, to int, rate float64, late *delays) error {
	sent := make(chan error, 1)
	start := time.Now()
	due := func(n int) time.Time { return start.Add(seconds(float64(n-from) / rate)) }
	go func() {
		if rate == 0 {
			sent <- m.write(p.in, from, to)
			return
		}
		for n := from; n < to; {
			next := n
			for now := time.Now(); next < to && !due(next).After(now); next++ {
			}
			if next == n {
				time.Sleep(time.Until(due(n)))
				continue
			}
			if err := m.write(p.in, n, next); err != nil {
				sent <- err
				return
			}
			n = next
		}
		sent <- nil
	}()
	for n := from; n < to; n++ {
		if err := p.next(); err != nil {
			return fmt.Errorf("%w: %s", err, p.err.tail())
		}
		if late != nil {
			*late = append(*late, time.Since(due(n)))
		}
	}
	return <-sent
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
