// Command respun finds text that was used twice: word for word, lightly edited
// or reworded, inside an article and across a collection.
//
// A file holds a command. Each is a function of arguments, standard input,
// standard output and standard error, and ends in a status (status.go), so that
// tests call it as main does. Commands read flags and write words; what is
// reuse is decided by package detect.
package main

import "os"

func main() { os.Exit(execute(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
