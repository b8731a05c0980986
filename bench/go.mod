module respun/bench

go 1.26
