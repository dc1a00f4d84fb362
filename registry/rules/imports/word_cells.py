"""Cells that hold words of a code list: one word, several in one cell, or yes and no."""

import re
from collections.abc import Callable, Mapping

from registry.rules.imports.field_kinds import Field
from registry.rules.imports.issues import IssueCode, Remark
from registry.rules.imports.profile import CellWords
from registry.rules.imports.text import half_width

_APART = re.compile(r"[、，,;；/|+\n]+")
NOTHING = "{}"


def own_words(field: Field) -> dict[str, str]:
    """Return the words that a code list understands without a profile: its stored values and their labels."""
    members = list(field.words or ())
    words = {member.label.casefold(): member.value for member in members}
    words |= {half_width(label).casefold(): value for value, labels in field.choices for label in labels}
    return words | {m.value: m.value for m in members} | {value.casefold(): value for value, _ in field.choices}


def stored_values(field: Field) -> tuple[str, ...]:
    """Return the values of a field's code list, in its order."""
    return tuple(member.value for member in field.words or ()) or tuple(value for value, _ in field.choices)


def word_reader(field: Field, codes: Mapping[str, str]) -> Callable[[str], str]:
    """Return the reader of a cell that holds one word."""
    known = {**own_words(field), **codes}

    def read(text: str) -> str:
        value = known.get(half_width(text).casefold())
        return Remark(IssueCode.NOT_IN_LIST, value=text) if value is None else value

    return read


def list_reader(field: Field, codes: Mapping[str, str], words: CellWords) -> Callable[[str], str]:
    """Return the reader of a cell that holds several words; a word for "no" says that there are none of them.

    The values come in the order of the code list, each once, so that equal sets are equal texts.
    """
    known = {**own_words(field), **codes}
    order = stored_values(field)

    def read(text: str) -> str:
        plain = half_width(text).casefold()
        if plain in words.no:
            return NOTHING
        parts = [part.strip() for part in _APART.split(plain) if part.strip()]
        if plain in known:
            parts = [plain]
        if not parts or any(part not in known for part in parts):
            return Remark(IssueCode.NOT_IN_LIST, value=text)
        found = {known[part] for part in parts}
        return "{" + ",".join(value for value in order if value in found) + "}"

    return read


def flag_reader(words: CellWords, codes: Mapping[str, str]) -> Callable[[str], str]:
    """Return the reader of a cell that says yes or no."""
    meaning = {**dict.fromkeys(words.yes, "t"), **dict.fromkeys(words.no, "f"), **codes}

    def read(text: str) -> str:
        value = meaning.get(half_width(text).casefold())
        return Remark(IssueCode.NOT_YES_NO, value=text) if value is None else value

    return read
