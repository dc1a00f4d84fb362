#!/usr/bin/env bash
# Sets up what the tests need and runs them, two at a time; the tests of one file stay together.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

scripts/setup.sh dev
exec "$BIN/python" -m pytest -n "${WORKERS:-2}" --dist loadfile "$@"
