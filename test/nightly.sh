#!/usr/bin/env bash
# What takes longer than a change may wait: fuzzing of every target, power
# losses, benchmarks. FUZZTIME sets the time of one target, ROUNDS the losses.
set -euo pipefail
cd "$(dirname "$0")/.."

fuzztime="${FUZZTIME:-10m}"
rounds="${ROUNDS:-50}"

echo "== fuzzing, $fuzztime a target"
grep -rlE '^func Fuzz' --include='*_test.go' . | sort | while read -r file; do
	package="./$(dirname "${file#./}")"
	grep -oE '^func Fuzz[A-Za-z0-9_]+' "$file" | awk '{print $2}' | while read -r target; do
		echo "-- $package $target"
		go test "$package" -run '^$' -fuzz "^$target\$" -fuzztime "$fuzztime"
	done
done

echo "== power losses, $rounds rounds"
go test ./test/powerloss -count=1 -timeout 60m -args -rounds "$rounds"

echo "== benchmarks"
go test ./... -run '^$' -bench . -benchmem -count 6 -timeout 120m
