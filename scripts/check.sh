#!/usr/bin/env bash
# Runs every check, also after one has failed, and ends with the list of those that did.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

scripts/setup.sh dev
failed=()

check() {
    local name=$1
    shift
    say "── $name"
    "$@" || failed+=("$name")
}

check "ruff: mistakes" "$BIN/ruff" check .
check "ruff: format" "$BIN/ruff" format --check .
check "mypy: types" "$BIN/mypy"
check "import-linter: floors" "$BIN/lint-imports"
check "babel: translations" scripts/check_translations.sh
check "house rules" "$BIN/python" -m pytest -q --durations=0 --durations-min=5 tests/house

if [ ${#failed[@]} -gt 0 ]; then
    say ""
    say "Not passed:"
    printf '  %s\n' "${failed[@]}" >&2
    exit 1
fi
say "All checks passed."
