"""What an ID number and a disability certificate say of their holder, held against the row's own cells.

Source: docs/methods.md, Identity numbers (GB 11643) and rule 1_12_002 (lengths 18, 20 and 22).
"""

from datetime import date
from typing import NamedTuple

from foundation.identifiers import ID_SHAPE, id_check_character, parse_id_number
from registry.rules.imports.issues import IssueCode, Remark
from registry.rules.words import DisabilityKind, Sex

NULL = "\\N"
NUMBER_LENGTH = 18
CERTIFICATE_LENGTH = 20
SPECIAL_LENGTH = 22
KINDS = {str(place): kind.value for place, kind in enumerate(DisabilityKind, start=1)}
GRADES = "1234"


class Identity(NamedTuple):
    """A person's number, date of birth and sex as the row and the number together give them; any may be a remark."""

    number: str
    born_on: str
    sex: str


class Disability(NamedTuple):
    """Kind and grade of a disability as the row and the certificate together give them; either may be a remark."""

    kind: str
    grade: str


def read_identity(number: str, born_on: str, sex: str, today: date) -> Identity:
    """Check a number and fill what the row leaves empty from it.

    A disability certificate's number (20 characters) begins with the holder's ID number, which is what is kept.
    """
    if len(number) == SPECIAL_LENGTH and number.isdecimal():
        return Identity(Remark(IssueCode.ID_SPECIAL, number), born_on, sex)
    number = number[:NUMBER_LENGTH] if len(number) == CERTIFICATE_LENGTH else number
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


def read_certificate(certificate: str, kind: str, grade: str) -> Disability:
    """Fill kind and grade of a disability from the last two digits of a certificate's 20 characters.

    A digit that means nothing spoils both, for then the number was not copied whole.
    """
    told_kind, told_grade = KINDS.get(certificate[18:19]), certificate[19:20]
    if len(certificate) != CERTIFICATE_LENGTH or told_kind is None or told_grade not in GRADES:
        return Disability(Remark(IssueCode.CERTIFICATE_WRONG), grade)
    return Disability(_agreed(kind, told_kind), _agreed(grade, told_grade))


def _agreed(own: str, told: str) -> str:
    if isinstance(own, Remark) or own == told:
        return own
    return told if own == NULL else Remark(IssueCode.CERTIFICATE_DIFFERS)


def _fault(number: str) -> Remark:
    if not ID_SHAPE.match(number):
        return Remark(IssueCode.ID_SHAPE, length=len(number))
    wrong_check = id_check_character(number[:17]) != number[17]
    return Remark(IssueCode.ID_CHECK if wrong_check else IssueCode.ID_DATE)
