"""The publisher's eye: finds what may never stand on a public list, however it is written.

Source: docs/methods.md, Posted lists; PIPL art. 28; case K-66 there.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from foundation.wording import Worded, mark

DATA = Path(__file__).resolve().parents[2] / "data" / "posting_words.txt"


class Forbidden(Worded):
    """What the publisher refuses."""

    ID_NUMBER = "id_number", mark("an ID number")
    PHONE = "phone", mark("a mobile telephone number")
    ACCOUNT = "account", mark("an account or card number")
    HEALTH = "health", mark("a word about illness or disability")
    MONEY = "money", mark("an amount of money")
    GRADE = "grade", mark("a colour, score or points")
    ADDRESS = "address", mark("a street or house number")
    CHILD = "child", mark("the name of a child")
    FULL_NAME = "full_name", mark("the whole name of a member")


@dataclass(frozen=True, slots=True)
class Objection:
    """One thing the publisher refuses.

    Args:
        where: which line of the list, from 1; 0 is the list's own text.
        shown: what was found, all but its first character hidden.
    """

    what: Forbidden
    where: int
    shown: str


# Digits may be grouped by blanks, hyphens or points, and written wide: all of that goes before numbers are looked for.
_BETWEEN_DIGITS = re.compile(r"(?<=[\dXx])[\s\-–—._·]+(?=[\dXx])")
_ID_NUMBER = re.compile(r"(?<!\d)(?:\d{17}[\dXx](?:\d{2})?|\d{22}|\d{15})(?![\dXx])")
_PHONE = re.compile(r"(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)")
_ACCOUNT = re.compile(r"(?<!\d)\d{16,19}(?!\d)")
_MONEY = re.compile(r"\d[\d,.]*\s*(?:万元|元|块钱|yuan|rmb|cny)|[¥￥]\s*\d", re.IGNORECASE)
_ADDRESS = re.compile(r"\d+\s*(?:号|栋|单元|室)|[路街巷]\s*\d+")


def find_objections(
    texts: Iterable[tuple[int, str]], names: Iterable[str], child_names: Iterable[str]
) -> list[Objection]:
    """Return everything on a list that may not be public.

    Args:
        texts: (line, text); every piece of text that the public page would show.
        names: the whole names of the listed households' members.
        child_names: the names of those under eighteen.
    """
    children = {name for name in child_names if len(name) > 1}
    people = {name for name in names if len(name) > 1} - children
    return [
        objection
        for line, text in texts
        for objection in _objections(line, unicodedata.normalize("NFKC", text), people, children)
    ]


def _objections(line: int, text: str, names: set[str], children: set[str]) -> Iterator[Objection]:
    joined = _BETWEEN_DIGITS.sub("", text)
    for what, pattern, where in (
        (Forbidden.ID_NUMBER, _ID_NUMBER, joined),
        (Forbidden.PHONE, _PHONE, joined),
        (Forbidden.ACCOUNT, _ACCOUNT, joined),
        (Forbidden.MONEY, _MONEY, text),
        (Forbidden.ADDRESS, _ADDRESS, text),
    ):
        yield from (Objection(what, line, _hidden(found)) for found in pattern.findall(where))
    lower = text.lower()
    for what, words in forbidden_words().items():
        yield from (Objection(what, line, _hidden(word)) for word in words if word in lower)
    plain = re.sub(r"[\s·•・]+", "", text)
    yield from (Objection(Forbidden.CHILD, line, _hidden(name)) for name in sorted(children) if name in plain)
    yield from (Objection(Forbidden.FULL_NAME, line, _hidden(name)) for name in sorted(names) if name in plain)


def _hidden(found: str) -> str:
    return found[:1] + "…"


@cache
def forbidden_words() -> dict[Forbidden, tuple[str, ...]]:
    """Return the words that a list may not have, by what they tell, as the data file has them."""
    words: dict[Forbidden, tuple[str, ...]] = {}
    for line in DATA.read_text(encoding="utf-8").splitlines():
        name, _, listed = line.partition(":")
        if listed and not line.startswith("#"):
            words[Forbidden(name.strip())] = tuple(word.strip().lower() for word in listed.split(",") if word.strip())
    return words
