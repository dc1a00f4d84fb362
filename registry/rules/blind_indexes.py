"""The keyed hashes by which encrypted numbers are found again: equal numbers, however they were typed, equal hash.

Source: docs/methods.md, Privacy, law, ethics.
"""

import re

from foundation.vault import vault

_APART = re.compile(r"[\s\-–—.()（）]+")
COUNTRY_CODES = ("+86", "0086")


def id_number_index(number: str) -> str:
    """Return the index of an ID number. The check letter may be small and the number grouped by blanks."""
    return vault().blind_index(_APART.sub("", number).upper())


def phone_index(number: str) -> str:
    """Return the index of a telephone number, with or without the country's code."""
    return vault().blind_index(plain_phone(number))


def bank_account_index(number: str) -> str:
    """Return the index of a bank account or card number."""
    return vault().blind_index(_APART.sub("", number))


def plain_phone(number: str) -> str:
    """Return a telephone number without blanks, hyphens and the country's code."""
    plain = _APART.sub("", number)
    for code in COUNTRY_CODES:
        plain = plain.removeprefix(code)
    return plain
