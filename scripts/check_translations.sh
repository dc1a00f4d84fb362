#!/usr/bin/env bash
# Compiles every translation into a throw-away folder: fails on broken syntax or a lost %(place)s.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for words in translations/*/LC_MESSAGES/*.po; do
    if [ -e "$words" ]; then "$BIN/pybabel" --quiet compile -i "$words" -o "$scratch/words.mo"; fi
done
