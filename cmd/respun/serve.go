package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"respun/check"
	"respun/detect"
	"respun/filter"
	"respun/index"
	"respun/internal/corpus"
	"respun/serve"
)

// serving is the flags of the server.
type serving struct {
	desk     // what a check is made with
	options  serve.Options
	filter   filter.Options
	index    string
	sources  []serve.Archive // what drafts are compared with
	followed []*index.Follower
	ttl      duration
	noText   bool
	listen   string
	token    string
	maxBody  size
	timeout  duration
}

func newServe() *cobra.Command {
	s := &serving{options: serve.Defaults(), filter: filter.Defaults()}
	s.maxBody, s.timeout = size(s.options.MaxBody), duration(s.options.Timeout)
	s.desk.options = detect.Defaults()
	c := &cobra.Command{
		Use:   "serve --index DIR",
		Short: "check and filter over HTTP, with a page for people",
		Long: `Serve answers, until it is told to end:

  POST /v1/check           what of a draft is copied, edited or reworded
  POST /v1/filter          a document as JSON, or JSON lines, back with verdicts
  GET  /v1/documents/{id}  a document of the archive
  GET  /                   a page to paste a draft and read the report
  GET  /openapi.json       all of this for programs, with every status
  GET  /metrics, /healthz, /readyz

Drafts are compared with the index and with what --against names: archives, with
what their writers publish meanwhile, and files, which are read into memory.
What comes through the filter goes into the index with its text, so that later
drafts are compared with it; without --index it is remembered in memory, by its
sketch alone.

Only this machine can reach it unless --token-file names what clients have to
show ("Authorization: Bearer ..."); for TLS put a proxy in front.

What a filter has answered is stored. At SIGTERM or SIGINT what has begun is
ended and nothing more taken in; a second signal ends it at once. A stream that
is cut off may be sent again from its start: what came before gets its first
verdict again.

One line a request goes to standard error as JSON, without names and texts.

Status: 0 ended by a signal; 2 bad usage, nothing to serve, an input skipped
(--strict), the address is not free, or the index cannot be published at the
end.`,
		Example: `  respun serve --index archive.idx
  respun serve --index seen/ --ttl 14d --listen :8080 --token-file token
  respun serve --against archive/
  curl -H 'Content-Type: text/plain' --data-binary @draft.txt 'localhost:8080/v1/check?format=text'
  curl --data-binary @feed.jsonl localhost:8080/v1/filter`,
		Args: arguments(),
		RunE: s.run,
	}
	s.flags(c)
	return c
}

func (s *serving) flags(c *cobra.Command) {
	flagGroup(c, "Address and limits", func(f *pflag.FlagSet) {
		f.StringVar(&s.listen, "listen", "localhost:8080", "`address` to listen at; port 0 takes a free one")
		f.StringVar(&s.token, "token-file", "", "`file` with the token that clients have to show, one word of 16 to 4,096 bytes (-: standard input)")
		f.Var(&s.maxBody, "max-body", "most bytes of a body, or of a line of a stream (413 above); twice as many are worked on at a time")
		f.Var(&s.timeout, "timeout", "most time to send a body, to check a draft, or between lines of a stream (408 above), and to wait while others are worked on (429)")
		f.IntVar(&s.options.Concurrency, "concurrency", s.options.Concurrency, "most `requests` worked on at a time (429 above)")
	})
	flagGroup(c, "Memory", func(f *pflag.FlagSet) {
		f.StringVar(&s.index, "index", "", "archive in this `folder`, made where there is none; nobody else may write to it meanwhile")
		f.Var(&s.ttl, "ttl", "the filter forgets a document after this time, as in 14d, 36h, 90m, and the index removes it (default: never)")
		f.IntVar(&s.filter.MaxDocuments, "max-documents", 0, "the filter remembers the latest `number` of documents (default: all)")
		f.BoolVar(&s.noText, "no-text", false, "of what is filtered keep the sketch alone: some ten times as fast, but drafts are not compared with it")
		chosen(c, &s.filter.Level, upTo(detect.DocumentLevel), "level", "what the filter compares; passage also finds reworded passages")
	})
	s.what(c)
	s.inputs.flags(c)
	c.Flags().Lookup("strict").Usage = "end with status 2, and serve nothing, if any input was skipped"
}

// prepare checks the flags and reads what they name.
func (s *serving) prepare(c *cobra.Command) (err error) {
	s.filter.TTL = time.Duration(s.ttl)
	if err := errors.Join(s.desk.validate(), s.filter.Validate()); err != nil {
		return badUsage(c, "%v", err)
	}
	if s.options.Concurrency < 1 {
		return badUsage(c, "--concurrency: %d requests at a time, not at least 1", s.options.Concurrency)
	}
	if s.index == "" && len(s.against)+len(s.inputs.options.FilesFrom) == 0 {
		return badUsage(c, "nothing to compare with: want --index DIR, or --against PATH")
	}
	if err := onlyOnce(c, s.against, s.inputs.options.FilesFrom, s.ignore, []string{s.token}); err != nil {
		return err
	}
	for _, file := range s.ignore {
		phrases, err := readNames(c.Context(), file, c.InOrStdin())
		if err != nil {
			return err
		}
		s.policy.Ignore = append(s.policy.Ignore, phrases...)
	}
	if s.options.Token, err = readToken(c.Context(), s.token, c.InOrStdin()); err != nil {
		return err
	}
	in := &s.inputs.options
	s.options.MaxBody, s.options.Timeout, s.options.Policy = int64(s.maxBody), time.Duration(s.timeout), s.policy
	s.options.Fields = fieldsOf(in.IDField, in.TextField, in.DateField, in.SourceField)
	s.options.Log = slog.New(slog.NewJSONHandler(c.ErrOrStderr(), nil))
	return nil
}

