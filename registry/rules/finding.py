"""What somebody who looks for a person has typed: a name, a household's code, or a number that identifies.

Source: docs/methods.md, The register.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from foundation.wording import Worded, mark
from registry.rules.blind_indexes import plain_phone

SHORTEST = 2
"""Characters of the shortest name that is looked for: one character alone would be a tenth of all people."""
LONGEST = 80
_BETWEEN = re.compile(r"[\s·•・‧．.\-]+")
_ID_NUMBER = re.compile(r"^(\d{15}|\d{17}[\dX]|\d{17}[\dX]\d{2}|\d{22})$")
_PHONE = re.compile(r"^1\d{10}$")
_ACCOUNT = re.compile(r"^\d{12,30}$")
_CODE = re.compile(r"^[0-9A-Za-z][0-9A-Za-z\-_/]*$")


class FoundBy(Worded):
    """Which of a person's or household's properties was matched."""

    NAME = "name", mark("Name")
    ID_NUMBER = "id_number", mark("ID number")
    PHONE = "phone", mark("Telephone")
    ACCOUNT = "account", mark("Bank account")
    CODE = "code", mark("Household number")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for, way by way; nothing when what was typed is too short.

    Args:
        name: the name in comparison form, empty when it cannot be one.
        numbers: identifying numbers as typed, by what they may be.
        code: the beginning of a household's code, empty when it cannot be one.
    """

    name: str = ""
    numbers: dict[FoundBy, str] = field(default_factory=dict)
    code: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.name or self.numbers or self.code)


def read_wanted(words: str) -> Wanted:
    """Tell what the words may be: a number is never looked for as a name."""
    typed = unicodedata.normalize("NFKC", words).strip()[:LONGEST]
    code = typed if _CODE.match(typed) and len(typed) >= SHORTEST else ""
    number = re.sub(r"[\s\-]+", "", typed).upper()
    numbers = {
        FoundBy.ID_NUMBER: number[:18] if len(number) == 20 else number if _ID_NUMBER.match(number) else "",
        FoundBy.PHONE: plain_phone(typed) if _PHONE.match(plain_phone(typed)) else "",
        FoundBy.ACCOUNT: number if _ACCOUNT.match(number) else "",
    }
    name = "" if any(character.isdecimal() for character in typed) else name_key(typed)
    return Wanted(name if len(name) >= SHORTEST else "", {way: text for way, text in numbers.items() if text}, code)


def name_key(name: str) -> str:
    """Return a name in comparison form: width, case, blanks and the points between its parts do not count.

    The database has the same as the function `name_key`.
    """
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", name)).lower()
