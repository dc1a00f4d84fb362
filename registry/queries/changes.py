"""Reads of the changes of families."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, cast, exists, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from foundation.unit_of_work import UnitOfWork
from foundation.wording import mark
from registry.models import Consent, Household, HouseholdChange, Income, LifeEvent, Observation, Person, Spending
from registry.queries.scope import household_scope
from registry.rules.changes_errors import ChangeNotFound, HouseholdUnknown, MemberUnknown
from registry.rules.values import from_text

VALUE_CHANGED = mark("a value that it set has changed since")
PERSON_CHANGED = mark("one of its people has changed again")
HOUSEHOLD_USED = mark("the household that it founded is in use")
NUMBER_TAKEN = mark("somebody else has the member number now")
ALREADY_RECORDED = (Observation, Income, Spending, LifeEvent, Consent)


def get_change(unit: UnitOfWork, change_id: int) -> HouseholdChange:
    """Return a change of a household that the actor may see. Raises ChangeNotFound. Cost: 1."""
    change = unit.session.scalar(
        select(HouseholdChange).where(
            HouseholdChange.id == change_id,
            household_scope(HouseholdChange.region_path, HouseholdChange.household_id, unit.actor),
        )
    )
    if change is None:
        raise ChangeNotFound()
    return change


def find_later_trace(unit: UnitOfWork, change: HouseholdChange) -> str | None:
    """Return what was built on a change in the register, in words; None when nothing was. Cost: about 6 statements."""
    if _has_later_change(unit, change):
        return PERSON_CHANGED
    if any(_is_used(unit, change, household_id) for household_id in change.detail.get("founded", [])):
        return HOUSEHOLD_USED
    if _has_later_values(unit, change):
        return VALUE_CHANGED
    return NUMBER_TAKEN if _lost_number(unit, change) else None


def _has_later_change(unit: UnitOfWork, change: HouseholdChange) -> bool:
    """Tell whether a later change concerns the same people, or people whom this one brought were edited."""
    people: Any = HouseholdChange.person_ids
    later = exists().where(
        HouseholdChange.id > change.id,
        HouseholdChange.undone_at.is_(None),
        people.overlap(cast(change.person_ids, ARRAY(BigInteger))),
    )
    edited = exists().where(
        Observation.person_id.in_(change.detail.get("newcomers", [])),
        Observation.change_id.is_distinct_from(change.id),
    )
    return bool(unit.session.scalar(select(or_(later, edited))))


def _is_used(unit: UnitOfWork, change: HouseholdChange, household_id: int) -> bool:
    touches = or_(HouseholdChange.household_id == household_id, HouseholdChange.other_household_id == household_id)
    traces = [exists().where(touches, HouseholdChange.id > change.id, HouseholdChange.undone_at.is_(None))]
    for table in ALREADY_RECORDED:
        trace = exists().where(table.household_id == household_id)
        if table is Observation:
            trace = trace.where(Observation.change_id.is_distinct_from(change.id))
        traces.append(trace)
    return bool(unit.session.scalar(select(or_(*traces))))


def _has_later_values(unit: UnitOfWork, change: HouseholdChange) -> bool:
    """Tell whether a value is no longer the one that the change set."""
    for row in unit.session.scalars(select(Observation).where(Observation.change_id == change.id)):
        table: type[Household] | type[Person] = Household if row.person_id is None else Person
        subject = unit.session.get_one(table, row.person_id or row.household_id, populate_existing=True)
        if getattr(subject, row.field) != from_text(row.new_value, table.__table__.c[row.field].type.python_type):
            return True
    return False


def _lost_number(unit: UnitOfWork, change: HouseholdChange) -> bool:
    """Tell whether somebody would come back under a member number that somebody else has now."""
    rows: Sequence[Observation] = unit.session.scalars(
        select(Observation).where(Observation.change_id == change.id, Observation.field.in_(("household_id", "code")))
    ).all()
    homes = {row.person_id: int(row.old_value or 0) for row in rows if row.field == "household_id"}
    codes = {row.person_id: row.old_value for row in rows if row.field == "code"}
    for person_id, household_id in homes.items():
        person = unit.session.get_one(Person, person_id)
        code = codes.get(person_id, person.code)
        taken = exists().where(Person.household_id == household_id, Person.code == code, Person.id != person_id)
        if unit.session.scalar(select(taken)):
            return True
    return False


def find_household_id(unit: UnitOfWork, code: str, field: str) -> int:
    """Return an open household of the actor's areas by its number.

    Args:
        field: the form's field that an error names.
    Raises: HouseholdUnknown. Cost: 1.
    """
    found = unit.session.scalar(
        select(Household.id).where(
            Household.code == code.strip(),
            Household.closed_on.is_(None),
            household_scope(Household.region_path, Household.id, unit.actor),
        )
    )
    if found is None:
        raise HouseholdUnknown(field=field, code=code.strip())
    return found


def find_member_id(unit: UnitOfWork, code: str, number: str) -> int:
    """Return a person by household and member number, also one who has left, if the actor may see the household.

    Raises: MemberUnknown. Cost: 1.
    """
    found = unit.session.scalar(
        select(Person.id)
        .join(Household, Household.id == Person.household_id)
        .where(
            Household.code == code.strip(),
            Person.code == number.strip(),
            household_scope(Household.region_path, Household.id, unit.actor),
        )
    )
    if found is None:
        raise MemberUnknown(field="member_number", code=code.strip(), number=number.strip())
    return found


def list_present(unit: UnitOfWork, household_id: int) -> Sequence[Person]:
    """Return the members of a household now, the head first, for whoever was let in to the household. Cost: 1."""
    statement = select(Person).where(Person.household_id == household_id, Person.left_on.is_(None))
    return unit.session.scalars(statement.order_by(Person.relation != "head", Person.born_on, Person.id)).all()
