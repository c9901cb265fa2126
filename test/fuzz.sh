#!/bin/bash
# Fuzzes every target below some folders ("." is all), for FUZZ each. A finding
# does not keep the others from their turn; it stays under testdata/fuzz.
set -euo pipefail
cd "$(dirname "$0")/.."
FUZZ=${FUZZ:-10s}
failed=()
while read -r folder; do
	for target in $(grep -h -o '^func Fuzz[A-Za-z0-9_]*' "$folder"/*_test.go | cut -c6-); do
		echo "-- $folder $target"
		go test "$folder" -run '^$' -fuzz "^$target\$" -fuzztime "$FUZZ" || failed+=("$folder $target")
	done
done < <(grep -rl --include='*_test.go' '^func Fuzz' "$@" --exclude-dir=node_modules | xargs -n1 dirname | sort -u)
if [ ${#failed[@]} -gt 0 ]; then
	printf 'a finding: %s\n' "${failed[@]}"
	exit 1
fi
