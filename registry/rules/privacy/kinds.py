"""Of which kind each value is that the register keeps or works out, and so which of them a reader is shown.

Source: docs/methods.md, Privacy, law, ethics.
"""

from collections.abc import Iterable
from datetime import date

from registry.rules.privacy.disclosure import DataKind, Disclosure
from registry.rules.privacy.sight import Member, Sight
from registry.rules.values import NUMBERS, PERSON_FIELDS

Need = tuple[DataKind, Disclosure]
DETAIL: Need = (DataKind.HEALTH, Disclosure.OPEN)
ILL_AT_ALL: Need = (DataKind.HEALTH, Disclosure.FLAG)
LINE: Need = (DataKind.INCOME, Disclosure.OPEN)
SUM: Need = (DataKind.INCOME, Disclosure.SUMMARY)

FIELDS: dict[str, Need] = {
    **dict.fromkeys(("health", "is_undernourished", "disability_kind", "disability_grade"), DETAIL),
    "monthly_wage_minor": LINE,
    **dict.fromkeys(("assets", "debt_minor"), SUM),
}
"""Columns of households and people; any other is no secret from whoever opens the file."""

FACTS: dict[str, Need] = {
    **dict.fromkeys(("health", "is_undernourished", "disability_kind", "disability_grade"), DETAIL),
    "is_disabled": ILL_AT_ALL,
    **dict.fromkeys(("monthly_wage", "wage_income", "business_income", "transfer_income", "claims_income"), LINE),
    **dict.fromkeys(("medical_self_paid", "education_spending"), LINE),
    **dict.fromkeys(("net_income", "income_per_head", "assets", "debt"), SUM),
}
"""Facts of validation rules (`registry.rules.quality.catalogue`)."""

NUMBER_FIELDS: dict[str, Need] = {
    "phone": (DataKind.PHONE, Disclosure.LAST_DIGITS),
    **dict.fromkeys(("id_number", "bank_account"), (DataKind.NUMBERS, Disclosure.LAST_DIGITS)),
}
"""Numbers that identify: where they are quoted, only their last digits are."""
QUOTED = FACTS | FIELDS | NUMBER_FIELDS | {"note": ILL_AT_ALL}

OF_ANY_CHILD = frozenset({"name", "sex", "relation"}) | NUMBERS
"""What an edit page shows of a child too; numbers are masked of everybody."""


def hidden_of_member(sight: Sight, person: Member, on: date) -> frozenset[str]:
    """Return the columns of a member that are not shown on a day; numbers that identify are always masked."""
    if not sight.member(person, on).sees_life:
        return frozenset(PERSON_FIELDS) - OF_ANY_CHILD
    return hidden_fields(sight)


def unmasked_of_member(sight: Sight, person: Member, on: date) -> frozenset[str]:
    """Return the numbers of a member of which the last digits are shown."""
    seen = sight.member(person, on)
    levels = {"phone": seen.phone, "id_number": seen.numbers, "bank_account": seen.numbers}
    return frozenset(name for name, level in levels.items() if level.shows_digits)


def hidden_fields(sight: Sight) -> frozenset[str]:
    """Return the columns that are not shown of anybody in the household."""
    return frozenset(name for name, need in FIELDS.items() if not sight.shows(*need))


def shows_quoted(sight: Sight, name: str) -> bool:
    """Tell whether the value of a column or question is quoted to a reader; of numbers their last digits."""
    return name not in QUOTED or sight.shows(*QUOTED[name])


def shows_facts(sight: Sight, names: Iterable[str]) -> bool:
    """Tell whether a value that comes from these facts is shown."""
    return all(sight.shows(*FACTS[name]) for name in names if name in FACTS)
