#!/bin/bash
# What takes longer than a change may wait for: fuzzing, power losses, figures.
# FUZZ is the time for each fuzz target, LANG_FUZZ that of the language's core (the
# scanner and parser, the printer, the checker, the translator, programs on the
# machine against the oracle), ROUNDS how often the server is killed,
# NASTY_ROUNDS how often each built-in is called with arguments that make no sense.
set -euo pipefail
cd "$(dirname "$0")/.."
FUZZ=${FUZZ:-60s}
LANG_FUZZ=${LANG_FUZZ:-10m}
ROUNDS=${ROUNDS:-200}
NASTY_ROUNDS=${NASTY_ROUNDS:-300}

failed=0
core=(lang/syntax lang/check lang/translate lang/oracle)
echo "== fuzzing the language, $LANG_FUZZ a target"
FUZZ=$LANG_FUZZ test/fuzz.sh "${core[@]/#/./}" || failed=1
echo "== fuzzing, $FUZZ a target"
FUZZ=$FUZZ test/fuzz.sh . || failed=1

echo "== arguments without sense, $NASTY_ROUNDS rounds"
QUOIN_NASTY_ROUNDS=$NASTY_ROUNDS QUOIN_NASTY_SEED=${QUOIN_NASTY_SEED:-$(date +%j)} \
	go test ./lang/lib ./app -run Nasty -count 1 -timeout 2h -v || failed=1

echo "== power losses, $ROUNDS rounds"
go test ./test/powerloss -rounds "$ROUNDS" -timeout 2h -v

echo "== figures"
go test ./test/performance -run TestStart -starts 50 -v
go test ./test/performance -run '^$' -bench . -benchtime 2s -count 5 -timeout 1h
QUOIN_PROMISES=1 node test/performance/firstpage.mjs

exit $failed
