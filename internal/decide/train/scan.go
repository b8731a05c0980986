package main

import (
	"context"

	"respun/detect"
	"respun/internal/decide/runs"
	"respun/internal/evalset"
	"respun/shingle"
)

// scan runs the detector over documents as a user would, with the decision as
// it stands, and reports matches of at least that confidence.
func scan(docs []shingle.Document, confidence float64) (evalset.Run, error) {
	o := detect.Defaults()
	o.MinConfidence = confidence
	d, err := detect.New(o)
	if err != nil {
		return evalset.Run{}, err
	}
	g := &runs.Gather{Docs: docs}
	_, err = d.Scan(context.Background(), detect.All(docs...), g)
	return g.Run, err
}
