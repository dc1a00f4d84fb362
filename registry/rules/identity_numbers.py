"""ID, telephone and account numbers as people type them: checked, and brought into the one form that is kept.

Source: docs/methods.md, Identity numbers; Register validation rules, 1_12_002 (lengths 18, 20 and 22).
"""

from datetime import date

from foundation.identifiers import parse_id_number
from registry.rules.blind_indexes import bank_account_index, id_number_index, phone_index, plain_phone
from registry.rules.changes_errors import IdNumberContradicts, IdNumberWrong, NumberWrong
from registry.rules.words import Sex

CERTIFICATE_LENGTH = 20
SPECIAL_LENGTH = 22
PHONE_DIGITS = (5, 13)
ACCOUNT_DIGITS = (8, 30)
INDEXES = {"id_number": id_number_index, "phone": phone_index, "bank_account": bank_account_index}
"""The column of each number → the hash that goes into the column `…_index` beside it."""


def clean_id_number(typed: str, born_on: date, sex: Sex) -> str:
    """Return an ID number in its kept form.

    A disability certificate's number (20 characters) begins with its holder's ID number. Special residents' documents
    (22 digits) say nothing of their holder.
    Raises: IdNumberWrong; IdNumberContradicts when the number tells another date of birth or sex.
    """
    number = "".join(typed.split()).upper()
    if len(number) == SPECIAL_LENGTH and number.isascii() and number.isdecimal():
        return number
    number = number[:18] if len(number) == CERTIFICATE_LENGTH else number
    told = parse_id_number(number)
    if told is None:
        raise IdNumberWrong(field="id_number")
    told_sex = Sex.MALE if told.is_male else Sex.FEMALE
    if told.born_on != born_on or told_sex is not sex:
        raise IdNumberContradicts(field="id_number", born_on=told.born_on, sex=told_sex)
    return told.text


def clean_phone(typed: str) -> str:
    """Return a telephone number in its kept form. Raises NumberWrong."""
    return _digits(plain_phone(typed), "phone", PHONE_DIGITS)


def clean_account(typed: str) -> str:
    """Return a bank account or card number in its kept form. Raises NumberWrong."""
    return _digits("".join(typed.split()).replace("-", ""), "bank_account", ACCOUNT_DIGITS)


def _digits(number: str, field: str, lengths: tuple[int, int]) -> str:
    low, high = lengths
    if not (number.isascii() and number.isdecimal() and low <= len(number) <= high):
        raise NumberWrong(field=field, low=low, high=high)
    return number
