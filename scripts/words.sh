#!/usr/bin/env bash
# Gathers every sentence that people read into the Chinese catalogue and compiles it.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

scripts/setup.sh dev
"$BIN/python" scripts/words.py
"$BIN/pybabel" --quiet compile -d translations
