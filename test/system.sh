#!/usr/bin/env bash
# Makes sure the browser stories can run: as root it installs Chromium, otherwise
# it says precisely what is missing. With CI=true a missing browser is a failure.
set -euo pipefail

browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

if browser >/dev/null; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	echo "Installing Chromium for the browser stories."
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
fi
if ! browser >/dev/null; then
	echo "Chromium is missing. Install it with: sudo apt-get install chromium" >&2
	if [ "${CI:-}" = true ]; then exit 1; fi
	echo "The browser stories will be skipped." >&2
fi
