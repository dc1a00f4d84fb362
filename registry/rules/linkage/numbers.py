"""Identity and telephone numbers in the form in which they are compared; plain, so only ever in memory.

Sources: GB 11643 (18 digits, ISO 7064 MOD 11-2), its predecessor of 1989 (15 digits: no century, no check digit), the
disability certificate (ID number, kind, grade: 20 digits), special residents' documents (22 digits); docs/methods.md,
Identity numbers and Record linkage.
"""

import re
from typing import NamedTuple

from foundation.identifiers import id_check_character, parse_id_number
from registry.rules.blind_indexes import plain_phone
from registry.rules.imports.text import half_width

_APART = re.compile(r"[\s\-–—_.,'’]+")
_OLD = re.compile(r"^\d{15}$")
_CERTIFICATE = re.compile(r"^\d{17}[\dX][1-7][1-4]B?\d?$")
_SHORTEST = 12
_LONGEST = 24


class LinkNumber(NamedTuple):
    """An ID number for comparison.

    Args:
        text: 18 characters where they can be had, empty when there is nothing to compare.
        is_proven: the check digit that was written with it is right, so that a slip in one digit is ruled out.
    """

    text: str
    is_proven: bool


NO_NUMBER = LinkNumber("", False)


def read_number(text: str | None) -> LinkNumber:
    """Return an ID number in its 18-digit form where one can be made of it.

    Old numbers of 15 digits get their century and check digit; a disability certificate's number gives the ID number
    that it begins with; anything else of a number's length is kept as it is, because a slip may be in it.
    """
    number = text.upper() if text and text.isalnum() and text.isascii() else _plain(text)
    if not _SHORTEST <= len(number) <= _LONGEST or number.isalpha():
        return NO_NUMBER
    if _OLD.match(number):
        return LinkNumber(from_old(number), False)
    if len(number) == 20 and _CERTIFICATE.match(number):
        number = number[:18]
    return LinkNumber(number, parse_id_number(number) is not None)


def _plain(text: str | None) -> str:
    return _APART.sub("", half_width(text or "")).upper()


def from_old(number: str) -> str:
    """Return the 18-digit form of an old number of 15 digits, all of which were born in the twentieth century."""
    body = f"{number[:6]}19{number[6:]}"
    return body + id_check_character(body)


def read_phone(text: str | None) -> str:
    """Return a telephone number's digits, empty when there are fewer than seven or all are the same."""
    digits = text or ""
    if not (digits.isdecimal() and digits.isascii()):
        digits = "".join(c for c in plain_phone(half_width(digits)) if c.isdigit())
    return digits if len(digits) >= 7 and len(set(digits)) > 1 else ""
