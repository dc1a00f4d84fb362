"""What an ID number says of its holder, held against the row's own date of birth and sex.

Source: docs/methods.md, Identity numbers (GB 11643) and rule 1_12_002 (lengths 18, 20 and 22).
"""

from datetime import date
from typing import NamedTuple

from foundation.identifiers import ID_SHAPE, id_check_character, parse_id_number
from registry.rules.imports.issues import IssueCode, Remark
from registry.rules.words import Sex

NULL = "\\N"
CERTIFICATE_LENGTH = 20
SPECIAL_LENGTH = 22


class Identity(NamedTuple):
    """A person's number, date of birth and sex as the row and the number together give them; any may be a remark."""

    number: str
    born_on: str
    sex: str


def read_identity(number: str, born_on: str, sex: str, today: date) -> Identity:
    """Check a number and fill what the row leaves empty from it.

    A disability certificate's number (20 characters) begins with the holder's ID number, which is what is kept.
    """
    if len(number) == SPECIAL_LENGTH and number.isdecimal():
        return Identity(Remark(IssueCode.ID_SPECIAL, number), born_on, sex)
    number = number[:18] if len(number) == CERTIFICATE_LENGTH else number
    told = parse_id_number(number)
    if told is None or told.born_on > today:
        return Identity(_fault(number), born_on, sex)
    told_born, told_sex = told.born_on.isoformat(), Sex.MALE if told.is_male else Sex.FEMALE
    if born_on == NULL and not isinstance(born_on, Remark):
        born_on = told_born
    elif born_on not in (told_born, NULL):
        born_on = Remark(IssueCode.ID_BORN_DIFFERS, born_on, told=told_born, value=born_on)
    if sex == NULL and not isinstance(sex, Remark):
        sex = told_sex
    elif sex not in (told_sex, NULL):
        sex = Remark(IssueCode.ID_SEX_DIFFERS, sex)
    return Identity(number, born_on, sex)


def _fault(number: str) -> Remark:
    if not ID_SHAPE.match(number):
        return Remark(IssueCode.ID_SHAPE, length=len(number))
    wrong_check = id_check_character(number[:17]) != number[17]
    return Remark(IssueCode.ID_CHECK if wrong_check else IssueCode.ID_DATE)
