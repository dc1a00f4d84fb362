"""Every sentence that people read exists in English and in Chinese."""

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
CATALOG = ROOT / "translations" / "zh" / "LC_MESSAGES" / "messages.po"
METHODS = [("templates/**.html", "jinja2"), ("**.py", "python")]
KEYWORDS = {**DEFAULT_KEYWORDS, "mark": None, "lazy_gettext": None, "_l": None, "lazy_ngettext": (1, 2), "_ln": (1, 2)}
SKIPPED = {".venv", "instance", "tests", "benchmarks", "migrations", "scripts", "build", "node_modules"}
PLACE = re.compile(r"%\((\w+)\)[sd]")


def source_sentences() -> dict[str, str]:
    """Return each English sentence with the first place that says it."""
    found: dict[str, str] = {}
    rows = extract_from_dir(
        str(ROOT),
        METHODS,
        {"**.html": {"extensions": "jinja2.ext.do"}},
        KEYWORDS,
        directory_filter=lambda folder: Path(folder).name not in SKIPPED and not Path(folder).name.startswith("."),
    )
    for name, line, message, _comments, _context in rows:
        for text in message[:1] if isinstance(message, tuple) else [message]:
            found.setdefault(text, f"{name}:{line}")
    return found


def translated() -> dict[str, Message]:
    with CATALOG.open("rb") as file:
        return {singular(message): message for message in read_po(file, locale="zh") if message.id}


def singular(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple | list) else message.id


def texts(message: Message) -> Iterator[str]:
    yield from message.string if isinstance(message.string, tuple | list) else [message.string]


def test_every_sentence_has_its_chinese() -> None:
    known = translated()
    missing = [
        f"{place}: {text!r}"
        for text, place in sorted(source_sentences().items(), key=lambda item: item[1])
        if text not in known or known[text].fuzzy or not all(texts(known[text]))
    ]
    assert not missing, f"{len(missing)} sentences have no Chinese:\n" + "\n".join(missing[:60])


def places(message: Message) -> set[str]:
    return set(PLACE.findall(" ".join(message.id) if isinstance(message.id, tuple | list) else message.id))


def test_a_translation_keeps_the_places_of_its_sentence() -> None:
    wrong = [
        singular(message)
        for message in translated().values()
        for text in texts(message)
        if set(PLACE.findall(text)) != places(message)
    ]
    assert not wrong, f"the places differ in: {wrong}"


def test_no_translation_is_left_over() -> None:
    left_over = sorted(set(translated()) - set(source_sentences()))
    assert not left_over, f"nobody says any more: {left_over[:20]}"
