"""Strings that software trips over, made for these tests: those that imports are tried with, and more for forms."""

import json
from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).parents[1] / "data"
TAG = "naughty-tag"
"""An element that is on no page of ours: where it stands in the tree, somebody forgot to escape."""
LONG = ("长" * 300, "🙂" * 300, "word " * 200, "9" * 400, "\n" * 300, "é" * 5_000, "a" * 70_000)


def _read() -> Iterator[str]:
    for file in ("naughty_strings.json", "imports/naughty_strings.json"):
        for group in json.loads((DATA / file).read_text("utf-8")).values():
            yield from group
    yield from LONG


STRINGS = tuple(dict.fromkeys(_read()))
