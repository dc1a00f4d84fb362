# shellcheck shell=bash disable=SC2034
# Read by the other scripts: goes to the project's folder and gives them words to speak with.

set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$ROOT"
BIN="$ROOT/.venv/bin"
STAMPS="$ROOT/.venv/stamps"

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }
