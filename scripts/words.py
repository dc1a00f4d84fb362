"""Gather every sentence that people read into the Chinese catalogue; what is new waits there untranslated.

Run as `make words`. Sentences that nobody says any more leave the catalogue.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
MAPPING = ROOT / "translations" / "babel.cfg"
CATALOGUE = ROOT / "translations" / "zh" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {**DEFAULT_KEYWORDS, "mark": None, "lazy_gettext": None, "_l": None, "lazy_ngettext": (1, 2), "_ln": (1, 2)}
Sentence = str | tuple[str, ...]


def source_sentences() -> dict[Sentence, str]:
    """Return each English sentence, plural ones as (one, many), with the first place that says it."""
    with MAPPING.open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found: dict[Sentence, str] = {}
    rows = extract_from_dir(str(ROOT), methods, options, KEYWORDS, directory_filter=is_ours)
    for name, line, message, _comments, _context in rows:
        found.setdefault(tuple(message) if isinstance(message, tuple | list) else message, f"{name}:{line}")
    return found


def is_ours(folder: str) -> bool:
    return not Path(folder).name.startswith(".") and Path(folder).name != "instance"


def read_catalogue() -> Catalog:
    """Return the Chinese catalogue, an empty one when there is none."""
    if not CATALOGUE.exists():
        return Catalog(locale="zh")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh")


def renew(kept: Catalog, sentences: dict[Sentence, str]) -> Catalog:
    """Return a catalogue of exactly these sentences, with the translations that there are; Chinese has one plural."""
    fresh = Catalog(locale="zh", charset="utf-8", fuzzy=False, header_comment="# Holdfast in Simplified Chinese.")
    for sentence in sorted(sentences, key=str):
        old = kept.get(sentence if isinstance(sentence, str) else sentence[0])
        text = old.string if old else ""
        if isinstance(sentence, tuple):
            text = (text[0] if isinstance(text, tuple | list) else text,)
        fresh.add(sentence, text)
    return fresh


def main() -> None:
    fresh = renew(read_catalogue(), source_sentences())
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    write_po(buffer, fresh, width=0, omit_header=False)
    lines = buffer.getvalue().decode().splitlines(keepends=True)
    dated = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By', '"Last-Translator', '"Report-Msgid')
    CATALOGUE.write_text("".join(line for line in lines if not line.startswith(dated)), encoding="utf-8")
    waiting = sum(not any(m.string if isinstance(m.string, tuple | list) else [m.string]) for m in fresh if m.id)
    sys.stdout.write(f"{len(fresh)} sentences, {waiting} wait for their Chinese\n")


if __name__ == "__main__":
    main()
