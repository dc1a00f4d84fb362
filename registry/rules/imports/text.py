"""Text of cells: made plain before it is read, and made harmless before it is written for a spreadsheet."""

import re
from dataclasses import dataclass

from registry.rules.imports.issues import WARNINGS, IssueCode

_SPACES = "\t\n\v\f\r\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_UNSEEN = "\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc"
_BROKENS = "\ud800-\udfff\ufdd0-\ufdef\ufffd\ufffe\uffff"
_LEFT_OF_JUNK = "\x00-\x7f\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_SPACE = re.compile(f"[{_SPACES}]")
_HIDDEN = re.compile(f"[{_CONTROLS}{_UNSEEN}]")
_JUNK_JOINER = re.compile(f"(?:(?<=[{_LEFT_OF_JUNK}])|^)[\u200c\u200d]+|[\u200c\u200d]+$")
"""Joiners that join nothing. Behind a sign of a script that joins, or a picture, they belong to the text."""
_ODD = re.compile(f"[{_CONTROLS}{_UNSEEN}{_BROKENS}\u200c\u200d]")
_BROKEN = re.compile(f"[{_BROKENS}]")
_CONTROL = re.compile(f"[{_CONTROLS}]")
_ENDS = re.compile(f"^[ {_SPACES}{_UNSEEN}\u200c\u200d]+|[ {_SPACES}{_UNSEEN}\u200c\u200d]+$")
NAMED = 3
"""So many unseen signs of a cell are named, no more."""
_HALF = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)}
_MIDDLE_DOTS = dict.fromkeys(map(ord, "•‧∙⋅・･．●"), "·")
_IDEOGRAPH_GAP = re.compile(r"(?<=[㐀-鿿豈-﫿]) +(?=[㐀-鿿豈-﫿])")
_FORMULA = re.compile(r"=.|@[A-Za-z]|[+\-](?:.*[(|!=]|\s*[A-Za-z$]+\$?\d)", re.DOTALL)
_DANGEROUS = ("=", "+", "-", "@", "|", "%", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Flaw:
    """Signs in a cell that nobody sees or that stand for a lost character, by their numbers."""

    code: IssueCode
    signs: str

    @property
    def is_error(self) -> bool:
        return self.code not in WARNINGS


def tidy(raw: str) -> str:
    """Return the cell without hidden characters, every kind of space made a plain one, and none at the ends."""
    if raw.isascii() and raw.isprintable():
        return raw.strip()
    text = _SPACE.sub(" ", raw)
    if _ODD.search(text):
        text = _JUNK_JOINER.sub("", _HIDDEN.sub("", text))
    return text.strip()


def flaw_of(raw: str) -> Flaw | None:
    """Return what is wrong with the signs of a cell.

    Half and lost characters and control characters spoil it. Unseen signs inside it are taken out and told; at its ends
    they are nothing but padding.
    """
    if not _ODD.search(raw):
        return None
    for code, pattern in ((IssueCode.BROKEN_CHARACTER, _BROKEN), (IssueCode.CONTROL_CHARACTER, _CONTROL)):
        if found := pattern.findall(raw):
            return Flaw(code, _named(found))
    inner = _ENDS.sub("", raw)
    unseen = [*_HIDDEN.findall(inner), *"".join(_JUNK_JOINER.findall(inner))]
    return Flaw(IssueCode.HIDDEN_REMOVED, _named(unseen)) if unseen else None


def _named(signs: list[str]) -> str:
    numbers = list(dict.fromkeys(f"U+{ord(sign):04X}" for sign in signs))
    return ", ".join(numbers[:NAMED]) + (" …" if len(numbers) > NAMED else "")


def half_width(text: str) -> str:
    """Return full-width letters, digits and signs as their plain forms: `１２．５` becomes `12.5`."""
    return text if text.isascii() else text.translate(_HALF)


def tidy_name(text: str) -> str:
    """Return a person's name without the padding between ideographs, with one form of the middle dot."""
    if text.isascii():
        return text
    return _IDEOGRAPH_GAP.sub("", text.translate(_MIDDLE_DOTS))


def heading_key(text: str) -> str:
    """Return a column heading in the form in which headings are compared: width, case and spaces do not count."""
    return half_width(tidy(text)).replace(" ", "").casefold()


def looks_like_formula(text: str) -> bool:
    """Tell whether a spreadsheet would compute the text: `=cmd|…`, `@SUM(…)`, `+A1`; a negative number is none."""
    return _FORMULA.match(half_width(text)) is not None


def defuse(text: str) -> str:
    """Return text that a spreadsheet shows instead of computing it: an apostrophe before a dangerous start."""
    return "'" + text if text.lstrip(" ").startswith(_DANGEROUS) else text


def shorten(text: str, length: int = 60) -> str:
    """Return the text, cut with an ellipsis where it is longer than an error message can bear."""
    return text if len(text) <= length else text[: length - 1] + "…"


def to_copy(text: str) -> str:
    """Return the text as one field of PostgreSQL's COPY text format; `tidy` has already removed tabs and line ends."""
    return text.replace("\\", "\\\\") if "\\" in text else text
