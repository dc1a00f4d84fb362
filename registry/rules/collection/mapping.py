"""Which field of the register a question fills: decided by the question's name and by the repeat that it stands in.

Groups do not matter, so an office may rearrange a form as it likes. A question whose name says nothing here is kept
with the submission and shown, and changes nothing in the register.
"""

from dataclasses import dataclass

from registry.rules.imports.fields import Field, field_named
from registry.rules.words import ConsentPurpose, IncomeSource, SpendingKind
from registry.rules.words_imports import StagedEntity

MEMBERS = "members"
NEW_MEMBERS = "new_members"
EVENTS = "events"
HOUSEHOLD_CODE = "household_code"
PERSON_CODE = "person_code"
BASE_MARK = "base_mark"
MONEY_YEAR = "money_year"
MEMBER_STATE = "member_state"
CONSENT_BY = "consent_by"
LOCATION = "location"
INCOME = "income_"
SPENDING = "spending_"
CONSENT = "consent_"
EXTRA = "x_"
ENTITY_OF_REPEAT = {
    "": StagedEntity.HOUSEHOLD,
    MEMBERS: StagedEntity.PERSON,
    NEW_MEMBERS: StagedEntity.PERSON,
    EVENTS: StagedEntity.EVENT,
}
OWN_NAMES = {
    (StagedEntity.HOUSEHOLD, HOUSEHOLD_CODE): "code",
    (StagedEntity.PERSON, PERSON_CODE): "code",
}
SECRET_FIELDS = frozenset({"id_number", "phone", "bank_account"})
"""Numbers that identify: encrypted in the register, masked on every page of a submission."""
UNIT_OF_QUANTITY = {"money": "yuan", "area": "mu", "length": "km", "time": "minute"}
"""What the questions of a form are asked in."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where an answer goes: a field of an entity, one line of income or spending, a consent, or an extra indicator."""

    entity: StagedEntity | None
    field: str
    is_extra: bool = False


def find_target(name: str, repeat: str) -> Target | None:
    """Return where the answers of a question go; None when they are only kept.

    Args:
        repeat: the name of the innermost repeat around the question, empty outside of all.
    """
    entity = ENTITY_OF_REPEAT.get(repeat)
    if entity is None:
        return None
    if entity is StagedEntity.HOUSEHOLD:
        found = _line_or_consent(name)
        if found is not None:
            return found
    if name.startswith(EXTRA) and entity in (StagedEntity.HOUSEHOLD, StagedEntity.PERSON):
        return Target(entity, name.removeprefix(EXTRA), is_extra=True)
    field = field_named(entity, OWN_NAMES.get((entity, name), name))
    if field is None or field.name == "household_code" or (field.name == "code" and name == "code"):
        return None
    return Target(entity, field.name)


def _line_or_consent(name: str) -> Target | None:
    if name == LOCATION:
        return Target(StagedEntity.HOUSEHOLD, LOCATION)
    for prefix, entity, words in (
        (INCOME, StagedEntity.INCOME, IncomeSource),
        (SPENDING, StagedEntity.SPENDING, SpendingKind),
    ):
        if name.startswith(prefix) and name.removeprefix(prefix) in set(words):
            return Target(entity, name.removeprefix(prefix))
    if name.startswith(CONSENT) and name.removeprefix(CONSENT) in set(ConsentPurpose):
        return Target(None, name)
    return None


def asked_unit(field: Field) -> str | None:
    """Return the unit in which a form asks for a field, None where there is none to name."""
    return UNIT_OF_QUANTITY.get(field.quantity.value) if field.quantity else None


def is_secret(name: str) -> bool:
    """Tell whether a field's values are masked wherever they are shown."""
    return name in SECRET_FIELDS
