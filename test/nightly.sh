#!/bin/bash
# What takes longer than a change may wait for: fuzzing, power losses, figures.
# FUZZ is the time for each fuzz target, ROUNDS how often the server is killed.
set -euo pipefail
cd "$(dirname "$0")/.."
FUZZ=${FUZZ:-60s}
ROUNDS=${ROUNDS:-200}

echo "== fuzzing, $FUZZ a target"
grep -rl --include='*_test.go' '^func Fuzz' . --exclude-dir=node_modules | xargs -n1 dirname | sort -u | while read -r folder; do
	for target in $(grep -h -o '^func Fuzz[A-Za-z0-9_]*' "$folder"/*_test.go | cut -c6-); do
		echo "-- $folder $target"
		go test "$folder" -run '^$' -fuzz "^$target\$" -fuzztime "$FUZZ"
	done
done

echo "== power losses, $ROUNDS rounds"
go test ./test/powerloss -rounds "$ROUNDS" -timeout 2h -v

echo "== figures"
go test ./test/performance -run TestStart -starts 50 -v
go test ./test/performance -run '^$' -bench . -benchtime 2s -count 5 -timeout 1h
QUOIN_PROMISES=1 node test/performance/firstpage.mjs
