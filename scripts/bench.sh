#!/usr/bin/env bash
# Runs the benchmarks named, or all of them, one after the other.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

scripts/setup.sh dev
if [ $# -eq 0 ]; then
    mapfile -t names < <(grep -l '__main__' benchmarks/*.py 2>/dev/null | xargs -r -n1 basename -s .py)
    set -- "${names[@]}"
fi
for name in "$@"; do
    say "── $name"
    "$BIN/python" -m "benchmarks.$name"
done
