package main

import (
	"respun/internal/decide"
	"respun/internal/decide/logit"
)

// example is a candidate as the fit sees it.
type example struct {
	x     decide.Terms
	right bool
}

// logistic fits a model to examples. Terms that use leaves out stay 0.
func logistic(list []example, use termSet) decide.Model {
	in := make([]logit.Example, len(list))
	for i := range list {
		in[i] = logit.Example{Terms: list[i].x[:], Right: list[i].right}
	}
	coefficients, intercept := logit.Fit(in, use[:])
	m := decide.Model{Intercept: intercept}
	copy(m.Terms[:], coefficients)
	return m
}

// termSet tells which terms a model may use.
type termSet [len(decide.Terms{})]bool

func allTerms() (s termSet) {
	for k := range s {
		s[k] = true
	}
	return s
}
