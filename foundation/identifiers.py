"""Identity numbers and references.

Sources: GB 11643-1999 (citizen identification number, ISO 7064 MOD 11-2 check), GB 32100-2015 (unified social credit
identifier, MOD 31 check).
"""

import re
from dataclasses import dataclass
from datetime import date

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
ID_SHAPE = re.compile(r"^[1-9]\d{16}[\dX]$")
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


@dataclass(frozen=True, slots=True)
class IdNumber:
    """What an 18-digit citizen identification number says by itself."""

    text: str
    born_on: date
    is_male: bool
    division: str


def id_check_character(first17: str) -> str:
    """Return the check character of the first 17 digits."""
    return ID_CHECKS[sum(int(d) * w for d, w in zip(first17, ID_WEIGHTS, strict=True)) % 11]


def parse_id_number(text: str) -> IdNumber | None:
    """Read an 18-digit number; None when its shape, date or check digit is wrong."""
    number = text.strip().upper()
    if not ID_SHAPE.match(number) or id_check_character(number[:17]) != number[17]:
        return None
    try:
        born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return IdNumber(number, born_on, int(number[16]) % 2 == 1, number[:6])


def is_credit_code(text: str) -> bool:
    """Tell whether a unified social credit identifier has 18 valid characters and the right check character."""
    code = text.strip().upper()
    if len(code) != 18 or any(character not in CREDIT_ALPHABET for character in code):
        return False
    total = sum(CREDIT_ALPHABET.index(c) * w for c, w in zip(code[:17], CREDIT_WEIGHTS, strict=True))
    return CREDIT_ALPHABET[(31 - total % 31) % 31] == code[17]


def mask(text: str, keep: int = 4) -> str:
    """Hide all but the last `keep` characters."""
    return "•" * max(len(text) - keep, 0) + text[-keep:] if text else ""


def masked_name(name: str) -> str:
    """Return the surname with a circle for each further character, the form that posted lists use."""
    return name[:1] + "○" * max(len(name) - 1, 1) if name else ""
