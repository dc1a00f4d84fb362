#!/usr/bin/env bash
# Sets up what is missing: system packages, virtual environment, translations. Quick when nothing is.
# Usage: setup.sh runtime|dev [--again]      --again retries system packages that could not be installed before
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

LOCK=${1:?usage: setup.sh runtime|dev [--again]}
AGAIN=${2:-}

# Two commands at once (say `make run` and `make test`) set up one after the other.
if command -v flock >/dev/null; then exec 9<"$ROOT/scripts" && flock 9; fi

find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3.11 python3 python3.12 python3.13; do
        if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$candidate"
            return
        fi
    done
    die "Holdfast needs Python 3.11 or newer and found none. On Debian or Ubuntu: apt-get install python3.11 python3.11-venv.
Another place: make $([ "$LOCK" = dev ] && echo test || echo run) PYTHON=/path/to/python3.11"
}

# An environment made in another folder points to that folder: a moved or copied project gets a new one.
make_environment() {
    if [[ "$(cat .venv/pyvenv.cfg 2>/dev/null)" == *" $ROOT/.venv"* ]] && "$BIN/python" -c '' 2>/dev/null; then return; fi
    local python
    python=$(find_python)
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        scripts/system_packages.sh "$(venv_package "$python")"
    fi
    say "Making the virtual environment with $("$python" --version) …"
    "$python" -m venv --clear "$ROOT/.venv" || die "No virtual environment: install $(venv_package "$python") first."
}

venv_package() {
    "$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
}

pip_install() {
    "$BIN/python" -m pip install --quiet --no-input --disable-pip-version-check --no-deps "$@" ||
        die "The Python packages could not be installed; the lines above say why. 'make setup' tries again."
}

# The stamp holds what was installed from; the development lock contains the runtime lock.
install_packages() {
    local wanted
    wanted=$(cat pyproject.toml "requirements/$LOCK.txt" | cksum)
    if [ "$(cat "$STAMPS/$LOCK" 2>/dev/null)" = "$wanted" ]; then return; fi
    say "Installing Python packages from requirements/$LOCK.txt (a minute or two the first time) …"
    pip_install --require-hashes --requirement "requirements/$LOCK.txt"
    pip_install --no-build-isolation --editable .
    printf '%s' "$wanted" >"$STAMPS/$LOCK"
    if [ "$LOCK" = dev ]; then
        cat pyproject.toml requirements/runtime.txt | cksum >"$STAMPS/runtime"
    fi
}

# Where the distribution has no chromium of its own (Ubuntu), Playwright's does; tried once.
install_browser() {
    if [ "$LOCK" != dev ] || command -v chromium >/dev/null || [ -e "$STAMPS/browser" ]; then return; fi
    say "Fetching Chromium for the browser tests …"
    local with_libraries=()
    if [ "$(id -u)" = 0 ]; then with_libraries=(--with-deps); fi
    "$BIN/playwright" install "${with_libraries[@]}" chromium >/dev/null </dev/null ||
        say "No Chromium: the browser tests cannot run. 'make setup' tries again."
    touch "$STAMPS/browser"
}

compile_translations() {
    local words
    for words in translations/*/LC_MESSAGES/*.po; do
        if [ -e "$words" ] && [ ! "${words%.po}.mo" -nt "$words" ]; then
            "$BIN/pybabel" --quiet compile -d translations
            return
        fi
    done
}

if [ "$AGAIN" = --again ]; then rm -f "$STAMPS"/missing-* "$STAMPS/browser"; fi
make_environment
mkdir -p "$STAMPS"
scripts/system_packages.sh "$LOCK"
install_packages
install_browser
compile_translations
