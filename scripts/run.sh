#!/usr/bin/env bash
# Sets up what is missing and serves the demo; database, demo data and the printed log-ins are the server's own work.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

scripts/setup.sh runtime
# The demo is served without HTTPS on the loopback address, where a secure cookie would never come back.
export HOLDFAST_COOKIES_SECURE=${HOLDFAST_COOKIES_SECURE:-0}
exec "$BIN/holdfast" serve --demo "$@"
