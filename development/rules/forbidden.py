"""What a public page must never show: identity numbers, mobile phone numbers, bank card and account numbers.

Digits are found however they are written: full-width, with blanks, points or hyphens between them, cut up by markup or
hidden in a link. Source: docs/methods.md, Privacy, law, ethics.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from development.errors import NotForPublic
from development.rules.words import ForbiddenKind
from foundation.identifiers import mask, parse_id_number

TAG = re.compile(r"<[^>]*>")
BLOCK_TAG = re.compile(r"</?(p|h\d|li|ul|ol|br|blockquote)\b[^>]*>", re.IGNORECASE)
LINK = re.compile(r"""href\s*=\s*["']([^"']*)["']""", re.IGNORECASE)
INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
GAP = re.compile(r"[ \u00a0.\-·–—]")
RUN = re.compile(r"(?<!\d)\+?\d(?:[ \u00a0.\-·–—]?\d){9,}(?:[ \-]?[xX])?(?!\d)")
DATES = re.compile(r"^(?:(?:19|20)\d{2}(?:([.\-])\d{1,2}\1\d{1,2})?(?:[ .\-·–—]|$))+$")
COUNTRY = re.compile(r"^(0086|86)(?=1[3-9]\d{9}$)")
MOBILE = re.compile(r"^1[3-9]\d{9}$")
ID_SHAPE = re.compile(r"^[1-9]\d{5}(18|19|20)\d{9}[\dX]$")
OLD_ID_SHAPE = re.compile(r"^[1-9]\d{5}\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}$")
CARD_SHAPE = re.compile(r"^\d{16,19}$")


@dataclass(frozen=True, slots=True)
class Finding:
    """One forbidden thing; `shown` is all of it but the last four characters hidden."""

    kind: ForbiddenKind
    shown: str


def find_forbidden(text: str) -> Iterator[Finding]:
    """Yield what `text` (plain or HTML) shows that no public page may show."""
    for plain in (_plain(text), *(_plain(link) for link in LINK.findall(text))):
        for match in RUN.finditer(plain):
            yield from _findings(match.group())


def classify(number: str, *, is_joined: bool = False) -> ForbiddenKind | None:
    """Return what a number is, None when it may be shown.

    Args:
        number: digits, perhaps with a final X.
        is_joined: put together from parts that stood apart; then only a right check digit makes it a card or an
            identity number, because quantities and prices stand in rows too.
    """
    digits = COUNTRY.sub("", number)
    if MOBILE.match(digits):
        return ForbiddenKind.PHONE
    if ID_SHAPE.match(digits) and (not is_joined or parse_id_number(digits)):
        return ForbiddenKind.ID_NUMBER
    if OLD_ID_SHAPE.match(digits) and not is_joined:
        return ForbiddenKind.ID_NUMBER
    if CARD_SHAPE.match(digits) and (not is_joined or _has_luhn_check(digits)):
        return ForbiddenKind.CARD_NUMBER
    return None


def check_publishable(**texts: str) -> None:
    """Raise NotForPublic, naming the field, when one of the texts shows what no public page may show."""
    for field, text in texts.items():
        for finding in find_forbidden(text):
            raise NotForPublic(field=field, kind=finding.kind, found=finding.shown)


def _plain(text: str) -> str:
    joined = TAG.sub("", BLOCK_TAG.sub("\n", text))
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", html.unescape(joined)))


def _findings(run: str) -> Iterator[Finding]:
    if DATES.match(run):
        return
    parts = [part for part in GAP.split(run.upper().lstrip("+")) if part]
    for first in range(len(parts)):
        for last in range(first, len(parts)):
            number = "".join(parts[first : last + 1])
            kind = classify(number, is_joined=last > first)
            if kind is not None:
                yield Finding(kind, mask(number))


def _has_luhn_check(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
