package main

import (
	"io"

	"respun/internal/decide"
)

func fit(p part) decide.Model                                           { return decide.Collection }
func priors(m decide.Model, s *sets) map[string]float64                 { return nil }
func report(w io.Writer, m decide.Model, p map[string]float64, s *sets) {}
func source(m decide.Model, p map[string]float64) string                { return "" }
