#!/usr/bin/env bash
# Pins every dependency with its hashes in requirements/, for Python 3.11 and newer on any platform, without naming the
# place that it was fetched from. Present pins stay unless --upgrade is given.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

if command -v uv >/dev/null; then
    uv=uv
else
    uv="$BIN/uv"
    [ -x "$uv" ] || { scripts/setup.sh dev && "$BIN/python" -m pip install --quiet --disable-pip-version-check uv; }
fi

pin() {
    UV_CUSTOM_COMPILE_COMMAND="make lock" "$uv" pip compile --quiet --universal --python-version 3.11 \
        --generate-hashes --no-emit-index-url "$@"
}

pin pyproject.toml requirements/build.in --output-file requirements/runtime.txt "$@"
pin pyproject.toml requirements/build.in --extra dev --constraint requirements/runtime.txt \
    --output-file requirements/dev.txt "$@"
say "Pinned. 'make setup' installs what changed."
