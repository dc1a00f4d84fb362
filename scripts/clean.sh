#!/usr/bin/env bash
# Removes what can be made again. Data in instance/ stays.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov build dist ./*.egg-info
find . -path ./instance -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
find translations -name '*.mo' -delete 2>/dev/null || true
if [ -d instance ]; then say "Kept your data in instance/; remove that folder by hand for a fresh start."; fi
