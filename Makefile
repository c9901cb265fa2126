# Everything a fresh machine needs is installed by these targets: Go, Node, npm,
# git, make and gcc are expected, the rest is fetched (see test/system.sh).
SHELL := /bin/bash
.DEFAULT_GOAL := build
.PHONY: build run check test nightly ui notices reference clean system

BIN := bin/quoin
UI_SOURCES := $(shell find ui/packages ui/apps -type f 2>/dev/null) ui/package-lock.json ui/build.mjs

build: ui ## one executable with the browser side inside
	go build -trimpath -ldflags "-s -w" -o $(BIN) ./cmd/quoin

ui: ui/dist/.built

ui/node_modules/.installed: ui/package-lock.json ui/package.json
	cd ui && npm ci --no-fund --no-audit --loglevel=error
	@touch $@

ui/dist/.built: ui/node_modules/.installed $(UI_SOURCES)
	cd ui && npm run --silent build
	@touch $@

run: build ## the sample app with its Studio and Dashboard
	$(BIN) dev examples/stoneyard --welcome

check: ui ## fast: formats, vet, import rules, types (before every commit)
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "gofmt is needed on:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	go vet -unsafeptr=false ./...
	go tool staticcheck ./...
	go test ./test/imports
	cd ui && npm run --silent check

test: system build check ## everything CI runs, under 25 minutes
	go test -shuffle=on -timeout 20m ./...
	FUZZ=5s test/fuzz.sh ./lang/syntax ./lang/check ./lang/translate ./lang/oracle
	go test -race -timeout 10m ./value ./app/session ./lang/vm ./orda/store/sqlite
	cd ui && npm test --silent
	node ui/size.mjs
	node test/browser/run.mjs
	node test/apps/run.mjs

nightly: build ## long fuzzing, power losses, full benchmarks
	test/nightly.sh

notices: ui ## third-party notices from go.sum and the lock file
	go run ./test/notices > THIRD_PARTY_NOTICES.md

reference: ## doc/language from the rows of the library
	go run ./test/reference

system: ## system packages the browser stories need
	test/system.sh

clean:
	rm -rf bin ui/dist/* ui/node_modules