const (
	leastToken = 16   // bytes, which keep a token from being guessed
	mostToken  = 4096 // less than servers and proxies take of a header's line
)

// readToken reads a token; without a file there is none.
func readToken(ctx context.Context, file string, stdin io.Reader) (string, error) {
	if file == "" {
		return "", nil
	}
	f, err := corpus.Open(ctx, file, stdin)
	if err != nil {
		return "", err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, mostToken+1))
	if err != nil {
		return "", err
	}
	word := bytes.TrimSpace(raw)
	if len(word) < leastToken || len(raw) > mostToken || bytes.ContainsAny(word, " \t\r\n") {
		return "", fmt.Errorf("%s: a token is one word of %d to %d bytes", file, leastToken, mostToken)
	}
	return string(word), nil
}

func (s *serving) run(c *cobra.Command, _ []string) (err error) {
	if err := s.prepare(c); err != nil {
		return err
	}
	// First, as reading may take minutes. Who comes meanwhile waits, and is answered then.
	l, err := serve.Listen(c.Context(), s.listen, s.options.Token)
	if err != nil {
		return err
	}
	defer l.Close() // a second time where it was served, which is no harm
	if s.options.Detector, err = detect.New(check.Options(s.desk.options)); err != nil {
		return err
	}
	defer func() {
		if closing := s.closeAll(); closing != nil {
			err = lateError{errors.Join(err, closing)}
		}
	}()
	if err := s.open(c); err != nil {
		return err
	}
	return s.serve(c.Context(), l)
}

// open opens or reads what drafts are compared with, the index that is written to
// in front.
func (s *serving) open(c *cobra.Command) error {
	if s.index != "" {
		x, err := openIndex(s.index, index.Options{Create: true, Passages: !s.noText, Detector: s.options.Detector})
		if err != nil {
			return err
		}
		s.indexes, s.sources = append(s.indexes, x), append(s.sources, x)
		s.warnOf(s.index, x.Info())
		s.filter.Store, s.filter.KeepText = x, !s.noText
	}
	var paths []string
	for _, path := range s.against {
		if !index.Is(path) {
			paths = append(paths, path)
			continue
		}
		x, err := index.Follow(path, index.Options{Passages: true}, func(err error) {
			s.options.Log.Warn("an archive is not read anew", "cause", err.Error())
		})
		if err != nil {
			return err
		}
		s.followed, s.sources = append(s.followed, x), append(s.sources, x)
		s.warnOf(path, x.Info())
	}
	if len(paths)+len(s.inputs.options.FilesFrom) == 0 {
		return nil
	}
	if err := s.inputs.prepare(c, paths, nil); err != nil {
		return err
	}
	return s.collect(c.Context())
}

// warnOf tells of documents of an archive that drafts cannot be compared with.
func (s *serving) warnOf(path string, info index.Info) {
	if text := withoutTexts(path, info); text != "" {
		s.options.Log.Warn(text)
	}
}

func (s *serving) closeAll() (err error) {
	for _, x := range s.followed {
		err = errors.Join(err, x.Close())
	}
	return errors.Join(err, s.close())
}

// collect reads files into memory.
func (s *serving) collect(ctx context.Context) error {
	s.messages = told{s.options.Log}
	read, err := serve.Collect(ctx, s.options.Detector, s.documents(ctx))
	if err != nil {
		return err
	}
	if s.lost > 0 && s.strict {
		return s.incomplete(statusFailed)
	}
	if err := s.readable(); err != nil || s.readers[0].Named() == 0 {
		return errNoInput // also of an empty list: whatever was answered then would look like an answer
	}
	s.options.Log.Info("read", "documents", read.Len(), "skipped", s.lost)
	s.sources = append(s.sources, read)
	return nil
}

// serve answers what comes in at l until ctx ends.
func (s *serving) serve(ctx context.Context, l net.Listener) error {
	seen, err := filter.New(ctx, s.filter)
	if err != nil {
		return err
	}
	s.options.Filter, s.options.Archive = seen, serve.Union(s.sources...)
	server, err := serve.New(s.options)
	if err != nil {
		return err
	}
	s.options.Log.Info("listening", "address", l.Addr().String(), "remembered", seen.Stats().Documents)
	return server.Serve(ctx, l)
}

// told logs what is written, as everything else on a server's standard error.
type told struct{ log *slog.Logger }

func (t told) Write(p []byte) (int, error) {
	t.log.Warn(string(bytes.TrimSpace(bytes.TrimPrefix(p, []byte("respun: ")))))
	return len(p), nil
}
