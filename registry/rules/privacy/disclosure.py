"""How much of each kind of data a reader sees: field by field, role by role.

Source: docs/methods.md, Privacy, law, ethics.
"""

from collections.abc import Iterable
from enum import IntEnum

from foundation.wording import Worded, mark


class DataKind(Worded):
    NAME = "name", mark("Names")
    PHONE = "phone", mark("Telephone")
    NUMBERS = "numbers", mark("ID number and bank account")
    HEALTH = "health", mark("Health and disability")
    INCOME = "income", mark("Income and assets")
    CHILDREN = "children", mark("Data of children")


class Disclosure(IntEnum):
    """From nothing to everything; a reader with several roles gets the most that any of them gives."""

    NOTHING = 0
    FLAG = 1
    """That there is something, not what."""
    SUMMARY = 2
    """The sum, not the lines."""
    LAST_DIGITS = 3
    ON_REQUEST = 4
    """Masked; shown when asked for with a reason, and written down."""
    OPEN = 5

    @property
    def shows_flag(self) -> bool:
        """Tell whether it is shown that there is something."""
        return self >= Disclosure.FLAG

    @property
    def shows_sum(self) -> bool:
        return self >= Disclosure.SUMMARY

    @property
    def shows_digits(self) -> bool:
        """Tell whether the last digits are shown."""
        return self >= Disclosure.LAST_DIGITS

    @property
    def may_ask(self) -> bool:
        """Tell whether everything is shown, if only with a reason."""
        return self >= Disclosure.ON_REQUEST

    @property
    def is_open(self) -> bool:
        return self is Disclosure.OPEN


N, F, S, L, R, O = Disclosure  # noqa: E741 - the table below is read by its letters
TABLE: dict[str, dict[DataKind, Disclosure]] = {
    role: dict(zip(DataKind, row, strict=True))
    for role, row in {
        #                     name phone numbers health income children
        "caseworker": (O, O, N, F, S, F),
        "supervisor": (O, N, N, N, S, F),
        "township_reviewer": (O, R, R, R, O, O),
        "county_officer": (O, R, R, R, O, O),
        "auditor": (O, N, N, N, S, F),
        "counsellor": (O, O, N, O, N, O),
        "household_member": (O, O, O, O, O, O),
    }.items()
}
"""Any role that is not here sees nothing of a single family."""


def disclosure(roles: Iterable[str], kind: DataKind) -> Disclosure:
    """Return how much of one kind of data somebody with these roles sees."""
    return max((TABLE[role][kind] for role in roles if role in TABLE), default=Disclosure.NOTHING)
