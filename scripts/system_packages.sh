#!/usr/bin/env bash
# Installs the Debian packages that are missing where it may (root, or sudo without a password); otherwise says what is
# missing and what that costs. Never stops the set-up: everything but the named function works without them.
# Usage: system_packages.sh runtime|dev|PACKAGE      HOLDFAST_SYSTEM_PACKAGES=no only looks
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

RUNTIME="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-noto-cjk"
case $1 in
    runtime) WANTED=$RUNTIME ;;
    dev) WANTED="$RUNTIME poppler-utils $(grep -qs '^ID=ubuntu' /etc/os-release || echo chromium)" ;;
    *) WANTED=$1 ;;
esac

is_installed() {
    case $1 in
        chromium) command -v chromium >/dev/null && return ;;
        poppler-utils) command -v pdftotext >/dev/null && return ;;
    esac
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

list_missing() {
    local package
    for package in $WANTED; do
        is_installed "$package" || printf '%s ' "$package"
    done
}

cost_of() {
    case $1 in
        libpango*) echo "no PDF can be made" ;;
        libharfbuzz-subset0) echo "a PDF takes some 15 seconds instead of a third of one" ;;
        fontconfig | fonts-noto-cjk) echo "Chinese text in PDFs shows as empty boxes" ;;
        chromium) echo "the browser tests cannot run" ;;
        poppler-utils) echo "the tests that read PDFs cannot run" ;;
        *) echo "the set-up cannot go on" ;;
    esac
}

become_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    [ "${HOLDFAST_SYSTEM_PACKAGES:-yes}" = yes ] && command -v apt-get >/dev/null || return 1
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

# One package at a time: a name that this release does not know must not keep the others away.
install_missing() {
    local package
    say "Installing system packages: $MISSING…"
    become_root apt-get update -qq >/dev/null || say "The package lists could not be refreshed; trying with the old ones."
    for package in $MISSING; do
        become_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
            -o DPkg::Lock::Timeout=120 "$package" >/dev/null </dev/null || say "apt-get could not install $package."
    done
}

report_missing() {
    local package
    say "Missing system packages:"
    for package in $MISSING; do say "  $package: without it $(cost_of "$package")"; done
    say "To install them: sudo apt-get install $MISSING"
    say "Then run 'make setup' once. Going on without them."
}

if ! command -v dpkg-query >/dev/null; then
    say "No dpkg here: make sure that what these Debian packages bring is installed: $WANTED"
    exit 0
fi
MISSING=$(list_missing)
[ -n "$MISSING" ] || exit 0
# What could not be installed is not tried again on every start, only by `make setup`.
tried() { printf '%s/missing-%s' "$STAMPS" "$(printf '%s' "$MISSING" | cksum | cut -d' ' -f1)"; }
if [ ! -e "$(tried)" ] && may_install; then
    install_missing
    MISSING=$(list_missing)
    [ -n "$MISSING" ] || exit 0
    if [ -d "$STAMPS" ]; then touch "$(tried)"; fi
fi
report_missing
